"""Days: "trước ngày 30/9", "17 giờ 00 ngày …", lists and ranges of days, and days the calendar does not have."""

from __future__ import annotations

import re
from datetime import date

from plans.reading.day_grammar import (
    DAY,
    DAYS_BEFORE_MONTH,
    TIME,
    WrittenDay,
    day_ranges,
    mixed_ranges,
    written_day,
    written_days,
)
from plans.reading.months import month_ranges
from plans.reading.rules.sentence import OCCASION, Sentence, in_span, is_told, remembers
from plans.reading.rules.weekdays import WEEKDAY, WEEKDAY_NAMES, weekday_in
from plans.reading.timeline import is_window

_BEFORE = r"trước(?:\s+(?:thời hạn|thời điểm))?"
_BY = (
    r"chậm nhất(?:\s+(?:là|vào|đến|trong|hết|trước))*|muộn nhất(?:\s+(?:là|vào|đến|trước))*|không (?:quá|muộn hơn"
    r"|chậm hơn)"
    r"|(?:từ\s+nay\s+)?(?:đến|cho đến)\s+hết|từ\s+nay\s+đến|hết|xong(?:\s+(?:vào|trong))?"
    r"|hạn(?:\s+(?:cuối|chót|cuối cùng|nộp|nhận|gửi))*(?:\s+[^\d.;:·]{0,30}?)?\s*(?::|là|đến|vào|ngày)*|đến"
)
_ON = r"vào(?:\s+lúc)?|lúc|tổ chức|từ|bắt đầu(?:\s+từ)?|dự kiến"
_PART_OF_DAY = r"(?:(?P<part>(?:buổi\s+)?(?:sáng|chiều|tối))\s*,?\s*)?"
_PART_OF_DAY_2 = _PART_OF_DAY.replace("<part>", "<part2>")
_DATED = re.compile(
    rf"(?:(?P<before>{_BEFORE})|(?P<by>{_BY})|(?P<on>{_ON}))?\s*(?::\s*)?{_PART_OF_DAY}(?:{TIME}\s*,?\s*)?{_PART_OF_DAY_2}"
    rf"(?:{WEEKDAY}\s*,?\s*\(?\s*)?(?P<word>(?:các\s+)?ngày\s*)?(?:{DAYS_BEFORE_MONTH})?" + DAY.format(n=""),
    re.I,
)
_MORE_DAYS = re.compile(r"\s*(?:,|;|và|hoặc)\s*(?:ngày\s*)?" + DAY.format(n=""), re.I)
_ANNIVERSARIES = {
    (3, 2), (8, 3), (26, 3), (30, 4), (1, 5), (7, 5), (15, 5), (19, 5), (27, 7), (19, 8), (2, 9), (20, 10), (20, 11),
    (22, 12),
}  # fmt: skip
_CLOSES = re.compile(r"(?:khóa|khoá|đóng|chốt)\s[^.;:]{0,40}$", re.I)  # "khóa đăng ký lúc 17 giờ 00 ngày …"
_SUSPECT_DAY = re.compile(r"(?:\(\s*|ngày\s+)(\d{1,2})/(\d{1,2})(?![\d/])")


def read_ranges(sentence: Sentence) -> None:
    titles = sentence.placed.passage.titles
    if sentence.is_title:
        return
    for match, start, end in day_ranges(sentence.left, sentence.years, titles):
        if sentence.placed.passage.cells and is_window(sentence.left, match.start(), match.end()):
            sentence.blot(match)  # stands in the timetable
        elif not remembers(sentence.left[: match.start()]) or re.match("từ", match[0], re.I):
            sentence.add("range", match, **{"from": start.isoformat(), "to": end.isoformat()})
    for match, start, end in mixed_ranges(sentence.left, sentence.years, titles):
        sentence.add("range", match, **{"from": start.isoformat(), "to": end.isoformat()})
    for match, span in month_ranges(sentence.left, sentence.years, titles):
        sentence.add("range", match, **{"from": span.start.isoformat(), "to": span.end.isoformat()})


def read_dates(sentence: Sentence) -> None:
    position = 0
    while match := _DATED.search(sentence.left, position):
        position = match.end()
        if not _is_appointed(match, sentence):
            continue
        boundary = "before" if match["before"] else "by" if match["by"] else "on"
        if boundary == "on" and _CLOSES.search(sentence.left[: match.start()]):
            boundary = "by"
        time = re.sub(r"\s*phút|['’\s]", "", match["time"]) if match["time"] else None
        last = written_day(match)
        days = [int(day) for day in re.findall(r"\d{1,2}", match["days"] or "")]
        if days and _add_days_in_a_row(sentence, days, last, boundary):
            sentence.blot(match)
            continue
        for day in days:
            _add_date(sentence, WrittenDay(day, last.month, last.year, f"{day}/{last.month}"), boundary, time)
        _add_date(sentence, last, boundary, time)
        _doubt_weekday(sentence, match)
        sentence.blot(match)
        while more := _MORE_DAYS.match(sentence.left, position):
            _add_date(sentence, written_day(more), boundary, None)
            sentence.blot(more)
            position = more.end()


def _is_appointed(match: re.Match, sentence: Sentence) -> bool:
    """A day on which something is due, not a day that is remembered or told of."""
    before = sentence.left[: match.start()]
    if match["before"] or match["by"]:
        return not (match["by"] and match["by"].lower() == "đến" and not match["word"])
    if match["time"] or match["part"] or match["part2"] or weekday_in(match) is not None:
        return True  # an hour or a weekday is never printed for a memory
    if OCCASION.search(before):
        return sentence.has_duty
    if remembers(before) or is_told(before):
        return False
    if sentence.is_appointed:
        return True
    if sentence.span and not match["on"] and written_day(match).year is None and _is_anniversary(match):
        return False  # "tuyên dương ngày 20/11" under its own month names the occasion
    return bool(match["word"] or match["on"]) and not sentence.is_title and not _is_past_of_plan(match, sentence)


