from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.errors import DomainError
from core.models import OrganisationOwned, SavedFromPages
from core.querysets import owned_manager
from evaluations.models.periods import EvaluationPeriod
from evaluations.models.rubrics import Criterion, Rubric, Subject
from evaluations.querysets import EvaluationSheetQuerySet


class EvaluationSheet(OrganisationOwned, SavedFromPages):
    """One candidate in one period: the columns self, department, council, and what came of them.

    `points`, `reachable`, `grade` and `reasons` are written by the act that settles them and read by every list; before
    it they are computed from the cells.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SUBMITTED = "submitted", "Đã nộp"
        DEPARTMENT_RECOMMENDED = "department_recommended", "Tổ đề nghị"
        COUNCIL_PASSED = "council_passed", "Hội đồng thông qua"
        COUNCIL_NOT_PASSED = "council_not_passed", "Hội đồng không thông qua"
        HEAD_DECIDED = "head_decided", "Thủ trưởng đã quyết định"
        PROVISIONAL = "provisional", "Kết quả dự kiến"
        PUBLISHED = "published", "Đã công bố"
        EXEMPT = "exempt", "Được miễn"

    TRANSITIONS = {
        State.DRAFT: {State.SUBMITTED, State.EXEMPT},
        State.SUBMITTED: {State.DEPARTMENT_RECOMMENDED, State.DRAFT, State.EXEMPT},
        State.DEPARTMENT_RECOMMENDED: {
            State.COUNCIL_PASSED,
            State.COUNCIL_NOT_PASSED,
            State.HEAD_DECIDED,
            State.SUBMITTED,
        },
        State.COUNCIL_PASSED: {State.PROVISIONAL, State.PUBLISHED},
        State.COUNCIL_NOT_PASSED: {State.DEPARTMENT_RECOMMENDED},
        State.HEAD_DECIDED: {State.PROVISIONAL, State.PUBLISHED},
        State.PROVISIONAL: {State.PUBLISHED, State.DEPARTMENT_RECOMMENDED},
        State.PUBLISHED: {State.DEPARTMENT_RECOMMENDED},  # reopened: the edition that stood is kept
        State.EXEMPT: {State.DRAFT},
    }
    SETTLED = (State.PROVISIONAL, State.PUBLISHED)

    class Exemption(models.TextChoices):
        """Why somebody is not judged; the reason of a leave itself stands in no sheet."""

        LEAVE = "leave", "Nghỉ dài ngày"
        SHORT_SERVICE = "short_service", "Làm việc chưa đủ thời gian trong kỳ"
        LEFT = "left", "Đã chuyển đi"

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="sheets")
    subject = models.CharField("đối tượng", max_length=15, choices=Subject, default=Subject.PERSON)
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")
    # Of a person: the tổ that reviews; of a collective: the tổ itself.
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    submission = models.ForeignKey("submissions.Submission", models.PROTECT, null=True, blank=True, related_name="+")
    rubric = models.ForeignKey(Rubric, models.PROTECT, null=True, blank=True, related_name="sheets")
    state = models.CharField("trạng thái", max_length=25, choices=State, default=State.DRAFT)
    code = models.CharField("mã tiếp nhận", max_length=40, blank=True)
    paper = models.ForeignKey(  # the last official copy, frozen when the result was published
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )
    self_note = models.TextField("tự nhận xét", blank=True)
    department_note = models.TextField("nhận xét của tổ", blank=True)
    council_note = models.TextField("nhận xét của hội đồng", blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_late = models.BooleanField(default=False)
    late_reason = models.CharField("lý do nộp muộn", max_length=500, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField("điểm", max_digits=8, decimal_places=2, null=True, blank=True)
    reachable = models.DecimalField("tối đa", max_digits=8, decimal_places=2, null=True, blank=True)
    grade = models.CharField("xếp loại", max_length=60, blank=True)
    praise = models.CharField("biểu dương", max_length=120, blank=True)
    reasons = models.JSONField("vì sao", default=list, blank=True)  # sentences with the numbers
    # Of a roll-up: the shorter periods as they were counted (`evaluations.services.rollups`).
    sources = models.JSONField("các kỳ được tổng hợp", default=list, blank=True)
    exemption = models.CharField("lý do được miễn", max_length=15, choices=Exemption, blank=True)
    placement_note = models.CharField("cách tính thời gian, tổ", max_length=400, blank=True)
    edition = models.PositiveSmallIntegerField("lần công bố", default=0)
    # What was taken from an earlier sheet and not changed since: criteria (as text) or “note”; and from which period.
    taken = models.JSONField(default=list, blank=True)
    taken_from = models.CharField(max_length=60, blank=True)

    objects = owned_manager(EvaluationSheetQuerySet)

    class Meta:
        ordering = ["person__sort_key", "pk"]
        verbose_name = "phiếu đánh giá"
        indexes = [models.Index(fields=["organisation", "period", "state"], name="sheet_organisation_period")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=~Q(code=""), name="evaluation_sheet_code_once"
            ),
            models.CheckConstraint(
                name="reviewed_sheet_has_reviewer",
                condition=Q(state__in=["draft", "submitted", "exempt"])
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="decided_sheet_has_decider",
                condition=~Q(state="head_decided") | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="published_sheet_has_grade", condition=~Q(state__in=["provisional", "published"]) | ~Q(grade="")
            ),
            models.CheckConstraint(
                name="exempt_sheet_has_reason",
                condition=(Q(state="exempt") & ~Q(exemption="")) | (~Q(state="exempt") & Q(exemption="")),
            ),
            models.CheckConstraint(
                name="sheet_has_its_candidate",
                condition=Q(subject="person", person__isnull=False, submission__isnull=True)
                | Q(subject="department", person__isnull=True, department__isnull=False, submission__isnull=True)
                | Q(subject="organisation", person__isnull=True, department__isnull=True, submission__isnull=True)
                | Q(subject="unit", person__isnull=True, department__isnull=True, submission__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["period", "person"], condition=Q(subject="person"), name="evaluation_sheet_once"
            ),
            models.UniqueConstraint(
                fields=["period", "department"], condition=Q(subject="department"), name="department_sheet_once"
            ),
            models.UniqueConstraint(
                fields=["period"], condition=Q(subject="organisation"), name="organisation_sheet_once"
            ),
            models.UniqueConstraint(
                fields=["period", "submission"], condition=Q(subject="unit"), name="unit_sheet_once"
            ),
            models.CheckConstraint(
                name="submitted_sheet_has_time",
                condition=Q(state__in=["draft", "exempt"]) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.candidate_name} {self.period}"

    @property
    def subject_key(self) -> str:
        """By which the council's result about this sheet is found."""
        return f"sheet:{self.pk}"

    @property
    def candidate_name(self) -> str:
        if self.subject == Subject.PERSON:
            return self.person.full_name
        if self.subject == Subject.DEPARTMENT:
            return self.department.name
        return self.organisation.name if self.subject == Subject.ORGANISATION else self.submission.organisation.name

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.state not in (self.State.DRAFT, self.State.EXEMPT)

    @property
    def is_settled(self) -> bool:
        """Its result is written down."""
        return self.state in self.SETTLED

    def is_about(self, user) -> bool:
        """Whether it judges this very person: nobody scores, decides or reopens the own sheet."""
        return self.person is not None and self.person.user_id is not None and self.person.user_id == user.pk

    def move_to(self, state: str) -> None:
        """Change the state. The caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(f"Phiếu đang ở trạng thái “{self.get_state_display()}” nên không làm được việc này.")
        self.state = state


class Score(OrganisationOwned):
    """One cell of a sheet. No row: blank. 0 is a number; not applicable and exempt are their own states.

    `amount` is what was entered: points, a number of occurrences, a figure, or 1 for a condition that is broken.
    """

    class Column(models.TextChoices):
        SELF = "self", "Tự chấm"
        DEPARTMENT = "department", "Tổ chấm"
        COUNCIL = "council", "Hội đồng chấm"

    class State(models.TextChoices):
        SCORED = "scored", "Có điểm"
        NOT_APPLICABLE = "not_applicable", "Không áp dụng"
        EXEMPT = "exempt", "Được miễn"

    sheet = models.ForeignKey(EvaluationSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    column = models.CharField(max_length=10, choices=Column)
    state = models.CharField(max_length=15, choices=State, default=State.SCORED)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion", "column"], name="score_once"),
            models.CheckConstraint(
                name="score_is_number_or_state",
                condition=Q(state="scored", amount__gte=0) | (~Q(state="scored") & Q(amount__isnull=True)),
            ),
        ]

    def __str__(self):
        return str(self.amount) if self.state == "scored" else self.get_state_display()


class SheetEvidence(OrganisationOwned):
    """A proof attached to a criterion of a sheet: a file, a link, or what already stands in the person's record."""

    sheet = models.ForeignKey(EvaluationSheet, models.PROTECT, related_name="evidence_links")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    evidence = models.ForeignKey("documents.Evidence", models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField("địa chỉ", max_length=500, blank=True)
    title_record = models.ForeignKey("records.TitleRecord", models.PROTECT, null=True, blank=True, related_name="+")
    good_deed = models.ForeignKey("campaigns.GoodDeed", models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField("tên gọi", max_length=250, blank=True)
    is_confidential = models.BooleanField("bảo mật", default=False)
    attached_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion", "evidence"],
                condition=Q(evidence__isnull=False),
                name="sheet_evidence_once",
            ),
            models.CheckConstraint(
                name="sheet_evidence_is_one_thing",
                condition=Q(evidence__isnull=False, url="", title_record__isnull=True, good_deed__isnull=True)
                | (Q(evidence__isnull=True, title_record__isnull=True, good_deed__isnull=True) & ~Q(url=""))
                | Q(evidence__isnull=True, url="", title_record__isnull=False, good_deed__isnull=True)
                | Q(evidence__isnull=True, url="", title_record__isnull=True, good_deed__isnull=False),
            ),
        ]

    def __str__(self):
        return self.label or str(self.evidence or self.title_record or self.good_deed or self.url)


