"""Every rule, in the order in which a reader meets what it is about."""

from documents.checker.rules import foot, head, sheet, text
from documents.checker.rules.base import DECREE, Rule, Spot

RULES: tuple[Rule, ...] = (*sheet.RULES, *head.RULES, *text.RULES, *foot.RULES)

__all__ = ["DECREE", "RULES", "Rule", "Spot"]
