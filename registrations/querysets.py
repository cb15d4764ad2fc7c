from __future__ import annotations

from typing import Self

from django.db.models import Prefetch, Q

from core.querysets import OrganisationOwnedQuerySet


class RegistrationQuerySet(OrganisationOwnedQuerySet):
    def of_round(self, round) -> Self:
        return self.for_organisation(round.organisation).filter(round=round)

    def of_departments(self, department_ids) -> Self:
        return self.filter(home_department__in=department_ids)

    def counted(self) -> Self:
        """Those that the list takes up when the round is locked."""
        return self.filter(state__in=["submitted", "department_recommended"])

    def unfinished(self) -> Self:
        """Those that stay outside the list when the round is locked."""
        return self.filter(state__in=["draft", "revision_requested"])

    def listed(self) -> Self:
        return self.filter(state="locked")

    def matching(self, *, department="", state="", distinction="") -> Self:
        """The filters of the list; an empty one filters nothing."""
        rows = self.filter(Q(state=state)) if state else self
        rows = rows.filter(home_department=department) if department else rows
        return rows.filter(distinction=distinction) if distinction else rows

    def with_names(self) -> Self:
        """All that a row of the list shows, in a fixed number of queries."""
        return self.select_related("person", "department", "home_department", "distinction", "organisation")

    def with_open_return(self) -> Self:
        from registrations.models import RegistrationReturn

        rows = RegistrationReturn.objects.filter(resolved_at=None).select_related("requested_by")
        return self.prefetch_related(Prefetch("returns", queryset=rows, to_attr="open_returns"))
