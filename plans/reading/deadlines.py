"""Deadlines of a plan: every sentence is searched by a row of small grammars, the most exact first.

A grammar that finds something blots out those characters, so that a looser one cannot read them again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from documents.reading import Doubt
from documents.reading.lines import UPPER
from plans.reading.bases import CITATION
from plans.reading.day_grammar import DAY, TIME, WrittenDay, day_ranges, written_day, written_days
from plans.reading.facts import Deadline
from plans.reading.months import Span, month_ranges
from plans.reading.periods import CALENDAR_YEAR, SCHOOL_YEAR, Years, last_day
from plans.reading.timeline import Placed

_DUTY = re.compile(
    r"đăng k[ýí]|nộp|gửi|báo cáo|hoàn (?:thành|thiện)|tổng hợp|bình xét|bình bầu|đánh giá|xếp loại|chấm|xét|họp"
    r"|sơ kết|tổng kết|công khai|công bố"
    r"|trình|phát động|rà soát|kiểm tra|đề nghị|đề xuất|tổ chức|thông báo|niêm yết|khen thưởng|thực hiện|lập"
    r"|gia hạn|kiến nghị|khiếu nại|trả lời",
    re.I,
)
_HANDING_IN = re.compile(r"nộp|gửi|báo cáo|hoàn thành|hoàn thiện|trình|đăng k[ýí]", re.I)
_REMEMBERS = re.compile(
    rf"k[ỷỉ] niệm|chào mừng|thành lập|truyền thống|sinh nhật|ngày sinh|giải phóng|quốc khánh|quốc tế|hưởng ứng"
    rf"|[Nn]gày\s+(?!\d)[{UPPER}]",
    re.I,
)
_NAMED_DAY = re.compile(rf"[Nn]gày\s+(?:[Hh]ội\s+)?(?:(?!\d)[{UPPER}]|thành lập|quốc|sinh|toàn)")
_OCCASION = re.compile(r"(?:nhân|vào)\s+dịp|dịp\s+k[ỷỉ] niệm", re.I)
_BEFORE = r"trước(?:\s+thời hạn)?"
_BY = (
    r"chậm nhất(?:\s+(?:là|vào|đến|trong|hết))*|muộn nhất(?:\s+(?:là|vào|đến))*|không (?:quá|muộn hơn|chậm hơn)"
    r"|đến\s+hết|hết|xong(?:\s+(?:vào|trong))?"
    r"|hạn(?:\s+(?:cuối|chót|nộp|nhận|gửi))*(?:\s+[^\d.;:]{0,30}?)?\s*(?::|là|đến|vào)+|đến"
)
_ON = r"vào(?:\s+lúc)?|lúc|tổ chức|từ|bắt đầu(?:\s+từ)?"
_DATED = re.compile(
    rf"(?:(?P<before>{_BEFORE})|(?P<by>{_BY})|(?P<on>{_ON}))?\s*(?:{TIME}\s*,?\s*)?(?P<word>ngày\s*)?"
    + DAY.format(n=""),
    re.I,
)
_MORE_DAYS = re.compile(r"\s*(?:,|;|và|hoặc)\s*(?:ngày\s*)?" + DAY.format(n=""), re.I)
_EACH_MONTH = r"(?:(?:hằng|hàng|mỗi|các|từng)\s+tháng)"
_MONTHLY = (
    re.compile(
        rf"(?:trước\s+|vào\s+)?ngày\s+(?:mùng\s+)?(?P<day>\d{{1,2}})\s*(?:của\s+)?(?:{_EACH_MONTH}|của\s+tháng)(?:\s+sau)?",
        re.I,
    ),
    re.compile(
        rf"{_EACH_MONTH}\s*,?\s*\(?(?:vào\s+|trước\s+"
        rf"|chậm nhất\s+(?:là\s+)?)?ngày\s+(?:mùng\s+)?(?P<day>\d{{1,2}})(?!\s*[/\d]|\s+tháng)",
        re.I,
    ),
    re.compile(
        rf"(?P<last>ngày\s+(?:làm việc\s+)?cuối(?:\s+cùng)?)\s+(?:của\s+)?(?:{_EACH_MONTH}|tháng(?!\s*\d))", re.I
    ),
)
_WEEKDAY = r"(?:thứ\s+(?P<weekday>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<sunday>chủ nhật))"
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, **{str(n): n - 2 for n in range(2, 8)}}
_MONTHLY_WEEKDAY = (
    re.compile(
        rf"{_WEEKDAY}\s*,?\s*(?:của\s+)?tuần\s+(?:thứ\s+)?(?P<week>\w+)(?:\s+cùng)?\s*,?\s*(?:của\s+)?(?:{_EACH_MONTH}|tháng)(?!\s*\d)",
        re.I,
    ),
    re.compile(
        rf"{_WEEKDAY}\s+(?P<week>đầu|cuối|thứ \w+)(?:\s+(?:tiên|cùng))?\s+(?:của\s+)?(?:{_EACH_MONTH}|tháng)(?!\s*\d)",
        re.I,
    ),
)
_WEEKLY = re.compile(rf"(?:{_WEEKDAY}\s+)?(?:hằng|hàng|mỗi)\s+tuần", re.I)
_WEEK_OF_MONTH = re.compile(
    r"tuần\s+(?:lễ\s+)?(?:thứ\s+)?(?P<week>\w+)(?:\s+(?:tiên|cùng))?\s*,?\s*(?:/|của\s+tháng|trong\s+tháng|tháng)\s*(?P<month>\d{1,2})"
    r"(?:\s*(?:/|năm)\s*(?P<year>20\d\d))?(?!\d)",
    re.I,
)
_WEEKS = {
    "nhất": 1,
    "một": 1,
    "đầu": 1,
    "i": 1,
    "hai": 2,
    "ii": 2,
    "ba": 3,
    "iii": 3,
    "tư": 4,
    "bốn": 4,
    "iv": 4,
    "năm": 5,
    "v": 5,
    "cuối": "last",
}
_SCHOOL_WEEK = re.compile(r"tuần\s+(?:học\s+)?(?:thứ\s+)?(?P<week>\d{1,2})(?!\s*(?:/|\d|tháng|của tháng|lần))", re.I)
_APPROX = re.compile(
    r"(?P<part>đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần)\s+tháng\s+(?P<month>\d{1,2})(?:\s*(?:/"
    r"|năm)\s*(?P<year>20\d\d))?(?![\d/])",
    re.I,
)
_PARTS = {"đầu": 0, "thượng tuần": 0, "giữa": 1, "trung tuần": 1, "cuối": 2, "hạ tuần": 2}
_SEMESTER = re.compile(r"(?P<part>đầu|giữa)\s+(?:học\s+k[ỳìỷ]|HK)\s*(?P<n>I{1,2}|1|2|hai|một)(?!\w)", re.I)
_MONTH = re.compile(
    r"(?:(?P<in>trong|vào|xong trong)\s+|(?P<by>hết|đến hết|trước)\s+"
    r"|\(\s*)tháng\s+(?P<month>\d{1,2})(?:\s*(?:/|năm)\s*(?P<year>20\d\d))?(?![\d/]|\s*[-–,]\s*\d)",
    re.I,
)
_BY_MONTH = re.compile(rf"{_EACH_MONTH}|theo tháng|(?:vào\s+)?cuối\s+(?:mỗi\s+)?tháng(?!\s*\d)", re.I)
_BY_QUARTER = re.compile(r"(?:hằng|hàng|mỗi|từng|theo|cuối|cuối mỗi)\s+quý(?!\s*[IV\d])", re.I)
_PERIODIC = re.compile(r"định\s+k[ỳìỷ]|theo\s+từng\s+đợt", re.I)
_POINT = re.compile(
    r"(?P<part>đầu|giữa|cuối)\s+(?:(?:học\s+k[ỳìỷ]|HK)\s*(?P<semester>I{1,2}|1|2)(?!\w)|(?P<calendar>năm\s+dương\s+lịch)|(?P<year>năm(?:\s+học)?))",
    re.I,
)
_RELATIVE = (
    re.compile(
        r"(?:(?:trong(?:\s+(?:vòng|thời hạn|thời gian))?|chậm nhất|không quá|sau"
        r"|tối đa)\s+(?:là\s+)?)(?P<n>\d{1,3})\s*(?:\(\s*\w+\s*\)\s*)?"
        r"ngày(?P<working>\s+làm việc)?\s*,?\s*(?:tính\s+)?(?P<after>(?:kể\s+)?(?:từ|sau)(?:\s+(?:ngày"
        r"|khi))?\s+[^,.;()]+)",
        re.I,
    ),
    re.compile(
        r"(?:trước\s+(?:ít nhất\s+)?|ít nhất\s+"
        r"|chậm nhất\s+)(?P<n>\d{1,3})\s*ngày(?P<working>\s+làm việc)?\s+(?P<before>(?:trước\s+)?(?:khi\s+"
        r"|ngày\s+)?[^,.;()]+)",
        re.I,
    ),
    re.compile(
        r"(?:trong(?:\s+(?:vòng|thời hạn|thời gian))?|ít nhất"
        r"|tối thiểu)\s+(?:là\s+)?(?P<n>\d{1,3})\s*ngày(?P<working>\s+làm việc)?",
        re.I,
    ),
)
_EVENT = re.compile(
    r"^(?P<after>(?:ngay\s+)?(?:trong|tại|sau|sau khi|khi)\s+(?:kết thúc\s+)?(?:(?:buổi|phiên"
    r"|cuộc)\s+)?(?:hội nghị|lễ|đại hội|hội đồng|họp|kết thúc|buổi|ngày hội|tổng kết|sơ kết)[^,.;]*)",
    re.I,
)
_UNSPECIFIED = re.compile(
    r"đúng\s+(?:thời\s+gian|thời\s+hạn|hạn|tiến độ|lịch)|theo\s+(?:thời gian|thời hạn|lịch)\s+(?:quy định"
    r"|thông báo|hướng dẫn)",
    re.I,
)
_SHIFT = re.compile(
    r"(?:trùng|rơi vào|vào)\s+(?:các\s+)?(?:ngày\s+)?(?:nghỉ|thứ bảy|chủ nhật|lễ)[^.;]*?(?P<way>trước|sau"
    r"|tiếp theo|kế tiếp|liền sau|liền trước)",
    re.I,
)
_SUSPECT_DAY = re.compile(r"(?:\(\s*|ngày\s+)(\d{1,2})/(\d{1,2})(?![\d/])")


@dataclass
class _Sentence:
    """One sentence under search. `left` is its text with what was understood blotted out."""

    text: str
    placed: Placed
    years: Years
    left: str = ""
    found: list[Deadline] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.placed.passage.line

    @property
    def span(self) -> Span | None:
        return self.placed.span

    def add(self, kind: str, match: re.Match | None = None, **parameters) -> None:
        what = self.text.strip(" -–+*;.,:")
        self.found.append(
            Deadline(line=self.line, sentence=self.text.strip(), what=what, kind=kind, parameters=parameters)
        )
        if match:
            self.blot(match)

    def blot(self, match: re.Match) -> None:
        self.left = self.left[: match.start()] + "·" * len(match[0]) + self.left[match.end() :]

    def doubt(self, code: str, message: str) -> None:
        self.doubts.append(Doubt(code, self.line, message, self.text.strip()))

    def year(self, month: int, printed: int | None, what: str) -> int | None:
        """The year of a month: printed, of the entry above, of the period; a doubt where they differ."""
        span = self.span
        inside = span and next((year for year in (span.start.year, span.end.year) if _in_span(span, year, month)), None)
        if printed:
            if inside and printed != inside:
                self.doubt(
                    "year_conflict", f"“{what}” nằm trong mục “{span.label}”; đã đọc là năm {inside}, xin kiểm tra."
                )
                return inside
            return printed
        if inside:
            return inside
        year = self.years.of(month, self.placed.passage.titles)
        if year and not self.years.is_certain(month):
            self.doubt("year_missing", f"“{what}” không ghi năm; đã đọc là năm {year}.")
        return year


def _in_span(span: Span, year: int, month: int) -> bool:
    return (span.start.year, span.start.month) <= (year, month) <= (span.end.year, span.end.month)


def read_deadlines(placed: list[Placed], years: Years) -> tuple[list[Deadline], list[Doubt]]:
    found: list[Deadline] = []
    doubts: list[Doubt] = []
    for item in placed:
        passage = item.passage
        if passage.place in ("preamble", "closing") or passage.is_title:
            continue
        here: list[Deadline] = []
        for text in _sentences(item):
            sentence = _Sentence(text, item, years, left=text)
            _search(sentence)
            here += sentence.found
            doubts += sentence.doubts
        if {"monthly", "quarterly"} <= {deadline.kind for deadline in here}:
            doubts.append(
                Doubt(
                    "rule_conflict",
                    passage.line,
                    "Một đoạn nói cả việc hằng tháng và việc hằng quý; xin kiểm tra.",
                    passage.text,
                )
            )
        found += here
    return _once(found), _once_doubts(doubts)


def _sentences(item: Placed) -> list[str]:
    """The sentences of a passage behind the label of its timeline entry."""
    passage = item.passage
    if not item.offset:
        return passage.sentences
    rest = passage.text[item.offset :]
    return [sentence for sentence in re.split(r"(?<=[.;])\s+", rest) if sentence.strip()]


def _search(sentence: _Sentence) -> None:
    for match in CITATION.finditer(sentence.left):
        sentence.blot(match)
    for pattern in (SCHOOL_YEAR, CALENDAR_YEAR):
        for match in pattern.finditer(sentence.left):
            if not re.search(r"tháng\s+\d{1,2}\s*$", sentence.left[: match.start()]):
                sentence.blot(match)
    for reader in _READERS:
        reader(sentence)


def _read_relative(sentence: _Sentence) -> None:
    if not _DUTY.search(sentence.text):
        return
    for pattern in _RELATIVE:
        match = pattern.search(sentence.left)
        if match:
            groups = match.groupdict()
            sign = -1 if groups.get("before") else 1
            anchor = (groups.get("after") or groups.get("before") or "").strip()
            day_type = "working" if match["working"] else "calendar"
            sentence.add("relative", match, offset_days=sign * int(match["n"]), day_type=day_type, after=anchor)
            return


def _read_ranges(sentence: _Sentence) -> None:
    titles = sentence.placed.passage.titles
    for match, start, end in day_ranges(sentence.left, sentence.years, titles):
        if not _remembers(sentence.left[: match.start()]):
            sentence.add("range", match, **{"from": start.isoformat(), "to": end.isoformat()})
    for match, span in month_ranges(sentence.left, sentence.years, titles):
        sentence.add("range", match, **{"from": span.start.isoformat(), "to": span.end.isoformat()})


def _read_monthly_weekday(sentence: _Sentence) -> None:
    for pattern in _MONTHLY_WEEKDAY:
        match = pattern.search(sentence.left)
        week = match and _week_number(match["week"])
        if week:
            sentence.add("monthly_weekday", match, weekday=_weekday(match), week=week)


def _read_weekly(sentence: _Sentence) -> None:
    match = _WEEKLY.search(sentence.left)
    if match and (match["weekday"] or match["sunday"] or _DUTY.search(sentence.text)):
        weekday = _weekday(match) if match["weekday"] or match["sunday"] else None
        sentence.add("weekly", match, weekday=weekday)


def _read_monthly_day(sentence: _Sentence) -> None:
    for pattern in _MONTHLY:
        match = pattern.search(sentence.left)
        if not match:
            continue
        day = "last" if match.groupdict().get("last") else int(match["day"])
        if day != "last" and not 1 <= day <= 31:
            sentence.add("invalid_date", match, stated=match[0])
            sentence.doubt("invalid_date", f"Ngày {day} hằng tháng không có trong lịch.")
            continue
        shift = _SHIFT.search(sentence.text)
        way = shift and ("previous" if "trước" in shift["way"] else "next")
        boundary = "before" if match[0].lower().startswith("trước") else "on"
        sentence.add("monthly", match, day=day, shift=way, boundary=boundary)
        if day != "last" and day > 28:
            sentence.doubt("short_months", f"Ngày {day} không có ở mọi tháng; tháng thiếu ngày không được dời.")
        rhythm = _BY_MONTH.search(sentence.left)
        if rhythm:
            sentence.blot(rhythm)  # "cuối tháng (ngày 25 hằng tháng)" is one rule


def _read_week_of_month(sentence: _Sentence) -> None:
    while match := _WEEK_OF_MONTH.search(sentence.left):
        week, month = _week_number(match["week"]), int(match["month"])
        if not week or not 1 <= month <= 12:
            sentence.blot(match)
            continue
        year = sentence.year(month, int(match["year"]) if match["year"] else None, match[0])
        sentence.add("week_of_month", match, month=month, week=week, year=year)
        sentence.doubt("week_definition", f"“{match[0]}” được đọc là ngày {_days_of_week(week)} của tháng.")


def _read_school_week(sentence: _Sentence) -> None:
    for match in list(_SCHOOL_WEEK.finditer(sentence.left)):
        if 1 <= int(match["week"]) <= 40 and _DUTY.search(sentence.text):
            sentence.add("school_week", match, week=int(match["week"]))


def _read_dates(sentence: _Sentence) -> None:
    position = 0
    while match := _DATED.search(sentence.left, position):
        position = match.end()
        if not _is_appointed(match, sentence):
            continue
        boundary = "before" if match["before"] else "by" if match["by"] else "on"
        time = re.sub(r"\s*phút|\s", "", match["time"]) if match["time"] else None
        _add_date(sentence, written_day(match), boundary, time)
        sentence.blot(match)
        while more := _MORE_DAYS.match(sentence.left, position):
            _add_date(sentence, written_day(more), boundary, None)
            sentence.blot(more)
            position = more.end()


def _is_appointed(match: re.Match, sentence: _Sentence) -> bool:
    """A day on which something is due, not a day that is remembered."""
    before = sentence.left[: match.start()]
    if match["before"] or match["by"]:
        return not (match["by"] and match["by"].lower() == "đến" and not match["word"])
    if not match["word"] and not match["on"]:
        return bool(_OCCASION.search(before)) and bool(_DUTY.search(before))
    if re.search(r"(?<!\w)đã(?!\w)", before):
        return False  # told, not due
    if _OCCASION.search(before):
        return bool(_DUTY.search(before))
    if _remembers(before):
        return False
    return bool(_DUTY.search(sentence.text))


def _remembers(before: str) -> bool:
    clause = re.split(r"[.;:]", before)[-1]
    return bool(_REMEMBERS.search(clause) or _NAMED_DAY.search(clause))


def _add_date(sentence: _Sentence, day: WrittenDay, boundary: str, time: str | None) -> None:
    stated = re.sub(r"^\D+", "", day.text)
    year = sentence.year(day.month, day.year, stated) if 1 <= day.month <= 12 else day.year
    exact = day.on(year) if year and 1 <= day.month <= 12 else None
    if exact is None:
        plausible = day.month <= 12 and day.on(2024)
        if plausible and year is None:
            sentence.add("unspecified", stated=stated, boundary=boundary)
            sentence.doubt("year_missing", f"“{stated}” không ghi năm và kế hoạch không cho biết năm.")
            return
        sentence.add("invalid_date", stated=stated, day=day.day, month=day.month, boundary=boundary)
        sentence.doubt("invalid_date", f"“{stated}” không có trong lịch; ngày này không được tự sửa.")
        return
    parameters = {"date": exact.isoformat(), "boundary": boundary}
    if time:
        parameters["time"] = _clock(time)
    if day.year and exact.year != day.year:
        parameters |= {"stated": stated, "corrected": True}
    sentence.add("date", **parameters)
    period = sentence.years.period
    if day.year and not sentence.years.covers(exact) and not sentence.span:
        sentence.doubt("outside_period", f"{exact:%d/%m/%Y} nằm ngoài thời gian của kế hoạch ({period.label}).")


def _clock(time: str) -> str:
    numbers = re.findall(r"\d+", time)
    return f"{int(numbers[0]):02}:{int(numbers[1]) if len(numbers) > 1 else 0:02}"


def _read_approx(sentence: _Sentence) -> None:
    while match := _APPROX.search(sentence.left):
        month = int(match["month"])
        printed = int(match["year"]) if match["year"] else None
        year = sentence.year(month, printed, match[0]) if 1 <= month <= 12 else None
        if year is None:
            sentence.blot(match)
            continue
        first, last = ((1, 10), (11, 20), (21, last_day(year, month).day))[_PARTS[match["part"].lower()]]
        parameters = {"from": f"{year}-{month:02}-{first:02}", "to": f"{year}-{month:02}-{last:02}", "stated": match[0]}
        if printed and printed != year:
            parameters["corrected"] = True
        sentence.add("approx", match, **parameters)
    match = _SEMESTER.search(sentence.left)
    if match and _DUTY.search(sentence.text) and not _PERIODIC.search(sentence.text):
        number = 2 if match["n"].upper() in ("II", "2", "HAI") else 1
        anchor = f"{'start' if match['part'].lower() == 'đầu' else 'middle'}_hk{number}"
        sentence.add("approx", match, **{"from": None, "to": None, "anchor": anchor, "stated": match[0]})


def _read_month(sentence: _Sentence) -> None:
    if sentence.span and sentence.span.start.month == sentence.span.end.month:
        return  # the entry itself is the month
    for match in list(_MONTH.finditer(sentence.left)):
        month = int(match["month"])
        if not 1 <= month <= 12 or not _DUTY.search(sentence.text) or _remembers(sentence.left[: match.start()]):
            continue
        year = sentence.year(month, int(match["year"]) if match["year"] else None, match[0].strip("( "))
        boundary = "on" if not match["by"] else "before" if match["by"].lower() == "trước" else "by"
        sentence.add("month", match, month=month, year=year, boundary=boundary)


def _read_rhythms(sentence: _Sentence) -> None:
    if not _DUTY.search(sentence.text):
        return
    periodic = _PERIODIC.search(sentence.left)
    points = _points(sentence.placed.passage.text) if periodic else []  # the list may run over several sentences
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


def _read_event(sentence: _Sentence) -> None:
    match = _EVENT.match(sentence.text.strip())
    if match and not sentence.found and not sentence.span and _HANDING_IN.search(sentence.text[match.end() :]):
        sentence.add("event", after=match["after"].strip())


def _read_unspecified(sentence: _Sentence) -> None:
    match = _UNSPECIFIED.search(sentence.left)
    if match and not sentence.found and _HANDING_IN.search(sentence.text):
        sentence.add("unspecified", match, stated=match[0])


def _doubt_days(sentence: _Sentence) -> None:
    """Days that are only mentioned: impossible ones, and ones outside the months they stand under."""
    for match in _SUSPECT_DAY.finditer(sentence.left):
        day, month = int(match[1]), int(match[2])
        if 1 <= day <= 31 and 1 <= month <= 12 and WrittenDay(day, month, None, "").on(2024):
            continue
        sentence.doubt("invalid_date", f"“{day}/{month}” không có trong lịch; xin kiểm tra.")
    span = sentence.span
    if not span or (span.end - span.start).days > 100:
        return
    outside = [
        day.text
        for _, day in written_days(sentence.left)
        if day.year is None
        and 1 <= day.month <= 12
        and not any(_in_span(span, year, day.month) for year in (span.start.year, span.end.year))
    ]
    if outside:
        sentence.doubt("outside_range", f"{', '.join(outside)} nằm ngoài “{span.label}”.")


def _weekday(match: re.Match) -> int:
    return 6 if match["sunday"] else _WEEKDAYS[match["weekday"].lower()]


def _week_number(text: str) -> int | str | None:
    text = text.lower().removeprefix("thứ ").strip()
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 5 else None
    return _WEEKS.get(text)


def _days_of_week(week: int | str) -> str:
    return "7 ngày cuối" if week == "last" else f"{7 * week - 6} đến {7 * week}"


def _once(found: list[Deadline]) -> list[Deadline]:
    kept: list[Deadline] = []
    for deadline in found:
        if not any((d.line, d.kind, d.parameters) == (deadline.line, deadline.kind, deadline.parameters) for d in kept):
            kept.append(deadline)
    return kept


def _once_doubts(doubts: list[Doubt]) -> list[Doubt]:
    return list(dict.fromkeys(doubts))


_READERS: tuple[Callable[[_Sentence], None], ...] = (
    _read_relative,
    _read_ranges,
    _read_monthly_weekday,
    _read_weekly,
    _read_monthly_day,
    _read_week_of_month,
    _read_school_week,
    _read_dates,
    _read_approx,
    _read_month,
    _read_rhythms,
    _read_event,
    _read_unspecified,
    _doubt_days,
)
