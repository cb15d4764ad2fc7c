from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db.models import Count, Exists, OuterRef, Q

from core.querysets import OrganisationOwnedQuerySet
from organisation.models import Role
from organisation.querysets import DatedQuerySet, in_force_on

RUNNING_SEATS = ("chair", "secretary")
READS_SESSIONS = (Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.OFFICE_LEADER)  # of every council


class CouncilQuerySet(DatedQuerySet):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def run_by(self, user, *, on: date) -> Self:
        """Those whose chair or secretary the user is on a day."""
        return self.filter(_seat_of(user, on, council=OuterRef("pk"), seat__in=RUNNING_SEATS))

    def with_seat_of(self, user, *, on: date) -> Self:
        """Those in which the user sits on a day."""
        return self.filter(_seat_of(user, on, council=OuterRef("pk")))


def _seat_of(user, day: date | OuterRef, **which) -> Exists:
    from councils.models import CouncilMember

    return Exists(CouncilMember.objects.sitting_on(day).filter(person__user_id=user.pk, **which))


class CouncilMemberQuerySet(DatedQuerySet):
    def sitting_on(self, day: date | OuterRef) -> Self:
        """Those whose seat holds on a day; one who sits for an optional body only while that body exists."""
        return self.filter(in_force_on(day)).filter(Q(body=None) | in_force_on(day, "body__"))


class CouncilSessionQuerySet(OrganisationOwnedQuerySet):
    def real(self) -> Self:
        """Without practice sessions."""
        return self.filter(is_practice=False)

    def readable_by(self, user, *, roles: Collection[str]) -> Self:
        """Those whose council the user sat in on their day; all of them for who leads. As the permission says it."""
        if set(roles) & set(READS_SESSIONS):
            return self
        return self.filter(_seat_of(user, OuterRef("held_on"), council=OuterRef("council")))

    def run_by(self, user) -> Self:
        """Those of whose council the user is chair or secretary on their day."""
        return self.filter(_seat_of(user, OuterRef("held_on"), council=OuterRef("council"), seat__in=RUNNING_SEATS))

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
