from __future__ import annotations

from django.conf import settings
from django.db import models

from core import clock
from organisation.models import CandidateFields


class DecidedCase(CandidateFields):
    """A case as it was decided: the facts and the rows of law that were applied, and what came out. Insert-only.

    Judged again from `facts` and `rules` it gives the same verdict, whatever was entered since.
    """

    class Outcome(models.TextChoices):
        AWARDED = "awarded", "Được công nhận"
        REFUSED = "refused", "Không được công nhận"

    distinction = models.ForeignKey("legal.Distinction", models.PROTECT, related_name="+", verbose_name="danh hiệu")
    school_year_code = models.CharField("năm học", max_length=9)
    judged_on = models.DateField("xét theo quy định ngày")
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome)
    facts = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    verdict = models.JSONField(default=dict)  # {"outcome": "needs_review", "findings": [...]}
    source_key = models.CharField(max_length=120, blank=True)  # the nomination
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-kept_at", "-pk"]
        verbose_name = "trường hợp đã xét"
        constraints = [
            CandidateFields.one_candidate("decided_case_one_candidate"),
            models.UniqueConstraint(
                fields=["organisation", "person", "department", "distinction", "school_year_code", "source_key"],
                name="decided_case_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.candidate_name}: {self.distinction} {self.school_year_code}"
