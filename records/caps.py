"""The caps of the yearly rating: how many may be rated HTXSNV in the unit and in each group of like duties. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from core.findings import Citation, Finding
from records.criteria import EXCELLENT, GOOD, Rule, Rules, percent

BASES = {"good": "số người được xếp HTTNV", "good_or_better": "số người được xếp từ HTTNV trở lên"}


@dataclass(frozen=True)
class CapCheck:
    """The share of HTXSNV in the unit ("" as group) or in one group of like duties.

    `allowed` is the greatest whole number that does not exceed the share of the base; `other_allowed` the same by the
    other reading of the base, where nobody has compared which one the text means.
    """

    group: str
    count: int
    base: int
    allowed: int
    other_allowed: int | None
    share: Rule
    base_rule: Rule | None

    @property
    def is_over(self) -> bool:
        return self.count > self.allowed

    @property
    def sentence(self) -> str:
        """The figures with the boundary named."""
        reading = self.base_rule.value if self.base_rule else "good"
        words = (
            f"HTXSNV: {self.count} người; mức cho phép {self.allowed} = {percent(self.share.share)}"
            f" của {self.base} người ({BASES[reading]}), làm tròn xuống; căn cứ {self.share.citation}"
        )
        if self.other_allowed is not None:
            other = BASES["good" if reading == "good_or_better" else "good_or_better"]
            words += f"; cơ sở tính chưa đối chiếu: nếu tính trên {other} thì mức cho phép {self.other_allowed}"
        return f"{words}."

    @property
    def finding(self) -> Finding:
        where = self.group or "Toàn đơn vị"
        if not self.is_over:
            severity = "ok" if self.share.citation.is_verified and self.other_allowed is None else "look"
            return Finding("cap", severity, f"{where}: trong tỷ lệ HTXSNV", self.sentence, citation=self.share.citation)
        citation = self.share.citation
        if self.other_allowed is not None:  # while the base is open, a person decides
            citation = self.base_rule.citation if self.base_rule else Citation(citation.document, mark="K")
        change = f"Đổi mức của {self.count - self.allowed} người, hoặc ghi lý do khi quyết định."
        return Finding("cap_over", "must", f"{where}: vượt tỷ lệ HTXSNV", self.sentence, change, citation)


def cap_checks(levels: Iterable[tuple[str, str]], rules: Rules, *, is_outstanding: bool = False) -> list[CapCheck]:
    """The caps of the unit and of each group, from (group, level) of everybody rated; [] where no cap is known."""
    share = (is_outstanding and rules.get("cap_excellent_outstanding")) or rules.get("cap_excellent")
    if share is None:
        return []
    everybody = list(levels)
    groups = sorted({group for group, _ in everybody if group})
    checks = [_cap("", [level for _, level in everybody], share, rules)]
    return checks + [_cap(group, [level for its, level in everybody if its == group], share, rules) for group in groups]


def _cap(group: str, levels: list[str], share: Rule, rules: Rules) -> CapCheck:
    rule = rules.get("cap_base")
    excellent, good = levels.count(EXCELLENT), levels.count(GOOD)
    bases = {"good": good, "good_or_better": good + excellent}
    reading = rule.value if rule else "good"
    other = "good" if reading == "good_or_better" else "good_or_better"
    is_open = rule is None or not rule.citation.is_verified
    return CapCheck(
        group=group,
        count=excellent,
        base=bases[reading],
        allowed=greatest_within(share.share, bases[reading]),
        other_allowed=greatest_within(share.share, bases[other]) if is_open else None,
        share=share,
        base_rule=rule,
    )


def greatest_within(share: Fraction, base: int) -> int:
    """The greatest whole number that does not exceed a share of a base."""
    return share.numerator * base // share.denominator
