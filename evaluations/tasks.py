from __future__ import annotations

from celery import shared_task


@shared_task(name="evaluations.open_due_periods")
def open_due_periods() -> None:
    """Make the periods that open within a week; a second run changes nothing."""
    from evaluations import services  # services import tasks elsewhere

    services.open_due_periods()
