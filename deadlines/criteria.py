"""When somebody is reminded, and where a task stands in a list. Pure: no database, no clock."""

from __future__ import annotations

from datetime import datetime, timedelta

REMIND_BEFORE = timedelta(hours=48)
BEFORE, LATE = "before", "late"
GROUPS = (("late", "Quá hạn"), ("today", "Hôm nay"), ("week", "Tuần này"), ("later", "Sắp tới"))


def reminder_step(*, opens_at: datetime, due_at: datetime | None, at: datetime) -> str | None:
    """Which reminder holds at a moment: none, "before" within two days of the deadline, then "late" alone."""
    if due_at is None or at < opens_at or at < due_at - REMIND_BEFORE:
        return None
    return BEFORE if at <= due_at else LATE


def group_of(due_at: datetime | None, *, at: datetime) -> str:
    """Where a task stands in a to-do list: by calendar days in Vietnam; a week ends with its Sunday."""
    if due_at is None:
        return "later"
    if due_at < at:
        return "late"
    here = at.tzinfo
    days = (due_at.astimezone(here).date() - at.date()).days
    if days == 0:
        return "today"
    return "week" if days <= 6 - at.weekday() else "later"
