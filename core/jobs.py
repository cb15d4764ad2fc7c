"""Long work: a row committed with the change that causes it, then a task that takes its id.

    @handler("documents.render_issued")
    def render_issued(job, *, document_id): ...

    jobs.enqueue("documents.render_issued", organisation=school, label="…", by=user, document_id=7)

A handler runs outside a transaction, inside the organisation's scope, may run twice and reports with
`progress()`, which also stops it when somebody asked to. It returns the job's `result` (a dict) or None.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from core import clock
from core.errors import DomainError
from core.models import Job
from core.scoping import scope

logger = logging.getLogger(__name__)
HANDLERS: dict[str, Callable[..., dict | None]] = {}
STALE_AFTER = timedelta(minutes=20)  # longer than a task may run at all
RESEND_AFTER = timedelta(seconds=60)
MAX_TRIES = 3  # workers that may end while they do one job
GIVEN_UP = (
    f"Đã thử {MAX_TRIES} lần nhưng lần nào máy chủ cũng dừng giữa chừng, nên việc này không được làm tiếp. "
    "Hãy thử lại với ít dữ liệu hơn, hoặc báo người quản trị."
)


class JobCancelled(Exception):
    """Somebody pressed "Dừng"; the handler is left at its next report."""


def handler(name: str):
    def register(function):
        HANDLERS[name] = function
        return function

    return register


def enqueue(name: str, *, organisation, label: str, by=None, **arguments: Any) -> Job:
    """Write the row; the task is sent after commit. A sweeper finds what a dead worker or an absent broker left."""
    from core.tasks import send_job

    if name not in HANDLERS:
        raise LookupError(f"No job handler named {name}")
    job = Job.objects.create(
        organisation=organisation, handler=name, label=label[:250], arguments=arguments, created_by=by
    )
    transaction.on_commit(lambda: send_job(job.pk))
    return job


def run(job_id: int) -> None:
    """Do the work of one row; nothing happens if it is over or another worker holds it."""
    job = _claim(job_id)
    if job is None:
        return
    with scope(job.organisation_id):
        try:
            result = HANDLERS[job.handler](job, **job.arguments) or {}
        except JobCancelled:
            _finish(job, Job.State.CANCELLED, message="Đã dừng theo yêu cầu.")
        except DomainError as error:
            _finish(job, Job.State.FAILED, message=error.message)
        except Exception:
            logger.exception("Job %s (%s) failed", job.pk, job.handler)
            _finish(job, Job.State.FAILED, message="Có lỗi khi xử lý. Thử lại sau ít phút.")
        else:
            _finish(job, Job.State.DONE, result=result)


def progress(job: Job, done: int, total: int, message: str = "") -> None:
    """Report how far the work is; raises JobCancelled when it should stop."""
    rows = _rows(job.pk)
    rows.update(done_count=done, total_count=total, message=message[:500], touched_at=clock.now())
    if rows.filter(cancel_requested=True).exists():
        raise JobCancelled


def store_file(job: Job, name: str, data: bytes) -> None:
    """Keep the file a job made; it is downloaded from the job's page by the person who asked for it."""
    job.result_file.save(f"{job.uuid}", ContentFile(data), save=False)
    job.result_name = name
    job.save(update_fields=["result_file", "result_name"])


@transaction.atomic
def cancel(job: Job) -> None:
    """Ask a job to stop: one that waits stops at once, one that runs at its next report."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_over:
        raise DomainError("Việc này đã kết thúc nên không dừng được nữa.")
    job.cancel_requested = True
    if job.state == Job.State.QUEUED:
        job.state, job.finished_at = Job.State.CANCELLED, clock.now()
    job.save()


def sweep() -> int:
    """Send again what nobody took, and take up what a dead worker left. Returns how many were sent.

    Work whose worker ended each time is given up: it would end the next one too.
    """
    from django_scopes import scopes_disabled

    from core.tasks import send_job

    with scopes_disabled():
        waiting = Job.objects.filter(state=Job.State.QUEUED, touched_at__lt=clock.now() - RESEND_AFTER)
        stale = Job.objects.filter(state=Job.State.RUNNING, touched_at__lt=clock.now() - STALE_AFTER)
        stale.filter(tries__gte=MAX_TRIES).update(
            state=Job.State.FAILED, message=GIVEN_UP, finished_at=clock.now(), touched_at=clock.now()
        )
        stale.update(state=Job.State.QUEUED)
        ids = list(waiting.values_list("pk", flat=True))
        Job.objects.filter(pk__in=ids).update(touched_at=clock.now())
    for job_id in ids:
        send_job(job_id)
    return len(ids)


def given_up():
    """The jobs of the last week that no worker survived."""
    since = clock.now() - timedelta(days=7)
    return Job.objects.filter(state=Job.State.FAILED, message=GIVEN_UP, finished_at__gte=since)


def _rows(job_id: int):
    from django_scopes import scopes_disabled

    with scopes_disabled():
        return Job.objects.filter(pk=job_id)


def _claim(job_id: int) -> Job | None:
    claimed = (
        _rows(job_id)
        .filter(state=Job.State.QUEUED)
        .update(state=Job.State.RUNNING, tries=F("tries") + 1, touched_at=clock.now())
    )
    return _rows(job_id).select_related("organisation").get() if claimed else None


def _finish(job: Job, state: str, *, message: str = "", result: dict | None = None) -> None:
    _rows(job.pk).update(
        state=state, message=message[:500], result=result or {}, finished_at=clock.now(), touched_at=clock.now()
    )
