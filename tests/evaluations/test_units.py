"""A school against its office's indicators: rubric down, sheet up, the office's own sheet, its result down again."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEntry
from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines.models import Obligation
from evaluations import services
from evaluations.models import EvaluationSheet, Rubric, Score
from evaluations.services import given_rubrics, rubric_editing, self_scores
from evaluations.services.given_rubrics import SentRubric
from evaluations.services.policies import policy_for
from evaluations.services.reviews import Review
from evaluations.services.units import places_for, unit_rows
from notifications.models import Notification
from oversight import services as oversight
from submissions import services as submissions
from submissions.models import Submission
from submissions.scores import Scores
from tests.evaluations.months import make_entry
from tests.evaluations.units import (
    LATER,
    accepted,
    fresh,
    judged,
    made_public,
    office_entry,
    published_sheet,
    sent_down,
    sent_up,
    taken,
    typed,
    unit_rubric,
)
from tests.factories.people import OrganisationFactory, make_person, supervise


@pytest.fixture
def rubric(world) -> Rubric:
    return unit_rubric(world.office, by=world.officer.user)


@pytest.fixture
def delivery(world, rubric) -> Submission:
    return sent_down(world, rubric)[0]


@pytest.fixture
def sheet(world, delivery) -> EvaluationSheet:
    """The school's published sheet of October."""
    taken(world, delivery)
    return published_sheet(world)


@pytest.fixture
def sent(world, sheet) -> Submission:
    with clock.travel_to(LATER):
        return sent_up(world, sheet)


@pytest.fixture
def unit_sheet(world, sent) -> EvaluationSheet:
    """The office's own sheet of the school."""
    office_entry(world)
    with clock.travel_to(LATER):
        return accepted(world, sent)


def url(organisation, name, *args, room="evaluations"):
    return reverse(f"{room}:{name}", args=[organisation.slug, *args])


def column(sheet, name) -> dict[str, str]:
    rows = Score.objects.filter(sheet=sheet, column=name).select_related("criterion")
    return {each.criterion.code: str(each.amount) for each in rows}


# ---- down ----


def test_the_school_takes_the_rubric_word_for_word(world, rubric, delivery):
    own = taken(world, delivery)

    with scope(world.school):
        assert [(each.code, each.title, each.max_points, each.each_points) for each in own.criteria.all()] == [
            ("1", "Phổ cập giáo dục", 20, None),
            ("2", "Chuyển đổi số", 30, None),
            ("3", "Cơ sở vật chất", 50, None),
            ("4", "Báo cáo nộp muộn", None, own.criteria.get(code="4").each_points),
        ]
        assert [band.name for band in own.grades.all()] == ["Tốt", "Khá", "Chưa đạt"]
    assert (own.subject, own.organisation, own.given) == ("organisation", world.school, delivery)
    assert own.source == world.office.name
    assert own.is_frozen
    assert own.adopted_by == world.secretary.user
    rubric.refresh_from_db()
    assert rubric.is_frozen
    delivery.refresh_from_db()
    assert (delivery.state, delivery.code[:3]) == ("accepted", "BD-")


def test_taken_twice_it_is_the_same(world, delivery):
    first, second = taken(world, delivery), taken(world, delivery)

    assert first == second
    with scope(world.school):
        assert Rubric.objects.filter(given=delivery).count() == 1
        assert AuditEntry.objects.filter(verb="evaluations.rubric_taken").count() == 1


def test_the_taken_rubric_is_not_edited(world, delivery):
    own = taken(world, delivery)

    with scope(world.school):
        with pytest.raises(DomainError, match="cấp trên gửi nên giữ nguyên văn"):
            rubric_editing.retract_rubric(own, by=world.secretary.user)
        with pytest.raises(DomainError, match="cấp trên gửi nên giữ nguyên văn"):
            rubric_editing.change_options(own, values={"name": "Khác"}, version=own.version, by=world.secretary.user)


