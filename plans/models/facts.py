"""What was understood from a text, and a person's word on it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from deadlines.models import CalendarEntry
from plans import criteria
from plans.models.plan import EmulationPlan
from plans.querysets import PlanFactQuerySet


class ReviewAct(OrganisationOwned):
    """Many facts decided by one press of a button; undone as a whole for as long as nobody decided otherwise."""

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, related_name="review_acts")
    state = models.CharField("ý kiến", max_length=10)  # the state given, a `PlanFact.State`
    kind = models.CharField("loại nội dung", max_length=10, blank=True)  # a `PlanFact.Kind`; blank: of every kind
    fact_count = models.PositiveIntegerField("số nội dung")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "lần xác nhận nhiều nội dung"

    def __str__(self):
        word = "Không theo dõi" if self.state == PlanFact.State.REFUSED else "Xác nhận"
        return f"{word} {self.fact_count} nội dung"


class ReadFact(OrganisationOwned):
    """One thing understood from a text, beside its sentence, waiting for a person's word."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Cần xác nhận"
        ACCEPTED = "accepted", "Đã xác nhận"
        REFUSED = "refused", "Không theo dõi"

    key = models.CharField(max_length=80)
    line = models.PositiveIntegerField()
    sentence = models.TextField()  # as the text has it now
    data = models.JSONField()  # as the reader understood it
    # What will act: filled from `data`, re-dated to this school year, corrected by a person.
    title = models.CharField("việc", max_length=250, blank=True)
    purpose = models.CharField("loại", max_length=20, blank=True)
    terms = models.JSONField(default=dict, blank=True)  # the rule of a deadline, the figures of a target
    # The days; of a rule that comes back ("ngày 25 hằng tháng") the first and last day between which it counts.
    from_on = models.DateField("từ ngày", null=True, blank=True)
    to_on = models.DateField("đến ngày", null=True, blank=True)
    problem = models.CharField(max_length=250, blank=True)  # why it has no day in this year
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.sentence[:60]

    @property
    def rule(self) -> str:
        """The kind of a deadline's rule: date, monthly, unspecified, …"""
        return self.terms.get("kind", "")

    @property
    def is_recurring(self) -> bool:
        return self.kind == "deadline" and self.rule in criteria.RECURRING

    @property
    def is_counted(self) -> bool:
        """“05 ngày làm việc kể từ …”: it has a day once somebody says from which day to count."""
        return self.rule == "relative" and bool(self.terms.get("parameters", {}).get("offset_days"))

    @property
    def anchor_on(self) -> date | None:
        """The day from which it is counted, once somebody has said it."""
        given = self.terms.get("parameters", {}).get("anchor_on")
        return date.fromisoformat(given) if given else None

    @property
    def is_before(self) -> bool:
        """“Trước ngày 30”: the last day is the one before."""
        return self.terms.get("parameters", {}).get("boundary") == "before"

    @property
    def has_days(self) -> bool:
        """Whether it names days of this year; “hằng tháng” without a day does not."""
        if self.to_on is None or not self.is_recurring:
            return self.to_on is not None
        given = self.terms.get("parameters", {})
        return bool(criteria.recurring_days(self.rule, given, self.from_on or self.to_on, self.to_on))

    @property
    def purpose_name(self) -> str:
        return CalendarEntry.Purpose(self.purpose).label if self.purpose in CalendarEntry.Purpose.values else ""


class PlanFact(ReadFact):
    """One thing understood from the plan's text, beside its sentence, waiting for a person's Đúng or Sửa."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline", "Mốc thời gian"
        TARGET = "target", "Chỉ tiêu"
        CAMPAIGN = "campaign", "Phong trào, chuyên đề"
        MEMBER = "member", "Hội đồng, phân công"
        EVENT = "event", "Việc đã ghi nhận"
        AIM = "aim", "Mục đích, yêu cầu"
        RECIPIENT = "recipient", "Nơi nhận"
        DOUBT = "doubt", "Điều cần hỏi lại"

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind)
    old_from_on = models.DateField(null=True, blank=True)
    old_to_on = models.DateField(null=True, blank=True)
    note = models.CharField("ý kiến", max_length=500, blank=True)
    act = models.ForeignKey(ReviewAct, models.SET_NULL, null=True, blank=True, related_name="facts")
    # What was decided before its sentence changed, until a person has looked: the sentence and the values of that time.
    earlier = models.JSONField(null=True, blank=True)

    objects = owned_manager(PlanFactQuerySet)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="plan_fact_once"),
            models.CheckConstraint(
                name="plan_fact_days_in_order",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")),
            ),
        ]

    @property
    def is_note(self) -> bool:
        """How the text was read, to be seen; nothing is asked."""
        return self.kind == self.Kind.DOUBT and bool(self.data.get("is_note"))

    @property
    def waits(self) -> bool:
        """A person has something to say: it was never decided, or its sentence changed since."""
        return not self.is_note and (self.state == self.State.PROPOSED or self.earlier is not None)

    @property
    def said(self) -> str:
        """What was understood at the last reading, apart from its sentence and days."""
        return self.data.get("kind", "") if self.kind == self.Kind.DEADLINE else self.data.get("title_read", self.title)

    @property
    def places(self) -> list[dict]:
        """Where it stands: {"line", "sentence", "part"} each, the first being its own line and sentence."""
        return self.data.get("places") or [{"line": self.line, "sentence": self.sentence, "part": ""}]

    @property
    def is_moved(self) -> bool:
        """Printed for one year, acting in another."""
        return self.old_to_on is not None and (self.old_from_on, self.old_to_on) != (self.from_on, self.to_on)
