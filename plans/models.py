from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned


class EmulationPlan(OrganisationOwned):
    """The year's plan: pasted, read, corrected, approved and issued as a document, then published."""

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        PUBLISHED = "published", "Đã công bố"

    TRANSITIONS = {State.DRAFT: {State.PUBLISHED}, State.PUBLISHED: set()}

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="plans")
    title = models.CharField("tên kế hoạch", max_length=300)
    source_text = models.TextField("văn bản gốc", blank=True)
    document = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="plan"
    )
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "kế hoạch"
        constraints = [
            models.CheckConstraint(
                name="published_plan_is_whole",
                condition=~Q(state="published")
                | Q(published_at__isnull=False, published_by__isnull=False, document__isnull=False),
            )
        ]

    def __str__(self):
        return self.title


class PlanFact(OrganisationOwned):
    """One thing understood from the plan's text, beside its sentence, waiting for a person's Đúng or Sửa."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline", "Mốc thời gian"
        TARGET = "target", "Chỉ tiêu"
        CAMPAIGN = "campaign", "Phong trào, chuyên đề"
        DOUBT = "doubt", "Điều cần hỏi lại"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Cần xác nhận"
        ACCEPTED = "accepted", "Đã xác nhận"
        REFUSED = "refused", "Không theo dõi"

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=80)
    line = models.PositiveIntegerField()
    sentence = models.TextField()
    data = models.JSONField()  # as the reader understood it
    # What will act: filled from `data`, re-dated to this school year, corrected by a person.
    title = models.CharField("việc", max_length=250, blank=True)
    purpose = models.CharField("loại", max_length=20, blank=True)
    old_from_on = models.DateField(null=True, blank=True)
    old_to_on = models.DateField(null=True, blank=True)
    from_on = models.DateField("từ ngày", null=True, blank=True)
    to_on = models.DateField("đến ngày", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["line", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="plan_fact_once")]

    def __str__(self):
        return self.title or self.sentence[:60]


class PlanTarget(OrganisationOwned):
    """A figure the plan sets: base group, how many or which share, title. `value` None: not stated, which is not 0."""

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, related_name="targets")
    fact = models.OneToOneField(PlanFact, models.PROTECT, null=True, blank=True, related_name="target")
    who = models.CharField("ai", max_length=200)
    operator = models.CharField(max_length=2, default=">=")
    value = models.DecimalField("chỉ tiêu", max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=30)
    distinction = models.ForeignKey("legal.Distinction", models.PROTECT, null=True, blank=True, related_name="+")
    award = models.CharField("danh hiệu, nội dung", max_length=250, blank=True)

    def __str__(self):
        return f"{self.value} {self.unit} {self.award}"


class Acknowledgement(OrganisationOwned):
    """A person has read the published plan."""

    plan = models.ForeignKey(EmulationPlan, models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="acknowledgement_once")]

    def __str__(self):
        return str(self.person)
