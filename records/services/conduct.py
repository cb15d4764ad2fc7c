"""Discipline and what is being looked into: entered, corrected and ended by the head, said to nobody.

The log keeps that something private was noted and when, not about whom and not what. Nobody is notified, nothing is
listed elsewhere; whoever proposes learns no more than `SEE_PRIVATELY`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from organisation.models import Organisation, Person
from records.models import DisciplinaryRecord, EarlierService, PendingVerification

SEE_PRIVATELY = "Xem thông báo riêng"


@transaction.atomic
def save_discipline(organisation, row: DisciplinaryRecord | None = None, *, by, **values) -> DisciplinaryRecord:
    """Enter a sanction (`person` then), or correct and end one; `values` are the fields of the form."""
    return _save(organisation, DisciplinaryRecord, row, by=by, **values)


@transaction.atomic
def save_pending(
    organisation, row: PendingVerification | None = None, *, readers: Iterable[Person] = (), by, **values
) -> PendingVerification:
    """Enter that something is being looked into, correct it or end it; `readers` learn the days and nothing else."""
    readers = list(readers)
    person = row.person if row else values["person"]
    if person in readers:
        raise DomainError(f"{person.full_name} là người được ghi nên không chọn làm người được xem.")
    saved = _save(organisation, PendingVerification, row, by=by, **values)
    saved.readers.set(readers)
    return saved


def _save(organisation, model, row, *, by, **values):
    if row is not None:
        row = model.objects.for_organisation(organisation).select_for_update(of=("self",)).get(pk=row.pk)
    person = row.person if row else values.pop("person")
    _refuse_days(values["from_on"], values["to_on"])
    _refuse_own(person, by)
    is_new = row is None
    row = row or model(organisation=organisation, person=person, entered_by=by)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    audit.record("records.private_noted" if is_new else "records.private_changed", row, by=by)
    return row


@transaction.atomic
def remove_conduct(row: DisciplinaryRecord | PendingVerification, *, by) -> None:
    """Take back what was entered by mistake; what has ended gets its last day instead."""
    row = type(row).objects.for_organisation(row.organisation).select_for_update(of=("self",)).get(pk=row.pk)
    _refuse_own(row.person, by)
    audit.record("records.private_removed", row, by=by)
    row.delete()


def blocked_people(organisation, *, on: date) -> set[int]:
    """Ids of the people who are not proposed that day: disciplined, or something about them is being looked into."""
    found: set[int] = set()
    for model in (DisciplinaryRecord, PendingVerification):
        rows = model.objects.for_organisation(organisation).filter(from_on__lte=on).exclude(to_on__lt=on)
        found.update(rows.values_list("person_id", flat=True))
    return found


def told_of(organisation, person: Person):
    """What is open of others and this person was named a reader of; no reader learns more than names and days."""
    rows = PendingVerification.objects.for_organisation(organisation).filter(readers=person)
    return rows.exclude(to_on__lt=clock.today())


def _refuse_days(from_on: date, to_on: date | None) -> None:
    if from_on > clock.today():
        raise DomainError("Ngày bắt đầu chưa đến. Kiểm tra lại ngày.")
    if to_on is not None and to_on < from_on:
        raise DomainError("Ngày kết thúc phải từ ngày bắt đầu trở đi.")


def _refuse_own(person: Person, by) -> None:
    if person.user_id == by.pk:
        raise DomainError("Việc của chính mình do cấp trên quản lý, không tự ghi ở đây.")


# ---- years before this organisation ----


@transaction.atomic
def save_service(
    organisation,
    row: EarlierService | None = None,
    *,
    person: Person | None = None,
    place: str,
    from_on: date,
    to_on: date,
    is_hardship: bool,
    by,
) -> EarlierService:
    """Enter or correct a stretch of work elsewhere; stretches of one person never overlap, or years count twice."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    person = row.person if row else person
    if to_on < from_on:
        raise DomainError("Ngày cuối phải từ ngày đầu trở đi.")
    if to_on > clock.today():
        raise DomainError("Thời gian công tác trước đây phải đã kết thúc. Kiểm tra lại ngày cuối.")
    _refuse_own(person, by)
    others = EarlierService.objects.for_organisation(organisation).filter(person=person)
    other = others.filter(from_on__lte=to_on, to_on__gte=from_on).exclude(pk=row.pk if row else None).first()
    if other is not None:
        raise DomainError(f"Khoảng này trùng với thời gian đã ghi tại {other.place}. Sửa ngày cho khỏi trùng.")
    is_new = row is None
    row = row or EarlierService(organisation=organisation, person=person, entered_by=by)
    row.place, row.from_on, row.to_on, row.is_hardship = place, from_on, to_on, is_hardship
    row.save()
    audit.record(
        "records.service_entered" if is_new else "records.service_changed",
        row,
        by=by,
        after={"from_on": from_on, "to_on": to_on, "is_hardship": is_hardship},
        personal={"person": person.full_name, "place": place},
    )
    return row


@transaction.atomic
def remove_service(row: EarlierService, *, by) -> None:
    _refuse_own(row.person, by)
    audit.record(
        "records.service_removed",
        row,
        by=by,
        before={"from_on": row.from_on, "to_on": row.to_on},
        personal={"person": row.person.full_name, "place": row.place},
    )
    row.delete()
