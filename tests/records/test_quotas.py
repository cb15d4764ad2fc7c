"""The live count against a quota: base, boundary and rule; not stated, unlimited and zero are three things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.eligibility.quotas import Bases, bases_of, quota_check, share_check
from records.eligibility.rules import RuleBook, RuleRow
from tests.records.eligible import NAMES, facts

BASES = Bases(people=60, titles={"LOW": 47}, levels={"excellent": 9, "good": 30, "completed": 20, "": 1})


def rules(value: str | None, mark: str = "T") -> RuleBook:
    rows = [] if value is None else [RuleRow("quota.A", value, "Luật Mẫu", "Điều 9", mark)]
    return RuleBook(rows, NAMES)


@pytest.mark.parametrize(
    ("value", "state", "base", "allowed"),
    [
        ("15/100 of title LOW", "stated", 47, 7),  # 7.05 rounded down
        ("20/100 of rating good", "stated", 39, 7),
        ("20/100 of people", "stated", 60, 12),
        ("unlimited", "unlimited", 0, None),
        ("none", "not_stated", 0, None),
        (None, "not_stated", 0, None),
        ("0/1", "zero", 0, 0),
        ("fifteen", "not_stated", 0, None),
    ],
)
def test_the_boundary(value, state, base, allowed):
    check = quota_check(rules(value), "A", 8, BASES)

    assert (check.state, check.base, check.allowed) == (state, base, allowed)
    assert check.is_over == (allowed is not None and allowed < 8)


def test_the_sentence_names_count_base_boundary_and_rule():
    check = quota_check(rules("15/100 of title LOW"), "A", 8, BASES)

    assert check.sentence == (
        "Chiến sĩ thi đua cơ sở: 8; mức cho phép 7 = 15% của 47 người đạt Lao động tiên tiến, làm tròn xuống;"
        " căn cứ Điều 9 Luật Mẫu."
    )
    assert check.finding.blocks
    assert "Bớt 1 đề nghị" in check.finding.change


def test_just_as_many_as_allowed_is_within():
    check = quota_check(rules("15/100 of title LOW"), "A", 7, BASES)

    assert (check.is_over, check.finding.severity) == (False, "ok")


def test_over_a_boundary_that_nobody_compared_a_person_decides():
    check = quota_check(rules("15/100 of title LOW", "K"), "A", 8, BASES)

    assert check.is_over
    assert check.finding.severity == "look"


def test_a_base_that_nobody_compared_is_read_both_ways():
    check = quota_check(rules("20/100 of rating good", "S"), "A", 3, BASES)

    assert (check.allowed, check.other_allowed) == (7, 6)
    assert "chưa đối chiếu" in check.sentence


def test_three_states_are_three_sentences():
    said = {quota_check(rules(value), "A", 0, BASES).sentence for value in ("unlimited", "none", None, "0/1")}

    assert len(said) == 4


def test_the_bases_of_a_year():
    people = [
        facts(ratings={2025: "good"}, held={"LOW": [2025]}),
        facts(ratings={2025: "excellent"}, held={"LOW": [2024]}),
        facts(),
    ]

    bases = bases_of(people, {"LOW": 2})

    assert bases.people == 3
    assert bases.titles["LOW"] == 3  # one received, two put up
    assert (bases.at_least("good"), bases.levels["good"]) == (2, 1)


def test_the_share_of_managers():
    row = RuleRow("share.A.managers", "1/3", "Luật Mẫu", "Điều 9", "T")

    check = share_check(RuleBook([row], NAMES), "A", "managers", 3, 8, "cán bộ quản lý")

    assert (check.allowed, check.is_over) == (2, True)
    assert share_check(RuleBook([], NAMES), "A", "managers", 3, 8, "cán bộ quản lý") is None


@given(st.integers(0, 100), st.integers(1, 100), st.integers(0, 3000))
def test_the_allowed_number_is_the_greatest_within_the_share(part, whole, base):
    part = min(part, whole)
    value = f"{part}/{whole} of title LOW" if part else "0/1"

    allowed = quota_check(rules(value), "A", 0, Bases(titles={"LOW": base})).allowed

    assert allowed * whole <= part * base
    assert part == 0 or (allowed + 1) * whole > part * base
