from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from core import clock
from core.querysets import OrganisationOwnedQuerySet
from core.vietnamese import search_key
from deadlines.criteria import GROUPS, group_ends
from organisation.models import Employment
from organisation.querysets import in_force_on


class CalendarEntryQuerySet(OrganisationOwnedQuerySet):
    def with_extended(self) -> Self:
        """Annotate `extended_at`: the longest deadline granted to everybody, None where there is none."""
        return self.annotate(extended_at=Max("extensions__new_due_at", filter=Q(extensions__department=None)))

    def open_at(self, moment: datetime) -> Self:
        still_open = Q(cut_off_at__gte=moment) | Q(extended_at__gte=moment)
        return self.with_extended().filter(still_open, opens_at__lte=moment)

    def coming(self, moment: datetime) -> Self:
        """Those whose deadline, extended or not, is still ahead; the nearest first."""
        entries = self.with_extended().annotate(last_day_at=Coalesce("extended_at", "due_at"))
        return entries.filter(last_day_at__gte=moment).order_by("last_day_at", "pk")

    def coming_for(self, person, moment: datetime) -> Self:
        """The same by the deadlines that hold for one person."""
        return self.with_due_for(person).filter(last_day_at__gte=moment).order_by("last_day_at", "pk")

    def with_due_for(self, person) -> Self:
        """Annotate `last_day_at`: the deadline that holds for a person, with what was extended for her or her tổ."""
        from deadlines.models import DeadlineExtension

        applies = Q(entry=OuterRef("pk"), department=None)
        if person is not None:
            applies |= Q(obligation__entry=OuterRef("pk"), obligation__person=person)
            applies |= Q(entry=OuterRef("pk"), department__in=_departments_of(person, OuterRef("organisation_id")))
        granted = DeadlineExtension.objects.filter(applies).order_by("-new_due_at").values("new_due_at")
        return self.annotate(last_day_at=Greatest("due_at", Subquery(granted[:1])))


class ObligationQuerySet(models.QuerySet):
    def owed_by(self, organisation) -> Self:
        return self.filter(organisation=organisation)

    def addressed_to(self, organisation) -> Self:
        """What other organisations owe this one."""
        return self.filter(owed_to=organisation).exclude(organisation=organisation)

    def for_user(self, user, organisation, *, roles) -> Self:
        """What a user owes at an organisation: named herself, or by a role (and tổ) she holds.

        `roles` are the (role, department id) pairs of `organisation.permissions.roles_at`.
        """
        mine = Q(person__user=user)
        for role, department_id in roles:
            mine |= Q(person=None, role=role, department=None)
            if department_id:
                mine |= Q(person=None, role=role, department_id=department_id)
        return self.owed_by(organisation).filter(mine)

    def of_department(self, department) -> Self:
        """What is owed by people who work in a tổ today, and what is owed by a role in it."""
        rows = Employment._base_manager.filter(in_force_on(clock.today()), department=department)
        return self.filter(Q(person__in=rows.values("person")) | Q(person=None, department=department))

    def open(self) -> Self:
        return self.filter(state="open")

    def closed(self) -> Self:
        return self.exclude(state="open")

    def begun(self, moment: datetime) -> Self:
        return self.filter(opens_at__lte=moment)

    def due_between(self, first: datetime, last: datetime) -> Self:
        return self.filter(due_at__gte=first, due_at__lte=last)

    def with_moved(self) -> Self:
        """Annotate `moved_at`: when the present deadline was granted; None where it is the first. Needs the scope."""
        from deadlines.models import DeadlineExtension

        granted = DeadlineExtension.objects.filter(
            Q(obligation=OuterRef("pk")) | Q(entry=OuterRef("entry")), new_due_at=OuterRef("due_at")
        )
        return self.annotate(moved_at=Subquery(granted.order_by("-granted_at").values("granted_at")[:1]))

    def with_was_over(self) -> Self:
        """Annotate `was_over`: whether its entry was over before the plan was published, and nobody extended it."""
        over = Q(entry__over_at_launch=True, due_at__lte=F("entry__due_at"))
        return self.annotate(was_over=ExpressionWrapper(over, output_field=models.BooleanField()))

    def extendable_by(self, organisation) -> Self:
        """Open ones that are owed to it: nobody lengthens a deadline that somebody else has set."""
        return self.open().filter(owed_to=organisation, due_at__isnull=False)

    def named_like(self, words: str) -> Self:
        """By the work's title, or by the name of who owes it, typed with or without marks."""
        return self.filter(
            Q(title__icontains=words)
            | Q(person__search_key__contains=search_key(words))
            | Q(organisation__name__icontains=words)
        )

    def with_extended(self) -> Self:
        """Annotate `is_extended`. Extensions have a scope, so only those of the acting organisation's rows are seen."""
        from deadlines.models import DeadlineExtension

        granted = Q(obligation=OuterRef("pk")) | Q(entry=OuterRef("entry"), new_due_at__lte=OuterRef("due_at"))
        return self.annotate(is_extended=Exists(DeadlineExtension.objects.filter(granted)))

    def with_group(self, at: datetime) -> Self:
        """Annotate `group`: the position in `criteria.GROUPS` of a task at a moment."""
        codes = [code for code, _ in GROUPS]
        cases = [When(due_at__lt=end, then=Value(codes.index(code))) for code, end in group_ends(at)]
        last = Value(codes.index("later"))
        return self.annotate(group=Case(*cases, default=last, output_field=models.IntegerField()))

    def by_group(self) -> Self:
        """After `with_group`: the groups in order; what is late by its closing, all else by its due time."""
        late = [code for code, _ in GROUPS].index("late")
        turn = Case(When(group=late, then=Coalesce("cut_off_at", "due_at")), default=F("due_at"))
        return self.order_by("group", turn.asc(nulls_last=True), "due_at", "pk")

    def by_cut_off(self) -> Self:
        """The first to be closed first; what has no end last."""
        return self.order_by(Coalesce("cut_off_at", "due_at").asc(nulls_last=True), "due_at", "pk")


