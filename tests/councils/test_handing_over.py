"""Who presides or records leaves in the middle of a session."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from core import clock
from core.errors import DomainError
from councils import ballots, services
from councils.models import CouncilMember, HandOver
from deadlines.models import Obligation
from documents.content import plain_text
from tests.councils import sessions
from tests.councils.test_pages import text, url

Seat = CouncilMember.Seat


@pytest.fixture
def session(school):
    """Six members present: chair, secretary, vice chair, three more; two grades, one title."""

    def prepare(session):
        sessions.hands(school, session, label="Hoàn thành tốt", person=school.teacher)
        sessions.hands(school, session, label="Hoàn thành tốt", person=school.head)
        sessions.secret(school, session)

    return sessions.open_session(school, 6, prepare=prepare)


def member(session, seat):
    return session.council.members.filter(seat=seat).first()


def named(session):
    return session.council.members.filter(seat=Seat.MEMBER).last()


def vote(school, session, motion):
    entitled = services.electorates(session, [motion])[motion.pk].entitled
    services.record_hands(session, counts={motion.pk: (entitled, 0, 0)}, by=school.secretary.user)


def test_the_vice_chair_goes_on_and_the_chair_may_leave(school, session):
    chair, deputy = member(session, Seat.CHAIR), member(session, Seat.VICE_CHAIR)
    with pytest.raises(DomainError, match="Giao chủ tọa, thư ký"):
        sessions.call_roll(school, session, absent=[chair.person])

    with clock.travel_to("2026-10-12 09:10"):
        row = services.hand_over_chair(session, to=deputy, by=school.secretary.user)

    assert sessions.fresh(session).presided_by == deputy
    assert (row.task, row.from_member, row.to_member) == (HandOver.Task.CHAIR, chair, deputy)
    assert AuditEntry.objects.filter(verb="councils.handed_over").count() == 1
    sessions.call_roll(school, session, absent=[chair.person])
    assert {each.person for each in services.present_members(session)} == {*sessions.voters(session)} - {chair.person}
    [first, *_] = services.presiding_of(sessions.fresh(session), list(session.motions.by_hands())).values()
    assert first == deputy


def test_a_named_member_needs_a_reason_and_a_seat_does_not(school, session):
    with pytest.raises(DomainError, match="ghi lý do"):
        services.hand_over_chair(session, to=named(session), by=school.secretary.user)
    with pytest.raises(DomainError, match="ghi lý do"):
        services.hand_over_record(session, to=member(session, Seat.VICE_CHAIR), by=school.secretary.user)

    services.hand_over_chair(session, to=named(session), reason=" Hội đồng  cử ", by=school.secretary.user)
    services.hand_over_chair(session, to=member(session, Seat.CHAIR), by=school.secretary.user)

    assert [row.reason for row in session.hand_overs.all()] == ["Hội đồng cử", ""]


def test_nobody_presides_and_records_at_once(school, session):
    with pytest.raises(DomainError, match="vừa chủ tọa vừa"):
        services.hand_over_chair(
            session, to=member(session, Seat.SECRETARY), reason="Đi vắng", by=school.principal.user
        )
    with pytest.raises(DomainError, match="đang là chủ tọa"):
        services.hand_over_chair(session, to=member(session, Seat.CHAIR), by=school.principal.user)


def test_only_who_is_present_takes_over(school, session):
    deputy = member(session, Seat.VICE_CHAIR)
    sessions.call_roll(school, session, absent=[deputy.person])

    with pytest.raises(DomainError, match="không có mặt"):
        services.hand_over_chair(session, to=deputy, by=school.secretary.user)
    assert deputy not in services.may_take_over(sessions.fresh(session))


def test_the_chair_stays_while_a_box_is_open_and_the_record_may_pass_on(school, session):
    ballots.open_box(
        session, tellers=list(session.council.members.all())[3:5], accepts_small=True, by=school.secretary.user
    )

    with pytest.raises(DomainError, match="Phiếu kín đang mở"):
        services.hand_over_chair(session, to=member(session, Seat.VICE_CHAIR), by=school.secretary.user)
    services.hand_over_record(session, to=named(session), reason="Thư ký ốm", by=school.secretary.user)

    assert sessions.fresh(session).recorded_by == named(session)


def test_the_minutes_say_who_presided_from_when(school, session):
    first, second = session.motions.by_hands()
    chair, deputy = member(session, Seat.CHAIR), member(session, Seat.VICE_CHAIR)
    with clock.travel_to("2026-10-12 08:30"):
        vote(school, session, first)
        services.defer_motions(session, list(session.motions.secret()), reason="Hết giờ", by=school.secretary.user)
    with clock.travel_to("2026-10-12 09:10"):
        services.hand_over_chair(session, to=deputy, reason="Chủ tọa họp ở xã", by=school.secretary.user)
        services.hand_over_record(session, to=named(session), reason="Hội đồng cử", by=school.secretary.user)
    with clock.travel_to("2026-10-12 09:20"):
        vote(school, session, second)
        closed = services.close_session(session, by=school.secretary.user)

    said = plain_text(closed.minutes.content)
    assert f"Chủ tọa: {chair.person.full_name}, Chủ tịch Hội đồng." in said
    assert (
        f"Từ 09 giờ 10 phút, {deputy.person.full_name}, Phó Chủ tịch Hội đồng, chủ tọa thay"
        f" {chair.person.full_name}: Chủ tọa họp ở xã." in said
    )
    assert f"làm thư ký thay {school.secretary.full_name}: Hội đồng cử." in said
    assert "Chủ tọa thay khi biểu quyết" not in said
    assert [each.name for each in closed.minutes.content.signatories] == [
        named(session).person.full_name,
        deputy.person.full_name,
    ]
    assert sessions.papers_are_whole(closed)


def test_a_count_sheet_names_who_presided_when_it_was_released(school, session):
    chair = member(session, Seat.CHAIR)
    for motion in session.motions.by_hands():
        vote(school, session, motion)
    with clock.travel_to("2026-10-12 08:30"):
        tellers = list(session.council.members.all())[3:5]
        ballots.open_box(session, tellers=tellers, accepts_small=True, by=school.secretary.user)
        for person in sessions.voters(session):
            sessions.cast(session, person)
        sessions.counted(school, session)
    with clock.travel_to("2026-10-12 09:10"):
        services.hand_over_chair(session, to=member(session, Seat.VICE_CHAIR), by=school.secretary.user)
        closed = services.close_session(session, by=school.secretary.user)

    sheet = closed.boxes.get().count_sheet
    assert sheet.content.signatories[-1].name == chair.person.full_name
    assert sessions.papers_are_whole(closed)


def test_what_was_handed_over_stays_once_the_session_is_closed(school, session):
    for motion in session.motions.by_hands():
        vote(school, session, motion)
    services.defer_motions(session, list(session.motions.secret()), reason="Hết giờ", by=school.secretary.user)
    services.hand_over_chair(session, to=member(session, Seat.VICE_CHAIR), by=school.secretary.user)
    services.close_session(session, by=school.secretary.user)

    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.update(reason="khác")
    with pytest.raises(DomainError, match="đang mở"):
        services.hand_over_chair(session, to=member(session, Seat.CHAIR), by=school.secretary.user)


# ---- pages ----


def test_the_deputy_takes_over_on_the_page_and_then_runs_the_session(school, session):
    deputy = member(session, Seat.VICE_CHAIR)
    client = school.client(deputy.person)
    assert client.get(url(school, "session_close", session.pk)).status_code == 403
    address = url(school, "session_hand_over", session.pk)
    refused = client.post(address, {"task": "chair", "to": named(session).pk, "reason": ""})
    assert "ghi lý do" in text(refused)

    answer = client.post(address, {"task": "chair", "to": deputy.pk}, follow=True)

    assert f"{deputy.person.full_name} là chủ tọa từ bây giờ" in text(answer)
    assert client.get(url(school, "session_close", session.pk)).status_code == 200


def test_a_roll_call_without_the_chair_leads_to_the_way_out(school, session):
    chair = member(session, Seat.CHAIR)
    states = {f"state-{each.pk}": "present" for each in session.council.members.all()}
    states[f"state-{chair.pk}"] = "absent"

    answer = school.client(school.secretary).post(url(school, "session_roll_call", session.pk), states)

    assert "Người phải rời họp thì giao cho thành viên khác" in text(answer)
    assert url(school, "session_hand_over", session.pk) in text(answer)


def test_what_waits_for_its_release_is_owed_by_whoever_presides_now(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    ballots.open_box(session, by=school.secretary.user)
    ballots.close_box(session, by=school.secretary.user)
    deputy = member(session, Seat.VICE_CHAIR)

    services.hand_over_chair(session, to=deputy, by=school.principal.user)

    [owed] = Obligation.objects.open().filter(key__contains=":release:")
    assert owed.person == deputy.person
