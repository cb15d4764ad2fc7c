"""The way to a title, the one step that is wanting, and that forecast and verdict never disagree."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from records.eligibility.facts import COLLECTIVE, Sanction
from records.eligibility.forecasting import as_if_whole, nearest_step, outlook, simulated, way_to
from records.eligibility.judging import NOT_ELIGIBLE, judge
from tests.records.eligible import book, facts, initiative
from tests.records.test_judging_properties import books, known_facts

LADDER = book(
    LOW_rating="rating >= good",
    A_base="meets LOW",
    A_more="rating >= excellent | initiative base",
    TOP_titles="title A x3 consecutive",
    TOP_initiative="initiative province",
    B_titles="title A x2 consecutive & initiative base x2 within 2",
    HIGH_before="holds B",
    HIGH_rating="rating >= good x5 consecutive since B",
)


def steps(way):
    return [(step.year, step.code) for step in way.steps]


def test_who_qualifies_already_needs_no_step():
    way = way_to(facts(ratings={2025: "excellent"}), LADDER, "A")

    assert (way.earliest_year, way.steps) == ("2025-2026", ())


def test_one_title_short_is_one_year_away_and_every_step_is_named():
    known = facts(ratings={2025: "excellent"}, held={"A": [2024, 2025]})

    way = way_to(known, LADDER, "TOP")

    assert way.earliest_year == "2026-2027"
    assert steps(way) == [
        ("2026-2027", "rating"),
        ("2026-2027", "A"),
        ("2026-2027", "initiative"),
        ("2026-2027", "TOP"),
    ]
    assert "phạm vi tỉnh" in way.steps[2].sentence


def test_a_title_that_can_still_be_received_this_year_is_a_step_of_this_year():
    known = facts(ratings={2025: "excellent"}, held={"A": [2023, 2024]}, initiatives=[initiative(scope="province")])

    assert steps(way_to(known, LADDER, "TOP")) == [("2025-2026", "A"), ("2025-2026", "TOP")]


def test_a_year_that_is_not_rated_yet_is_assumed_to_go_well():
    known = facts(held={"A": [2023, 2024]}, initiatives=[initiative(scope="province")])

    assert way_to(known, LADDER, "TOP").earliest_year == "2025-2026"


def test_what_is_counted_from_an_award_begins_after_it():
    """B in the second year (two titles, two initiatives), then five years after it."""
    way = way_to(as_if_whole(facts(ratings={2025: "completed"})), LADDER, "HIGH")

    assert ("2027-2028", "B") in steps(way)
    assert way.earliest_year == "2032-2033"


def test_of_titles_that_serve_in_each_other_s_place_one_a_year_is_counted():
    """Two titles for the merit of one year would be a way that nobody goes."""
    rules = book(
        A_more="rating >= excellent",
        P_titles="title A x3 consecutive",
        Q_titles="title A x3 consecutive",
        PEAK_titles="title P x2 | title Q x2 | title P & title Q",
    )

    known = facts(ratings={2025: "excellent"}, held={"A": [2023, 2024]})
    way = way_to(as_if_whole(known), rules, "PEAK")

    assert way.earliest_year == "2026-2027"
    assert [code for year, code in steps(way) if year == "2025-2026"] == ["A", "P"]


def test_what_a_lower_title_uses_up_every_year_is_not_wanting_to_a_higher_one_for_ever():
    rules = book(A_more="initiative base", B_titles="title A x2", B_initiative="initiative base x2 within 2")

    way = way_to(as_if_whole(facts()), rules, "B")

    assert way.earliest_year == "2026-2027"
    assert sum(code == "initiative" for _, code in steps(way)) == 4


def test_titles_that_lead_to_one_another_are_counted_in_the_same_year():
    rules = book(A_more="rating >= excellent", B_titles="title A", PEAK_titles="title A x3 | title B x2")

    way = way_to(as_if_whole(facts(ratings={2025: "excellent"})), rules, "PEAK")

    assert [code for year, code in steps(way) if year == "2025-2026"] == ["A", "B"]


def test_what_is_only_unproven_does_not_put_it_off_but_the_sure_way_is_told_too():
    way = way_to(facts(held={"A": [2025]}, ratings={2025: "excellent"}), LADDER, "HIGH")

    assert way.earliest_year == "2025-2026"
    assert way.proofs[0] == "Chưa có Bằng khen trong hồ sơ"
    assert way.sure.earliest_year == "2032-2033"  # two initiatives to come, then five years


def test_no_way_within_the_years_says_what_still_fails():
    way = way_to(facts(), book(TOP_more="research nation"), "TOP", years=3)

    assert way.earliest_year is None
    assert way.wanting == ("Thiếu 1 đề tài, nhiệm vụ khoa học phạm vi toàn quốc trở lên, chưa dùng",)


def test_a_sanction_that_ends_is_waited_for():
    known = facts(ratings={2025: "good"}, sanctions=(Sanction("warning", "2026-01-10", "2027-01-10"),))
    rules = book(TOP_rating="rating >= good", TOP_discipline="undisciplined warning")

    assert way_to(known, rules, "TOP").earliest_year == "2027-2028"


def test_what_is_being_verified_is_taken_to_be_over_next_year():
    known = facts(ratings={2025: "good"}, has_pending=True)

    assert way_to(known, LADDER, "LOW").earliest_year == "2026-2027"


def test_a_collective_is_not_simulated():
    known = facts(kind=COLLECTIVE, unit_level="completed")

    assert way_to(known, book(TOP_unit="unit_rating >= good"), "TOP").earliest_year is None


@pytest.mark.parametrize(
    ("known", "code", "step"),
    [
        (facts(ratings={2025: "good"}), "A", "initiative"),
        (facts(ratings={2025: "completed"}), "LOW", "rating"),
        (facts(held={"A": [2023, 2024]}, initiatives=[initiative(scope="province")]), "TOP", "A"),
        (facts(held={"A": [2023, 2024]}), "TOP", None),  # two steps
        (facts(held={"A": [2023, 2024, 2025]}, initiatives=[initiative(scope="province")]), "TOP", None),  # none
        (facts(ratings={2025: "good"}, has_pending=True), "A", None),
    ],
)
def test_the_one_step_that_is_wanting(known, code, step):
    found = nearest_step(known, LADDER, code)

    assert (found and found.code) == step


def test_one_year_of_service_more():
    rules = book(TOP_service="service 20")

    assert nearest_step(facts(service_years=Fraction(19)), rules, "TOP").code == "service"
    assert nearest_step(facts(service_years=Fraction(18)), rules, "TOP") is None


def test_a_school_at_a_glance():
    everybody = {
        "ready": facts(ratings={2025: "excellent"}),
        "near": facts(ratings={2025: "good"}),
        "far": facts(ratings={2025: "completed"}, initiatives=[]),
    }

    found = {each.key: each for each in outlook(everybody, book(TOP_more="rating >= good & initiative base"), ["TOP"])}

    assert set(found) == {"ready", "near"}
    assert not found["near"].could_qualify
    assert found["near"].step.sentence == "Có thêm một sáng kiến được công nhận phạm vi cơ sở"


@settings(max_examples=150)
@given(known_facts(), books(marks="T"))
def test_forecast_and_verdict_agree(known, rules):
    """In the earliest year the simulated facts are not refused, in each year before they are."""
    way = way_to(known, rules, "TOP", years=6)

    for moment in simulated(known, rules, "TOP", years=6):
        is_refused = judge(moment.facts, rules, "TOP").outcome == NOT_ELIGIBLE
        is_earliest = moment.facts.year == way.earliest_year and not is_refused
        assert is_refused != is_earliest
        if is_earliest:
            break
    else:
        assert way.earliest_year is None


@settings(max_examples=150)
@given(known_facts(), books(marks="T"))
def test_a_way_without_steps_is_a_verdict_that_is_not_no(known, rules):
    way = way_to(known, rules, "TOP", years=2)
    is_now = way.earliest_year == known.year and not way.steps

    assert is_now == (judge(known, rules, "TOP").outcome != NOT_ELIGIBLE)


@settings(max_examples=150)
@given(known_facts(), books(marks="T"))
def test_after_the_one_step_nothing_fails(known, rules):
    """The step as it is said, taken: the title, initiative or rating of the year judged."""
    step = nearest_step(known, rules, "TOP")
    if step is None or step.code not in ("A", "B", "LOW"):
        return
    taken = replace(known, holdings=(*known.holdings, *facts(held={step.code: [2025]}).holdings))

    assert judge(known, rules, "TOP").outcome == NOT_ELIGIBLE
    assert judge(taken, rules, "TOP").outcome != NOT_ELIGIBLE
