"""A candidate's registration: written, submitted, withdrawn, begun again."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_time
from deadlines.services import cancel, fulfil
from organisation.models import Department, Employment, Person
from registrations.models import Registration, RegistrationRound
from registrations.services.remarks import update_remark_obligation
from registrations.services.rounds import locked, obligation_key, oblige_person, refuse_locked, refuse_outside_window


@transaction.atomic
def save_draft(
    round: RegistrationRound,
    person: Person | None,
    *,
    values: dict,
    version: int,
    by,
    page: str = "",
    department: Department | None = None,
) -> Registration:
    """Keep what is written so far, all fields or some, for a person or, as a collective, for a tổ (`department`).

    `version` is that of the page when it was opened (0: nothing was stored) and `page` its token: ConflictError where
    another page saved meanwhile.
    """
    round = RegistrationRound.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    registration, is_new = Registration.objects.select_for_update(of=("self",)).get_or_create(
        organisation=round.organisation,
        round=round,
        person=person,
        department=department,
        defaults={"home_department": department or _home_department(round.organisation, person), "version": 0},
    )
    was_returned = registration.state == Registration.State.REVISION_REQUESTED
    refuse_outside_window(round, person, was_returned=was_returned)
    if not registration.is_editable:
        raise DomainError(f"Đăng ký {registration.get_state_display().lower()} nên không sửa được ở đây.")
    if not is_new and all(getattr(registration, name) == value for name, value in values.items()):
        return registration  # nothing changed, so no other page is made stale
    if not is_new and registration.is_stale_for(version=version, page=page):
        moment = vi_time(registration.saved_at)
        raise ConflictError(f"Đăng ký này đã được sửa ở nơi khác lúc {moment}. Xem thay đổi trước khi lưu.")
    for name, value in values.items():
        setattr(registration, name, value)
    registration.touch(page=page)
    registration.save()
    return registration


def _home_department(organisation, person):
    employment = (
        Employment.objects.for_organisation(organisation)
        .on(clock.today())
        .filter(person=person)
        .select_related("department")
        .first()
    )
    return employment.department if employment else None


def missing_parts(registration: Registration) -> list[tuple[str, str]]:
    """(field, sentence) of what a submission still lacks."""
    missing = []
    if registration.distinction_id is None:
        missing.append(("distinction", "Chưa chọn danh hiệu đăng ký."))
    if not registration.goals.strip():
        missing.append(("goals", "Chưa ghi nội dung phấn đấu."))
    return missing


@transaction.atomic
def submit(registration: Registration, *, version: int, by) -> Registration:
    """Hand the registration in. A second press of the button finds it handed in and changes nothing."""
    registration, round = locked(registration)
    if registration.state == Registration.State.SUBMITTED and registration.version == version + 1:
        return registration
    was_returned = registration.state == Registration.State.REVISION_REQUESTED
    due_at = refuse_outside_window(round, registration.person, was_returned=was_returned)
    if registration.version != version:
        raise ConflictError("Đăng ký đã được sửa sau khi mở trang này. Xem lại nội dung rồi nộp.")
    if missing := missing_parts(registration):
        raise DomainError(" ".join(sentence for _, sentence in missing))
    before = registration.state
    registration.move_to(Registration.State.SUBMITTED)
    registration.submitted_at = clock.now()
    registration.is_late = registration.is_late if was_returned else clock.now() > due_at
    registration.remark, registration.remarked_by, registration.remarked_at = "", None, None
    registration.touch()
    registration.save()
    registration.returns.filter(resolved_at=None).update(resolved_at=clock.now())
    fulfil(round.organisation, obligation_key(registration))
    update_remark_obligation(registration)
    audit.record(
        "registrations.registration_submitted",
        registration,
        by=by,
        before={"state": before},
        after={"state": registration.state, "is_late": registration.is_late},
    )
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, by) -> Registration:
    registration, round = locked(registration)
    refuse_locked(round)
    before = registration.state
    registration.move_to(Registration.State.WITHDRAWN)
    registration.touch()
    registration.save()
    registration.returns.filter(resolved_at=None).update(resolved_at=clock.now())
    cancel(round.organisation, obligation_key(registration))
    update_remark_obligation(registration)
    audit.record(
        "registrations.registration_withdrawn",
        registration,
        by=by,
        before={"state": before},
        after={"state": "withdrawn"},
    )
    return registration


@transaction.atomic
def register_again(registration: Registration, *, by) -> Registration:
    """Take up a withdrawn registration as a draft, with all it said."""
    registration, round = locked(registration)
    refuse_outside_window(round, registration.person)
    registration.move_to(Registration.State.DRAFT)
    registration.touch()
    registration.save()
    if registration.person_id:  # nobody owes that a tổ registers
        oblige_person(round, registration.person)
    audit.record(
        "registrations.registration_taken_up",
        registration,
        by=by,
        before={"state": "withdrawn"},
        after={"state": "draft"},
    )
    return registration
