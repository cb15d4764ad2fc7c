from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from awards.querysets import DossierQuerySet, NominationQuerySet, decision_about, versions_sent
from core import clock
from core.errors import DomainError
from core.models import OrganisationOwned, SavedFromPages
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
        REPORT = "report", "Báo cáo thành tích"
        MINUTES = "minutes", "Biên bản họp hội đồng"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    document = models.ForeignKey("documents.OfficialDocument", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind"], condition=~Q(kind__in=["minutes", "report"]), name="dossier_part_once"
            ),  # several sessions may have voted, each with its minutes; several candidates report
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


class DecisionPaper(OrganisationOwned):
    """A decision of this organisation as its own official document, from the draft until it is recorded.

    About an accepted dossier (`submission`), about the own dossier where the head decides (`dossier`), or about people
    commended without one. `lines`: name, place, distinction, distinction_name, achievement, granted, and what the line
    is about: nomination, person or department.
    """

    school_year_code = models.CharField("năm học", max_length=9)
    submission = models.OneToOneField(
        "submissions.Submission", models.PROTECT, null=True, blank=True, related_name="decision_paper"
    )
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="decision_papers")
    document = models.OneToOneField("documents.OfficialDocument", models.PROTECT, related_name="+")
    authority = models.CharField("cấp quyết định", max_length=160)
    lines = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "dự thảo quyết định"

    def __str__(self):
        return self.document.subject_line

    @property
    def granted(self) -> list[dict]:
        return [line for line in self.lines if line["granted"]]


class Decision(OrganisationOwned):
    """A decision of commendation as it stands: about an accepted dossier, then sent down to the school, or an own one.

    Typed where it was made elsewhere, taken from the `paper` where it is a document of this organisation. `lines` are
    the nominations of the pinned manifest, or those of the paper, each with `granted` true or false.
    """

    submission = models.OneToOneField(
        "submissions.Submission", models.PROTECT, null=True, blank=True, related_name="decision"
    )
    paper = models.OneToOneField(DecisionPaper, models.PROTECT, null=True, blank=True, related_name="decision")
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
            models.CheckConstraint(
                name="decision_is_about_something", condition=Q(submission__isnull=False) | Q(paper__isnull=False)
            ),
        ]

    def __str__(self):
        return f"Quyết định số {self.number}"

    @property
    def granted(self) -> list[dict]:
        return [line for line in self.lines if line["granted"]]

    @property
    def granted_count(self) -> int:
        return len(self.granted)

    @property
    def school_year_code(self) -> str:
        return self.paper.school_year_code if self.submission is None else self.submission.school_year_code


class Certificate(OrganisationOwned):
    """The giấy khen or giấy chứng nhận of one line of a decision. `position` is that of the line among the granted."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="certificates")
    position = models.PositiveIntegerField()
    book_number = models.PositiveIntegerField("vào sổ số")
    year = models.PositiveSmallIntegerField("năm của sổ")
    document = models.OneToOneField("documents.OfficialDocument", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        verbose_name = "giấy khen"
        constraints = [
            models.UniqueConstraint(fields=["decision", "position"], name="certificate_once"),
            models.UniqueConstraint(fields=["organisation", "year", "book_number"], name="certificate_number_once"),
        ]

    def __str__(self):
        return f"Giấy khen {self.book_number:02d}/{self.year}"


class AchievementReport(SavedFromPages, OrganisationOwned):
    """The báo cáo thành tích of one registered candidate: written by her, confirmed by the head, then frozen.

    `details` keeps what only the report asks for (place of birth, qualifications, …). A confirmed one that is opened
    again keeps its paper until the next is confirmed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SUBMITTED = "submitted", "Đã nộp"
        CONFIRMED = "confirmed", "Đã xác nhận"

    TRANSITIONS = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.CONFIRMED, State.DRAFT},
        State.CONFIRMED: {State.DRAFT},
    }

    registration = models.OneToOneField("registrations.Registration", models.PROTECT, related_name="achievement_report")
    details = models.JSONField(default=dict, blank=True)
    duties = models.TextField("quyền hạn, nhiệm vụ", blank=True)
    achievements = models.TextField("thành tích", blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["registration__person__sort_key", "pk"]
        verbose_name = "báo cáo thành tích"
        constraints = [
            models.CheckConstraint(
                name="confirmed_report_has_paper",
                condition=~Q(state="confirmed") | Q(document__isnull=False, confirmed_by__isnull=False),
            )
        ]

    def __str__(self):
        return f"Báo cáo thành tích: {self.registration.candidate_name}"

    def move_to(self, state: str) -> None:
        """Change the state; DomainError where no such move leads from here. The caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(f"Báo cáo đang ở trạng thái “{self.get_state_display()}” nên không làm được việc này.")
        self.state = state
