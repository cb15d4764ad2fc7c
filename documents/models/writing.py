from __future__ import annotations

from django.conf import settings
from django.db import models

from core import clock
from core.models import OrganisationOwned
from documents import content as content_model


class TextVersion(OrganisationOwned):
    """What a text said after it was saved: kept, compared, restored. `subject_key` names whose text: "plan:12"."""

    subject_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField("bản thứ")
    data = models.JSONField()
    content_hash = models.CharField(max_length=64)
    note = models.CharField("việc đã làm", max_length=200)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField("lưu lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "subject_key", "number"], name="text_version_once")
        ]

    def __str__(self):
        return f"Bản thứ {self.number}"

    @property
    def content(self) -> content_model.Content:
        return content_model.from_json(self.data)


class WorkingCopy(OrganisationOwned):
    """What one person is typing on one text and has not saved; it also tells others that she is at it.

    `values` are the changed fields of the form, shown to nobody else; `base` is the content they were begun on.
    """

    subject_key = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)
    base = models.JSONField()
    base_hash = models.CharField(max_length=64)
    opened_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "subject_key", "user"], name="working_copy_once")
        ]

    def __str__(self):
        return f"{self.user}, {self.subject_key}"

    @property
    def base_content(self) -> content_model.Content:
        return content_model.from_json(self.base)
