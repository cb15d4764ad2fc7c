"""Long work as rows: run once, reported, stopped, found again after a crash."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from kombu.exceptions import OperationalError

import audit.services as audit
from audit.models import AuditSeal
from audit.tasks import seal_all
from core import clock, jobs, tasks
from core.errors import DomainError
from core.models import Job
from core.scoping import scope
from tests.processes import wait_for
from thiduakhenthuong.celery import app as celery_app

SEEN: list[int] = []


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    """Handlers of this test only."""
    SEEN.clear()
    monkeypatch.setattr(jobs, "HANDLERS", dict(jobs.HANDLERS))

    @jobs.handler("test.count")
    def count(job, *, upto):
        for number in range(upto):
            jobs.progress(job, number, upto, f"Dòng {number}")
            SEEN.append(number)
        return {"sum": sum(range(upto))}

    @jobs.handler("test.refuse")
    def refuse(job):
        raise DomainError("Chưa có dữ liệu để xuất.")

    @jobs.handler("test.break")
    def fail(job):
        raise ZeroDivisionError


@pytest.fixture
def enqueue(world):
    def make(name="test.count", **arguments):
        with scope(world.school):
            return jobs.enqueue(name, organisation=world.school, label="Đếm", by=world.clerk.user, **arguments)

    return make


def reload(job) -> Job:
    with scope(job.organisation):
        return Job.objects.get(pk=job.pk)


def test_job_keeps_its_result_and_runs_once(enqueue):
    job = enqueue(upto=3)

    jobs.run(job.pk)
    jobs.run(job.pk)

    job = reload(job)
    assert (job.state, job.result, SEEN) == ("done", {"sum": 3}, [0, 1, 2])


def test_refusal_is_shown_as_its_sentence(enqueue):
    job = enqueue("test.refuse")

    jobs.run(job.pk)

    assert (reload(job).state, reload(job).message) == ("failed", "Chưa có dữ liệu để xuất.")


def test_crash_is_a_failed_row_without_its_secrets(enqueue, caplog):
    job = enqueue("test.break")

    jobs.run(job.pk)

    assert reload(job).state == "failed"
    assert "ZeroDivision" not in reload(job).message
    assert "ZeroDivisionError" in caplog.text


def test_waiting_job_is_cancelled_at_once_and_never_runs(enqueue):
    job = enqueue(upto=3)

    with scope(job.organisation):
        jobs.cancel(job)
    jobs.run(job.pk)

    assert (reload(job).state, SEEN) == ("cancelled", [])


def test_running_job_stops_at_its_next_report(enqueue, world, monkeypatch):
    job = enqueue(upto=5)

    @jobs.handler("test.count")
    def stopped_half_way(job, *, upto):
        jobs.progress(job, 1, upto)
        SEEN.append(1)
        jobs.cancel(job)
        jobs.progress(job, 2, upto)
        SEEN.append(2)

    jobs.run(job.pk)

    assert (reload(job).state, SEEN) == ("cancelled", [1])


def test_finished_job_is_not_cancelled(enqueue):
    job = enqueue(upto=1)
    jobs.run(job.pk)

    with scope(job.organisation), pytest.raises(DomainError, match="đã kết thúc"):
        jobs.cancel(job)


def test_sweeper_sends_again_what_nobody_took_and_what_a_dead_worker_left(enqueue, monkeypatch):
    lost, dead, fresh = enqueue(upto=1), enqueue(upto=1), enqueue(upto=1)
    with scope(lost.organisation):
        Job.objects.filter(pk=lost.pk).update(touched_at=clock.now() - timedelta(minutes=2))
        Job.objects.filter(pk=dead.pk).update(state="running", touched_at=clock.now() - timedelta(minutes=30))
    sent = []
    monkeypatch.setattr(tasks, "send_job", lambda job_id, *rest: sent.append(job_id))

    first, second = jobs.sweep(), jobs.sweep()

    assert sorted(sent) == [lost.pk, dead.pk]
    assert (first, second) == (2, 0)
    assert fresh.pk not in sent


def test_work_whose_worker_ends_each_time_is_given_up_in_words(enqueue, monkeypatch):
    job = enqueue(upto=1)
    taken = []

    @jobs.handler("test.count")
    def end_the_worker(job, *, upto):
        taken.append(job.pk)
        raise SystemExit  # nothing of ours catches it, as nothing catches a kill

    monkeypatch.setattr(tasks, "send_job", lambda job_id, *rest: None)
    for round_number in range(6):
        with clock.travel_to(f"2026-10-12 {10 + round_number}:00"):
            jobs.sweep()
            with suppress(SystemExit):
                jobs.run(job.pk)

    job = reload(job)
    assert (len(taken), job.state, job.message) == (jobs.MAX_TRIES, "failed", jobs.GIVEN_UP)
    assert job.finished_at is not None


def test_progress_page_is_its_owners_alone(enqueue, world):
    job = enqueue(upto=1)
    url = f"/o/th-ngoc-cau/jobs/{job.uuid}/"

    assert "Đếm" in world.client(world.clerk).get(url).text
    assert world.client(world.principal).get(url).status_code == 403
    assert world.client(world.other_clerk).get(url.replace("th-ngoc-cau", "thcs-song-hong")).status_code == 404
    assert world.client(world.clerk).get(url + "cancel/").status_code == 405


def test_absent_broker_leaves_the_row_for_the_sweeper(transactional_world, monkeypatch):
    world = transactional_world

    def refuse(**options):
        raise OperationalError("Error 111 connecting to the broker")

    monkeypatch.setattr(tasks.run_job, "apply_async", refuse)
    with scope(world.school):
        job = jobs.enqueue("test.count", organisation=world.school, label="Đếm", by=world.clerk.user, upto=1)

    assert reload(job).state == "queued"


@pytest.mark.redis
def test_worker_process_on_a_real_redis_takes_a_task(transactional_world, processes):
    world = transactional_world
    with scope(world.school):
        audit.record("x.y", world.department)
    processes.start_redis()
    processes.start_worker()
    with celery_app.connection_for_write(processes.broker_url) as broker:
        seal_all.apply_async(connection=broker)

    with scope(world.school):
        assert wait_for(AuditSeal.objects.exists, seconds=40), processes.log("worker")
