"""Registrations of a year in each of their states."""

from __future__ import annotations

from core import clock
from legal.models import Distinction
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


def _register(holdings: Holdings, role: str, goals: str) -> Registration:
    return registrations.save_draft(
        holdings.round,
        holdings.cast[role],
        values={"distinction": holdings.title, "goals": goals, "initiative_title": ""},
        version=0,
        by=holdings.user(role),
    )
