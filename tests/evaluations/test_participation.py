"""Who takes part in a period, where and as what; the sums of days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.participation import EXEMPT_FOR_OTHERS, LAST, Rule, participation_of
from organisation.service_spans import Service, Span, Work, clipped

MATHS, LITERATURE, HISTORY = (1, "Tổ Toán"), (2, "Tổ Văn"), (3, "Tổ Sử")
NOWHERE = (None, "")


def october(first: int, last: int) -> Span:
    return Span(date(2026, 10, first), date(2026, 10, last))


WHOLE = october(1, 31)


def work(first: int, last: int, department=MATHS, kind="teacher", **facts) -> Work:
    return Work(october(first, last), 100 + first, department[0], department[1], kind, **facts)


def judge(*works: Work, away: tuple = (), least="1/2", transfer="longest"):
    service = Service(7, WHOLE, works, tuple(october(*each) for each in away))
    return participation_of(service, Rule(Fraction(least), transfer))


# ---- taking part ----


def test_who_was_there_all_the_time_needs_no_words():
    found = judge(work(1, 31))

    assert (found.takes_part, found.department_id, found.served_days, found.period_days) == (True, 1, 31, 31)
    assert (found.note, found.note_for_others) == ("", "")


@pytest.mark.parametrize(
    ("works", "away", "exemption", "note"),
    [
        (
            [work(10, 31)],
            [],
            "",
            "Làm việc 22 trong 31 ngày của kỳ, đủ 1/2 nên được đánh giá.",
        ),
        (
            [work(23, 31)],
            [],
            "short_service",
            "Làm việc 9 trong 31 ngày của kỳ (từ ngày 23/10), chưa đủ 1/2 nên được miễn.",
        ),
        (
            [work(1, 5), work(28, 31)],
            [],
            "short_service",
            "Làm việc 9 trong 31 ngày của kỳ, chưa đủ 1/2 nên được miễn.",
        ),
        (
            [work(1, 31)],
            [(1, 20)],
            "leave",
            "Nghỉ 20 ngày, làm việc 11 trong 31 ngày của kỳ, chưa đủ 1/2 nên được miễn.",
        ),
        ([work(1, 31)], [(1, 31)], "leave", "Nghỉ suốt thời gian của kỳ nên được miễn."),
        (
            [work(1, 31)],
            [(5, 7)],
            "",
            "Nghỉ 3 ngày, làm việc 28 trong 31 ngày của kỳ, đủ 1/2 nên được đánh giá.",
        ),
        ([work(1, 30)], [], "left", "Làm việc ở đơn vị đến hết ngày 30/10 nên được miễn kỳ này."),
        ([], [], "left", "Không làm việc ở đơn vị ngày nào trong kỳ nên được miễn."),
    ],
    ids=["joined", "joined late", "left and came back", "long leave", "all leave", "short leave", "left", "never"],
)
def test_who_takes_part_and_why(works, away, exemption, note):
    found = judge(*works, away=tuple(away))

    assert (found.exemption, found.note) == (exemption, note)
    assert found.note_for_others == (EXEMPT_FOR_OTHERS if exemption else "")


@pytest.mark.parametrize(
    ("works", "away", "exemption"),
    [
        ((work(16, 30),), (), ""),
        ((work(17, 30),), (), "short_service"),
        ((work(1, 30),), (october(1, 15),), ""),
        ((work(1, 30),), (october(1, 16),), "leave"),
    ],
)
def test_exactly_the_least_share_is_enough(works, away, exemption):
    """Of 30 days half are 15."""
    service = Service(7, october(1, 30), works, away)

    assert participation_of(service, Rule(Fraction(1, 2))).exemption == exemption


def test_without_a_served_day_nobody_takes_part_whatever_the_share():
    assert judge(work(1, 31), away=((1, 31),), least="0").exemption == "leave"
    found = judge(work(31, 31), least="0")
    assert (found.takes_part, found.note) == (True, "Làm việc 1 trong 31 ngày của kỳ nên được đánh giá.")


def test_the_whole_period_may_be_asked():
    found = judge(work(2, 31), least="1")

    assert found.note == "Làm việc 30 trong 31 ngày của kỳ (từ ngày 02/10), chưa đủ cả kỳ nên được miễn."


def test_who_left_and_came_back_before_the_end_has_not_left():
    found = judge(work(1, 10), work(20, 31, LITERATURE))

    assert (found.exemption, found.department_id) == ("", 2)


# ---- the tổ ----


@pytest.mark.parametrize(
    ("works", "away", "transfer", "department", "note"),
    [
        (
            [work(1, 11), work(12, 31, LITERATURE)],
            [],
            "longest",
            2,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 12/10: Tổ Văn nhận xét vì thầy/cô ở tổ này 20 trong 31 ngày của kỳ.",
        ),
        (
            [work(1, 24), work(25, 31, LITERATURE)],
            [],
            "longest",
            1,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 25/10: Tổ Toán nhận xét vì thầy/cô ở tổ này 24 trong 31 ngày của kỳ.",
        ),
        (
            [work(1, 24), work(25, 31, LITERATURE)],
            [],
            "last",
            2,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 25/10: Tổ Văn nhận xét"
            " vì đây là nơi thầy/cô làm việc sau cùng trong kỳ.",
        ),
        (
            [work(1, 15), work(17, 31, LITERATURE)],
            [],
            "longest",
            2,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 17/10: Tổ Văn nhận xét"
            " vì số ngày bằng nhau (15 ngày mỗi nơi) và thầy/cô ở tổ này sau cùng.",
        ),
        (
            [work(1, 9), work(10, 20, LITERATURE), work(21, 31)],
            [],
            "longest",
            1,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 10/10, sang Tổ Toán ngày 21/10:"
            " Tổ Toán nhận xét vì thầy/cô ở tổ này 20 trong 31 ngày của kỳ.",
        ),
        (
            [work(1, 11), work(12, 31, LITERATURE)],
            [(15, 26)],
            "longest",
            1,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 12/10:"
            " Tổ Toán nhận xét vì thầy/cô ở tổ này 11 trong 31 ngày của kỳ, không kể ngày nghỉ.",
        ),
        (
            [work(1, 24), work(25, 31, LITERATURE)],
            [(25, 31)],
            "last",
            1,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 25/10: Tổ Toán nhận xét"
            " vì đây là nơi thầy/cô làm việc sau cùng trong kỳ.",
        ),
        (
            [work(1, 11), work(12, 31, NOWHERE, kind="manager")],
            [],
            "longest",
            None,
            "Chuyển từ Tổ Toán sang bộ phận không thuộc tổ ngày 12/10:"
            " không tổ nào nhận xét vì thầy/cô ở bộ phận này 20 trong 31 ngày của kỳ.",
        ),
        (
            [work(1, 11, kind="support"), work(12, 31, LITERATURE, kind="support")],
            [],
            "longest",
            2,
            "Chuyển từ Tổ Toán sang Tổ Văn ngày 12/10: Tổ Văn nhận xét vì anh/chị ở tổ này 20 trong 31 ngày của kỳ.",
        ),
    ],
    ids=["later", "earlier", "last", "tie", "back again", "leave there", "last without a day", "no tổ", "support"],
)
def test_which_department_reviews_and_why(works, away, transfer, department, note):
    found = judge(*works, away=tuple(away), transfer=transfer, least="1/4")

    assert (found.takes_part, found.department_id, found.note) == (True, department, note)
    assert not [word for word in ("nghỉ", "ngày của kỳ", "Nghỉ") if word in found.note_for_others]


def test_others_read_the_move_and_the_rule_without_any_number_of_days():
    moved = (work(1, 11), work(12, 31, LITERATURE))

    with_leave, without = judge(*moved, away=((1, 3),)), judge(*moved)

    assert with_leave.note_for_others == without.note_for_others
    assert without.note_for_others == (
        "Chuyển từ Tổ Toán sang Tổ Văn ngày 12/10: Tổ Văn nhận xét theo quy định: tổ làm việc lâu nhất trong kỳ."
    )


def test_days_name_their_year_where_the_period_touches_two():
    span = Span(date(2026, 9, 5), date(2027, 1, 10))
    works = (
        Work(Span(span.first, date(2026, 10, 1)), 1, *MATHS, "teacher"),
        Work(Span(date(2026, 10, 2), span.last), 2, *LITERATURE, "teacher"),
    )

    note = participation_of(Service(7, span, works), Rule()).note

    assert "ngày 02/10/2026" in note


# ---- the facts that decide the audience group ----


def test_the_facts_of_most_days_in_the_reviewing_department_count():
    found = judge(
        work(1, 8, HISTORY, is_homeroom_teacher=True),
        work(9, 20, is_homeroom_teacher=True),
        work(21, 31, group_ids=frozenset({5})),
    )
    assert (found.department_id, found.work.is_homeroom_teacher, found.work.group_ids) == (1, True, frozenset())

    tie = judge(work(1, 15, is_homeroom_teacher=True), work(17, 31))
    assert tie.work.is_homeroom_teacher is False


def test_by_the_last_rule_the_last_facts_count():
    found = judge(work(1, 30), work(31, 31, is_homeroom_teacher=True), transfer=LAST)

    assert (found.work.is_homeroom_teacher, found.work.employment_id) == (True, 131)


def test_who_is_exempt_still_has_a_place():
    away = judge(work(1, 31, LITERATURE), away=((1, 31),))
    never = judge()

    assert (away.department_id, away.work.staff_kind) == (2, "teacher")
    assert (never.department_id, never.work) == (None, None)


# ---- the rule ----


def test_a_rule_is_read_from_the_policy_as_frozen():
    assert Rule.from_policy({}) == Rule(Fraction(1, 2), "longest")
    assert Rule.from_policy({"least_service": "2/3", "transfer_rule": "last", "more": 1}) == Rule(Fraction(2, 3), LAST)


@pytest.mark.parametrize(
    "policy", [{"least_service": "1/0"}, {"least_service": "nửa"}, {"least_service": "3/2"}, {"transfer_rule": "x"}]
)
def test_a_rule_that_is_none_is_refused(policy):
    with pytest.raises(ValueError):  # noqa: PT011 (the values differ)
        Rule.from_policy(policy)


# ---- sums of days ----


def test_a_span_counts_both_ends_and_refuses_the_wrong_order():
    assert october(3, 3).days == 1
    with pytest.raises(ValueError, match="is after"):
        october(4, 3)
    with pytest.raises(ValueError, match="overlap"):
        Service(7, WHOLE, (work(1, 10), work(10, 31)))
    with pytest.raises(ValueError, match="out of the span"):
        Service(7, october(2, 31), (work(1, 10),))


def stretches():
    """Disjoint stretches of days around October, some touching, the last one maybe without an end."""

    def build(numbers: list[int], is_open: bool) -> list[tuple[date, date | None]]:
        days = [date(2026, 9, 1) + timedelta(days=each) for each in sorted(numbers)]
        pairs = list(zip(days[::2], days[1::2], strict=False))
        return [*pairs[:-1], (pairs[-1][0], None)] if is_open and pairs else pairs

    return st.builds(build, st.lists(st.integers(0, 90), unique=True, max_size=8), st.booleans())


def holds(pairs, day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in pairs)


departments = st.sampled_from([MATHS, LITERATURE, HISTORY, NOWHERE])


@given(stretches(), stretches(), st.lists(departments, min_size=4, max_size=4), st.fractions(0, 1), st.booleans())
def test_days_add_up_as_if_counted_one_by_one(employed, away, places, least, is_last):
    works = tuple(
        Work(span, number, *places[number], "teacher") for number, span in enumerate(clipped(WHOLE, employed))
    )
    service = Service(7, WHOLE, works, tuple(clipped(WHOLE, away)))
    days = [WHOLE.first + timedelta(days=each) for each in range(31)]

    served = [day for day in days if holds(employed, day) and not holds(away, day)]
    assert service.employed_days == sum(holds(employed, day) for day in days)
    assert service.leave_days == sum(holds(employed, day) and holds(away, day) for day in days)
    assert service.served_days == len(served) == service.employed_days - service.leave_days
    assert sum(service.served_days_in(each) for each in works) == len(served)

    found = participation_of(service, Rule(least, LAST if is_last else "longest"))
    assert found.takes_part == (holds(employed, WHOLE.last) and len(served) >= least * 31 and len(served) > 0)
    if found.takes_part:
        by_place: dict[int | None, int] = {}
        for day in served:
            [place] = [each.department_id for each in works if each.span.first <= day <= each.span.last]
            by_place[place] = by_place.get(place, 0) + 1
        if is_last:
            assert found.department_id == place
        else:
            assert by_place[found.department_id] == max(by_place.values())
        assert found.work.department_id == found.department_id
