"""Verdicts case by case: what is met, what fails, what nobody can tell, and what the person is told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from records.eligibility.facts import COLLECTIVE, Holding, Recognised, Sanction
from records.eligibility.judging import ELIGIBLE, NEEDS_REVIEW, NOT_ELIGIBLE, Verdict, judge
from records.eligibility.rules import RuleBook, RuleRow
from records.eligibility.ties import tie_order
from tests.records.eligible import JUDGED, book, facts, initiative, once, verdict

YES, NO, ASK = ELIGIBLE, NOT_ELIGIBLE, NEEDS_REVIEW
GOOD_5 = dict.fromkeys(range(2021, 2026), "good")


@pytest.mark.parametrize(
    ("value", "known", "outcome"),
    [
        ("rating >= good", facts(ratings={2025: "excellent"}), YES),
        ("rating >= good", facts(ratings={2025: "good"}), YES),
        ("rating >= good", facts(ratings={2025: "completed"}), NO),
        ("rating >= good", facts(ratings={2024: "excellent"}), ASK),
        ("rating >= good", facts(ratings={2025: "unrated"}), ASK),
        ("rating >= good", facts(calendar_ratings={"2025-2026": "good"}), ASK),
        ("rating >= good x5 consecutive", facts(ratings=GOOD_5), YES),
        ("rating >= good x5 consecutive", facts(ratings={**GOOD_5, 2023: "completed"}), NO),
        ("rating >= good x5 consecutive", facts(ratings={y: "good" for y in GOOD_5 if y != 2023}), ASK),
        ("rating >= excellent x2 within 4", facts(ratings={2022: "excellent", 2025: "excellent"}), YES),
        ("rating >= good x2 consecutive since B", facts(ratings=GOOD_5, held={"B": [2023]}), YES),
        ("rating >= good x2 consecutive since B", facts(ratings=GOOD_5, held={"B": [2024]}), NO),
        ("rating >= good x2 consecutive since B", facts(ratings=GOOD_5), ASK),
        ("title A x3 consecutive", facts(held={"A": [2023, 2024, 2025]}), YES),
        ("title A x3 consecutive", facts(held={"A": [2022, 2023, 2024]}), YES),
        ("title A x3 consecutive", facts(held={"A": [2021, 2022, 2023]}), NO),
        ("title A x3 consecutive", facts(held={"A": [2022, 2024, 2025]}), NO),
        ("title A x3 consecutive", facts(held={"A": [2024, 2025]}, whole_since=2024), ASK),
        ("title A x3 consecutive", facts(held={"A": [2024, 2025]}, whole_since=2023), NO),
        ("title A x3 consecutive", facts(whole_since=None), ASK),
        ("title A x3 consecutive", facts(held={"A": [2023, 2025]}, absent_years=frozenset({"2024-2025"})), ASK),
        ("title A x3 within 5 since B", facts(held={"A": [2021, 2023, 2025], "B": [2020]}), YES),
        ("title A x3 within 5 since B", facts(held={"A": [2021, 2023, 2025], "B": [2021]}), NO),
        ("title A x2", facts(held={"A": [2003, 2011]}), YES),
        ("title A x2", facts(held={"A": [2011]}), ASK),
        ("title A x2 since B", facts(held={"A": [2011], "B": [2005]}), NO),
        ("holds B", facts(held={"B": [2003]}), YES),
        ("holds B", facts(), ASK),
        ("holds B", facts(service_years=Fraction(10)), NO),
        ("holds B", facts(service_years=Fraction(10), service_at_most=Fraction(40)), ASK),
        ("initiative base", facts(initiatives=[initiative()]), YES),
        ("initiative base", facts(initiatives=[initiative(scope="nation")]), YES),
        ("initiative province", facts(initiatives=[initiative()]), NO),
        ("initiative base", facts(initiatives=[initiative(is_used=True)]), NO),
        ("initiative base", facts(initiatives=[initiative(reserved_for="A 2025-2026")]), NO),
        ("initiative base", facts(initiatives=[initiative(reserved_for="TOP 2025-2026")]), YES),
        ("initiative base", facts(whole_since=None), ASK),
        ("initiative base x2 within 2", facts(initiatives=[initiative(), initiative("2", 2023)]), NO),
        ("initiative base x2 within 2", facts(initiatives=[initiative(), initiative("2", 2024)]), YES),
        ("initiative base x2 since B", facts(initiatives=[initiative()], held={"B": [2020]}), NO),
        ("initiative base x2 since B", facts(initiatives=[initiative()], held={"B": [2020]}, whole_since=2023), ASK),
        ("research base", facts(initiatives=[initiative()]), NO),
        ("research base", facts(initiatives=[Recognised("1", "research", "base", "2025-2026")]), YES),
        ("service 20", facts(service_years=Fraction(20)), YES),
        ("service 20", facts(service_years=Fraction(239, 12)), NO),
        ("service 20", facts(service_years=Fraction(15), service_at_most=Fraction(22)), ASK),
        ("service 20", facts(), ASK),
        ("service 20 less 5 after hardship 5", facts(service_years=Fraction(20)), YES),
        ("service 20 less 5 after hardship 5", facts(service_years=Fraction(15), hardship_years=Fraction(5)), ASK),
        ("service 20 less 5 after hardship 5", facts(service_years=Fraction(14), hardship_years=Fraction(9)), NO),
        ("service 20 less 5 after hardship 5", facts(service_years=Fraction(15)), NO),
        ("unit_rating >= good", facts(kind=COLLECTIVE, unit_level="excellent"), YES),
        ("unit_rating >= good", facts(kind=COLLECTIVE, unit_level="completed"), NO),
        ("unit_rating >= good", facts(kind=COLLECTIVE), ASK),
        ("weighed", facts(), YES),
        ("none", facts(), YES),
        ("rating >= excellent | weighed", facts(ratings={2025: "good"}), ASK),
        ("rating >= good & initiative base", facts(ratings={2025: "good"}, initiatives=[initiative()]), YES),
        ("rating >= good & initiative base", facts(initiatives=[initiative()]), ASK),
    ],
)
def test_one_condition(value, known, outcome):
    assert verdict(known, value).outcome == outcome


def test_the_sentence_counts_what_is_there():
    found = verdict(facts(held={"A": [2023, 2024]}), "title A x3 consecutive").findings[0]

    assert found.title == "Thiếu 1 năm Chiến sĩ thi đua cơ sở liên tục: đã có 2023-2024, 2024-2025"
    assert found.change == "Thêm 1 năm Chiến sĩ thi đua cơ sở."
    assert str(found.citation) == "Điều 1 Luật Mẫu"
    assert found.facts == {"state": "failed", "missing": 1}


def test_a_failing_condition_that_nobody_compared_asks_and_says_so():
    found = verdict(facts(ratings={2025: "completed"}), "rating >= good", "K")

    assert found.outcome == ASK
    assert [each.code for each in found.findings] == ["TOP.only", "provisional"]
    assert found.findings[1].title == "Tạm tính, chưa đối chiếu văn bản"
    assert "Điều 1 Luật Mẫu" in found.findings[1].detail


@pytest.mark.parametrize("mark", ["S", "K"])
def test_what_is_met_by_a_rule_that_nobody_compared_is_at_best_to_be_reviewed(mark):
    assert verdict(facts(ratings={2025: "excellent"}), "rating >= good", mark).outcome == ASK


def test_an_unverified_rule_beneath_another_decides_nothing():
    rules = RuleBook(
        [
            RuleRow("condition.TOP.base", "meets LOW", "Luật Mẫu", mark="T"),
            RuleRow("condition.LOW.rating", "rating >= good", "Luật Mẫu", mark="K"),
        ]
    )

    for level in ("completed", "excellent"):
        found = judge(facts(ratings={2025: level}), rules, "TOP")
        assert found.outcome == ASK
        assert "provisional" in [each.code for each in found.findings]


def test_no_rows_and_a_row_that_cannot_be_read():
    assert judge(facts(), book(), "TOP").findings[0].code == "no_rules"
    assert judge(facts(), book(), "TOP").outcome == ASK
    assert verdict(facts(), "two legs").outcome == ASK


def test_rows_written_for_persons_say_nothing_of_a_collective():
    found = verdict(facts(kind=COLLECTIVE, ratings={2025: "good"}), "rating >= good")

    assert [each.code for each in found.findings] == ["no_rules"]
    assert found.findings[0].title.endswith("của tập thể")
    assert verdict(facts(unit_level="good"), "unit_rating >= good").findings[0].code == "no_rules"


def test_what_is_met_by_another_distinction_or_its_title_of_the_year():
    rules = book(TOP_base="meets LOW", LOW_rating="rating >= good")

    assert judge(facts(ratings={2025: "good"}), rules, "TOP").outcome == YES
    assert judge(facts(ratings={2025: "completed"}), rules, "TOP").outcome == NO
    assert judge(facts(held={"LOW": [2025]}), rules, "TOP").outcome == YES
    assert judge(facts(held={"LOW": [2024]}), rules, "TOP").outcome == ASK


def test_what_nobody_can_tell_of_another_distinction_is_not_said_to_fail():
    rules = book(TOP_base="meets LOW", LOW_rating="rating >= good")

    assert judge(facts(), rules, "TOP").findings[0].title.startswith("Chưa đủ căn cứ về tiêu chuẩn ")
    assert judge(facts(ratings={2025: "completed"}), rules, "TOP").findings[0].title.startswith("Chưa đạt tiêu chuẩn ")


def test_what_is_no_longer_asked_says_of_what():
    found = judge(facts(), book(TOP_initiative="none"), "TOP")

    assert [each.title for each in found.findings] == ["Không yêu cầu sáng kiến, đề tài"]


def test_two_judgings_agree_whatever_the_words():
    found = verdict(facts(ratings={2025: "completed"}), "rating >= good")
    reworded = replace(found, findings=tuple(replace(e, title="Lời khác", change="") for e in found.findings))
    other = replace(found, findings=tuple(replace(e, severity="ok") for e in found.findings))

    assert reworded != found
    assert reworded.answer == found.answer
    assert other.answer != found.answer


def test_a_circle_of_distinctions_ends():
    rules = book(TOP_base="meets LOW", LOW_base="meets TOP")

    assert judge(facts(), rules, "TOP").outcome == ASK


def test_the_way_that_wants_least_is_named():
    known = facts(ratings={2025: "good"}, held={"A": [2025]})
    found = verdict(known, "title A x3 consecutive | initiative base x3 | title A x2 consecutive")

    assert found.findings[0].title.startswith("Cách gần nhất: thiếu 1 năm Chiến sĩ thi đua cơ sở")


def test_one_unknown_way_is_enough_not_to_say_no():
    found = verdict(facts(ratings={2025: "good"}), "rating >= excellent | holds B")

    assert found.outcome == ASK
    assert "bằng khen" in found.findings[0].title.casefold()


@pytest.mark.parametrize("values", [{"basis": "thematic"}, {"basis": "ad_hoc"}, {"is_revoked": True}])
def test_only_what_was_given_for_merit_and_not_revoked_counts(values):
    known = facts(service_years=Fraction(10), holdings=(Holding("B", "2022-2023", **values),))

    assert verdict(known, "holds B").outcome == NO


@pytest.mark.parametrize("value", ["title A x2 within 3", "title A x2", "holds B"])
def test_titles_after_the_year_judged_do_not_count(value):
    known = facts(held={"A": [2024, 2026], "B": [2026]}, service_years=Fraction(10))

    assert verdict(known, value).outcome == NO


def test_a_reserved_initiative_says_for_what():
    known = facts(initiatives=[initiative(reserved_for="A 2025-2026")])

    assert (
        "đang dùng để đề nghị Chiến sĩ thi đua cơ sở 2025-2026" in verdict(known, "initiative base").findings[0].title
    )


def test_one_initiative_does_not_serve_two_conditions():
    rules = book(TOP_first="initiative base", TOP_second="initiative province")
    alone = facts(initiatives=[initiative(scope="province")])
    both = facts(initiatives=[initiative(scope="province"), initiative("2")])

    assert judge(alone, rules, "TOP").outcome == NO
    assert "initiative_once" in [each.code for each in judge(alone, rules, "TOP").findings]
    assert judge(both, rules, "TOP").outcome == YES


@pytest.mark.parametrize("taken", [{"is_used": True}, {"reserved_for": "B 2025-2026"}])
def test_what_fails_only_for_an_initiative_that_served_before_asks_while_nobody_compared_that_rule(taken):
    known = facts(initiatives=[initiative(**taken)])
    rows = [RuleRow("condition.TOP.only", "initiative base", "Luật Mẫu", "Điều 1", "T")]

    assert judge(known, RuleBook([*rows, once("T")]), "TOP").outcome == NO
    unread = judge(known, RuleBook([*rows, once("S")]), "TOP")
    assert unread.outcome == ASK
    assert "Điều 2 Luật Mẫu, chưa đối chiếu văn bản" in unread.findings[0].title
    assert judge(facts(initiatives=[]), RuleBook([*rows, once("S")]), "TOP").outcome == NO


def test_a_way_without_an_initiative_leaves_it_to_another_condition():
    rules = book(TOP_base="rating >= excellent | initiative base", TOP_more="initiative base")
    known = facts(ratings={2025: "excellent"}, initiatives=[initiative()])

    assert judge(known, rules, "TOP").outcome == YES
    assert judge(replace(known, ratings={"2025-2026": "good"}), rules, "TOP").outcome == NO


def test_the_way_that_leaves_an_initiative_for_another_condition_is_found():
    rules = book(TOP_first="initiative base | research base", TOP_second="initiative base")
    research = Recognised("2", "research", "base", "2025-2026")

    assert judge(facts(initiatives=[initiative(), research]), rules, "TOP").outcome == YES
    assert judge(facts(initiatives=[initiative()]), rules, "TOP").outcome == NO


def test_who_is_being_looked_into_is_told_apart_and_others_learn_nothing():
    rules = book(TOP_rating="rating >= good")
    known = facts(ratings={2025: "good"}, has_pending=True)

    found = judge(known, rules, "TOP")
    [blocked] = [each for each in found.public().findings if each.code == "blocked"]

    assert found.outcome == NO
    assert (blocked.title, blocked.detail, blocked.change) == ("Xem thông báo riêng.", "", "")
    assert "grounds" not in blocked.facts
    assert "grounds" in next(each for each in found.findings if each.code == "blocked").facts


@pytest.mark.parametrize(
    ("sanction", "from_on", "to_on", "outcome"),
    [
        ("warning", "2025-10-01", "2026-03-01", NO),  # in the year, over when it ended
        ("warning", "2024-10-01", "2025-09-01", NO),  # reaches into the year
        ("reprimand", "2025-10-01", "2026-03-01", YES),  # milder than asked
        ("reprimand", "2025-10-01", "", NO),  # still in force
        ("warning", "2023-10-01", "2024-10-01", YES),
    ],
)
def test_discipline_in_the_year(sanction, from_on, to_on, outcome):
    found = verdict(facts(sanctions=(Sanction(sanction, from_on, to_on),)), "undisciplined warning")

    assert found.outcome == outcome
    assert "kỷ luật" not in " ".join(
        f"{each.title} {each.facts}" for each in found.public().findings if each.code == "blocked"
    )


def test_what_others_read_of_a_block_does_not_tell_its_kind():
    """Verification and an ended sanction cite different rows; what is shown is the same to the letter."""
    looked_into = facts(held={"A": [2023, 2024, 2025]}, has_pending=True)
    sanctioned = facts(held={"A": [2022, 2023, 2024]}, sanctions=(Sanction("warning", "2022-10-01", "2023-10-01"),))

    shown = [
        next(each for each in verdict(known, "title A x3 consecutive").public().findings if each.code == "blocked")
        for known in (looked_into, sanctioned)
    ]

    assert shown[0] == shown[1]
    assert shown[0].citation is None


def test_achievements_begin_anew_after_a_sanction_and_only_the_head_reads_why():
    known = facts(held={"A": [2022, 2023, 2024]}, sanctions=(Sanction("warning", "2022-10-01", "2023-10-01"),))

    found = verdict(known, "title A x3 consecutive")

    assert found.outcome == NO
    assert [each.code for each in found.public().findings] == ["blocked"]
    assert verdict(replace(known, sanctions=()), "title A x3 consecutive").outcome == YES


def test_of_the_year_in_which_a_sanction_ended_nobody_can_tell():
    sanction = Sanction("reprimand", "2022-10-01", "2023-10-01")
    known = facts(held={"A": [2023, 2024, 2025]}, sanctions=(sanction,))

    assert verdict(known, "title A x3 consecutive").outcome == ASK
    assert verdict(known, "title A x2 consecutive").outcome == YES


def test_maternity_leave_counts_and_is_nobody_elses_business():
    known = facts(ratings={2025: "good"}, leave_kinds=("maternity",))

    found = verdict(known, "rating >= good")

    assert found.outcome == YES
    assert "thai sản" in found.findings[-1].title
    assert str(found.findings[-1].citation).startswith("khoản 5 Điều 4 Nghị định 152/2025")
    assert "thai sản" not in repr(found.public())
    assert verdict(replace(known, leave_kinds=("sick",)), "rating >= good").outcome == ASK


def test_part_of_a_year_is_looked_at():
    known = facts(ratings={2025: "good"}, months=Fraction(7))

    assert verdict(known, "rating >= good").outcome == ASK


@pytest.mark.parametrize(
    ("value", "members", "outcome"),
    [
        ("members title A >1/2", [("", {"A"}), ("", set())], NO),
        ("members title A >1/2", [("", {"A"}), ("", {"A"}), ("", set())], YES),
        ("members title A 70/100", [("", {"A"})] * 7 + [("", set())] * 3, YES),
        ("members title A 70/100", [("", {"A"})] * 6 + [("", set())] * 3, NO),
        ("members title A count 1", [("", {"A"}), ("", set())], YES),
        ("members rating >= completed 100/100", [("good", set()), ("completed", set())], YES),
        ("members rating >= completed 100/100", [("good", set()), ("", set())], ASK),
        ("members rating >= completed 100/100", [("not_completed", set()), ("", set())], NO),
        ("members title A count 1", [], ASK),
    ],
)
def test_shares_of_members(value, members, outcome):
    known = facts(kind=COLLECTIVE, members=tuple((level, frozenset(titles)) for level, titles in members))

    assert verdict(known, value).outcome == outcome


def test_titles_of_members_that_are_not_decided_yet_are_not_no():
    known = facts(kind=COLLECTIVE, members=(("", frozenset()),), are_titles_decided=False)

    assert verdict(known, "members title A count 1").outcome == ASK


def test_a_verdict_is_kept_and_read_back():
    found = verdict(facts(held={"A": [2024]}, has_pending=True), "title A x3 consecutive", "K")

    assert Verdict.from_json(found.to_json()) == found


def test_a_principle_before_its_day_is_not_verified():
    rules = RuleBook([RuleRow("condition.TOP.only", "none", "Luật Mẫu", mark="T")], on="2021-06-01")

    assert judge(facts(has_pending=True), rules, "TOP").outcome == ASK


def test_a_place_may_say_that_a_principle_does_not_hold():
    rules = RuleBook(
        [
            RuleRow("condition.TOP.only", "none", "Luật Mẫu", mark="T"),
            RuleRow("principle.pending", "no", "Quyết định Mẫu", mark="T"),
        ]
    )

    assert judge(facts(has_pending=True), rules, "TOP").outcome == YES


def test_two_rows_of_one_code_are_refused():
    with pytest.raises(ValueError, match=r"condition\.A\.x"):
        RuleBook([RuleRow("condition.A.x", "none", "L"), RuleRow("condition.A.x", "weighed", "L")])


def test_what_is_kept_with_a_case_is_enough_to_judge_it_again():
    rules = book(
        TOP_base="meets LOW", TOP_titles="title A x2 since B", LOW_rating="rating >= good", OTHER_rating="weighed"
    )
    kept = RuleBook.from_json(rules.only("TOP").to_json())
    known = facts(ratings={2025: "good"}, held={"A": [2023, 2024], "B": [2020]})

    assert judge(known, kept, "TOP") == judge(known, rules, "TOP")
    assert kept.get("condition.OTHER.rating") is None


def test_women_first_among_equals_and_collectives_of_women():
    people = [
        facts(name="Lê Minh Ân", is_female=False),
        facts(name="Đỗ Thị Hòa", is_female=True),
        facts(name="Không rõ"),
    ]
    tens = {"kind": COLLECTIVE, "members": (("", frozenset()),) * 10}
    teams = [facts(name="Sáu", women=6, **tens), facts(name="Bảy", women=7, **tens), facts(name="Chưa rõ", **tens)]

    assert [each.name for each in tie_order(people)] == ["Đỗ Thị Hòa", "Lê Minh Ân", "Không rõ"]
    assert [each.name for each in tie_order(teams)] == ["Bảy", "Sáu", "Chưa rõ"]


def test_the_year_judged_is_the_first_calendar_year():
    assert facts().judged == JUDGED
