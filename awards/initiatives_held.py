"""Which initiatives nominations hold, and which of them still wait for a choice. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awards.models import Dossier, Nomination
from core import clock
from records.eligibility.resting import rests_on
from records.models import InitiativeAuthor, InitiativeUse
from records.services import ledger
from records.services.snapshots import facts_of_people, rule_book


def purpose_of(nomination_id: int) -> str:
    """What a nomination's uses and its decided case are kept under."""
    return f"nomination:{nomination_id}"


def choosable(nomination: Nomination) -> list[InitiativeAuthor]:
    """What may be chosen for a nomination: what is free, and what it holds."""
    free = ledger.free_authors(nomination.organisation, nomination.person)
    return [*(use.author for use in uses_held(nomination.organisation, [nomination.pk])), *free]


def uses_held(organisation, nominations: Iterable[int]):
    rows = InitiativeUse.objects.for_organisation(organisation).filter(state__in=InitiativeUse.HELD)
    rows = rows.filter(purpose_key__in=[purpose_of(key) for key in nominations])
    return rows.select_related("author__recognition", "author__person").order_by("pk")


def held_by_nomination(organisation, nominations: Iterable[int]) -> dict[int, list[InitiativeUse]]:
    found: dict[int, list[InitiativeUse]] = {}
    for use in uses_held(organisation, nominations):
        found.setdefault(int(use.purpose_key.partition(":")[2]), []).append(use)
    return found


@dataclass(frozen=True)
class Held:
    """`uses` of a nomination; `is_open`: it rests on an initiative and nobody has chosen which."""

    uses: tuple[InitiativeUse, ...] = ()
    is_open: bool = False
    can_choose: bool = False


def initiatives_shown(dossier: Dossier, nominations: Sequence[Nomination]) -> dict[int, Held]:
    """By nomination of a person; constant in queries."""
    people = {row.person_id for row in nominations if row.person_id}
    if not people:
        return {}
    organisation = dossier.organisation
    held = held_by_nomination(organisation, [row.pk for row in nominations])
    facts = facts_of_people(organisation, dossier.school_year.code, people)
    book = rule_book(organisation, clock.today())
    found = {}
    for row in (row for row in nominations if row.person_id):
        uses, person = tuple(held.get(row.pk, ())), facts[row.person_id]
        is_open = not uses and bool(rests_on(person, book, row.distinction.code).offered)
        can_choose = is_open or any(use.state == InitiativeUse.State.RESERVED for use in uses)
        found[row.pk] = Held(uses, is_open, can_choose)
    return found
