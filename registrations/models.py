from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.errors import DomainError
from core.models import OrganisationOwned, SavedFromPages
from core.querysets import owned_manager
from organisation.models import CandidateFields
from registrations.querysets import RegistrationQuerySet


class RegistrationRound(OrganisationOwned):
    """The year's registration at one organisation: one window, one list."""

    class State(models.TextChoices):
        OPEN = "open", "Đang nhận"
        LOCKED = "locked", "Đã khóa"

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    entry = models.ForeignKey("deadlines.CalendarEntry", models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    list_document = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "đợt đăng ký"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "school_year"], name="registration_round_once"),
            models.CheckConstraint(
                name="locked_round_has_time",
                condition=Q(state="open") | Q(locked_at__isnull=False, locked_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Đăng ký {self.school_year}"


class Registration(CandidateFields, SavedFromPages):
    """The title one candidate aims at in a year. Never overwritten by the result."""

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SUBMITTED = "submitted", "Đã nộp"
        REVISION_REQUESTED = "revision_requested", "Yêu cầu bổ sung"
        DEPARTMENT_RECOMMENDED = "department_recommended", "Tổ đề nghị"
        LOCKED = "locked", "Đã khóa"
        WITHDRAWN = "withdrawn", "Đã rút"

    TRANSITIONS = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.DEPARTMENT_RECOMMENDED, State.REVISION_REQUESTED, State.LOCKED, State.WITHDRAWN},
        State.REVISION_REQUESTED: {State.SUBMITTED, State.WITHDRAWN},
        State.DEPARTMENT_RECOMMENDED: {State.LOCKED, State.REVISION_REQUESTED, State.WITHDRAWN},
        State.LOCKED: set(),
        State.WITHDRAWN: {State.DRAFT},
    }

    round = models.ForeignKey(RegistrationRound, models.PROTECT, related_name="registrations")
    home_department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tổ"
    )
    distinction = models.ForeignKey(
        "legal.Distinction", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="danh hiệu đăng ký"
    )
    goals = models.TextField("nội dung phấn đấu", blank=True)
    initiative_title = models.CharField("tên sáng kiến dự kiến", max_length=250, blank=True)
    state = models.CharField("trạng thái", max_length=25, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    remark = models.TextField("nhận xét của tổ", blank=True)
    remarked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    remarked_at = models.DateTimeField(null=True, blank=True)
    # The bản đăng ký as a paper, frozen once the round is locked.
    document = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = owned_manager(RegistrationQuerySet)

    class Meta:
        ordering = ["person__sort_key", "pk"]
        verbose_name = "đăng ký"
        constraints = [
            CandidateFields.one_candidate("registration_one_candidate"),
            models.UniqueConstraint(
                fields=["round", "person", "department"], name="registration_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="submitted_registration_is_whole",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, distinction__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.candidate_name}: {self.distinction}"

    @property
    def is_editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.REVISION_REQUESTED)

    def move_to(self, state: str) -> None:
        """Change the state. The caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(f"Đăng ký đang ở trạng thái “{self.get_state_display()}” nên không làm được việc này.")
        self.state = state


class RegistrationReturn(OrganisationOwned):
    """A return is an object: why, who asked, when, and when it was resolved."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="returns")
    reason = models.TextField("lý do")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now, editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(resolved_at__isnull=True), name="registration_one_open_return"
            )
        ]

    def __str__(self):
        return self.reason[:60]
