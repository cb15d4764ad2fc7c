"""Several candidates, people and collectives together, with their facts and verdicts, read in few queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol

from records.eligibility.facts import Facts
from records.eligibility.judging import Verdict, judge
from records.eligibility.showing import shown_to_others
from records.services.snapshots import facts_of_collectives, facts_of_people, rule_book


class HasCandidate(Protocol):
    person_id: int | None
    department_id: int | None


class Candidate(NamedTuple):
    """A person, a tổ, or (neither) the organisation, and what is asked for: the code of a distinction."""

    person_id: int | None
    department_id: int | None
    code: str


def facts_of(
    organisation, candidates: Iterable[HasCandidate], school_year_code: str
) -> dict[tuple[int | None, int | None], Facts]:
    """By (person, department). Whoever has no facts in the year is left out."""
    candidates = list(candidates)
    people = {each.person_id for each in candidates if each.person_id}
    found = {}
    if people:
        found = {(pk, None): facts for pk, facts in facts_of_people(organisation, school_year_code, people).items()}
    if any(each.person_id is None for each in candidates):
        collectives = facts_of_collectives(organisation, school_year_code)
        found |= {(None, key): facts for key, facts in collectives.items()}
    return found


def verdicts_of(
    organisation, candidates: Iterable[Candidate], *, school_year_code: str, on: date
) -> dict[Candidate, Verdict]:
    """The verdict of each candidate for what is asked, by the law of a day, as everybody may read it."""
    candidates = list(dict.fromkeys(candidates))
    if not candidates:
        return {}
    facts, book = facts_of(organisation, candidates, school_year_code), rule_book(organisation, on)
    known = {each: facts[each[:2]] for each in candidates if each[:2] in facts}
    return {each: shown_to_others(judge(its, book, each.code), its, book, each.code) for each, its in known.items()}
