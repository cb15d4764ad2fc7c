from __future__ import annotations

from typing import Self

from django.db.models import Count, Q

from core.querysets import OrganisationOwnedQuerySet


class EmulationPlanQuerySet(OrganisationOwnedQuerySet):
    def published(self) -> Self:
        return self.filter(state="published")

    def visible_to(self, *, is_drafter: bool) -> Self:
        """Whoever draws up plans sees all of them; everybody else what is published."""
        return self if is_drafter else self.published()

    def with_progress(self) -> Self:
        """Annotate `fact_count` and `open_count`: what was read from the text, and what waits for a person."""
        return self.annotate(
            fact_count=Count("facts"), open_count=Count("facts", filter=Q(facts__state="proposed"))
        ).select_related("document__series")


class PlanFactQuerySet(OrganisationOwnedQuerySet):
    def waiting(self) -> Self:
        return self.filter(state="proposed")

    def accepted(self) -> Self:
        return self.filter(state="accepted")

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)
