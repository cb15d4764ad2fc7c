from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned


class CheckRound(models.Model):
    """How far the present round over one source has come; the one before lies a round back for every row."""

    source = models.CharField(max_length=40, unique=True)
    last_id = models.BigIntegerField(default=0)
    checked_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    touched_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)  # of the present round
    whole_at = models.DateTimeField(null=True)  # when everything was last known to have been read

    def __str__(self):
        return self.source


class FileAlarm(OrganisationOwned):
    """A stored thing that is missing or no longer what it was; it is settled only by putting it back."""

    class Kind(models.TextChoices):
        MISSING = "missing", "Không còn tệp"
        DIFFERENT = "different", "Tệp đã khác"
        UNREADABLE = "unreadable", "Không đọc được"

    source = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField("tệp", max_length=250)
    name = models.CharField("tên lưu", max_length=250, blank=True)
    kind = models.CharField("tình trạng", max_length=10, choices=Kind)
    sha256 = models.CharField(max_length=64)
    found_sha256 = models.CharField(max_length=64, blank=True)
    raised_at = models.DateTimeField("phát hiện lúc", default=clock.now)
    settled_at = models.DateTimeField("xử lý lúc", null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField("cách xử lý", max_length=500, blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        verbose_name = "cảnh báo tệp"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "object_id"],
                condition=Q(settled_at=None),
                name="file_alarm_open_once",
            ),
            models.CheckConstraint(
                name="file_alarm_settled_with_note",
                condition=Q(settled_at=None) | (Q(settled_by__isnull=False) & ~Q(note="")),
            ),
        ]
        indexes = [models.Index(fields=["name"], condition=Q(settled_at=None), name="file_alarm_open_name")]

    def __str__(self):
        return self.label

    @property
    def is_open(self) -> bool:
        return self.settled_at is None
