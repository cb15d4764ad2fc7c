from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db.models import BigIntegerField, Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from core.querysets import OrganisationOwnedQuerySet
from core.vietnamese import search_key
from documents import own_readers
from documents.paper_forms import UNNUMBERED
from organisation.models import Role
from organisation.querysets import DatedQuerySet

# Who reads what, beside its author. `permissions.is_readable` asks these same rows about one document.
READS_ALL = {
    Role.PRINCIPAL,
    Role.VICE_PRINCIPAL,
    Role.RECORDS_CLERK,
    Role.OFFICE_OFFICER,
    Role.OFFICE_LEADER,
}
READS_MINUTES = {Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER}
COUNCIL_KINDS = ("minutes", "invitation")  # what those read; of a session, who sat in its council
OPEN_KINDS = ("plan", "notice", "list", "guidance", "report", "resolution")  # once issued, for everybody of the school


class OfficialDocumentQuerySet(OrganisationOwnedQuerySet):
    def issued(self) -> Self:
        return self.filter(state="issued")

    def readable_by(self, user, *, roles: Collection[str], steps: Q) -> Self:
        """What a user with these roles at the organisation may read; `steps` are those she decides at."""
        if not roles:
            return self.none()
        if READS_ALL & set(roles):
            return self.filter(~Q(kind="form") | own_readers.begun_by(user) | own_readers.open_to(user))
        from documents.models import ApprovalStep

        decided = ApprovalStep.objects.filter(steps).values("document")
        readable = own_readers.begun_by(user) | Q(pk__in=decided)
        readable |= Q(state="issued", kind__in=OPEN_KINDS) & own_readers.open_to(user)
        readable |= Q(state="issued", kind__in=UNNUMBERED) & own_readers.hers(user)
        if Role.COUNCIL_SECRETARY in roles:
            readable |= ~Q(kind__in=(*COUNCIL_KINDS, "form"))
        is_in_council = bool(READS_MINUTES & set(roles))
        kept = own_readers.open_to(user) if is_in_council else own_readers.hers(user)
        readable |= Q(kind__in=COUNCIL_KINDS) & kept
        return self.filter(readable)

    def made_at(self, origin_name: str, *, pk__in) -> Self:
        """Papers that arose on the pages of that name of some things; `pk__in`: their ids, also as a subquery."""
        rows = self.filter(origin_name=origin_name).order_by()
        return rows.annotate(origin_pk=Cast(KeyTextTransform("pk", "origin_kwargs"), BigIntegerField())).filter(
            origin_pk__in=pk__in
        )

    def in_state(self, state: str) -> Self:
        """A state of the paper ("draft", …), or how an issued one stands ("stands", "amended", "replaced", …)."""
        effects = ("amends", "replaces", "revokes")
        strongest = {"amended": "amends", "replaced": "replaces", "revoked": "revokes"}
        if state == "stands":
            return self.issued().exclude(self._with_effect(*effects))
        if state not in strongest:
            return self.filter(state=state)
        rank = effects.index(strongest[state])
        return self.filter(self._with_effect(effects[rank])).exclude(self._with_effect(*effects[rank + 1 :]))

    def without_end(self) -> Self:
        """Neither replaced nor revoked by an issued one."""
        return self.exclude(self._with_effect("replaces", "revokes"))

    @staticmethod
    def _with_effect(*effects: str) -> Exists:
        from documents.models import DocumentEffect

        rows = DocumentEffect.objects.filter(target=OuterRef("pk"), effect__in=effects, document__state="issued")
        return Exists(rows)

    def of_calendar_year(self, year: int) -> Self:
        """By the year of the document date; what has no date yet, by the year it was begun."""
        return self.filter(Q(year=year) | Q(year=None, created_at__year=year))

    def matching(self, words: str) -> Self:
        """Every word occurs in the number, symbol or subject; marks do not matter."""
        rows = self
        for word in search_key(words).split():
            rows = rows.filter(search_key__contains=word)
        return rows


class ApprovalStepQuerySet(OrganisationOwnedQuerySet):
    def asked(self) -> Self:
        return self.filter(state="asked")

    def of_latest_round(self) -> Self:
        """Of each document the steps of its last submission."""
        rounds = self.model.objects.filter(document=OuterRef("document")).order_by("-round").values("round")[:1]
        return self.filter(round=Subquery(rounds))


class AbsenceQuerySet(DatedQuerySet):
    def concerning(self, person, *, all_of_them: bool) -> Self:
        """Those of a person and those in which she acts for another; for the head everybody's."""
        rows = self.filter(cancelled_at=None)
        return rows if all_of_them else rows.filter(Q(person=person) | Q(deputy=person))


class EvidenceQuerySet(OrganisationOwnedQuerySet):
    def of_person(self, person) -> Self:
        return self.filter(person=person)

    def in_month(self, month: date) -> Self:
        """Uploaded in the month of that day, on the clock of Vietnam."""
        return self.filter(uploaded_at__year=month.year, uploaded_at__month=month.month)

    def months(self) -> list[date]:
        """The first days of the months with an upload, the latest first."""
        return [moment.date() for moment in self.order_by().datetimes("uploaded_at", "month", order="DESC")]


class SignedScanQuerySet(OrganisationOwnedQuerySet):
    def current(self) -> Self:
        """Confirmed and not superseded: at most one of each document."""
        return self.filter(confirmed_at__isnull=False, superseded_by=None)


class SigningImageQuerySet(OrganisationOwnedQuerySet):
    def signature_of(self, person) -> Self:
        return self.filter(kind="signature", person=person)

    def seals(self) -> Self:
        return self.filter(kind="seal")
