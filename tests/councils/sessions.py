"""A council in session, ready for a test: invented people, rules of the test's own."""

from __future__ import annotations

from datetime import date, time

from councils import ballots, services
from councils.models import CouncilMember, Motion
from councils.voting_rules import QUORUM_CODES
from legal.models import LegalDocument, LegalParameter
from tests.factories.people import make_person

Seat = CouncilMember.Seat
QUORUM = QUORUM_CODES["emulation"]
GIVEN = ["An", "Bình", "Cúc", "Dũng", "Giang", "Hạnh", "Khoa", "Lan", "Minh", "Ngọc", "Oanh", "Phong"]


def rule(organisation, code: str, value: str, *, mark: str = "T", locator: str = "Điều 7") -> LegalParameter:
    """A parameter of the school's own regulation, in force for the whole school year."""
    document, _ = LegalDocument.objects.get_or_create(
        number="15/QC-THNC",
        issuer=organisation.name,
        defaults={
            "kind": "Quy chế",
            "title": "Quy chế thi đua, khen thưởng",
            "from_on": date(2020, 1, 1),
            "organisation": organisation,
        },
    )
    LegalParameter.objects.filter(code=code, organisation=organisation).delete()
    return LegalParameter.objects.create(
        code=code,
        value=value,
        organisation=organisation,
        document=document,
        locator=locator,
        mark=mark,
        from_on=date(2020, 1, 1),
    )


def extra_people(organisation, count: int):
    return [make_person(organisation, f"Trần Thị {GIVEN[index]}", "staff") for index in range(count)]


def make_council(world, size: int = 5):
    """`size` members of the school: the chair, the secretary, the others of the world, then new people."""
    rule(world.school, QUORUM, "2/3")
    people = world.members[:size] + extra_people(world.school, max(0, size - len(world.members)))
    seats = [Seat.CHAIR, Seat.SECRETARY, Seat.VICE_CHAIR] + [Seat.MEMBER] * size
    return services.establish_council(
        organisation=world.school,
        name="Hội đồng Thi đua - Khen thưởng",
        decision="Quyết định số 21/QĐ-THNC ngày 01/9/2026",
        from_on=date(2026, 9, 1),
        members=list(zip(people, seats, strict=False)),
        by=world.principal.user,
    )


def convene(world, council, **changes):
    values = {
        "title": "Phiên họp xét danh hiệu",
        "held_on": date(2026, 10, 12),
        "starts_at": time(8, 0),
        "place": "Phòng họp tầng 2",
        "school_year": world.year,
        "by": world.secretary.user,
    }
    return services.convene(council=council, **values | changes)


def call_roll(world, session, *, absent=()):
    members = list(services.members_of(session))
    services.take_roll_call(
        session,
        states={member.pk: "absent" if member.person in absent else "present" for member in members},
        reasons={member.pk: "đi công tác" for member in members if member.person in absent},
        by=world.secretary.user,
    )


def hands(world, session, label="Hoàn thành tốt", person=None, value="1/2", **more):
    threshold = rule(world.school, "vote_threshold.monthly_grade", value)
    return services.add_motion(
        session,
        method=Motion.Method.SHOW_OF_HANDS,
        label=label,
        subject_key=more.pop("subject_key", f"sheet:{session.motions.count() + 1}"),
        threshold=threshold,
        person=person,
        by=world.secretary.user,
        **more,
    )


def secret(world, session, label="Chiến sĩ thi đua cơ sở", person=None, value="2/3", **more):
    threshold = rule(world.school, "vote_threshold.CSTDCS", value, locator="khoản 2 Điều 9")
    return services.add_motion(
        session,
        method=Motion.Method.SECRET_BALLOT,
        label=label,
        subject_key=more.pop("subject_key", f"registration:{session.motions.count() + 1}"),
        threshold=threshold,
        person=person,
        by=world.secretary.user,
        **more,
    )


def open_session(world, size: int = 5, *, absent=(), prepare=None):
    """A session that is open; `prepare(session)` adds its motions before."""
    return open_session_of(world, make_council(world, size), absent=absent, prepare=prepare)


def open_session_of(world, council, *, absent=(), prepare=None):
    session = convene(world, council)
    if prepare:
        prepare(session)
    call_roll(world, session, absent=absent)
    return services.open_session(session, by=world.secretary.user)


def voters(session):
    return [member.person for member in services.present_members(session)]


def cast(session, person, choice="agree"):
    """One choice for every row of her paper, or a function of the motion."""
    rows = ballots.paper_of(session, person.user)
    chosen = {motion.pk: choice(motion) if callable(choice) else choice for motion in rows}
    ballots.cast(session, choices=chosen, by=person.user)


def make_person_of_council(world, council):
    """Somebody who joins the council after its ballot has opened."""
    person = make_person(world.school, "Trần Thị Muộn", "staff", "council_member")
    CouncilMember.objects.create(
        organisation=world.school, council=council, person=person, position=99, from_on=date(2026, 10, 12)
    )
    return person


def counted(world, session):
    """Close the box and make its results known."""
    box = ballots.close_box(session, by=world.secretary.user)
    ballots.release(session, by=world.principal.user)
    return box


def fresh(row):
    """The row as it is stored now, with nothing that was read before."""
    return type(row)._default_manager.get(pk=row.pk)


def papers_are_whole(session) -> bool:
    """Whether every paper of the session, made again from the sealed facts, is the same, and so are the facts."""
    return all(check.is_whole for check in services.checks_of(session))
