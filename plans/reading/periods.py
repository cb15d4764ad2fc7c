"""The period a plan is for, and the year of a month that is printed without one."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from plans.reading.facts import Period
from plans.reading.passages import Passage

SCHOOL_YEAR = re.compile(r"năm học\s*:?\s*(?P<first>20\d\d)\s*[-–—/]\s*(?P<second>20\d\d|\d\d)(?!\d)", re.I)
CALENDAR_YEAR = re.compile(r"(?<!\w)năm\s+(?P<year>20\d\d)(?!\s*[-–]\s*20\d\d)", re.I)
_BARE_YEARS = re.compile(r"(?<![\d/])(?P<first>20\d\d)\s*[-–—]\s*(?P<second>20\d\d)(?!\d)")

_AROUND = timedelta(days=90)


@dataclass(frozen=True)
class Years:
    """The years a plan speaks of. A school year runs here from 1 September to 31 August."""

    period: Period
    issued_on: date | None = None
    named: tuple[int, int] | None = None  # a school year that a calendar year's plan speaks of

    def of(self, month: int, titles: tuple[str, ...] = ()) -> int | None:
        """The year of `month`; a school year named in a heading above comes before the plan's own period."""
        for title in reversed(titles):
            named = school_year_in(title)
            if named:
                return named[0] if month >= 9 else named[1]
        if self.period.start is None:
            return None
        if self.period.start.year == self.period.end.year:
            return self._upcoming(self.period.start.year, month)
        if self.period.kind == "campaign":
            return self.period.start.year if month >= self.period.start.month else self.period.end.year
        return self.period.start.year if month >= 9 else self.period.end.year

    def _upcoming(self, year: int, month: int) -> int:
        """A month that was over when a calendar year's plan was issued is that of the school year it speaks of."""
        if self.issued_on and self.named and last_day(year, month) < self.issued_on:
            return self.named[0] if month >= 9 else self.named[1]
        return year

    def is_certain(self, month: int) -> bool:
        if self.period.kind == "calendar_year" and self.issued_on:
            return last_day(self.period.start.year, month) >= self.issued_on
        if self.period.kind == "campaign":
            return (self.period.end.month - month) % 12 <= (self.period.end.month - self.period.start.month) % 12
        return self.period.kind == "school_year" and month != 8

    def covers(self, day: date) -> bool:
        """The day lies in the plan's period, in the August before its school year, or in a school year it speaks of."""
        spans = [(self.period.start, self.period.end)] if self.period.start else []
        if self.period.kind == "campaign":  # what is prepared before it and settled after it
            spans = [(self.period.start - _AROUND, self.period.end + _AROUND)]
        if self.period.kind == "school_year":
            spans.append((date(self.period.start.year, 8, 1), self.period.end))
        if self.named:
            spans.append((date(self.named[0], 8, 1), date(self.named[1], 8, 31)))
        return not spans or any(start <= day <= end for start, end in spans)


def school_year_in(text: str) -> tuple[int, int] | None:
    match = SCHOOL_YEAR.search(text)
    if not match:
        return None
    first = int(match["first"])
    second = int(match["second"]) if len(match["second"]) == 4 else first // 100 * 100 + int(match["second"])
    return (first, second) if second == first + 1 else None


def read_period(subject: str, passages: list[Passage], issued_on: date | None, bases: list[str]) -> Period:
    """From the subject; else from the sentence that introduces the plan; else its date; else what it is based on."""
    introductions = [passage.text for passage in passages if passage.place in ("preamble", "closing")]
    for text in [subject, *introductions]:
        period = _period_in(text)
        if period:
            return period
    if issued_on:
        return calendar_year(issued_on.year)
    named = next((years for years in map(school_year_in, reversed(bases)) if years), None)
    return school_year(*named) if named else Period("none", "")


def period_is_named(subject: str, passages: list[Passage]) -> bool:
    """A school year or year is named where a plan says what it is for."""
    introductions = [passage.text for passage in passages if passage.place in ("preamble", "closing")]
    return any(_period_in(text) for text in [subject, *introductions])


def _period_in(text: str) -> Period | None:
    years = school_year_in(text)
    if years:
        return school_year(*years)
    bare = _BARE_YEARS.search(text)
    if bare and int(bare["second"]) == int(bare["first"]) + 1:
        return school_year(int(bare["first"]), int(bare["second"]))
    named = CALENDAR_YEAR.search(text)
    return calendar_year(int(named["year"])) if named else None


def school_year(first: int, second: int) -> Period:
    return Period("school_year", f"{first}-{second}", date(first, 9, 1), date(second, 8, 31))


def calendar_year(year: int) -> Period:
    return Period("calendar_year", str(year), date(year, 1, 1), date(year, 12, 31))


def campaign(start: date, end: date) -> Period:
    return Period("campaign", f"{start:%d/%m/%Y} - {end:%d/%m/%Y}", start, end)


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
