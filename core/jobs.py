"""Long work: a row committed with the change that causes it, then a task that takes its id.

    @handler("documents.render_issued")
    def render_issued(job, *, document_id): ...

    jobs.enqueue("documents.render_issued", organisation=school, label="…", by=user, document_id=7)

A handler runs outside a transaction, inside the organisation's scope, may run twice and reports with
`progress()`, which also stops it when somebody asked to. It returns the job's `result` (a dict) or None.

A handler of several `hands` shares one row among workers: each takes turns of some seconds, so that other work of its
queue is not kept waiting. It returns AGAIN while there is more to take, WAITING while others hold what is left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import F, Q

from core import clock
from core.errors import DomainError
from core.models import Job
from core.scoping import scope

logger = logging.getLogger(__name__)
QUEUE = "celery"
RENDER_QUEUE = "render"  # where WeasyPrint works
STALE_AFTER = timedelta(minutes=20)  # longer than a task may run at all
RESEND_AFTER = timedelta(seconds=60)
MAX_TRIES = 3  # workers that may end while they do one job
MOST_SHARED_TRIES = 12  # the same for one that is shared: turns begun since the last that came to its end
GIVEN_UP = (
    f"Đã thử {MAX_TRIES} lần nhưng lần nào máy chủ cũng dừng giữa chừng, nên việc này không được làm tiếp. "
    "Hãy thử lại với ít dữ liệu hơn, hoặc báo người quản trị."
)


class JobCancelled(Exception):
    """Somebody pressed "Dừng"; the handler is left at its next report."""


class Turn(Enum):
    """How a turn of shared work ended."""

    AGAIN = "there is more to take"
    WAITING = "others hold what is left"


AGAIN, WAITING = Turn.AGAIN, Turn.WAITING


@dataclass(frozen=True)
class Handler:
    """`may_take(user, job)` is asked again when the file that the job made is downloaded."""

    work: Callable[..., dict | Turn | None]
    queue: str = QUEUE
    hands: int = 1
    may_take: Callable[[Any, Job], bool] | None = None

    @property
    def is_shared(self) -> bool:
        return self.hands > 1


HANDLERS: dict[str, Handler] = {}


def handler(name: str, *, queue: str = QUEUE, hands: int = 1, may_take: Callable[[Any, Job], bool] | None = None):
    def register(function):
        HANDLERS[name] = Handler(function, queue, hands, may_take)
        return function

    return register


def enqueue(name: str, *, organisation, label: str, by=None, **arguments: Any) -> Job:
    """Write the row; the task is sent after commit. A sweeper finds what a dead worker or an absent broker left."""
    if name not in HANDLERS:
        raise LookupError(f"No job handler named {name}")
    job = Job.objects.create(
        organisation=organisation, handler=name, label=label[:250], arguments=arguments, created_by=by
    )
    transaction.on_commit(lambda: _send(job, hands=HANDLERS[name].hands))
    return job


def _send(job: Job, *, hands: int) -> None:
    from core.tasks import send_job

    queue = HANDLERS[job.handler].queue if job.handler in HANDLERS else QUEUE
    for _ in range(hands):
        send_job(job.pk, job.round, queue)


def run(job_id: int, *, round_number: int | None = None) -> None:
    """Do the work of one row; nothing happens if it is over or another worker holds it alone.

    A message of an earlier round is dropped: the sweeper has sent others in its place.
    """
    job = _claim(job_id, round_number)
    if job is None:
        return
    with scope(job.organisation_id):
        try:
            result = HANDLERS[job.handler].work(job, **job.arguments) or {}
        except JobCancelled:
            _finish(job, Job.State.CANCELLED, message="Đã dừng theo yêu cầu.")
        except DomainError as error:
            _finish(job, Job.State.FAILED, message=error.message)
        except Exception:
            logger.exception("Job %s (%s) failed", job.pk, job.handler)
            _finish(job, Job.State.FAILED, message="Có lỗi khi xử lý. Thử lại sau ít phút.")
        else:
            if isinstance(result, Turn):
                _end_turn(job, result)
            else:
                _finish(job, Job.State.DONE, result=result)


def progress(job: Job, done: int, total: int, message: str = "") -> None:
    """Report how far the work is; raises JobCancelled when it should stop."""
    rows = _rows(job.pk)
    rows.update(done_count=done, total_count=total, message=message[:500], touched_at=clock.now())
    if rows.filter(cancel_requested=True).exists():
        raise JobCancelled


def store_file(job: Job, name: str, data: bytes | File) -> None:
    """Keep the file a job made; it is downloaded from the job's page by the person who asked for it."""
    file = ContentFile(data) if isinstance(data, bytes) else data
    job.result_file.save(f"{job.uuid}", file, save=False)
    job.result_name = name
    job.save(update_fields=["result_file", "result_name"])


