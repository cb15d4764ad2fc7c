"""The only source of time in the application (Asia/Ho_Chi_Minh); `./run check` forbids the others.

The demo may start on another day, or at a moment of it (`CLOCK_TODAY`); tests travel with `travel_to`. Production
refuses both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_frozen: datetime | None = None


def _real_now() -> datetime:
    return datetime.now(ZONE)


def _demo_shift() -> timedelta:
    if not settings.CLOCK_TODAY:
        return timedelta(0)
    if isinstance(settings.CLOCK_TODAY, datetime):
        return _shift_to(settings.CLOCK_TODAY)
    return settings.CLOCK_TODAY - _started.date()


@cache
def _shift_to(moment: datetime) -> timedelta:
    """So that it is that moment when this process first asks."""
    return moment.replace(tzinfo=ZONE) - _real_now()


_started = _real_now()


def now() -> datetime:
    """This moment, aware, in Vietnam's zone."""
    if _frozen is not None:
        return _frozen
    return _real_now() + _demo_shift()


def today() -> date:
    return now().date()


def real_seconds() -> int:
    """Seconds of the machine's own clock, for session limits: a demo's other day must not end or prolong a session."""
    return int(_real_now().timestamp())


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A wall-clock moment of a day in Vietnam's zone."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def end_of_day(day: date) -> datetime:
    """The last second of a day: a deadline without an hour lasts until midnight."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZONE)


@contextmanager
def travel_to(moment: datetime | date | str) -> Iterator[None]:
    """Stop the clock at a moment ("2026-10-24 17:00"): tests, and the demo telling its past. All threads see it."""
    global _frozen
    if not (settings.TESTING or settings.DEMO):
        raise RuntimeError("The clock can be set in tests and in the demo only.")
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if not isinstance(moment, datetime):
        moment = at(moment, 8)
    before, _frozen = _frozen, moment.replace(tzinfo=moment.tzinfo or ZONE).astimezone(ZONE)
    try:
        yield
    finally:
        _frozen = before