def test_only_a_rubric_for_units_that_is_in_use_goes_down(world, rubric):
    with scope(world.office):
        rubric_editing.retract_rubric(rubric, by=world.officer.user)
        values = {"recipients": [world.school], "line": "professional", "school_year_code": "2026-2027"}
        with pytest.raises(DomainError, match="chưa đưa vào dùng"):
            given_rubrics.send_rubric_down(rubric, **values, by=world.officer.user)
        rubric_editing.change_options(
            rubric, values={"subject": "organisation"}, version=fresh_version(rubric), by=world.officer.user
        )
        with pytest.raises(DomainError, match="đơn vị trực thuộc"):
            given_rubrics.send_rubric_down(rubric, **values, by=world.officer.user)
    assert not Submission.objects.rubrics().exists()


def fresh_version(rubric) -> int:
    rubric.refresh_from_db()
    return rubric.version


def test_a_unit_has_each_version_once(world, rubric, delivery):
    with pytest.raises(DomainError, match="Chưa có đơn vị nào được gửi thêm"):
        sent_down(world, rubric)
    with scope(world.office):
        second = rubric_editing.adopt_rubric(
            rubric_editing.new_version(rubric, by=world.officer.user), by=world.officer.user
        )
    [again] = sent_down(world, second)

    first, other = taken(world, delivery), taken(world, again)
    assert first != other
    assert (SentRubric.read(again.manifest).version, again.title) == (2, f"Biểu điểm {rubric.name} (bản 2)")


def test_the_secretary_owes_the_taking_until_it_is_taken(world, delivery):
    rows = Obligation.objects.owed_by(world.school).filter(key=f"submission:{delivery.pk}:intake")
    assert (rows.get().state, rows.get().role) == ("open", "council_secretary")

    taken(world, delivery)

    assert rows.get().state == "fulfilled"


# ---- up ----


def test_what_goes_up_are_the_lines_and_no_name(world, sheet):
    with scope(world.school):
        scores = self_scores.scores_of(sheet)

    assert [(line.code, line.most, line.unit, line.own, line.final) for line in scores.lines] == [
        ("1", "20", "", "18", "16"),
        ("2", "30", "", "25", "25"),
        ("3", "50", "", "45", "45"),
        ("4", "", "lần", "2", "2"),
    ]
    assert (scores.points, scores.reachable, scores.grade) == ("85", "100", "Tốt")
    text = json.dumps(scores.manifest(), ensure_ascii=False)
    for person in (world.secretary, world.principal, world.vice_principal):
        assert person.full_name not in text
    assert Scores.read(json.loads(json.dumps(scores.manifest()))) == scores


def test_the_receipt_names_the_office_that_sent_the_rubric(world, sent):
    assert (sent.recipient, sent.line, sent.kind, sent.code[:3]) == (world.office, "professional", "self_score", "PC-")
    with scope(world.school):
        assert AuditEntry.objects.filter(verb="evaluations.self_score_sent").count() == 1
    owed = Obligation.objects.owed_by(world.office).get(key=f"submission:{sent.pk}:intake")
    assert (owed.role, owed.state) == ("office_officer", "open")


def test_a_second_press_sends_nothing_and_another_content_is_refused(world, sheet, sent):
    with clock.travel_to(LATER):
        assert sent_up(world, sheet) == sent
        with scope(world.school), pytest.raises(DomainError, match="đã nộp"):
            self_scores.send_up(
                sheet, shown=submissions.shown_hash(self_scores.scores_of(sheet)), by=world.principal.user
            )
    assert Submission.objects.filter(kind="self_score").count() == 1


def test_what_was_not_shown_is_not_sent(world, sheet):
    with scope(world.school), pytest.raises(ConflictError, match="đã thay đổi"):
        self_scores.send_up(sheet, shown="khác", by=world.secretary.user)


