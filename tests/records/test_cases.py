"""A decided case stays as it was applied: judged again it answers alike, under another law it may not."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from core.scoping import scope
from legal.models import Regime
from records.eligibility.judging import judge
from records.models import DecidedCase, DisciplinaryRecord
from records.services import cases, enter_rating
from records.services.snapshots import facts_of_people, rule_book
from tests.councils.sessions import rule
from tests.factories.dossiers import distinction

YEAR, DAY = "2025-2026", date(2026, 6, 10)
CODE = "GK_THU"


@pytest.fixture
def school(world):
    with scope(world.school):
        distinction(CODE, "Giấy khen thử")
        rule(world.school, f"condition.{CODE}.rating", "rating >= good", locator="Điều 4")
        rate(world, "good")
        yield world


def rate(world, level: str, year: str = YEAR) -> None:
    asked = {"year_code": year, "level": level, "decision_reference": "12/QĐ", "decided_on": date(2026, 6, 1)}
    enter_rating(organisation=world.school, person=world.teacher, by=world.principal.user, **asked)


def keep(world, **changes) -> DecidedCase:
    values = {
        "person": world.teacher,
        "distinction": distinction(CODE),
        "school_year_code": YEAR,
        "judged_on": DAY,
        "outcome": DecidedCase.Outcome.AWARDED,
        "source_key": "nomination:1",
    }
    return cases.keep_case(organisation=world.school, by=world.clerk.user, **values | changes)


def test_the_same_case_is_kept_once(school):
    assert keep(school) == keep(school)
    assert DecidedCase.objects.count() == 1


def test_what_was_kept_judges_as_the_whole_law_of_the_day_did(school):
    case = keep(school)
    [facts] = facts_of_people(school.school, YEAR, [school.teacher]).values()

    assert cases.kept_verdict(case) == judge(facts, rule_book(school.school, DAY), CODE)
    assert cases.kept_verdict(case).findings[0].citation.locator == "Điều 4"


def test_judged_again_it_answers_alike_whatever_came_since(school):
    case = keep(school)
    kept = cases.kept_verdict(case)
    rule(school.school, f"condition.{CODE}.titles", "title LDTT x3 consecutive", locator="Điều 5")
    DisciplinaryRecord.objects.create(
        organisation=school.school,
        person=school.teacher,
        sanction="warning",
        decision_number="9/QĐ",
        from_on=date(2026, 1, 5),
        entered_by=school.principal.user,
    )

    assert cases.judge_again(DecidedCase.objects.for_organisation(case.organisation).get()) == kept


def test_under_another_law_it_is_judged_by_the_rows_of_that_day(school):
    case = keep(school)
    rule(school.school, f"condition.{CODE}.titles", "title LDTT x3 consecutive", locator="Điều 5")

    now = cases.what_if(case, date(2026, 10, 12))

    assert now != cases.kept_verdict(case)
    assert {finding.citation.locator for finding in now.findings if finding.citation} >= {"Điều 4", "Điều 5"}


def test_a_regime_stands_for_its_last_day_or_for_today(school):
    past = Regime.objects.create(code="THU1", name="Trước", from_on=date(2010, 1, 1), to_on=date(2020, 12, 31))
    current = Regime.objects.create(code="THU2", name="Nay", from_on=date(2021, 1, 1))
    case = keep(school)

    assert cases.what_if(case, past) == cases.what_if(case, date(2020, 12, 31))
    assert cases.what_if(case, current) == cases.what_if(case, date(2026, 10, 12))


def test_what_only_the_head_reads_is_left_out_for_others(school):
    case = keep(school)

    assert {"sanctions", "has_pending"} & set(case.facts)
    assert not {"sanctions", "has_pending"} & set(cases.public_facts(case))


@pytest.mark.parametrize(
    "act", ["UPDATE records_decidedcase SET outcome = 'refused'", "DELETE FROM records_decidedcase"]
)
def test_the_database_keeps_a_case_as_it_is(school, act):
    keep(school)

    refused = pytest.raises((InternalError, ProgrammingError), match="insert-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_a_collective_is_kept_by_its_own_facts(school):
    title = distinction("TT_THU", "Tập thể thử")
    title.target = "collective"
    title.save()
    rule(school.school, "condition.TT_THU.unit", "weighed", locator="Điều 6")

    case = keep(school, person=None, department=school.department, distinction=title)

    assert case.facts["kind"] == "collective"
    assert case.candidate_name == school.department.name
