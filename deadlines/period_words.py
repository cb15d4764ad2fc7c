"""What the words of a plan say about the time that is reviewed: month, quarter, đợt, semester, year. Pure.

One sentence often names several times with a date each: “cuối tháng (ngày 24), cuối học kỳ I (tuần 1 tháng 1) và cuối
năm học (tháng 5)”. So what belongs to a date is looked for around it first, then in the words before it, then anywhere.
"""

from __future__ import annotations

import re
from datetime import date

MONTH, QUARTER, ROUND = "month", "quarter", "round"
SEMESTER, CALENDAR_YEAR, SCHOOL_YEAR = "semester", "calendar_year", "school_year"
PERSONS, COLLECTIVES, BOTH = "persons", "collectives", "both"

_EACH = r"(?:hằng|hàng|mỗi|từng|theo|cuối|các)\s+(?:mỗi\s+|từng\s+|các\s+)?"
_COUNT = r"(?P<n>IV|I{1,3}|0?[1-9]|một|hai|ba|bốn|nhất|nhì)(?![\w/])"
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "bốn": 4}
_NAMED = {
    SEMESTER: re.compile(r"(?:học\s+k[ỳìỷ]|HK)\s*" + _COUNT, re.I),
    QUARTER: re.compile(
        r"quý\s*(?P<n>IV|I{1,3}|0?[1-4])(?!\w)(?:\s*(?:năm|/|-)\s*(?P<year>\d{4})(?!\s*[-–]\s*\d{4}))?", re.I
    ),
    ROUND: re.compile(r"đợt\s+(?:thi\s+đua\s+)?(?:thứ\s+)?" + _COUNT, re.I),
    MONTH: re.compile(r"tháng\s+(?P<n>0?[1-9]|1[0-2])(?!\d)(?:\s*(?:/|-|năm)\s*(?P<year>\d{4}))?", re.I),
}
_KINDS = {
    MONTH: re.compile(r"(?:hằng|hàng|mỗi|từng|theo|cuối)\s+tháng(?!\s*\d)", re.I),
    QUARTER: re.compile(rf"{_EACH}quý(?!\s+(?:báu|vị|khách|thầy))|{_NAMED[QUARTER].pattern}", re.I),
    SEMESTER: re.compile(r"học\s+k[ỳìỷ]|\bHK\s*I", re.I),
    CALENDAR_YEAR: re.compile(r"năm\s+dương\s+lịch|(?:cuối|tổng\s+kết)\s+năm\s+\d{4}(?!\s*[-–/]\s*\d)", re.I),
    SCHOOL_YEAR: re.compile(
        r"(?:cuối|tổng\s+kết|kết\s+thúc)\s+năm(?!\s+dương\s+lịch)(?!\s+\d{4}(?!\s*[-–/]\s*\d))", re.I
    ),
    ROUND: re.compile(rf"{_EACH}đợt|{_NAMED[ROUND].pattern}|đợt\s+thi\s+đua", re.I),
}
_BY_RULE = {"monthly_weekday": MONTH, "quarterly": QUARTER, "quarter": QUARTER, "semester": SEMESTER}
_SEPARATOR = re.compile(r"[,;.:]|\s(?:và|còn)\s")
_TIME = re.compile(r"\d{1,2}\s*[/.]\s*\d{1,2}|(?:ngày|tháng|tuần)\s+(?:thứ\s+)?\d", re.I)
_DATES = re.compile(
    r"(?:(?:ngày|tuần)\s+(?:thứ\s+)?\d{1,2}\s+(?:của\s+)?tháng\s+\d{1,2}|(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}"
    r"|tháng\s+\d{1,2})(?:\s*(?:/|-|năm)\s*\d{4})?",
    re.I,
)
_BARE_YEAR = re.compile(r"năm(?:\s+dương\s+lịch)?\s+(?P<year>\d{4})(?!\s*[-–/]\s*\d)", re.I)
_SCHOOL_YEAR_CODE = re.compile(r"năm\s+học\s+(?P<first>\d{4})\s*[-–/]\s*(?P<last>\d{4})", re.I)
_QUARTER_MONTHS = re.compile(
    r"quý[^()]{0,30}\(\s*(?:các\s+|từ\s+)?tháng\s+(?P<first>\d{1,2})\s*(?:,\s*(?:tháng\s+)?\d{1,2}\s*)*"
    r"(?:,|-|–|đến|và)\s*(?:hết\s+)?(?:tháng\s+)?(?P<last>\d{1,2})\s*\)",
    re.I,
)
_SCHOOL_QUARTER = re.compile(r"quý(?:\s+(?:IV|I{1,3}|\d))?\s+(?:(?:của|trong|theo)\s+)*năm\s+học", re.I)
_CALENDAR_QUARTER = re.compile(r"quý\s+(?:(?:của|theo)\s+)*(?:năm\s+)?dương\s+lịch", re.I)
_OCCASION = re.compile(
    r"(?P<name>đợt\s+(?:thi\s+đua\s+)?(?:lập\s+thành\s+tích\s+)?(?:chào\s+mừng|kỷ\s+niệm|mừng)\s+[^,.;:()|]{3,60})",
    re.I,
)
_ONE_BEFORE = {
    MONTH: re.compile(r"tháng\s+(?:liền\s+)?(?:trước|vừa\s+qua)", re.I),
    QUARTER: re.compile(r"quý\s+(?:liền\s+)?(?:trước|vừa\s+qua)", re.I),
}
_COLLECTIVES = re.compile(
    r"(?<!thông qua )(?<!trong )(?<!trước )(?<!ý kiến )tập\s+thể"
    r"|(?:xếp\s+(?:loại|thứ|hạng)|đánh\s+giá|bình\s+xét)\s+(?:các\s+)?tổ(?!\w)",
    re.I,
)
_PERSONS = re.compile(
    r"cá\s+nhân|giáo\s+viên|nhân\s+viên|viên\s+chức|cán\s+bộ|người\s+lao\s+động|\b(?:CB|GV|NV|CBGVNV|CCVC)\b", re.I
)


