from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vietnamese import percent
from councils import criteria
from councils.criteria import Electorate, Threshold, read_threshold

shares = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)


@pytest.mark.parametrize(
    ("base", "share", "needed"),
    [
        (9, "2/3", 6),
        (9, "7/10", 7),
        (9, "4/5", 8),
        (9, "9/10", 9),
        (10, "7/10", 7),
        (10, "90/100", 9),
        (5, "1/2", 3),
        (6, "2/3", 4),
        (7, "1", 7),
        (0, "2/3", 0),
    ],
)
def test_needed_is_the_smallest_whole_number_that_reaches_the_share(base, share, needed):
    assert criteria.needed(base, read_threshold(share)) == needed


@pytest.mark.parametrize(
    ("votes_for", "base", "threshold", "passes"),
    [
        (6, 9, "2/3", True),
        (5, 9, "2/3", False),
        (6, 9, "7/10", False),
        (7, 9, "70/100", True),
        (7, 10, "70/100", True),
        (0, 0, "2/3", False),
        (0, 0, "1/2", False),
    ],
)
def test_a_motion_passes_on_its_share_of_the_base(votes_for, base, threshold, passes):
    assert criteria.passes(votes_for, base, read_threshold(threshold)) is passes


@pytest.mark.parametrize(
    ("present", "members", "is_met"), [(6, 9, True), (5, 9, False), (9, 9, True), (0, 0, False), (2, 3, True)]
)
def test_quorum_is_a_share_of_all_members(present, members, is_met):
    assert criteria.has_quorum(present, members, read_threshold("2/3")) is is_met


@given(base=st.integers(1, 200), share=shares)
def test_what_is_needed_passes_and_one_less_does_not(base, share):
    threshold = Threshold(share)
    needed = criteria.needed(base, threshold)

    assert criteria.passes(needed, base, threshold)
    assert not criteria.passes(needed - 1, base, threshold)


@pytest.mark.parametrize(("kind", "base"), [("all_members", 9), ("present", 8), ("valid", 7)])
def test_the_base_is_the_one_that_the_rule_names(kind, base):
    assert Electorate(members=9, present=8, taking_part=8).base(kind, votes_for=5, votes_against=2) == base


def test_a_vote_that_cannot_reach_its_threshold_is_known_before():
    of_eight, of_nine = Electorate(9, 8, 8, 1, 1, 1), Electorate(9, 9, 9, 1, 1, 1)
    share = read_threshold("4/5")

    assert not of_eight.can_pass("all_members", share)
    assert of_nine.can_pass("all_members", share)
    assert of_eight.can_pass("present", share)
    assert of_eight.can_pass("valid", share)


def test_a_count_of_hands_that_is_not_whole_names_both_numbers():
    assert criteria.hands_refusal(8, 8) == ""
    assert "là 7," in criteria.hands_refusal(7, 8)
    assert "có 8 thành viên" in criteria.hands_refusal(7, 8)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(8, 9, "88,9%"), (6, 9, "66,7%"), (9, 9, "100%"), (1, 2, "50%"), (0, 9, "0%"), (1, 16, "6,3%"), (0, 0, "")],
)
def test_shares_are_written_to_one_decimal(part, whole, text):
    assert percent(part, whole) == text


@pytest.mark.parametrize(("share", "words"), [("2/3", "2/3"), ("7/10", "70%"), ("80/100", "80%"), ("1/2", "1/2")])
def test_a_fraction_is_said_as_the_rule_says_it(share, words):
    assert criteria.share_in_words(Fraction(share)) == words
