"""What binds one place on one day about one distinction, as rows to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from legal import catalogue
from legal.conditions import PREFIX as CONDITION_PREFIX
from legal.families import FAMILIES, QUOTA_PREFIX, SLOTS, family_of
from legal.models import Distinction, LegalParameter
from organisation.models import Organisation

NATION, ABOVE, OWN = "Quy định chung", "Của cấp trên", "Riêng của đơn vị"


@dataclass(frozen=True)
class Bound:
    """One row in force: `is_carried` where nothing of the day was entered and the last value known stands in."""

    row: LegalParameter
    name: str
    words: str
    place: str
    is_carried: bool

    @property
    def is_provisional(self) -> bool:
        return self.is_carried or not self.row.citation.is_verified


@dataclass
class Binding:
    """Of one distinction: its conditions in the order in which they are read, its quota, and everything else."""

    conditions: list[Bound] = field(default_factory=list)
    quota: Bound | None = None
    others: list[Bound] = field(default_factory=list)

    @property
    def quota_rows(self) -> list[Bound]:
        return [self.quota] if self.quota else []

    @property
    def all(self) -> list[Bound]:
        return [*self.conditions, *self.quota_rows, *self.others]

    @property
    def is_provisional(self) -> bool:
        return any(each.is_provisional for each in self.conditions)


def place_of(row: LegalParameter, at: Organisation) -> str:
    """Whose a row is, said to those of a place."""
    return NATION if row.organisation_id is None else OWN if row.organisation_id == at.pk else ABOVE


def names_of_distinctions() -> dict[str, str]:
    return dict(Distinction.objects.values_list("code", "name"))


def targets_of_judged() -> dict[str, str]:
    """By distinction that is judged, to whom it is open."""
    return dict(Distinction.objects.filter(kind__in=Distinction.JUDGED).values_list("code", "target"))


def bindings(at: Organisation, on: date, names: Mapping[str, str]) -> dict[str, Binding]:
    """By distinction, all that binds a place on a day; three queries and those of the places above."""
    found: dict[str, Binding] = {code: Binding() for code in names}
    slots = list(SLOTS)
    rows = LegalParameter.objects.all_in_force("", on=on, at=at).values()
    for row in sorted(rows, key=_order):
        family = family_of(row.code)
        subject, ending = family.parts(row.code) if family else ("", "")
        if subject not in found:
            continue
        bound = _bound(row, ending, at, on, names)
        if row.code.startswith(CONDITION_PREFIX):
            found[subject].conditions.append(bound)
        elif row.code.startswith(QUOTA_PREFIX):
            found[subject].quota = bound
        else:
            found[subject].others.append(bound)
    for binding in found.values():
        binding.conditions.sort(key=lambda each: slots.index(each.row.code.rpartition(".")[2]))
    return found


def _order(row: LegalParameter) -> tuple[int, str]:
    places = [each.prefix for each in FAMILIES]
    return next((place for place, prefix in enumerate(places) if row.code.startswith(prefix)), len(places)), row.code


def _bound(row: LegalParameter, ending: str, at: Organisation, on: date, names: Mapping[str, str]) -> Bound:
    is_condition = row.code.startswith(CONDITION_PREFIX)
    name = SLOTS.get(ending, ending) if is_condition else catalogue.meaning(row.code, names)
    is_carried = row.to_on is not None and row.to_on < on
    return Bound(
        row,
        name[:1].upper() + name[1:],
        catalogue.value_words(row.code, row.value, names),
        place_of(row, at),
        is_carried,
    )
