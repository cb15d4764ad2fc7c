"""Papers of a period from rows: what each reader may see in them, the announcement, the minutes of a tổ."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from core.models import Job
from core.scoping import scope
from documents import services as documents
from documents.content import plain_text
from documents.models import OfficialDocument
from evaluations import services
from evaluations.models import DepartmentMeeting, EvaluationSheet
from evaluations.services.reviews import Review
from tests.evaluations.full_rubric import WHOLE, cells_by_code, hand_in, make_full_period
from tests.evaluations.months import AFTER, DURING, sheet_of


@pytest.fixture(autouse=True)
def _after(on_day):
    with clock.travel_to(AFTER):
        yield


@pytest.fixture
def make(world):
    """make(**policy) → October at a school whose head decides, full rubric."""

    def period(**policy):
        with clock.travel_to(DURING):
            return make_full_period(world, policy={"uses_council": False} | policy)

    with scope(world.school):
        yield period


def scored(world, period, person, reviewer=None, **values) -> EvaluationSheet:
    """Handed in and recommended by the tổ."""
    sheet = hand_in(period, person)
    reviewer = reviewer or world.head
    review = Review(sheet.version, cells_by_code(sheet, **(WHOLE | values)), note="Làm việc chắc chắn.")
    services.save_review(period, reviews={sheet.pk: review}, recommend=True, by=reviewer.user)
    sheet.refresh_from_db()
    return sheet


def published(world, period) -> None:
    services.decide_by_head(period, by=world.principal.user)
    services.publish(period, by=world.principal.user)
    period.refresh_from_db()


def url(world, name, *args):
    return reverse(f"evaluations:{name}", args=[world.school.slug, *args])


def pdf_text(job) -> str:
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "")
    with job.result_file.open("rb") as file, pdfplumber.open(io.BytesIO(file.read())) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def sheets_in(response) -> dict[str, list[list]]:
    book = load_workbook(io.BytesIO(response.content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


# ---- the announcement ----


def test_the_announcement_is_made_from_the_published_results(world, make):
    period = make(staff_sees="grades")
    scored(world, period, world.teacher)
    scored(world, period, world.teacher2, c1_1="5", c2="20")
    published(world, period)

    document = services.announce(period, by=world.secretary.user)

    text = plain_text(document.content)
    period.refresh_from_db()
    assert (period.announcement, document.kind, document.state) == (document, "notice", "draft")
    assert "Kết quả đánh giá, xếp loại cá nhân tháng 10 năm 2026" in text
    assert "Xuất sắc tháng" in text
    assert world.teacher2.full_name in text
    assert "82" not in text  # no points


def test_where_the_staff_sees_only_the_commended_nobody_else_is_named(world, make):
    period = make(staff_sees="commended")
    scored(world, period, world.teacher)
    scored(world, period, world.teacher2, c1_1="5", c2="20")
    published(world, period)

    text = plain_text(services.announce(period, by=world.secretary.user).content)

    assert world.teacher.full_name in text
    assert world.teacher2.full_name not in text


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ({"staff_sees": "nothing"}, "không cho toàn trường xem kết quả"),
        ({"staff_sees": "commended"}, "Không có ai được biểu dương"),
    ],
)
def test_what_the_rules_do_not_let_everybody_see_is_not_announced(world, make, policy, sentence):
    period = make(**policy)
    scored(world, period, world.teacher, c1_1="5", c2="20")
    published(world, period)

    page = world.client(world.secretary).post(url(world, "period_announce", period.pk), follow=True)

    assert sentence in page.content.decode()
    assert not OfficialDocument.objects.exists()


def test_before_publication_nothing_is_announced(world, make):
    period = make()
    page = world.client(world.secretary).post(url(world, "period_announce", period.pk), follow=True)

    assert "chưa công bố nên chưa lập thông báo được" in page.content.decode()


def issued(world, document, number=5):
    documents.submit_for_approval(document, by=world.secretary.user)
    document.refresh_from_db()
    documents.approve(document, content_hash=document.content_hash, by=world.principal.user)
    return documents.issue(document, number=number, issued_on=clock.today(), by=world.clerk.user)


def test_a_result_that_was_opened_again_is_announced_by_another_that_names_the_first(world, make):
    period = make(staff_sees="grades")
    sheet = scored(world, period, world.teacher)
    published(world, period)
    first = issued(world, services.announce(period, by=world.secretary.user))

    page = world.client(world.secretary).post(url(world, "period_announce", period.pk), follow=True)
    services.reopen(sheet, reason="Cộng sai điểm.", by=world.principal.user)
    waiting = world.client(world.secretary).post(url(world, "period_announce", period.pk), follow=True)
    sheet = sheet_of(period, world.teacher)
    review = Review(sheet.version, cells_by_code(sheet, c1_1="5", c2="20"))
    services.save_review(period, reviews={sheet.pk: review}, recommend=True, by=world.head.user)
    published(world, period)
    second = services.announce(period, by=world.secretary.user)
    again = services.announce(period, by=world.secretary.user)

    first.refresh_from_db()
    assert "kết quả chưa thay đổi" in page.content.decode()
    assert "Có 1 phiếu đang xét lại" in waiting.content.decode()
    assert (again.pk, first.state) == (second.pk, "issued")
    assert f"thay thế Thông báo số {first.full_number}" in plain_text(again.content)
    assert OfficialDocument.objects.count() == 2


# ---- tables ----


def test_the_summary_says_the_same_in_excel_and_on_paper(world, make, run_jobs):
    period = make()
    scored(world, period, world.teacher)
    client = world.client(world.secretary)

    book = sheets_in(client.get(url(world, "period_summary", period.pk)))
    client.post(url(world, "period_summary_paper", period.pk))
    run_jobs()

    [rows] = book.values()
    row = next(row for row in rows if row[1] == world.teacher.full_name)
    text = pdf_text(Job.objects.get())
    assert rows[0] == ["TT", "Họ và tên", "Tổ", "Tự chấm", "Tổ chấm", "Kết quả", "Xếp loại", "Ghi chú"]
    assert row[2:] == [world.department.name, 82, 82, None, "Xuất sắc", None]
    assert "BẢNG TỔNG HỢP" in text
    assert world.teacher.full_name in text


def test_a_head_s_table_holds_her_tổ_and_not_what_is_hidden_of_herself(world, make):
    period = make()
    scored(world, period, world.head, world.secretary, c1_1="13.25")

    [rows] = sheets_in(world.client(world.head).get(url(world, "period_summary", period.pk))).values()

    names = [row[1] for row in rows[1:] if row[1]]
    row = next(row for row in rows if row[1] == world.head.full_name)
    assert set(names) == {world.head.full_name, world.teacher.full_name, world.teacher2.full_name}
    assert row[3:] == [82, "chưa được xem", None, None, None]


def test_the_export_has_a_sheet_for_each_rubric_and_all_columns(world, make):
    period = make(council_scores=True)
    sheet = scored(world, period, world.teacher)
    services.save_council_column(
        period,
        reviews={sheet.pk: Review(sheet.version, cells_by_code(sheet, **(WHOLE | {"c1_1": "20"})))},
        by=world.principal.user,
    )

    [(title, rows)] = sheets_in(world.client(world.secretary).get(url(world, "period_export", period.pk))).items()

    header = rows[0]
    row = dict(zip(header, next(row for row in rows if row[1] == world.teacher.full_name), strict=True))
    assert title == "Tháng 10-2026"
    assert (row["Tự chấm 1.1"], row["Tổ chấm 1.1"], row["Hội đồng 1.1"]) == (28, 28, 20)
    assert (row["Tổ chấm 2.1"], row["Tổ chấm 3"]) == (2, None)
    assert (row["Hội đồng: tổng"], row["Xếp loại"]) == (74, "Xuất sắc")


def test_a_long_table_is_ordered_by_a_button(world, make, run_jobs, monkeypatch):
    from evaluations.views import papers

    period = make()
    scored(world, period, world.teacher)
    monkeypatch.setattr(papers, "AT_ONCE", 2)
    client, address = world.client(world.secretary), url(world, "period_export", period.pk)

    asked = client.get(address)
    before = Job.objects.count()
    client.post(address)
    run_jobs()

    assert (before, asked["Content-Type"].split(";")[0]) == (0, "text/html")
    job = Job.objects.get()
    assert (job.state, job.result_name) == ("done", "Danh-gia-2026-10.xlsx")


@pytest.mark.parametrize("name", ["period_export", "period_summary"])
def test_tables_cost_the_same_at_one_sheet_and_at_three(world, make, name):
    period = make()
    scored(world, period, world.teacher)
    client, address = world.client(world.secretary), url(world, name, period.pk)
    client.get(address)
    counts = []
    for person in (None, world.teacher2):
        if person:
            scored(world, period, person)
            hand_in(period, world.outsider_head)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        ("secretary", ["Bảng tổng hợp xếp loại", "Lập thông báo", "Tổ 1, 2, 3", "Tổ 4, 5"]),
        ("head", ["Bảng tổng hợp xếp loại", "Tổ 1, 2, 3"]),
        ("teacher", []),
    ],
)
def test_the_period_s_page_leads_each_reader_to_her_papers(world, make, reader, shown):
    period = make(staff_sees="grades")
    scored(world, period, world.teacher)
    published(world, period)

    page = world.client(getattr(world, reader)).get(url(world, "period_detail", period.pk)).content.decode()

    panel = page.partition("Giấy tờ của kỳ")[2]
    words = ["Bảng tổng hợp xếp loại", "Lập thông báo", "Tổ 1, 2, 3", "Tổ 4, 5"]
    assert [word for word in words if word in panel] == shown


# ---- a sheet ----


def test_a_sheet_is_printed_with_the_columns_its_reader_may_see(world, make, run_jobs):
    period = make()
    sheet = scored(world, period, world.teacher, c1_1="21")
    texts = []
    for reader in (world.teacher, world.head):
        world.client(reader).post(url(world, "sheet_paper", sheet.pk))
        run_jobs()
        texts.append(pdf_text(Job.objects.order_by("pk").last()))
    own, head = texts

    assert ("Nhận xét của tổ" in own, "Làm việc chắc chắn" in own) == (False, False)
    assert ("Nhận xét của tổ" in head, "Làm việc chắc chắn" in head) == (True, True)


def test_a_right_that_ended_prints_nothing(world, make, run_jobs):
    from organisation.models import RoleAssignment

    period = make()
    sheet = scored(world, period, world.teacher)
    world.client(world.head).post(url(world, "sheet_paper", sheet.pk))
    RoleAssignment.objects.filter(person=world.head).delete()
    run_jobs()

    assert (Job.objects.get().state, bool(Job.objects.get().result_file)) == ("failed", False)


# ---- the tổ's meeting ----


def meeting_data(world, **changes) -> dict:
    return {
        "version": 0,
        "held_on": "26/10/2026",
        "held_time": "15:30",
        "place": "Phòng họp tổ",
        "chaired_by": world.head.pk,
        "secretary": world.teacher.pk,
        "absent": [world.teacher2.pk],
        "remarks": "Nhất trí với kết quả.",
    } | changes


def meeting_url(world, period, name="meeting_edit", department=None):
    return url(world, name, period.pk, (department or world.department).pk)


def test_the_minutes_are_made_from_the_meeting_and_the_sheets(world, make):
    period = make()
    scored(world, period, world.teacher)
    client = world.client(world.head)

    saved = client.post(meeting_url(world, period), meeting_data(world), follow=True)
    client.post(meeting_url(world, period, "meeting_minutes"))

    meeting = DepartmentMeeting.objects.get()
    text = plain_text(meeting.document.content)
    assert "Đã lưu cuộc họp." in saved.content.decode()
    assert (meeting.document.kind, meeting.document.state) == ("minutes", "draft")
    assert "15 giờ 30 phút, ngày 26 tháng 10 năm 2026" in text
    assert "Tổng số: 03; có mặt: 02; vắng mặt: 01." in text
    assert "Làm việc chắc chắn." in text
    assert "Nhất trí với kết quả." in text


def test_minutes_follow_the_scores_while_they_are_a_draft_and_stay_once_issued(world, make):
    period = make()
    sheet = scored(world, period, world.teacher)
    client = world.client(world.head)
    client.post(meeting_url(world, period), meeting_data(world))
    client.post(meeting_url(world, period, "meeting_minutes"))
    review = Review(sheet.version, cells_by_code(sheet, c1_1="11"), note="Làm việc chắc chắn.")
    services.save_review(period, reviews={sheet.pk: review}, recommend=True, by=world.head.user)

    client.post(meeting_url(world, period, "meeting_minutes"))
    document = DepartmentMeeting.objects.get().document
    redrawn = plain_text(document.content)
    issued(world, document)
    refused = client.post(meeting_url(world, period, "meeting_minutes"), follow=True)
    kept = client.post(meeting_url(world, period), meeting_data(world, version=1, place="Nơi khác"))

    assert OfficialDocument.objects.count() == 1
    assert "65" in redrawn
    assert "đã ban hành nên cuộc họp không sửa được" in refused.content.decode()
    assert kept.status_code == 200
    assert DepartmentMeeting.objects.get().place == "Phòng họp tổ"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"secretary": "head"}, "Chủ trì và thư ký phải là hai người."),
        ({"absent": "head"}, "không thể vắng mặt"),
        ({"held_on": "27/10/2027"}, "thời điểm chưa tới"),
        ({"held_time": "chiều"}, "Giờ bắt đầu chưa đúng."),
        ({"chaired_by": ""}, "Chọn người chủ trì."),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(world, make, changes, sentence):
    period = make()
    values = {name: world.head.pk if value == "head" else value for name, value in changes.items()}

    page = world.client(world.head).post(meeting_url(world, period), meeting_data(world, **values))

    assert sentence in page.content.decode()
    assert not DepartmentMeeting.objects.exists()


def test_a_second_hand_does_not_write_over_a_meeting_in_silence(world, make):
    period = make()
    client = world.client(world.head)
    client.post(meeting_url(world, period), meeting_data(world))
    client.post(meeting_url(world, period), meeting_data(world, version=1, place="Phòng 2"))

    page = client.post(meeting_url(world, period), meeting_data(world, version=1, place="Phòng 3"))

    assert "Người khác vừa ghi cuộc họp này." in page.content.decode()
    assert DepartmentMeeting.objects.get().place == "Phòng 2"


def test_minutes_wait_for_the_scores(world, make):
    period = make()
    hand_in(period, world.teacher)
    client = world.client(world.head)
    client.post(meeting_url(world, period), meeting_data(world))

    page = client.post(meeting_url(world, period, "meeting_minutes"), follow=True)

    assert "Tổ chưa chấm xong 1 phiếu" in page.content.decode()


@pytest.mark.parametrize(("reader", "status"), [("teacher", 403), ("outsider_head", 403), ("secretary", 200)])
def test_the_meeting_belongs_to_the_head_of_the_tổ_and_those_who_run_the_year(world, make, reader, status):
    period = make()

    assert world.client(getattr(world, reader)).get(meeting_url(world, period)).status_code == status


def test_the_leaders_group_meets_under_the_secretary(world, make):
    period = make()
    client, address = world.client(world.secretary), url(world, "meeting_edit", period.pk, 0)
    scored(world, period, world.head, world.secretary)

    data = meeting_data(world, chaired_by=world.principal.pk, secretary=world.secretary.pk, absent=[])
    client.post(address, data)
    client.post(url(world, "meeting_minutes", period.pk, 0))

    text = plain_text(DepartmentMeeting.objects.get(department=None).document.content)
    assert world.head.full_name in text
    assert world.client(world.head).get(address).status_code == 403


def test_a_tổ_without_a_meeting_is_named_before_publication(world, make):
    period = make()
    scored(world, period, world.teacher)

    before = [each for each in services.publication_findings(period) if each.code == "evaluations.no_meeting"]
    world.client(world.head).post(meeting_url(world, period), meeting_data(world))
    after = [each for each in services.publication_findings(period) if each.code == "evaluations.no_meeting"]

    assert [(each.severity, each.detail) for each in before] == [("look", f"{world.department.name}.")]
    assert after == []


def test_other_schools_never_learn_of_papers(world, make):
    period = make()
    client = world.client(world.other_principal)
    slug = world.other_school.slug

    addresses = [
        ("period_summary", (period.pk,)),
        ("meeting_edit", (period.pk, world.department.pk)),
    ]
    assert [client.get(reverse(f"evaluations:{name}", args=[slug, *args])).status_code for name, args in addresses] == [
        404,
        404,
    ]
