from __future__ import annotations

from celery import shared_task


@shared_task(name="notifications.send_pending", time_limit=600, soft_time_limit=570)
def send_pending() -> None:
    """Mail what waits; a second run sends nothing twice."""
    from notifications import services

    services.send_pending()
