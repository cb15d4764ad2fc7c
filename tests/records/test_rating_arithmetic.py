"""The yearly rating's arithmetic, against figures worked out by hand and a second way of counting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.caps import cap_checks, greatest_within
from records.criteria import (
    Case,
    Rule,
    Rules,
    is_at_least,
    judge,
    months_within,
)

POINTS = {
    "scheme": "points",
    "points_excellent": "90/100",
    "points_good": "70/100",
    "points_completed": "50/100",
    "cap_excellent": "20/100",
    "cap_excellent_outstanding": "25/100",
    "cap_base": "good",
    "head_within_unit": "yes",
    "least_service": "6/12",
}
TASKS = {
    "scheme": "tasks",
    "tasks_excellent_on_time": "100/100",
    "tasks_excellent_beyond": "50/100",
    "tasks_good_on_time": "100/100",
    "unit_excellent_beyond": "50/100",
    "unit_good_on_time": "80/100",
    "subordinates_good_completed": "100/100",
    "subordinates_good_good": "70/100",
}
DONE = {"tasks": 12, "on_time": 12, "beyond": 6, "quality": "good", "conduct": True}
UNIT = {"unit_tasks": 10, "unit_done": 10, "unit_on_time": 8, "unit_beyond": 5}


def rules(values, mark="T"):
    return Rules(Rule(code, value, "Nghị định X", "Điều 1", mark) for code, value in values.items())


def codes(verdict, severity=None):
    return {each.code for each in verdict.findings if severity in (None, each.severity)}


@pytest.mark.parametrize(
    ("points", "level"),
    [
        ("100", "excellent"),
        ("90", "excellent"),
        ("89.99", "good"),
        ("70", "good"),
        ("69.99", "completed"),
        ("50", "completed"),
        ("49.99", "not_completed"),
        ("0", "not_completed"),
    ],
)
def test_points_at_their_boundaries(points, level):
    assert judge(Case(level=level, points=Decimal(points)), rules(POINTS)).level == level


def test_no_points_are_not_zero_points():
    verdict = judge(Case(level="good"), rules(POINTS))

    assert verdict.level == ""
    assert "no_basis" in codes(verdict, "must")


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "excellent"),
        ({"beyond": 5}, "good"),  # 5 of 12 is less than a half
        ({"quality": "assured"}, "good"),
        ({"quality": "poor"}, ""),
        ({"on_time": 11}, ""),
        ({"conduct": False}, ""),
        ({"tasks": 0, "on_time": 0, "beyond": 0}, ""),  # nothing of nothing is not everything
    ],
)
def test_tasks_of_somebody_without_post(changes, level):
    assert judge(Case(level="good", facts=DONE | changes), rules(TASKS)).level == level


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "excellent"),
        ({"unit_beyond": 4}, "good"),
        ({"unit_beyond": 4, "unit_on_time": 7}, ""),
        ({"unit_done": 9}, ""),
        ({"unit_beyond": 4, "subordinates": 10, "subordinates_completed": 10, "subordinates_good": 7}, "good"),
        ({"unit_beyond": 4, "subordinates": 10, "subordinates_completed": 10, "subordinates_good": 6}, ""),
        ({"unit_beyond": 4, "subordinates": 10, "subordinates_completed": 9, "subordinates_good": 9}, ""),
    ],
)
def test_tasks_of_a_manager_ask_for_the_unit_too(changes, level):
    verdict = judge(Case(level="good", facts=DONE | UNIT | changes, is_manager=True), rules(TASKS))

    assert verdict.level == level


def test_a_compared_rule_blocks_and_one_that_nobody_compared_never_does():
    case = Case(level="excellent", points=Decimal("88"))

    assert "above_reached" in codes(judge(case, rules(POINTS, "T")), "must")
    assert "above_reached" in codes(judge(case, rules(POINTS, "S")), "look")
    assert not codes(judge(case, rules(POINTS, "S")), "ok")  # nothing of it counts as met


def test_below_good_by_tasks_a_higher_proposal_is_refused():
    verdict = judge(Case(level="good", facts=DONE | {"on_time": 11}), rules(TASKS))

    assert "above_reached" in codes(verdict, "must")


@pytest.mark.parametrize(
    ("unit", "code"), [("good", "head_above_unit"), ("excellent", "head_within_unit"), ("", "unit_unknown")]
)
def test_the_head_is_not_above_the_unit(unit, code):
    case = Case(level="excellent", points=Decimal(95), is_head=True, unit_level=unit)

    assert code in codes(judge(case, rules(POINTS)))
    assert not codes(judge(Case(level="excellent", points=Decimal(95), unit_level=unit), rules(POINTS))) & {code}


def test_special_cases_are_left_to_a_person():
    case = Case(
        level="good",
        points=Decimal(80),
        has_exclusion=True,
        months=Fraction(11, 2),
        year_starts_on="2026-01-01",
    )
    young = Rules(
        [
            *(rule for rule in rules(POINTS) if rule.code != "scheme"),
            Rule("scheme", "points", "X", from_on="2026-07-01"),
        ]
    )
    verdict = judge(case, young)

    assert {"exclusion", "short_service", "transition"} <= codes(verdict, "look")
    assert all("Xem thông báo riêng" in each.detail for each in verdict.findings if each.code == "exclusion")


def test_six_months_are_enough_however_many_days_they_have():
    first_half = months_within([(date(2026, 1, 1), date(2026, 6, 30))], date(2026, 1, 1), date(2026, 12, 31))
    almost = months_within([(date(2026, 1, 2), date(2026, 6, 30))], date(2026, 1, 1), date(2026, 12, 31))

    assert first_half == 6
    assert almost < 6
    assert "short_service" not in codes(judge(Case(level="good", points=Decimal(80), months=first_half), rules(POINTS)))
    assert "short_service" in codes(judge(Case(level="good", points=Decimal(80), months=almost), rules(POINTS)))


def test_two_works_in_a_year_are_added_and_clipped():
    spans = [(date(2025, 3, 1), date(2026, 1, 31)), (date(2026, 12, 16), None)]

    assert months_within(spans, date(2026, 1, 1), date(2026, 12, 31)) == 1 + Fraction(16, 31)


def test_the_cap_of_a_real_staff_by_hand():
    # 9 excellent, 42 good: 20 % of 42 is 8.4, so 8; of 51 it is 10.2, so 10
    levels = [("Giáo viên", "excellent")] * 9 + [("Giáo viên", "good")] * 32 + [("Nhân viên", "good")] * 10
    whole, teachers, support = cap_checks([*levels, ("Nhân viên", "completed")], rules(POINTS, "S"))

    assert (whole.count, whole.base, whole.allowed, whole.other_allowed, whole.is_over) == (9, 42, 8, 10, True)
    assert (teachers.base, teachers.allowed, teachers.is_over) == (32, 6, True)
    assert (support.count, support.base, support.allowed, support.is_over) == (0, 10, 2, False)
    assert whole.sentence.startswith("HTXSNV: 9 người; mức cho phép 8 = 20% của 42 người")
    assert "làm tròn xuống; căn cứ Điều 1 Nghị định X" in whole.sentence
    assert "cơ sở tính chưa đối chiếu" in whole.sentence
    assert whole.finding.severity == "look"


def test_a_cap_that_was_compared_blocks():
    levels = [("", "excellent")] * 2 + [("", "good")] * 9

    (check,) = cap_checks(levels, rules(POINTS, "T"))

    assert check.finding.blocks
    assert check.other_allowed is None


def test_an_outstanding_unit_has_the_higher_share():
    levels = [("", "excellent")] * 3 + [("", "good")] * 12

    assert cap_checks(levels, rules(POINTS))[0].is_over
    assert not cap_checks(levels, rules(POINTS), is_outstanding=True)[0].is_over


def test_where_no_cap_was_entered_none_is_invented():
    assert cap_checks([("", "excellent")], rules({"scheme": "points"})) == []


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 400))
def test_the_greatest_number_within_a_share_by_trying_all(part, whole, base):
    share = Fraction(part, part + whole)

    tried = max(n for n in range(base + 1) if n * share.denominator <= share.numerator * base)

    assert greatest_within(share, base) == tried


@given(st.integers(0, 50), st.integers(1, 50), st.integers(1, 100))
def test_reaching_a_share_is_exact(part, whole, hundredths):
    assert is_at_least(part, whole, Fraction(hundredths, 100)) == (part * 100 >= hundredths * whole)


@given(
    st.lists(st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["excellent", "good", "completed"])), max_size=60)
)
def test_the_groups_add_up_to_the_unit(levels):
    whole, *groups = cap_checks(levels, rules(POINTS))

    assert whole.count == sum(each.count for each in groups)
    assert whole.base == sum(each.base for each in groups)
    assert sum(each.allowed for each in groups) <= whole.allowed
