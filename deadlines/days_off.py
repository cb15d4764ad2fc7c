"""Which days nobody works: weekends and Vietnam's public holidays, as the Government moved them. Pure.

The national days come from the library `holidays`, Tết by the lunar calendar and days worked in exchange included;
`changes` are what somebody here entered since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """One day of a notice: off (with its name), or worked although it would be off."""

    is_off: bool
    name: str = ""


@dataclass(frozen=True)
class DaysOff:
    """The days off at one organisation; `changes` by day, the national calendar where there is none."""

    changes: Mapping[date, Change] = field(default_factory=dict)

    def holiday(self, day: date) -> str:
        """The name of the public holiday, "" on other days (weekends too)."""
        change = self.changes.get(day)
        if change is not None:
            return (change.name or "Ngày nghỉ") if change.is_off else ""
        return _national(day.year).get(day, "")

    def is_off(self, day: date) -> bool:
        change = self.changes.get(day)
        if change is not None:
            return change.is_off
        if day.weekday() >= SATURDAY:
            return day not in _worked_weekends(day.year)
        return day in _national(day.year)

    def why_off(self, day: date) -> str:
        """“Tết Nguyên Đán”, “Chủ nhật”; "" where it is worked."""
        if not self.is_off(day):
            return ""
        return self.holiday(day) or ("Thứ Bảy" if day.weekday() == SATURDAY else "Chủ nhật")

    def moved(self, day: date, shift: str | None) -> date:
        """The day itself if it is worked, else the next or previous worked one; `shift` None moves nothing."""
        step = {"next": ONE_DAY, "previous": -ONE_DAY}.get(shift or "")
        while step and self.is_off(day):
            day += step
        return day

    def after(self, day: date, count: int) -> date:
        """`count` worked days after `day`, which is itself not counted; before it where `count` is negative."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day = self.moved(day + step, "next" if count > 0 else "previous")
        return day


NATIONAL = DaysOff()


@lru_cache(maxsize=32)
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year, language="vi", expand=False)


@lru_cache(maxsize=32)
def _national(year: int) -> dict[date, str]:
    return dict(_calendar(year).items())


@lru_cache(maxsize=32)
def _worked_weekends(year: int) -> frozenset[date]:
    """Saturdays and Sundays that are worked in exchange for a weekday."""
    return frozenset(day for day in _calendar(year).weekend_workdays if day.year == year)
