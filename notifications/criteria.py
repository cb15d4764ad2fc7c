"""When a mail may go out. Pure: no database, no clock."""

from __future__ import annotations

from datetime import datetime, time


def is_quiet(at: datetime, *, quiet_from: time, quiet_to: time) -> bool:
    """Whether a moment lies in the quiet hours, which may hold midnight; the same hour twice means none at all."""
    now = at.timetz().replace(tzinfo=None)
    if quiet_from <= quiet_to:
        return quiet_from <= now < quiet_to
    return now >= quiet_from or now < quiet_to
