from __future__ import annotations

from celery import shared_task
from django_scopes import scopes_disabled


@shared_task(name="councils.erase_old_practice")
def erase_old_practice() -> None:
    """Practice sessions that nobody removed; a second run changes nothing."""
    from councils.services.practice import erase_old_practice as erase  # services import tasks elsewhere

    with scopes_disabled():
        erase()
