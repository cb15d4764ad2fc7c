"""The pages of approval, as the people of a school meet them."""

from __future__ import annotations

import html
from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.scoping import scope
from documents import services
from documents.models import Absence, ApprovalDecision, ApprovalRoute, OfficialDocument, ParagraphComment
from documents.services import Step
from organisation.models import Role
from tests.documents import drafts
from tests.documents.test_approval import approve, away, edited, three_steps
from tests.documents.test_comments import SENTENCE, comment_on, place_of

State = OfficialDocument.State


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def url(name, *args):
    return reverse(f"documents:{name}", args=["th-ngoc-cau", *args])


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def detail(world, person, document) -> str:
    return text(world.client(person).get(url("document_detail", document.pk)))


def route_data(**more):
    return {
        "version": 0,
        "rows": 2,
        "step1_who": "",
        "step2_who": "",
        "signer_who": "role:principal",
        "signer_days": "",
        "signer_deputy": "",
        **more,
    }


# ---- one document through a route ----


def test_each_step_sees_its_button_and_no_other(school):
    three_steps(school)
    document = drafts.submitted(school)

    assert "Duyệt</button>" in detail(school, school.head, document)
    page = detail(school, school.principal, document)
    assert "Duyệt</button>" not in page
    assert "Đang chờ Tổ trưởng Tổ 1, 2, 3 duyệt." in page


def test_a_document_goes_through_its_route_by_the_pages(school):
    three_steps(school)
    document = drafts.submitted(school)

    for person in (school.head, school.vice_principal, school.principal):
        page = detail(school, person, document)
        step = page.split('name="step" value="')[1].split('"')[0]
        data = {"content_hash": document.content_hash, "step": step}
        school.client(person).post(url("document_approve", document.pk), data)

    document.refresh_from_db()
    assert document.state == State.APPROVED
    assert [each.decided_by for each in ApprovalDecision.objects.all()] == [
        school.head.user,
        school.vice_principal.user,
        school.principal.user,
    ]


def test_somebody_without_a_step_is_refused(school):
    three_steps(school)
    document = drafts.submitted(school)
    data = {"content_hash": document.content_hash}

    for person in (school.teacher, school.clerk, school.secretary, school.outsider_head):
        assert school.client(person).post(url("document_approve", document.pk), data).status_code == 403
    assert school.client(school.principal).post(url("document_approve", document.pk), data).status_code == 302
    assert not ApprovalDecision.objects.exists()


def test_a_teacher_who_is_a_step_reads_the_draft_and_others_do_not(school):
    services.set_route(
        organisation=school.school,
        kind="plan",
        steps=[Step(person=school.teacher), Step(role=Role.PRINCIPAL)],
        version=0,
        by=school.principal.user,
    )
    document = drafts.submitted(school)

    assert school.client(school.teacher).get(url("document_detail", document.pk)).status_code == 200
    assert school.client(school.teacher2).get(url("document_detail", document.pk)).status_code == 403
    assert document.subject_line in text(school.client(school.teacher).get(url("document_list") + "?state=mine"))
    assert document.subject_line not in text(school.client(school.teacher2).get(url("document_list")))
    assert document.subject_line not in text(school.client(school.principal).get(url("document_list") + "?state=mine"))


def test_the_list_says_whom_a_document_waits_for(school):
    three_steps(school)
    approve(drafts.submitted(school), school.head)

    assert "Phó hiệu trưởng</span>" in text(school.client(school.clerk).get(url("document_list")))


def test_a_step_that_approved_sees_what_changed_since(school):
    three_steps(school)
    document = approve(drafts.submitted(school), school.head)
    document = edited(document, school.secretary, subject="Tổ chức phong trào thi đua học kỳ I")
    document = services.submit_for_approval(document, by=school.secretary.user)

    page = detail(school, school.head, document)

    assert "Đã đổi so với bản đã duyệt ngày 12/10/2026" in page
    assert "<del><span" in page
    assert "1 đoạn sửa, 0 đoạn thêm, 0 đoạn bỏ." in page
    decision = ApprovalDecision.objects.get()
    compared = school.client(school.clerk).get(url("document_changes", document.pk, decision.pk))
    assert "học kỳ I" in text(compared)