def may_take(user, job: Job) -> bool:
    """Whether a user may still have what the file of a job tells; its owner is asked about elsewhere."""
    asked = HANDLERS[job.handler].may_take if job.handler in HANDLERS else None
    return asked is None or asked(user, job)


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

    with scopes_disabled():
        now = clock.now()
        running = Job.objects.filter(state=Job.State.RUNNING)
        stale = running.exclude(handler__in=_shared()).filter(touched_at__lt=now - STALE_AFTER)
        resting = running.filter(handler__in=_shared(), touched_at__lt=now - RESEND_AFTER)
        _give_up(stale.filter(tries__gte=MAX_TRIES))
        _give_up(resting.filter(tries__gte=MOST_SHARED_TRIES))
        stale.update(state=Job.State.QUEUED)
        resting.update(state=Job.State.QUEUED)
        waiting = Job.objects.filter(state=Job.State.QUEUED, touched_at__lt=now - RESEND_AFTER)
        ids = list(waiting.values_list("pk", flat=True))
        Job.objects.filter(pk__in=ids).update(touched_at=now, round=F("round") + 1)
        sent = list(Job.objects.filter(pk__in=ids))
    for job in sent:
        _send(job, hands=HANDLERS[job.handler].hands if job.handler in HANDLERS else 1)
    return len(sent)


def _give_up(rows) -> None:
    rows.update(state=Job.State.FAILED, message=GIVEN_UP, finished_at=clock.now(), touched_at=clock.now())


def given_up():
    """The jobs of the last week that no worker survived."""
    since = clock.now() - timedelta(days=7)
    return Job.objects.filter(state=Job.State.FAILED, message=GIVEN_UP, finished_at__gte=since)


def _rows(job_id: int):
    from django_scopes import scopes_disabled

    with scopes_disabled():
        return Job.objects.filter(pk=job_id)


def _shared() -> list[str]:
    return [name for name, each in HANDLERS.items() if each.is_shared]


def _claim(job_id: int, round_number: int | None) -> Job | None:
    """The row, now running; one that is shared may be running already."""
    rows = _rows(job_id).filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, handler__in=_shared()))
    if round_number is not None:
        rows = rows.filter(round=round_number)
    claimed = rows.update(state=Job.State.RUNNING, tries=F("tries") + 1, touched_at=clock.now())
    return _rows(job_id).select_related("organisation").get() if claimed else None


def _end_turn(job: Job, turn: Turn) -> None:
    _rows(job.pk).update(tries=0, touched_at=clock.now())
    if turn is AGAIN:
        _send(job, hands=1)


def _finish(job: Job, state: str, *, message: str = "", result: dict | None = None) -> None:
    # Of shared work, the first that ends it. A slow worker may end what the sweeper has given back.
    rows = _rows(job.pk).filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    rows.update(
        state=state, message=message[:500], result=result or {}, finished_at=clock.now(), touched_at=clock.now()
    )
