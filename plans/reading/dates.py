"""What a deadline rule means in a given school year, and the same rule moved to another year.

The kinds and their parameters stand in `deadlines.rules`; beside them, invalid_date (stated, day, month).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from deadlines import rules
from plans.reading.facts import Deadline

DateRange = tuple[date, date]


@dataclass(frozen=True)
class ReDated:
    """A rule moved to another year: None, with the reason, where the new year has no such day."""

    deadline: Deadline | None
    old: date | DateRange | None
    new: date | DateRange | None
    reason: str = ""


def expand(deadline: Deadline, *, school_year_start: date, school_year_end: date) -> list[date | DateRange]:
    """The rule's days in a school year, both ends included; [] where it names none there."""
    frame = rules.Frame(school_year_start, school_year_end)
    return [found.days for found in rules.occurrences(rule_of(deadline), frame)]


def rule_of(deadline: Deadline) -> dict:
    """As `deadlines.rules` reads it."""
    return {"kind": deadline.kind, "parameters": deadline.parameters}


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


def _re_date_span(deadline: Deadline, to_year: int) -> ReDated:
    old = tuple(date.fromisoformat(deadline.parameters[name]) for name in ("from", "to"))
    start = _same_day(old[0], to_year)
    if start is None:
        return ReDated(None, old, None, _refusal(old[0], to_year))
    month_end = old[1].day == monthrange(old[1].year, old[1].month)[1]
    year = start.year + (old[1].year - old[0].year)
    try:
        end = rules.last_day(year, old[1].month) if month_end else old[1].replace(year=year)
    except ValueError:
        return ReDated(None, old, None, _refusal(old[1], to_year))
    return ReDated(_with(deadline, **{"from": start.isoformat(), "to": end.isoformat()}), old, (start, end))


def _re_date_month(deadline: Deadline, from_year: int, to_year: int) -> ReDated:
    month = deadline.parameters["month"]
    old_year = deadline.parameters.get("year") or _year_of(month, from_year)
    new_year = _year_of(month, to_year)
    week = deadline.parameters.get("week")
    old, new = (
        rules.week_of_month(year, month, week) if week else (date(year, month, 1), rules.last_day(year, month))
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
