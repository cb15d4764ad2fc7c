"""The pages of the book of arrivals."""

from __future__ import annotations

import io
import uuid

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from deadlines.models import CalendarEntry
from plans.models import IncomingDocument, IncomingFact
from plans.services import Chosen, incoming, incoming_dates
from tests.factories.estate.papers import photo
from tests.plans.arrivals import LETTER, assigned, filed, header, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


def test_the_clerk_enters_a_word_file_and_its_dates_are_found(world):
    word, kept = docx.Document(), io.BytesIO()
    for line in LETTER.splitlines():
        word.add_paragraph(line)
    word.save(kept)
    days = {name: f"{header()[name]:%d/%m/%Y}" for name in ("issued_on", "arrived_on")}
    data = header() | days | {"form_token": uuid.uuid4(), "upload": SimpleUploadedFile("cv.docx", kept.getvalue())}

    answer = world.client(world.clerk).post(url("incoming_create", world), data, follow=True)

    text = answer.content.decode()
    assert "Đã vào sổ, số đến 128. Tìm thấy 3 mốc thời gian, chờ xác nhận." in text
    assert "trước ngày 30/10/2026" in text
    document = IncomingDocument.objects.get()
    download = world.client(world.clerk).get(url("incoming_file", world, document.pk))
    assert b"".join(download.streaming_content)[:2] == b"PK"


def test_a_file_with_more_text_than_a_plan_may_have_is_kept_and_not_read(world):
    word, kept = docx.Document(), io.BytesIO()
    word.add_paragraph(LETTER)
    word.add_paragraph("Nộp báo cáo về Sở. " * 20_000)
    word.save(kept)
    long = SimpleUploadedFile("cv.docx", kept.getvalue())

    document, note = incoming.file_document(
        organisation=world.school, values=header(), upload=long, by=world.clerk.user
    )

    assert "quá 150000" in note
    assert "dán phần có các mốc" in note
    assert (document.text, bool(document.file), document.facts.count()) == ("", True, 0)


def test_a_scan_is_kept_and_the_page_says_why_no_dates_were_read(world):
    days = {name: f"{header()[name]:%d/%m/%Y}" for name in ("issued_on", "arrived_on")}
    data = header() | days | {"form_token": uuid.uuid4(), "upload": photo()}

    answer = world.client(world.clerk).post(url("incoming_create", world), data, follow=True)

    assert "Tệp là ảnh nên hệ thống không đọc được chữ" in answer.content.decode()
    assert IncomingDocument.objects.get().file_name == "anh.png"


def test_the_book_shows_everybody_only_what_concerns_her(world):
    document = filed(world)
    filed(world, number="90/TB", arrival_number=129, subject="Lịch họp giao ban", kind="notice")
    incoming.share(document, chosen=Chosen(people=[world.teacher]), by=world.clerk.user)

    pages = {
        name: world.client(getattr(world, name)).get(url("incoming_list", world)).content.decode()
        for name in ("clerk", "teacher", "teacher2")
    }

    assert ["512/SGDĐT-VP" in page for page in pages.values()] == [True, True, False]
    assert ["90/TB" in page for page in pages.values()] == [True, False, False]
    assert world.client(world.teacher2).get(url("incoming_detail", world, document.pk)).status_code == 403
    assert (
        world.client(world.other_clerk)
        .get(reverse("plans:incoming_detail", args=[world.other_school.slug, document.pk]))
        .status_code
        == 404
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "giao ban"}, ["90/TB"]),
        ({"q": "512/SGDDT"}, ["512/SGDĐT-VP"]),
        ({"kind": "notice"}, ["90/TB"]),
        ({"issuer": "Sở Giáo dục và Đào tạo"}, ["90/TB", "512/SGDĐT-VP"]),
        ({"state": "late"}, ["512/SGDĐT-VP"]),
        ({"state": "filed"}, ["90/TB"]),
        ({"state": "nonsense"}, ["90/TB", "512/SGDĐT-VP"]),
    ],
)
def test_the_book_is_searched_and_filtered(query, found, world):
    assigned(world)
    filed(world, number="90/TB", arrival_number=129, subject="Lịch họp giao ban", kind="notice")

    with clock.travel_to("2026-10-22 08:00"):
        page = world.client(world.principal).get(url("incoming_list", world), query)

    assert [each.number for each in page.context["page"].object_list] == found


def test_the_book_costs_the_same_with_one_and_with_three(world, django_assert_num_queries):
    filed(world)
    client = world.client(world.clerk)
    client.get(url("incoming_list", world))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url("incoming_list", world))
    filed(world, number="2", arrival_number=2)
    filed(world, number="3", arrival_number=3)

    with django_assert_num_queries(len(one)):
        client.get(url("incoming_list", world))


def test_the_book_comes_down_as_a_table(world):
    assigned(world)

    answer = world.client(world.clerk).get(url("incoming_export", world))

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    [_, row] = sheet.iter_rows(values_only=True)
    assert row[:4] == (128, "09/10/2026", "Sở Giáo dục và Đào tạo", "512/SGDĐT-VP")
    assert row[7:10] == ("Vũ Đức Thắng", "20/10/2026", "Đang xử lý")


def test_the_handler_works_through_it_on_its_page(world):
    document = assigned(world, handler=world.teacher)
    client, fact = world.client(world.teacher), document.facts.deadlines().first()

    client.post(url("incoming_date_accept", world, fact.pk))
    client.post(
        url("incoming_date_edit", world, document.facts.deadlines()[1].pk), {"title": "Báo cáo", "to_on": "10/01/2027"}
    )
    client.post(url("incoming_date_refuse", world, document.facts.deadlines().last().pk))
    for row in incoming_dates.work_of(document).open():
        client.post(url("incoming_done", world, document.pk), {"obligation": row.pk})
    client.post(url("incoming_close", world, document.pk), {"outcome": "Đã báo cáo đủ."})

    document.refresh_from_db()
    assert (document.state, document.outcome, document.closed_by) == ("closed", "Đã báo cáo đủ.", world.teacher.user)
    assert IncomingFact.objects.filter(done_at=None, state="accepted").count() == 0


def test_a_date_counted_from_the_arrival_is_entered_by_that_day(world):
    report = "3. Báo cáo kết quả trong thời hạn 05 ngày làm việc kể từ ngày nhận công văn."
    fact = filed(world, LETTER.replace("3. Hồ sơ", f"{report}\n4. Hồ sơ")).facts.get(
        sentence__contains="05 ngày làm việc"
    )
    client, address = world.client(world.clerk), url("incoming_date_edit", world, fact.pk)

    nothing = client.post(address, {"title": "Báo cáo kết quả"}).content.decode()
    client.post(address, {"title": "Báo cáo kết quả", "anchor_on": "9/10/2026"})

    fact.refresh_from_db()
    assert "Ghi hạn của việc này." in nothing
    assert (fact.state, fact.rule, f"{fact.to_on:%d/%m/%Y}") == ("accepted", "relative", "16/10/2026")
    entry = CalendarEntry.objects.get()
    assert entry.reading == "5 ngày làm việc kể từ thứ Sáu 09/10/2026, không tính ngày này, bỏ ngày nghỉ"
    assert 'value="09/10/2026"' in client.get(address).content.decode()
