"""A person's presence at an organisation in a span of days: plain facts, without database, clock or request.

Days are calendar days and both ends of every span count. Why somebody was away is not here: whoever is handed these
facts has nothing to give away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    first: date
    last: date

    def __post_init__(self):
        if self.first > self.last:
            raise ValueError(f"{self.first} is after {self.last}")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def within(self, other: Span) -> Span | None:
        """The days that lie in both; None where there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


@dataclass(frozen=True)
class Work:
    """One stretch of employment within the span: where, and as what."""

    span: Span
    employment_id: int
    department_id: int | None
    department_name: str  # "" where she belongs to no tổ
    staff_kind: str
    is_homeroom_teacher: bool = False
    group_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Service:
    """A person in a span of days: her stretches of work in order, never two on one day, and the days she is away."""

    person_id: int
    span: Span
    works: tuple[Work, ...] = ()
    leaves: tuple[Span, ...] = ()

    def __post_init__(self):
        for stretches in ([work.span for work in self.works], self.leaves):
            if any(before.last >= after.first for before, after in pairwise(stretches)):
                raise ValueError("stretches overlap or stand in the wrong order")
            if any(stretch.within(self.span) != stretch for stretch in stretches):
                raise ValueError("a stretch reaches out of the span")

    @property
    def joined_on(self) -> date | None:
        """Her first day here, where the span began without her."""
        return self.works[0].span.first if self.works and self.works[0].span.first > self.span.first else None

    @property
    def left_on(self) -> date | None:
        """Her last day here, where the span ended without her."""
        return self.works[-1].span.last if self.works and self.works[-1].span.last < self.span.last else None

    @property
    def employed_days(self) -> int:
        return sum(work.span.days for work in self.works)

    @property
    def leave_days(self) -> int:
        """Days away among those on which she was employed."""
        return sum(self.leave_days_in(work) for work in self.works)

    @property
    def served_days(self) -> int:
        """Days employed and not away."""
        return self.employed_days - self.leave_days

    def leave_days_in(self, work: Work) -> int:
        shared = (leave.within(work.span) for leave in self.leaves)
        return sum(each.days for each in shared if each)

    def served_days_in(self, work: Work) -> int:
        return work.span.days - self.leave_days_in(work)


def clipped(span: Span, stretches: Iterable[tuple[date, date | None]]) -> list[Span]:
    """The parts of stretches that lie in the span, by first day; a stretch without an end lasts beyond it."""
    parts = (Span(first, last or max(first, span.last)).within(span) for first, last in stretches if first <= span.last)
    return sorted(part for part in parts if part)
