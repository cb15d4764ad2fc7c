"""Each step of the year once out of order: late, refused, sent back, by somebody else, elsewhere, badly typed."""

from __future__ import annotations

import html
import unicodedata

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from awards.services import fingerprint_of
from core import clock
from core.scoping import scope
from councils import ballots
from deadlines.models import Obligation
from documents.models import OfficialDocument
from evaluations.models import EvaluationSheet, Score
from plans.models import EmulationPlan
from registrations.models import Registration, RegistrationRound
from submissions.models import Submission
from tests.councils.sessions import call_roll, convene, make_council, open_session, secret
from tests.documents.drafts import submitted as submitted_document
from tests.evaluations.months import DURING, make_period, sheet_of
from tests.factories.dossiers import make_dossier
from tests.factories.people import PASSWORD
from tests.plans.plans import SAMPLE, imported_plan, issued_plan
from tests.registrations.rounds import GOALS, make_entry, make_round, title
from tests.registrations.rounds import submitted as submitted_registration

AFTER_THE_DEADLINE = "2026-10-25 09:00"


def at(name: str, organisation, *args) -> str:
    return reverse(name, args=[organisation.slug, *args])


def words(response) -> str:
    return html.unescape(response.content.decode())


def sheet_fields(sheet, *points) -> dict:
    """What the sheet's form sends: points for each criterion in order."""
    criteria = sheet.rubric.criteria.all()
    scores = {f"score_{criterion.pk}": text for criterion, text in zip(criteria, points, strict=True)}
    return {"version": sheet.version, "page": "thử", "note": "", "act": "check", **scores}


FULL = ["20", "20", "15", "15", "30"]


# ---- late ----


def test_a_registration_after_its_deadline_is_taken_and_marked_late(world):
    make_round(world)
    client = world.client(world.teacher)
    fields = {"version": 0, "page": "thử", "distinction": title().pk, "goals": GOALS, "act": "check"}

    with clock.travel_to(AFTER_THE_DEADLINE):
        client.post(at("registrations:registration_edit", world.school), fields)
        response = client.post(at("registrations:registration_check", world.school), {"version": 1}, follow=True)

    assert "Nộp muộn" in words(response)
    with scope(world.school):
        assert Registration.objects.get().is_late


def test_a_sheet_after_its_deadline_is_taken_and_marked_late(world):
    period = make_period(world)
    client = world.client(world.teacher)
    with scope(world.school), clock.travel_to(AFTER_THE_DEADLINE):
        sheet = sheet_of(period, world.teacher)
        client.post(at("evaluations:sheet_edit", world.school, sheet.pk), sheet_fields(sheet, *FULL))
        sheet.refresh_from_db()
        check = at("evaluations:sheet_check", world.school, sheet.pk)
        response = client.post(check, {"version": sheet.version, "late_reason": "Đi tập huấn"}, follow=True)
        sheet.refresh_from_db()

    assert "Nộp muộn" in words(response)
    assert sheet.is_late


# ---- sent back ----


def test_a_returned_document_is_corrected_and_approved_again(world):
    with scope(world.school):
        document = submitted_document(world)
    first_hash = document.content_hash
    author, principal = world.client(world.vice_principal), world.client(world.principal)
    page = {name: at(f"documents:document_{name}", world.school, document.pk) for name in PAGES_OF_A_DOCUMENT}

    principal.post(page["return"], {"reason": "Trích yếu ghi sai năm học."})
    returned = words(author.get(page["detail"]))
    form = author.get(page["edit"]).context["form"]
    fields = {name: value for name in form.fields if (value := form[name].value())}
    author.post(page["edit"], {**fields, "subject": "Tổ chức phong trào thi đua năm học 2026-2027 (sửa)"})
    author.post(page["submit"])
    stale = principal.post(page["approve"], {"content_hash": first_hash}, follow=True)
    with scope(world.school):
        document.refresh_from_db()
        state_after_stale = document.state
    principal.post(page["approve"], {"content_hash": document.content_hash})

    assert "Trích yếu ghi sai năm học." in returned
    assert state_after_stale == OfficialDocument.State.SUBMITTED
    assert "Nội dung văn bản đã thay đổi sau khi trang này được mở nên chưa duyệt." in words(stale)
    with scope(world.school):
        document.refresh_from_db()
        assert document.state == OfficialDocument.State.APPROVED
        assert document.content.subject.endswith("(sửa)")


PAGES_OF_A_DOCUMENT = ("detail", "edit", "submit", "approve", "return")


# ---- refused ----


def test_a_plan_is_not_published_before_its_file_exists(world):
    with scope(world.school):
        plan = issued_plan(world)

    response = world.client(world.vice_principal).post(at("plans:plan_publish", world.school, plan.pk), follow=True)

    assert "Chưa công bố được" in words(response)
    with scope(world.school):
        plan.refresh_from_db()
        assert plan.state == EmulationPlan.State.DRAFT
        assert not Obligation.objects.filter(key__contains=":read:").exists()


