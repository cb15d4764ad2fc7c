"""Weeks: of a month, of every month, of the school year."""

from __future__ import annotations

import re

from plans.reading.rules.rhythms import EACH_MONTH
from plans.reading.rules.sentence import Sentence
from plans.reading.rules.weekdays import WEEKDAY, days_of_week, week_number, weekday_in

_WEEK = r"tuần\s+(?:lễ\s+)?(?:thứ\s+)?(?P<week>\w+)(?:\s+(?:tiên|cùng))?"
_MONTHLY_WEEKDAY = (
    re.compile(
        rf"{WEEKDAY}\s*,?\s*(?:của\s+|trong\s+)?{_WEEK}\s*,?\s*(?:của\s+|trong\s+)?(?:{EACH_MONTH}|tháng)(?!\s*\d)",
        re.I,
    ),
    re.compile(
        rf"{WEEKDAY}\s+(?P<week>đầu|cuối|thứ \w+)(?:\s+(?:tiên|cùng))?\s+(?:của\s+|trong\s+)?(?:{EACH_MONTH}"
        rf"|tháng)(?!\s*\d)",
        re.I,
    ),
    re.compile(rf"(?:{EACH_MONTH})\s*,?\s*(?:vào\s+)?{WEEKDAY}\s*,?\s*(?:của\s+)?{_WEEK}", re.I),
    re.compile(rf"(?:{EACH_MONTH})\s*,?\s*(?:vào\s+)?{WEEKDAY}\s+(?P<week>đầu|cuối)(?:\s+(?:tiên|cùng))?", re.I),
    re.compile(
        rf"{_WEEK}\s*,?\s*(?:của\s+|trong\s+)?(?:{EACH_MONTH}|của\s+tháng|trong\s+tháng|tháng\s*(?=[,.;)]|$))(?!\s*\d)",
        re.I,
    ),
    re.compile(rf"(?:{EACH_MONTH})\s*,?\s*(?:vào\s+)?{_WEEK}(?!\s*(?:của\s+)?tháng)", re.I),
)
_WEEK_OF_MONTH = re.compile(
    rf"{_WEEK}\s*,?\s*(?:/\s*|của\s+tháng|trong\s+tháng|tháng)\s*(?P<month>\d{{1,2}})"
    r"(?:\s*(?:/|năm)\s*(?P<year>20\d\d))?(?![\d/])",
    re.I,
)
_SCHOOL_WEEK = re.compile(
    r"tuần\s+(?:học\s+)?(?:thứ\s+)?(?P<week>\d{1,2})(?!\s*(?:/\s*\d|\d|tháng|của tháng|lần|tiết|buổi|ngày|giờ))"
    r"(?:\s*(?:[-–]|đến(?:\s+hết)?)\s*(?:tuần\s+(?:học\s+)?(?:thứ\s+)?)?(?P<until>\d{1,2})(?![\d/]|\s*(?:tháng|ngày)))?",
    re.I,
)


def read_monthly_weekday(sentence: Sentence) -> None:
    for pattern in _MONTHLY_WEEKDAY:
        match = pattern.search(sentence.left)
        week = match and week_number(match["week"])
        if week:
            sentence.add("monthly_weekday", match, weekday=weekday_in(match), week=week)


def read_week_of_month(sentence: Sentence) -> None:
    while match := _WEEK_OF_MONTH.search(sentence.left):
        week, month = week_number(match["week"]), int(match["month"])
        if not week or not 1 <= month <= 12:
            sentence.blot(match)
            continue
        year = sentence.year(month, int(match["year"]) if match["year"] else None, match[0])
        sentence.add("week_of_month", match, month=month, week=week, year=year)
        message = f"“{match[0]}” được đọc là ngày {days_of_week(week)} của tháng."
        sentence.doubt("week_definition", message, cause="tuần của tháng")


def read_school_week(sentence: Sentence) -> None:
    for match in list(_SCHOOL_WEEK.finditer(sentence.left)):
        week, until = int(match["week"]), int(match["until"] or match["week"])
        if not 1 <= week <= until <= 40:
            continue
        parameters = {"week": week} | ({"to_week": until} if until > week else {})
        sentence.add("school_week", match, **parameters)
        message = f"“{match[0]}” là tuần của năm học; ngày cụ thể tính từ tuần 1 của nhà trường, xin kiểm tra."
        sentence.doubt("school_week", message, cause="tuần của năm học")
