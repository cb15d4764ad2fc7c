"""Rules of dates as data, and the days they mean in one school year. Pure.

A rule is plain JSON, `{"kind": …, "parameters": {…}}`, written by whoever reads or enters it:

- date: date; boundary (before, by, on), time
- range, approx: from, to (approx may have an anchor instead: start_hk2, middle_hk1, end_year, …); stated
- month: month, year; boundary · month_part: month, part (start, middle, end), year
- monthly: day (1 to 31, "last" or None), boundary (before: the day before it), step (2: every second month),
  first_day where days from–to are printed, of_next_month where the day is of the month after
  ("trước ngày 05 tháng sau")
- monthly_weekday: weekday (0 Monday to 6 Sunday, None: by the end of that week), week (1 to 5 or "last")
- weekly: weekday (or None)
- week_of_month: month, week (1 to 5 or "last"), year; reading (days, calendar, full)
- school_week: week, counted from the week of the school year's first day; to_week where weeks from–to are printed
- semester: semester (1, 2), part (start, middle, end or None for the whole) · quarter: quarter (1 to 4), part
- quarterly: quarters where only some are named, day (of its last month)
- periodic: points (month-day such as "12-31", or anchors)
- relative: offset_days (negative: before), day_type (calendar, working), after (words), anchor_on (the day, once known)
- event, unspecified, invalid_date: no days

Any rule of single days may have `shift` (next, previous): off weekends and public holidays. Where words can be read in
more than one way, the occurrence says which reading was taken.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.templatetags.ui import WEEKDAYS, vi_date, vi_weekday_date
from deadlines.days_off import NATIONAL, DaysOff

WEEK = timedelta(days=6)  # from its first to its last day
TEN_DAYS = timedelta(days=9)
UNDATED = ("event", "unspecified", "invalid_date")
WEEK_READINGS = ("days", "calendar", "full")


@dataclass(frozen=True)
class Frame:
    """A school year, both days included. Without the day of its second half nothing is counted in semesters."""

    starts_on: date
    ends_on: date
    semester_two_starts_on: date | None = None

    @classmethod
    def of(cls, school_year) -> Frame:
        return cls(school_year.starts_on, school_year.ends_on, school_year.semester_two_starts_on)


@dataclass(frozen=True)
class Occurrence:
    """One time a rule comes due: a day, or the first and last of its days; `reading` says in words how it was read."""

    first: date
    last: date
    reading: str = ""
    moved_from: date | None = None
    point: str = ""  # which of the points of a periodic rule

    @property
    def days(self) -> date | tuple[date, date]:
        return self.last if self.first == self.last else (self.first, self.last)


def occurrences(rule: dict, frame: Frame, days_off: DaysOff = NATIONAL) -> list[Occurrence]:
    """The rule's days in a school year in their order; [] where it names none there."""
    kind, given = rule["kind"], rule.get("parameters") or {}
    if kind in UNDATED:
        return []
    if kind not in _KINDS:
        raise ValueError(f"Unknown kind of rule: {kind}")
    found = [each for each in _KINDS[kind](given, frame, days_off) if _is_within(each, frame)]
    return [_moved(each, given.get("shift"), days_off) for each in found]


def _is_within(found: Occurrence, frame: Frame) -> bool:
    """Asked before a day is moved off a holiday: the last one of a year may move out of it and still counts."""
    return found.first <= frame.ends_on and found.last >= frame.starts_on


def _moved(found: Occurrence, shift: str | None, days_off: DaysOff) -> Occurrence:
    """Off a day on which nobody works, where the rule says so; spans stay."""
    day = found.last
    moved = days_off.moved(day, shift) if found.first == day else day
    if moved == day:
        return found
    name = days_off.holiday(day)
    why = f"dời từ {vi_weekday_date(day)}{f' ({name})' if name else ''} sang {vi_weekday_date(moved)}"
    return replace(found, first=moved, last=moved, reading=_joined(found.reading, why), moved_from=day)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


