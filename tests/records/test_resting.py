"""On which initiatives a verdict rests."""

from __future__ import annotations

import pytest

from records.eligibility.facts import Facts, Recognised
from records.eligibility.resting import Resting, rests_on
from records.eligibility.rules import RuleBook, RuleRow

YEAR = "2025-2026"


def book(value: str, *more: str) -> RuleBook:
    rows = [
        RuleRow(f"condition.X.{slot}", each, "Nghị định thử", "Điều 1", "T", "", "2020-01-01", "")
        for slot, each in zip(("first", "second"), (value, *more), strict=False)
    ]
    return RuleBook(rows, {"X": "Danh hiệu X"}, "2026-06-01")


def facts(*initiatives: Recognised, level: str = "good") -> Facts:
    return Facts(year=YEAR, complete_since="2015-2016", ratings={YEAR: level}, initiatives=initiatives)


def an(key: str, **values) -> Recognised:
    return Recognised(**{"key": key, "kind": "initiative", "scope": "base", "year": YEAR, "is_used": False} | values)


def test_the_only_one_is_plain():
    assert rests_on(facts(an("1")), book("initiative base"), "X") == Resting(("1",), ("1",))


def test_of_several_somebody_chooses():
    found = rests_on(facts(an("1"), an("2")), book("initiative base"), "X")

    assert (found.offered, found.certain, found.needs_choice) == (("1", "2"), (), True)


def test_only_those_that_would_do_are_offered():
    wide = an("2", scope="province")

    assert rests_on(facts(an("1"), wide), book("initiative province"), "X") == Resting(("2",), ("2",))


def test_what_another_way_fulfils_uses_none():
    either = book("rating >= excellent | initiative base")

    assert rests_on(facts(an("1"), level="excellent"), either, "X") == Resting()
    assert rests_on(facts(an("1"), level="good"), either, "X").certain == ("1",)


def test_two_that_are_both_needed_are_plain():
    assert rests_on(facts(an("1"), an("2")), book("initiative base x2 within 2"), "X").certain == ("1", "2")


def test_two_of_three_are_chosen():
    found = rests_on(facts(an("1"), an("2"), an("3")), book("initiative base x2 within 2"), "X")

    assert (found.offered, found.certain) == (("1", "2", "3"), ())


@pytest.mark.parametrize("values", [{"is_used": True}, {"reserved_for": "Y 2025-2026"}])
def test_what_is_used_or_held_elsewhere_does_not_count(values):
    assert rests_on(facts(an("1", **values)), book("initiative base"), "X") == Resting()


def test_what_it_holds_itself_counts():
    held = an("1", reserved_for=f"X {YEAR}")

    assert rests_on(facts(held), book("initiative base"), "X").certain == ("1",)


def test_an_initiative_that_changes_nothing_is_left_alone():
    assert rests_on(facts(an("1")), book("rating >= good"), "X") == Resting()
