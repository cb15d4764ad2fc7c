"""Documents from above: entered, given out, read by those they concern, their dates kept, closed."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from core import clock
from core.errors import DomainError
from deadlines.models import CalendarEntry, Obligation
from documents.content import Paragraph, Run, Section, plain_text
from documents.services import hash_of
from notifications.models import Notification
from plans import services
from plans.models import EmulationPlan, IncomingDocument
from plans.services import Chosen, incoming, incoming_dates, starting
from tests.factories.people import make_person
from tests.plans.arrivals import LETTER, assigned, filed, header, open_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


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
