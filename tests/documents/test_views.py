from __future__ import annotations

import io
from datetime import date

import pdfplumber
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from openpyxl import load_workbook

from core.models import Job
from core.scoping import scope
from deadlines.models import Obligation
from documents import services
from documents.approvers import steps_open_to
from documents.content import Content, Item, Run, Section
from documents.models import NumberSeries, OfficialDocument
from organisation.permissions import role_codes
from tests.documents import drafts

State = OfficialDocument.State
DAY = date(2026, 10, 12)


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def url(name, document=None, organisation="th-ngoc-cau"):
    return reverse(f"documents:{name}", args=[organisation, document.pk] if document else [organisation])


def exported_cells(response):
    """The rows of cells of a downloaded table."""
    return load_workbook(io.BytesIO(response.content)).active.iter_rows()


def text(response) -> str:
    return response.content.decode()


# ---- who reads what ----


READERS = {
    "principal": {"draft plan", "issued plan", "issued letter", "draft minutes"},
    "vice_principal": {"draft plan", "issued plan", "issued letter", "draft minutes"},
    "secretary": {"draft plan", "issued plan", "issued letter", "draft minutes"},
    "clerk": {"draft plan", "issued plan", "issued letter", "draft minutes"},
    "head": {"issued plan", "draft minutes"},
    "teacher": {"issued plan"},
}


@pytest.fixture
def papers(school):
    return {
        "draft plan": drafts.draft(school, subject="Kế hoạch nháp"),
        "issued plan": drafts.issued(school, subject="Kế hoạch đã ban hành"),
        "issued letter": drafts.issued(
            school, kind="proposal", type_code="TTr", title="TỜ TRÌNH", subject="Đề nghị khen thưởng"
        ),
        "draft minutes": drafts.draft(school, kind="minutes", type_code="BB", subject="Biên bản nháp"),
    }


@pytest.mark.parametrize("role", READERS)
def test_each_role_reads_what_it_may_on_page_list_and_export(school, papers, role):
    client = school.client(getattr(school, role))

    opened = {name for name, paper in papers.items() if client.get(url("document_detail", paper)).status_code == 200}
    previewed = {
        name for name, paper in papers.items() if client.get(url("document_preview", paper)).status_code == 200
    }
    listed = text(client.get(url("document_list")))
    exported = {cell.value for row in exported_cells(client.get(url("document_register"))) for cell in row}

    assert opened == previewed == READERS[role]
    assert {name for name, paper in papers.items() if escape(paper.subject_line) in listed} == READERS[role]
    assert {name for name, paper in papers.items() if paper.subject_line in exported} == READERS[role]


@pytest.mark.parametrize("role", READERS)
def test_list_and_page_ask_the_same_question(school, papers, role):
    user = getattr(school, role).user
    roles = role_codes(user, school.school)

    rows = OfficialDocument.objects.for_organisation(school.school).readable_by(
        user, roles=roles, steps=steps_open_to(user, school.school)
    )

    assert set(rows) == {paper for paper in papers.values() if user.has_perm("documents.view_officialdocument", paper)}


def test_author_reads_her_own_draft(school):
    document = drafts.draft(school, by=school.teacher)

    assert school.client(school.teacher).get(url("document_detail", document)).status_code == 200
    assert school.client(school.teacher2).get(url("document_detail", document)).status_code == 403


GETS = ["document_detail", "document_preview", "document_pdf", "document_file", "document_edit", "document_return"]
POSTS = ["document_submit", "document_approve", "document_return", "document_issue", "document_edit", "document_render"]


def test_another_organisations_document_does_not_exist(school, run_jobs):
    document = drafts.issued(school)
    run_jobs()
    client = school.client(school.other_principal)

    answers = {client.get(url(name, document, "thcs-song-hong")).status_code for name in GETS}
    answers |= {client.post(url(name, document, "thcs-song-hong")).status_code for name in POSTS}

    assert answers == {404}
    assert client.get(url("document_detail", document)).status_code == 404
    assert document.subject_line not in text(client.get(url("document_list", organisation="thcs-song-hong")))


def test_office_does_not_see_a_schools_documents(school):
    document = drafts.issued(school)
    client = school.client(school.leader)

    assert client.get(url("document_detail", document, "phuong-hoa-lu")).status_code == 404
    assert document.subject_line not in text(client.get(url("document_list", organisation="phuong-hoa-lu")))


@pytest.mark.parametrize(
    ("make", "name", "role"),
    [
        (drafts.draft, "document_submit", "teacher"),
        (drafts.draft, "document_edit", "clerk"),
        (drafts.submitted, "document_approve", "vice_principal"),
        (drafts.submitted, "document_return", "teacher"),
        (drafts.approved, "document_issue", "principal"),
    ],
)
def test_acts_are_refused_to_other_roles(school, make, name, role):
    document = make(school)
    before = document.state

    answer = school.client(getattr(school, role)).post(url(name, document), {"content_hash": document.content_hash})

    document.refresh_from_db()
    assert (answer.status_code, document.state) == (403, before)


