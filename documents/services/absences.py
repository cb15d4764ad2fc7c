"""Who is away and who decides meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from core.vietnamese import clean_line
from documents.models import Absence, ApprovalStep, OfficialDocument
from documents.services.approval import hand_over
from organisation.models import Organisation, Person, RoleAssignment


@transaction.atomic
def enter_absence(
    *, organisation, person: Person, from_on: date, to_on: date, by, deputy: Person | None = None, reason: str = ""
) -> Absence:
    """Note that somebody is away from one day to another, both included; what waits for her goes to her deputy."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if from_on > to_on:
        raise DomainError("Ngày cuối đứng trước ngày đầu. Sửa lại hai ngày.")
    if to_on < clock.today():
        raise DomainError("Những ngày này đã qua. Chỉ ghi vắng mặt từ hôm nay.")
    if deputy == person:
        raise DomainError("Người thay phải là người khác.")
    here = RoleAssignment.objects.for_organisation(organisation).on(clock.today())
    if any(each is not None and not here.filter(person=each).exists() for each in (person, deputy)):
        raise DomainError("Người này không còn làm việc ở đơn vị. Chọn lại trong danh sách.")
    rows = Absence.objects.for_organisation(organisation).filter(person=person, cancelled_at=None)
    other = rows.filter(from_on__lte=to_on, to_on__gte=from_on).first()
    if other is not None:
        raise DomainError(
            f"Đã ghi vắng từ {other.from_on:%d/%m/%Y} đến {other.to_on:%d/%m/%Y}, trùng với những ngày này."
            " Bỏ lần ghi đó trước nếu ngày đã đổi."
        )
    absence = Absence.objects.create(
        organisation=organisation,
        person=person,
        from_on=from_on,
        to_on=to_on,
        deputy=deputy,
        reason=clean_line(reason)[:250],
        entered_by=by,
    )
    after = {"person": person.pk, "deputy": getattr(deputy, "pk", None), "from_on": from_on, "to_on": to_on}
    audit.record("documents.absence_entered", absence, by=by, after=after, personal={"reason": absence.reason})
    hand_over_at(organisation)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by) -> Absence:
    """She is back: today is no longer part of it. One that had not begun before today is cancelled."""
    absence = Absence.objects.for_organisation(absence.organisation).select_for_update().get(pk=absence.pk)
    if absence.cancelled_at or absence.to_on < clock.today():
        return absence
    before = {"from_on": absence.from_on, "to_on": absence.to_on}
    if absence.from_on < clock.today():
        absence.to_on = clock.today() - timedelta(days=1)
    else:
        absence.cancelled_at = clock.now()
    absence.save(update_fields=["to_on", "cancelled_at"])
    after = {"to_on": absence.to_on, "is_cancelled": absence.cancelled_at is not None}
    audit.record("documents.absence_ended", absence, by=by, before=before, after=after)
    hand_over_at(absence.organisation)
    return absence


def hand_over_at(organisation) -> None:
    """Every decision that is asked here goes to whoever owes it today."""
    waiting = ApprovalStep.objects.for_organisation(organisation).asked().values("document")
    for document in OfficialDocument.objects.for_organisation(organisation).filter(pk__in=waiting).order_by("pk"):
        hand_over(document)


def hand_over_everywhere() -> None:
    """The same at every organisation: absences begin and end at midnight without anybody's act."""
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation):
            hand_over_at(organisation)
