"""Which of two laws answers for a dossier received before a new one: made of small books, no database."""

from __future__ import annotations

import pytest

from core.findings import Citation
from records.eligibility.facts import INDIVIDUAL, Facts
from records.eligibility.judging import ELIGIBLE, NEEDS_REVIEW, NOT_ELIGIBLE
from records.eligibility.rules import RuleBook, RuleRow
from records.eligibility.transition import Transition, settle

YEAR = "2025-2026"


def book(value: str, on: str, mark: str = "T") -> RuleBook:
    row = RuleRow(
        code="condition.LDTT.rating",
        value=value,
        document="Nghị định mẫu",
        locator="Điều 1",
        mark=mark,
        note="",
        from_on="2020-01-01",
        place="",
    )
    return RuleBook([row], {"LDTT": "Lao động tiên tiến"}, on)


def rule(mark: str, *, better: bool = True) -> Transition:
    return Transition("Hồ sơ nhận trước theo quy định cũ.", Citation("Luật mẫu", "Điều 2", mark), better)


def somebody(level: str) -> Facts:
    return Facts(kind=INDIVIDUAL, year=YEAR, ratings={YEAR: level})


THEN, NOW = "2026-09-30", "2026-11-02"
STRICT, MILD = "rating >= good", "rating >= completed"


@pytest.mark.parametrize(
    ("then", "now", "mark", "better", "outcome", "law_on"),
    [
        (MILD, STRICT, "T", True, ELIGIBLE, THEN),
        (STRICT, MILD, "T", True, ELIGIBLE, NOW),
        (STRICT, MILD, "T", False, NOT_ELIGIBLE, THEN),
        (STRICT, MILD, "S", True, NEEDS_REVIEW, NOW),
        (MILD, STRICT, "S", True, NEEDS_REVIEW, THEN),
        (STRICT, MILD, "S", False, NEEDS_REVIEW, THEN),
    ],
)
def test_the_better_law_answers_where_the_rule_allows_it(then, now, mark, better, outcome, law_on):
    settled = settle(somebody("completed"), "LDTT", book(then, THEN), book(now, NOW), rule(mark, better=better))

    assert (settled.verdict.outcome, settled.law_on) == (outcome, law_on)
    assert settled.is_new is (law_on == NOW)
    assert {settled.law_on, settled.other_on} == {THEN, NOW}


def test_what_both_laws_answer_alike_rests_on_no_rule_of_transition():
    settled = settle(somebody("good"), "LDTT", book(MILD, THEN), book(STRICT, NOW), rule("S"))

    assert settled.verdict.outcome == ELIGIBLE
    assert [each.code for each in settled.verdict.findings] == ["LDTT.rating"]
    assert settled.other_words == "Đủ điều kiện"


def test_the_same_rows_on_both_days_are_one_law():
    settled = settle(somebody("completed"), "LDTT", book(STRICT, THEN), book(STRICT, NOW), rule("S"))

    assert (settled.verdict.outcome, settled.law_on, settled.other_on) == (NOT_ELIGIBLE, THEN, "")


def test_a_condition_that_is_only_less_certain_is_not_a_better_one():
    settled = settle(somebody("completed"), "LDTT", book(STRICT, THEN), book(STRICT, NOW, "K"), rule("S"))

    assert settled.law_on == THEN
    assert settled.verdict.outcome == NEEDS_REVIEW
    assert not any(each.blocks for each in settled.verdict.findings), "nothing forbids what a person has to look at"
    assert settled.verdict.findings[-1].citation.mark == "S"