@pytest.mark.parametrize("name", ["document_submit", "document_approve", "document_render"])
def test_acts_are_never_done_by_a_get(school, name):
    document = drafts.submitted(school)

    assert school.client(school.principal).get(url(name, document)).status_code == 405


# ---- the whole way in the browser ----


def test_from_draft_to_file(school, run_jobs):
    document = drafts.draft(school)
    author, principal, clerk = map(school.client, (school.vice_principal, school.principal, school.clerk))

    author.post(url("document_submit", document))
    page = text(principal.get(url("document_detail", document)))
    assert f'name="content_hash" value="{document.content_hash}"' in page
    principal.post(url("document_approve", document), {"content_hash": document.content_hash})
    answer = clerk.post(url("document_issue", document), {"number": "05", "issued_on": "12/10/2026"}, follow=True)
    assert "Đã ban hành văn bản số 05/KH-THNC" in text(answer)
    assert 'hx-trigger="every 10s"' in text(answer)
    run_jobs()

    download = clerk.get(url("document_pdf", document))
    assert b"".join(download.streaming_content).startswith(b"%PDF-1.7")
    assert (download["X-Content-Type-Options"], download["Cache-Control"]) == ("nosniff", "private, no-store")


def test_approving_what_was_not_shown_is_refused(school):
    document = drafts.submitted(school)

    answer = school.client(school.principal).post(url("document_approve", document), {"content_hash": "0"}, follow=True)

    document.refresh_from_db()
    assert document.state == State.SUBMITTED
    assert "Nội dung văn bản đã thay đổi" in text(answer)


def test_return_shows_its_reason_to_the_author(school):
    document = drafts.submitted(school)

    school.client(school.principal).post(url("document_return", document), {"reason": "Nêu rõ chỉ tiêu <từng> tổ."})

    page = text(school.client(school.vice_principal).get(url("document_detail", document)))
    assert page.count("Nêu rõ chỉ tiêu &lt;từng&gt; tổ.") == 3  # on top, beside the decision, in the timeline
    assert "Trình duyệt" in page


def test_return_without_reason_says_so(school):
    document = drafts.submitted(school)

    answer = school.client(school.principal).post(url("document_return", document), {"reason": " "})

    document.refresh_from_db()
    assert document.state == State.SUBMITTED
    assert "Chưa có lý do trả lại." in text(answer)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"number": "", "issued_on": "12/10/2026"}, "Chưa có số."),
        ({"number": "năm", "issued_on": "12/10/2026"}, "Số văn bản chỉ gồm chữ số"),
        ({"number": "5", "issued_on": "30/40/2026"}, "không có trong lịch"),
        ({"number": "5", "issued_on": "12/10/0206"}, "có vẻ nhầm"),
        ({"number": "9" * 30, "issued_on": "12/10/2026"}, "Số văn bản phải từ 1 đến"),
    ],
)
def test_mistyped_number_or_date_is_said_and_kept(school, data, sentence):
    document = drafts.approved(school)

    answer = school.client(school.clerk).post(url("document_issue", document), data)

    document.refresh_from_db()
    assert (answer.status_code, document.state) == (200, State.APPROVED)
    assert sentence in text(answer)
    assert f'value="{data["issued_on"]}"' in text(answer)


def test_taken_number_is_said_with_its_document(school):
    drafts.issued(school, number=5, subject="Phong trào trồng cây")
    document = drafts.approved(school)

    answer = school.client(school.clerk).post(
        url("document_issue", document), {"number": "5", "issued_on": "12/10/2026"}
    )

    assert "đã cấp cho “Kế hoạch Phong trào trồng cây”" in text(answer)


def test_date_out_of_order_is_asked_once_then_done(school):
    drafts.issued(school, number=5)
    document = drafts.approved(school)
    client, address = school.client(school.clerk), url("document_issue", document)
    data = {"number": "4", "issued_on": "13/10/2026"}

    warned = client.post(address, data)
    other_day = client.post(address, {**data, "issued_on": "14/10/2026", "looked_at": "4|2026-10-13"})
    document.refresh_from_db()
    assert document.state == State.APPROVED
    assert "Ngày không theo thứ tự số" in text(warned)
    assert "Vẫn cho số và ban hành" in text(other_day)

    client.post(address, {**data, "looked_at": "4|2026-10-13"})
    document.refresh_from_db()
    assert document.full_number == "04/KH-THNC"


