"""How a document is approved: the organisation's routes, their copy in a document, what was decided and said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from documents import content as content_model
from documents.models.papers import OfficialDocument
from documents.querysets import AbsenceQuerySet, ApprovalStepQuerySet
from organisation.models import Role

HIGHEST_POSITION = 6


class ApprovalRoute(OrganisationOwned):
    """Who approves one kind of document, step after step. `kind` "" is for every kind without a route of its own.

    Where an organisation has neither, its head approves in one step.
    """

    kind = models.CharField("loại văn bản", max_length=12, choices=OfficialDocument.Kind, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "quy trình duyệt"
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="approval_route_once")]

    def __str__(self):
        return self.get_kind_display() if self.kind else "Các loại còn lại"


class StepFields(OrganisationOwned):
    """Who decides at a step: one person, or whoever holds a role; a department head's role names the tổ.

    `days` are working days from the day the step is asked, None without a deadline. `deputy` acts while the one who
    should is absent and named nobody else.
    """

    position = models.PositiveSmallIntegerField("bước")
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField("số ngày làm việc", null=True, blank=True)
    deputy = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @staticmethod
    def constraints(name: str) -> list[models.CheckConstraint]:
        return [
            models.CheckConstraint(
                name=f"{name}_names_one", condition=Q(person=None) & ~Q(role="") | Q(person__isnull=False, role="")
            ),
            models.CheckConstraint(
                name=f"{name}_names_department",
                condition=Q(role="department_head", department__isnull=False)
                | ~Q(role="department_head") & Q(department=None),
            ),
        ]

    @property
    def who(self) -> str:
        """ "Phó hiệu trưởng", "Tổ trưởng Tổ Văn phòng", or the name of the one person."""
        if self.person_id:
            return self.person.full_name
        label = Role(self.role).label
        return f"{label} {self.department.name}" if self.department_id else label


class RouteStep(StepFields):
    """One step of a route. The last one is always the one who signs."""

    route = models.ForeignKey(ApprovalRoute, models.CASCADE, related_name="steps")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="route_step_once"),
            *StepFields.constraints("route_step"),
        ]

    def __str__(self):
        return f"{self.position}. {self.who}"


class ApprovalStep(StepFields):
    """One step of the route as it was when the document was submitted; each submission is another `round`.

    `carried` is the approval of an earlier round that still holds, because what it approved has not changed since.
    """

    class State(models.TextChoices):
        LATER = "later", "Chưa đến lượt"
        ASKED = "asked", "Đang chờ"
        APPROVED = "approved", "Đã duyệt"
        RETURNED = "returned", "Đã trả lại"
        VOID = "void", "Không còn hiệu lực"

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="approval_steps")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.LATER)
    asked_at = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    carried = models.ForeignKey("documents.ApprovalDecision", models.PROTECT, null=True, related_name="+")

    objects = owned_manager(ApprovalStepQuerySet)

    class Meta:
        ordering = ["document", "round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "round", "position"], name="approval_step_once"),
            models.UniqueConstraint(fields=["document"], condition=Q(state="asked"), name="one_step_is_asked"),
            models.CheckConstraint(
                name="asked_step_has_time",
                condition=Q(state__in=["later", "void"]) | Q(asked_at__isnull=False) | Q(carried__isnull=False),
            ),
            *StepFields.constraints("approval_step"),
        ]

    def __str__(self):
        return f"{self.position}. {self.who}"


class ApprovalDecision(OrganisationOwned):
    """What somebody decided about the content as it then was. Rows are only added (a trigger refuses all else).

    `step` is None where somebody returned the document out of turn: the head, or the clerk who should number it.
    `deputy_of` is the absent person for whom `decided_by` acted; what the document prints about its signatory is its
    own affair and does not follow from this.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", "Duyệt"
        RETURNED = "returned", "Trả lại"

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="decisions")
    step = models.OneToOneField(ApprovalStep, models.PROTECT, null=True, related_name="decision")
    verdict = models.CharField(max_length=10, choices=Verdict)
    content_hash = models.CharField(max_length=64)
    data = models.JSONField()  # the content decided on, to be compared with a later one
    version = models.PositiveIntegerField()
    reason = models.CharField("lý do", max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deputy_of = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="approval_decision_is_whole",
                condition=Q(verdict="approved", step__isnull=False) | Q(verdict="returned") & ~Q(reason=""),
            )
        ]

    def __str__(self):
        return f"{self.get_verdict_display()} {self.document}"

    @property
    def content(self) -> content_model.Content:
        return content_model.from_json(self.data)


class Absence(OrganisationOwned):
    """Days on which a person is away and who decides for her then. Why is read by herself and the head alone."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="người vắng")
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày")
    deputy = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("lý do", max_length=250, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    objects = owned_manager(AbsenceQuerySet)

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = "vắng mặt"
        constraints = [
            models.CheckConstraint(name="absence_in_order", condition=Q(from_on__lte=F("to_on"))),
            models.CheckConstraint(name="absence_names_another", condition=Q(deputy=None) | ~Q(deputy=F("person"))),
        ]

    def __str__(self):
        return f"{self.person} {self.from_on:%d/%m/%Y}–{self.to_on:%d/%m/%Y}"

    @property
    def is_over(self) -> bool:
        return self.to_on < clock.today()


class ParagraphComment(OrganisationOwned):
    """What somebody says about one paragraph of a draft. It is never part of the content, so never printed.

    `anchor` is the key of the paragraph as it stands now, followed through every edit; "" once it is gone.
    `paragraph` and `quote` are what was read when the comment was written.
    """

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="comments")
    anchor = models.CharField(max_length=40, blank=True, editable=False)
    part = models.CharField(max_length=60, editable=False)
    paragraph = models.TextField(editable=False)
    quote = models.TextField("câu", editable=False)
    text = models.CharField("góp ý", max_length=1000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now, editable=False)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "góp ý"
        constraints = [
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            )
        ]

    def __str__(self):
        return self.text
