"""When a deadline of the plan opens, is due and closes. No database; `now` is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import at, end_of_day
from deadlines.days_off import NATIONAL, DaysOff
from deadlines.rules import Frame, Occurrence, last_day, occurrences
from plans import criteria

MONTHLY_OPENS = timedelta(days=5)  # before its deadline
MONTHLY_GRACE = timedelta(days=3)  # after it, where the month ends sooner
NOTICE = timedelta(days=14)  # how long before its deadline any other work is shown
END_OF_WORK = (17, 0)


@dataclass(frozen=True)
class Window:
    """One step of the calendar; `reading` says in words how a vague or moved day was understood."""

    day: date
    opens_at: datetime
    due_at: datetime
    cut_off_at: datetime
    reading: str = ""
    point: str = ""  # which of the points of a periodic rule


def windows(
    rule: str,
    parameters: dict,
    purpose: str,
    from_on: date | None,
    to_on: date | None,
    *,
    now: datetime,
    year: Frame | None = None,
    days_off: DaysOff = NATIONAL,
) -> list[Window]:
    """The steps a deadline makes on the calendar, those that are over already too; `year` is the school year's."""
    if to_on is None:
        return []
    first = from_on or to_on
    if rule in criteria.RECURRING:
        frame = Frame(first, to_on, _second_half(year, first, to_on))
        found = criteria.recurrences(rule, parameters, frame, days_off)
        return [_window({**parameters, "boundary": "on"}, purpose, each, now=now) for each in found]
    # Its days were moved to this year and may have been corrected, so they stand for the rule; a shift still holds.
    kept = {"from": first.isoformat(), "to": to_on.isoformat(), "date": to_on.isoformat()}
    kind = "range" if first < to_on else "date"
    found = occurrences({"kind": kind, "parameters": parameters | kept}, Frame(first, to_on), days_off)
    said = occurrences({"kind": rule, "parameters": parameters}, year, days_off) if year else []
    as_said = {each.days: each for each in said}  # in its own words, where nobody has corrected the days
    return [_window(parameters, purpose, as_said.get(each.days, each), now=now) for each in found]


def _window(parameters: dict, purpose: str, found: Occurrence, *, now: datetime) -> Window:
    first, last = found.first, found.last
    due_at = _due(parameters, purpose, last)
    cut_off_at = due_at
    if purpose == "monthly_review":
        opens_at = at(last - MONTHLY_OPENS)
        cut_off_at = end_of_day(last + MONTHLY_GRACE)
        if not parameters.get("of_next_month"):
            cut_off_at = max(cut_off_at, end_of_day(last_day(last.year, last.month)))
    elif first < last:
        opens_at = at(first)
    elif purpose == "registration":
        opens_at = now
    else:
        opens_at = at(last - NOTICE)
    return Window(last, min(opens_at, due_at), due_at, cut_off_at, found.reading, found.point)


def _second_half(year: Frame | None, first: date, last: date) -> date | None:
    """When the second semester begins, where that lies between the days in which a rule counts."""
    second = year.semester_two_starts_on if year else None
    return second if second and first < second <= last else None


def _due(parameters: dict, purpose: str, last: date) -> datetime:
    """“Trước ngày 30/9” lasts until the end of the 29th; a printed hour counts on its day."""
    hour = re.match(r"(\d{1,2}):(\d{2})$", parameters.get("time") or "")
    if hour and int(hour[1]) < 24 and int(hour[2]) < 60:
        return at(last, int(hour[1]), int(hour[2]))
    if purpose == "monthly_review":
        return at(last, *END_OF_WORK)
    if parameters.get("boundary") == "before":
        return end_of_day(last - timedelta(days=1))
    return end_of_day(last)
