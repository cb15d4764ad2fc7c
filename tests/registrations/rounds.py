"""A registration round, ready for a test."""

from __future__ import annotations

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry
from deadlines.services import add_calendar_entry
from legal.models import Distinction
from registrations import services
from registrations.models import Registration

GOALS = "Giảng dạy đủ chương trình.\nBồi dưỡng hai học sinh còn chậm."


def title(code: str = "LDTT", name: str = "Lao động tiên tiến") -> Distinction:
    return Distinction.objects.get_or_create(
        code=code, defaults={"name": name, "kind": "title", "target": "individual", "position": 1}
    )[0]


def make_entry(world, *, organisation=None, year=None, purpose=CalendarEntry.Purpose.REGISTRATION) -> CalendarEntry:
    return add_calendar_entry(
        organisation=organisation or world.school,
        school_year=year or world.year,
        purpose=purpose,
        title="Đăng ký danh hiệu thi đua",
        opens_at=clock.at(clock.date(2026, 10, 1)),
        due_at=clock.at(clock.date(2026, 10, 24), 17),
        cut_off_at=clock.at(clock.date(2026, 10, 26), 17),
        source_label="Kế hoạch số 12/KH-THNC",
    )


def make_round(world):
    with scope(world.school):
        return services.open_round(make_entry(world), by=world.secretary.user)


def draft(round, person, **changes) -> Registration:
    values = {"distinction": title(), "goals": GOALS, "initiative_title": ""} | changes
    with scope(round.organisation):
        return services.save_draft(round, person, values=values, version=0, by=person.user)


def submitted(round, person, **changes) -> Registration:
    registration = draft(round, person, **changes)
    with scope(round.organisation):
        return services.submit(registration, version=registration.version, by=person.user)
