"""The written day: "30/9/2020", "ngày 5 tháng 10", "17h00 ngày 30/9", and ranges of days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plans.reading.months import Span
from plans.reading.periods import Years, last_day

DAY = (
    r"(?P<d{n}>\d{{1,2}})\s*(?:"
    r"/\s*(?P<m{n}>\d{{1,2}})(?:\s*/\s*(?P<y{n}>\d{{4}}|\d\d))?(?![\d/]|\s*%)"
    r"|\s*[.-]\s*(?P<mm{n}>\d{{1,2}})\s*[.-]\s*(?P<yy{n}>\d{{4}})(?!\d)"
    r"|\s*,?\s+tháng\s+(?P<mw{n}>\d{{1,2}})(?:\s*,?\s*(?:năm|/|-)\s*(?P<yw{n}>\d{{4}}))?(?!\d))"
)
TIME = r"(?P<time>\d{1,2}\s*(?:h|g|giờ|:)\s*(?:\d{2})?(?:\s*phút|['’])?)"
# "ngày 24, 25/10", "các ngày 13 và 14/5": the days before the one that carries the month
DAYS_BEFORE_MONTH = r"(?P<days>\d{1,2}(?:\s*,\s*\d{1,2}){0,6})\s*(?:,|và|&)\s*(?:ngày\s+)?"
_PLAIN = re.compile(DAY.format(n=""))
_RANGE = re.compile(
    r"(?:từ\s+)?(?:ngày\s+)?(?:" + DAY.format(n="1") + r"|(?P<dh>\d{1,2})\s*[-.]\s*(?P<mh>\d{1,2})|(?P<only>\d{1,2}))"
    r"\s*,?\s*(?:(?:cho\s+)?(?:đến|tới)(?:\s+hết)?|[-–—>]+)\s*(?:hết\s+)?"
    r"(?:\d{1,2}\s*(?:h|giờ)\s*\d{0,2}\s*,?\s*)?(?:ngày\s+)?" + DAY.format(n="2"),
    re.I,
)
_TO = r"\s*,?\s*(?:(?:cho\s+)?(?:đến|tới)(?:\s+hết)?|[-–—])\s*(?:hết\s+)?(?:ngày\s+)?"
_PERIOD_END = (
    r"(?P<term{n}>(?:(?:đầu|kết thúc|cuối|tổng kết)\s+)?(?:năm\s+học(?:\s+20\d\d\s*[-–]\s*20\d\d)?"
    r"|(?:học\s+k[ỳìỷ]|HK)\s*(?P<half{n}>I{{1,2}}|1|2)(?!\w)))"
    r"|(?:(?P<part{n}>đầu|giữa|cuối)\s+)?tháng\s+(?P<mm{n}x>\d{{1,2}})(?:\s*(?:/|-|năm)\s*(?P<my{n}>20\d\d))?"
)
_MIXED = re.compile(
    rf"từ\s+(?:ngày\s+)?(?:{DAY.format(n='1')}|{_PERIOD_END.format(n='1')}){_TO}"
    rf"(?:{DAY.format(n='2')}|{_PERIOD_END.format(n='2')})",
    re.I,
)
# Where a half of the school year begins and ends in the ministry's frame; the school's own days are asked.
_TERM_START = {"": (1, 9), "1": (1, 9), "2": (16, 1)}
_TERM_END = {"": (31, 5), "1": (15, 1), "2": (31, 5)}
_PART_DAYS = {"đầu": (1, 10), "giữa": (11, 20), "cuối": (21, 31), None: (1, 31)}
_SCHOOL_YEAR = 366  # days
_WEEKS_OVER_A_MONTH = 13  # days of a week or two that begin in one month and end in the next
_LONGEST = 1100  # days; a longer span is an anniversary ("20/11/1982 - 20/11/2024")


@dataclass(frozen=True)
class WrittenDay:
    """A day as printed; `year` None where it is not printed."""

    day: int
    month: int
    year: int | None
    text: str

    def on(self, year: int) -> date | None:
        """The date in `year`, None where the calendar has no such day (and no such month)."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def written_day(match: re.Match, suffix: str = "") -> WrittenDay:
    groups = match.groupdict()
    month = groups.get(f"m{suffix}") or groups.get(f"mm{suffix}") or groups[f"mw{suffix}"]
    year = groups.get(f"y{suffix}") or groups.get(f"yy{suffix}") or groups.get(f"yw{suffix}")
    return WrittenDay(int(groups[f"d{suffix}"]), int(month), _whole_year(year), match[0])


def _whole_year(year: str | None) -> int | None:
    """“20/5/24” is of 2024, “20/11/82” of 1982."""
    if not year:
        return None
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 60 else 1900)


