"""Documents from above: entered, given out, read by those they concern, their dates kept, closed."""

from __future__ import annotations

import io
import uuid
from datetime import date

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import CalendarEntry, Obligation
from documents import services as documents
from documents.content import Appendix, Content, Item, Paragraph, Run, Section, plain_text
from documents.models import OfficialDocument
from documents.services import hash_of
from notifications.models import Notification
from organisation.models import Supervision
from plans import services
from plans.models import EmulationPlan, IncomingDocument, IncomingFact
from plans.services import Chosen, incoming, incoming_dates, starting
from submissions import services as submissions
from submissions.models import Submission
from tests.factories.estate import photo
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db

LETTER = """SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số: 512/SGDĐT-VP
V/v hướng dẫn công tác thi đua, khen thưởng năm học 2026-2027

Kính gửi: Các trường mầm non, tiểu học, trung học cơ sở

Sở hướng dẫn các trường thực hiện công tác thi đua, khen thưởng năm học 2026-2027 như sau:
1. Đăng ký thi đua: các trường gửi bản đăng ký danh hiệu thi đua về Sở trước ngày 30/10/2026.
2. Sơ kết học kỳ I: nộp báo cáo sơ kết về Sở chậm nhất ngày 15/01/2027.
3. Hồ sơ đề nghị khen thưởng cuối năm nộp về Sở trước ngày 30/5/2027.
"""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def autumn(world):
    with clock.travel_to("2026-10-12 08:00"), scope(world.school):
        yield


def header(**changed) -> dict:
    values = {
        "kind": "letter",
        "number": "512/SGDĐT-VP",
        "issued_on": date(2026, 10, 5),
        "issuer": "Sở Giáo dục và Đào tạo",
        "subject": "Hướng dẫn công tác thi đua, khen thưởng năm học 2026-2027",
        "arrival_number": 128,
        "arrived_on": date(2026, 10, 9),
    }
    return values | changed


def filed(world, text=LETTER, **changed) -> IncomingDocument:
    document, _ = incoming.file_document(
        organisation=world.school, values=header(**changed), text=text, by=world.clerk.user
    )
    return document


def assigned(world, document=None, *, handler=None, handle_by_on=date(2026, 10, 20)) -> IncomingDocument:
    document = document or filed(world)
    return incoming.assign(
        document,
        handler=handler or world.vice_principal,
        handle_by_on=handle_by_on,
        opinion="Trao đổi với các tổ trước khi báo cáo.",
        by=world.principal.user,
    )


def open_work(world) -> list[tuple[str, str]]:
    rows = Obligation.objects.owed_by(world.school).open().filter(key__startswith="incoming:")
    return sorted((row.title, str(row.person or row.role)) for row in rows)


def url(name: str, world, *args) -> str:
    return reverse(f"plans:{name}", args=[world.school.slug, *args])


# ---- into the book ----


def test_a_filed_document_waits_for_the_head_with_its_dates_beside_their_sentences(world):
    document = filed(world)

    days = [(fact.to_on, fact.state) for fact in document.facts.deadlines()]
    assert days == [(date(2026, 10, 30), "proposed"), (date(2027, 1, 15), "proposed"), (date(2027, 5, 30), "proposed")]
    assert "trước ngày 30/10/2026" in document.facts.deadlines()[0].sentence
    [(title, who)] = open_work(world)
    assert (title.startswith("Phân công xử lý công văn số 512/SGDĐT-VP"), who) == (True, "principal")
    assert not CalendarEntry.objects.filter(source_key__startswith="incoming:").exists()