def test_a_sheet_by_the_schools_own_rubric_does_not_go_up(world, sheet):
    with scope(world.school):
        own = rubric_editing.new_version(sheet.rubric, by=world.secretary.user)
        sheet.rubric = own
        with pytest.raises(DomainError, match="không theo biểu điểm cấp trên gửi"):
            self_scores.scores_of(sheet)


def test_nor_does_a_sheet_that_is_reopened(world, sheet):
    with scope(world.school):
        again = fresh(services.reopen(sheet, reason="Cộng sai", by=world.principal.user))
        with pytest.raises(DomainError, match="chưa công bố"):
            self_scores.scores_of(again)


@pytest.mark.parametrize(
    "change",
    [
        {"person": "Nguyễn Thu Hà"},
        {"points": "-1"},
        {"points": "mười"},
        {"points": "NaN"},
        {"lines": []},
        {"schema": 2},
        {"kind": "results"},
    ],
)
def test_a_manifest_with_anything_else_is_not_read(world, sheet, change):
    with scope(world.school):
        manifest = self_scores.scores_of(sheet).manifest()

    with pytest.raises(DomainError):
        Scores.read({**manifest, **change})


# ---- the office's own sheet ----


def test_accepting_makes_the_offices_own_sheet(world, rubric, sent, unit_sheet):
    assert (unit_sheet.organisation, unit_sheet.subject, unit_sheet.state) == (world.office, "unit", "submitted")
    assert (unit_sheet.candidate_name, unit_sheet.code) == (world.school.name, sent.code)
    assert unit_sheet.rubric == rubric
    assert unit_sheet.period.organisation == world.office
    assert unit_sheet.submitted_by is None
    with scope(world.office):
        assert column(unit_sheet, "self") == {"1": "16.00", "2": "25.00", "3": "45.00", "4": "2.00"}
        assert policy_for(unit_sheet.period).uses_council is False
    owed = Obligation.objects.owed_by(world.office).get(key=f"review:{unit_sheet.period_id}:secretary")
    assert owed.role == "office_officer"


def test_without_a_date_of_its_own_the_office_cannot_accept(world, sent):
    with clock.travel_to(LATER), scope(world.office):
        submissions.receive(sent, by=world.officer.user)
        with pytest.raises(DomainError, match="Thêm mốc bình xét"):
            oversight.accept(sent, by=world.officer.user)
    sent.refresh_from_db()
    assert sent.state == "received"


def test_a_second_school_joins_the_period_that_is_open(world, unit_sheet, sent):
    with scope(world.office):
        assert [place.value for place in places_for(sent)] == [f"period:{unit_sheet.period_id}"]


def test_a_place_of_another_organisation_is_refused(world, sent):
    office_entry(world)
    with scope(world.school):
        period = EvaluationSheet.objects.filter(subject="organisation").get().period
    with clock.travel_to(LATER), scope(world.office):
        submissions.receive(sent, by=world.officer.user)
        with pytest.raises(DomainError, match="Chọn lại kỳ"):
            oversight.accept(sent, place=f"period:{period.pk}", by=world.officer.user)


def test_after_a_return_the_school_sends_again(world, sheet, sent):
    with clock.travel_to(LATER):
        with scope(world.office):
            submissions.receive(sent, by=world.officer.user)
            submissions.return_for_revision(sent, part="", reason="Thiếu số liệu", due_on=None, by=world.officer.user)
        again = sent_up(world, sheet)
    assert (again.version, again.subject_key) == (2, sent.subject_key)


