from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.clear_sessions", soft_time_limit=540, time_limit=600)
def clear_sessions() -> None:
    """Remove sessions that have ended: who was here and when is kept no longer than it is used."""
    call_command("clearsessions")
