"""Which shorter periods belong to a longer one."""

from __future__ import annotations

from datetime import date, timedelta


def belongs(starts_on: date, ends_on: date, *, first: date, last: date) -> bool:
    """Whether most days of a shorter period lie in the span first–last; of two equal halves the earlier span has it.

    So a month that a semester's end cuts belongs to one semester only, whichever day that is.
    """
    days = (ends_on - starts_on).days + 1
    inside = (min(ends_on, last) - max(starts_on, first)).days + 1
    return inside * 2 > days or (inside * 2 == days and first <= starts_on)


def number_of(kind: str, starts_on: date, ends_on: date) -> int:
    """The number of a month (1–12) or a semester (1, 2) by its middle day; 0 for what has no number."""
    middle = starts_on + (ends_on - starts_on) / 2
    if kind == "month":
        return middle.month
    return (1 if middle.month >= 8 else 2) if kind == "semester" else 0


def months_within(first: date, last: date) -> list[tuple[int, int]]:
    """(year, month) of every month that belongs to a span."""
    found, day = [], first.replace(day=1)
    while day <= last:
        following = (day + timedelta(days=31)).replace(day=1)
        if belongs(day, following - timedelta(days=1), first=first, last=last):
            found.append((day.year, day.month))
        day = following
    return found
