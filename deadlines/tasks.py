from __future__ import annotations

from celery import shared_task


@shared_task(name="deadlines.sweep", time_limit=240, soft_time_limit=220)
def sweep() -> None:
    """Write the reminders that are due; a second run writes none."""
    from deadlines import services

    services.sweep()
