from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Count, Q

from core.querysets import OrganisationOwnedQuerySet
from organisation.querysets import DatedQuerySet, in_force_on


class CouncilQuerySet(DatedQuerySet):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class CouncilMemberQuerySet(DatedQuerySet):
    def sitting_on(self, day: date) -> Self:
        """Those whose seat holds on a day; one who sits for an optional body only while that body exists."""
        return self.filter(in_force_on(day)).filter(Q(body=None) | in_force_on(day, "body__"))


class CouncilSessionQuerySet(OrganisationOwnedQuerySet):
    def real(self) -> Self:
        """Without practice sessions."""
        return self.filter(is_practice=False)

    def with_progress(self) -> Self:
        """Annotate `motion_count` and `decided_count`."""
        return self.annotate(
            motion_count=Count("motions"), decided_count=Count("motions", filter=Q(motions__passed__isnull=False))
        )


class MotionQuerySet(OrganisationOwnedQuerySet):
    def by_hands(self) -> Self:
        return self.filter(method="show_of_hands")

    def secret(self) -> Self:
        return self.filter(method="secret_ballot")

    def real(self) -> Self:
        """Without the rows of practice sessions, which decide nothing."""
        return self.filter(session__is_practice=False)

    def about(self, kind: str) -> Self:
        """Those whose subject is of a kind: "registration", "sheet"."""
        return self.filter(subject_key__startswith=f"{kind}:")

    def decided(self) -> Self:
        return self.filter(passed__isnull=False)

    def undecided(self) -> Self:
        return self.filter(passed=None)

    def waiting(self) -> Self:
        """Not decided and not put off."""
        return self.filter(passed=None, deferred_reason="")

    def waiting_or_decided(self) -> Self:
        return self.filter(deferred_reason="")

    def to_be_voted_secretly(self) -> Self:
        """What the next box takes: secret rows that wait and lie in no box."""
        return self.secret().waiting().filter(box=None)

    def with_candidates(self) -> Self:
        return self.select_related("person", "department", "organisation")


class CredentialQuerySet(OrganisationOwnedQuerySet):
    def of_user(self, user) -> Self:
        return self.filter(member__person__user=user)