def written_days(text: str) -> list[tuple[re.Match, WrittenDay]]:
    return [(match, written_day(match)) for match in _PLAIN.finditer(text)]


def day_ranges(text: str, years: Years, titles: tuple[str, ...] = ()) -> list[tuple[re.Match, date, date]]:
    """Ranges of days in a sentence, each with its match; a range that the calendar refuses is left out."""
    return [(match, start, end) for match, start, end, _ in _ranges(text, years, titles)]


def reversed_ranges(text: str, years: Years, titles: tuple[str, ...] = ()) -> list[tuple[re.Match, date, date]]:
    """Ranges printed with an end before their beginning, as they were read: "27/3/2018 - 31/5/2017"."""
    return [(match, start, end) for match, start, end, is_slip in _ranges(text, years, titles) if is_slip]


def _ranges(text: str, years: Years, titles: tuple[str, ...]) -> Iterator[tuple[re.Match, date, date, bool]]:
    for match in _RANGE.finditer(text):
        if not re.match(r"từ|ngày", match[0], re.I) and (match["only"] or match["dh"]):
            continue  # "5-10/2024" alone is rather months
        last = written_day(match, "2")
        if match["only"]:
            first = WrittenDay(int(match["only"]), last.month, last.year, match["only"])
        elif match["dh"]:
            first = WrittenDay(int(match["dh"]), int(match["mh"]), None, match["dh"])
        else:
            first = written_day(match, "1")
        end_year = last.year or (first.year and first.year + (last.month < first.month)) or years.of(last.month, titles)
        if end_year is None:
            continue
        start_year = first.year or end_year - (first.month > last.month)
        start, end = first.on(start_year), last.on(end_year)
        if start and end and start > end:
            mended = _mended_end(first, last, start, years)
            if mended:
                yield match, start, mended, True
        elif start and end and (end - start).days <= _LONGEST:
            yield match, start, end, False


def _mended_end(first: WrittenDay, last: WrittenDay, start: date, years: Years) -> date | None:
    """The end meant where the printed one lies before the beginning: the next year with that day, or the next month."""
    if first.month == last.month:
        year, month = start.year + (start.month == 12), start.month % 12 + 1
        end, longest = WrittenDay(last.day, month, None, "").on(year), _WEEKS_OVER_A_MONTH
    else:
        end, longest = last.on(start.year + (last.month < first.month)), _SCHOOL_YEAR
    return end if end and (end - start).days <= longest and years.covers(start) and years.covers(end) else None


def mixed_ranges(text: str, years: Years, titles: tuple[str, ...] = ()) -> list[tuple[re.Match, date, date]]:
    """Ranges of which one end is a month or a part of one: "từ ngày 5/9 đến hết tháng 12", "từ đầu tháng 9 đến …"."""
    found = []
    for match in _MIXED.finditer(text):
        if not any(match[name] for name in ("part1", "part2", "term1", "term2")) and bool(match["mm1x"]) == bool(
            match["mm2x"]
        ):
            continue  # two days or two whole months are read elsewhere
        first, last = (_endpoint(match, suffix) for suffix in ("1", "2"))
        if not (1 <= first[1] <= 12 and 1 <= last[1] <= 12):
            continue
        end_year = last[2] or (first[2] and first[2] + (last[1] < first[1])) or years.of(last[1], titles)
        if end_year is None:
            continue
        start_year = first[2] or end_year - (first[1] > last[1])
        end_day = min(last[0], last_day(end_year, last[1]).day) if match["mm2x"] else last[0]
        start, end = (
            WrittenDay(first[0], first[1], None, "").on(start_year),
            WrittenDay(end_day, last[1], None, "").on(end_year),
        )
        if start and end and start <= end:
            found.append((match, start, end))
    return found


def _endpoint(match: re.Match, suffix: str) -> tuple[int, int, int | None]:
    """Day, month and printed year of one end; a month begins or ends with its part."""
    month = match[f"mm{suffix}x"]
    if match[f"term{suffix}"]:
        half = {"I": "1", "II": "2"}.get((match[f"half{suffix}"] or "").upper(), match[f"half{suffix}"] or "")
        day, month = (_TERM_START if suffix == "1" else _TERM_END)[half]
        return day, month, None
    if month is None:
        day = written_day(match, suffix)
        return day.day, day.month, day.year
    part = match[f"part{suffix}"]
    year = match[f"my{suffix}"]
    day = _PART_DAYS[part.lower() if part else None][0 if suffix == "1" else 1]
    return day, int(month), int(year) if year else None


def read_day_range(text: str, years: Years, titles: tuple[str, ...] = ()) -> Span | None:
    ranges = day_ranges(text, years, titles)
    if not ranges:
        return None
    match, start, end = ranges[0]
    return Span(start, end, match[0], len(text) if match.end() >= len(text.rstrip(" .;")) else match.end())
