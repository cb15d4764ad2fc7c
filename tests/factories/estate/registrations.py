"""Registrations of a year in each of their states."""

from __future__ import annotations

from core import clock
from legal.models import Distinction
from organisation.models import Department, Role, RoleAssignment
from registrations import services as registrations
from registrations.models import Registration
from tests.factories.estate.holdings import Holdings


def add_registrations(holdings: Holdings) -> None:
    holdings.title = Distinction.objects.get(code="LDTT")
    holdings.round = registrations.open_round(holdings.registration_entry, by=holdings.user("secretary"))
    holdings.own_registration = _register(holdings, "teacher", f"Nâng chất lượng {holdings.private}")
    registration = _register(holdings, "colleague", f"Giữ vững nền nếp {holdings.inside}")
    holdings.registration = registrations.submit(
        registration, version=registration.version, by=holdings.user("colleague")
    )
    holdings.head_registration = _register(holdings, "head", "Đã khóa")
    locked = Registration.objects.filter(pk=holdings.head_registration.pk)
    locked.update(state=Registration.State.LOCKED, submitted_at=clock.now())
    registrations.withdraw(_register(holdings, "member", "Sẽ đăng ký lại"), by=holdings.user("member"))
    holdings.head_department = _led_by(holdings, "head")
    holdings.outsider_department = _led_by(holdings, "outsider_head")
    _register_department(holdings, holdings.outsider_department, by=holdings.user("outsider_head"))
    withdrawn = _register_department(holdings, holdings.head_department, by=holdings.user("head"))
    registrations.withdraw(withdrawn, by=holdings.user("head"))


def _led_by(holdings: Holdings, role: str) -> Department:
    held = RoleAssignment.objects.for_organisation(holdings.organisation).filter(person=holdings.cast[role])
    return held.get(role=Role.DEPARTMENT_HEAD).department


def _register_department(holdings: Holdings, department: Department, *, by) -> Registration:
    return registrations.save_draft(
        holdings.round,
        None,
        department=department,
        values={"distinction": Distinction.objects.get(code="TTLDTT"), "goals": f"Cả tổ {holdings.inside}"},
        version=0,
        by=by,
    )


def _register(holdings: Holdings, role: str, goals: str) -> Registration:
    return registrations.save_draft(
        holdings.round,
        holdings.cast[role],
        values={"distinction": holdings.title, "goals": goals, "initiative_title": ""},
        version=0,
        by=holdings.user(role),
    )
