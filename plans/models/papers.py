"""The year's papers, as far as a person has to say what there is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned


class YearPaper(OrganisationOwned):
    """What a person says of one of the year's papers: it exists outside the system, or is not needed this year."""

    class State(models.TextChoices):
        ELSEWHERE = "elsewhere", "Đã có văn bản"
        NOT_NEEDED = "not_needed", "Năm nay không cần"

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)  # of `plans/data/papers.toml`
    state = models.CharField("tình trạng", max_length=10, choices=State)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày văn bản", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_year", "code"], name="year_paper_once"),
            models.CheckConstraint(
                name="year_paper_is_named", condition=(Q(state="elsewhere") & ~Q(number="")) | Q(state="not_needed")
            ),
        ]

    def __str__(self):
        return self.code
