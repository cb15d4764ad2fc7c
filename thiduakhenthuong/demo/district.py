"""The demo district as rows: offices, schools, people, councils, rubrics and the schools' own quy chế."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password

from accounts.models import User
from core import clock
from core.scoping import scope
from core.vietnamese import search_key
from councils.models import Council
from councils.services import Seating, create_group, establish_council
from legal.models import LegalDocument
from legal.services import enter_parameter
from organisation.models import (
    Department,
    Employment,
    LetterheadPeriod,
    Organisation,
    Person,
    Post,
    Role,
    RoleAssignment,
    SchoolYear,
    Supervision,
)
from thiduakhenthuong.demo import people as cast
from thiduakhenthuong.demo.people import PASSWORD, Place, Somebody
from thiduakhenthuong.demo.rubrics import make_rubrics

FOUNDED = date(2019, 8, 1)
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)


def build_district(first_year: int) -> dict[str, Organisation]:
    """All places with last year and this one (`first_year` is where this one starts), by slug."""
    places = {place.slug: _build_place(place, first_year) for place in cast.PLACES}
    ward, above = places[cast.WARD.slug], places[cast.EDUCATION_DEPARTMENT.slug]
    for place in (cast.PRIMARY, cast.SECONDARY):
        _supervise(ward, places[place.slug], Supervision.Line.AWARDING)
        _supervise(ward, places[place.slug], Supervision.Line.PROFESSIONAL)
        with scope(places[place.slug]):
            _equip_school(places[place.slug], place, first_year)
        _name_as_they_were(places[place.slug])
    _name_committee(ward)
    _supervise(above, ward, Supervision.Line.PROFESSIONAL)
    with scope(ward):
        _seat_office_council(ward, first_year)
    return places


def _name_as_they_were(school: Organisation) -> None:
    """Until districts ended, schools stood under the district's office."""
    with scope(school):
        LetterheadPeriod.objects.create(
            organisation=school,
            superior_lines="PHÒNG GIÁO DỤC VÀ ĐÀO TẠO\nHUYỆN HOA LƯ",
            issuer_lines=school.issuer_lines,
            symbol=school.symbol,
            place=school.place,
            to_on=LAST_DAY_OF_DISTRICTS,
        )


def _name_committee(ward: Organisation) -> None:
    """The office issues some papers in the name of its People's Committee, by order of its chair."""
    with scope(ward):
        LetterheadPeriod.objects.create(
            organisation=ward,
            face=LetterheadPeriod.Face.COMMITTEE,
            issuer_lines="ỦY BAN NHÂN DÂN\nPHƯỜNG HOA LƯ",
            symbol="UBND",
            place=ward.place,
            signing=LetterheadPeriod.Signing.BY_ORDER,
            from_on=LAST_DAY_OF_DISTRICTS + timedelta(days=1),
        )


def _build_place(place: Place, first_year: int) -> Organisation:
    organisation = Organisation.objects.create(
        kind=place.kind,
        level=place.level,
        name=place.name,
        slug=place.slug,
        symbol=place.symbol,
        place=place.place,
        superior_lines=place.superior,
        issuer_lines=place.issuer,
        contact_name=place.contact[0],
        contact_phone=place.contact[1],
    )
    with scope(organisation):
        for first in (first_year - 1, first_year):
            _make_year(organisation, first, is_current=first == first_year)
        for somebody in place.people:
            _make_person(organisation, somebody)
    return organisation


def _make_year(organisation: Organisation, first: int, *, is_current: bool) -> None:
    SchoolYear.objects.create(
        organisation=organisation,
        code=f"{first}-{first + 1}",
        starts_on=date(first, 8, 1),
        semester_two_starts_on=date(first + 1, 1, 12),
        ends_on=date(first + 1, 7, 31),
        state=SchoolYear.State.OPEN if is_current else SchoolYear.State.CLOSED,
    )


def _make_person(organisation: Organisation, somebody: Somebody) -> None:
    login = somebody.login or search_key(somebody.name).replace(" ", "")
    user = User.objects.create(username=login, full_name=somebody.name, email=f"{login}@vidu.test", password=_hash())
    person = Person.objects.create(full_name=somebody.name, user=user, email=user.email)
    department = None
    if somebody.department:
        department, _ = Department.objects.get_or_create(
            organisation=organisation,
            name=somebody.department,
            defaults={"from_on": FOUNDED, "kind": "office" if somebody.department == cast.OFFICE else "subject_group"},
        )
    Employment.objects.create(
        organisation=organisation,
        person=person,
        staff_kind=somebody.kind,
        department=department,
        is_homeroom_teacher=somebody.kind == "teacher" and not somebody.roles,
        from_on=FOUNDED,
    )
    Post.objects.create(organisation=organisation, person=person, title=somebody.post, from_on=FOUNDED)
    for role in somebody.roles:
        RoleAssignment.objects.create(
            organisation=organisation,
            person=person,
            role=role,
            department=department if role == Role.DEPARTMENT_HEAD else None,
            from_on=FOUNDED,
        )


