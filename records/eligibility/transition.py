"""Which of two laws answers for a dossier that was received before a new law came into force. Pure.

The law of the day before answers; where the rule lets the better be chosen, the one by which less is missing. A rule
of transition whose text nobody compared decides nothing by itself: where the two laws differ the case needs review.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.findings import Citation, Finding
from records.eligibility.facts import Facts
from records.eligibility.judging import NEEDS_REVIEW, OUTCOME_WORDS, Verdict, judge
from records.eligibility.rules import RuleBook

BEST_FIRST = tuple(OUTCOME_WORDS)


@dataclass(frozen=True)
class Transition:
    """What a rule of transition says of dossiers received before its day."""

    statement: str
    citation: Citation
    may_choose_better: bool = False


@dataclass(frozen=True)
class Settled:
    """A verdict with the ISO day of the law that gave it, and what the other law says; "" where both say the same."""

    verdict: Verdict
    law_on: str
    is_new: bool = False
    other_on: str = ""
    other_outcome: str = ""

    @property
    def law_day(self) -> date:
        return date.fromisoformat(self.law_on)

    @property
    def other_day(self) -> date | None:
        return date.fromisoformat(self.other_on) if self.other_on else None

    @property
    def other_words(self) -> str:
        return OUTCOME_WORDS.get(self.other_outcome, "")


def settle(facts: Facts, code: str, then: RuleBook, now: RuleBook, rule: Transition) -> Settled:
    """The verdict on a dossier received under `then` and decided under `now`."""
    old = judge(facts, then, code)
    if _are_the_same(then, now, code):
        return Settled(old, then.on)
    new = judge(facts, now, code)
    is_new = rule.may_choose_better and _rank(new) < _rank(old)
    chosen, other = (new, old) if is_new else (old, new)
    if chosen.outcome != other.outcome and not rule.citation.is_verified:
        chosen = _doubted(chosen, rule, is_new=is_new)
    days = (now.on, then.on) if is_new else (then.on, now.on)
    return Settled(chosen, days[0], is_new, days[1], other.outcome)


def _are_the_same(then: RuleBook, now: RuleBook, code: str) -> bool:
    """Whether the same rows answer on both days; worked out once for all candidates."""
    key = f"same as on {now.on}", code
    if key not in then.kept:
        then.kept[key] = list(then.only(code)) == list(now.only(code))
    return then.kept[key]


def _rank(verdict: Verdict) -> tuple[int, int, int]:
    """By what is missing: a condition that is only less certain is not a better one."""
    return len(verdict.shortfalls), len(verdict.missing_proofs), BEST_FIRST.index(verdict.outcome)


def _doubted(verdict: Verdict, rule: Transition, *, is_new: bool) -> Verdict:
    """Which law answers was read second-hand at best, and the two differ: a person has to look at it."""
    which = "quy định mới vì có lợi hơn" if is_new else "quy định cũ"
    finding = Finding(
        "transition",
        "look",
        f"Áp dụng {which} theo một quy định chuyển tiếp chưa đối chiếu văn bản",
        rule.statement,
        "Đối chiếu quy định chuyển tiếp với văn bản, vì hai thời kỳ cho kết quả khác nhau.",
        rule.citation,
    )
    findings = (replace(each, severity="look") if each.blocks else each for each in verdict.findings)
    return replace(verdict, outcome=NEEDS_REVIEW, findings=(*findings, finding))