BARE = "Đề nghị các trường gửi bản đăng ký về Sở trước ngày 30/10/2026. Sau đó báo cáo chậm nhất ngày 15/01/2027."
SCANNED = """SỞ GIÁO DỤC VÀ ĐÀO TẠO  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH NINH BÌNH   Độc lập - Tự do - Hạnh phúc
Số: 1234/SGDĐT-TCCB   Ninh Bình, ngày 05 tháng 10 năm 2026
V/v báo cáo kết quả đăng ký thi đua

Kính gửi: Các đơn vị trực thuộc.

Thực hiện Kế hoạch số 50/KH-UBND ngày 10/9/2026 của UBND tỉnh, Sở đề nghị các đơn vị:
- Báo cáo kết quả đăng ký danh hiệu thi đua trước ngày 25/10/2026.
- Rà soát, bổ sung hồ sơ trước 16 giờ 00 ngày 30/10/2026./.

Nơi nhận:                 KT. GIÁM ĐỐC
- Như trên;              PHÓ GIÁM ĐỐC
- Lưu: VT, ngày 06/10/2026.
"""


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (BARE, [date(2026, 10, 30), date(2027, 1, 15)]),
        (f"Kính gửi: Các trường tiểu học.\n{BARE}\nTrân trọng./.", [date(2026, 10, 30), date(2027, 1, 15)]),
        (SCANNED, [date(2026, 10, 25), date(2026, 10, 30)]),
    ],
)
def test_a_letter_without_headings_is_read_line_by_line(text, days, world):
    document = filed(world, text)

    assert [fact.to_on for fact in document.facts.deadlines()] == days
    assert all(fact.sentence in text for fact in document.facts.deadlines())


def test_a_date_of_another_year_stays_as_it_is_printed(world):
    document = filed(world, LETTER.replace("15/01/2027", "15/01/2028"))

    assert date(2028, 1, 15) in {fact.to_on for fact in document.facts.deadlines()}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"number": "513/SGDĐT"}, "Số đến 128 năm 2026 đã ghi cho Công văn số 512/SGDĐT-VP. Số tiếp theo là 129."),
        ({"arrival_number": 129}, "đã vào sổ ngày 09/10/2026, số đến 128"),
        ({"number": "1", "arrival_number": 5, "arrived_on": date(2026, 10, 13)}, "từ hôm nay trở về trước"),
        ({"number": "1", "arrival_number": 5, "arrived_on": date(2026, 10, 1)}, "Ngày đến trước ngày văn bản"),
    ],
)
def test_what_cannot_be_entered_is_refused_with_a_sentence(changed, sentence, world):
    filed(world)

    with pytest.raises(DomainError) as refused:
        filed(world, **changed)

    assert sentence in refused.value.message
    assert IncomingDocument.objects.count() == 1


def test_the_same_form_twice_enters_once(world):
    token = uuid.uuid4()
    values = {"organisation": world.school, "values": header(), "form_token": token, "by": world.clerk.user}

    first, _ = incoming.file_document(**values)
    second, _ = incoming.file_document(**values)

    assert first == second


def test_a_text_that_is_corrected_is_read_again_and_decisions_stay(world):
    document = filed(world)
    kept = document.facts.deadlines().get(to_on=date(2026, 10, 30))
    incoming_dates.accept_date(kept, by=world.clerk.user)

    text = document.text.replace("15/01/2027", "20/01/2027")
    incoming.correct_document(document, values=header(), text=text, by=world.clerk.user)

    states = {fact.to_on: fact.state for fact in document.facts.deadlines()}
    assert states == {
        date(2026, 10, 30): "accepted",
        date(2027, 1, 20): "proposed",
        date(2027, 5, 30): "proposed",
    }


# ---- who handles it ----


def test_the_handler_owes_it_with_the_heads_opinion_and_the_head_no_longer(world):
    document = assigned(world)

    row = Obligation.objects.owed_by(world.school).open().get(key=f"{document.topic}:handle")
    assert (row.person, row.due_at) == (world.vice_principal, clock.end_of_day(date(2026, 10, 20)))
    assert "Trao đổi với các tổ" in row.why
    assert len(open_work(world)) == 1
    note = Notification.objects.get(key__startswith=f"{document.topic}:assigned")
    assert (note.person, note.subject) == (world.vice_principal, "Được giao xử lý: Công văn số 512/SGDĐT-VP")


def test_given_to_another_the_open_dates_go_with_it(world):
    document = assigned(world)
    incoming_dates.accept_clear_dates(document, by=world.clerk.user)

    assigned(world, document, handler=world.secretary)

    assert {who for _, who in open_work(world)} == {"Phạm Thu Trang"}