def test_own_series_asks_no_number(school):
    NumberSeries.objects.create(organisation=school.school, symbol="KH-THNC", is_ours=True)
    document = drafts.approved(school)
    client = school.client(school.clerk)

    assert 'name="number"' not in text(client.get(url("document_issue", document)))
    client.post(url("document_issue", document), {"issued_on": "12/10/2026"})

    document.refresh_from_db()
    assert document.full_number == "01/KH-THNC"


def test_pdf_before_it_exists_is_a_sentence(school):
    document = drafts.issued(school)

    answer = school.client(school.clerk).get(url("document_pdf", document), follow=True)

    assert answer.redirect_chain[-1][0] == url("document_detail", document)
    assert "Tệp PDF của văn bản chưa có." in text(answer)


def test_failed_file_can_be_asked_for_again(school):
    document = drafts.issued(school)
    Job.objects.update(state=Job.State.FAILED, finished_at=document.approved_at, message="Có lỗi khi xử lý.")
    client = school.client(school.clerk)

    assert "Tạo lại tệp PDF" in text(client.get(url("document_detail", document)))
    client.post(url("document_render", document))

    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "queued"]


def test_progress_is_a_card_for_htmx_and_a_page_without(school, run_jobs):
    document = drafts.issued(school)
    client, address = school.client(school.clerk), url("document_file", document)

    card = text(client.get(address, headers={"HX-Request": "true"}))
    assert "data-poll" in card
    assert "<html" not in card
    assert client.get(address).status_code == 302
    run_jobs()

    done = text(client.get(address, headers={"HX-Request": "true"}))
    assert "Tải PDF" in done
    assert "data-poll" not in done


def test_obligation_leads_to_the_document(school):
    document = drafts.submitted(school)
    owed = Obligation.objects.get(key=f"document:{document.pk}:approve")

    address = reverse(owed.url_name, kwargs={"organisation": school.school.slug, **owed.url_kwargs})

    assert "Duyệt" in text(school.client(school.principal).get(address))


# ---- the preview ----


def test_preview_is_framed_by_our_own_pages_only_and_holds_nothing_inline(school):
    document = drafts.draft(school, subject="Trích yếu <script>alert(1)</script>")

    answer = school.client(school.principal).get(url("document_preview", document))

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "/static/official/styles/official.css" in text(answer)
    assert "<style" not in text(answer)
    assert "<script>" not in text(answer)
    assert "DỰ THẢO" in text(answer)


def test_preview_of_an_issued_document_shows_what_was_frozen(school):
    document = drafts.issued(school)

    page = text(school.client(school.teacher).get(url("document_preview", document)))

    assert "05/KH-THNC" in page
    assert "DỰ THẢO" not in page


# ---- editing ----


def typed(client, document, **changes) -> dict:
    """The form as the browser would send it, with some fields changed."""
    form = client.get(url("document_edit", document)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in (values | changes).items() if isinstance(value, str)}
    return {name: value.replace("\n", "\r\n") for name, value in values.items()}


def test_saving_without_a_change_changes_nothing(school):
    document = drafts.draft(school)
    client = school.client(school.vice_principal)

    client.post(url("document_edit", document), typed(client, document))

    before = document.content_hash
    document.refresh_from_db()
    assert (document.version, document.content_hash) == (1, before)


def test_edited_lines_arrive_in_the_document(school):
    document = drafts.draft(school)
    client = school.client(school.vice_principal)
    data = typed(
        client,
        document,
        subject="Phong trào học kỳ I",
        bases="Căn cứ kế hoạch năm học\n\nCăn cứ ý kiến hội đồng",
        body="I. Mục đích\n- Nâng cao chất lượng.\nII. Nội dung\n1. Đăng ký\nTrước 24/10/2026.",
        signing_lines="KT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG",
        signer_name="Vũ Đức Thắng",
    )

    client.post(url("document_edit", document), data)

    document.refresh_from_db()
    content = document.content
    assert (document.version, document.subject_line) == (2, "Phong trào học kỳ I")
    assert content.bases == ["Căn cứ kế hoạch năm học", "Căn cứ ý kiến hội đồng"]
    assert [section.title for section in content.blocks] == ["Mục đích", "Nội dung"]
    page = text(client.get(url("document_preview", document)))
    assert "KT. HIỆU TRƯỞNG" in page
    assert "PHÓ HIỆU TRƯỞNG" in page


def test_edit_over_somebody_elses_is_refused_and_kept_in_the_form(school):
    document = drafts.draft(school)
    client = school.client(school.vice_principal)
    data = typed(client, document, subject="Bản của tôi")
    other = document.content
    other.subject = "Bản của người khác"
    services.update_content(document, other, version=1, by=school.secretary.user)

    answer = client.post(url("document_edit", document), data)

    assert answer.status_code == 409
    assert "Bản của tôi" in text(answer)
    assert "Chưa có gì bị ghi đè" in text(answer)