class Objection(OrganisationOwned):
    """What a person says of her provisional result, and the answer with its reasons."""

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", "Giải trình"
        OBJECTION = "objection", "Đề nghị xem xét lại"

    class Outcome(models.TextChoices):
        KEPT = "kept", "Giữ nguyên kết quả"
        CHANGED = "changed", "Xét lại kết quả"

    sheet = models.ForeignKey(EvaluationSheet, models.PROTECT, related_name="objections")
    kind = models.CharField("loại", max_length=15, choices=Kind)
    text = models.TextField("nội dung")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome, blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["filed_at", "pk"]
        verbose_name = "ý kiến về kết quả"
        constraints = [
            models.CheckConstraint(name="objection_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="answered_objection_is_whole",
                condition=Q(outcome="", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(outcome="", withdrawn_at__isnull=True), name="open_objection_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.sheet}"

    @property
    def is_open(self) -> bool:
        return not self.outcome and self.withdrawn_at is None


class SheetEdition(OrganisationOwned):
    """A result as it was published, kept when it is reopened (insert-only)."""

    sheet = models.ForeignKey(EvaluationSheet, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("lần")
    content = models.JSONField()  # columns, points, grade, reasons as they stood
    reason = models.TextField("lý do mở lại")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_edition_once"),
            models.CheckConstraint(name="sheet_edition_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.sheet}, lần {self.number}"
