"""A deadline that falls on a day nobody works, and the nearest day it could be moved to. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.templatetags.ui import vi_weekday_date
from deadlines.days_off import DaysOff

ONE_DAY = timedelta(days=1)
FARTHEST = 30  # days; no run of days off is longer


@dataclass(frozen=True)
class FreeDay:
    """The last day of a deadline is off: why, and the day to write instead (None: nothing within a month)."""

    day: date
    why: str
    instead: date | None
    label: str = ""

    @property
    def sentence(self) -> str:
        return f"{vi_weekday_date(self.day)} là ngày nghỉ ({self.why})".capitalize()


def free_day(to_on: date, parameters: dict, days_off: DaysOff) -> FreeDay | None:
    """Whether the day on which a deadline ends is off: of “trước ngày 30/9” that is the 29th."""
    is_before = parameters.get("boundary") == "before" and not parameters.get("time")
    last = to_on - ONE_DAY if is_before else to_on
    if not days_off.is_off(last):
        return None
    nearest = _nearest(last, days_off)
    if nearest is None:
        return FreeDay(last, days_off.why_off(last), None)
    label = (
        f"Chuyển hạn sang hết {vi_weekday_date(nearest)}" if is_before else f"Chuyển sang {vi_weekday_date(nearest)}"
    )
    return FreeDay(last, days_off.why_off(last), nearest + ONE_DAY if is_before else nearest, label)


def _nearest(day: date, days_off: DaysOff) -> date | None:
    """The nearest day that is worked; of two as near the later, so that nobody loses a day."""
    for distance in range(1, FARTHEST):
        for step in (distance, -distance):
            if not days_off.is_off(day + step * ONE_DAY):
                return day + step * ONE_DAY
    return None
