"""What comes back: a day of every month, every week, every quarter, and lists of points ("định kỳ: cuối HKI; …")."""

from __future__ import annotations

import re

from plans.reading.day_grammar import WrittenDay
from plans.reading.rules.sentence import Sentence
from plans.reading.rules.weekdays import WEEKDAY, weekday_in

EACH_MONTH = r"(?:(?:hằng|hàng|mỗi|các|từng)\s+tháng)"
_DAY = (
    r"(?:(?:các\s+)?ngày\s+)(?:mùng\s+|mồng\s+)?(?P<day>\d{1,2})(?:\s*(?:[-–]|đến(?:\s+hết)?(?:\s+ngày)?)\s*"
    r"(?P<until>\d{1,2}))?"
)
_LIMIT = (
    r"(?:(?P<before>trước)\s+|(?P<by>chậm nhất(?:\s+(?:là|vào))*|muộn nhất(?:\s+(?:là|vào))*|đến hết|hết"
    r"|không quá)\s+)?"
)
_QUARTER_DAY = re.compile(
    r"(?:(?P<before>trước)\s+)?ngày\s+(?P<day>[12]?\d|30)\s*(?:của\s+)?tháng\s+cuối\s+(?:cùng\s+)?(?:của\s+)?(?:mỗi\s+|hằng\s+|hàng\s+|từng\s+)?quý",
    re.I,
)
_NEXT_MONTH = r"(?:của\s+)?tháng\s+(?:sau|kế tiếp|tiếp theo|kế|liền kề)"
_MONTHLY = (
    re.compile(
        rf"(?:từ\s+)?{_LIMIT}{_DAY}\s*(?:,\s*)?(?:của\s+|vào\s+)?(?:{EACH_MONTH}|{_NEXT_MONTH}|của\s+tháng|trong\s+tháng)(?!\s*\d)"
        r"(?P<next>\s+(?:sau|kế tiếp|tiếp theo))?",
        re.I,
    ),
    re.compile(
        rf"{EACH_MONTH}\s*(?:[:,–-]\s*)?(?:(?:một|1|01)\s+lần\s*,?\s*)?\(?(?:vào\s+|từ\s+)?{_LIMIT}{_DAY}"
        r"(?!\s*[/\d]|\s+tháng\s+\d)",
        re.I,
    ),
    re.compile(
        rf"{_LIMIT}(?P<last>ngày\s+(?:làm việc\s+)?cuối(?:\s+cùng)?)\s+(?:của\s+|trong\s+)?(?:{EACH_MONTH}|tháng"
        rf"(?!\s*\d))",
        re.I,
    ),
)
_WEEKDAY_2 = WEEKDAY.replace("weekday", "weekday2").replace("sunday", "sunday2")
_WEEKLY = (
    re.compile(
        rf"(?:{WEEKDAY}\s*,?\s+)?(?:hằng|hàng|mỗi|từng)\s+tuần(?:\s*[:,(–-]*\s*(?:vào\s+)?(?:sáng|chiều|tối)?\s*{_WEEKDAY_2})?",
        re.I,
    ),
    re.compile(rf"{WEEKDAY}\s+đầu\s+tuần", re.I),
    re.compile(rf"(?:hằng|hàng|mỗi|từng)\s+tuần[^.;·]{{0,80}}?\s(?:vào|chiều|sáng)\s+(?:ngày\s+)?{WEEKDAY}", re.I),
)
_SHIFT = re.compile(
    r"(?:trùng|rơi vào|vào)\s+(?:các\s+)?(?:ngày\s+)?(?:nghỉ|thứ bảy|chủ nhật|lễ)[^.;]*?(?P<way>trước|sau"
    r"|tiếp theo|kế tiếp|liền sau|liền trước)",
    re.I,
)
_BY_MONTH = re.compile(
    rf"{EACH_MONTH}|theo tháng|(?:vào\s+)?cuối\s+(?:mỗi\s+)?tháng(?!\s*\d)|(?:một|1|01)\s+(?:lần|số)\s*/\s*tháng", re.I
)
_BY_QUARTER = re.compile(r"(?:hằng|hàng|mỗi|từng|theo|cuối|cuối mỗi|các)\s+quý(?!\s*[IV\d])", re.I)
_PERIODIC = re.compile(
    r"(?<!kiểm tra )định\s+k[ỳìỷ]|theo\s+từng\s+đợt"
    r"|(?:cuối|kết thúc)\s+(?:mỗi|từng|các)\s+học\s+k[ỳìỷ](?!\s*[I12])|(?:mỗi|từng|theo)\s+học\s+k[ỳìỷ]\s+(?:một"
    r"|hai|1|2|01|02)\s+lần",
    re.I,
)
_EACH_YEAR = re.compile(
    r"(?:(?:hằng|hàng|mỗi)\s+năm(?:\s+học)?(?!\s*\d).{0,60}?(?:ngày\s+)(?P<d1>\d{1,2})\s*(?:/|tháng)\s*(?P<m1>\d{1,2})(?!\s*(?:/|năm)\s*\d)"
    r"|ngày\s+(?P<d2>\d{1,2})\s*(?:/|tháng)\s*(?P<m2>\d{1,2})\s+(?:hằng|hàng|mỗi)\s+năm)",
    re.I,
)
_HALF_YEAR = re.compile(r"(?:định\s+k[ỳìỷ]|mỗi|báo cáo)\s+(?:6|06|sáu)\s+tháng", re.I)
_SO_OFTEN = re.compile(r"(?:hằng|hàng|mỗi|từng)\s+(?:tháng|quý)\s+(?:một|hai|0?[12])\s+lần", re.I)
_POINT = re.compile(
    r"(?P<part>đầu|giữa|cuối)\s+(?:(?:học\s+k[ỳìỷ]|HK)\s*(?P<semester>I{1,2}|1|2)(?!\w)|(?P<calendar>năm\s+dương\s+lịch)|(?P<year>năm(?:\s+học)?))",
    re.I,
)


