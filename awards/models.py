from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from awards.querysets import DossierQuerySet, NominationQuerySet, decision_about, versions_sent
from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from organisation.models import CandidateFields
from submissions.models import Submission


class Dossier(OrganisationOwned):
    """What the school sends up for a year: tờ trình, danh sách and biên bản over its nominations.

    How far it is stands in what was sent (`submissions`), so it has no state of its own that could differ.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SUBMITTED = "submitted", "Đã nộp"
        RECEIVED = "received", "Đã tiếp nhận"
        REVISION_REQUESTED = "revision_requested", "Yêu cầu bổ sung"
        ACCEPTED = "accepted", "Đã chấp nhận"
        DECIDED = "decided", "Đã quyết định"

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    recipient = models.ForeignKey("organisation.Organisation", models.PROTECT, related_name="+")
    title = models.CharField("tên hồ sơ", max_length=250)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(DossierQuerySet)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "school_year", "recipient"], name="dossier_once_a_year")
        ]

    def __str__(self):
        return self.title

    @property
    def subject_key(self) -> str:
        """What all its versions are sent under."""
        return f"dossier:{self.pk}"

    @property
    def obligation_key(self) -> str:
        return f"dossier:{self.school_year.code}"

    @cached_property
    def versions(self) -> list[Submission]:
        return versions_sent(self)

    @property
    def latest(self) -> Submission | None:
        return self.versions[-1] if self.versions else None

    @cached_property
    def decision(self) -> Submission | None:
        is_accepted = self.latest is not None and self.latest.state == Submission.State.ACCEPTED
        return decision_about(self.latest) if is_accepted else None

    @property
    def state(self) -> str:
        if self.decision is not None:
            return self.State.DECIDED
        return self.State(self.latest.state) if self.latest else self.State.DRAFT

    @property
    def is_editable(self) -> bool:
        """Before it is sent, and again while something is asked back."""
        return self.state in (self.State.DRAFT, self.State.REVISION_REQUESTED)


class DossierPart(OrganisationOwned):
    """One paper of a dossier. A corrected paper takes the place of the former, which stays pinned in what was sent."""

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", "Tờ trình"
        LIST = "list", "Danh sách đề nghị"
        MINUTES = "minutes", "Biên bản họp hội đồng"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    document = models.ForeignKey("documents.OfficialDocument", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind"], condition=~Q(kind="minutes"), name="dossier_part_once"
            ),  # several sessions may have voted, each with its minutes
            models.UniqueConstraint(fields=["dossier", "document"], name="dossier_document_once"),
        ]

    def __str__(self):
        return self.get_kind_display()


class Nomination(CandidateFields):
    """One candidate put forward for one distinction, on the council's motion."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="nominations")
    distinction = models.ForeignKey("legal.Distinction", models.PROTECT, related_name="+")
    motion = models.ForeignKey("councils.Motion", models.PROTECT, related_name="+")

    objects = owned_manager(NominationQuerySet)

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
    """The authority's decision about an accepted dossier, entered by the office, sent down to the school.

    `lines` are the nominations of the pinned manifest, each with `granted` true or false.
    """

    submission = models.OneToOneField("submissions.Submission", models.PROTECT, related_name="decision")
    number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    authority = models.CharField("cấp quyết định", max_length=160)
    lines = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = "quyết định"
        constraints = [
            models.CheckConstraint(name="decision_has_number", condition=~Q(number="")),
        ]

    def __str__(self):
        return f"Quyết định số {self.number}"

    @property
    def granted_count(self) -> int:
        return sum(line["granted"] for line in self.lines)