@pytest.mark.parametrize(
    ("day", "name", "words"), [("2026-10-11", "secretary", "từ hôm nay"), (None, "officer", "không công tác")]
)
def test_who_or_when_cannot_be_is_refused(day, name, words, world):
    document = filed(world)

    with pytest.raises(DomainError, match=words):
        assigned(
            world,
            document,
            handler=getattr(world, name),
            handle_by_on=date.fromisoformat(day) if day else None,
        )


# ---- its dates ----


def test_an_accepted_date_stands_on_the_calendar_with_its_source_and_is_owed(world):
    document = assigned(world)
    fact = document.facts.deadlines().first()

    incoming_dates.accept_date(fact, by=world.vice_principal.user)

    entry = CalendarEntry.objects.get(source_key=f"{document.topic}:{fact.key}")
    assert entry.source_label == "Công văn số 512/SGDĐT-VP ngày 05/10/2026 của Sở Giáo dục và Đào tạo"
    assert "gửi bản đăng ký danh hiệu thi đua" in entry.source_sentence
    assert entry.due_at == clock.end_of_day(date(2026, 10, 29))  # “trước ngày 30”
    assert entry.purpose == "other"  # it opens no round of registration here
    owed = Obligation.objects.owed_by(world.school).open().get(entry=entry)
    assert owed.person == world.vice_principal


def test_until_somebody_is_named_the_head_owes_the_dates(world):
    document = filed(world)

    assert incoming_dates.accept_clear_dates(document, by=world.clerk.user) == 3

    assert [who for title, who in open_work(world) if not title.startswith("Phân công")] == ["principal"] * 3


def test_a_corrected_date_replaces_the_one_that_was_accepted(world):
    document = assigned(world)
    fact = document.facts.deadlines().first()
    incoming_dates.accept_date(fact, by=world.clerk.user)

    incoming_dates.correct_date(
        fact, title="Gửi bản đăng ký", from_on=None, to_on=date(2026, 10, 28), by=world.clerk.user
    )

    entries = CalendarEntry.objects.filter(source_key=f"{document.topic}:{fact.key}")
    assert [(each.title, each.due_at) for each in entries] == [
        ("Gửi bản đăng ký", clock.end_of_day(date(2026, 10, 28)))
    ]
    assert ("Gửi bản đăng ký", "Vũ Đức Thắng") in open_work(world)


def test_a_refused_date_leaves_the_calendar_and_is_owed_by_nobody(world):
    document = assigned(world)
    fact = document.facts.deadlines().first()
    incoming_dates.accept_date(fact, by=world.clerk.user)

    incoming_dates.refuse_date(fact, by=world.clerk.user)

    assert not CalendarEntry.objects.filter(source_key__startswith="incoming:").exists()
    assert len(open_work(world)) == 1


def test_a_closed_document_has_nothing_left_to_do(world):
    document = assigned(world)
    with pytest.raises(DomainError, match="Còn 3 mốc thời gian chưa xác nhận"):
        incoming.close(document, outcome="Đã báo cáo.", by=world.vice_principal.user)
    first, *rest = document.facts.deadlines()
    incoming_dates.accept_date(first, by=world.clerk.user)
    for fact in rest:
        incoming_dates.refuse_date(fact, by=world.clerk.user)
    with pytest.raises(DomainError, match="Còn 1 việc có hạn chưa làm xong"):
        incoming.close(document, outcome="Đã báo cáo.", by=world.vice_principal.user)

    incoming_dates.mark_done(document, incoming_dates.work_of(document).open().get(), by=world.vice_principal.user)
    document = incoming.close(document, outcome="Đã gửi bản đăng ký.", by=world.vice_principal.user)

    assert (document.state, open_work(world)) == ("closed", [])
    with pytest.raises(DomainError, match="đã xử lý xong"):
        incoming_dates.refuse_date(rest[0], by=world.clerk.user)


