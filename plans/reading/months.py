"""Months, quarters and spans at the head of a line: "Tháng 9-10/2025", "Tháng 3, 4/2026:", "01/2026", "Quý I/2026"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from plans.reading.periods import SCHOOL_YEAR, Years, last_day, school_year_in

_SEP = r"\s*(?:[-–—,&+]|và|đến)\s*"
_MONTH = r"(?:0?[1-9]|1[0-2])(?:\s*/\s*20\d\d)?(?![\d/])"
_BARE_MONTH = r"(?:0?[1-9]|1[0-2])"
_LABEL = re.compile(
    rf"^(?P<label>(?:trong\s+)?(?:tháng|t)\s*(?P<list>{_MONTH}(?:{_SEP}(?:tháng\s*)?{_MONTH})*)(?:\s*,?\s*năm\s*(?P<year>20\d\d))?)"
    r"\s*(?P<after>[:.\-–—(;]|$)[\s\-–—]*",
    re.I,
)
_BARE = re.compile(
    rf"^(?P<label>(?P<list>(?:{_BARE_MONTH}{_SEP})*{_BARE_MONTH}\s*/\s*20\d\d(?:{_SEP}{_BARE_MONTH}\s*/\s*20\d\d)?))\s*(?P<after>:|$)\s*"
)
_QUARTER = re.compile(
    r"^(?P<label>quý\s+(?P<quarter>I{1,3}|IV|[1-4])(?:\s*(?:/|năm|-)\s*(?P<year>20\d\d))?)\s*(?P<after>[:.\-–(]|$)\s*",
    re.I,
)
_FROM_TO_MONTH = re.compile(
    r"từ\s+tháng\s+(?P<m1>\d{1,2})(?:\s*(?:/|năm|-)\s*(?P<y1>20\d\d))?\s*(?:đến|[-–])\s*(?:hết\s+)?tháng\s+(?P<m2>\d{1,2})(?:\s*(?:/|năm|-)\s*(?P<y2>20\d\d))?",
    re.I,
)
_WHOLE_YEAR = re.compile(r"^(?:(?:trong|cả)\s+)?năm\s+(?P<year>20\d\d)\s*[.;]?$", re.I)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}


@dataclass(frozen=True)
class Span:
    """First and last month, the label as printed, and how many characters of the line the label takes."""

    start: date
    end: date
    label: str
    length: int
    is_list: bool = False
    year_is_printed: bool = True


def read_label_span(text: str, years: Years, titles: tuple[str, ...] = (), previous: date | None = None) -> Span | None:
    """The span a line opens with, where the line's head is nothing but months or a quarter."""
    match = _LABEL.match(text) or _BARE.match(text)
    if match:
        months = _months(match)
        dated = _dated(months, years, titles, previous)
        if dated is None:
            return None
        length = match.start("after") if match["after"] == "(" else match.end()
        printed = any(year for _, year in months)
        return Span(date(*dated[0], 1), last_day(*dated[-1]), match["label"], length, "," in match["list"], printed)
    return _quarter(text, years, titles)


def read_value_span(text: str, years: Years, titles: tuple[str, ...] = ()) -> Span | None:
    """The span that is the value of "Thời gian: …" where it is made of months or years."""
    match = _FROM_TO_MONTH.search(text)
    if match:
        return _month_range(match, years, titles)
    whole = _WHOLE_YEAR.match(text.strip())
    if whole:
        year = int(whole["year"])
        return Span(date(year, 1, 1), date(year, 12, 31), text.strip(" .;"), len(text))
    named = school_year_in(text)
    if named and re.fullmatch(r"(?:(?:trong|cả|suốt)\s+)?" + SCHOOL_YEAR.pattern + r"\s*[.;]?", text.strip(), re.I):
        return Span(date(named[0], 9, 1), date(named[1], 5, 31), text.strip(" .;"), len(text))
    return _quarters(text.strip(" .;"), years, titles) or read_label_span(text.strip(" .;"), years, titles)


def month_ranges(text: str, years: Years, titles: tuple[str, ...] = ()) -> list[tuple[re.Match, Span]]:
    found = ((match, _month_range(match, years, titles)) for match in _FROM_TO_MONTH.finditer(text))
    return [(match, span) for match, span in found if span]


def _months(match: re.Match) -> list[tuple[int, int | None]]:
    named_year = match.groupdict().get("year")
    months = []
    for part in re.finditer(r"(\d{1,2})(?:\s*/\s*(20\d\d))?", match["list"]):
        months.append((int(part[1]), int(part[2]) if part[2] else None))
    if named_year:
        months[-1] = (months[-1][0], int(named_year))
    return months


def _dated(months, years: Years, titles, previous: date | None) -> list[tuple[int, int]] | None:
    """(year, month) pairs: a printed year holds for the months before it too, unless they come later in the year."""
    last_year = next((year for _, year in reversed(months) if year), None)
    if last_year is None:
        month = months[-1][0]
        last_year = years.of(month, titles)
        if last_year is not None and years.period.kind == "school_year" and month == 8 and previous is None:
            last_year = years.period.start.year  # August before September opens the year
        if last_year is None:
            return None
    dated: list[tuple[int, int]] = []
    year, following = last_year, months[-1][0]
    for month, printed in reversed(months):
        if printed:
            year = printed
        elif month > following:
            year -= 1
        dated.insert(0, (year, month))
        following = month
    return dated


def _month_range(match: re.Match, years: Years, titles: tuple[str, ...]) -> Span | None:
    first, second = int(match["m1"]), int(match["m2"])
    if not (1 <= first <= 12 and 1 <= second <= 12):
        return None
    end = int(match["y2"]) if match["y2"] else None
    start = int(match["y1"]) if match["y1"] else None
    if end is None:
        end = start + (second < first) if start else years.of(second, titles)
    if start is None and end is not None:
        start = end - (first > second)
    if start is None or end is None:
        return None
    return Span(
        date(start, first, 1),
        last_day(end, second),
        match[0],
        match.end(),
        year_is_printed=bool(match["y1"] or match["y2"]),
    )


def _quarters(text: str, years: Years, titles: tuple[str, ...]) -> Span | None:
    """ "Quý III, quý IV năm 2025": from the first to the last, the year of the last for all."""
    parts = re.split(r"\s*(?:,|và|[-–]|đến)\s*(?=quý)", text, flags=re.I)
    if len(parts) < 2:
        return None
    last = _quarter(parts[-1], years, titles)
    first = last and _quarter(f"{parts[0]} năm {last.end.year}", years, titles)
    if not first or first.start > last.start or last.length < len(parts[-1]):
        return None
    return Span(first.start, last.end, text, len(text), False, last.year_is_printed)


def _quarter(text: str, years: Years, titles: tuple[str, ...]) -> Span | None:
    match = _QUARTER.match(text)
    if not match:
        return None
    number = match["quarter"].upper()
    quarter = int(number) if number.isdigit() else _QUARTERS[number]
    year = int(match["year"]) if match["year"] else years.of(quarter * 3 - 2, titles)
    if year is None:
        return None
    return Span(
        date(year, quarter * 3 - 2, 1),
        last_day(year, quarter * 3),
        match["label"],
        match.end(),
        False,
        bool(match["year"]),
    )