def test_a_session_below_its_quorum_is_not_opened(world):
    with scope(world.school):
        session = convene(world, make_council(world))
        call_roll(world, session, absent=[world.head, world.outsider_head])

    response = world.client(world.secretary).post(at("councils:session_open", world.school, session.pk), follow=True)

    assert "4 trong 5 thành viên" in words(response)
    with scope(world.school):
        session.refresh_from_db()
        assert session.is_draft


def test_a_paper_after_the_ballot_is_closed_is_not_taken(world):
    with scope(world.school):
        session = open_session(world, prepare=lambda each: secret(world, each, person=world.teacher))
        ballots.open_box(session, accepts_small=True, by=world.secretary.user)
        motion = session.motions.get()
        ballots.close_box(session, by=world.secretary.user)

    response = world.client(world.head).post(
        at("councils:ballot_cast", world.school, session.pk), {f"choice-{motion.pk}": "agree"}, follow=True
    )

    assert "Đã kết thúc bỏ phiếu nên không nhận thêm phiếu" in words(response)
    with scope(world.school):
        motion.refresh_from_db()
        assert motion.votes_for == 0


def test_a_dossier_that_lacks_parts_is_not_sent(world):
    with scope(world.school):
        dossier = make_dossier(world)
        shown = fingerprint_of(dossier)

    response = world.client(world.secretary).post(
        at("awards:dossier_check", world.school, dossier.pk), {"shown": shown}, follow=True
    )

    assert "Chưa có tờ trình" in words(response)
    with scope(world.school):
        assert not Submission.objects.sent_by(world.school).exists()


# ---- by a second person ----


def test_the_secretary_remarks_what_a_head_registers(world):
    registration = submitted_registration(make_round(world), world.head)
    page = at("registrations:registration_remark", world.school, registration.pk)
    fields = {"version": registration.version, "remark": "Nhất trí."}

    own = world.client(world.head).post(page, fields)
    world.client(world.secretary).post(page, fields)

    assert own.status_code in (403, 404)
    with scope(world.school):
        registration.refresh_from_db()
        assert registration.state == Registration.State.DEPARTMENT_RECOMMENDED
        assert registration.remarked_by == world.secretary.user


def test_the_principal_publishes_what_her_deputy_drew_up(world, run_jobs):
    with scope(world.school):
        plan = issued_plan(world, run_jobs)

    world.client(world.principal).post(at("plans:plan_publish", world.school, plan.pk))

    with scope(world.school):
        plan.refresh_from_db()
        assert plan.state == EmulationPlan.State.PUBLISHED
        assert plan.published_by == world.principal.user
        assert not Obligation.objects.open().filter(key=f"plan:{plan.pk}:publish").exists()


# ---- in the second school ----


def test_the_second_school_enters_its_plan_and_never_sees_the_first_ones(world):
    with scope(world.school):
        first = imported_plan(world)
    client = world.client(world.other_principal)
    token = "7a0f3d1e-1c52-4b7e-9a41-0d8a4f3a9c11"
    fields = {"text": SAMPLE.replace("SÔNG TRĂNG", "SÔNG HỒNG"), "form_token": token}

    review = client.post(at("plans:plan_create", world.other_school), fields, follow=True)
    foreign = client.get(at("plans:plan_review", world.school, first.pk))
    borrowed = client.get(at("plans:plan_review", world.other_school, first.pk))

    assert "Rà soát kế hoạch đã nhập" in words(review)
    assert world.school.name not in words(review)
    assert (foreign.status_code, borrowed.status_code) == (404, 404)
    with scope(world.other_school):
        assert EmulationPlan.objects.get().organisation == world.other_school


def test_the_second_school_registers_and_never_sees_the_first_ones(world):
    first = submitted_registration(make_round(world), world.teacher)
    with scope(world.other_school):
        make_entry(world, organisation=world.other_school, year=world.other_year)
    secretary, teacher = world.client(world.other_secretary), world.client(world.other_teacher)
    fields = {"version": 0, "page": "thử", "distinction": title().pk, "goals": GOALS, "act": "check"}

    secretary.post(at("registrations:round_open", world.other_school))
    teacher.post(at("registrations:registration_edit", world.other_school), fields)
    teacher.post(at("registrations:registration_check", world.other_school), {"version": 1})
    seen = words(secretary.get(at("registrations:registration_list", world.other_school)))
    foreign = secretary.get(at("registrations:registration_detail", world.school, first.pk))
    borrowed = secretary.get(at("registrations:registration_detail", world.other_school, first.pk))

    assert world.other_teacher.full_name in seen
    assert world.teacher.full_name not in seen
    assert (foreign.status_code, borrowed.status_code) == (404, 404)
    with scope(world.other_school):
        assert RegistrationRound.objects.count() == 1
        assert Registration.objects.get().state == Registration.State.SUBMITTED


