"""The figures that a plan sets."""

from __future__ import annotations

from django.db import models

from core.models import OrganisationOwned
from core.querysets import owned_manager
from plans import criteria
from plans.models.facts import PlanFact
from plans.models.plan import EmulationPlan
from plans.querysets import PlanTargetQuerySet


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
    is_registration = models.BooleanField("chỉ tiêu đăng ký", default=False)  # of those who register, not who achieve
    base = models.JSONField("tính trên nhóm", default=list, blank=True)  # tokens of plans.target_figures; [] unknown
    ended_at = models.DateTimeField(null=True, blank=True)  # a later version of the plan set another, or none

    objects = owned_manager(PlanTargetQuerySet)

    class Meta:
        ordering = ["pk"]
        verbose_name = "chỉ tiêu"

    def __str__(self):
        return f"{self.amount} {self.award}"

    @property
    def amount(self) -> str:
        return criteria.target_text(self.operator, self.value, self.unit)

    @property
    def is_of_titles(self) -> bool:
        return self.distinction_id is not None and self.distinction.kind == "title"

    def counts(self, distinction) -> bool:
        """Whether who aims at or holds `distinction` counts here: the same, or a higher title for the same kind of
        candidate, since whoever is a chiến sĩ thi đua is lao động tiên tiến too."""
        mine = self.distinction
        if mine is None or distinction is None:
            return False
        is_higher = (distinction.kind, distinction.target) == (mine.kind, mine.target) and self.is_of_titles
        return distinction == mine or (is_higher and distinction.position > mine.position)
