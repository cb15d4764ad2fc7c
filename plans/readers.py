"""Whose the papers of published plans are, told to the room of documents."""

from __future__ import annotations

from core import clock
from plans.models import EmulationPlan


def papers_read_by(user):
    """The documents of the published plans that a user is a reader of, within the organisation's scope."""
    plans = EmulationPlan.objects.published().addressed_to(getattr(user, "person", None), on=clock.today())
    return plans.filter(document__isnull=False).order_by().values("document")
