"""When somebody is reminded, and where a task stands in a list. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

FORGOTTEN_AFTER = 90  # days: what is late for longer is nobody's news any more
GROUPS = (("late", "Quá hạn"), ("today", "Hôm nay"), ("week", "Tuần này"), ("later", "Sắp tới"))


def rung_on(rungs: Iterable[int], *, due_on: date, day: date) -> int | None:
    """The rung of a ladder on a day: the last whose day has come. A rung is a number of days from the due day.

    After a stop of some days only the last one is told, not all that were missed.
    """
    gone = (day - due_on).days
    if gone > FORGOTTEN_AFTER:
        return None
    return max((rung for rung in rungs if rung <= gone), default=None)


def told_from(rung: int, *, due_on: date, since: datetime, remind_at: time) -> datetime | None:
    """From which moment a rung is told: the hour of reminding on its day.

    `since` is the moment from which the work, with this deadline, was owed. A rung whose moment was before that is not
    told: she has only just heard of it. What was late from the beginning is told the next morning.
    """
    moment = datetime.combine(due_on + timedelta(days=rung), remind_at, tzinfo=since.tzinfo)
    if moment >= since:
        return moment
    if rung <= 0:
        return None
    return datetime.combine(since.date() + timedelta(days=1), remind_at, tzinfo=since.tzinfo)


def rung_at(rungs: Iterable[int], *, due_at: datetime, since: datetime, remind_at: time, at: datetime) -> int | None:
    """The rung that holds at a moment, by calendar days of that moment's zone."""
    due_on = due_at.astimezone(at.tzinfo).date()
    rung = rung_on(rungs, due_on=due_on, day=at.date())
    if rung is None:
        return None
    moment = told_from(rung, due_on=due_on, since=since.astimezone(at.tzinfo), remind_at=remind_at)
    return rung if moment is not None and moment <= at else None


def group_ends(at: datetime) -> list[tuple[str, datetime]]:
    """(group, first moment after it) of the groups that end, by calendar days in Vietnam; a week ends with Sunday."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        ("late", at),
        ("today", midnight + timedelta(days=1)),
        ("week", midnight + timedelta(days=7 - at.weekday())),
    ]


def group_of(due_at: datetime | None, *, at: datetime) -> str:
    """Where a task stands in a to-do list."""
    if due_at is None:
        return "later"
    return next((code for code, end in group_ends(at) if due_at < end), "later")
