from __future__ import annotations

from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned
from councils.models.ballots import BallotBox
from councils.models.sessions import CouncilSession


class SealedFacts(OrganisationOwned):
    """What the papers of one session, or of one box, were drawn up from (`councils.papers.facts`).

    Written once, when the session closes or the results of the box are released; a trigger refuses all else.
    """

    session = models.OneToOneField(CouncilSession, models.PROTECT, null=True, related_name="sealed")
    box = models.OneToOneField(BallotBox, models.PROTECT, null=True, related_name="sealed")
    data = models.JSONField()
    sealed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_facts_of_one",
                condition=Q(session=None, box__isnull=False) | Q(session__isnull=False, box=None),
            )
        ]

    def __str__(self):
        return f"{self.sealed_at:%d/%m/%Y %H:%M}"
