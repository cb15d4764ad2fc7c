from __future__ import annotations

from typing import Self

from django.db.models import Count, Q

from core.querysets import OrganisationOwnedQuerySet


class CouncilSessionQuerySet(OrganisationOwnedQuerySet):
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

    def decided(self) -> Self:
        return self.filter(passed__isnull=False)

    def undecided(self) -> Self:
        return self.filter(passed=None)

    def with_candidates(self) -> Self:
        return self.select_related("person", "department", "organisation")


class CredentialQuerySet(OrganisationOwnedQuerySet):
    def of_user(self, user) -> Self:
        return self.filter(member__person__user=user)
