"""On which initiatives a verdict rests: those without which a condition would stand worse. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from records.eligibility.facts import Facts, Recognised
from records.eligibility.judging import Verdict, judge
from records.eligibility.rules import RuleBook

WORST_LAST = ("ok", "look", "must")


@dataclass(frozen=True)
class Resting:
    """`offered`: keys of the initiatives that would do; `certain`: those that are used in any case, with no choice."""

    offered: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()

    @property
    def needs_choice(self) -> bool:
        return bool(self.offered) and not self.certain


def rests_on(facts: Facts, book: RuleBook, code: str) -> Resting:
    """Whether a distinction asks for initiatives that she has, and whether it is plain which."""
    purpose = f"{code} {facts.year}"
    free = tuple(each for each in facts.initiatives if not each.is_used and each.reserved_for in ("", purpose))
    if not free:
        return Resting()
    best = _severities(judge(facts, book, code))
    if not _is_worse(facts, (), book, code, best):
        return Resting()
    singles = [each for each in free if not _is_worse(facts, (each,), book, code, best)]
    if singles:
        return Resting(_keys(singles), _keys(singles) if len(singles) == 1 else ())
    needed = [each for each in free if _is_worse(facts, _without(free, each), book, code, best)]
    are_enough = not _is_worse(facts, needed, book, code, best)
    return Resting(_keys(free), _keys(needed) if needed and are_enough else ())


def _without(free: Sequence[Recognised], left_out: Recognised) -> list[Recognised]:
    return [each for each in free if each is not left_out]


def _is_worse(facts: Facts, initiatives: Sequence[Recognised], book: RuleBook, code: str, best: dict[str, int]) -> bool:
    found = _severities(judge(replace(facts, initiatives=tuple(initiatives)), book, code))
    return any(found.get(name, 0) > rank for name, rank in best.items()) or any(
        rank > 0 for name, rank in found.items() if name not in best
    )


def _severities(verdict: Verdict) -> dict[str, int]:
    return {each.code: WORST_LAST.index(each.severity) for each in verdict.findings}


def _keys(rows: Sequence[Recognised]) -> tuple[str, ...]:
    return tuple(each.key for each in rows)