def test_it_is_offered_to_the_plan_of_its_year_for_as_long_as_one_of_its_dates_is_not_refused(world):
    document = filed(world)
    *rest, last = document.facts.deadlines()
    incoming_dates.refuse_date(last, by=world.clerk.user)

    assert list(starting.incoming_documents(world.school, world.year)) == [document]
    assert list(starting.incoming_documents(world.school, world.last_year)) == []

    for fact in rest:
        incoming_dates.refuse_date(fact, by=world.clerk.user)
    assert list(starting.incoming_documents(world.school, world.year)) == []


def begun_with(world, *documents: IncomingDocument) -> EmulationPlan:
    world.year.is_current = True  # as the frame of a request says it
    content = starting.with_tasks_from_above(starting.blank_content(world.year), list(documents))
    return services.start_plan(
        organisation=world.school, school_year=world.year, content=content, note="Từ văn bản cấp trên",
        form_token=uuid.uuid4(), by=world.vice_principal.user,
    )  # fmt: skip


def test_a_draft_names_what_documents_from_above_ask_with_its_source_and_reads_it(world):
    document = filed(world)
    incoming_dates.refuse_date(document.facts.deadlines().last(), by=world.clerk.user)

    plan = begun_with(world, document)

    written = plain_text(plan.content)
    source = "(theo Công văn số 512/SGDĐT-VP của Sở Giáo dục và Đào tạo)."
    assert "THỰC HIỆN CÔNG VĂN SỐ 512/SGDĐT-VP" in written
    assert written.count(source) == 2
    assert "30/5/2027" not in written
    asked = document.facts.deadlines().not_refused()
    read = plan.facts.of_kind("deadline")
    assert {each.to_on for each in read} == {date(2026, 10, 30), date(2027, 1, 15)}
    assert {(each.to_on, each.is_before) for each in read} == {(each.to_on, each.is_before) for each in asked}
    assert all(each.sentence.endswith(source) and each.waits for each in read)


def test_what_came_from_above_survives_an_edit_of_the_draft(world):
    plan = begun_with(world, filed(world))
    decided = plan.facts.get(kind="deadline", sentence__contains="15/01/2027")
    services.accept_fact(decided, by=world.vice_principal.user)
    plan.refresh_from_db()
    before = {(each.sentence, each.to_on) for each in plan.facts.of_kind("deadline")}
    content = plan.content
    content.blocks = [Section("MỤC ĐÍCH", [Paragraph([Run("Thi đua dạy tốt, học tốt.")])]), *content.blocks]

    reread = services.write_content(plan, content, before=hash_of(plan.content), by=world.vice_principal.user).reread

    decided.refresh_from_db()
    assert (reread.changed, reread.lost, decided.state) == ([], [], "accepted")
    assert {(each.sentence, each.to_on) for each in plan.facts.of_kind("deadline")} == before


# ---- who reads it ----


def test_readers_owe_the_reading_and_are_counted_to_all_of_them(world):
    document = assigned(world)

    assert incoming.share(document, chosen=Chosen(departments=[world.department]), by=world.clerk.user) == 3

    document.refresh_from_db()
    rows = services.reading_rows(document)
    assert [row.read_at for row in rows] == [None] * 3
    for row in rows:
        services.acknowledge(document, person=row.person)
        services.acknowledge(document, person=row.person)
    assert all(row.read_at for row in services.reading_rows(document))
    assert not Obligation.objects.owed_by(world.school).open().filter(key__contains=":read:").exists()


def test_whoever_joins_the_department_later_owes_the_reading_as_well(world):
    document = assigned(world)
    incoming.share(document, chosen=Chosen(departments=[world.department]), by=world.clerk.user)
    newcomer = make_person(world.school, "Tô Thị Mến", "staff", department=world.department)

    services.keep_all_readers()

    owed = Obligation.objects.owed_by(world.school).open().filter(key__startswith=f"{document.topic}:read:")
    assert newcomer in {row.person for row in owed}


# ---- sent down by an office of this installation ----


