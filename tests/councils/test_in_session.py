"""A session as it runs: the quorum lost, rows put off, who presides, who abstains, what the wall shows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.errors import DomainError
from councils import ballots, services
from councils.models import Attendance, CouncilMember, Motion
from evaluations.services.results import latest_motions
from tests.councils import sessions

Seat = CouncilMember.Seat


def url(world, name, *args):
    return reverse(f"councils:{name}", args=[world.school.slug, *args])


def text(answer) -> str:
    return answer.content.decode()


def leave(world, session, *people, state="absent"):
    """The roll is called again; these have gone."""
    members = list(services.members_of(session))
    services.take_roll_call(
        session,
        states={member.pk: state if member.person in people else "present" for member in members},
        reasons={},
        by=world.secretary.user,
    )


def seat(world, session, person, **changes):
    session.council.members.filter(person=person).update(**changes)


def two_rows(world):
    def prepare(session):
        sessions.hands(world, session, person=world.teacher)
        sessions.hands(world, session, label="Tập thể", department=world.department2)

    return prepare


# ---- attendance and quorum ----


@pytest.mark.parametrize("state", [Attendance.State.ABSENT, Attendance.State.WRITTEN])
def test_an_absent_member_is_never_counted_as_present(school, state):
    """Known of other programs: whoever was away stood among those present, and the base was too large."""
    session = sessions.convene(school, sessions.make_council(school, 9))
    motion = sessions.secret(school, session, value="1/2")
    leave(school, session, school.head, school.outsider_head, state=state)
    session = services.open_session(session, by=school.secretary.user)

    electorate = services.electorates(session, [motion])[motion.pk]
    assert (electorate.members, electorate.present, electorate.taking_part, electorate.entitled) == (9, 7, 7, 7)
    assert electorate.base(Motion.Base.PRESENT, votes_for=7, votes_against=0) == 7
    box = ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    assert (box.electorate_count, box.present_count, box.credentials.count()) == (7, 7, 7)
    assert not box.credentials.filter(member__person__in=[school.head, school.outsider_head]).exists()


def test_a_lost_quorum_stops_the_vote_and_shows_the_ways_out(school):
    session = sessions.open_session(school, prepare=two_rows(school))
    first, second = session.motions.all()
    services.record_hands(session, counts={first.pk: (5, 0, 0)}, by=school.secretary.user)
    leave(school, session, school.head, school.outsider_head)

    with pytest.raises(DomainError, match="không còn đủ"):
        services.record_hands(session, counts={second.pk: (3, 0, 0)}, by=school.secretary.user)
    first.refresh_from_db()
    assert first.passed
    page = text(school.client(school.secretary).get(url(school, "session_detail", session.pk)))
    assert "không còn đủ số thành viên để biểu quyết" in page
    assert url(school, "session_defer", session.pk) in page
    strip = text(school.client(school.vice_principal).get(url(school, "session_strip", session.pk)))
    assert "không còn đủ" in strip
    assert url(school, "session_defer", session.pk) not in strip
    assert "3 / 5" in strip
    leave(school, session)
    assert "không còn đủ" not in text(school.client(school.secretary).get(url(school, "session_strip", session.pk)))


def test_who_left_is_shown_with_the_time(school):
    session = sessions.open_session(school, prepare=two_rows(school))
    leave(school, session, school.head)
    assert "Rời họp lúc" in text(school.client(school.secretary).get(url(school, "session_detail", session.pk)))


# ---- what is put off ----


def test_what_is_left_is_put_off_and_taken_by_another_session(school):
    session = sessions.open_session(school, prepare=two_rows(school))
    first, second = session.motions.all()
    services.record_hands(session, counts={first.pk: (5, 0, 0)}, by=school.secretary.user)
    leave(school, session, school.head, school.outsider_head)
    client = school.client(school.secretary)
    answer = client.post(url(school, "session_defer", session.pk), {"motions": [second.pk], "reason": "Thiếu người"})
    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.deferred_reason == "Thiếu người"
    page = text(client.get(url(school, "session_detail", session.pk)))
    assert "Đã hoãn" in page
    assert "không còn đủ số thành viên để biểu quyết" not in page

    session = services.close_session(session, by=school.secretary.user)
    assert session.is_closed
    words = session.minutes.data.__repr__()
    assert "Thiếu người" in words
    assert second.heading in words
    later = sessions.convene(school, session.council)
    again = sessions.hands(
        school, later, label=second.label, department=school.department2, subject_key=second.subject_key
    )
    assert again.pk != second.pk
    assert not again.is_deferred


def test_a_session_that_puts_everything_off_closes_with_minutes(school):
    session = sessions.open_session(school, prepare=two_rows(school))
    services.defer_motions(session, list(session.motions.all()), reason="Cúp điện", by=school.secretary.user)
    session = services.close_session(session, by=school.secretary.user)
    assert "Cúp điện" in repr(session.minutes.data)


def test_decided_rows_rows_in_a_box_and_no_reason_are_refused(school):
    def prepare(session):
        two_rows(school)(session)
        sessions.secret(school, session)

    session = sessions.open_session(school, prepare=prepare)
    first, second, third = session.motions.all()
    services.record_hands(session, counts={first.pk: (5, 0, 0)}, by=school.secretary.user)
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    for motion, words in ((first, "đã biểu quyết"), (third, "đang trong phiếu kín")):
        with pytest.raises(DomainError, match=words):
            services.defer_motions(session, [second, motion], reason="Hết giờ", by=school.secretary.user)
    with pytest.raises(DomainError, match="lý do"):
        services.defer_motions(session, [second], reason=" ", by=school.secretary.user)
    assert not session.motions.exclude(deferred_reason="").exists()


def test_another_sessions_row_is_not_put_off(school):
    council = sessions.make_council(school)
    other = sessions.convene(school, council)
    foreign = sessions.hands(school, other)
    session = sessions.open_session_of(school, council, prepare=two_rows(school))
    with pytest.raises(DomainError, match="Chọn ít nhất một"):
        services.defer_motions(session, [foreign], reason="Hết giờ", by=school.secretary.user)


def test_a_row_put_off_is_taken_up_again_unless_another_session_has_it(school):
    session = sessions.open_session(school, prepare=two_rows(school))
    first, second = session.motions.all()
    services.defer_motions(session, [first, second], reason="Hết giờ", by=school.secretary.user)
    school.client(school.secretary).post(url(school, "motion_take_up", first.pk))
    first.refresh_from_db()
    assert not first.is_deferred

    later = sessions.convene(school, session.council)
    sessions.hands(school, later, subject_key=second.subject_key)
    with pytest.raises(DomainError, match="phiên họp khác"):
        services.take_up(second, by=school.secretary.user)


def test_a_motion_that_was_put_off_is_no_answer_and_none_is_awaited(school):
    class Sheet:
        pk, subject_key, reviewed_at, organisation = 7, "sheet:7", None, school.school

    session = sessions.open_session(
        school, prepare=lambda session: sessions.hands(school, session, subject_key="sheet:7")
    )
    assert latest_motions([Sheet()])
    services.defer_motions(session, list(session.motions.all()), reason="Hết giờ", by=school.secretary.user)
    assert not latest_motions([Sheet()])


# ---- who presides ----


def test_the_chairs_own_row_is_presided_over_by_the_standing_deputy(school):
    session = sessions.convene(school, sessions.make_council(school, 5))
    seat(school, session, school.outsider_head, seat=Seat.STANDING_VICE_CHAIR)
    own = sessions.hands(school, session, person=school.principal)
    other = sessions.hands(school, session, label="Khác", person=school.teacher)
    sessions.call_roll(school, session)
    session = services.open_session(session, by=school.secretary.user)
    page = text(school.client(school.secretary).get(url(school, "session_detail", session.pk)))
    assert f"Chủ trì dòng này: {school.outsider_head.full_name}" in page

    services.record_hands(session, counts={own.pk: (4, 0, 0), other.pk: (5, 0, 0)}, by=school.secretary.user)
    own.refresh_from_db()
    other.refresh_from_db()
    assert own.presided_by.person == school.outsider_head
    assert other.presided_by.person == school.principal


def test_without_a_deputy_somebody_is_named_who_may(school):
    def prepare(session):
        seat(school, session, school.vice_principal, seat=Seat.MEMBER)
        sessions.hands(school, session, person=school.principal)

    session = sessions.open_session(school, prepare=prepare)
    motion = session.motions.get()
    client = school.client(school.secretary)
    counts = {f"for-{motion.pk}": "4", f"against-{motion.pk}": "0", f"blank-{motion.pk}": "0"}
    assert "Người chủ trì dòng này" in text(client.get(url(school, "session_detail", session.pk)))
    refused = text(client.post(url(school, "session_hands", session.pk), counts))
    assert "Chọn người chủ trì" in refused
    chair = session.presided_by
    with pytest.raises(DomainError, match="Chọn một thành viên"):
        services.record_hands(
            session, counts={motion.pk: (4, 0, 0)}, presiding={motion.pk: chair}, by=school.secretary.user
        )

    head = session.council.members.get(person=school.head)
    client.post(url(school, "session_hands", session.pk), counts | {f"presides-{motion.pk}": head.pk})
    motion.refresh_from_db()
    assert motion.presided_by == head
    assert motion.passed


def test_a_box_opens_with_somebody_to_preside_over_each_row(school):
    def prepare(session):
        seat(school, session, school.vice_principal, seat=Seat.MEMBER)
        sessions.secret(school, session, person=school.principal)

    session = sessions.open_session(school, prepare=prepare)
    motion = session.motions.get()
    client = school.client(school.secretary)
    assert "Chủ trì dòng" in text(client.get(url(school, "ballot_open", session.pk)))
    with pytest.raises(DomainError, match="Chọn một thành viên"):
        ballots.open_box(session, accepts_small=True, by=school.secretary.user)

    head = session.council.members.get(person=school.head)
    ballots.open_box(session, accepts_small=True, presiding={motion.pk: head}, by=school.secretary.user)
    motion.refresh_from_db()
    assert motion.presided_by == head


# ---- abstention ----


def test_a_member_declares_for_herself_alone(school):
    session = sessions.open_session(school, prepare=two_rows(school))
    first, second = session.motions.all()
    client = school.client(school.head)
    address = url(school, "own_recusals", session.pk)
    client.post(address, {"motions": [first.pk], "member": session.presided_by_id})
    assert list(first.recusals.values_list("member__person", "reason")) == [(school.head.pk, "family")]
    assert first.heading in text(client.get(address))
    assert school.client(school.teacher).get(address).status_code == 403

    services.record_hands(session, counts={second.pk: (5, 0, 0)}, by=school.secretary.user)
    client.post(address, {"motions": [second.pk]})
    assert not second.recusals.exists()


def test_the_rule_about_who_abstains_is_shown_with_its_source(school):
    session = sessions.open_session(school, prepare=two_rows(school))
    page = text(school.client(school.head).get(url(school, "session_detail", session.pk)))
    assert "mặc định, chưa có quy chế" in page


# ---- the wall ----


def test_the_screen_tells_how_many_voted_and_nothing_more_before_the_chair_releases(school):
    def prepare(session):
        sessions.hands(school, session, person=school.teacher)
        sessions.secret(school, session, person=school.teacher2, value="1/2")

    session = sessions.open_session(school, 9, prepare=prepare)
    first = session.motions.first()
    services.record_hands(session, counts={first.pk: (9, 0, 0)}, by=school.secretary.user)
    ballots.open_box(session, by=school.secretary.user)
    for person in sessions.voters(session)[:7]:
        sessions.cast(session, person)
    chair = school.client(school.principal)
    for name in ("session_screen", "session_screen_part"):
        shown = text(chair.get(url(school, name, session.pk)))
        assert "Đã bỏ phiếu 7 trong 9" in shown
        assert "9/9" in shown
        assert "7/9" not in shown
        assert not [each for each in sessions.voters(session) if each != school.principal and each.full_name in shown]

    ballots.close_box(session, by=school.secretary.user)
    shown = text(chair.get(url(school, "session_screen", session.pk)))
    assert "Chờ công bố" in shown
    assert "7/9" not in shown
    ballots.release(session, by=school.principal.user)
    assert "7/9" in text(chair.get(url(school, "session_screen", session.pk)))


# ---- several periods ----


def test_rows_of_two_periods_stand_under_their_headings(school):
    def prepare(session):
        for month in ("9", "10"):
            for name in ("An", "Bình"):
                snapshot = {"group": f"Xếp loại tháng {month}/2026"}
                sessions.hands(school, session, label=f"{name}: xếp loại tháng {month}", snapshot=snapshot)

    session = sessions.open_session(school, prepare=prepare)
    page = text(school.client(school.secretary).get(url(school, "session_detail", session.pk)))
    assert page.count("Xếp loại tháng 9/2026</th>") == 1
    assert (
        page.index("Xếp loại tháng 9/2026")
        < page.index("Bình: xếp loại tháng 9")
        < page.index("Xếp loại tháng 10/2026")
    )
