"""Decided cases: the facts and the rows of law as they were applied, judged again from what was kept.

The rows are insert-only in the database. Facts and verdict hold what blocks somebody: a page shows `Verdict.public()`
and `public_facts` to everybody but the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from audit import services as audit
from core import clock
from legal.models import Distinction, Regime
from records.eligibility.facts import Facts
from records.eligibility.judging import Verdict, judge
from records.eligibility.rules import RuleBook
from records.models import DecidedCase
from records.services.candidates import facts_of
from records.services.snapshots import rule_book

PRIVATE_FACTS = ("sanctions", "has_pending")


class Decided(NamedTuple):
    """Whose case it is: a person, a tổ, or (neither) the organisation, for a distinction, and how it came out."""

    person_id: int | None
    department_id: int | None
    distinction: Distinction
    outcome: str
    source_key: str


def keep_case(
    *,
    organisation,
    person=None,
    department=None,
    distinction: Distinction,
    school_year_code: str,
    judged_on: date,
    outcome: str,
    source_key: str,
    by,
) -> DecidedCase | None:
    """Keep one case as it is decided, with the facts of today and the rules of `judged_on`; again changes nothing.

    None where nothing is known of the candidate in that year.
    """
    key = getattr(person, "pk", None), getattr(department, "pk", None)
    candidate = Decided(*key, distinction, outcome, source_key)
    kept = keep_cases(organisation, [candidate], school_year_code=school_year_code, judged_on=judged_on, by=by)
    return kept[0] if kept else None


@transaction.atomic
def keep_cases(
    organisation, candidates: Sequence[Decided], *, school_year_code: str, judged_on: date, by
) -> list[DecidedCase]:
    """The same for all candidates of a decision: facts and rules are read once. In the order of the candidates."""
    known = _known(organisation, candidates, school_year_code)
    waiting = [each for each in candidates if _key(each) not in known]
    if waiting:
        facts = facts_of(organisation, waiting, school_year_code)
        book = rule_book(organisation, judged_on)
        for each in waiting:
            if (found := facts.get((each.person_id, each.department_id))) is not None:
                known[_key(each)] = _keep(organisation, each, found, book, school_year_code, judged_on, by=by)
    return [known[_key(each)] for each in candidates if _key(each) in known]


def _key(candidate: Decided) -> tuple:
    return candidate.person_id, candidate.department_id, candidate.distinction.pk, candidate.source_key


def _known(organisation, candidates: Sequence[Decided], school_year_code: str) -> dict[tuple, DecidedCase]:
    rows = DecidedCase.objects.for_organisation(organisation).filter(
        school_year_code=school_year_code, source_key__in={each.source_key for each in candidates}
    )
    return {(row.person_id, row.department_id, row.distinction_id, row.source_key): row for row in rows}


def _keep(organisation, candidate: Decided, facts: Facts, book: RuleBook, year: str, judged_on, *, by) -> DecidedCase:
    code = candidate.distinction.code
    applied = book.only(code)
    case = DecidedCase.objects.create(
        organisation=organisation,
        person_id=candidate.person_id,
        department_id=candidate.department_id,
        distinction=candidate.distinction,
        school_year_code=year,
        judged_on=judged_on,
        outcome=candidate.outcome,
        facts=facts.to_json(),
        rules=applied.to_json(),
        verdict=judge(facts, applied, code).to_json(),
        source_key=candidate.source_key,
        kept_by=by,
    )
    audit.record(
        "records.case_kept",
        case,
        by=by,
        after={"distinction": code, "school_year": year, "outcome": case.outcome, "judged_on": judged_on},
        personal={"candidate": case.candidate_name},
    )
    return case


def kept_verdict(case: DecidedCase) -> Verdict:
    return Verdict.from_json(case.verdict)


def judge_again(case: DecidedCase) -> Verdict:
    """The verdict of what was kept, whatever was entered since."""
    return judge(Facts.from_json(case.facts), RuleBook.from_json(case.rules), case.distinction.code)


def what_if(case: DecidedCase, when: Regime | date) -> Verdict:
    """The verdict of the kept facts by another law."""
    return judge(Facts.from_json(case.facts), other_law(case, when), case.distinction.code)


def other_law(case: DecidedCase, when: Regime | date) -> RuleBook:
    """The law of another day: of a regime, its last day or, while it lasts, today.

    Rows that have ended by then and have no successor are carried on and marked, as everywhere.
    """
    day = when if isinstance(when, date) else _day_of(when)
    return rule_book(case.organisation, day)


def _day_of(regime: Regime) -> date:
    today = clock.today()
    if regime.to_on is not None and regime.to_on < today:
        return regime.to_on
    return max(regime.from_on, today)


def public_facts(case: DecidedCase) -> dict[str, Any]:
    """The kept facts without what only the head may read."""
    return {name: value for name, value in case.facts.items() if name not in PRIVATE_FACTS}
