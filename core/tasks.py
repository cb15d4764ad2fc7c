from __future__ import annotations

import logging

from celery import shared_task

logger = logging.getLogger(__name__)


def send(task, *, queue: str | None = None, **arguments) -> None:
    """Hand a task to the broker; when it is away the row stays and a sweeper sends it later."""
    try:
        task.apply_async(kwargs=arguments, retry=False, queue=queue)
    except Exception:  # whatever the broker's client raises: the row is the truth, the message only a hand
        logger.warning("Could not send %s; the sweeper will.", task.name, exc_info=True)


def send_job(job_id: int, round_number: int, queue: str) -> None:
    send(run_job, queue=queue, job_id=job_id, round_number=round_number)


@shared_task(name="core.run_job")
def run_job(*, job_id: int, round_number: int | None = None) -> None:
    """Run one job row; a second run changes nothing."""
    from core import jobs

    jobs.run(job_id, round_number=round_number)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Send again the jobs that were lost on the way."""
    from core import jobs

    jobs.sweep()
