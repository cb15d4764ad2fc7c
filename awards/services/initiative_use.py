"""Initiatives that nominations rest on: held when one is put forward, used when it is decided, free when it falls.

Nothing is forced: where it is plain which one serves it is held at once, otherwise somebody chooses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from awards.initiatives_held import purpose_of, uses_held
from awards.models import Dossier, Nomination
from core import clock
from core.errors import DomainError
from records.eligibility.resting import rests_on
from records.models import InitiativeAuthor, InitiativeUse
from records.services import ledger
from records.services.snapshots import facts_of_people, rule_book

FALLEN = "Đề nghị không còn trong hồ sơ"
OTHER_CHOSEN = "Chọn sáng kiến khác"


def reserve_initiatives(dossier: Dossier, nominations: Sequence[Nomination], *, by) -> None:
    """Hold the initiatives of new nominations where there is no choice; one that is used elsewhere is left alone."""
    nominations = [row for row in nominations if row.person_id]
    if not nominations:
        return
    organisation, year = dossier.organisation, dossier.school_year.code
    people = {row.person_id for row in nominations}
    ledger.hold_people(organisation, people)
    facts, book = facts_of_people(organisation, year, people), rule_book(organisation, clock.today())
    plain = {row.pk: rests_on(facts[row.person_id], book, row.distinction.code).certain for row in nominations}
    keys = [int(key) for found in plain.values() for key in found]
    authors = InitiativeAuthor.objects.for_organisation(organisation).in_bulk(keys)
    taken: set[int] = set()
    for row in nominations:
        chosen = [authors[int(key)] for key in plain[row.pk] if int(key) not in taken]
        if len(chosen) == len(plain[row.pk]) and chosen:
            ledger.reserve(chosen, **_asked(dossier, row), by=by)
            taken |= {author.pk for author in chosen}


def _asked(dossier: Dossier, row: Nomination) -> dict:
    return {
        "distinction": row.distinction,
        "school_year_code": dossier.school_year.code,
        "purpose_key": purpose_of(row.pk),
    }


def free_initiatives(organisation, nominations: Iterable[int], *, by) -> None:
    """The nominations fell: what they held is free again."""
    for key in sorted(nominations):
        ledger.release(organisation, purpose_of(key), FALLEN, by)


def settle_initiatives(
    organisation, granted: Sequence[Nomination], refused: Sequence[Nomination], *, reason: str, by
) -> None:
    """A decision came: used for whom it grants, free again for whom it refuses."""
    ledger.hold_people(organisation, {row.person_id for row in [*granted, *refused] if row.person_id})
    for row in granted:
        ledger.consume(organisation, purpose_of(row.pk), by)
    for row in refused:
        ledger.release(organisation, purpose_of(row.pk), reason, by)


# ---- chosen by hand ----


@transaction.atomic
def choose_initiatives(nomination: Nomination, chosen: Collection[InitiativeAuthor], *, by) -> list[InitiativeUse]:
    """Hold exactly these for a nomination; what it held before and was not chosen is given back."""
    organisation = nomination.organisation
    if any(author.person_id != nomination.person_id for author in chosen):
        raise DomainError("Chỉ chọn sáng kiến của chính người được đề nghị.")
    ledger.hold_people(organisation, [nomination.person_id])
    purpose = purpose_of(nomination.pk)
    held = {use.author_id for use in uses_held(organisation, [nomination.pk])}
    if held - {author.pk for author in chosen}:
        ledger.release(organisation, purpose, OTHER_CHOSEN, by)
    return ledger.reserve(chosen, **_asked(nomination.dossier, nomination), by=by)
