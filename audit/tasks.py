from __future__ import annotations

from celery import shared_task


@shared_task(name="audit.seal_all")
def seal_all() -> None:
    """Seal each organisation's log; a second run in the same hour finds nothing new."""
    from django.apps import apps

    from audit.services import seal
    from core.scoping import scope

    for organisation in apps.get_model("organisation", "Organisation").objects.order_by("pk"):
        with scope(organisation):
            seal(organisation)
