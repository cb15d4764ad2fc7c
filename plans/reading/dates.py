"""What a deadline rule means in a given school year, and the same rule moved to another year.

The kinds and their parameters (all plain JSON values):

- date: date, boundary (before, by, on), time
- monthly: day (a number, "last" or None), shift (next, previous or None)
- weekly: weekday (0 Monday to 6 Sunday, or None)
- monthly_weekday: weekday, week (1 to 5 or "last")
- week_of_month: month, week (1 to 5 or "last"), year
- month: month, year, boundary
- approx: from, to, stated, anchor
- range: from, to
- school_week: week
- quarterly, periodic (points), relative (offset_days, day_type, after), event (after), unspecified
- invalid_date (stated, day, month)

Week n of a month is read as its days 7n-6 to 7n, everywhere; the pages say so.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plans.reading.facts import Deadline

DateRange = tuple[date, date]
_UNDATED = ("relative", "event", "unspecified", "invalid_date")


@dataclass(frozen=True)
class ReDated:
    """A rule moved to another year: None, with the reason, where the new year has no such day."""

    deadline: Deadline | None
    old: date | DateRange | None
    new: date | DateRange | None
    reason: str = ""


def expand(deadline: Deadline, *, school_year_start: date, school_year_end: date) -> list[date | DateRange]:
    """The rule's days in a school year, both ends included; [] where it names none there."""
    given = deadline.parameters
    start, end = school_year_start, school_year_end
    if deadline.kind in _UNDATED:
        return []
    if deadline.kind == "date":
        return _inside([date.fromisoformat(given["date"])], start, end)
    if deadline.kind in ("range", "approx"):
        if not given.get("from"):
            return []
        span = (date.fromisoformat(given["from"]), date.fromisoformat(given["to"]))
        return [span] if span[1] >= start and span[0] <= end else []
    if deadline.kind == "monthly":
        return _inside(
            [_shifted(day, given.get("shift")) for day in _monthly(given.get("day"), start, end)], start, end
        )
    if deadline.kind == "weekly":
        return _weekly(given.get("weekday"), start, end)
    if deadline.kind == "monthly_weekday":
        found = (_nth_weekday(year, month, given["weekday"], given["week"]) for year, month in _months(start, end))
        return _inside([day for day in found if day], start, end)
    if deadline.kind == "week_of_month":
        return _of_month(given, start, end, lambda year, month: _week(year, month, given["week"]))
    if deadline.kind == "month":
        return _of_month(given, start, end, lambda year, month: (date(year, month, 1), _last(year, month)))
    if deadline.kind == "school_week":
        monday = start - timedelta(days=start.weekday()) + timedelta(weeks=int(given["week"]) - 1)
        return [(monday, monday + timedelta(days=6))]
    if deadline.kind == "quarterly":
        return _inside([_last(year, month) for year, month in _months(start, end) if month % 3 == 0], start, end)
    if deadline.kind == "periodic":
        return _inside(_fixed_points(given.get("points") or [], start, end), start, end)
    raise ValueError(f"Unknown kind of deadline: {deadline.kind}")


def re_date(deadline: Deadline, *, from_year: int, to_year: int) -> ReDated:
    """Move a rule from school year `from_year`/+1 to `to_year`/+1: the same day and month, in the same half.

    September to December belong to the first calendar year, January to August to the second, whatever year was printed:
    a plan made for a calendar year is moved to the school year too. Rules that name no year stay as they are.
    """
    given = dict(deadline.parameters)
    if deadline.kind == "invalid_date":
        return ReDated(None, None, None, f"“{given.get('stated', '')}” không có trong lịch; xin chọn lại ngày.")
    if deadline.kind == "date":
        old = date.fromisoformat(given["date"])
        new = _same_day(old, to_year)
        if new is None:
            return ReDated(None, old, None, _refusal(old, to_year))
        return ReDated(_with(deadline, date=new.isoformat()), old, new)
    if deadline.kind in ("range", "approx") and given.get("from"):
        return _re_date_span(deadline, to_year)
    if deadline.kind in ("week_of_month", "month"):
        return _re_date_month(deadline, from_year, to_year)
    return ReDated(deadline, None, None)


def week_of_month(year: int, month: int, week: int | str) -> DateRange | None:
    return _week(year, month, week)


