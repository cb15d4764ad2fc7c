"""Spans without a day: parts of a month, months, quarters, ends and beginnings of semesters."""

from __future__ import annotations

import re
from datetime import date

from plans.reading.months import read_label_span
from plans.reading.periods import last_day
from plans.reading.rules.sentence import Sentence, remembers

_YEAR = r"(?:\s*,?\s*(?:/|-|năm)\s*(?P<year>20\d\d))?"
_PART_OF_MONTH = re.compile(
    rf"(?P<part>nửa đầu|nửa cuối|đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần)\s+tháng\s+"
    rf"(?P<month>\d{{1,2}}){_YEAR}(?![\d/])",
    re.I,
)
_PARTS = {
    "đầu": (1, 10), "thượng tuần": (1, 10), "giữa": (11, 20), "trung tuần": (11, 20), "cuối": (21, 31),
    "hạ tuần": (21, 31), "nửa đầu": (1, 15), "nửa cuối": (16, 31),
}  # fmt: skip
_MONTH = re.compile(
    r"(?:(?P<by>hết|đến hết|xong(?:\s+(?:trong|trước))?|chậm nhất(?:\s+(?:là|vào|trong))*|trước)\s+|(?P<in>trong"
    r"|vào|sang)\s+"
    rf"|(?P<bracket>[(:]\s*))(?P<each>các\s+)?tháng\s+(?P<months>\d{{1,2}}(?:(?:\s*,\s*|\s+và\s+)(?:tháng\s+)?\d{{1,2}}(?![\d/])){{0,11}}){_YEAR}(?![\d/]|\s*[-–]\s*\d)",
    re.I,
)
_TWO_MONTHS = 62  # days
_HANDS_IN = re.compile(r"(?<!\w)(?:nộp|gửi|đăng k[ýí])(?!\w)", re.I)
_MONTHS_ON_END = re.compile(
    r"(?:trong|vào|hết|xong|[(:])\s*(?P<months>tháng\s+\d{1,2}(?:\s*/\s*20\d\d)?\s*[-–]\s*(?:tháng\s+)?\d{1,2}"
    r"(?:\s*/\s*20\d\d)?)(?![\d/])",
    re.I,
)
_QUARTER = re.compile(
    r"(?:(?P<by>hết|đến hết|trước khi hết|xong trong|chậm nhất(?:\s+(?:là|vào|trong))*)\s+|(?:trong|vào)\s+)?"
    r"(?P<part>đầu\s+|cuối\s+)?"
    rf"quý\s+(?P<quarter>I{{1,3}}|IV|[1-4])(?!\w){_YEAR}",
    re.I,
)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}
_SEMESTER = re.compile(
    r"(?P<part>đầu|giữa|cuối|hết|kết thúc)\s+(?:học\s+k[ỳìỷ]|HK)\s*(?P<n>I{1,2}|1|2|hai|một)(?!\w)", re.I
)
_ANCHORS = {"đầu": "start", "giữa": "middle", "cuối": "end", "hết": "end", "kết thúc": "end"}
_PERIODIC = re.compile(r"định\s+k[ỳìỷ]|theo\s+từng\s+đợt", re.I)


def read_part_of_month(sentence: Sentence) -> None:
    while match := _PART_OF_MONTH.search(sentence.left):
        month = int(match["month"])
        printed = int(match["year"]) if match["year"] else None
        year = sentence.year(month, printed, match[0]) if 1 <= month <= 12 else None
        if year is None or remembers(sentence.left[: match.start()]):
            sentence.blot(match)
            continue
        first, last = _PARTS[match["part"].lower()]
        end = min(last, last_day(year, month).day)
        parameters = {"from": f"{year}-{month:02}-{first:02}", "to": f"{year}-{month:02}-{end:02}", "stated": match[0]}
        if printed and printed != year:
            parameters["corrected"] = True
        sentence.add("approx", match, **parameters)


def read_month(sentence: Sentence) -> None:
    if sentence.span and sentence.span.start.month == sentence.span.end.month:
        return  # the entry itself is the month
    _read_months_on_end(sentence)
    for match in list(_MONTH.finditer(sentence.left)):
        if (match["bracket"] and not sentence.has_duty) or remembers(sentence.left[: match.start()]):
            continue
        months = [int(n) for n in re.findall(r"\d{1,2}", match["months"])]
        if not all(1 <= month <= 12 for month in months):
            continue
        printed = int(match["year"]) if match["year"] else None
        boundary = "on" if not match["by"] else "before" if match["by"].lower().endswith("trước") else "by"
        for month in months:
            year = sentence.year(month, printed, match[0].strip("( "))
            sentence.add("month", None, month=month, year=year, boundary=boundary)
        sentence.blot(match)


def _read_months_on_end(sentence: Sentence) -> None:
    """ "Trong tháng 9-10/2026": one window from the first month to the last."""
    for match in list(_MONTHS_ON_END.finditer(sentence.left)):
        span = read_label_span(match["months"], sentence.years, sentence.placed.passage.titles)
        if span and sentence.has_duty and not sentence.is_title and not remembers(sentence.left[: match.start()]):
            days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
            sentence.add("range", match, **days, stated=match["months"])


def read_step(sentence: Sentence) -> None:
    """ "Tháng 9-10/2026: Các tổ nộp đăng ký.": handed in within the step of the timetable, where no day is said."""
    item, span = sentence.placed, sentence.span
    if sentence.found or not item.is_label or item.passage.is_title or item.passage.cells:
        return
    is_step = span.label.lower().startswith("tháng") and 28 < (span.end - span.start).days <= _TWO_MONTHS
    if is_step and span.start.month != span.end.month and _HANDS_IN.search(sentence.text):
        days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
        sentence.add("range", **days, stated=span.label)


def read_quarter(sentence: Sentence) -> None:
    named = [match["quarter"].upper() for match in _QUARTER.finditer(sentence.left)]
    if len(named) > 1 and sentence.has_duty and not sentence.is_title and not sentence.is_appointed:
        quarters = [int(name) if name.isdigit() else _QUARTERS[name] for name in named]
        sentence.add("quarterly", _QUARTER.search(sentence.left), quarters=quarters)
        return
    for match in list(_QUARTER.finditer(sentence.left)):
        if not sentence.has_duty or sentence.is_title or re.search(r"\d\s*$", sentence.left[: match.start()]):
            continue
        number = match["quarter"].upper()
        quarter = int(number) if number.isdigit() else _QUARTERS[number]
        first = quarter * 3 - 2
        year = sentence.year(first, int(match["year"]) if match["year"] else None, match[0])
        if year is None or not (
            match["by"] or re.match(r"trong|vào|đầu|cuối", match[0], re.I) or sentence.is_appointed
        ):
            continue
        start, end = date(year, first, 1), last_day(year, first + 2)
        if match["part"]:
            month = first if match["part"].strip().lower() == "đầu" else first + 2
            start, end = date(year, month, 1), last_day(year, month)
        sentence.add("range", match, **{"from": start.isoformat(), "to": end.isoformat(), "stated": match[0].strip()})


def read_semester(sentence: Sentence) -> None:
    """ "Đầu học kỳ II": the school's own calendar says when that is."""
    if not sentence.has_duty or sentence.found or sentence.span or _PERIODIC.search(sentence.text):
        return
    match = _SEMESTER.search(sentence.left)
    if match and not sentence.is_title:
        number = 2 if match["n"].upper() in ("II", "2", "HAI") else 1
        anchor = f"{_ANCHORS[match['part'].lower()]}_hk{number}"
        sentence.add("approx", match, **{"from": None, "to": None, "anchor": anchor, "stated": match[0]})
