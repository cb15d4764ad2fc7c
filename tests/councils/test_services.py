"""A council and its session until it is open."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from core import clock
from core.errors import DomainError
from councils import services, voting_rules
from councils.models import Attendance, CouncilMember, CouncilSession
from deadlines.models import Obligation
from legal.models import LegalParameter
from notifications.models import Notification
from organisation.models import Role, RoleAssignment
from tests.councils import sessions

Seat = CouncilMember.Seat


def establish(school, members, on=date(2026, 9, 1)):
    return services.establish_council(
        organisation=school.school,
        name="Hội đồng",
        decision="Quyết định số 21/QĐ-THNC",
        from_on=on,
        members=members,
        by=school.principal.user,
    )


def roles_of(person, on):
    rows = RoleAssignment.objects.on(on).filter(person=person)
    return set(rows.values_list("role", flat=True))


# ---- the council ----


def test_members_of_a_new_council_get_their_roles(school):
    establish(
        school, [(school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), (school.teacher2, Seat.MEMBER)]
    )

    assert roles_of(school.teacher, date(2026, 9, 1)) == {Role.STAFF, Role.COUNCIL_SECRETARY}
    assert roles_of(school.teacher2, date(2026, 9, 1)) == {Role.STAFF, Role.COUNCIL_MEMBER}
    assert RoleAssignment.objects.filter(person=school.principal, role=Role.COUNCIL_CHAIR).count() == 1


def test_a_council_without_a_chair_is_refused(school):
    with pytest.raises(DomainError, match="đúng một Chủ tịch"):
        establish(school, [(school.teacher, Seat.SECRETARY)])


def test_a_council_with_two_secretaries_is_refused(school):
    people = [(school.principal, Seat.CHAIR), (school.teacher, Seat.SECRETARY), (school.head, Seat.SECRETARY)]
    with pytest.raises(DomainError, match="đúng một Thư ký, danh sách đang có 2"):
        establish(school, people)


def test_a_person_twice_in_a_council_is_refused(school):
    people = [(school.principal, Seat.CHAIR), (school.principal, Seat.SECRETARY)]
    with pytest.raises(DomainError, match="hai lần"):
        establish(school, people)


def test_somebody_of_another_school_is_refused(school):
    people = [(school.principal, Seat.CHAIR), (school.secretary, Seat.SECRETARY), (school.other_teacher, Seat.MEMBER)]
    with pytest.raises(DomainError, match="Lý Thị Xuân không công tác"):
        establish(school, people)


# ---- before the session ----


def test_convening_tells_the_members_and_obliges_the_secretary(school):
    session = sessions.convene(school, sessions.make_council(school))

    told = Notification.objects.filter(key=f"session:{session.pk}:convened")
    assert set(told.values_list("person_id", flat=True)) == {person.pk for person in school.members}
    owed = Obligation.objects.get(organisation=school.school, key=f"session:{session.pk}:open")
    assert (owed.person, owed.opens_at) == (school.secretary, clock.at(date(2026, 10, 12)))


def test_convening_outside_the_life_of_the_council_is_refused(school):
    council = sessions.make_council(school)
    with pytest.raises(DomainError, match="không hoạt động"):
        sessions.convene(school, council, held_on=date(2026, 8, 1))


def test_the_same_subject_is_one_motion(school):
    session = sessions.convene(school, sessions.make_council(school))

    first = sessions.secret(school, session, person=school.teacher, subject_key="registration:7")
    second = sessions.secret(school, session, person=school.teacher, subject_key="registration:7")

    assert first == second
    assert session.motions.count() == 1


def test_a_motion_freezes_its_threshold_and_citation(school):
    session = sessions.convene(school, sessions.make_council(school))
    motion = sessions.secret(school, session, person=school.teacher, value="70/100")

    LegalParameter.objects.filter(code="vote_threshold.CSTDCS").update(value="1/2")

    motion.refresh_from_db()
    assert (motion.threshold, str(motion.provision)) == ("7/10", "khoản 2 Điều 9 Quy chế 15/QC-THNC")


def test_a_candidate_is_recused_from_the_own_row(school):
    session = sessions.open_session(school, prepare=lambda s: sessions.hands(school, s, person=school.head))
    motion = session.motions.get()

    assert [recusal.member.person for recusal in motion.recusals.all()] == [school.head]
    assert services.electorates(session, [motion])[motion.pk].entitled == 4
    with pytest.raises(DomainError, match="không bao giờ"):
        services.withdraw_recusal(motion.recusals.get(), by=school.secretary.user)


def test_a_family_relation_is_declared_and_withdrawn_before_the_vote(school):
    session = sessions.open_session(school, prepare=lambda s: sessions.hands(school, s, person=school.teacher))
    motion = session.motions.get()
    member = services.present_members(session)[2]

    services.declare_family(session, member=member, motions=[motion], by=school.secretary.user)
    assert services.electorates(session, [motion])[motion.pk].entitled == 4
    services.withdraw_recusal(motion.recusals.get(), by=school.secretary.user)
    assert services.electorates(session, [motion])[motion.pk].entitled == 5


def test_a_family_relation_after_the_vote_is_refused(school):
    session = sessions.open_session(school, prepare=lambda s: sessions.hands(school, s, person=school.teacher))
    motion = session.motions.get()
    services.record_hands(session, counts={motion.pk: (5, 0, 0)}, by=school.secretary.user)

    member = services.present_members(session)[2]
    with pytest.raises(DomainError, match="đã biểu quyết"):
        services.declare_family(session, member=member, motions=[motion], by=school.secretary.user)


# ---- quorum ----


def test_five_of_nine_do_not_open_a_session(school):
    council = sessions.make_council(school, 9)
    session = sessions.convene(school, council)
    absent = [member.person for member in council.members.all()[5:]]
    sessions.call_roll(school, session, absent=absent)

    with pytest.raises(DomainError) as refusal:
        services.open_session(session, by=school.secretary.user)

    assert refusal.value.message == "Cần ít nhất 6 trong 9 thành viên có mặt, mới có 5."
    assert str(refusal.value.findings[0].citation) == "Điều 7 Quy chế 15/QC-THNC"
    session.refresh_from_db()
    assert session.state == "draft"


def test_six_of_nine_open_it_and_the_rule_is_frozen(school):
    council = sessions.make_council(school, 9)
    session = sessions.open_session_of(school, council, absent=[member.person for member in council.members.all()[6:]])

    sessions.rule(school.school, sessions.QUORUM, "1")

    quorum = services.quorum_of(session)
    assert (quorum.present, quorum.needed, quorum.is_met, session.member_count) == (6, 6, True, 9)
    assert not Obligation.objects.open().filter(key=f"session:{session.pk}:open").exists()


def test_rows_that_were_put_before_a_rule_changed_are_counted_by_the_rules_of_the_opened_session(school):
    council = sessions.make_council(school)
    session = sessions.convene(school, council)
    motion = sessions.hands(school, session)
    sessions.rule(school.school, voting_rules.VOTE_BASE, "valid", locator="Điều 12")
    sessions.call_roll(school, session)

    session = services.open_session(session, by=school.secretary.user)
    services.record_hands(session, counts={motion.pk: (2, 1, 2)}, by=school.secretary.user)

    motion.refresh_from_db()
    assert voting_rules.rules_of(session)[voting_rules.VOTE_BASE].value == motion.base_kind == "valid"
    assert motion.base_provision.locator == "Điều 12"
    assert (motion.base, motion.passed) == (3, True)


def test_an_unread_rule_still_holds_the_session(school):
    council = sessions.make_council(school, 9)
    sessions.rule(school.school, sessions.QUORUM, "2/3", mark="K")
    session = sessions.convene(school, council)
    sessions.call_roll(school, session, absent=[member.person for member in council.members.all()[3:]])

    with pytest.raises(DomainError) as refusal:
        services.open_session(session, by=school.secretary.user)

    assert refusal.value.findings[0].citation.mark == "K"


def test_a_session_without_any_rule_does_not_open(school):
    session = sessions.convene(school, sessions.make_council(school))
    sessions.call_roll(school, session)
    LegalParameter.objects.filter(code=sessions.QUORUM).delete()

    with pytest.raises(DomainError, match="Chưa có quy định"):
        services.open_session(session, by=school.secretary.user)


def test_a_session_without_roll_call_does_not_open(school):
    session = sessions.convene(school, sessions.make_council(school))

    with pytest.raises(DomainError, match="Chưa điểm danh đủ"):
        services.open_session(session, by=school.secretary.user)


def test_a_session_does_not_open_before_its_day(school):
    session = sessions.convene(school, sessions.make_council(school), held_on=date(2026, 10, 13))
    sessions.call_roll(school, session)

    with pytest.raises(DomainError, match="chưa đến ngày họp"):
        services.open_session(session, by=school.secretary.user)


def test_a_session_opens_once(school):
    session = sessions.open_session(school)

    with pytest.raises(DomainError, match="đã mở rồi"):
        services.open_session(session, by=school.secretary.user)


def test_without_chair_and_vice_chair_nobody_presides(school):
    session = sessions.convene(school, sessions.make_council(school, 9))
    sessions.call_roll(school, session, absent=[school.principal, school.vice_principal])

    with pytest.raises(DomainError, match="chưa có người chủ trì"):
        services.open_session(session, by=school.secretary.user)


def test_the_vice_chair_presides_for_an_absent_chair(school):
    session = sessions.open_session(school, 9, absent=[school.principal])

    assert session.presided_by.person == school.vice_principal
    assert session.recorded_by.person == school.secretary


def test_without_the_secretary_the_member_who_opens_records(school):
    session = sessions.convene(school, sessions.make_council(school, 9))
    sessions.call_roll(school, session, absent=[school.secretary])

    with pytest.raises(DomainError, match="Thư ký hội đồng vắng mặt"):
        services.open_session(session, by=school.principal.user)

    assert services.open_session(session, by=school.head.user).recorded_by.person == school.head


def test_without_the_secretary_the_chair_opens_and_names_who_records(school):
    session = sessions.convene(school, sessions.make_council(school, 9))
    sessions.call_roll(school, session, absent=[school.secretary])
    page = reverse("councils:session_detail", args=[school.school.slug, session.pk])
    chair, address = (
        school.client(school.principal),
        reverse("councils:session_open", args=[school.school.slug, session.pk]),
    )
    named = session.council.members.get(person=school.head)

    assert "Thư ký phiên họp" in chair.get(page).content.decode()
    assert "Chọn một thành viên có mặt" in chair.post(address, {"recorder": "²"}, follow=True).content.decode()
    chair.post(address, {"recorder": named.pk})

    session.refresh_from_db()
    assert (session.is_open, session.recorded_by) == (True, named)


def test_a_roll_call_names_every_member(school):
    session = sessions.convene(school, sessions.make_council(school))

    with pytest.raises(DomainError, match="mọi thành viên"):
        services.take_roll_call(session, states={}, reasons={}, by=school.secretary.user)


def test_the_reason_of_somebody_present_is_not_kept(school):
    session = sessions.convene(school, sessions.make_council(school))
    members = list(services.members_of(session))
    services.take_roll_call(
        session,
        states={member.pk: "present" for member in members},
        reasons={members[0].pk: "ốm"},
        by=school.secretary.user,
    )

    assert set(Attendance.objects.filter(session=session).values_list("reason", flat=True)) == {""}


def test_without_a_quorum_nothing_further_is_voted_on(school):
    session = sessions.open_session(
        school, 9, prepare=lambda s: [sessions.hands(school, s, label=f"Dòng {number}") for number in (1, 2)]
    )
    members = list(services.members_of(session))
    first, second = session.motions.all()
    services.record_hands(session, counts={first.pk: (9, 0, 0)}, by=school.secretary.user)

    sessions.call_roll(school, session, absent=[member.person for member in members[5:]])
    with pytest.raises(DomainError, match="không còn đủ số thành viên"):
        services.record_hands(session, counts={second.pk: (5, 0, 0)}, by=school.secretary.user)
    sessions.call_roll(school, session, absent=[members[8].person])
    services.record_hands(session, counts={second.pk: (8, 0, 0)}, by=school.secretary.user)

    assert list(session.motions.values_list("present_count", "eligible_count")) == [(9, 9), (8, 8)]
    left = session.attendances.filter(left_at__isnull=False)
    assert [row.member for row in left] == [members[8]]


def test_the_database_refuses_an_open_session_without_quorum(school):
    session = sessions.convene(school, sessions.make_council(school))

    with pytest.raises(IntegrityError, match="council_session_open_has_quorum"):
        CouncilSession.objects.filter(pk=session.pk).update(state="open")
