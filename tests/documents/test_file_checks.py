"""Stored things are read again: what is missing or changed is told once, not sent, and settled by restoring."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import Obligation
from documents import services, stored
from documents.models import CheckRound, Evidence, FileAlarm
from documents.services import file_checks
from notifications.models import Notification
from plans.models import IncomingDocument
from tests.documents import drafts


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


@pytest.fixture
def plan(school):
    return services.store_rendering(drafts.issued(school), b"%PDF-1.7 the issued file")


def evidence(school, number=1):
    row = Evidence(
        organisation=school.school,
        person=school.teacher,
        original_name="anh.jpg",
        media_type="image/jpeg",
        size=5,
        sha256=hashlib.sha256(b"photo%d" % number).hexdigest(),
        uploaded_by=school.teacher.user,
    )
    row.file.save(f"{number}.jpg", SimpleUploadedFile("a.jpg", b"photo%d" % number), save=False)
    row.save()
    return row


def alarms():
    return [(alarm.source, alarm.kind) for alarm in FileAlarm.objects.order_by("pk")]


def spoil(file):
    with open(file.path, "ab") as output:
        output.write(b"x")


def test_what_is_whole_raises_no_alarm(school, plan):
    evidence(school)
    audit.seal(school.school)

    count = services.check_some()

    assert alarms() == []
    assert count >= 4  # the file and the content of the plan, a photo, a seal
    assert CheckRound.objects.filter(finished_at=None).count() == 0


def test_every_room_names_what_it_keeps():
    assert {
        "audit.seals",
        "documents.evidence",
        "documents.frozen",
        "documents.issued",
        "documents.scans",
        "documents.signed",
        "plans.incoming",
        "submissions.files",
        "submissions.manifests",
    } <= set(stored.SOURCES)


def test_missing_and_changed_files_are_told_to_the_head_and_the_clerk_once(school, plan):
    photo = evidence(school)
    spoil(plan.file)
    Path(photo.file.path).unlink()

    services.check_some(anew=True)
    services.check_some(anew=True)

    assert sorted(alarms()) == [("documents.evidence", "missing"), ("documents.issued", "different")]
    told = Notification.objects.filter(key__startswith="file-alarm:")
    assert set(told.values_list("person__full_name", flat=True)) == {
        school.principal.full_name,
        school.clerk.full_name,
    }
    assert told.count() == 4
    assert Obligation.objects.filter(key__startswith="file-alarm:").open().count() == 4
    assert "Kế hoạch số 05/KH-THNC" in school.client(school.clerk).get("/o/th-ngoc-cau/").text
    assert "Kế hoạch số 05/KH-THNC" in school.client(school.principal).get("/o/th-ngoc-cau/").text
    assert "không còn nguyên vẹn" not in school.client(school.teacher).get("/o/th-ngoc-cau/").text


def test_frozen_content_and_seals_of_the_log_are_read_again(school, plan):
    seal = audit.seal(school.school)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger, change in (
            ("documents_officialdocument", "issued_stays_issued", f"SET frozen = '{{}}' WHERE id = {plan.pk}"),
            ("audit_auditseal", "ALL", f"SET hash = repeat('0', 64) WHERE id = {seal.pk}"),
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
            cursor.execute(f"UPDATE {table} {change}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")

    services.check_some()

    assert sorted(alarms()) == [("audit.seals", "different"), ("documents.frozen", "different")]


def test_incoming_file_and_what_was_sent_are_read_again_and_not_sent_when_changed(school):
    document = IncomingDocument.objects.create(
        organisation=school.school,
        school_year=school.year,
        kind="plan",
        number="1/KH",
        issued_on=date(2026, 9, 1),
        issuer="UBND",
        subject="Kế hoạch",
        arrival_number=7,
        arrival_year=2026,
        arrived_on=date(2026, 9, 2),
        file=SimpleUploadedFile("a.pdf", b"%PDF incoming"),
        file_name="a.pdf",
        media_type="application/pdf",
        file_sha256="0" * 64,
        created_by=school.clerk.user,
    )

    services.check_some()

    assert alarms() == [("plans.incoming", "different")]
    assert FileAlarm.objects.get().label == "Văn bản đến số 7 năm 2026"
    with pytest.raises(DomainError, match="không còn nguyên vẹn"):
        services.opened_file(document)


def test_file_under_an_alarm_is_not_sent(school):
    photo = evidence(school)
    with services.opened_file(photo) as file:
        assert file.read() == b"photo1"
    spoil(photo.file)

    services.check_some()

    answer = services.evidence_response(photo)
    assert (answer.status_code, "không còn nguyên vẹn" in answer.content.decode()) == (409, True)


def test_missing_file_is_a_sentence_even_before_it_is_noticed(school):
    photo = evidence(school)
    Path(photo.file.path).unlink()

    assert services.evidence_response(photo).status_code == 409


def test_a_run_goes_on_where_the_last_one_stopped_the_longest_unread_first(school, monkeypatch):
    photos = [evidence(school, number) for number in range(5)]
    read = []
    monkeypatch.setattr(file_checks, "SLICE", 2)
    monkeypatch.setattr(stored, "SOURCES", {"documents.evidence": stored.SOURCES["documents.evidence"]})
    check = file_checks.check_one
    monkeypatch.setattr(file_checks, "check_one", lambda source, pk, each: (read.append(pk), check(source, pk, each)))

    class Clock:
        """So slow that a run has time for one slice."""

        now = 0

        def monotonic(self):
            self.now += 60
            return self.now

    monkeypatch.setattr(file_checks, "time", Clock())
    for _ in range(5):
        services.check_some(seconds=100)

    assert read == [photo.pk for photo in photos]
    with clock.travel_to("2026-10-14 08:00"):
        services.check_some(seconds=100)
    assert read[5:] == [photo.pk for photo in photos[:2]]


def test_queries_do_not_grow_with_what_is_whole(school):
    def queries():
        with CaptureQueriesContext(connection) as found:
            services.check_some(anew=True)
        return len(found)

    evidence(school, 1)
    queries()
    few = queries()
    for number in range(2, 30):
        evidence(school, number)

    assert queries() == few


def test_long_file_is_read_in_pieces(school, monkeypatch):
    photo = evidence(school)
    asked = []
    opened = photo.file.storage.open(photo.file.name)

    class Watched:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            opened.close()

        def read(self, size):
            asked.append(size)
            return opened.read(2)

    monkeypatch.setattr(photo.file.storage, "open", lambda name, mode: Watched())

    assert stored.hash_of_file(photo.file.storage, photo.file.name) == photo.sha256
    assert len(asked) == 4  # six bytes by two, and the end
    assert set(asked) == {stored.CHUNK}


def test_alarm_is_settled_only_by_putting_the_file_back(school, plan):
    with plan.file.open("rb") as file:
        data = file.read()
    plan.file.close()
    spoil(plan.file)
    services.check_some()
    alarm = FileAlarm.objects.get()
    client = school.client(school.clerk)
    page = reverse("documents:file_alarm_detail", args=["th-ngoc-cau", alarm.pk])

    still = client.post(page, {"note": "Đã xem"})
    Path(plan.file.path).write_bytes(data)
    without_note = client.post(page, {"note": " "})
    settled = client.post(page, {"note": "Khôi phục từ bản sao lưu ngày 12/10"})

    assert "vừa đọc lại: tệp đã khác" in still.text
    assert "Chưa ghi cách xử lý" in without_note.text
    assert settled.status_code == 302
    alarm.refresh_from_db()
    assert (alarm.is_open, alarm.settled_by, alarm.note) == (
        False,
        school.clerk.user,
        "Khôi phục từ bản sao lưu ngày 12/10",
    )
    assert Obligation.objects.filter(key__startswith="file-alarm:").open().count() == 0
    assert services.issued_pdf(plan) == data


def test_alarm_raised_again_after_it_was_settled_is_a_new_one(school, plan):
    with plan.file.open("rb") as file:
        data = file.read()
    plan.file.close()
    spoil(plan.file)
    services.check_some()
    Path(plan.file.path).write_bytes(data)
    services.settle_alarm(FileAlarm.objects.get(), note="Khôi phục", by=school.clerk.user)
    spoil(plan.file)

    services.check_some(anew=True)

    assert FileAlarm.objects.count() == 2


def test_page_lists_alarms_and_when_all_was_read(school, plan):
    unread = school.client(school.principal).get(reverse("documents:file_alarm_list", args=["th-ngoc-cau"])).text
    services.check_some()
    quiet = school.client(school.principal).get(reverse("documents:file_alarm_list", args=["th-ngoc-cau"])).text
    spoil(plan.file)
    services.check_some(anew=True)

    loud = school.client(school.principal).get(reverse("documents:file_alarm_list", args=["th-ngoc-cau"])).text

    assert "Chưa đọc xong lần đầu nên chưa kết luận được" in unread
    assert "Không có tệp nào" in quiet
    assert "Đọc xong toàn bộ" in quiet
    assert "Có 1 tệp không còn nguyên vẹn" in loud
    assert "Kế hoạch số 05/KH-THNC" in loud


def test_command_reads_everything_and_fails_with_the_list(school, plan, capsys):
    call_command("check_files")
    assert "Tệp văn bản đã ban hành: 1" in capsys.readouterr().out
    spoil(plan.file)

    with pytest.raises(CommandError, match="Có 1 tệp"):
        call_command("check_files")

    assert "Kế hoạch số 05/KH-THNC: Tệp đã khác" in capsys.readouterr().out
