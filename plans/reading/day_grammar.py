"""The written day: "30/9/2020", "ngày 5 tháng 10", "17h00 ngày 30/9", and ranges of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from plans.reading.months import Span
from plans.reading.periods import Years

DAY = (
    r"(?P<d{n}>\d{{1,2}})\s*(?:"
    r"/\s*(?P<m{n}>\d{{1,2}})(?:\s*/\s*(?P<y{n}>\d{{4}}))?(?![\d/])"
    r"|[.-](?P<mm{n}>\d{{1,2}})[.-](?P<yy{n}>\d{{4}})(?!\d)"
    r"|\s+tháng\s+(?P<mw{n}>\d{{1,2}})(?:\s*(?:năm|/)\s*(?P<yw{n}>\d{{4}}))?(?!\d))"
)
TIME = r"(?P<time>\d{1,2}\s*(?:h|g|giờ|:)\s*(?:\d{2})?(?:\s*phút)?)"
_PLAIN = re.compile(DAY.format(n=""))
_RANGE = re.compile(
    r"(?:từ\s+)?(?:ngày\s+)?(?:"
    + DAY.format(n="1")
    + r"|(?P<only>\d{1,2}))\s*(?:đến(?:\s+hết)?|[-–—])\s*(?:ngày\s+)?"
    + DAY.format(n="2"),
    re.I,
)


@dataclass(frozen=True)
class WrittenDay:
    """A day as printed; `year` None where it is not printed."""

    day: int
    month: int
    year: int | None
    text: str

    def on(self, year: int) -> date | None:
        """The date in `year`, None where the calendar has no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def written_day(match: re.Match, suffix: str = "") -> WrittenDay:
    groups = match.groupdict()
    month = groups.get(f"m{suffix}") or groups.get(f"mm{suffix}") or groups[f"mw{suffix}"]
    year = groups.get(f"y{suffix}") or groups.get(f"yy{suffix}") or groups.get(f"yw{suffix}")
    return WrittenDay(int(groups[f"d{suffix}"]), int(month), int(year) if year else None, match[0])


def written_days(text: str) -> list[tuple[re.Match, WrittenDay]]:
    return [(match, written_day(match)) for match in _PLAIN.finditer(text)]


def day_ranges(text: str, years: Years, titles: tuple[str, ...] = ()) -> list[tuple[re.Match, date, date]]:
    """Ranges of days in a sentence, each with its match; a range that the calendar refuses is left out."""
    found = []
    for match in _RANGE.finditer(text):
        if not re.match(r"từ|ngày", match[0], re.I) and match["only"]:
            continue  # "5-10/2024" alone is rather months
        last = written_day(match, "2")
        if match["only"]:
            first = WrittenDay(int(match["only"]), last.month, last.year, match["only"])
        else:
            first = written_day(match, "1")
        end_year = last.year or (first.year and first.year + (last.month < first.month)) or years.of(last.month, titles)
        if end_year is None:
            continue
        start_year = first.year or end_year - (first.month > last.month)
        start, end = first.on(start_year), last.on(end_year)
        if start and end and start <= end:
            found.append((match, start, end))
    return found


def read_day_range(text: str, years: Years, titles: tuple[str, ...] = ()) -> Span | None:
    ranges = day_ranges(text, years, titles)
    if not ranges:
        return None
    match, start, end = ranges[0]
    return Span(start, end, match[0], len(text) if match.end() >= len(text.rstrip(" .;")) else match.end())
