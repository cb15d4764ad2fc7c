from __future__ import annotations

from typing import Self

from django.db.models import Case, F, Q, When

from core.querysets import OrganisationOwnedQuerySet

UNSEEN = ("draft", "withdrawn")  # what is not handed in is read by its author alone


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

    def aimed(self) -> Self:
        """Those that count for the year's targets: handed in, recommended or on the locked list."""
        return self.filter(state__in=["submitted", "department_recommended", "locked"])

    def listed(self) -> Self:
        return self.filter(state="locked")

    def matching(self, *, department="", state="", distinction="") -> Self:
        """The filters of the list; an empty one filters nothing. A title finds only those that show theirs."""
        rows = self.filter(Q(state=state)) if state else self
        rows = rows.filter(home_department=department) if department else rows
        return rows.filter(distinction=distinction).exclude(state__in=UNSEEN) if distinction else rows

    def with_shown_position(self) -> Self:
        """Annotate `shown_position`, the place of the title in the catalogue; None where the title is not shown."""
        return self.annotate(shown_position=Case(When(~Q(state__in=UNSEEN), then=F("distinction__position"))))

    def with_names(self) -> Self:
        """All that a row of the list shows, in a fixed number of queries."""
        return self.select_related("person", "department", "home_department", "distinction", "organisation")
