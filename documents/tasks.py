from __future__ import annotations

from celery import shared_task


@shared_task(name="documents.hand_over_steps", time_limit=240, soft_time_limit=220)
def hand_over_steps() -> None:
    """Give what waits for an absent person to her deputy, and back; a second run changes nothing."""
    from documents import services

    services.hand_over_everywhere()


@shared_task(name="documents.check_files", time_limit=300, soft_time_limit=280)
def check_files() -> None:
    """Read again what is stored under a hash, from where the last run stopped."""
    from documents import services

    services.check_some()