def test_a_deputy_is_told_for_whom_and_that_the_signature_stays(school):
    document = drafts.submitted(school)
    away(school, school.principal, school.vice_principal, reason="Đi chữa bệnh")

    page = detail(school, school.vice_principal, document)

    assert "Thầy/cô duyệt thay Hoàng Thị Bích Liên đang vắng" in page
    assert "Người ký in trên văn bản là người khác" in page
    assert "Hoàng Thị Bích Liên vắng đến 16/10/2026, Vũ Đức Thắng duyệt thay" in page
    assert "bệnh" not in page
    approve(document, school.vice_principal)
    assert "Vũ Đức Thắng, thay Hoàng Thị Bích Liên" in detail(school, school.clerk, document)


def test_the_page_tells_a_draft_its_way(school):
    three_steps(school)

    page = detail(school, school.vice_principal, drafts.draft(school))

    assert "Sẽ qua các bước duyệt" in page
    assert "trong 2 ngày làm việc" in page


def test_readers_of_an_issued_paper_see_nothing_of_how_it_was_approved(school):
    document = drafts.issued(school)

    page = detail(school, school.teacher, document)

    assert "Các quyết định đã có" not in page
    assert "Góp ý" not in page


# ---- the routes ----


def test_the_head_sets_a_route_in_the_browser(school):
    client = school.client(school.principal)
    data = route_data(
        step1_who=f"department:{school.department.pk}",
        step1_days="2",
        step2_who="role:vice_principal",
        signer_deputy=school.vice_principal.pk,
    )

    answer = client.post(url("route_edit") + "?kind=plan", data, follow=True)

    assert "Đã lưu quy trình." in text(answer)
    steps = services.steps_for(school.school, "plan")
    assert [(step.who, step.days, step.deputy) for step in steps] == [
        ("Tổ trưởng Tổ 1, 2, 3", 2, None),
        ("Phó hiệu trưởng", None, None),
        ("Hiệu trưởng", None, school.vice_principal),
    ]
    shown = text(client.get(url("route_edit") + "?kind=plan"))
    assert f'value="department:{school.department.pk}" selected' in shown
    assert 'name="step4_who"' in shown
    assert 'name="step5_who"' not in shown


def test_a_row_left_empty_is_no_step(school):
    data = route_data(step2_who=f"person:{school.teacher.pk}")
    school.client(school.principal).post(url("route_edit") + "?kind=other", data)

    assert [step.who for step in services.steps_for(school.school, "minutes")] == ["Đỗ Thị Hòa", "Hiệu trưởng"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"signer_who": ""}, "Chưa chọn người ký"),
        ({"signer_who": "role:records_clerk"}, "Bước cuối phải là người ký"),
        ({"step1_who": "person:999999"}, "không còn ở đơn vị"),
        ({"step1_who": "role:principal"}, "trùng"),
        ({"signer_days": "hai"}, "số ngày làm việc từ 1 đến 60"),
        ({"version": 5}, "Người khác vừa sửa quy trình này"),
    ],
)
def test_what_is_wrong_in_a_route_is_said_and_kept(school, more, sentence):
    data = route_data(step2_who="role:vice_principal", step2_days="3", **more)

    answer = school.client(school.principal).post(url("route_edit") + "?kind=plan", data)

    assert sentence in text(answer)
    assert 'name="step2_days" value="3"' in text(answer)
    assert not ApprovalRoute.objects.exists()


def test_a_route_of_its_own_is_taken_away_after_a_question(school):
    route = three_steps(school)
    client = school.client(school.principal)

    assert "Bỏ quy trình" in text(client.get(url("route_remove", route.pk)))
    client.post(url("route_remove", route.pk), {"version": 1})

    assert not ApprovalRoute.objects.exists()


def test_an_unknown_kind_is_not_found(school):
    assert school.client(school.principal).get(url("route_edit") + "?kind=poem").status_code == 404


# ---- absences ----


def test_somebody_notes_her_own_absence_only(school):
    client = school.client(school.vice_principal)
    data = {"person": school.principal.pk, "from_on": "13/10/2026", "to_on": "14/10/2026", "reason": "Việc nhà"}

    client.post(url("absence_list"), data)

    absence = Absence.objects.get()
    assert (absence.person, absence.from_on, absence.to_on) == (
        school.vice_principal,
        date(2026, 10, 13),
        date(2026, 10, 14),
    )


