from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.errors import DomainError
from core.models import OrganisationOwned, SavedFromPages
from core.querysets import owned_manager
from evaluations.querysets import EvaluationPeriodQuerySet, EvaluationSheetQuerySet


class Rubric(OrganisationOwned):
    """A biểu điểm: criteria with points, grades with minima. Frozen once a period uses it."""

    name = models.CharField("tên", max_length=200)
    source = models.CharField("theo văn bản", max_length=250, blank=True)
    is_frozen = models.BooleanField("đã dùng", default=False)

    def __str__(self):
        return self.name


class Criterion(OrganisationOwned):
    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    code = models.CharField("số", max_length=10)
    title = models.CharField("tiêu chí", max_length=250)
    guidance = models.TextField("hướng dẫn", blank=True)
    max_points = models.DecimalField("tối đa", max_digits=6, decimal_places=2)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="criterion_once"),
            models.CheckConstraint(name="criterion_max_positive", condition=Q(max_points__gt=0)),
        ]

    def __str__(self):
        return f"{self.code}. {self.title}"


class GradeBand(OrganisationOwned):
    """A grade and the least share of the reachable points (in percent) that earns it."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="grades")
    name = models.CharField("mức", max_length=60)
    minimum = models.DecimalField("từ", max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["-minimum"]
        constraints = [models.UniqueConstraint(fields=["rubric", "minimum"], name="grade_band_once")]

    def __str__(self):
        return self.name


class EvaluationPeriod(OrganisationOwned):
    """A month that is judged. Open or not is computed from its times; published is an act."""

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    entry = models.OneToOneField("deadlines.CalendarEntry", models.PROTECT, related_name="evaluation_period")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="periods")
    label = models.CharField("kỳ", max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = owned_manager(EvaluationPeriodQuerySet)

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "kỳ đánh giá"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "starts_on", "ends_on"], name="evaluation_period_once"),
            models.CheckConstraint(name="evaluation_period_in_order", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(
                name="published_period_has_publisher",
                condition=Q(published_at__isnull=True) | Q(published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.label


class EvaluationSheet(OrganisationOwned, SavedFromPages):
    """One person in one period: the columns self, department and final."""

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SUBMITTED = "submitted", "Đã nộp"
        DEPARTMENT_RECOMMENDED = "department_recommended", "Tổ đề nghị"
        COUNCIL_PASSED = "council_passed", "Hội đồng thông qua"
        COUNCIL_NOT_PASSED = "council_not_passed", "Hội đồng không thông qua"
        PUBLISHED = "published", "Đã công bố"

    TRANSITIONS = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.DEPARTMENT_RECOMMENDED, State.DRAFT},
        State.DEPARTMENT_RECOMMENDED: {State.COUNCIL_PASSED, State.COUNCIL_NOT_PASSED, State.SUBMITTED},
        State.COUNCIL_PASSED: {State.PUBLISHED},
        State.COUNCIL_NOT_PASSED: {State.DEPARTMENT_RECOMMENDED},
        State.PUBLISHED: set(),
    }

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="sheets")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("trạng thái", max_length=25, choices=State, default=State.DRAFT)
    code = models.CharField("mã tiếp nhận", max_length=40, blank=True)
    self_note = models.TextField("tự nhận xét", blank=True)
    department_note = models.TextField("nhận xét của tổ", blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    grade = models.CharField("xếp loại", max_length=60, blank=True)

    objects = owned_manager(EvaluationSheetQuerySet)

    class Meta:
        ordering = ["person__sort_key", "pk"]
        verbose_name = "phiếu đánh giá"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=~Q(code=""), name="evaluation_sheet_code_once"
            ),
            models.CheckConstraint(
                name="reviewed_sheet_has_reviewer",
                condition=Q(state__in=["draft", "submitted"]) | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(name="published_sheet_has_grade", condition=~Q(state="published") | ~Q(grade="")),
            models.UniqueConstraint(fields=["period", "person"], name="evaluation_sheet_once"),
            models.CheckConstraint(
                name="submitted_sheet_has_time", condition=Q(state="draft") | Q(submitted_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.period}"

    @property
    def subject_key(self) -> str:
        """By which the council's result about this sheet is found."""
        return f"sheet:{self.pk}"

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.state != self.State.DRAFT

    def move_to(self, state: str) -> None:
        """Change the state. The caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(f"Phiếu đang ở trạng thái “{self.get_state_display()}” nên không làm được việc này.")
        self.state = state


class Score(OrganisationOwned):
    """One cell of a sheet. No row: blank. 0 is a number; not applicable and exempt are their own states."""

    class Column(models.TextChoices):
        SELF = "self", "Tự chấm"
        DEPARTMENT = "department", "Tổ chấm"

    class State(models.TextChoices):
        SCORED = "scored", "Có điểm"
        NOT_APPLICABLE = "not_applicable", "Không áp dụng"
        EXEMPT = "exempt", "Được miễn"

    sheet = models.ForeignKey(EvaluationSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    column = models.CharField(max_length=10, choices=Column)
    state = models.CharField(max_length=15, choices=State, default=State.SCORED)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion", "column"], name="score_once"),
            models.CheckConstraint(
                name="score_is_number_or_state",
                condition=Q(state="scored", points__gte=0) | (~Q(state="scored") & Q(points__isnull=True)),
            ),
        ]

    def __str__(self):
        return str(self.points) if self.state == "scored" else self.get_state_display()


class SheetEvidence(OrganisationOwned):
    """A proof attached to a criterion of a sheet."""

    sheet = models.ForeignKey(EvaluationSheet, models.PROTECT, related_name="evidence_links")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    evidence = models.ForeignKey("documents.Evidence", models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion", "evidence"], name="sheet_evidence_once")]

    def __str__(self):
        return str(self.evidence)
