from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from core.querysets import OrganisationOwnedQuerySet


def in_force_on(day: date, prefix: str = "") -> Q:
    """Rows whose from_on/to_on hold the day (both ends inclusive, no end = still)."""
    return Q(**{f"{prefix}from_on__lte": day}) & (
        Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gte": day})
    )


class DatedQuerySet(OrganisationOwnedQuerySet):
    def on(self, day: date) -> Self:
        return self.filter(in_force_on(day))


class DepartmentQuerySet(DatedQuerySet):
    pass


class SupervisionQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(in_force_on(day))

    def superior_of(self, organisation, *, line: str, on: date):
        """The organisation above in that line that day, or None."""
        row = self.on(on).filter(subordinate=organisation, line=line).select_related("superior").first()
        return row.superior if row else None


class OrganisationQuerySet(models.QuerySet):
    def acted_for_by(self, user, *, on: date) -> Self:
        """Those where the user holds a role that day."""
        from organisation.models import RoleAssignment

        held = RoleAssignment._base_manager.filter(in_force_on(on), person__user=user)
        return self.filter(pk__in=held.values("organisation_id"))

    def supervised_by(self, organisation, *, line: str, on: date) -> Self:
        """Those directly below, in that line, that day."""
        return self.filter(
            in_force_on(on, "supervisions__"), supervisions__superior=organisation, supervisions__line=line
        )


class SchoolYearQuerySet(OrganisationOwnedQuerySet):
    def holding(self, day: date):
        """The year a day falls in; between two years, the one that has just ended; None where there is none."""
        return self.filter(starts_on__lte=day).order_by("-starts_on").first()


class PersonQuerySet(models.QuerySet):
    def employed_at(self, organisation, *, on: date) -> Self:
        from organisation.models import Employment

        rows = Employment._base_manager.filter(in_force_on(on), organisation=organisation)
        return self.filter(pk__in=rows.values("person_id"))

    def ever_at(self, organisation) -> Self:
        from organisation.models import Employment

        rows = Employment._base_manager.filter(organisation=organisation)
        return self.filter(pk__in=rows.values("person_id"))