def test_the_office_scores_decides_and_the_school_gets_its_result(world, unit_sheet, sent):
    with clock.travel_to(LATER):
        period = judged(world, unit_sheet)
        made_public(world, period)

    with scope(world.office):
        unit_sheet = EvaluationSheet.objects.get(pk=unit_sheet.pk)
        assert (unit_sheet.state, unit_sheet.points, unit_sheet.grade) == ("published", 79, "Khá")
    result = Submission.objects.unit_results().get()
    assert (result.organisation, result.recipient, result.code[:3]) == (world.office, world.school, "KQ-")
    scores = result.scores
    assert (scores.points, scores.grade, scores.answers) == ("79", "Khá", sent.code)
    assert [(line.own, line.final) for line in scores.lines] == [("16", "15"), ("25", "25"), ("45", "40"), ("2", "2")]
    with scope(world.school):
        told = Notification.objects.filter(person=world.secretary, subject__contains="Kết quả dự kiến")
        assert told.count() == 1
    owed = Obligation.objects.owed_by(world.school).get(key=f"submission:{result.pk}:intake")
    assert owed.role == "council_secretary"


def test_a_result_that_is_opened_again_goes_down_again(world, unit_sheet):
    with clock.travel_to(LATER):
        period = judged(world, unit_sheet)
        made_public(world, period)
    with clock.travel_to("2026-11-09 08:00"), scope(world.office):
        again = services.reopen(fresh(unit_sheet), reason="Có số liệu mới", by=world.officer.user)
        judged(world, again, (20, 30, 50, 0))
        services.announce_provisional(period, by=world.officer.user)
    with clock.travel_to("2026-11-20 08:00"), scope(world.office):
        services.publish(period, by=world.officer.user)

    assert [each.scores.points for each in Submission.objects.unit_results().order_by("pk")] == ["79", "100"]


def test_units_stand_side_by_side_and_who_sent_nothing_is_named(world, rubric, sent, unit_sheet):
    sent_down(world, rubric, world.other_school)
    with clock.travel_to(LATER), scope(world.office):
        period = judged(world, unit_sheet)
        rows = {row.unit: row for row in unit_rows(period)}

    row = rows[world.school]
    assert (row.own.points, row.points, row.apart, row.reachable) == (85, 79, -6, 100)
    assert rows[world.other_school].sheet is None


# ---- an office against the one above ----


def test_an_office_scores_itself_by_the_rubric_from_above(world):
    above = OrganisationFactory(kind="office", level="", name="Sở Giáo dục và Đào tạo", slug="so-gddt")
    supervise(above, world.office)
    with scope(above):
        expert = make_person(above, "Phan Văn Trị", "office_officer")
    rubric = unit_rubric(above, by=expert.user)
    with scope(above):
        given_rubrics.send_rubric_down(
            rubric, recipients=[world.office], line="professional", school_year_code="2026-2027", by=expert.user
        )
    delivery = given_rubrics.deliveries_of(rubric).get()
    with scope(world.office):
        own = given_rubrics.take_rubric(delivery, by=world.officer.user)
        period = services.create_period(
            make_entry(world, organisation=world.office, year=world.office_year), by=world.officer.user
        )
        sheet = EvaluationSheet.objects.get(period=period)
        assert (sheet.subject, sheet.rubric) == ("organisation", own)
        owed = Obligation.objects.owed_by(world.office).get(key=sheet.subject_key)
        assert owed.role == "office_officer"
    with clock.travel_to("2026-10-22 09:00"):
        page = world.client(world.officer).get(url(world.office, "sheet_edit", sheet.pk))
        assert page.status_code == 200


# ---- the pages ----


def test_the_school_reads_and_takes_the_rubric(world, delivery):
    client = world.client(world.secretary)

    page = client.get(url(world.school, "given_rubric", delivery.pk))
    assert "Phổ cập giáo dục" in page.content.decode()
    assert "Nhận và đưa vào dùng" in page.content.decode()
    assert world.office.name in client.get(url(world.school, "given_list")).content.decode()

    answer = client.post(url(world.school, "given_rubric_take", delivery.pk))
    with scope(world.school):
        own = Rubric.objects.get(given=delivery)
    assert answer.url == url(world.school, "rubric_detail", own.pk)


