from __future__ import annotations

from django.conf import settings
from django.db import models

from core import clock
from core.querysets import owned_manager
from organisation.models import CandidateFields
from records.querysets import TitleRecordQuerySet


class TitleRecord(CandidateFields):
    """A title or commendation that a person or collective holds, by a decision."""

    distinction = models.ForeignKey("legal.Distinction", models.PROTECT, related_name="+", verbose_name="danh hiệu")
    school_year_code = models.CharField("năm học", max_length=9)
    decision_number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    authority = models.CharField("cấp quyết định", max_length=160)
    source_key = models.CharField(max_length=120, blank=True)  # the delivery it came by
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(TitleRecordQuerySet)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = "thành tích"
        constraints = [
            CandidateFields.one_candidate("title_record_one_candidate"),
            models.UniqueConstraint(
                fields=["organisation", "person", "department", "distinction", "school_year_code"],
                name="title_record_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.distinction} {self.school_year_code}"
