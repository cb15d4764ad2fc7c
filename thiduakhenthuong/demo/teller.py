"""One school in one school year of the demo, for the acts that are told of it."""

from __future__ import annotations

from datetime import time, timedelta

from accounts.models import User
from core import clock
from councils import services as councils
from councils.agenda import Point
from councils.models import Attendance, Council, CouncilSession
from organisation.models import Department, Organisation, Person, Role, RoleAssignment, SchoolYear
from thiduakhenthuong.demo import people as cast
from thiduakhenthuong.demo.papers import user_of


class Teller:
    """Whose year it is, in which year, and the people of the school."""

    def __init__(self, school: Organisation, place: cast.Place, ward: Organisation, start: int, *, is_current: bool):
        self.school, self.place, self.ward, self.start = school, place, ward, start
        self.is_current = is_current
        self.code = f"{start}-{start + 1}"
        self.offset = 0 if place is cast.PRIMARY else 1  # the second school acts an hour later, with other numbers

    def user(self, role: str) -> User:
        return user_of(self.school, role)

    def people(self) -> list[Person]:
        return list(Person.objects.employed_at(self.school, on=clock.today()).select_related("user"))

    def heads(self) -> list[tuple[Department, User]]:
        held = RoleAssignment.objects.for_organisation(self.school).filter(role=Role.DEPARTMENT_HEAD)
        return [(row.department, row.person.user) for row in held.select_related("department", "person__user")]

    @property
    def year(self) -> SchoolYear:
        return SchoolYear.objects.for_organisation(self.school).get(code=self.code)

    @property
    def council(self) -> Council:
        return Council.objects.for_organisation(self.school).of_kind(Council.Kind.EMULATION).get()

    def _convene(self, title: str, starts_at: time, *agenda: Point) -> CouncilSession:
        return councils.convene(
            council=self.council,
            school_year=self.year,
            title=title,
            held_on=clock.today(),
            starts_at=starts_at,
            place="Phòng họp của trường",
            agenda=agenda,
            by=self.user(Role.COUNCIL_SECRETARY),
        )

    def _open(self, session: CouncilSession, *, absent: int = 0) -> None:
        members = list(councils.members_of(session))
        away = {member.pk for member in members[len(members) - absent :]}
        states = {
            member.pk: Attendance.State.ABSENT if member.pk in away else Attendance.State.PRESENT for member in members
        }
        secretary = self.user(Role.COUNCIL_SECRETARY)
        councils.take_roll_call(session, states=states, reasons=dict.fromkeys(away, "đi công tác"), by=secretary)
        councils.open_session(session, by=secretary)


def later(minutes: int):
    """So long after an act began."""
    return clock.travel_to(clock.now() + timedelta(minutes=minutes))
