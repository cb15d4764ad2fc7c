from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Count, Exists, OuterRef, Q

from core.querysets import OrganisationOwnedQuerySet
from core.vietnamese import search_key
from organisation.models import Employment, Person


def audience_of(person, day: date) -> Q:
    """The audiences that a person is of that day, by her work here; of somebody who has left, none."""
    work = Employment.objects.on(day).filter(person=person)
    return (
        Q(person=person, person__in=work.values("person"))
        | Q(department__in=work.exclude(department=None).values("department"))
        | Q(staff_kind__in=work.values("staff_kind"))
        | Q(group__in=work.exclude(groups=None).values("groups"))
    )


def readers_of(paper, *, on: date):
    """The people who are to read a plan or an incoming document that day: employed, and of its audience, if any."""
    work = Employment.objects.for_organisation(paper.organisation).on(on)
    chosen = list(paper.audience.all())
    if chosen:
        work = work.filter(
            Q(person__in=[each.person_id for each in chosen if each.person_id])
            | Q(department__in=[each.department_id for each in chosen if each.department_id])
            | Q(groups__in=[each.group_id for each in chosen if each.group_id])
            | Q(staff_kind__in=[each.staff_kind for each in chosen if each.staff_kind])
        )
    return Person.objects.filter(pk__in=work.values("person_id"))


class EmulationPlanQuerySet(OrganisationOwnedQuerySet):
    def published(self) -> Self:
        return self.filter(state="published")

    def plans(self) -> Self:
        return self.filter(kind="plan")

    def regulations(self) -> Self:
        return self.filter(kind="regulation")

    def visible_to(self, person, *, is_drafter: bool, on: date) -> Self:
        """Whoever draws up plans sees all of them; everybody else what is published to her."""
        return self if is_drafter else self.published().addressed_to(person, on=on)

    def addressed_to(self, person, *, on: date) -> Self:
        """Those published to everybody, or to a group the person belongs to that day."""
        from plans.models import PlanAudience

        everybody = ~Exists(PlanAudience.objects.filter(plan=OuterRef("pk")))
        return self.filter(
            everybody | Exists(PlanAudience.objects.filter(audience_of(person, on), plan=OuterRef("pk")))
        )

    def latest_versions(self) -> Self:
        """Those that no published one has amended or replaced."""
        return self.filter(~Exists(self._later()))

    def not_replaced(self) -> Self:
        """Those that still count: no published one stands in their place."""
        return self.filter(~Exists(self._later().filter(keeps_rest=False)))

    def _later(self):
        from plans.models import EmulationPlan

        return EmulationPlan.objects.filter(changes=OuterRef("pk"), state="published")

    def with_progress(self) -> Self:
        """Annotate `fact_count` and `open_count`: what was read from the text, and what waits for a person."""
        return self.annotate(
            fact_count=Count("facts"),
            open_count=Count("facts", filter=Q(facts__state="proposed")),
            is_changed=Exists(self._later()),
        ).select_related("document__series", "changes__document__series")


class PlanFactQuerySet(OrganisationOwnedQuerySet):
    def waiting(self) -> Self:
        return self.filter(state="proposed")

    def accepted(self) -> Self:
        return self.filter(state="accepted")

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class PlanTargetQuerySet(OrganisationOwnedQuerySet):
    def current(self) -> Self:
        """Without those that a later version of the plan ended."""
        return self.filter(ended_at=None)


class IncomingDocumentQuerySet(OrganisationOwnedQuerySet):
    def visible_to(self, person, *, is_keeper: bool, on: date) -> Self:
        """Whoever keeps the book sees all; everybody else what she handles or is to read."""
        if is_keeper or person is None:
            return self if is_keeper else self.none()
        addressed = self.addressed_to(person, on=on)
        return self.filter(Q(pk__in=addressed.order_by().values("pk")) | Q(handler=person))

    def addressed_to(self, person, *, on: date) -> Self:
        """Those passed on to everybody, or to a group the person belongs to that day."""
        from plans.models import PlanAudience

        rows = PlanAudience.objects.filter(incoming=OuterRef("pk"))
        shared = self.filter(shared_at__isnull=False)
        return shared.filter(~Exists(rows) | Exists(rows.filter(audience_of(person, on))))

    def being_read(self) -> Self:
        """Passed on and still being worked on: whoever comes owes the reading as well."""
        return self.filter(shared_at__isnull=False).exclude(state="closed")

    def unread_by(self, person, *, on: date) -> Self:
        from plans.models import Acknowledgement

        read = Acknowledgement.objects.filter(incoming=OuterRef("pk"), person=person)
        return self.addressed_to(person, on=on).filter(~Exists(read))

    def late(self, today: date) -> Self:
        """Still open although the handling, or something that it asks, was due."""
        from plans.models import IncomingFact

        undone = IncomingFact.objects.filter(incoming=OuterRef("pk"), to_on__lt=today).deadlines().undone()
        return self.exclude(state="closed").filter(Q(handle_by_on__lt=today) | Exists(undone))

    def matching(self, words: str) -> Self:
        """By number, subject or issuer, typed with or without marks."""
        return self.filter(search_key__contains=search_key(words))

    def with_progress(self) -> Self:
        """Annotate `waiting_count` (dates that wait for a person) and `open_count` (accepted, not done)."""
        dates = Q(facts__kind="deadline")
        return self.annotate(
            waiting_count=Count("facts", filter=dates & Q(facts__state="proposed")),
            open_count=Count("facts", filter=dates & Q(facts__state="accepted", facts__done_at=None)),
        ).select_related("handler")


class IncomingFactQuerySet(OrganisationOwnedQuerySet):
    def deadlines(self) -> Self:
        return self.filter(kind="deadline")

    def not_refused(self) -> Self:
        return self.exclude(state="refused")

    def waiting(self) -> Self:
        return self.filter(state="proposed")

    def undone(self) -> Self:
        """Accepted, and nobody has said that it is done."""
        return self.filter(state="accepted", done_at=None)


class PublicPageQuerySet(OrganisationOwnedQuerySet):
    def open(self) -> Self:
        return self.filter(withdrawn_at=None)
