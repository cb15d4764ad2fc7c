from __future__ import annotations

from celery import shared_task


@shared_task(name="evaluations.open_due_periods")
def open_due_periods() -> None:
    """Make the periods that open within a week; a second run changes nothing."""
    from evaluations import services  # services import tasks elsewhere

    services.open_due_periods()


@shared_task(name="evaluations.update_open_periods")
def update_open_periods() -> None:
    """Joined, left, moved, on leave: open periods follow the staff lists once a day; a second run changes nothing."""
    from evaluations import services  # services import tasks elsewhere

    services.update_open_periods()
