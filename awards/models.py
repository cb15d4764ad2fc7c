from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned
from organisation.models import CandidateFields


class Dossier(OrganisationOwned):
    """What the school sends up for a year: three parts (tờ trình, danh sách, biên bản) over its nominations."""

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SUBMITTED = "submitted", "Đã nộp"
        REVISION_REQUESTED = "revision_requested", "Yêu cầu bổ sung"
        DECIDED = "decided", "Đã quyết định"

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    recipient = models.ForeignKey("organisation.Organisation", models.PROTECT, related_name="+")
    title = models.CharField("tên hồ sơ", max_length=250)
    state = models.CharField("trạng thái", max_length=20, choices=State, default=State.DRAFT)
    due_at = models.DateTimeField("hạn nộp", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "school_year", "recipient"], name="dossier_once_a_year")
        ]

    def __str__(self):
        return self.title


class DossierPart(OrganisationOwned):
    class Kind(models.TextChoices):
        PROPOSAL = "proposal", "Tờ trình"
        LIST = "list", "Danh sách đề nghị"
        MINUTES = "minutes", "Biên bản họp hội đồng"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    document = models.ForeignKey("documents.OfficialDocument", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "kind"], name="dossier_part_once")]

    def __str__(self):
        return self.get_kind_display()


class Nomination(CandidateFields):
    """One candidate put forward for one distinction, on the council's motion."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="nominations")
    distinction = models.ForeignKey("legal.Distinction", models.PROTECT, related_name="+")
    motion = models.ForeignKey("councils.Motion", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            CandidateFields.one_candidate("nomination_one_candidate"),
            models.UniqueConstraint(
                fields=["dossier", "person", "department", "distinction"], name="nomination_once", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return f"{self.candidate_name}: {self.distinction}"


class Decision(OrganisationOwned):
    """The authority's decision about a received dossier, entered by the office, sent down to the school."""

    submission = models.OneToOneField("submissions.Submission", models.PROTECT, related_name="decision")
    number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    authority = models.CharField("cấp quyết định", max_length=160)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="decision_number_once"),
            models.CheckConstraint(name="decision_has_number", condition=~Q(number="")),
        ]

    def __str__(self):
        return f"Quyết định số {self.number}"