def test_body_that_plain_lines_cannot_hold_stays_as_it_is(school):
    document = drafts.draft(school)
    content = document.content
    content.blocks.append(Section("", [Item([Run("Số không có tên.")])], style="arabic"))
    document = services.update_content(document, content, version=1, by=school.vice_principal.user)
    client = school.client(school.vice_principal)

    page = client.get(url("document_edit", document))
    client.post(url("document_edit", document), typed(client, document, subject="Trích yếu mới"))

    assert 'name="body"' not in text(page)
    blocks = document.content.blocks
    document.refresh_from_db()
    assert (document.subject_line, document.content.blocks) == ("Trích yếu mới", blocks)


def test_only_a_draft_is_edited(school):
    document = drafts.submitted(school)

    answer = school.client(school.vice_principal).get(url("document_edit", document), follow=True)

    assert "Chỉ sửa được khi văn bản còn là nháp." in text(answer)


# ---- the register ----


def test_register_is_filtered_searched_and_sorted(school):
    drafts.issued(school, number=5, subject="Phong trào trồng cây")
    drafts.issued(school, number=12, subject="Hội thi cắm hoa")
    drafts.draft(school, kind="notice", subject="Thông báo nghỉ lễ")
    client = school.client(school.clerk)

    def listed(**query):
        page = client.get(url("document_list"), query).context["page"]
        return [document.subject_line for document in page.object_list]

    assert listed(kind="notice") == ["Thông báo nghỉ lễ"]
    assert listed(state="draft") == ["Thông báo nghỉ lễ"]
    assert listed(q="trong cay") == ["Phong trào trồng cây"]
    assert listed(q="12/KH-THNC") == ["Hội thi cắm hoa"]
    assert listed(sort="number", state="issued") == ["Phong trào trồng cây", "Hội thi cắm hoa"]
    assert listed(sort="-number", state="issued") == ["Hội thi cắm hoa", "Phong trào trồng cây"]
    assert listed(year_of_date="2026", kind="plan", sort="subject") == ["Hội thi cắm hoa", "Phong trào trồng cây"]
    assert len(listed(kind="nothing", sort="password", page="abc", year_of_date="x")) == 3


def test_register_leaves_as_a_table_without_formulas(school):
    drafts.issued(school, number=5, subject='=HYPERLINK("http://vidu.test")')

    answer = school.client(school.clerk).get(url("document_register"))

    row = list(exported_cells(answer))[1]
    assert [cell.value for cell in row[:5]] == [
        "05/KH-THNC",
        "12/10/2026",
        "Kế hoạch",
        '=HYPERLINK("http://vidu.test")',
        "Đã ban hành",
    ]
    assert {cell.data_type for cell in row} <= {"s", "n"}
    assert "so-van-ban-2026-10-12.xlsx" in answer["Content-Disposition"]


def test_register_asks_the_database_the_same_for_one_and_three_rows(school, django_assert_num_queries):
    client = school.client(school.clerk)
    drafts.issued(school, number=1)
    client.get(url("document_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("document_list"))
    drafts.issued(school, number=2)
    drafts.draft(school)

    with django_assert_num_queries(len(one)):
        client.get(url("document_list"))


def test_empty_register_says_what_will_stand_here(school):
    page = text(school.client(school.teacher).get(url("document_list")))

    assert "Chưa có văn bản nào." in page


# ---- samples ----


def test_samples_are_the_last_paper_of_each_form_that_was_issued(school, run_jobs, tmp_path, capsys):
    for month in (9, 10):
        content = Content("PHIẾU ĐÁNH GIÁ", f"Tháng {month}", blocks=[Item([Run("95 điểm")])], is_form=True)
        services.issue_form(
            organisation=school.school, form="sheet", content=content, by=school.principal.user, issued_on=DAY
        )
    drafts.issued(school, number=5)  # of no form
    run_jobs()

    call_command("export_samples", str(tmp_path / "samples"), "--docx")

    assert sorted(path.name for path in (tmp_path / "samples").iterdir()) == ["other-sheet.docx", "other-sheet.pdf"]
    with pdfplumber.open(tmp_path / "samples" / "other-sheet.pdf") as pdf:
        assert "Tháng 10" in pdf.pages[0].extract_text()
    assert "Giấy khen" in capsys.readouterr().err


def test_without_issued_papers_there_are_no_samples(school, tmp_path):
    with pytest.raises(CommandError, match="Nạp dữ liệu trình diễn"):
        call_command("export_samples", str(tmp_path / "samples"))