def _is_anniversary(match: re.Match) -> bool:
    day = written_day(match)
    return (day.day, day.month) in _ANNIVERSARIES


def _is_past_of_plan(match: re.Match, sentence: Sentence) -> bool:
    """A whole date before the plan was issued, without a limit: a meeting that was held."""
    day = written_day(match)
    if sentence.span and any(
        in_span(sentence.span, year, day.month) for year in (sentence.span.start.year, sentence.span.end.year)
    ):
        return False  # in its own month: rather a slip in the year, which is asked
    exact = day.year and 1 <= day.month <= 12 and day.on(day.year)
    return bool(exact and sentence.years.issued_on and exact < sentence.years.issued_on)


def _doubt_weekday(sentence: Sentence, match: re.Match) -> None:
    """ "Thứ Năm ngày 20/11/2015", which was a Friday."""
    weekday, rule = weekday_in(match), sentence.found[-1]
    if weekday is None or rule.kind != "date":
        return
    day = date.fromisoformat(rule.parameters["date"])
    if day.weekday() != weekday:
        message = f"Ngày {day:%d/%m/%Y} là {WEEKDAY_NAMES[day.weekday()]}, văn bản ghi {WEEKDAY_NAMES[weekday]}."
        sentence.doubt("weekday_conflict", message)


def _add_days_in_a_row(sentence: Sentence, days: list[int], last: WrittenDay, boundary: str) -> bool:
    """ "Ngày 10, 11/11": one window, where the days follow each other."""
    if boundary != "on" or [*days, last.day] != list(range(days[0], last.day + 1)) or not 1 <= last.month <= 12:
        return False
    year = sentence.year(last.month, last.year, last.text)
    start = year and WrittenDay(days[0], last.month, None, "").on(year)
    end = year and last.on(year)
    if not (start and end):
        return False
    sentence.add("range", **{"from": start.isoformat(), "to": end.isoformat()})
    return True


def _add_date(sentence: Sentence, day: WrittenDay, boundary: str, time: str | None) -> None:
    stated = re.sub(r"^\D+", "", day.text)
    year = sentence.year(day.month, day.year, stated) if 1 <= day.month <= 12 else day.year
    exact = day.on(year) if year and 1 <= day.month <= 12 else None
    exact = _after_issue(sentence, day, exact, boundary, stated)
    if exact is None:
        plausible = 1 <= day.month <= 12 and day.on(2024)
        if plausible and year is None:
            sentence.add("unspecified", stated=stated, boundary=boundary)
            sentence.doubt("year_missing", f"“{stated}” không ghi năm và kế hoạch không cho biết năm.")
            return
        sentence.add("invalid_date", stated=_plain(day, stated), day=day.day, month=day.month, boundary=boundary)
        sentence.doubt("invalid_date", f"“{_plain(day, stated)}” không có trong lịch; ngày này không được tự sửa.")
        return
    parameters = {"date": exact.isoformat(), "boundary": boundary}
    if time:
        parameters["time"] = _clock(time)
    if day.year and exact.year != day.year:
        parameters |= {"stated": stated, "corrected": True}
    sentence.add("date", **parameters)
    period = sentence.years.period
    if day.year and not sentence.years.covers(exact) and not sentence.span:
        message = f"{exact:%d/%m/%Y} nằm ngoài thời gian của kế hoạch ({period.label})."
        sentence.doubt("outside_period", message, cause=f"năm {exact.year}")


def _after_issue(sentence: Sentence, day: WrittenDay, exact: date | None, boundary: str, stated: str) -> date | None:
    """A limit before the plan was even issued is a slip in its year; the plan's own year is proposed, and asked."""
    years = sentence.years
    if not (exact and day.year and years.issued_on and exact < years.issued_on and not years.covers(exact)):
        return exact
    year = years.of(day.month, sentence.placed.passage.titles)
    proposed = year and day.on(year)
    if (boundary == "on" and not sentence.is_appointed) or not proposed or proposed < years.issued_on:
        return exact
    message = f"“{stated}” trước ngày ban hành kế hoạch; đã đọc là năm {year}, xin kiểm tra."
    sentence.doubt("year_conflict", message)
    return proposed


def _plain(day: WrittenDay, stated: str) -> str:
    return (
        stated if re.fullmatch(r"[\d/.-]+", stated) else f"{day.day}/{day.month}" + (f"/{day.year}" if day.year else "")
    )


def _clock(time: str) -> str:
    numbers = re.findall(r"\d+", time)
    return f"{int(numbers[0]):02}:{int(numbers[1]) if len(numbers) > 1 else 0:02}"


def doubt_days(sentence: Sentence) -> None:
    """Days that are only mentioned: impossible ones, and ones outside the months they stand under."""
    for match in _SUSPECT_DAY.finditer(sentence.left):
        day, month = int(match[1]), int(match[2])
        if 1 <= day <= 31 and 1 <= month <= 12 and WrittenDay(day, month, None, "").on(2024):
            continue
        sentence.doubt("invalid_date", f"“{day}/{month}” không có trong lịch; xin kiểm tra.")
    span = sentence.span
    if not span or (span.end - span.start).days > 100 or sentence.is_title:
        return
    outside = [
        day.text
        for _, day in written_days(sentence.left)
        if day.year is None
        and 1 <= day.month <= 12
        and not any(in_span(span, year, day.month) for year in (span.start.year, span.end.year))
    ]
    if outside:
        sentence.doubt("outside_range", f"{', '.join(outside)} nằm ngoài “{span.label}”.")