def test_the_school_checks_and_sends_its_sheet(world, sheet):
    client = world.client(world.secretary)
    with clock.travel_to(LATER):
        assert (
            "Gửi phiếu tự chấm lên cấp trên"
            in client.get(url(world.school, "period_detail", sheet.period_id)).content.decode()
        )
        page = client.get(url(world.school, "self_score", sheet.pk))
        assert "Chuyển đổi số" in page.content.decode()
        answer = client.post(url(world.school, "self_score", sheet.pk), {"shown": page.context["shown"]})

        sent = Submission.objects.get(kind="self_score")
        assert answer.url == url(world.school, "sent_detail", sent.pk, room="submissions")
        assert "Chuyển đổi số" in client.get(answer.url).content.decode()


def test_the_office_examines_accepts_and_lists(world, sent):
    office_entry(world)
    client = world.client(world.officer)
    with clock.travel_to(LATER):
        assert (
            "Chuyển đổi số"
            in client.get(url(world.office, "submission_detail", sent.pk, room="oversight")).content.decode()
        )
        client.post(url(world.office, "submission_receive", sent.pk, room="oversight"))
        page = client.get(url(world.office, "submission_accept", sent.pk, room="oversight"))
        [place] = page.context["places"]
        client.post(url(world.office, "submission_accept", sent.pk, room="oversight"), {"place": place.value})
        with scope(world.office):
            sheet = EvaluationSheet.objects.with_names().get(submission=sent)
        for name, args in (
            ("unit_list", [sheet.period_id]),
            ("period_list", []),
            ("period_detail", [sheet.period_id]),
            ("department_review", [sheet.period_id]),
            ("sheet_detail", [sheet.pk]),
        ):
            page = client.get(url(world.office, name, *args))
            assert page.status_code == 200, name
        assert world.school.name in client.get(url(world.office, "unit_list", sheet.period_id)).content.decode()
        file = client.get(url(world.office, "unit_export", sheet.period_id))
    rows = list(load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    [row] = [row for row in rows if world.school.name in row]
    assert 85 in row


def test_the_school_sees_what_was_decided_and_nobody_elses(world, unit_sheet):
    with clock.travel_to(LATER):
        made_public(world, judged(world, unit_sheet))
    result = Submission.objects.unit_results().get()

    with clock.travel_to("2026-11-06 09:00"):
        client = world.client(world.secretary)
        page = client.get(url(world.school, "unit_result", result.pk)).content.decode()
        assert "79" in page
        assert "Khá" in page
        client.post(url(world.school, "unit_result", result.pk))
        other = world.client(world.other_secretary)
        assert other.get(url(world.other_school, "unit_result", result.pk)).status_code == 404
        assert world.client(world.teacher).get(url(world.school, "unit_result", result.pk)).status_code == 403
        assert world.client(world.officer).get(url(world.office, "unit_result", result.pk)).status_code == 404
    result.refresh_from_db()
    assert result.state == "accepted"


def test_the_office_reads_nothing_else_of_the_school(world, sheet, sent):
    client = world.client(world.officer)

    with clock.travel_to(LATER):
        for name, pk in (("sheet_detail", sheet.pk), ("period_detail", sheet.period_id), ("self_score", sheet.pk)):
            assert client.get(url(world.school, name, pk)).status_code == 404
            assert client.get(url(world.office, name, pk)).status_code == 404


def test_the_officer_does_not_decide_for_the_head(world, unit_sheet):
    with clock.travel_to(LATER):
        with scope(world.office):
            services.save_review(
                unit_sheet.period,
                reviews={unit_sheet.pk: Review(version=unit_sheet.version, cells=typed(unit_sheet, (15, 25, 40, 2)))},
                recommend=True,
                by=world.officer.user,
            )
        address = url(world.office, "period_decide", unit_sheet.period_id)
        assert world.client(world.officer).post(address).status_code == 403
        assert world.client(world.leader).get(address).status_code == 200
