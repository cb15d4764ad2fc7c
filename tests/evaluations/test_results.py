from __future__ import annotations

import pytest

from core import clock
from core.errors import DomainError
from councils.models import Motion
from deadlines.models import Obligation
from deadlines.services import extend
from evaluations import services
from evaluations.models import EvaluationPeriod, EvaluationSheet
from legal.models import LegalParameter
from notifications.models import Notification
from tests.evaluations.months import draft_session, reviewed, rubric_of, sheet_of, submitted, voted

State = EvaluationSheet.State
LATER = "2026-10-29 08:00"


@pytest.fixture
def recommended(world, period):
    """Two sheets with the tổ's column: 86,5 and 100 points."""
    return [
        reviewed(period, submitted(period, world.teacher), world.head, 20, 20, 15, "11.5", 20),
        reviewed(period, submitted(period, world.teacher2), world.head),
    ]


def test_a_motion_carries_the_points_it_is_about(world, period, recommended):
    session = draft_session(world)

    count = services.hand_to_council(period, session, by=world.secretary.user)

    motions = {motion.person: motion for motion in Motion.objects.all()}
    assert (count, len(motions)) == (2, 2)
    motion = motions[world.teacher]
    assert motion.label == "Xếp loại tháng 10/2026: Đỗ Thị Hòa – Tốt"
    assert (motion.method, motion.threshold) == ("show_of_hands", "1/2")
    assert motion.subject_key == f"sheet:{recommended[0].pk}"
    assert (motion.snapshot["points"], motion.snapshot["grade"]) == ("86.50", "Tốt")


def test_handing_over_twice_adds_nothing(world, period, recommended):
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)

    with pytest.raises(DomainError, match="Chưa có phiếu tháng 10/2026 nào được tổ đề nghị"):
        services.hand_to_council(period, session, by=world.secretary.user)

    assert Motion.objects.count() == 2


def test_nothing_is_handed_to_a_session_that_began(world, period, recommended):
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    voted(world, session)
    session.refresh_from_db()

    with pytest.raises(DomainError, match="Phiên họp đã bắt đầu"):
        services.hand_to_council(period, session, by=world.secretary.user)


def test_without_the_rule_nothing_is_handed_over(world, period, recommended):
    session = draft_session(world)
    LegalParameter.objects.filter(code="vote_threshold.monthly_grade").delete()

    with pytest.raises(DomainError, match="Chưa có quy định về tỷ lệ"):
        services.hand_to_council(period, session, by=world.secretary.user)


def test_publication_gives_the_grades_that_were_voted_on(world, period, recommended):
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    voted(world, session)
    rubric_of(period).grades.update(name="Đổi tên sau khi họp")

    with clock.travel_to(LATER):
        services.publish(period, by=world.principal.user)

    period.refresh_from_db()
    assert (period.published_at.day, period.published_by) == (29, world.principal.user)
    assert [
        (sheet_of(period, each).state, sheet_of(period, each).grade) for each in (world.teacher, world.teacher2)
    ] == [
        (State.PUBLISHED, "Tốt"),
        (State.PUBLISHED, "Xuất sắc"),
    ]
    told = Notification.objects.filter(key__endswith=":published")
    assert {(each.person, each.body.split(".")[0]) for each in told} == {
        (world.teacher, "Xếp loại: Tốt"),
        (world.teacher2, "Xếp loại: Xuất sắc"),
    }


def test_a_period_is_published_once(world, period, recommended):
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    voted(world, session)

    with clock.travel_to(LATER):
        services.publish(period, by=world.principal.user)
        with pytest.raises(DomainError, match="đã công bố lúc"):
            services.publish(period, by=world.principal.user)


def codes(period) -> list[tuple[str, str]]:
    return [
        (found.code.removeprefix("evaluations."), found.severity) for found in services.publication_findings(period)
    ]


def test_each_lack_is_named(world, period):
    submitted(period, world.teacher)
    with clock.travel_to(LATER):
        at_first = codes(period)
        with pytest.raises(DomainError, match="Chưa công bố được: có phiếu tổ chưa chấm xong") as refusal:
            services.publish(period, by=world.principal.user)
    reviewed(period, sheet_of(period, world.teacher), world.head)
    with clock.travel_to(LATER):
        then = codes(period)
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    with clock.travel_to(LATER):
        before_session = codes(period)
    voted(world, session, against=[world.teacher])
    with clock.travel_to(LATER):
        refused = codes(period)

    absent, no_meeting = ("not_submitted", "look"), ("no_meeting", "look")
    assert at_first == [("not_reviewed", "must"), absent]
    assert [finding.code for finding in refusal.value.findings] == ["evaluations.not_reviewed"]
    assert then == [("not_handed", "must"), no_meeting, absent]
    assert before_session == [("council_pending", "must"), no_meeting, absent]
    assert refused == [("not_passed", "must"), no_meeting, absent]
    assert EvaluationPeriod.objects.get().published_at is None


def test_before_the_window_closes_nothing_is_published(world, period, recommended):
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    voted(world, session)

    with clock.travel_to("2026-10-26 16:59"):
        assert ("still_open", "must") in codes(period)
        with pytest.raises(DomainError, match="chưa hết thời gian nộp phiếu"):
            services.publish(period, by=world.principal.user)


def test_who_was_granted_more_time_is_waited_for(world, period, recommended):
    extend(
        Obligation.objects.get(key=sheet_of(period, world.clerk).subject_key),
        new_due_at=clock.at(clock.date(2026, 10, 30), 17),
        reason="Nghỉ ốm",
        by=world.secretary.user,
    )
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    voted(world, session)

    with clock.travel_to("2026-10-29 08:00"):
        during = codes(period)
        with pytest.raises(DomainError, match="có người được gia hạn nộp phiếu"):
            services.publish(period, by=world.principal.user)
    with clock.travel_to("2026-10-30 17:01"):
        services.publish(period, by=world.principal.user)

    assert during == [("extended", "must"), ("no_meeting", "look"), ("not_submitted", "look"), ("passed", "ok")]


def test_with_nothing_voted_there_is_nothing_to_publish(world, period):
    with clock.travel_to(LATER):
        assert codes(period) == [("not_submitted", "look"), ("nothing", "must")]


def test_an_open_session_s_figures_do_not_count_yet(world, period, recommended):
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    Motion.objects.update(
        passed=True,
        decided_at=clock.at(clock.date(2026, 10, 28), 9),
        decided_by=world.secretary.user,
        base=5,
        eligible_count=5,
        votes_for=5,
        votes_against=0,
        votes_blank=0,
    )

    with clock.travel_to(LATER):
        assert services.record_results(period, by=world.principal.user) == 0


def test_a_sheet_where_nothing_applies_gets_no_grade(world, period):
    sheet = submitted(period, world.teacher, *["exempt"] * 5)
    reviewed(period, sheet, world.head, *["exempt"] * 5)
    session = draft_session(world)

    services.hand_to_council(period, session, by=world.secretary.user)

    motion = Motion.objects.get()
    assert (motion.snapshot["points"], motion.snapshot["grade"]) == (None, "Không xếp loại")