# ---- days and spans that are written out ----


def _date(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    if not given.get("date"):
        return []  # its day was typed by a person and stands beside the rule
    day = date.fromisoformat(given["date"])
    boundary = given.get("boundary")
    if boundary == "before" and not given.get("time"):
        return [_day(day, f"“trước ngày {day.day}/{day.month}” là hết {vi_weekday_date(day - timedelta(days=1))}")]
    return [_day(day, f"hết {vi_weekday_date(day)}" if boundary == "by" else "")]


def _range(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    stated = given.get("stated") or ""
    if not given.get("from"):
        span = _anchored(given.get("anchor") or "", frame)
        return [_span(*span, stated)] if span else []
    return [_span(date.fromisoformat(given["from"]), date.fromisoformat(given["to"]), stated)]


def _day(day: date, reading: str = "") -> Occurrence:
    return Occurrence(day, day, reading)


def _span(first: date, last: date, stated: str) -> Occurrence:
    """A span, with what the text says of it where that is vaguer than its days."""
    words = f"từ {vi_date(first)} đến {vi_date(last)}"
    return Occurrence(first, last, f"“{stated}” được đọc là {words}" if stated else "")


# ---- months ----


def _month(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    return _of_month(given, frame, lambda year, month: (date(year, month, 1), last_day(year, month)), "")


def _month_part(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    part = given["part"]
    name = {"start": "đầu", "middle": "giữa", "end": "cuối"}[part]
    return _of_month(given, frame, lambda year, month: month_part(year, month, part), f"{name} tháng {given['month']}")


def _week_of_month(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    week, reading = given["week"], given.get("reading") or "days"
    name = f"{'tuần cuối' if week == 'last' else f'tuần {week}'} tháng {given['month']}"
    found = _of_month(given, frame, lambda year, month: week_of_month(year, month, week, reading), name)
    how = {"calendar": "tuần lịch thứ Hai – Chủ nhật", "full": "đếm từ thứ Hai đầu tiên của tháng"}.get(reading)
    return [Occurrence(each.first, each.last, _joined(each.reading, how or "")) for each in found]


def month_part(year: int, month: int, part: str) -> tuple[date, date]:
    """Đầu tháng is its days 1 to 10, giữa tháng 11 to 20, cuối tháng from the 21st."""
    first, last = {"start": (1, 10), "middle": (11, 20), "end": (21, monthrange(year, month)[1])}[part]
    return date(year, month, first), date(year, month, last)


def week_of_month(year: int, month: int, week: int | str, reading: str = "days") -> tuple[date, date] | None:
    """Week n of a month; None where it has no such week.

    days: its days 7n-6 to 7n, the fifth week what is left, "last" the last seven days. calendar: the nth week from
    Monday to Sunday that has a day in the month. full: the nth week that begins on a Monday of the month.
    """
    last = last_day(year, month)
    if reading == "days":
        if week == "last":
            return last - WEEK, last
        if 7 * week - 6 > last.day:
            return None
        return date(year, month, 7 * week - 6), date(year, month, min(7 * week, last.day))
    monday = date(year, month, 1) - timedelta(days=date(year, month, 1).weekday())
    mondays = [monday + timedelta(weeks=n) for n in range(6)]
    mondays = [day for day in mondays if day <= last and (reading == "calendar" or day.month == month)]
    if week == "last":
        return mondays[-1], mondays[-1] + WEEK
    return (mondays[week - 1], mondays[week - 1] + WEEK) if week <= len(mondays) else None


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _of_month(given: dict, frame: Frame, days: Callable, stated: str) -> list[Occurrence]:
    """The days of one month: in its printed year, else wherever the month falls into the school year."""
    months = [pair for pair in months_of(frame) if pair[1] == given["month"] and given.get("year") in (None, pair[0])]
    return [_span(*span, stated) for span in (days(*pair) for pair in months) if span]


def months_of(frame: Frame) -> list[tuple[int, int]]:
    first, last = (day.year * 12 + day.month - 1 for day in (frame.starts_on, frame.ends_on))
    return [(index // 12, index % 12 + 1) for index in range(first, last + 1)]


# ---- what comes back ----


def _monthly(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    """The day in each month, or each second one; a month that is too short has none, it is not moved."""
    day, step = given.get("day"), int(given.get("step") or 1)
    if day is None:
        return []
    months = months_of(frame)[::step]
    if given.get("of_next_month"):
        months = [pair for pair in map(_month_after, months) if date(*pair, 1) <= frame.ends_on]
    if day == "last":
        days, reading = [last_day(*pair) for pair in months], "ngày cuối tháng"
    else:
        days = [date(*pair, day) for pair in months if day <= monthrange(*pair)[1]]
        reading = f"ngày {day}; tháng không có ngày {day} thì không có kỳ" if day > 28 else f"ngày {day}"
    reading += " của tháng sau" if given.get("of_next_month") else ""
    every = "hằng tháng" if step == 1 else f"{step} tháng một lần"
    if given.get("boundary") == "before" and day != "last":  # it comes back as a day of its own: the day itself moves
        days = [end for end in (each - timedelta(days=1) for each in days) if end >= frame.starts_on]
        reading = f"trước {reading}: hết ngày liền trước"
    if given.get("first_day"):
        words = f"{every}, từ ngày {given['first_day']} đến {reading}"
        return [Occurrence(each.replace(day=min(given["first_day"], each.day)), each, words) for each in days]
    return [_day(each, f"{every}, {reading}") for each in days]


def _month_after(month: tuple[int, int]) -> tuple[int, int]:
    year, number = month
    return (year + 1, 1) if number == 12 else (year, number + 1)


def _monthly_weekday(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    weekday, week = given.get("weekday"), given["week"]
    if weekday is None:
        spans = (week_of_month(*pair, week) for pair in months_of(frame))
        name = "tuần cuối" if week == "last" else f"tuần {week}"
        return [_day(span[1], f"hết {name} hằng tháng") for span in spans if span]
    days = [_nth_weekday(*pair, weekday, week) for pair in months_of(frame)]
    which = "cuối cùng" if week == "last" else f"thứ {week}"
    reading = f"{WEEKDAYS[weekday]} {which} trong tháng"
    return [_day(day, reading) for day in days if day]


def _nth_weekday(year: int, month: int, weekday: int, week: int | str) -> date | None:
    first = date(year, month, 1)
    days = [first + timedelta(days=n) for n in range(last_day(year, month).day)]
    matching = [day for day in days if day.weekday() == weekday]
    if week == "last":
        return matching[-1]
    return matching[week - 1] if week <= len(matching) else None


def _weekly(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    weekday = given.get("weekday")
    if weekday is None:
        return []
    first = frame.starts_on + timedelta(days=(weekday - frame.starts_on.weekday()) % 7)
    weeks = range((frame.ends_on - first).days // 7 + 1)
    return [_day(first + timedelta(weeks=n), f"{WEEKDAYS[weekday]} hằng tuần") for n in weeks]


def _quarterly(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    quarters = given.get("quarters") or (1, 2, 3, 4)
    day = given.get("day")
    ends = [
        date(*pair, day) if day else last_day(*pair)
        for pair in months_of(frame)
        if pair[1] % 3 == 0 and pair[1] // 3 in quarters
    ]
    return [_day(end, f"ngày {day} của tháng cuối quý" if day else "ngày cuối quý") for end in ends]


def _periodic(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    found = []
    for point in given.get("points") or []:
        if point[:2].isdigit():
            month, day = map(int, point.split("-"))
            days = [date(year, month, day) for year, each in months_of(frame) if each == month]
        else:
            span = _anchored(point, frame)
            days = [span[0] if point.startswith("start") else span[1]] if span else []
        found += [Occurrence(day, day, point=point) for day in days]
    return sorted(found, key=lambda each: each.last)


# ---- counted from the school year ----


def _school_week(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    first, week = frame.starts_on, int(given["week"])
    monday = first - timedelta(days=first.weekday()) + timedelta(weeks=week - 1)
    last = int(given.get("to_week") or week)
    weeks = f"tuần {week}" if last == week else f"tuần {week} đến tuần {last}"
    reading = f"{weeks}, tính từ tuần có ngày đầu năm học ({vi_date(first)})"
    return [Occurrence(monday, monday + timedelta(weeks=last - week) + WEEK, reading)]


def _semester(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    span = _half(int(given["semester"]), frame)
    if span is None:
        return []
    name = f"học kỳ {'I' if int(given['semester']) == 1 else 'II'}"
    return [_part_of(*span, given.get("part"), name)]


def _quarter(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    quarter = int(given["quarter"])
    found = []
    for year in sorted({year for year, month in months_of(frame) if (month + 2) // 3 == quarter}):
        span = date(year, 3 * quarter - 2, 1), last_day(year, 3 * quarter)
        found.append(_part_of(*span, given.get("part"), f"quý {quarter}/{year}"))
    return found


def _half(semester: int, frame: Frame) -> tuple[date, date] | None:
    second = frame.semester_two_starts_on
    if second is None:
        return None
    return (frame.starts_on, second - timedelta(days=1)) if semester == 1 else (second, frame.ends_on)


def _part_of(first: date, last: date, part: str | None, name: str) -> Occurrence:
    """The first, middle or last ten days of a longer time; the whole of it without a part."""
    word = {"start": "đầu ", "middle": "giữa ", "mid": "giữa ", "end": "cuối "}.get(part or "", "")
    return _span(*_ten_days(first, last, part), f"{word}{name}")


def _ten_days(first: date, last: date, part: str | None) -> tuple[date, date]:
    if part == "start":
        return first, min(first + TEN_DAYS, last)
    if part == "end":
        return max(last - TEN_DAYS, first), last
    if part in ("middle", "mid"):
        middle = first + (last - first - TEN_DAYS) / 2
        return middle, middle + TEN_DAYS
    return first, last


def _anchored(anchor: str, frame: Frame) -> tuple[date, date] | None:
    """The ten days of “start_hk2”, “end_year”, “mid_calendar_year”; None where the year does not say them."""
    part, _, whole = anchor.partition("_")
    if whole in ("hk1", "hk2"):
        span = _half(int(whole[-1]), frame)
    elif whole == "year":
        span = (frame.starts_on, frame.ends_on) if frame.semester_two_starts_on else None
    elif whole == "calendar_year":
        span = date(frame.ends_on.year, 1, 1), date(frame.ends_on.year, 12, 31)
    else:
        return None
    return _ten_days(*span, part) if span else None


# ---- counted from another day ----


def _relative(given: dict, frame: Frame, days_off: DaysOff) -> list[Occurrence]:
    """Counted from the day after (before) the anchor; nothing as long as nobody knows that day."""
    if not given.get("anchor_on") or not given.get("offset_days"):
        return []
    anchor, count = date.fromisoformat(given["anchor_on"]), int(given["offset_days"])
    is_working = given.get("day_type") == "working"
    day = days_off.after(anchor, count) if is_working else anchor + timedelta(days=count)
    unit = "ngày làm việc" if is_working else "ngày"
    side = "kể từ" if count > 0 else "trước"
    skipped = ", bỏ ngày nghỉ" if is_working else ""
    return [_day(day, f"{abs(count)} {unit} {side} {vi_weekday_date(anchor)}, không tính ngày này{skipped}")]


_KINDS = {
    "date": _date,
    "range": _range,
    "approx": _range,
    "month": _month,
    "month_part": _month_part,
    "week_of_month": _week_of_month,
    "monthly": _monthly,
    "monthly_weekday": _monthly_weekday,
    "weekly": _weekly,
    "quarterly": _quarterly,
    "periodic": _periodic,
    "school_week": _school_week,
    "semester": _semester,
    "quarter": _quarter,
    "relative": _relative,
}
