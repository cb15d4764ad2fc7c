"""Rows of the year turned into what the papers of a dossier say, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from awards.models import Dossier, Nomination
from awards.papers.dossier import NominationLine
from core import clock
from councils.facts import motion_facts
from documents.layout import date_words
from legal.models import LegalDocument
from organisation.querysets import in_force_on
from records.criteria import LEVEL_NAMES
from records.models import QualityRating, TitleRecord, YearKind

EARLIER_YEARS = 3  # titles of so many years are told in a summary


def place_of(nomination: Nomination) -> str:
    """Post and tổ as they were handed to the council."""
    return nomination.motion.snapshot.get("place", "")


def votes_of(nomination: Nomination) -> str:
    return motion_facts(nomination.motion).share


def share_of(nomination: Nomination) -> str:
    return motion_facts(nomination.motion).percent


def lines_of(dossier: Dossier, nominations: Sequence[Nomination]) -> list[NominationLine]:
    people = {row.person_id for row in nominations if row.person_id}
    ratings = _ratings_of(dossier, people)
    titles = _titles_of(dossier, nominations)
    return [_line(row, ratings, titles.get((row.person_id, row.department_id), [])) for row in nominations]


def _line(row: Nomination, ratings: dict[int, str], titles: list[TitleRecord]) -> NominationLine:
    person, facts = row.person, motion_facts(row.motion)
    is_known = person is not None and person.is_female is not None
    return NominationLine(
        name=row.candidate_name,
        title=row.distinction.name,
        place=place_of(row),
        born=str(person.born_on.year) if person and person.born_on else "",
        gender=("Nữ" if person.is_female else "Nam") if is_known else "",
        summary=_summary(row, titles),
        rating=ratings.get(row.person_id, ""),
        votes=facts.share,
        share=facts.percent,
        session=row.motion.session_id,
        is_secret=facts.is_secret,
    )


def _summary(row: Nomination, titles: list[TitleRecord]) -> str:
    initiative = row.motion.snapshot.get("initiative_title", "").strip()
    parts = [f"Sáng kiến: {initiative}"] if initiative else []
    parts += [f"{held.school_year_code}: {held.distinction.name} (QĐ số {held.decision_number})" for held in titles]
    return "; ".join(parts)


def _ratings_of(dossier: Dossier, people: Collection[int]) -> dict[int, str]:
    """The decided quality rating of the dossier's year, in words."""
    rows = QualityRating.objects.for_organisation(dossier.organisation).filter(
        person__in=people, state=QualityRating.State.DECIDED
    )
    rows = rows.of_year(YearKind.SCHOOL_YEAR, dossier.school_year.code)
    return {person: LEVEL_NAMES[level] for person, level in rows.values_list("person_id", "level")}


def _titles_of(dossier: Dossier, nominations: Sequence[Nomination]) -> dict[tuple, list[TitleRecord]]:
    """By candidate, what was held in the last years, the latest first."""
    people = [row.person_id for row in nominations if row.person_id]
    departments = [row.department_id for row in nominations if row.department_id]
    rows = TitleRecord.objects.for_organisation(dossier.organisation).with_names()
    rows = rows.filter(Q(person__in=people) | Q(department__in=departments))
    rows = rows.filter(school_year_code__lt=dossier.school_year.code).order_by("-school_year_code", "-decided_on", "pk")
    found: dict[tuple, list[TitleRecord]] = {}
    for row in rows:
        found.setdefault((row.person_id, row.department_id), []).append(row)
    return {key: [row for row in held if row.school_year_code in _latest(held)] for key, held in found.items()}


def _latest(rows: Sequence[TitleRecord]) -> list[str]:
    return sorted({row.school_year_code for row in rows}, reverse=True)[:EARLIER_YEARS]


# ---- legal bases ----


def legal_bases(organisation, *, applied: Collection[str] = ()) -> list[str]:
    """Laws and decrees in force that were compared with their text, and what was applied; nothing unread."""
    rows = LegalDocument.objects.filter(
        in_force_on(clock.today()), Q(organisation=None) | Q(organisation=organisation), mark="T"
    )
    national = Q(kind__in=["Luật", "Nghị định"], title__icontains="thi đua, khen thưởng")
    chosen = {row.pk: row for row in rows.filter(national, organisation=None)}
    chosen |= {row.pk: row for row in rows if str(row) in applied}
    return [_basis(row) for row in sorted(chosen.values(), key=_basis_order)]


def _basis(document: LegalDocument) -> str:
    day = f" {date_words(document.issued_on)}" if document.issued_on else ""
    if document.kind == "Luật":
        return f"Căn cứ {document.title}{day}"
    issuer = f" của {document.issuer}" if document.issuer else ""
    return f"Căn cứ {document.kind} số {document.number}{day}{issuer}"


def _basis_order(document: LegalDocument) -> tuple[int, date]:
    """Laws first, decrees next, the place's own last; in each the older first."""
    ranks = {"Luật": 0, "Nghị định": 1, "Thông tư": 2}
    return ranks.get(document.kind, 3), document.issued_on or document.from_on
