from __future__ import annotations

from django.db import models

from core.models import Job, OrganisationOwned


class RenderItem(OrganisationOwned):
    """One document of a batch: taken by a worker for some minutes, then done or given up with the reason."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="render_items")
    document = models.ForeignKey("documents.OfficialDocument", models.PROTECT, related_name="render_items")
    taken_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    failure = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["job", "document"], name="render_item_once")]
        indexes = [
            models.Index(fields=["job", "id"], condition=models.Q(done_at=None), name="render_item_waiting"),
        ]

    def __str__(self):
        return f"{self.document_id}"
