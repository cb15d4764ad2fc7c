from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When

from core import clock
from core.querysets import OrganisationOwnedQuerySet
from core.vietnamese import search_key
from organisation.models import Employment
from organisation.querysets import in_force_on
from records.criteria import LEVEL_NAMES


def _people_of(department: int):
    """Ids of who is in a tổ today."""
    rows = Employment.objects.filter(in_force_on(clock.today()), department=department)
    return rows.order_by().values("person")


class TitleRecordQuerySet(OrganisationOwnedQuerySet):
    def of_person(self, person) -> Self:
        return self.filter(person=person)

    def with_names(self) -> Self:
        return self.select_related("person", "department", "organisation", "distinction")

    def matching(
        self,
        *,
        words: str = "",
        year: str = "",
        distinction: str = "",
        kind: str = "",
        basis: str = "",
        origin: str = "",
        department: int | None = None,
    ) -> Self:
        """The filters of the list; an empty one filters nothing.

        `words`: a name, or what stands in `detail`. `department`: what the tổ itself holds, and whoever is in it today.
        """
        given = {
            "school_year_code": year,
            "distinction__code": distinction,
            "distinction__kind": kind,
            "basis": basis,
            "origin": origin,
        }
        rows = self.filter(**{name: value for name, value in given.items() if value})
        if department:
            rows = rows.filter(Q(department=department) | Q(person__in=_people_of(department)))
        if words:
            by_name = Q(person__search_key__contains=search_key(words)) | Q(department__name__icontains=words)
            rows = rows.filter(by_name | Q(detail__icontains=words))
        return rows


class InitiativeQuerySet(OrganisationOwnedQuerySet):
    def with_authors(self) -> Self:
        """With authors, and what each used it for; two further queries."""
        from records.models import InitiativeAuthor, InitiativeUse

        uses = InitiativeUse.objects.select_related("distinction").order_by("pk")
        authors = InitiativeAuthor.objects.select_related("person").prefetch_related(Prefetch("uses", uses))
        return self.prefetch_related(Prefetch("authors", authors))

    def matching(self, *, words: str = "", year: str = "", kind: str = "", scope: str = "", use: str = "") -> Self:
        """The filters of the list; an empty one filters nothing.

        `words`: in the name, or an author's. `use`: "free" (an author has not used it), or a state of use.
        """
        from records.models import InitiativeAuthor, InitiativeUse

        given = {"school_year_code": year, "kind": kind, "scope": scope}
        rows = self.filter(**{name: value for name, value in given.items() if value})
        authors = InitiativeAuthor.objects.filter(recognition=OuterRef("pk"))
        if words:
            by_author = Exists(authors.filter(person__search_key__contains=search_key(words)))
            rows = rows.filter(Q(name__icontains=words) | Q(by_author))
        if use == "free":
            rows = rows.filter(Exists(authors.exclude(uses__state__in=InitiativeUse.HELD)))
        elif use:
            rows = rows.filter(Exists(authors.filter(uses__state=use)))
        return rows


class QualityRatingQuerySet(OrganisationOwnedQuerySet):
    def of_year(self, kind: str, code: str) -> Self:
        return self.filter(year_kind=kind, year_code=code)

    def of_person(self, person) -> Self:
        return self.filter(person=person)

    def current(self) -> Self:
        """What stands or is proposed, once for each person: a decided one gives way to the proposal to replace it."""
        from records.models import QualityRating

        state = QualityRating.State
        waiting = QualityRating.objects.filter(replaces=OuterRef("pk"), state=state.PROPOSED)
        rows = self.filter(state__in=[state.PROPOSED, state.DECIDED])
        return rows.exclude(Exists(waiting), state=state.DECIDED)

    def with_names(self) -> Self:
        return self.select_related("person", "department")

    def with_level_rank(self) -> Self:
        """Annotate `level_rank`: the best level first, what has none last."""
        ranks = [When(level=level, then=Value(rank)) for rank, level in enumerate(LEVEL_NAMES)]
        return self.annotate(level_rank=Case(*ranks, default=Value(len(ranks)), output_field=IntegerField()))

    def level_counts(self) -> list[tuple[str, int]]:
        """(level, how many), best first."""
        rows = self.with_level_rank().order_by("level_rank").values_list("level", "level_rank")
        return [(level, count) for level, _, count in rows.annotate(count=Count("pk"))]

    def matching(self, *, words: str = "", group: str = "", level: str = "", state: str = "") -> Self:
        """The filters of the list; an empty one filters nothing. `level` "none": not proposed yet."""
        rows = self.filter(duty_group=group) if group else self
        rows = rows.filter(level="" if level == "none" else level) if level else rows
        rows = rows.filter(state=state) if state else rows
        return rows.filter(person__search_key__contains=search_key(words)) if words else rows


class RecordTransferQuerySet(models.QuerySet):
    def sent_by(self, organisation) -> Self:
        return self.filter(organisation=organisation)

    def addressed_to(self, organisation) -> Self:
        """What was sent to an organisation; withdrawn offers are no longer its business."""
        return self.filter(receiver=organisation).exclude(state="withdrawn")

    def open(self) -> Self:
        return self.filter(state="sent")

    def with_names(self) -> Self:
        return self.select_related("organisation", "receiver", "person", "receiver_person", "sent_by", "answered_by")
