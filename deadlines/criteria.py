"""When somebody is reminded. Pure: no database, no clock."""

from __future__ import annotations

from datetime import datetime, timedelta

REMIND_BEFORE = timedelta(hours=48)
BEFORE, LATE = "before", "late"


def reminder_step(*, opens_at: datetime, due_at: datetime | None, at: datetime) -> str | None:
    """Which reminder holds at a moment: none, "before" within two days of the deadline, then "late" alone."""
    if due_at is None or at < opens_at or at < due_at - REMIND_BEFORE:
        return None
    return BEFORE if at <= due_at else LATE