# ---- which kind ----


def kinds_named(text: str) -> list[str]:
    """The kinds of time that a text names, the shortest first."""
    return [kind for kind, pattern in _KINDS.items() if pattern.search(text)]


def kind_of(text: str, rule: str, parameters: dict) -> str:
    """The kind of period that a sentence reviews at the date of a rule; "" where its words name none."""
    if rule == "monthly":
        return ROUND if int(parameters.get("step") or 1) > 1 else MONTH
    if rule in _BY_RULE:
        return _BY_RULE[rule]
    points = parameters.get("points") or []
    if rule == "periodic" and points:
        return kind_of_point(points[0], points)
    for words in words_about(text, rule, parameters):
        if named := kinds_named(words):
            return _of_the_season(named[0], words, rule, parameters)
    return ""


def _of_the_season(kind: str, words: str, rule: str, parameters: dict) -> str:
    """“Cuối năm” in December is that of the calendar, in May that of the school year."""
    if kind == SCHOOL_YEAR and not re.search(r"năm\s+học", words, re.I) and month_of(rule, parameters) in (12, 1):
        return CALENDAR_YEAR
    return kind


def month_of(rule: str, parameters: dict) -> int | None:
    """The month of a rule of one date; None where it returns or has none."""
    day = parameters.get("to") or parameters.get("date")
    return date.fromisoformat(day).month if day else parameters.get("month")


def kind_of_point(point: str, points: list[str]) -> str:
    """What ends at a point of a list such as “cuối HKI; cuối HKII; cuối năm dương lịch”; beside 30/6 a half-year."""
    if point.endswith(("hk1", "hk2")):
        return SEMESTER
    if point.endswith("calendar_year") or (point == "12-31" and "06-30" not in points):
        return CALENDAR_YEAR
    return SCHOOL_YEAR if point.endswith("_year") else ROUND


# ---- the words that belong to one of several dates ----


def words_about(text: str, rule: str, parameters: dict) -> list[str]:
    """The clause that holds the date of a rule, the clauses before it up to another date, and the whole text."""
    pattern = _time_phrase(rule, parameters)
    found = list(re.finditer(pattern, text, re.I)) if pattern else []
    if not found:
        return [text]
    clauses = _clauses(text)
    at = next(i for i, (first, last) in enumerate(clauses) if found[-1].start() < last)
    near = [text[slice(*clauses[at])]]
    for first, last in reversed(clauses[:at]):
        if _TIME.search(text[first:last]):
            break
        near.append(text[first:last])
    return [*near, text]


def _clauses(text: str) -> list[tuple[int, int]]:
    """Where the clauses begin and end; what stands in brackets is not parted."""
    bounds, depth_at = [0], _depths(text)
    bounds += [match.end() for match in _SEPARATOR.finditer(text) if depth_at[match.start()] == 0]
    return list(zip(bounds, [*bounds[1:], len(text) + 1], strict=True))


