from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from organisation.models import Organisation, Supervision
from organisation.querysets import in_force_on


class LegalParameterQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(in_force_on(day))

    def in_force(self, code: str, *, on: date, at: Organisation):
        """The row that binds an organisation on a day: its own, else the nearest above it, else the nation's.

        Where nothing of that day was entered, the last one known before it, marked K; LookupError where there never
        was one.
        """
        chain = [*_chain(at, on), None]
        binding = Q(organisation=None) | Q(organisation__in=chain[:-1])
        rows = list(self.filter(binding, code=code, from_on__lte=on).select_related("document"))
        current = [row for row in rows if row.to_on is None or row.to_on >= on]
        candidates = current or rows
        if candidates:
            best = min(candidates, key=lambda row: (chain.index(row.organisation_id), -row.from_on.toordinal()))
            if not current:
                best.mark = "K"
            return best
        raise LookupError(f"No legal parameter {code} was ever entered.")


def _chain(organisation: Organisation, day: date) -> list[int]:
    """Ids from the organisation upward, both lines of supervision, nearest first."""
    chain, level = [organisation.pk], [organisation.pk]
    while level:
        above = Supervision.objects.on(day).filter(subordinate__in=level).values_list("superior_id", flat=True)
        level = [pk for pk in dict.fromkeys(above) if pk not in chain]
        chain += level
    return chain
