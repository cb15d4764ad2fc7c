from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q

from core.querysets import OrganisationOwnedQuerySet
from core.vietnamese import search_key
from organisation.service_spans import Service, Span, Work, clipped


def in_force_on(day: date, prefix: str = "") -> Q:
    """Rows whose from_on/to_on hold the day (both ends inclusive, no end = still)."""
    return Q(**{f"{prefix}from_on__lte": day}) & (
        Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gte": day})
    )


def in_force_between(first: date, last: date, prefix: str = "") -> Q:
    """Rows whose from_on/to_on hold at least one of the days."""
    return Q(**{f"{prefix}from_on__lte": last}) & (
        Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gte": first})
    )


class DatedQuerySet(OrganisationOwnedQuerySet):
    def on(self, day: date) -> Self:
        return self.filter(in_force_on(day))

    def between(self, first: date, last: date) -> Self:
        return self.filter(in_force_between(first, last))


class EmploymentQuerySet(DatedQuerySet):
    def of_who_left(self, day: date) -> Self:
        """The last stretch of everybody who has worked here, but neither does on that day nor will later."""
        rows = self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))
        last = self.exclude(person__in=rows.values("person")).order_by("person_id", "-from_on").distinct("person_id")
        return self.filter(pk__in=last.values("pk"))


class LeaveQuerySet(DatedQuerySet):
    def standing(self, state: str, *, on: date) -> Self:
        """Those that are "now", "coming" or "past" on a day; all for anything else."""
        if state == "now":
            return self.on(on)
        if state == "coming":
            return self.filter(from_on__gt=on)
        return self.filter(to_on__lt=on) if state == "past" else self

    def matching(self, text: str) -> Self:
        """Of people with these words in their name, marks left out."""
        return self.filter(person__search_key__contains=search_key(text))


class LetterheadPeriodQuerySet(OrganisationOwnedQuerySet):
    def on(self, day: date) -> Self:
        """Those that hold a day; an end that is not set is open."""
        begun = Q(from_on=None) | Q(from_on__lte=day)
        return self.filter(begun, Q(to_on=None) | Q(to_on__gte=day))

    def overlapping(self, first: date | None, last: date | None) -> Self:
        rows = self if first is None else self.filter(Q(to_on=None) | Q(to_on__gte=first))
        return rows if last is None else rows.filter(Q(from_on=None) | Q(from_on__lte=last))


class DepartmentQuerySet(DatedQuerySet):
    pass


class SupervisionQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(in_force_on(day))

    def superior_of(self, organisation, *, line: str, on: date):
        """The organisation above in that line that day, or None."""
        row = self.on(on).filter(subordinate=organisation, line=line).select_related("superior").first()
        return row.superior if row else None


class OrganisationQuerySet(models.QuerySet):
    def acted_for_by(self, user, *, on: date) -> Self:
        """Those where the user holds a role that day."""
        from organisation.models import RoleAssignment

        held = RoleAssignment._base_manager.filter(in_force_on(on), person__user=user)
        return self.filter(pk__in=held.values("organisation_id"))

    def supervised_by(self, organisation, *, line: str, on: date) -> Self:
        """Those directly below, in that line, that day."""
        return self.filter(
            in_force_on(on, "supervisions__"), supervisions__superior=organisation, supervisions__line=line
        )


class SchoolYearQuerySet(OrganisationOwnedQuerySet):
    def holding(self, day: date):
        """The year a day falls in; between two years, the one that has just ended; None where there is none."""
        return self.filter(starts_on__lte=day).order_by("-starts_on").first()


class PersonQuerySet(models.QuerySet):
    def employed_at(self, organisation, *, on: date) -> Self:
        from organisation.models import Employment

        rows = Employment._base_manager.filter(in_force_on(on), organisation=organisation)
        return self.filter(pk__in=rows.values("person_id"))

    def employed_between(self, organisation, first: date, last: date) -> Self:
        from organisation.models import Employment

        rows = Employment._base_manager.filter(in_force_between(first, last), organisation=organisation)
        return self.filter(pk__in=rows.values("person_id"))

    def ever_at(self, organisation) -> Self:
        from organisation.models import Employment

        rows = Employment._base_manager.filter(organisation=organisation)
        return self.filter(pk__in=rows.values("person_id"))


def service_between(organisation, first: date, last: date) -> list[Service]:
    """The presence of everybody employed on any of the days, in the order of their ids; two queries, however many.

    Days to come are read as they are known: a leave without an end lasts, an employment without an end goes on.
    """
    from organisation.models import Employment, Leave

    span = Span(first, last)
    works: dict[int, list[Work]] = {}
    for row in _employments(Employment, organisation, span):
        works.setdefault(row["person_id"], []).append(_work(row, span))
    away: dict[int, list[tuple[date, date | None]]] = {}
    rows = Leave.objects.for_organisation(organisation).between(first, last).order_by()
    for person_id, from_on, to_on in rows.values_list("person_id", "from_on", "to_on"):
        away.setdefault(person_id, []).append((from_on, to_on))
    return [
        Service(person_id, span, tuple(parts), tuple(clipped(span, away.get(person_id, ()))))
        for person_id, parts in works.items()
    ]


def _employments(model, organisation, span: Span):
    through = model.groups.through.objects.filter(employment_id=OuterRef("pk")).values("staffgroup_id")
    rows = model.objects.for_organisation(organisation).between(span.first, span.last)
    return (
        rows.annotate(group_ids=ArraySubquery(through))
        .order_by("person_id", "from_on")
        .values(
            "pk",
            "person_id",
            "department_id",
            "department__name",
            "staff_kind",
            "is_homeroom_teacher",
            "group_ids",
            "from_on",
            "to_on",
        )
    )


def _work(row, span: Span) -> Work:
    [part] = clipped(span, [(row["from_on"], row["to_on"])])
    return Work(
        span=part,
        employment_id=row["pk"],
        department_id=row["department_id"],
        department_name=row["department__name"] or "",
        staff_kind=row["staff_kind"],
        is_homeroom_teacher=row["is_homeroom_teacher"],
        group_ids=frozenset(row["group_ids"]),
    )