def _depths(text: str) -> list[int]:
    depths, depth = [], 0
    for letter in text:
        depth = max(depth + (letter == "(") - (letter == ")"), 0)
        depths.append(depth)
    return depths


def _time_phrase(rule: str, parameters: dict) -> str:
    """A pattern of the date as it is printed; "" where the rule does not say."""
    month, week = parameters.get("month"), parameters.get("week")
    if rule == "week_of_month" and month and week:
        week = "cuối(?:\\s+cùng)?" if week == "last" else f"(?:thứ\\s+)?0?{week}"
        return rf"tuần\s+{week}\W+(?:của\s+)?tháng\s+0?{month}(?!\d)"
    if rule in ("month", "month_part") and month:
        return rf"tháng\s+0?{month}(?!\d)"
    if rule == "school_week" and week:
        return rf"tuần\s+(?:học\s+)?(?:thứ\s+)?0?{week}(?!\d)"
    day = parameters.get("to") or parameters.get("date")
    if not day:
        return ""
    read = date.fromisoformat(day)
    return rf"(?<!\d)0?{read.day}\s*(?:[/.-]|\s+tháng\s+)\s*0?{read.month}(?!\d)"


# ---- which one of the kind ----


def without_dates(text: str) -> str:
    """The text with its dates blotted out: the month of a deadline is not the month that is reviewed."""
    return _DATES.sub("·", text)


def numbers_named(kind: str, text: str) -> list[tuple[int, int | None]]:
    """(number, printed year or None) of the months, quarters, đợt or semesters that a text names, each once."""
    found = []
    for match in _NAMED[kind].finditer(text):
        said = match["n"].casefold()
        year = match.groupdict().get("year")
        number = (_NUMBERS.get(said) or int(said), int(year) if year else None)
        if number not in found:
            found.append(number)
    return found


def names_several(text: str) -> bool:
    """Several times to review, of one kind or of many: what belongs to one date is told by the words around it."""
    return len(kinds_named(text)) > 1 or any(len(numbers_named(kind, text)) > 1 for kind in (SEMESTER, QUARTER, ROUND))


def months_named(text: str) -> list[tuple[int, int | None]]:
    """Months that stand for themselves, not in “ngày 5 tháng 11” or “tuần 1 tháng 1”."""
    blotted = re.sub(r"(?:ngày|tuần)\s+(?:thứ\s+|cuối\s+)?\d{0,2}\s*(?:của\s+)?tháng\s+\d{1,2}", "·", text, flags=re.I)
    return numbers_named(MONTH, blotted)


def year_named(text: str) -> int | None:
    """The calendar year that a text names apart from its dates."""
    match = _BARE_YEAR.search(without_dates(text))
    return int(match["year"]) if match else None


def school_year_named(text: str) -> str:
    """“2026-2027” where a text names a school year, else ""."""
    match = _SCHOOL_YEAR_CODE.search(text)
    return f"{match['first']}-{match['last']}" if match else ""


def quarter_months(text: str) -> tuple[int, int] | None:
    """The first and last month of “quý I (tháng 9, 10, 11)”."""
    match = _QUARTER_MONTHS.search(text)
    return (int(match["first"]), int(match["last"])) if match else None


def is_school_quarter(text: str) -> bool:
    return bool(_SCHOOL_QUARTER.search(text))


def is_calendar_quarter(text: str) -> bool:
    return bool(_CALENDAR_QUARTER.search(text))


def says_calendar_year(text: str) -> bool:
    return bool(_KINDS[CALENDAR_YEAR].search(text))


def says_school_year(text: str) -> bool:
    return bool(re.search(r"năm\s+học", text, re.I))


def says_one_before(kind: str, text: str) -> bool:
    """“Bình xét tháng trước”, “của quý vừa qua”."""
    return bool(_ONE_BEFORE[kind].search(text))


def occasion(text: str) -> str:
    """“đợt thi đua chào mừng 20/11”: a đợt that has a name instead of a number."""
    match = _OCCASION.search(text)
    return " ".join(match["name"].split()) if match else ""


def said_subject_of(text: str) -> str:
    """Who is reviewed by the words of a text; "" where it speaks of neither."""
    if not _COLLECTIVES.search(text):
        return PERSONS if _PERSONS.search(text) else ""
    return BOTH if _PERSONS.search(text) else COLLECTIVES
