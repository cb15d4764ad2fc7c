"""Who owes what: begun by a room with `oblige`, ended with `fulfil` or `cancel`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry, DeadlineExtension, Obligation
from notifications.services import settle
from organisation.models import Person


@transaction.atomic
def oblige(
    *,
    organisation,
    key: str,
    title: str,
    url_name: str,
    url_kwargs: dict | None = None,
    person: Person | None = None,
    role: str = "",
    department=None,
    owed_to=None,
    why: str = "",
    button: str = "Mở",
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    cut_off_at: datetime | None = None,
    entry: CalendarEntry | None = None,
) -> Obligation:
    """Say that somebody owes something; the same key updates what is open and opens again what was closed.

    Under an `entry`, times that are not given are the entry's, and its extensions reach this obligation. A deadline
    that was extended is never shortened by calling this again.
    """
    values = {
        "title": title[:250],
        "url_name": url_name,
        "url_kwargs": url_kwargs or {},
        "person": person,
        "role": "" if person else role,
        "department": department,
        "owed_to": owed_to or organisation,
        "entry": entry,
        "why": why[:500],
        "button": button,
    }
    if entry is not None:
        opens_at, due_at = opens_at or entry.opens_at, due_at or entry.due_at
        cut_off_at = cut_off_at or entry.cut_off_at
    with scope(organisation):
        obligation, is_new = Obligation.objects.select_for_update().get_or_create(
            organisation=organisation, key=key, defaults={**values, "opens_at": opens_at or clock.now()}
        )
        if not is_new and obligation.state != Obligation.State.OPEN:
            obligation.state, obligation.closed_at = Obligation.State.OPEN, None
            opens_at = opens_at or clock.now()
            obligation.reminders.all().delete()  # owed anew, so reminded of anew
        for name, value in values.items():
            setattr(obligation, name, value)
        obligation.opens_at = opens_at or obligation.opens_at
        obligation.due_at, obligation.cut_off_at = _extended(obligation, due_at, cut_off_at)
        obligation.save()
    return obligation


def fulfil(organisation, key: str) -> None:
    _close(organisation, key, Obligation.State.FULFILLED)


def cancel(organisation, key: str) -> None:
    _close(organisation, key, Obligation.State.CANCELLED)


def _close(organisation, key: str, state: str) -> None:
    rows = Obligation.objects.owed_by(organisation).open().filter(key=key)
    if rows.update(state=state, closed_at=clock.now()):
        settle(organisation, Obligation(key=key).topic)


def _extended(
    obligation: Obligation, due_at: datetime | None, cut_off_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """The times with the longest extension of this obligation or of its entry."""
    if due_at is None:
        return due_at, cut_off_at
    longest = DeadlineExtension.objects.for_obligation(obligation).longest()
    due_at = max(due_at, longest) if longest else due_at
    return due_at, max(cut_off_at, due_at) if cut_off_at else None
