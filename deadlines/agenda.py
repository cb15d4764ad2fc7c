"""What stands on one person's calendar at an organisation: the year's dates as they hold for her, and what she owes.

Read by the month, the year and the calendar file alike; the number of queries does not grow with the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from core import clock
from deadlines.models import CalendarEntry, Obligation
from organisation.permissions import roles_at


@dataclass(frozen=True)
class Item:
    """One deadline. `entry` and `obligation`: where it comes from, one of them or both."""

    title: str
    due_at: datetime
    opens_at: datetime
    purpose: str
    url: str
    entry: CalendarEntry | None = None
    obligation: Obligation | None = None

    @property
    def day(self) -> date:
        return self.due_at.astimezone(clock.ZONE).date()

    @property
    def opens_on(self) -> date:
        return self.opens_at.astimezone(clock.ZONE).date()

    @property
    def is_mine(self) -> bool:
        return self.obligation is not None

    @property
    def is_done(self) -> bool:
        return self.obligation is not None and self.obligation.state == Obligation.State.FULFILLED

    @property
    def is_whole_day(self) -> bool:
        return self.due_at.astimezone(clock.ZONE) == clock.end_of_day(self.day)

    @property
    def state(self) -> tuple[str, str]:
        """(a code of the looks of the pages, its words)."""
        now = clock.now()
        if self.is_done:
            return "done", "Đã xong"
        if self.entry is not None and self.entry.over_at_launch and self.due_at <= self.entry.due_at:
            return "closed", "Đã qua khi công bố"
        if now < self.opens_at:
            return "not_open", "Chưa mở"
        if now <= self.due_at:
            return "open", "Đang mở"
        return ("late", "Quá hạn") if self.is_mine else ("closed", "Đã qua")


def agenda(organisation, user, first: date, last: date, *, purpose: str = "") -> list[Item]:
    """Everything due, or opening, from one day to another, the nearest first. Called inside the organisation's scope.

    An obligation under an entry and the entry are one item, which is done when all she owes under it is done.
    `purpose` keeps the dates of one purpose alone.
    """
    span = (clock.at(first), clock.end_of_day(last))
    owed = _owed(organisation, user, span)
    last_is_open = sorted(owed, key=lambda row: row.state == Obligation.State.OPEN)
    by_entry = {row.entry_id: row for row in last_is_open if row.entry_id}
    entries = CalendarEntry.objects.for_organisation(organisation).with_due_for(getattr(user, "person", None))
    entries = entries.filter(Q(last_day_at__range=span) | Q(opens_at__range=span))
    if purpose:
        entries = entries.filter(purpose=purpose)
    items = [_of_entry(organisation, entry, by_entry.get(entry.pk)) for entry in entries]
    shown = {item.entry.pk for item in items}
    if not purpose:
        items += [_of_obligation(organisation, row) for row in owed if row.entry_id not in shown]
    return sorted(items, key=lambda item: (item.due_at, item.title))


def _owed(organisation, user, span) -> list[Obligation]:
    rows = Obligation.objects.for_user(user, organisation, roles=roles_at(user, organisation))
    rows = rows.exclude(state=Obligation.State.CANCELLED).filter(due_at__range=span).order_by("due_at", "pk")
    return list(rows)


def _of_entry(organisation, entry: CalendarEntry, obligation: Obligation | None) -> Item:
    return Item(
        title=entry.title,
        due_at=entry.last_day_at,
        opens_at=entry.opens_at,
        purpose=entry.purpose,
        url=reverse("deadlines:entry_detail", args=[organisation.slug, entry.pk]),
        entry=entry,
        obligation=obligation,
    )


def _of_obligation(organisation, row: Obligation) -> Item:
    row.organisation = organisation
    return Item(
        title=row.title,
        due_at=row.due_at,
        opens_at=row.opens_at,
        purpose=CalendarEntry.Purpose.OTHER,
        url=row.address,
        obligation=row,
    )
