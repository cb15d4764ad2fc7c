"""The tổ's remark on a registration, and what is sent back to be mended."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date
from deadlines.services import fulfil, oblige
from notifications.services import notify
from organisation.models import Role
from registrations.models import Registration, RegistrationReturn
from registrations.reviewers import has_other_head, heads_by_department
from registrations.services.rounds import locked, obligation_key, oblige_person, refuse_locked


@transaction.atomic
def recommend(registration: Registration, *, remark: str, version: int, by) -> Registration:
    """The tổ recommends the registration, with or without a remark."""
    registration = _for_remark(registration, version=version)
    registration.move_to(Registration.State.DEPARTMENT_RECOMMENDED)
    _write_remark(registration, remark, by)
    audit.record(
        "registrations.registration_recommended",
        registration,
        by=by,
        before={"state": "submitted"},
        after={"state": registration.state},
        personal={"remark": registration.remark},
    )
    return registration


@transaction.atomic
def return_for_revision(registration: Registration, *, reason: str, version: int, by) -> Registration:
    """Send the registration back with a reason; it is owed again."""
    reason = reason.strip()
    if not reason:
        raise DomainError("Ghi lý do trả lại để người đăng ký biết cần bổ sung điều gì.")
    registration = _for_remark(registration, version=version)
    before = registration.state
    registration.move_to(Registration.State.REVISION_REQUESTED)
    _write_remark(registration, "", by)
    RegistrationReturn.objects.create(
        organisation=registration.organisation, registration=registration, reason=reason, requested_by=by
    )
    _ask_back(registration, why=f"Trả lại ngày {vi_date(clock.today())}: “{reason}”")
    audit.record(
        "registrations.registration_returned",
        registration,
        by=by,
        before={"state": before},
        after={"state": registration.state},
        personal={"reason": reason},
    )
    return registration


def _ask_back(registration: Registration, *, why: str) -> None:
    """The candidate owes it again, of a tổ its head, and is told."""
    organisation = registration.organisation
    if not registration.person_id:
        oblige(
            organisation=organisation,
            key=obligation_key(registration),
            title=f"Bổ sung đăng ký danh hiệu của {registration.candidate_name}",
            url_name="registrations:collective_edit",
            url_kwargs={"pk": registration.department_id},
            role=Role.DEPARTMENT_HEAD,
            department=registration.department,
            why=why,
            button="Bổ sung",
        )
        return
    oblige_person(registration.round, registration.person, why=why, button="Bổ sung")
    notify(
        registration.person,
        organisation=organisation,
        key=f"registration:{registration.pk}:returned:{registration.version}",
        subject="Đăng ký danh hiệu cần bổ sung",
        body=why,
        url=reverse("registrations:registration_edit", args=[organisation.slug]),
    )


def _for_remark(registration: Registration, *, version: int) -> Registration:
    registration, round = locked(registration)
    refuse_locked(round)
    if registration.version != version:
        raise ConflictError("Đăng ký đã thay đổi sau khi mở trang này. Đọc lại rồi nhận xét.")
    return registration


def _write_remark(registration: Registration, remark: str, by) -> None:
    registration.remark = remark.strip()
    registration.remarked_by, registration.remarked_at = by, clock.now()
    registration.touch()
    registration.save()
    update_remark_obligation(registration)


def update_remark_obligation(registration: Registration) -> None:
    """While somebody waits for a remark, the head of the tổ (or the secretary in her place) owes it."""
    organisation, department = registration.organisation, registration.home_department
    heads = heads_by_department(organisation)
    by_head = _is_for_head(heads, registration)
    waiting = Registration.objects.filter(round=registration.round_id, state="submitted")
    waiting = waiting.filter(home_department=department) if by_head else waiting
    same_hands = [
        row
        for row in waiting.only("person_id", "department_id", "home_department_id")
        if _is_for_head(heads, row) == by_head
    ]
    key = f"registration_remark:{registration.round_id}:{department.pk if by_head else 'secretary'}"
    if not same_hands:
        fulfil(organisation, key)
        return
    oblige(
        organisation=organisation,
        key=key,
        title=f"Nhận xét đăng ký danh hiệu của {department.name if by_head else 'tổ trưởng, lãnh đạo và các tổ'}",
        url_name="registrations:registration_list",
        role=Role.DEPARTMENT_HEAD if by_head else Role.COUNCIL_SECRETARY,
        department=department if by_head else None,
        why=f"{len(same_hands)} đăng ký đang chờ nhận xét",
        button="Nhận xét",
    )


def _is_for_head(heads: dict[int, set[int]], row: Registration) -> bool:
    """Whether the tổ's head remarks on it: neither on her own nor on what she registers for the tổ."""
    is_collective = row.department_id is not None
    return not is_collective and has_other_head(heads, person_id=row.person_id, department_id=row.home_department_id)
