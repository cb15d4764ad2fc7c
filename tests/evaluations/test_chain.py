"""After the tổ: the head's decision, the provisional result, what is said of it, publication, opening again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.findings import blocking
from core.scoping import scope
from deadlines.models import Obligation
from evaluations import services
from evaluations.models import EvaluationSheet, Objection, SheetEdition
from evaluations.services.publication import publication_findings
from evaluations.services.reviews import Review
from evaluations.visibility import announced_to_staff, shows_department, shows_result
from notifications.models import Notification
from tests.evaluations.months import cells, draft_session, make_period, reviewed, rubric_of, submitted

State = EvaluationSheet.State
DECIDED, SPOKEN, AFTER_DAYS = "2026-10-28 08:00", "2026-10-29 08:00", "2026-11-03 08:00"


@pytest.fixture
def headed(world):
    """October where the head decides and three working days follow; two recommended sheets."""
    period = make_period(world, uses_council=False, objection_days=3)
    with scope(world.school):
        period.teacher = reviewed(period, submitted(period, world.teacher), world.head, 20, 20, 15, "11.5", 20)
        period.other = reviewed(period, submitted(period, world.teacher2), world.head)
        yield period


def decided(world, period):
    with clock.travel_to(DECIDED):
        services.decide_by_head(period, by=world.principal.user)
        services.announce_provisional(period, by=world.secretary.user)
    period.refresh_from_db()
    return EvaluationSheet.objects.with_names().get(pk=period.teacher.pk)


def published(world, period):
    decided(world, period)
    with clock.travel_to(AFTER_DAYS):
        services.publish(period, by=world.principal.user)
    period.refresh_from_db()
    return EvaluationSheet.objects.with_names().get(pk=period.teacher.pk)


def states(period) -> set[str]:
    return set(period.sheets.filter(pk__in=[period.teacher.pk, period.other.pk]).values_list("state", flat=True))


def test_the_head_decides_what_the_to_recommends(world, headed):
    with clock.travel_to(DECIDED):
        assert services.decide_by_head(headed, by=world.principal.user) == 2

    sheet = headed.sheets.get(pk=headed.teacher.pk)
    assert (sheet.state, sheet.decided_by, str(sheet.points), sheet.grade) == (
        State.HEAD_DECIDED,
        world.principal.user,
        "86.50",
        "Tốt",
    )
    assert sheet.reasons == ["Tổng 86,5 trên 100 điểm.", "Mức Tốt: từ 70%, tức 70 điểm."]


def test_where_the_council_is_used_the_head_does_not_decide(world, period):
    with pytest.raises(DomainError, match="hội đồng xét kết quả"):
        services.decide_by_head(period, by=world.principal.user)


@pytest.fixture
def half_scored(world, request):
    """One recommended sheet of which the council has filled a single criterion."""
    period = make_period(world, uses_council=request.param, council_scores=True)
    with scope(world.school):
        sheet = reviewed(period, submitted(period, world.teacher), world.head)
        with clock.travel_to(DECIDED):
            review = Review(version=sheet.version, cells=cells(period, 15))
            services.save_council_column(period, reviews={sheet.pk: review}, by=world.secretary.user)
            yield period


HALF = "mới chấm một phần: Đỗ Thị Hòa"


@pytest.mark.parametrize("half_scored", [False], indirect=True)
def test_the_head_does_not_decide_by_a_column_that_is_filled_in_part(world, half_scored):
    with pytest.raises(DomainError, match=HALF):
        services.decide_by_head(half_scored, by=world.principal.user)

    address = reverse("evaluations:period_decide", args=[world.school.slug, half_scored.pk])
    page = world.client(world.principal).get(address).content.decode()
    assert HALF in page
    assert "Quyết định 1 phiếu" not in page


@pytest.mark.parametrize("half_scored", [True], indirect=True)
def test_the_council_does_not_vote_on_a_column_that_is_filled_in_part(world, half_scored):
    session = draft_session(world)

    with pytest.raises(DomainError, match=HALF):
        services.hand_to_council(half_scored, session, by=world.secretary.user)

    assert not session.motions.exists()


def test_nobody_decides_the_own_sheet(world, headed):
    headed.sheets.filter(person=world.principal).delete()
    headed.sheets.filter(pk=headed.teacher.pk).update(person=world.principal)

    with clock.travel_to(DECIDED):
        assert services.decide_by_head(headed, by=world.principal.user) == 1
        assert services.decide_by_head(headed, by=world.vice_principal.user) == 1


def test_each_person_sees_the_provisional_result_first(world, headed):
    sheet = decided(world, headed)

    assert (sheet.state, headed.objections_until) == (State.PROVISIONAL, clock.end_of_day(date(2026, 11, 2)))
    assert shows_result(world.teacher.user, sheet)
    assert shows_department(world.teacher.user, sheet)
    told = Notification.objects.filter(person=world.teacher, subject="Kết quả dự kiến tháng 10/2026")
    assert [each.body for each in told] == ["Xếp loại dự kiến: Tốt. Có ý kiến thì gửi trước hết ngày 02/11/2026."]


def test_nothing_is_published_while_people_may_speak(world, headed):
    decided(world, headed)

    with clock.travel_to(SPOKEN), pytest.raises(DomainError, match="chưa hết thời gian giải trình"):
        services.publish(headed, by=world.principal.user)

    assert states(headed) == {State.PROVISIONAL}


def test_a_result_that_nobody_saw_is_not_published(world, headed):
    with clock.travel_to(DECIDED):
        services.decide_by_head(headed, by=world.principal.user)
        with pytest.raises(DomainError, match="chưa báo cho người được đánh giá"):
            services.publish(headed, by=world.principal.user)

    assert states(headed) == {State.HEAD_DECIDED}


def test_an_open_objection_holds_the_publication(world, headed):
    sheet = decided(world, headed)
    with clock.travel_to(SPOKEN):
        services.file_objection(sheet, kind="objection", text="Thiếu điểm hội giảng.", by=world.teacher.user)

    with clock.travel_to(AFTER_DAYS), pytest.raises(DomainError, match="có ý kiến chưa được trả lời"):
        services.publish(headed, by=world.principal.user)

    owed = Obligation.objects.get(key__startswith="objection:")
    assert (owed.title, owed.state) == ("Trả lời ý kiến của Đỗ Thị Hòa, tháng 10/2026", "open")


@pytest.mark.parametrize(
    ("moment", "text", "reason"),
    [
        (SPOKEN, "   ", "Viết nội dung ý kiến"),
        (SPOKEN, "a" * 3001, "tối đa 3000"),
        (AFTER_DAYS, "Muộn", "Đã hết thời gian gửi ý kiến"),
    ],
)
def test_an_objection_is_refused_in_words(world, headed, moment, text, reason):
    sheet = decided(world, headed)

    with clock.travel_to(moment), pytest.raises(DomainError, match=reason):
        services.file_objection(sheet, kind="objection", text=text, by=world.teacher.user)

    assert not Objection.objects.exists()


def test_one_objection_at_a_time_and_it_may_be_withdrawn(world, headed):
    sheet = decided(world, headed)
    with clock.travel_to(SPOKEN):
        first = services.file_objection(sheet, kind="explanation", text="Một", by=world.teacher.user)
        with pytest.raises(DomainError, match="đang chờ trả lời"):
            services.file_objection(sheet, kind="objection", text="Hai", by=world.teacher.user)
        services.withdraw_objection(first, by=world.teacher.user)
        services.file_objection(sheet, kind="objection", text="Hai", by=world.teacher.user)

    assert [each.is_open for each in sheet.objections.all()] == [False, True]


def test_an_answer_that_keeps_the_result_lets_it_be_published(world, headed):
    sheet = decided(world, headed)
    with clock.travel_to(SPOKEN):
        objection = services.file_objection(sheet, kind="objection", text="Một", by=world.teacher.user)
        services.answer_objection(objection, outcome="kept", answer="Đã tính đủ.", by=world.secretary.user)
        with pytest.raises(DomainError, match="đã được trả lời"):
            services.answer_objection(objection, outcome="kept", answer="Lần nữa", by=world.secretary.user)

    with clock.travel_to(AFTER_DAYS):
        services.publish(headed, by=world.principal.user)

    assert states(headed) == {State.PUBLISHED}
    assert Notification.objects.get(key=f"objection:{objection.pk}:answered").body == "Giữ nguyên kết quả. Đã tính đủ."


def test_an_answer_may_send_the_sheet_back_to_the_to(world, headed):
    sheet = decided(world, headed)
    with clock.travel_to(SPOKEN):
        objection = services.file_objection(sheet, kind="objection", text="Một", by=world.teacher.user)
        services.answer_objection(objection, outcome="changed", answer="Chấm lại 2.2.", by=world.secretary.user)
        sheet.refresh_from_db()
        assert sheet.state == State.DEPARTMENT_RECOMMENDED
        reviewed_again = reviewed(headed, sheet, world.head, 20, 20, 15, 15, 20)
        services.decide_by_head(headed, by=world.principal.user)
        services.announce_provisional(headed, by=world.secretary.user)

    reviewed_again.refresh_from_db()
    assert (reviewed_again.state, reviewed_again.grade) == (State.PROVISIONAL, "Xuất sắc")


def test_nobody_answers_the_own_objection(world, headed):
    sheet = decided(world, headed)
    with clock.travel_to(SPOKEN):
        objection = services.file_objection(sheet, kind="objection", text="Một", by=world.secretary.user)
        with pytest.raises(DomainError, match="chính mình"):
            services.answer_objection(objection, outcome="kept", answer="Không.", by=world.secretary.user)


def test_a_published_result_is_opened_with_a_reason_and_kept(world, headed):
    sheet = published(world, headed)
    with clock.travel_to(AFTER_DAYS), pytest.raises(DomainError, match="Ghi lý do"):
        services.reopen(sheet, reason=" ", by=world.secretary.user)

    with clock.travel_to("2026-11-04 08:00"):
        services.reopen(sheet, reason="Cộng sai tiêu chí 2.2.", by=world.secretary.user)

    edition = SheetEdition.objects.get(sheet=sheet)
    assert (edition.number, edition.content["grade"], edition.content["points"]) == (1, "Tốt", "86.50")
    assert {"code": "2.2", "column": "department", "state": "scored", "amount": "11.50"} in edition.content["cells"]
    with transaction.atomic(), pytest.raises((InternalError, ProgrammingError)):
        SheetEdition.objects.update(reason="khác")


def test_nobody_opens_the_own_result_again(world, headed):
    sheet = published(world, headed)
    headed.sheets.filter(person=world.secretary).delete()
    headed.sheets.filter(pk=sheet.pk).update(person=world.secretary)

    with clock.travel_to("2026-11-04 08:00"), pytest.raises(DomainError, match="Không ai mở lại kết quả của chính"):
        services.reopen(sheet, reason="Muốn điểm cao hơn.", by=world.secretary.user)

    assert headed.sheets.get(pk=sheet.pk).state == State.PUBLISHED


def test_a_reopened_sheet_is_published_again_by_itself(world, headed):
    sheet = published(world, headed)
    with clock.travel_to("2026-11-04 08:00"):
        services.reopen(sheet, reason="Cộng sai.", by=world.secretary.user)
    with clock.travel_to("2026-11-04 09:00"):
        sheet.refresh_from_db()
        review = {sheet.pk: Review(version=sheet.version, cells=cells(headed, 20, 20, 15, 15, 30))}
        services.save_review(headed, reviews=review, recommend=True, by=world.head.user)
        services.decide_by_head(headed, by=world.principal.user)
        services.announce_provisional(headed, by=world.secretary.user)
    with clock.travel_to("2026-11-04 10:00"), pytest.raises(DomainError, match="chưa hết thời gian giải trình"):
        services.publish(headed, by=world.principal.user)
    with clock.travel_to("2026-11-12 08:00"):
        services.publish(headed, by=world.principal.user)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.edition, sheet.grade) == (State.PUBLISHED, 2, "Xuất sắc")
    assert headed.sheets.get(pk=headed.other.pk).edition == 1


def test_a_share_beyond_the_rubric_is_a_finding_with_its_numbers(world, headed):
    rubric_of(headed).grades.filter(name="Xuất sắc").update(share_cap="1/5")
    with clock.travel_to(DECIDED):
        services.decide_by_head(headed, by=world.principal.user)
        headed.sheets.filter(pk=headed.teacher.pk).update(grade="Xuất sắc")
        found = [each for each in blocking(publication_findings(headed)) if each.code == "evaluations.share"]

    assert [each.detail for each in found] == [
        "Biểu điểm tháng: 2 người mức Xuất sắc; tối đa 0, là 1/5 của 2 người được xếp loại, làm tròn xuống."
    ]


def test_a_late_sheet_is_capped_where_the_rules_say_so(world):
    period = make_period(world, uses_council=False, objection_days=0, late_cap="Tốt")
    with scope(world.school):
        sheet = submitted(period, world.teacher)
        EvaluationSheet.objects.filter(pk=sheet.pk).update(is_late=True)
        sheet.refresh_from_db()
        reviewed(period, sheet, world.head)
        with clock.travel_to(DECIDED):
            services.decide_by_head(period, by=world.principal.user)
        sheet.refresh_from_db()

    assert sheet.grade == "Tốt"
    assert sheet.reasons[-1] == "Nộp muộn: không xếp cao hơn mức Tốt."


@pytest.mark.parametrize(
    ("sees", "expected"),
    [
        ("nothing", []),
        ("commended", [("Nguyễn Thị Bích", None)]),
        ("grades", [("Nguyễn Thị Bích", "Xuất sắc"), ("Đỗ Thị Hòa", "Tốt")]),
    ],
)
def test_the_staff_read_what_the_rules_say(world, headed, sees, expected):
    rubric_of(headed).grades.filter(name="Xuất sắc").update(praise="Xuất sắc tháng")
    assert announced_to_staff(headed) == []
    published(world, headed)
    headed.policy = headed.policy | {"staff_sees": sees}

    names = {world.teacher2.full_name: "Nguyễn Thị Bích"}
    found = [(names.get(row["name"], row["name"]), row.get("grade")) for row in announced_to_staff(headed)]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert not any("points" in row for row in announced_to_staff(headed))


def test_a_reopened_result_is_shown_before_it_is_published_again(world, headed):
    sheet = published(world, headed)
    with clock.travel_to("2026-11-04 08:00"):
        services.reopen(sheet, reason="Cộng sai.", by=world.secretary.user)
        services.decide_by_head(headed, by=world.principal.user)
        with pytest.raises(DomainError, match="chưa báo cho người được đánh giá"):
            services.publish(headed, by=world.principal.user)


def test_an_open_objection_holds_the_publication_where_no_days_are_counted(world):
    period = make_period(world, uses_council=False, objection_days=0)
    with scope(world.school):
        period.teacher = reviewed(period, submitted(period, world.teacher), world.head)
        sheet = decided(world, period)
        with clock.travel_to(DECIDED):
            services.file_objection(sheet, kind="objection", text="Thiếu điểm.", by=world.teacher.user)
            with pytest.raises(DomainError, match="có ý kiến chưa được trả lời"):
                services.publish(period, by=world.principal.user)
