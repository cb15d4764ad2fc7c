"""School years, days and decisions as people write them in a table. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from core.vietnamese import clean_line

_DASH = r"\s*[-–—−/]+\s*"
YEARS = re.compile(rf"(?<!\d)(?:(19|20)(\d\d)){_DASH}(?:(?:19|20)(\d\d)|(\d\d))(?![\d/])")
_SHORT_YEARS = re.compile(rf"^(?:nh|năm học)?\s*(\d\d){_DASH}(\d\d)$", re.I)
_BARE = re.compile(r"(?:năm(?: học)?\s*)?((?:19|20)\d\d)", re.I)
_DAY = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.\-]|tháng)\s*(\d{1,2})\s*(?:[/.\-]|năm)\s*(\d{4}|\d{2})(?!\d)", re.I)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:\s.*)?")
_NUMBER = re.compile(r"(?:(?:qđ|quyết định)\s*)?(?:số\s*:?\s*)?(\d{1,6}\s*[/\-]\s*[A-ZĐa-zđ0-9][^\s,;()]*)", re.I)
SERIALS = range(10_000, 80_000)  # days of Excel that can be a birth or a decision: 1927 to 2119
EXCEL_EPOCH = date(1899, 12, 30)
BARE_ENDS, BARE_STARTS = "ends", "starts"


@dataclass(frozen=True)
class When:
    """A day, or only a year of which the day is not written, or (error) neither."""

    day: date | None = None
    year: int | None = None
    error: str = ""


@lru_cache(maxsize=4096)
def school_year_in(text: str) -> str:
    """The school year that a text names, "2022-2023"; "" where it names none or no two years in a row."""
    found = YEARS.search(text)
    if found:
        first = int(found[1] + found[2])
        second = int(found[3] or found[4])
        return f"{first}-{first + 1}" if (first + 1) % 100 == second else ""
    short = _SHORT_YEARS.match(clean_line(text))
    if short and (int(short[1]) + 1) % 100 == int(short[2]):
        century = 1900 if int(short[1]) >= 60 else 2000
        return f"{century + int(short[1])}-{century + int(short[1]) + 1}"
    return ""


def school_years_in(text: str) -> list[str]:
    """Every school year that a text names, each once."""
    found = [school_year_in(each[0]) for each in YEARS.finditer(text)]
    return list(dict.fromkeys(filter(None, found)))


@lru_cache(maxsize=4096)
def bare_year(text: str) -> int | None:
    """The one year that a text consists of ("2023", "Năm 2023")."""
    found = _BARE.fullmatch(clean_line(text))
    return int(found[1]) if found else None


def school_year_of(text: str, *, bare: str) -> str:
    """A school year from a cell; a single year as `bare` says: the year's beginning or its end."""
    if found := school_year_in(text):
        return found
    year = bare_year(text)
    if year is None or not bare:
        return ""
    first = year - 1 if bare == BARE_ENDS else year
    return f"{first}-{first + 1}"


@lru_cache(maxsize=16384)
def read_day(text: str) -> When:
    """15/6/2023, 15.06.23, “ngày 15 tháng 6 năm 2023”, Excel's number of a day, or a year alone."""
    text = clean_line(text)
    if not text:
        return When()
    if text.isascii() and text.isdigit():
        number = int(text)
        if 1900 <= number <= 2100:
            return When(year=number)
        if number in SERIALS:
            return When(day=EXCEL_EPOCH + timedelta(days=number))
    if found := _BARE.fullmatch(text):
        return When(year=int(found[1]))
    found = _DAY.fullmatch(text)
    if found:
        year = int(found[3]) if len(found[3]) == 4 else 2000 + int(found[3])
        return _day(year, int(found[2]), int(found[1]), text)
    if found := _ISO.fullmatch(text):
        return _day(*map(int, found.groups()), text)
    return When(error=f"Ngày “{text[:40]}” không đọc được. Ghi theo mẫu 15/06/2023.")


def _day(year: int, month: int, day: int, text: str) -> When:
    try:
        return When(day=date(year, month, day))
    except ValueError:
        return When(error=f"Ngày “{text[:40]}” không có trong lịch. Sửa lại theo mẫu 15/06/2023.")


@lru_cache(maxsize=16384)
def read_decision(text: str) -> tuple[str, str]:
    """(number, day as written) from one cell or heading: “QĐ số 123/QĐ-UBND ngày 15/6/2023”; "" for what it lacks."""
    day = next((found[0] for found in _DAY.finditer(text)), "")
    rest = text.replace(day, " ") if day else text
    number = _NUMBER.search(rest)
    if number:
        return re.sub(r"\s+", "", number[1]).rstrip(".,;"), day
    bare = re.search(r"(?:số|qđ)\s*:?\s*(\d{1,6})\b", rest, re.I)
    return (bare[1] if bare else ""), day


@lru_cache(maxsize=16384)
def clean_number(text: str) -> str:
    """A decision's number without the words before it."""
    text = re.sub(r"^(?:quyết định|qđ)?\s*(?:số)?\s*:?\s*(?=\d)", "", clean_line(text), flags=re.I)
    return re.sub(r"\s*/\s*", "/", text)[:60]