def read_monthly_day(sentence: Sentence) -> None:
    while match := _QUARTER_DAY.search(sentence.left):
        sentence.add("quarterly", match, day=int(match["day"]), boundary="before" if match["before"] else "on")
    for pattern in _MONTHLY:
        for match in list(pattern.finditer(sentence.left)):
            _add_monthly(sentence, match)


def _add_monthly(sentence: Sentence, match: re.Match) -> None:
    groups = match.groupdict()
    if groups.get("last"):
        day = "last"
    else:
        day = int(groups["until"] or groups["day"])
        if not 1 <= day <= 31:
            sentence.add("invalid_date", match, stated=match[0])
            sentence.doubt("invalid_date", f"Ngày {day} hằng tháng không có trong lịch.")
            return
    shift = _SHIFT.search(sentence.text)
    way = shift and ("previous" if "trước" in shift["way"] else "next")
    boundary = "before" if groups.get("before") else "by" if groups.get("by") else "on"
    parameters = {"day": day, "shift": way, "boundary": boundary}
    if groups.get("until"):
        parameters["first_day"] = int(groups["day"])
    if re.search(r"sau|kế|tiếp|liền", match[0].split("tháng")[-1], re.I):
        parameters["of_next_month"] = True
    sentence.add("monthly", match, **parameters)
    if day != "last" and day > 28:
        sentence.doubt("short_months", f"Ngày {day} không có ở mọi tháng; tháng thiếu ngày không được dời.")
    rhythm = _BY_MONTH.search(sentence.left)
    if rhythm:
        sentence.blot(rhythm)  # "cuối tháng (ngày 25 hằng tháng)" is one rule


def read_each_year(sentence: Sentence) -> None:
    """ "Hằng năm … trước ngày 10 tháng 6": a point of every year."""
    while match := _EACH_YEAR.search(sentence.left):
        day, month = int(match["d1"] or match["d2"]), int(match["m1"] or match["m2"])
        if WrittenDay(day, month, None, "").on(2024) is None:
            sentence.add("invalid_date", match, stated=f"{day}/{month}", day=day, month=month)
            sentence.doubt("invalid_date", f"“{day}/{month}” không có trong lịch; ngày này không được tự sửa.")
            continue
        before = re.search(r"trước\s+(?:ngày\s+)?\d", match[0] + sentence.left[match.end() :], re.I)
        sentence.add(
            "periodic", match, points=[f"{month:02}-{day:02}"], every=[], boundary="before" if before else "on"
        )


def read_weekly(sentence: Sentence) -> None:
    for pattern in sorted(_WEEKLY, key=lambda each: not _names_day(each, sentence.left)):
        match = pattern.search(sentence.left)
        if not match:
            continue
        weekday = weekday_in(match)
        if weekday is None and not sentence.has_duty:
            continue
        sentence.add("weekly", match, weekday=weekday)


def _names_day(pattern: re.Pattern, text: str) -> bool:
    match = pattern.search(text)
    return bool(match) and weekday_in(match) is not None


def read_rhythms(sentence: Sentence) -> None:
    if sentence.is_title or not (sentence.has_duty or _SO_OFTEN.search(sentence.text)):
        return
    periodic = _PERIODIC.search(sentence.left)
    points = _points(sentence.placed.passage.text) if periodic else []  # the list may run over several sentences
    if periodic and not points and _HALF_YEAR.search(sentence.text):
        points = ["06-30", "12-31"]
    if periodic and "học" in periodic[0].lower() and not points:
        points = ["end_hk1", "end_hk2"]  # "cuối mỗi học kỳ", "mỗi học kỳ một lần"
    if not periodic and not sentence.found and len(_points(sentence.text)) > 1:
        periodic, points = _POINT.search(sentence.left), _points(sentence.text)
    by_month, by_quarter = _BY_MONTH.search(sentence.left), _BY_QUARTER.search(sentence.left)
    if periodic and (points or (by_month and by_quarter)):
        every = [name for name, match in (("month", by_month), ("quarter", by_quarter)) if match]
        sentence.add("periodic", periodic, points=points, every=every)
        return
    if by_month and not any(deadline.kind in ("monthly", "monthly_weekday") for deadline in sentence.found):
        sentence.add("monthly", by_month, day=None, shift=None)
    if by_quarter:
        sentence.add("quarterly", by_quarter)


def _points(text: str) -> list[str]:
    points = []
    for match in _POINT.finditer(text):
        part = {"đầu": "start", "giữa": "mid", "cuối": "end"}[match["part"].lower()]
        if match["semester"]:
            points.append(f"{part}_hk{2 if match['semester'].upper() in ('II', '2') else 1}")
        elif match["calendar"]:
            points.append("12-31" if part == "end" else f"{part}_calendar_year")
        else:
            points.append(f"{part}_year")
    return points