class ExtensionQuerySet(OrganisationOwnedQuerySet):
    def for_everybody(self) -> Self:
        """Of an entry, for all who stand under it."""
        return self.filter(entry__isnull=False, department=None)

    def for_entry(self, entry, *, person=None) -> Self:
        """What lengthens an entry for everybody, and for one person where she is named: herself or with her tổ."""
        applies = Q(entry=entry, department=None)
        if person is not None:
            applies |= Q(obligation__entry=entry, obligation__person=person)
            applies |= Q(entry=entry, department__in=_departments_of(person, entry.organisation_id))
        return self.filter(applies)

    def under(self, entry) -> Self:
        """Everything granted under an entry: to all, to a tổ, to single people."""
        return self.filter(Q(entry=entry) | Q(obligation__entry=entry))

    def for_obligation(self, obligation) -> Self:
        """What lengthens one obligation: its own, its entry's, and that of the tổ of whoever owes it."""
        applies = Q(obligation=obligation)
        if obligation.entry_id:
            applies |= Q(entry=obligation.entry_id, department=None)
            if obligation.person_id:
                hers = _departments_of(obligation.person_id, obligation.organisation_id)
                applies |= Q(entry=obligation.entry_id, department__in=hers)
            elif obligation.department_id:
                applies |= Q(entry=obligation.entry_id, department=obligation.department_id)
        return self.filter(applies)

    def longest(self) -> datetime | None:
        return self.aggregate(at=Max("new_due_at"))["at"]


def _departments_of(person, organisation_id) -> models.QuerySet:
    """The tổ a person works in today."""
    rows = Employment._base_manager.filter(in_force_on(clock.today()), organisation=organisation_id, person=person)
    return rows.exclude(department=None).values("department")


class PublicHolidayChangeQuerySet(models.QuerySet):
    def entered_by(self, organisation) -> Self:
        return self.filter(organisation=organisation)

    def binding(self, organisations) -> Self:
        """Those of some organisations; the caller says which stand above whom, and the nearest wins."""
        return self.filter(organisation__in=organisations)
