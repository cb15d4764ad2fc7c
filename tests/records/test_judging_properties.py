"""What must hold of every verdict, and years counted by an oracle that tries every world the record leaves open."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from records.eligibility.facts import Facts, Holding, Recognised, Sanction, year_code
from records.eligibility.judging import ELIGIBLE, NEEDS_REVIEW, NOT_ELIGIBLE, judge
from records.eligibility.rules import RuleBook, RuleRow
from tests.records.eligible import JUDGED, facts, once, verdict

RANK = [NOT_ELIGIBLE, NEEDS_REVIEW, ELIGIBLE]
FIRST = 2016  # of the years that the oracle tries one by one; what lies before is one more doubt
YEARS = st.sets(st.integers(FIRST, JUDGED), max_size=8)
LEVELS = st.sampled_from(["excellent", "good", "completed"])


# ---- the oracle ----


@st.composite
def spans(draw):
    times = draw(st.integers(1, 4))
    kind = draw(st.sampled_from(["consecutive", "within", "ever"]))
    within = draw(st.integers(times, 6)) if kind == "within" else None
    return times, kind, within, draw(st.booleans())


def formula(term: str, span) -> str:
    times, kind, within, is_since = span
    row = " consecutive" if kind == "consecutive" else ""
    return f"{term} x{times}{row}" + (f" within {within}" if within else "") + (" since B" if is_since else "")


def holds_in(years: set[int], many_before: bool, span, after: int | None, ends) -> bool:
    """The words of the condition, tried out. `after` None: no award to count from."""
    times, kind, within, is_since = span
    if is_since and after is None:
        return False
    bound = after if is_since else -1
    counted = {year for year in years if bound < year <= JUDGED}
    if kind == "consecutive":
        return any(all(end - back in counted for back in range(times)) for end in ends)
    if kind == "within":
        return any(sum(end - back in counted for back in range(within)) >= times for end in ends)
    return len(counted) >= times or (many_before and bound == -1)


def by_every_world(sure: set[int], unknown: set[int], is_old_unknown: bool, span, afters, ends) -> str:
    """met: so in every world; failed: in none."""
    found = set()
    doubts = sorted(unknown - sure)
    for picks in product([False, True], repeat=len(doubts)):
        world = sure | {year for year, is_there in zip(doubts, picks, strict=True) if is_there}
        for many_before in {False, is_old_unknown}:
            found |= {holds_in(world, many_before, span, after, ends) for after in afters}
    return ELIGIBLE if found == {True} else NOT_ELIGIBLE if found == {False} else NEEDS_REVIEW


def afters_of(held: int | None, is_since: bool) -> list[int | None]:
    """From when is counted: the award on record; else there was none, or one long ago."""
    return [held] if held is not None or not is_since else [None, -1]


@settings(max_examples=400)
@given(YEARS, st.one_of(st.none(), st.integers(FIRST, JUDGED)), spans(), st.one_of(st.none(), st.integers(2015, 2024)))
def test_titles_are_counted_as_every_world_says(years, whole_since, span, award):
    known = facts(held={"A": years, "B": [] if award is None else [award]}, whole_since=whole_since)
    unknown = {year for year in range(FIRST, JUDGED + 1) if whole_since is None or year < whole_since}

    expected = by_every_world(years, unknown, True, span, afters_of(award, span[3]), (JUDGED, JUDGED - 1))

    assert verdict(known, formula("title A", span)).outcome == expected


@settings(max_examples=400)
@given(
    st.dictionaries(st.integers(FIRST, JUDGED), LEVELS, min_size=4),
    spans(),
    st.one_of(st.none(), st.integers(2015, 2024)),
)
def test_ratings_are_counted_as_every_world_says(levels, span, award):
    assume(span[:2] != (1, "ever") or span[3])  # that is the rating of the year judged
    known = facts(ratings=levels, held={"B": [] if award is None else [award]})
    sure = {year for year, level in levels.items() if level != "completed"}
    unknown = set(range(FIRST, JUDGED + 1)) - set(levels)

    expected = by_every_world(sure, unknown, True, span, afters_of(award, span[3]), (JUDGED,))

    assert verdict(known, formula("rating >= good", span)).outcome == expected


# ---- properties of every verdict ----

TERMS = st.one_of(
    LEVELS.map(lambda level: f"rating >= {level}"),
    st.tuples(LEVELS, spans()).map(lambda pair: formula(f"rating >= {pair[0]}", (*pair[1][:3], False))),
    spans().map(lambda span: formula("title A", span)),
    st.sampled_from(["base", "province"]).map(lambda scope: f"initiative {scope}"),
    st.sampled_from(["initiative base x2 within 2", "initiative base x2", "research base", "meets LOW", "weighed"]),
    st.sampled_from(["service 10", "undisciplined warning", "holds B", "none"]),
)
FORMULAS = st.one_of(
    TERMS,
    st.lists(TERMS.filter(lambda text: text != "none"), min_size=2, max_size=3).map(" | ".join),
    st.lists(TERMS.filter(lambda text: text != "none"), min_size=2, max_size=2).map(" & ".join),
)


@st.composite
def books(draw, marks="TTTK"):
    rows = []
    for code, most in (("TOP", 3), ("LOW", 2)):
        for number, value in enumerate(draw(st.lists(FORMULAS, min_size=1, max_size=most))):
            if code == "LOW" and "meets" in value:
                value = "rating >= good"
            mark = draw(st.sampled_from(marks))
            rows.append(RuleRow(f"condition.{code}.s{number}", value, f"Luật {number}", f"Điều {number}", mark))
    return RuleBook([*rows, once(draw(st.sampled_from(marks)))])


@st.composite
def known_facts(draw) -> Facts:
    titles = draw(st.dictionaries(st.sampled_from(["A", "B", "LOW"]), YEARS))
    initiatives = [
        Recognised(
            str(number),
            draw(st.sampled_from(["initiative", "initiative", "research"])),
            draw(st.sampled_from(["base", "province"])),
            year_code(draw(st.integers(2023, JUDGED))),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    sanctions = ()
    if draw(st.integers(0, 4)) == 0:
        ended = draw(st.integers(2018, 2025))
        sanctions = (Sanction(draw(st.sampled_from(["reprimand", "warning"])), f"{ended - 1}-10-01", f"{ended}-10-01"),)
    return facts(
        ratings=draw(st.dictionaries(st.integers(FIRST, JUDGED), LEVELS)),
        held=titles,
        initiatives=initiatives,
        whole_since=draw(st.one_of(st.none(), st.integers(FIRST, JUDGED))),
        service_years=draw(st.one_of(st.none(), st.integers(0, 30).map(Fraction))),
        service_at_most=draw(st.sampled_from([None, Fraction(40)])),
        sanctions=sanctions,
        has_pending=draw(st.integers(0, 9)) == 0,
    )


@given(known_facts(), books())
def test_kept_and_read_back_facts_and_rows_give_the_same_verdict(known, rules):
    again = Facts.from_json(known.to_json())

    assert again == known
    assert judge(again, RuleBook.from_json(rules.to_json()), "TOP") == judge(known, rules, "TOP")


@given(known_facts(), books(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_facts_does_not_matter(known, rules, random):
    rows, holdings, initiatives = list(rules), list(known.holdings), list(known.initiatives)
    for each in (rows, holdings, initiatives):
        random.shuffle(each)
    shuffled = replace(known, holdings=tuple(holdings), initiatives=tuple(initiatives))

    first, second = judge(known, rules, "TOP"), judge(shuffled, RuleBook(rows), "TOP")

    assert first.outcome == second.outcome
    assert {each.code: each.facts for each in first.findings} == {each.code: each.facts for each in second.findings}


BETTER = {"completed": "good", "good": "excellent", "excellent": "excellent"}


@st.composite
def improved(draw, known: Facts) -> Facts:
    """The same with one good thing more."""
    year = year_code(draw(st.integers(FIRST, JUDGED)))
    match draw(st.sampled_from(["title", "rating", "initiative", "service", "free"])):
        case "title":
            return replace(known, holdings=(*known.holdings, Holding("A", year)))
        case "rating":
            level = BETTER.get(known.ratings.get(year, ""), "excellent")
            return replace(known, ratings={**known.ratings, year: level})
        case "initiative":
            return replace(known, initiatives=(*known.initiatives, Recognised("more", scope="province", year=year)))
        case "service":
            return replace(known, service_years=(known.service_years or 0) + Fraction(30))
    return replace(known, initiatives=tuple(replace(each, is_used=False) for each in known.initiatives))


@settings(max_examples=400)
@given(st.data())
def test_an_extra_good_year_title_or_initiative_never_worsens(data):
    known, rules = data.draw(known_facts()), data.draw(books())
    better = data.draw(improved(known))

    assert RANK.index(judge(better, rules, "TOP").outcome) >= RANK.index(judge(known, rules, "TOP").outcome)


@settings(max_examples=300)
@given(known_facts(), books(marks="T"), st.integers(2000, JUDGED))
def test_who_knows_more_never_takes_back_a_yes_or_a_no(known, rules, since):
    """A record that is whole from earlier on only settles what was open."""
    assume(known.complete_since == "" or year_code(since) <= known.complete_since)
    before, after = (
        judge(known, rules, "TOP").outcome,
        judge(replace(known, complete_since=year_code(since)), rules, "TOP").outcome,
    )

    assert before in (NEEDS_REVIEW, after)


@given(known_facts(), books(marks="SK"))
def test_rules_that_nobody_compared_decide_nothing(known, rules):
    """Only what is being looked into may say no, by a principle that was read."""
    found = judge(known, rules, "TOP")

    assert found.outcome != ELIGIBLE
    if found.outcome == NOT_ELIGIBLE:
        assert {each.code for each in found.findings if each.blocks} <= {"blocked"}