def _re_date_span(deadline: Deadline, to_year: int) -> ReDated:
    old = tuple(date.fromisoformat(deadline.parameters[name]) for name in ("from", "to"))
    start = _same_day(old[0], to_year)
    if start is None:
        return ReDated(None, old, None, _refusal(old[0], to_year))
    month_end = old[1].day == monthrange(old[1].year, old[1].month)[1]
    year = start.year + (old[1].year - old[0].year)
    try:
        end = _last(year, old[1].month) if month_end else old[1].replace(year=year)
    except ValueError:
        return ReDated(None, old, None, _refusal(old[1], to_year))
    return ReDated(_with(deadline, **{"from": start.isoformat(), "to": end.isoformat()}), old, (start, end))


def _re_date_month(deadline: Deadline, from_year: int, to_year: int) -> ReDated:
    month = deadline.parameters["month"]
    old_year = deadline.parameters.get("year") or _year_of(month, from_year)
    new_year = _year_of(month, to_year)
    week = deadline.parameters.get("week")
    old, new = (
        _week(year, month, week) if week else (date(year, month, 1), _last(year, month))
        for year in (old_year, new_year)
    )
    if old and not new:
        return ReDated(None, old, None, f"Tháng {month}/{new_year} không có tuần {week}.")
    return ReDated(_with(deadline, year=new_year), old, new)


def _same_day(day: date, school_year: int) -> date | None:
    try:
        return day.replace(year=_year_of(day.month, school_year))
    except ValueError:
        return None


def _year_of(month: int, school_year: int) -> int:
    return school_year if month >= 9 else school_year + 1


def _refusal(day: date, school_year: int) -> str:
    return f"Năm {_year_of(day.month, school_year)} không có ngày {day.day}/{day.month}; xin chọn ngày khác."


def _with(deadline: Deadline, **parameters) -> Deadline:
    return replace(deadline, parameters={**deadline.parameters, **parameters})


def _inside(days: list[date], start: date, end: date) -> list[date]:
    return [day for day in days if start <= day <= end]


def _months(start: date, end: date) -> list[tuple[int, int]]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [(index // 12, index % 12 + 1) for index in range(first, last + 1)]


def _monthly(day: int | str | None, start: date, end: date) -> list[date]:
    """The day in each month; a month that is too short has none, it is not moved."""
    if day is None:
        return []
    if day == "last":
        return [_last(year, month) for year, month in _months(start, end)]
    return [date(year, month, day) for year, month in _months(start, end) if day <= monthrange(year, month)[1]]


def _shifted(day: date, shift: str | None) -> date:
    """Off a Saturday or Sunday, where the plan says so."""
    step = {"next": 1, "previous": -1}.get(shift or "")
    while step and day.weekday() >= 5:
        day += timedelta(days=step)
    return day


def _weekly(weekday: int | None, start: date, end: date) -> list[date]:
    if weekday is None:
        return []
    first = start + timedelta(days=(weekday - start.weekday()) % 7)
    return [first + timedelta(weeks=n) for n in range((end - first).days // 7 + 1)]


def _nth_weekday(year: int, month: int, weekday: int, week: int | str) -> date | None:
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    matching = [day for day in days if day.weekday() == weekday]
    if week == "last":
        return matching[-1]
    return matching[week - 1] if week <= len(matching) else None


def _week(year: int, month: int, week: int | str) -> DateRange | None:
    """Days 7n-6 to 7n of the month, the fifth week what is left; "last" the last seven days."""
    last = _last(year, month)
    if week == "last":
        return last - timedelta(days=6), last
    first_day = 7 * week - 6
    if first_day > last.day:
        return None
    return date(year, month, first_day), date(year, month, min(7 * week, last.day))


def _of_month(given: dict, start: date, end: date, days) -> list[DateRange]:
    """The days of one month: in its printed year, else wherever the month falls into the school year."""
    months = [(year, month) for year, month in _months(start, end) if month == given["month"]]
    if given.get("year"):
        months = [(year, month) for year, month in months if year == given["year"]]
    return [span for span in (days(year, month) for year, month in months) if span]


def _fixed_points(points: list[str], start: date, end: date) -> list[date]:
    """Points with a day of their own ("12-31"); ends of semesters are the school's to date."""
    found = []
    for point in points:
        if point[:2].isdigit():
            month, day = map(int, point.split("-"))
            found += [date(year, month, day) for year in range(start.year, end.year + 1)]
    return found


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
