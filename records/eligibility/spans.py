"""Years in a row, within some years, since an award: counted for certain, and at best. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from legal.conditions import Span
from records.eligibility.facts import Facts, first_of
from records.eligibility.rules import RuleBook

FAILED, DOUBTED, UNKNOWN, MET = range(4)  # worst first; DOUBTED: fails by a rule whose text nobody has compared
MANY_YEARS = 60  # no career is longer


class Asked(NamedTuple):
    """Whom is asked about by what law. `floor`: years before it do not count. `path`: what is being met already."""

    facts: Facts
    book: RuleBook
    floor: int | None = None
    path: tuple[str, ...] = ()


class Years(NamedTuple):
    """What of a span of years is there. `since`: the years counted come after an award that is not on record."""

    state: int
    missing: int
    had: list[int]
    since: str = ""


def count_years(
    span: Span, certain: frozenset[int], is_open: Callable[[int], bool], ends: tuple[int, ...], asked: Asked
) -> Years:
    """Count the years of a span. `certain`: up to the year judged. `is_open`: another year may turn out to be one."""
    facts, after, is_sure = asked.facts, -1, True
    if span.since:
        held = facts.years_of.get(span.since)
        if held:
            after = max(held)
        elif facts.is_whole:
            return Years(FAILED, span.times, [], asked.book.name(span.since))
        else:
            is_sure = False
    floor = asked.floor
    first = max(after + 1, floor or 0)
    counted = frozenset(year for year in certain if year >= first) if first else certain
    sure = counted if floor is None else counted - {floor}

    def may_count(year: int) -> bool:
        if year in counted:
            return True
        return year >= first and is_open(year)

    if span.is_consecutive:
        had, most = _runs(span.times, sure, may_count, ends)
    else:
        from_on = max(first, first_of(facts.complete_since) if facts.is_whole else 0)
        years = range(from_on, facts.judged + 1) if from_on else None
        had, most = _within(span, sure, may_count, ends, years)
    if len(had) >= span.times:
        if is_sure:
            return Years(MET, 0, had[-span.times :] if span.is_consecutive else had)
        return Years(UNKNOWN, 1, had, asked.book.name(span.since))
    return Years(UNKNOWN if most >= span.times else FAILED, span.times - len(had), had)


def _runs(times: int, sure: frozenset[int], may_count, ends: tuple[int, ...]) -> tuple[list[int], int]:
    """The longest run of sure years that ends with one of the years, and how long it might be at best."""
    best: list[int] = []
    most = 0
    for end in ends:
        year = end
        while year in sure and end - year < times:
            year -= 1
        if end - year > len(best):
            best = list(range(year + 1, end + 1))
        if len(best) >= times:
            return best, times
        year = end
        while end - year < times and may_count(year):
            year -= 1
        most = max(most, end - year)
    return best, most


def _within(
    span: Span, sure: frozenset[int], may_count, ends: tuple[int, ...], everything: range | None
) -> tuple[list[int], int]:
    """The years of the best window and how many there might be; `everything`: those of an open window (None: any)."""
    if span.within is None:
        if len(sure) >= span.times:
            return sorted(sure), span.times
        if everything is None:  # years that nobody can rule out
            return sorted(sure), max(span.times, len(sure))
        return sorted(sure), len(sure | {year for year in everything[-MANY_YEARS:] if may_count(year)})
    best: list[int] = []
    most = 0
    for end in ends:
        window = range(end - span.within + 1, end + 1)
        had = [year for year in window if year in sure]
        best = had if len(had) > len(best) else best
        if len(best) >= span.times:
            return best, span.times
        most = max(most, sum(map(may_count, window)))
    return best, most