def office_document(world) -> OfficialDocument:
    with scope(world.office):
        content = Content(
            "KẾ HOẠCH",
            "Công tác thi đua, khen thưởng năm học 2026-2027",
            letterhead=documents.letterhead_for(world.office, type_code="KH"),
            blocks=[
                Section("NHIỆM VỤ", [Item([Run("Các trường đăng ký danh hiệu thi đua trước ngày 24/10/2026.")])]),
                Paragraph([Run("Các trường nghiêm túc thực hiện kế hoạch này.")]),
            ],
            signatories=[documents.head_signatory(world.office, clock.today())],
            appendices=[
                Appendix("LỊCH", [Item([Run("Nộp hồ sơ về phòng chậm nhất ngày 20/5/2027.")])], label="Phụ lục I")
            ],
        )
        document = documents.create_document(
            organisation=world.office, kind="plan", content=content, by=world.officer.user
        )
        document = documents.submit_for_approval(document, by=world.officer.user)
        document = documents.approve(document, content_hash=document.content_hash, by=world.leader.user)
        document = documents.issue(document, number=30, issued_on=date(2026, 10, 10), by=world.officer.user)
        return documents.store_rendering(document, PDF)


def sent(world) -> Submission:
    document = office_document(world)
    with scope(world.office):
        submissions.send_document(
            document,
            recipients=[world.school, world.other_school],
            line=Supervision.Line.PROFESSIONAL,
            school_year_code="2026-2027",
            by=world.officer.user,
        )
    return Submission.objects.addressed_to(world.school).documents().get()


def test_an_offices_plan_reaches_each_school_once_and_binds_it_once_entered(world):
    delivery = sent(world)
    taking = Obligation.objects.owed_by(world.school).open().get(key=f"submission:{delivery.pk}:intake")
    assert (taking.role, taking.url_name) == ("records_clerk", "plans:incoming_take")

    document = incoming.take_delivery(delivery, arrival_number=129, arrived_on=date(2026, 10, 12), by=world.clerk.user)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.received_by) == ("accepted", world.clerk.user)
    assert (document.kind, document.number, document.issuer) == ("plan", "30/KH-VHXH", world.office.name)
    days = {fact.to_on for fact in document.facts.deadlines()}
    assert days == {date(2026, 10, 24), date(2027, 5, 20)}  # of the body and of the appendix
    assert not Obligation.objects.owed_by(world.school).open().filter(pk=taking.pk).exists()
    again = incoming.take_delivery(delivery, arrival_number=130, arrived_on=date(2026, 10, 12), by=world.clerk.user)
    assert again == document


def test_whoever_has_it_is_not_sent_it_again_and_strangers_are_refused(world):
    delivery = sent(world)
    document = delivery.files.get()
    with scope(world.office):
        original = OfficialDocument.objects.get(pk=document.document_id)
        values = {"line": "professional", "school_year_code": "2026-2027", "by": world.officer.user}
        with pytest.raises(DomainError, match="Chưa có đơn vị nào được gửi thêm"):
            submissions.send_document(original, recipients=[world.school], **values)
        with pytest.raises(DomainError, match="không thuộc tuyến"):
            submissions.send_document(original, recipients=[world.office], **values)


def test_the_office_sees_who_entered_it_and_how_many_have_read_but_no_names(world):
    delivery = sent(world)
    document = incoming.take_delivery(delivery, arrival_number=129, arrived_on=date(2026, 10, 12), by=world.clerk.user)
    incoming.share(document, chosen=Chosen(people=[world.teacher, world.teacher2]), by=world.clerk.user)
    document.refresh_from_db()
    services.acknowledge(document, person=world.teacher)
    document_id = delivery.files.get().document_id

    page = world.client(world.officer).get(reverse("submissions:document_send", args=[world.office.slug, document_id]))

    text = page.content.decode()
    assert "1 trong 2 người" in text
    assert "Đã gửi 2 đơn vị, 1 đã vào sổ" in text
    assert "Đỗ Thị Hòa" not in text


def test_the_office_sends_from_the_documents_page_to_a_level_it_chooses(world):
    document = office_document(world)
    address = reverse("submissions:document_send", args=[world.office.slug, document.pk])

    answer = world.client(world.officer).post(address, {"to": "some", "levels": ["lower_secondary"]})

    assert answer.status_code == 302
    assert [each.recipient for each in Submission.objects.of_document(document)] == [world.other_school]


# ---- pages ----


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
