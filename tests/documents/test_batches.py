"""Many files as one job: shared by workers, stopped, taken up again, nothing rendered twice."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections import Counter
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from core import clock, jobs, tasks
from core.errors import DomainError
from core.models import Job
from core.scoping import scope
from documents import rendering, services
from documents.models import OfficialDocument, RenderItem
from documents.services import batches
from organisation.models import RoleAssignment
from tests.documents import drafts

RENDERED: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def renderings(monkeypatch):
    """Each rendering is counted by its code; a few bytes stand for what it makes."""
    RENDERED.clear()

    def render(content, *, draft, seal):
        RENDERED[seal.code] += 1
        return b"%PDF-1.7 " + seal.code.encode()

    monkeypatch.setattr(rendering, "render_pdf", render)
    monkeypatch.setattr(tasks, "send_job", lambda *rest: None)


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def filled(world, count):
    return [services.Filled(drafts.content(world.school, subject=f"Giấy khen số {n}")) for n in range(count)]


def certificates(world, papers, label="Giấy khen năm học 2026-2027"):
    papers = filled(world, papers) if isinstance(papers, int) else papers
    return services.issue_forms(
        organisation=world.school, form="certificate", papers=papers, by=world.clerk.user, label=label
    )


def reload(job):
    return Job.objects.get(pk=job.pk)


def test_many_are_issued_in_few_queries_each_with_a_code_and_a_line_in_the_log(school):
    three, sixty = filled(school, 3), filled(school, 60)
    with CaptureQueriesContext(connection) as few:
        certificates(school, three)
    with CaptureQueriesContext(connection) as many:
        documents, job = certificates(school, sixty)

    assert len(many) <= len(few)
    assert len({document.verification_code for document in documents}) == 60
    assert [document.subject_line for document in documents[:2]] == ["Giấy khen số 0", "Giấy khen số 1"]
    assert AuditEntry.objects.filter(verb="documents.form_issued").count() == 63
    assert OfficialDocument.objects.filter(render_job=job, state="issued", number=None).count() == 60


def test_one_job_makes_all_files_and_says_how_far_it_is(school):
    documents, job = certificates(school, 5)

    jobs.run(job.pk)

    job = reload(job)
    assert (job.state, job.done_count, job.total_count, job.result) == ("done", 5, 5, {"failed": 0})
    assert all(each.can_be_sent for each in OfficialDocument.objects.filter(pk__in=[d.pk for d in documents]))
    assert set(RENDERED.values()) == {1}


def test_what_has_a_file_is_never_rendered_again(school):
    documents, job = certificates(school, 4)
    jobs.run(job.pk)

    again = services.render_batch(
        organisation=school.school, documents=documents, by=school.clerk.user, label="Lần nữa"
    )
    jobs.run(again.pk)

    assert reload(again).state == "done"
    assert sum(RENDERED.values()) == 4


def test_draft_is_refused(school):
    with pytest.raises(DomainError, match="chưa ban hành"):
        services.render_batch(
            organisation=school.school, documents=[drafts.draft(school)], by=school.clerk.user, label="Thử"
        )


def test_a_turn_ends_and_the_next_goes_on(school, monkeypatch):
    _, job = certificates(school, 3)
    sent = []
    monkeypatch.setattr(tasks, "send_job", lambda *message: sent.append(message))
    monkeypatch.setattr(batches, "TURN_SECONDS", 0)

    jobs.run(job.pk)

    assert (reload(job).state, sent) == ("running", [(job.pk, 0, "render")])
    monkeypatch.setattr(batches, "TURN_SECONDS", 15)
    jobs.run(job.pk)
    assert reload(job).state == "done"


def test_stop_leaves_what_is_ready_and_the_rest_is_made_later(school, monkeypatch):
    _, job = certificates(school, 4)
    monkeypatch.setattr(batches, "REPORT_SECONDS", 0)
    done = services.render_once
    monkeypatch.setattr(batches, "render_once", lambda *args: (done(*args), jobs.cancel(reload(job))))

    jobs.run(job.pk)

    assert (reload(job).state, sum(RENDERED.values())) == ("cancelled", 1)
    monkeypatch.setattr(batches, "render_once", done)
    rest = services.go_on_with_batch(job, by=school.clerk.user)
    jobs.run(rest.pk)
    assert (reload(rest).state, reload(rest).total_count) == ("done", 3)
    assert set(RENDERED.values()) == {1}
    with pytest.raises(DomainError, match="đã có tệp"):
        services.go_on_with_batch(job, by=school.clerk.user)


def test_killed_worker_loses_only_the_paper_it_had_in_hand(school, monkeypatch):
    documents, job = certificates(school, 5)
    victim = documents[2].verification_code
    render = rendering.render_pdf

    def die(content, *, draft, seal):
        if seal.code == victim and not RENDERED["died"]:
            RENDERED["died"] += 1
            raise SystemExit  # nothing of ours catches it, as nothing catches a kill
        return render(content, draft=draft, seal=seal)

    monkeypatch.setattr(rendering, "render_pdf", die)
    with pytest.raises(SystemExit):
        jobs.run(job.pk)
    sent = []
    monkeypatch.setattr(tasks, "send_job", lambda *message: sent.append(message))

    with clock.travel_to(clock.now() + timedelta(seconds=90)):
        jobs.sweep()
        jobs.run(job.pk)  # takes all but the one that the dead worker seems to hold
        assert reload(job).state == "running"
        assert RENDERED[victim] == 0
    with clock.travel_to(clock.now() + timedelta(minutes=6)):
        jobs.sweep()
        jobs.run(job.pk)

    assert sent == [(job.pk, 1, "render")] * 2 + [(job.pk, 2, "render")] * 2
    assert reload(job).state == "done"
    assert {RENDERED[document.verification_code] for document in documents} == {1}


def test_paper_that_ends_every_worker_is_given_up_alone(school, monkeypatch):
    documents, job = certificates(school, 2)
    victim, render = documents[0].verification_code, rendering.render_pdf

    def die(content, *, draft, seal):
        if seal.code == victim:
            raise SystemExit
        return render(content, draft=draft, seal=seal)

    monkeypatch.setattr(rendering, "render_pdf", die)
    start = clock.now()
    for number in range(batches.MOST_TRIES + 2):
        with clock.travel_to(start + timedelta(minutes=5 * number)):
            jobs.sweep()
            try:
                jobs.run(job.pk)
            except SystemExit:
                continue

    assert (reload(job).state, reload(job).result) == ("done", {"failed": 1})
    [item] = RenderItem.objects.exclude(failure="")
    assert (item.document_id, item.failure) == (documents[0].pk, batches.STOPS_WORKERS)
    assert OfficialDocument.objects.get(pk=documents[1].pk).can_be_sent


def test_message_of_an_earlier_round_is_dropped(school):
    _, job = certificates(school, 2)
    Job.objects.filter(pk=job.pk).update(round=1)

    jobs.run(job.pk, round_number=0)
    assert reload(job).state == "queued"
    jobs.run(job.pk, round_number=1)

    assert reload(job).state == "done"


def test_changed_content_is_not_rendered_and_the_others_are(school):
    documents, job = certificates(school, 2)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE documents_officialdocument DISABLE TRIGGER issued_stays_issued")
        cursor.execute("UPDATE documents_officialdocument SET frozen = '{}' WHERE id = %s", [documents[0].pk])
        cursor.execute("ALTER TABLE documents_officialdocument ENABLE TRIGGER issued_stays_issued")

    jobs.run(job.pk)

    assert reload(job).result == {"failed": 1}
    assert "không khớp mã kiểm tra" in RenderItem.objects.exclude(failure="").get().failure


def test_two_workers_share_one_batch_and_nothing_is_made_twice(transactional_world, monkeypatch):
    world = transactional_world
    together = threading.Barrier(2, timeout=30)
    render, by_thread = rendering.render_pdf, Counter()

    def counted(content, *, draft, seal):
        if not by_thread[threading.get_ident()]:
            together.wait()  # both have one in hand
        by_thread[threading.get_ident()] += 1
        return render(content, draft=draft, seal=seal)

    monkeypatch.setattr(rendering, "render_pdf", counted)
    with scope(world.school):
        documents, job = certificates(world, 20)

    def work():
        try:
            jobs.run(job.pk)
        finally:
            close_old_connections()
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    with scope(world.school):
        assert {document.verification_code: 1 for document in documents} == RENDERED
        assert len(by_thread) == 2
        assert (reload(job).state, reload(job).done_count) == ("done", 20)


# ---- the pages ----


def address(name, job):
    return reverse(f"documents:{name}", args=["th-ngoc-cau", job.uuid])


def test_page_shows_progress_stop_and_then_the_download(school):
    client = school.client(school.clerk)
    _, job = certificates(school, 3)

    waiting = client.get(address("batch_detail", job)).text
    jobs.run(job.pk)
    ready = client.get(address("batch_detail", job)).text

    assert [words in waiting for words in ("Dừng", "Tải tất cả")] == [True, False]
    assert [words in ready for words in ("Tệp đã có: 3 trong 3", "Tải tất cả", "Dừng")] == [True, True, False]
    assert client.get(address("batch_detail", job), headers={"HX-Request": "true"}).text.count("<html") == 0


def test_archive_holds_every_file_under_a_name_any_system_can_store(school):
    client = school.client(school.clerk)
    documents, job = certificates(school, 3)
    jobs.run(job.pk)

    answer = client.post(address("batch_zip", job))
    made = Job.objects.latest("pk")
    jobs.run(made.pk)
    sent = client.get(reverse("core:job_file", args=["th-ngoc-cau", made.uuid]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content)))

    assert answer.headers["Location"] == reverse("core:job_detail", args=["th-ngoc-cau", made.uuid])
    assert archive.namelist() == [f"000{n + 1}_giay-khen-so-{n}.pdf" for n in range(3)]
    assert all(re.fullmatch(r"[\w.-]+", name) for name in archive.namelist())
    assert archive.read("0002_giay-khen-so-1.pdf").endswith(documents[1].verification_code.encode())
    assert reload(made).result_name == "giay-khen-nam-hoc-2026-2027.zip"


def bytes_of(job) -> bytes:
    with reload(job).result_file.open("rb") as file:
        return file.read()


def test_archive_leaves_out_a_changed_file_and_says_so(school):
    documents, job = certificates(school, 2)
    jobs.run(job.pk)
    first = OfficialDocument.objects.get(pk=documents[0].pk)
    with open(first.file.path, "ab") as file:
        file.write(b"x")

    made = services.zip_batch(job, by=school.clerk.user)
    jobs.run(made.pk)
    archive = zipfile.ZipFile(io.BytesIO(bytes_of(made)))

    assert archive.namelist() == ["0002_giay-khen-so-1.pdf", "CHUA-CO.txt"]
    assert "1. Giấy khen số 0" in archive.read("CHUA-CO.txt").decode("utf-8-sig")


def test_right_is_asked_again_when_the_archive_is_downloaded(school):
    client = school.client(school.clerk)
    _, job = certificates(school, 1)
    jobs.run(job.pk)
    made = services.zip_batch(job, by=school.clerk.user)
    jobs.run(made.pk)
    file = reverse("core:job_file", args=["th-ngoc-cau", made.uuid])
    archive = b"".join(client.get(file).streaming_content)
    assert archive.startswith(b"PK")

    RoleAssignment.objects.filter(person=school.clerk).update(to_on=clock.today() - timedelta(days=1))

    assert client.get(file).status_code in (403, 404)


def test_who_may_not_read_the_papers_does_not_see_the_batch(school):
    _, job = certificates(school, 1)

    assert school.client(school.teacher).get(address("batch_detail", job)).status_code == 403
    other = address("batch_detail", job).replace("th-ngoc-cau", "thcs-song-hong")
    assert school.client(school.other_clerk).get(other).status_code == 404
