from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Q

from organisation.models import Organisation, Supervision
from organisation.querysets import in_force_on


class ReadAtQuerySet(models.QuerySet):
    def read_at(self, organisation: Organisation, *, on: date) -> Self:
        """The nation's rows, those of the places above on a day, and the organisation's own."""
        return self.filter(Q(organisation=None) | Q(organisation__in=_chain(organisation, on)))


class RegimeQuerySet(models.QuerySet):
    def holding(self, day: date):
        """The time that a day belongs to; None before the first."""
        return self.filter(in_force_on(day)).order_by("-from_on").first()


class LegalParameterQuerySet(ReadAtQuerySet):
    def on(self, day: date) -> Self:
        return self.filter(in_force_on(day))

    def in_force(self, code: str, *, on: date, at: Organisation):
        """The row that binds an organisation on a day: its own, else the nearest above it, else the nation's.

        Where nothing of that day was entered, the last one known of the nation's, marked K. A place ends its own by
        hand, so what it ended is not carried on. LookupError where nothing is left.
        """
        chain = [*_chain(at, on), None]
        binding = Q(organisation=None) | Q(organisation__in=chain[:-1])
        rows = list(self.filter(binding, code=code, from_on__lte=on).select_related("document"))
        if row := _binding(rows, chain, on):
            return row
        raise LookupError(f"No legal parameter {code} binds, and none of the nation's was ever entered.")

    def all_in_force(self, prefix: str | tuple[str, ...], *, on: date, at: Organisation, instead=None) -> dict:
        """By code, the rows beginning with a prefix (or one of several) that bind an organisation on a day, each chosen
        as `in_force` does, in a number of queries that does not grow with the codes.

        `instead`: an unsaved row, chosen as if it stood among the others and had closed those before it at its place.
        """
        prefixes = (prefix,) if isinstance(prefix, str) else prefix
        chain = [*_chain(at, on), None]
        begins = reduce(or_, (Q(code__startswith=each) for each in prefixes))
        binding = Q(organisation=None) | Q(organisation__in=chain[:-1])
        found = self.filter(begins, binding, from_on__lte=on).select_related("document")
        rows: dict[str, list] = {}
        is_asked = instead is not None and instead.code.startswith(prefixes)
        if is_asked and instead.from_on <= on and instead.organisation_id in chain:
            rows[instead.code] = [instead]
        for row in found:
            rows.setdefault(row.code, []).append(row)
        bound = {code: _binding(each, chain, on) for code, each in rows.items()}
        return {code: row for code, row in bound.items() if row is not None}


def _binding(rows: list, chain: list, day: date):
    """The row of the nearest place that holds the day; where none does, the nation's last one before it, marked K."""
    current = [row for row in rows if row.to_on is None or row.to_on >= day]
    if current:
        return min(current, key=lambda row: (chain.index(row.organisation_id), -row.from_on.toordinal()))
    last = max((row for row in rows if row.organisation_id is None), key=lambda row: row.from_on, default=None)
    if last is not None:
        last.mark = "K"
    return last


def _chain(organisation: Organisation, day: date) -> list[int]:
    """Ids from the organisation upward, both lines of supervision, nearest first."""
    chain, level = [organisation.pk], [organisation.pk]
    while level:
        above = Supervision.objects.on(day).filter(subordinate__in=level).values_list("superior_id", flat=True)
        level = [pk for pk in dict.fromkeys(above) if pk not in chain]
        chain += level
    return chain