def test_the_head_notes_anybodys(school):
    data = {"person": school.head.pk, "from_on": "13/10/2026", "to_on": "14/10/2026", "deputy": school.teacher.pk}

    school.client(school.principal).post(url("absence_list"), data)

    assert (Absence.objects.get().person, Absence.objects.get().deputy) == (school.head, school.teacher)


def test_why_is_read_by_herself_and_the_head_alone(school):
    away(school, school.vice_principal, school.secretary, reason="Đi chữa bệnh")

    for person in (school.vice_principal, school.principal):
        assert "Đi chữa bệnh" in text(school.client(person).get(url("absence_list")))
    deputy = text(school.client(school.secretary).get(url("absence_list")))
    assert "Vũ Đức Thắng" in deputy
    assert "bệnh" not in deputy
    assert "Chưa ghi lần vắng mặt nào." in text(school.client(school.teacher).get(url("absence_list")))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"from_on": "30/40/2026"}, "Ngày đầu không có trong lịch"),
        ({"to_on": ""}, "Chưa có ngày cuối"),
        ({"to_on": "14/10/3026"}, "có vẻ nhầm"),
        ({"from_on": "16/10/2026"}, "Ngày cuối đứng trước ngày đầu"),
    ],
)
def test_mistyped_days_are_said_and_kept(school, more, sentence):
    data = {"from_on": "13/10/2026", "to_on": "14/10/2026", "reason": "Việc nhà", **more}

    answer = text(school.client(school.vice_principal).post(url("absence_list"), data))

    assert sentence in answer
    assert 'value="Việc nhà"' in answer


def test_coming_back_ends_the_absence(school):
    absence = away(school, school.vice_principal, school.secretary)

    assert school.client(school.secretary).post(url("absence_end", absence.pk)).status_code == 403
    school.client(school.vice_principal).post(url("absence_end", absence.pk))

    absence.refresh_from_db()
    assert absence.cancelled_at == clock.now()


# ---- comments ----


def test_a_comment_is_written_beside_its_paragraph_and_resolved(school):
    three_steps(school)
    document = drafts.submitted(school)
    client, key = school.client(school.head), place_of(document).key

    form = text(client.get(url("document_comments", document.pk) + f"?anchor={key}"))
    assert 'name="text"' in form
    client.post(url("document_comments", document.pk), {"anchor": key, "text": "Ghi rõ <giờ> nộp."})

    comment = ParagraphComment.objects.get()
    assert (comment.text, comment.paragraph) == ("Ghi rõ <giờ> nộp.", SENTENCE)
    page = client.get(url("document_comments", document.pk)).content.decode()
    assert "Ghi rõ &lt;giờ&gt; nộp." in page
    assert "Góp ý từng đoạn (1)" in detail(school, school.principal, document)
    assert "1 góp ý chưa được giải quyết" in detail(school, school.head, document)
    school.client(school.vice_principal).post(url("comment_resolve", comment.pk))
    assert "Đã giải quyết: Vũ Đức Thắng" in text(client.get(url("document_comments", document.pk)))


def test_what_was_typed_about_a_paragraph_edited_meanwhile_is_shown_again(school):
    document = drafts.draft(school)
    key = place_of(document).key
    content = document.content
    content.blocks[1].blocks[0].blocks = []
    services.update_content(document, content, version=1, by=school.vice_principal.user)

    answer = school.client(school.principal).post(
        url("document_comments", document.pk), {"anchor": key, "text": "Câu đã gõ."}
    )

    assert answer.status_code == 409
    assert "Câu đã gõ." in text(answer)


def test_only_its_writer_the_author_and_the_head_settle_a_comment(school):
    comment = comment_on(drafts.draft(school), school.secretary)

    assert school.client(school.clerk).post(url("comment_resolve", comment.pk)).status_code == 403
    for person in (school.secretary, school.vice_principal, school.principal):
        school.client(person).post(url("comment_resolve", comment.pk))
        comment.refresh_from_db()
        assert comment.resolved_by == person.user
        school.client(person).post(url("comment_reopen", comment.pk))


def test_the_editor_shows_open_comments_and_the_paper_none(school):
    document = drafts.draft(school)
    comment_on(document, school.principal, "Nêu rõ nơi nộp.")
    client = school.client(school.vice_principal)

    assert "Nêu rõ nơi nộp." in text(client.get(url("document_edit", document.pk)))
    assert "Nêu rõ nơi nộp." not in text(client.get(url("document_preview", document.pk)))
