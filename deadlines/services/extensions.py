"""Longer deadlines: for one, for a tổ, or for all who stand under an entry."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from core.templatetags.ui import vi_datetime
from deadlines.models import CalendarEntry, DeadlineExtension, Obligation
from deadlines.services.concerned import Concerned
from notifications.services import notify, settle
from organisation.models import Department, Person


@transaction.atomic
def extend(
    subject: Obligation | CalendarEntry, *, new_due_at: datetime, reason: str, by, department: Department | None = None
) -> DeadlineExtension:
    """Grant a longer deadline: of an obligation for whoever owes it; of an entry for all under it, or for one tổ.

    Those whose deadline moves are told once and reminded again before the new one; nobody else hears of it.
    """
    reason = reason.strip()
    if not reason:
        raise DomainError("Ghi lý do gia hạn.")
    with scope(subject.organisation):
        if isinstance(subject, CalendarEntry):
            return _extend_entry(subject, department, new_due_at=new_due_at, reason=reason, by=by)
        return _extend_obligation(subject, new_due_at=new_due_at, reason=reason, by=by)


def _extend_entry(
    entry: CalendarEntry, department: Department | None, *, new_due_at: datetime, reason: str, by
) -> DeadlineExtension:
    entry = CalendarEntry.objects.select_for_update().get(pk=entry.pk)
    due_at = due_for_department(entry, department)
    _refuse_shorter(due_at, new_due_at)
    extension = DeadlineExtension.objects.create(
        organisation=entry.organisation,
        entry=entry,
        department=department,
        new_due_at=new_due_at,
        reason=reason,
        granted_by=by,
    )
    # somebody may already have longer
    shorter = [each for each in _under(entry, department) if each.due_at is None or each.due_at < new_due_at]
    _move(shorter, extension)
    verb = "deadlines.department_extended" if department else "deadlines.entry_extended"
    after = {"due_at": new_due_at} | ({"department": department.pk} if department else {})
    audit.record(verb, entry, by=by, before={"due_at": due_at}, after=after)
    return extension


def due_for_department(entry: CalendarEntry, department: Department | None) -> datetime:
    """The deadline that holds for a tổ under an entry; for everybody, where none is named."""
    granted = DeadlineExtension.objects.filter(entry=entry).filter(Q(department=None) | Q(department=department))
    return max(entry.due_at, granted.longest() or entry.due_at)


def _under(entry: CalendarEntry, department: Department | None) -> list[Obligation]:
    """The open obligations under an entry, of everybody or of those in one tổ; their rows are locked."""
    rows = Obligation.objects.select_for_update(of=("self",)).open().filter(entry=entry).order_by("pk")
    rows = rows.select_related("person", "organisation")
    return list(rows.of_department(department) if department else rows)


def _extend_obligation(obligation: Obligation, *, new_due_at: datetime, reason: str, by) -> DeadlineExtension:
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if obligation.state != Obligation.State.OPEN:
        raise DomainError("Việc này không còn chờ làm nên không gia hạn được.")
    due_at = obligation.due_at
    if due_at is None:
        raise DomainError("Việc này không có hạn nên không cần gia hạn.")
    _refuse_shorter(due_at, new_due_at)
    extension = DeadlineExtension.objects.create(
        organisation=obligation.organisation,
        obligation=obligation,
        new_due_at=new_due_at,
        reason=reason,
        granted_by=by,
    )
    _move([obligation], extension)
    audit.record(
        "deadlines.obligation_extended",
        obligation,
        by=by,
        organisation=obligation.owed_to,  # whose act it is: an office's, where a school owes it a dossier
        before={"due_at": due_at},
        after={"due_at": new_due_at},
    )
    return extension


def _refuse_shorter(due_at: datetime, new_due_at: datetime) -> None:
    if new_due_at <= due_at:
        raise DomainError(f"Hạn mới phải sau hạn hiện nay ({vi_datetime(due_at)}).")
    if new_due_at <= clock.now():
        raise DomainError("Hạn mới phải ở sau thời điểm hiện tại.")


def _move(obligations: list[Obligation], extension: DeadlineExtension) -> None:
    """Give them the new deadline, and tell those whom they concern already."""
    for obligation in obligations:
        obligation.due_at = extension.new_due_at
        if obligation.cut_off_at is not None:
            obligation.cut_off_at = max(obligation.cut_off_at, extension.new_due_at)
    Obligation.objects.bulk_update(obligations, ["due_at", "cut_off_at"])
    settle(extension.organisation, *(obligation.topic for obligation in obligations))  # what was said of the old date
    concerned, now = Concerned(extension.organisation), clock.now()
    for obligation in obligations:
        if obligation.opens_at <= now:  # others see it with its new date on the day it begins
            for person in concerned.by(obligation):
                _tell_of_extension(person, obligation, extension)


def _tell_of_extension(person: Person, obligation: Obligation, extension: DeadlineExtension) -> None:
    notify(
        person,
        organisation=extension.organisation,
        key=f"extension:{extension.pk}:{obligation.pk}",
        subject=f"Gia hạn: {obligation.title}",
        body=f"Hạn mới: {vi_datetime(extension.new_due_at)}. Lý do: {extension.reason}",
        url=obligation.address,
    )
