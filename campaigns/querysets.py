from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Count

from core.querysets import OrganisationOwnedQuerySet


class CampaignQuerySet(OrganisationOwnedQuerySet):
    def launched(self) -> Self:
        return self.filter(state="launched")

    def visible_to(self, *, is_leader: bool) -> Self:
        """Whoever launches campaigns sees the drafts; everybody else what was launched."""
        return self if is_leader else self.launched()

    def of_year(self, school_year) -> Self:
        return self.filter(plan__school_year=school_year)

    def with_counts(self) -> Self:
        """Annotate `joined_count` and `deed_count`."""
        return self.annotate(
            joined_count=Count("participations", distinct=True), deed_count=Count("good_deeds", distinct=True)
        )


class GoodDeedQuerySet(OrganisationOwnedQuerySet):
    def between(self, first: date, last: date) -> Self:
        return self.filter(happened_on__gte=first, happened_on__lte=last)

    def for_page(self) -> Self:
        """With all that a row of a page shows."""
        return self.select_related("person", "photo", "campaign", "noted_by")
