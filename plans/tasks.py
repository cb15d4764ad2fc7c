from __future__ import annotations

from celery import shared_task


@shared_task(name="plans.keep_readers", time_limit=600, soft_time_limit=570)
def keep_readers() -> None:
    """Give the duty to read to those who joined, take it from those who left; a second run does nothing."""
    from plans import services

    services.keep_all_readers()
