"""Councils set up, renewed and ended: who sits when, and which roles come with it."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import DomainError
from core.scoping import scope
from councils import ballots, services
from councils.models import Attendance, Council, CouncilDecision, CouncilMember, Recusal
from councils.services import Seating
from organisation.models import OptionalBody, Role, RoleAssignment
from tests.councils import sessions
from tests.factories.people import make_person

Seat = CouncilMember.Seat
START, RENEWED = date(2026, 9, 1), date(2026, 11, 1)


def roles_of(person, on):
    rows = RoleAssignment.objects.on(on).filter(person=person)
    return set(rows.values_list("role", flat=True))


def establish(school, *members, **changes):
    values = {
        "organisation": school.school,
        "name": "Hội đồng",
        "decision": "Quyết định số 21/QĐ-THNC",
        "from_on": START,
        "by": school.principal.user,
    }
    return services.establish_council(members=members, **values | changes)


def renew(school, council, *members, on=RENEWED, **changes):
    values = {"decision": "Quyết định số 40/QĐ-THNC", "to_on": None, "by": school.principal.user}
    return services.renew_council(council, from_on=on, members=members, **values | changes)


@pytest.fixture
def council(school):
    return establish(
        school,
        (school.principal, Seat.CHAIR),
        (school.teacher, Seat.SECRETARY),
        (school.teacher2, Seat.MEMBER),
    )


def seats_on(council, day):
    return {str(row.person): row.seat for row in council.members.sitting_on(day)}


# ---- one of a kind ----


def test_a_second_council_of_the_same_kind_is_refused_and_names_the_way(school, council):
    with pytest.raises(DomainError, match="dùng Kiện toàn"):
        establish(school, (school.principal, Seat.CHAIR), (school.head, Seat.SECRETARY), from_on=RENEWED)


def test_another_kind_stands_beside_it_and_a_later_term_follows(school):
    first = establish(school, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), to_on=date(2027, 5, 31))
    other = establish(
        school, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), kind=Council.Kind.INITIATIVE
    )
    later = establish(
        school, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), from_on=date(2027, 6, 1)
    )

    on = Council.objects.for_organisation(school.school).on
    assert set(on(date(2027, 5, 31))) == {first, other}
    assert set(on(date(2027, 6, 1))) == {later, other}
    with pytest.raises(DomainError, match="Đã có Hội đồng"):
        renew(school, first, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), to_on=None)


def test_a_term_that_ends_before_it_begins_is_refused(school):
    with pytest.raises(DomainError, match="hết nhiệm kỳ"):
        establish(school, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), to_on=date(2026, 8, 1))


# ---- kiện toàn ----


def test_a_renewal_keeps_the_council_and_the_seats_that_stay(school, council):
    kept = council.members.get(person=school.principal)

    decision = renew(
        school, council, (school.principal, Seat.CHAIR), (school.teacher2, Seat.SECRETARY), (school.head, Seat.MEMBER)
    )

    assert decision.kind == CouncilDecision.Kind.RENEW
    assert Council.objects.get() == council
    assert council.decision == "Quyết định số 40/QĐ-THNC"
    assert seats_on(council, date(2026, 10, 31)) == {
        "Hoàng Thị Bích Liên": "chair",
        "Đỗ Thị Hòa": "secretary",
        "Lê Minh Ân": "member",
    }
    assert seats_on(council, RENEWED) == {
        "Hoàng Thị Bích Liên": "chair",
        "Lê Minh Ân": "secretary",
        "Trịnh Thị Ánh": "member",
    }
    kept.refresh_from_db()
    assert (kept.from_on, kept.to_on) == (START, None)


def test_roles_follow_the_renewed_seats(school, council):
    renew(school, council, (school.principal, Seat.CHAIR), (school.teacher2, Seat.SECRETARY))

    assert roles_of(school.teacher, date(2026, 10, 31)) == {Role.STAFF, Role.COUNCIL_SECRETARY}
    assert roles_of(school.teacher, RENEWED) == {Role.STAFF}
    assert roles_of(school.teacher2, date(2026, 10, 31)) == {Role.STAFF, Role.COUNCIL_MEMBER}
    assert roles_of(school.teacher2, RENEWED) == {Role.STAFF, Role.COUNCIL_SECRETARY}
    assert Role.COUNCIL_CHAIR in roles_of(school.principal, RENEWED)


def test_a_role_lasts_as_long_as_one_seat_of_two_councils_gives_it(school, council):
    initiative = establish(
        school, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), kind=Council.Kind.INITIATIVE
    )

    renew(school, council, (school.principal, Seat.CHAIR), (school.head, Seat.SECRETARY))
    assert Role.COUNCIL_SECRETARY in roles_of(school.teacher, RENEWED)

    services.end_council(initiative, last_on=date(2026, 12, 31), by=school.principal.user)
    assert Role.COUNCIL_SECRETARY in roles_of(school.teacher, date(2026, 12, 31))
    assert roles_of(school.teacher, date(2027, 1, 1)) == {Role.STAFF}
    assert Role.COUNCIL_CHAIR in roles_of(school.principal, date(2027, 1, 1))


def test_the_term_bounds_seats_and_roles_and_a_renewal_moves_it(school):
    council = establish(
        school, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), to_on=date(2027, 5, 31)
    )
    assert roles_of(school.teacher, date(2027, 6, 1)) == {Role.STAFF}

    renew(
        school,
        council,
        (school.principal, Seat.CHAIR),
        (school.teacher, Seat.SECRETARY),
        (school.teacher2, Seat.MEMBER),
        to_on=date(2027, 8, 31),
    )

    assert Role.COUNCIL_SECRETARY in roles_of(school.teacher, date(2027, 8, 31))
    assert roles_of(school.teacher, date(2027, 9, 1)) == {Role.STAFF}
    assert set(council.members.values_list("to_on", flat=True)) == {date(2027, 8, 31)}


def test_nobody_leaves_while_the_council_sits(school):
    session = sessions.open_session(school, 5, prepare=lambda each: sessions.secret(school, each))
    members = [(school.principal, Seat.CHAIR), (school.secretary, Seat.SECRETARY)]

    with pytest.raises(DomainError, match="đang diễn ra"):
        renew(school, session.council, *members)
    with pytest.raises(DomainError, match="đang diễn ra"):
        services.end_council(session.council, last_on=RENEWED, by=school.principal.user)
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    with pytest.raises(DomainError, match="đang bỏ phiếu kín"):
        renew(school, session.council, *members)
    with pytest.raises(DomainError, match="đang bỏ phiếu kín"):
        services.assign_duty(session.council.members.last(), duty="Khác", body=None, from_on=RENEWED, by=None)


def test_what_was_held_with_the_former_members_stays(school):
    session = sessions.open_session(school, 5, prepare=lambda each: sessions.hands(school, each))
    services.record_hands(session, counts={session.motions.get().pk: (5, 0, 0)}, by=school.secretary.user)
    services.close_session(session, by=school.secretary.user)

    with pytest.raises(DomainError, match="đã họp ngày 12/10/2026"):
        renew(
            school,
            session.council,
            (school.principal, Seat.CHAIR),
            (school.secretary, Seat.SECRETARY),
            on=date(2026, 10, 12),
        )


def test_changes_follow_one_another(school, council):
    members = [(school.principal, Seat.CHAIR), (school.head, Seat.SECRETARY)]
    with pytest.raises(DomainError, match="phải từ ngày sau đó"):
        renew(school, council, *members, on=START)
    renew(school, council, *members)
    with pytest.raises(DomainError, match=r"01/11/2026\. Thay đổi phải từ ngày sau đó"):
        renew(school, council, *members, on=date(2026, 10, 15))


def test_roll_call_and_abstention_of_a_coming_session_follow_the_person(school):
    council = sessions.make_council(school, 5)
    session = sessions.convene(school, council, held_on=date(2026, 11, 20))
    motion = sessions.hands(school, session, person=school.teacher)
    sessions.call_roll(school, session)
    head, leaving = (council.members.get(person=person) for person in (school.head, school.outsider_head))
    for member in (head, leaving):
        services.declare_family(session, member=member, motions=[motion], by=school.secretary.user)

    renew(
        school,
        council,
        (school.principal, Seat.CHAIR),
        (school.secretary, Seat.SECRETARY),
        (school.vice_principal, Seat.VICE_CHAIR),
        (school.head, Seat.VICE_CHAIR),
    )

    here = set(council.members.sitting_on(session.held_on).values_list("pk", flat=True))
    assert set(Attendance.objects.filter(session=session).values_list("member", flat=True)) == here
    assert [row.member.person for row in Recusal.objects.filter(motion=motion)] == [school.head]


def test_a_session_moved_over_a_renewal_keeps_what_was_declared_of_the_person(school):
    council = sessions.make_council(school, 5)
    session = sessions.convene(school, council, held_on=date(2026, 11, 20))
    motion = sessions.hands(school, session, person=school.head)
    renew(
        school,
        council,
        (school.principal, Seat.CHAIR),
        (school.secretary, Seat.SECRETARY),
        (school.head, Seat.VICE_CHAIR),
    )
    relative = sessions.hands(school, session, person=school.teacher)
    seat = council.members.sitting_on(session.held_on).get(person=school.head)
    services.declare_family(session, member=seat, motions=[relative], by=school.secretary.user)

    services.move_session(
        session,
        school_year=school.year,
        title=session.title,
        held_on=date(2026, 10, 20),
        starts_at=session.starts_at,
        place=session.place,
        by=school.secretary.user,
    )

    old = council.members.sitting_on(date(2026, 10, 20)).get(person=school.head)
    assert old != seat
    noted = Recusal.objects.filter(member__person=school.head)
    assert set(noted.values_list("motion", "member", "reason")) == {
        (motion.pk, old.pk, "own"),
        (relative.pk, old.pk, "family"),
    }


# ---- the end ----


def test_an_ended_council_gives_no_role_and_changes_no_more(school, council):
    group = services.create_group(
        council,
        name="Tổ thư ký",
        task="",
        from_on=START,
        people=[school.clerk],
        head=None,
        by=school.principal.user,
    )
    services.end_council(council, last_on=date(2026, 12, 31), decision="Quyết định số 60", by=school.principal.user)

    council.refresh_from_db()
    group.refresh_from_db()
    assert council.to_on == group.to_on == date(2026, 12, 31)
    assert roles_of(school.teacher2, date(2026, 12, 31)) == {Role.STAFF, Role.COUNCIL_MEMBER}
    assert roles_of(school.teacher2, date(2027, 1, 1)) == {Role.STAFF}
    with pytest.raises(DomainError, match="đã kết thúc"):
        renew(school, council, (school.principal, Seat.CHAIR), (school.head, Seat.SECRETARY))
    establish(school, (school.principal, Seat.CHAIR), (school.head, Seat.SECRETARY), from_on=date(2027, 1, 1))


def test_a_council_does_not_end_before_a_session_that_was_called(school):
    council = sessions.make_council(school)
    sessions.convene(school, council, held_on=date(2026, 11, 20))
    with pytest.raises(DomainError, match="triệu tập ngày 20/11/2026"):
        services.end_council(council, last_on=RENEWED, by=school.principal.user)


# ---- duties and bodies ----


def test_a_change_of_duty_is_another_row(school, council):
    member = council.members.get(person=school.teacher2)

    new = services.assign_duty(member, duty="Theo dõi tổ 4, 5", body=None, from_on=RENEWED, by=school.principal.user)

    assert new.pk != member.pk
    assert council.members.sitting_on(date(2026, 10, 31)).get(person=school.teacher2).duty == ""
    assert council.members.sitting_on(RENEWED).get(person=school.teacher2).duty == "Theo dõi tổ 4, 5"
    assert roles_of(school.teacher2, RENEWED) == {Role.STAFF, Role.COUNCIL_MEMBER}
    same = services.assign_duty(new, duty="Theo dõi tổ 4", body=None, from_on=RENEWED, by=school.principal.user)
    assert (same.pk, same.duty) == (new.pk, "Theo dõi tổ 4")


def test_a_member_for_a_body_sits_only_while_it_exists(school):
    body = services.enter_body(organisation=school.school, name="Ban đại diện", from_on=START, by=school.principal.user)
    council = establish(
        school,
        (school.principal, Seat.CHAIR),
        (school.teacher, Seat.SECRETARY),
        Seating(school.teacher2, Seat.MEMBER, body),
    )
    services.end_body(body, last_on=date(2026, 10, 31), by=school.principal.user)

    assert len(seats_on(council, date(2026, 10, 31))) == 3
    assert len(seats_on(council, RENEWED)) == 2
    body = OptionalBody.objects.get()
    with pytest.raises(DomainError, match="không có vào ngày 01/11/2026"):
        renew(
            school,
            council,
            (school.principal, Seat.CHAIR),
            (school.teacher, Seat.SECRETARY),
            Seating(school.teacher2, Seat.MEMBER, body),
        )


def test_an_office_has_councils_whose_members_follow_levels(world):
    with scope(world.office):
        council = services.establish_council(
            organisation=world.office,
            name="Hội đồng Thi đua - Khen thưởng phường",
            from_on=START,
            members=[
                (world.leader, Seat.CHAIR),
                Seating(world.officer, Seat.SECRETARY, None, "", ("nursery", "lower_secondary")),
            ],
            by=world.leader.user,
        )
        assert council.members.get(person=world.officer).followed == "Mầm non, THCS"
        assert Role.COUNCIL_SECRETARY in roles_of(world.officer, START)
        with pytest.raises(DomainError, match="Cấp học"):
            services.assign_duty(
                council.members.get(person=world.leader), levels=["combined"], body=None, from_on=START, by=None
            )


# ---- working groups ----


def test_a_working_group_is_made_changed_and_ended(school, council):
    by = school.principal.user
    group = services.create_group(
        council,
        name="Tổ thư ký",
        task="Chuẩn bị hồ sơ",
        from_on=START,
        people=[school.clerk, school.teacher],
        head=school.clerk,
        by=by,
    )
    services.change_group(group, name="Tổ giúp việc", task="", people=[school.teacher], head=school.teacher, by=by)

    group.refresh_from_db()
    assert (group.name, [(str(row), row.is_head) for row in group.members.all()]) == (
        "Tổ giúp việc",
        [("Đỗ Thị Hòa", True)],
    )
    with pytest.raises(DomainError, match="chưa có trong tổ"):
        services.change_group(group, name="Tổ", task="", people=[school.teacher], head=school.clerk, by=by)
    with pytest.raises(DomainError, match="không công tác"):
        services.change_group(group, name="Tổ", task="", people=[school.other_teacher], head=None, by=by)
    services.end_group(group, last_on=RENEWED, by=by)
    assert list(council.working_groups.on(date(2026, 11, 2))) == []


# ---- a number that comes later ----


def test_a_decision_gets_its_number_later(school):
    council = establish(school, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), decision="")
    assert council.decision == ""
    with pytest.raises(DomainError, match="Ghi số"):
        services.enter_decision(council.decisions.get(), reference=" ", by=school.principal.user)

    services.enter_decision(council.decisions.get(), reference="Quyết định số 21", by=school.principal.user)

    assert council.decision == "Quyết định số 21"


def test_a_newcomer_takes_a_seat_with_a_role_that_ends_with_it(school, council):
    newcomer = make_person(school.school, "Trần Thị Mới", "staff")
    renew(school, council, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), (newcomer, Seat.MEMBER))
    renew(school, council, (school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), on=date(2026, 12, 1))

    assert [roles_of(newcomer, day) - {Role.STAFF} for day in (START, RENEWED, date(2026, 12, 1))] == [
        set(),
        {Role.COUNCIL_MEMBER},
        set(),
    ]


# ---- a body that ends, and the sessions of whoever sits for it ----


@pytest.fixture
def sent(school):
    """Of five members one sits for a body beside the school; the body, and the council."""
    sessions.rule(school.school, sessions.QUORUM, "2/3")
    body = services.enter_body(
        organisation=school.school, name="Tổ chức bên cạnh", from_on=START, by=school.principal.user
    )
    seats = [Seat.CHAIR, Seat.SECRETARY, Seat.VICE_CHAIR, Seat.MEMBER]
    others = list(zip(school.members[:4], seats, strict=True))
    return body, establish(school, *others, Seating(school.members[4], Seat.MEMBER, body))


def test_a_body_does_not_end_while_the_council_meets(school, sent):
    body, council = sent
    sessions.open_session_of(school, council)

    with pytest.raises(DomainError, match="đang diễn ra"):
        services.end_body(body, last_on=date(2026, 10, 11), by=school.secretary.user)

    body.refresh_from_db()
    assert body.to_on is None


def test_a_body_does_not_end_before_a_session_that_was_held_with_its_member(school, sent):
    body, council = sent
    session = sessions.open_session_of(school, council, prepare=lambda session: sessions.hands(school, session))
    services.record_hands(session, counts={session.motions.get().pk: (5, 0, 0)}, by=school.secretary.user)
    services.close_session(session, by=school.secretary.user)

    with pytest.raises(DomainError, match="đã họp ngày 12/10/2026"):
        services.end_body(body, last_on=date(2026, 10, 11), by=school.secretary.user)


def test_who_sat_for_a_body_that_ended_after_the_roll_call_is_neither_present_nor_votes(school, sent):
    body, council = sent
    session = sessions.convene(school, council)
    sessions.secret(school, session)
    sessions.call_roll(school, session)
    services.end_body(body, last_on=date(2026, 10, 11), by=school.secretary.user)

    session = services.open_session(session, by=school.secretary.user)
    box = ballots.open_box(session, accepts_small=True, by=school.secretary.user)

    assert (session.member_count, box.electorate_count) == (4, 4)
    assert services.quorum_of(session).present == 4
    assert not box.credentials.filter(member__person=school.members[4]).exists()
