"""Who owes what: begun by a room with `oblige` or `oblige_many`, ended with `fulfil` or `cancel`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry, DeadlineExtension, Obligation
from notifications.services import forget as forget_messages
from notifications.services import settle
from organisation.models import Department, Employment, Person


class Owed(NamedTuple):
    """What somebody owes: by a person, or by whoever holds a role (in a tổ)."""

    key: str
    title: str
    url_name: str
    url_kwargs: dict
    person: Person | None = None
    role: str = ""
    department: Department | None = None
    why: str = ""
    button: str = "Mở"


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
    what = Owed(key, title, url_name, url_kwargs or {}, person, role, department, why, button)
    values = _values(organisation, what, owed_to=owed_to, entry=entry)
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


@transaction.atomic
def oblige_many(organisation, owed: Iterable[Owed], *, entry: CalendarEntry | None = None) -> None:
    """The same of many at once, under one entry or without a date: new keys in a constant number of queries, known
    ones each by itself.
    """
    owed = list(owed)
    with scope(organisation):
        rows = Obligation.objects.owed_by(organisation).filter(key__in=[each.key for each in owed])
        known = set(rows.values_list("key", flat=True))
        new = [each for each in owed if each.key not in known]
        times = _times_of(new, entry)
        Obligation.objects.bulk_create(
            Obligation(
                organisation=organisation,
                key=each.key,
                **_values(organisation, each, entry=entry),
                **times.get(each.key, {"opens_at": clock.now()}),
            )
            for each in new
        )
    for each in owed:
        if each.key in known:
            oblige(organisation=organisation, entry=entry, **each._asdict())


def _times_of(owed: Sequence[Owed], entry: CalendarEntry | None) -> dict[str, dict[str, datetime]]:
    """By key the times of an entry, with what its extensions give; nothing where there is no entry."""
    if entry is None:
        return {}
    longest = _longest_of(owed, entry)
    found = {}
    for each in owed:
        due_at = max(entry.due_at, longest.get(each.key, entry.due_at))
        found[each.key] = {"opens_at": entry.opens_at, "due_at": due_at, "cut_off_at": max(entry.cut_off_at, due_at)}
    return found


def _values(organisation, what: Owed, *, owed_to=None, entry: CalendarEntry | None = None) -> dict[str, Any]:
    return {
        "title": what.title[:250],
        "url_name": what.url_name,
        "url_kwargs": what.url_kwargs,
        "person": what.person,
        "role": "" if what.person else what.role,
        "department": what.department,
        "owed_to": owed_to or organisation,
        "entry": entry,
        "why": what.why[:500],
        "button": what.button,
    }


def _longest_of(owed: Sequence[Owed], entry: CalendarEntry) -> dict[str, datetime]:
    """By key the longest extension that an entry's granted ones give to who will owe it."""
    granted = list(DeadlineExtension.objects.for_organisation(entry.organisation).filter(entry=entry))
    if not granted or not owed:
        return {}
    everybody = max((each.new_due_at for each in granted if each.department_id is None), default=entry.due_at)
    by_department = {}
    for each in granted:
        if each.department_id:
            by_department[each.department_id] = max(each.new_due_at, by_department.get(each.department_id, everybody))
    people = [each.person.pk for each in owed if each.person]
    rows = Employment.objects.for_organisation(entry.organisation).on(clock.today()).filter(person__in=people)
    department_of = dict(rows.values_list("person", "department"))
    found = {}
    for each in owed:
        own = department_of.get(each.person.pk) if each.person else each.department and each.department.pk
        found[each.key] = max(everybody, by_department.get(own, everybody))
    return found


def fulfil(organisation, key: str) -> None:
    _close(organisation, key, Obligation.State.FULFILLED)


def fulfil_many(organisation, keys: Collection[str]) -> None:
    """The same for many at one moment, in a constant number of queries."""
    rows = Obligation.objects.owed_by(organisation).open().filter(key__in=keys)
    if rows.update(state=Obligation.State.FULFILLED, closed_at=clock.now()):
        settle(organisation, *(Obligation(key=key).topic for key in keys))


def cancel(organisation, key: str) -> None:
    _close(organisation, key, Obligation.State.CANCELLED)


def forget(organisation, prefix: str) -> None:
    """Remove what begins with a prefix, and what was said of it, as if it had never been owed: of practice alone."""
    rows = Obligation.objects.owed_by(organisation).filter(key__startswith=prefix)
    for obligation in rows:
        obligation.reminders.all().delete()
    rows.delete()
    forget_messages(organisation, Obligation(key=prefix).topic)


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