# ---- without JavaScript ----


@pytest.mark.browser
def test_a_sheet_is_handed_in_without_javascript(transactional_world, walk):
    world = transactional_world
    period = make_period(world)
    with clock.travel_to(DURING):
        teacher = walk(world.teacher, world.school, "phone", javascript=False)
        teacher.task("Nộp phiếu tự đánh giá")
        for place, points in enumerate(FULL):
            teacher.main.get_by_role("textbox", name="Tự chấm").nth(place).fill(points)
        teacher.press("Kiểm tra và nộp").press("Nộp phiếu").sees("Mã tiếp nhận")

    with scope(world.school):
        assert sheet_of(period, world.teacher).state == EvaluationSheet.State.SUBMITTED


# ---- badly typed ----


def test_decomposed_letters_are_stored_composed(world):
    make_round(world)
    fields = {"version": 0, "page": "thử", "distinction": title().pk, "act": "save"}
    fields["goals"] = unicodedata.normalize("NFD", GOALS)

    world.client(world.teacher).post(at("registrations:registration_edit", world.school), fields)

    assert fields["goals"] != GOALS
    with scope(world.school):
        assert Registration.objects.get().goals.splitlines() == GOALS.splitlines()


def test_a_day_that_no_calendar_has_is_refused_and_kept(world):
    with scope(world.school):
        make_council(world)
    fields = {"title": "Xét danh hiệu", "held_on": "30/2/2027", "starts_at": "14:00", "place": "Phòng họp"}

    response = world.client(world.secretary).post(at("councils:session_create", world.school), fields)

    assert response.status_code == 200
    assert "Ngày họp chưa đúng. Nhập theo mẫu 24/10/2026." in words(response)
    assert 'value="30/2/2027"' in words(response)
    assert 'value="Xét danh hiệu"' in words(response)


def test_points_beyond_the_criterion_are_refused_and_kept(world):
    period = make_period(world)
    with scope(world.school), clock.travel_to(DURING):
        sheet = sheet_of(period, world.teacher)
        fields = sheet_fields(sheet, "20,5", *FULL[1:])
        response = world.client(world.teacher).post(at("evaluations:sheet_edit", world.school, sheet.pk), fields)
        kept = Score.objects.filter(sheet=sheet).count()
        above = Score.objects.filter(sheet=sheet, amount="20.5").count()

    assert response.status_code == 200
    assert 'value="20,5"' in words(response)
    assert "Có 1 chỗ cần sửa" in words(response)
    assert (kept, above) == (len(FULL) - 1, 0)  # the boxes that are right are saved, the wrong one is not


@pytest.mark.browser
def test_a_double_click_hands_in_once(transactional_world, walk):
    world = transactional_world
    make_round(world)
    teacher = walk(world.teacher, world.school)
    teacher.task("Đăng ký danh hiệu").choose("Danh hiệu đăng ký", "Lao động tiên tiến")
    teacher.fill("Nội dung phấn đấu", GOALS).press("Kiểm tra và nộp")

    with teacher.page.expect_navigation():
        teacher.main.get_by_role("button", name="Nộp đăng ký").dblclick(no_wait_after=True)

    teacher.sees("Đã nhận đăng ký").does_not_see("chỗ cần sửa")
    with scope(world.school):
        assert Registration.objects.get().state == Registration.State.SUBMITTED
        assert AuditEntry.objects.filter(verb="registrations.registration_submitted").count() == 1


@pytest.mark.browser
def test_what_was_typed_survives_the_end_of_the_session(transactional_world, sign_in):
    world = transactional_world
    make_round(world)
    page = sign_in(world.teacher, "phone")
    page.goto(at("registrations:registration_edit", world.school))
    page.get_by_label("Danh hiệu đăng ký").select_option(label="Lao động tiên tiến")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Nội dung phấn đấu").fill(GOALS)

    page.get_by_role("button", name="Kiểm tra và nộp").click()
    page.get_by_role("heading", name="Phiên làm việc đã hết").wait_for()
    kept = page.locator("main").inner_text()
    page.get_by_label("Tên đăng nhập").fill(world.teacher.user.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập và giữ nội dung").click()
    page.get_by_role("button", name="Gửi lại").click()
    page.get_by_role("heading", name="Kiểm tra lại trước khi nộp").wait_for()

    assert GOALS.splitlines()[0] in kept
    with scope(world.school):
        stored = Registration.objects.get()
        assert stored.goals.splitlines() == GOALS.splitlines()
        assert stored.distinction.code == "LDTT"