@cache
def _hash() -> str:
    """One hash for all: they share the password, and hashing is slow by design."""
    return make_password(PASSWORD)


def _supervise(superior: Organisation, subordinate: Organisation, line: str) -> None:
    Supervision.objects.create(superior=superior, subordinate=subordinate, line=line, from_on=FOUNDED)


def _equip_school(school: Organisation, place: Place, first_year: int) -> None:
    """What a school has decided before the year begins: quy chế, council, biểu điểm."""
    principal = Person.objects.get(full_name=place.people[0].name, employments__organisation=school)
    start = date(first_year - 1, 8, 15)
    with clock.travel_to(start):
        regulation = _enter_regulation(school, start, principal.user)
        seatings = [
            Seating(_person(school, somebody), somebody.seat, duty=_duty_of(somebody))
            for somebody in place.people
            if somebody.seat
        ]
        establish_council(
            organisation=school,
            name="Hội đồng thi đua - khen thưởng",
            decision=f"Quyết định số 11/QĐ-{school.symbol} ngày 15/8/{start.year}",
            from_on=start,
            members=seatings,
            by=principal.user,
        )
        _seat_initiative_council(school, place, start, principal.user)
        make_rubrics(school, regulation, uses_council=place is cast.PRIMARY, by=principal.user)


def _person(organisation: Organisation, somebody: Somebody) -> Person:
    return Person.objects.get(full_name=somebody.name, employments__organisation=organisation)


def _duty_of(somebody: Somebody) -> str:
    """What a head sees to beside voting; the others have the duties of their seats."""
    is_head = Role.DEPARTMENT_HEAD in somebody.roles and somebody.seat == "member"
    return f"rà soát hồ sơ của {somebody.department}" if is_head else ""


def _seat_initiative_council(school: Organisation, place: Place, start: date, by: User) -> None:
    """Of one school: five who examine initiatives, for the two years of the demo; heads help them."""
    seatings = [
        Seating(_person(school, somebody), somebody.initiative_seat)
        for somebody in place.people
        if somebody.initiative_seat
    ]
    if not seatings:
        return
    council = establish_council(
        organisation=school,
        kind=Council.Kind.INITIATIVE,
        name="Hội đồng sáng kiến",
        from_on=date(start.year, 9, 1),  # its decision is drawn and numbered before, as a paper of the school
        to_on=date(start.year + 2, 7, 31),
        members=seatings,
        by=by,
    )
    readers = [_person(school, somebody) for somebody in place.people if cast.HEAD in somebody.roles]
    create_group(
        council,
        name="Tổ đọc và nhận xét sáng kiến",
        task="Đọc, nhận xét từng sáng kiến, trình hội đồng trước phiên họp năm ngày",
        from_on=date(start.year, 9, 1),
        people=readers,
        head=readers[0],
        by=by,
    )


def _seat_office_council(ward: Organisation, first_year: int) -> None:
    """The office's council: its members follow the schools of a level."""
    start = date(first_year - 1, 9, 1)
    with clock.travel_to(start):
        establish_council(
            organisation=ward,
            name="Hội đồng thi đua - khen thưởng ngành giáo dục phường Hoa Lư",
            decision=f"Quyết định số 30/QĐ-{ward.symbol} ngày 01/9/{start.year}",
            from_on=start,
            members=[
                Seating(_person(ward, somebody), somebody.seat, levels=somebody.levels)
                for somebody in cast.WARD.people
                if somebody.seat
            ],
            by=User.objects.get(username="truongphong"),
        )


def _enter_regulation(school: Organisation, day: date, user) -> LegalDocument:
    regulation = LegalDocument.objects.create(
        number=f"10/QĐ-{school.symbol}",
        kind="Quy chế",
        title="Quy chế thi đua, khen thưởng của nhà trường",
        issuer=school.name,
        issued_on=day,
        from_on=day,
        mark="T",
        organisation=school,
    )
    values = {
        "quorum.emulation_council": ("2/3", "khoản 1 Điều 8"),
        "quorum.initiative_council": ("2/3", "khoản 1 Điều 8"),
        "vote_threshold.monthly_grade": ("1/2", "khoản 2 Điều 8"),
        "vote_threshold.LDTT": ("70/100", "khoản 3 Điều 8"),
        "vote_threshold.CSTDCS": ("70/100", "khoản 3 Điều 8"),
        "vote_threshold.TTLDTT": ("70/100", "khoản 3 Điều 8"),
        "vote_threshold.initiative": ("2/3", "khoản 5 Điều 8"),
        "vote_threshold.GIAY_KHEN": ("1/2", "khoản 4 Điều 8"),
    }
    for code, (value, locator) in values.items():
        enter_parameter(
            organisation=school,
            code=code,
            value=value,
            document=regulation,
            locator=locator,
            from_on=day,
            mark="T",
            by=user,
        )
    return regulation
