"""Who is to read a plan or a document from above, who has, and the page that anybody may open."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from organisation.models import Employment
from plans.models.plan import EmulationPlan
from plans.querysets import PublicPageQuerySet


class Acknowledgement(OrganisationOwned):
    """A person has read the published plan, or the document from above that was passed on to her."""

    plan = models.ForeignKey(EmulationPlan, models.PROTECT, null=True, blank=True, related_name="acknowledgements")
    incoming = models.ForeignKey(
        "plans.IncomingDocument", models.PROTECT, null=True, blank=True, related_name="acknowledgements"
    )
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "incoming", "person"], nulls_distinct=False, name="acknowledgement_once"
            ),
            models.CheckConstraint(
                name="acknowledgement_of_one_paper",
                condition=Q(plan__isnull=False, incoming__isnull=True) | Q(plan__isnull=True, incoming__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.person)


class PlanAudience(OrganisationOwned):
    """Who is to read a published plan, or a document from above: a tổ, a person, a group, or all of one kind of staff.

    No row: everybody. Rules, not names: who joins the tổ later owes the reading as well, who leaves it does not.
    """

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, null=True, blank=True, related_name="audience")
    incoming = models.ForeignKey(
        "plans.IncomingDocument", models.CASCADE, null=True, blank=True, related_name="audience"
    )
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey("organisation.StaffGroup", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")
    staff_kind = models.CharField(max_length=10, choices=Employment.StaffKind, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_audience_names_one",
                condition=Q(department__isnull=False, group__isnull=True, person__isnull=True, staff_kind="")
                | Q(department__isnull=True, group__isnull=False, person__isnull=True, staff_kind="")
                | Q(department__isnull=True, group__isnull=True, person__isnull=False, staff_kind="")
                | (Q(department__isnull=True, group__isnull=True, person__isnull=True) & ~Q(staff_kind="")),
            ),
            models.CheckConstraint(
                name="plan_audience_of_one_paper",
                condition=Q(plan__isnull=False, incoming__isnull=True) | Q(plan__isnull=True, incoming__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["plan", "incoming", "department", "group", "person", "staff_kind"],
                nulls_distinct=False,
                name="plan_audience_once",
            ),
        ]

    def __str__(self):
        named = self.department or self.group or self.person
        return str(named) if named else f"Tất cả {self.get_staff_kind_display().lower()}"


def public_code() -> str:
    """A code that nobody guesses: 128 bits, in letters and digits of an address."""
    return secrets.token_urlsafe(16)


class PublicPage(OrganisationOwned):
    """The address under which anybody reads a published plan. It stays the same when withdrawn and opened again."""

    plan = models.OneToOneField(EmulationPlan, models.PROTECT, related_name="public_page")
    code = models.CharField(max_length=40, unique=True, default=public_code, editable=False)
    is_indexed = models.BooleanField("cho máy tìm kiếm đưa vào kết quả", default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField("lý do thu hồi", max_length=300, blank=True)

    objects = owned_manager(PublicPageQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="withdrawn_page_has_reason", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason="")
            )
        ]

    def __str__(self):
        return self.code

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None
