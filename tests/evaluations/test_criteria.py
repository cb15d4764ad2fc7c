from __future__ import annotations

from decimal import Decimal

import pytest

from evaluations.criteria import (
    EXEMPT,
    NOT_APPLICABLE,
    SCORED,
    UNGRADED,
    Band,
    Cell,
    Line,
    Totals,
    blank_sentence,
    points_error,
    read_points,
    total_of,
    verdict_of,
)

LINES = [Line(1, "1.1", Decimal(40)), Line(2, "2.2", Decimal(15)), Line(3, "3.1", Decimal(45))]
BANDS = [Band(Decimal(90), "Xuất sắc"), Band(Decimal(70), "Tốt"), Band(Decimal(0), "Hoàn thành")]


def points(value) -> Cell:
    return Cell(SCORED, Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"), [("8,5", "8.5"), ("8.5", "8.5"), (" 0 ", "0"), ("15", "15"), ("7,25", "7.25")]
)
def test_points_are_read_as_people_write_them(text, value):
    assert read_points(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1e3", "NaN", "Infinity", "8,555", "8,", ",5", "1.000,5", "٣", "8 5", "tám"]
)
def test_anything_else_is_no_number(text):
    with pytest.raises(ValueError, match=r".*"):
        read_points(text)
    assert points_error(LINES[1], text).endswith("chưa phải là số. Nhập từ 0 đến 15, ví dụ 8,5.")


def test_points_stay_within_the_criterion():
    assert points_error(LINES[1], "18") == "Điểm tiêu chí 2.2 là 18, cao hơn mức tối đa 15. Nhập từ 0 đến 15."
    assert points_error(LINES[1], "15,01").startswith("Điểm tiêu chí 2.2 là 15,01, cao hơn")
    assert points_error(LINES[1], "15") == ""
    assert points_error(LINES[1], "0") == ""


def test_a_blank_says_that_zero_is_allowed():
    assert blank_sentence(LINES[1]) == "Tiêu chí 2.2 chưa có điểm. Nhập điểm (có thể là 0) hoặc chọn “Không áp dụng”."


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, Totals(None, Decimal(100), 0, 3)),
        ({1: points(0)}, Totals(Decimal(0), Decimal(100), 1, 3)),
        ({1: points("30.5"), 2: points(0), 3: points(45)}, Totals(Decimal("75.5"), Decimal(100), 3, 3)),
        (
            {1: points(40), 2: Cell(NOT_APPLICABLE), 3: Cell(EXEMPT)},
            Totals(Decimal(40), Decimal(40), 3, 3, (("2.2", NOT_APPLICABLE), ("3.1", EXEMPT))),
        ),
    ],
)
def test_blank_zero_not_applicable_and_exempt_are_four_values(cells, expected):
    found = total_of(LINES, cells)

    assert (found.points, found.reachable, found.filled, found.count, found.left_out) == (
        expected.points,
        expected.reachable,
        expected.filled,
        expected.count,
        expected.left_out,
    )


def test_the_denominator_is_explained():
    totals = total_of(LINES, {2: Cell(NOT_APPLICABLE), 3: Cell(EXEMPT)})

    assert totals.explanation == "Tiêu chí 2.2 không áp dụng, 3.1 được miễn nên tổng điểm tối đa còn 40."


@pytest.mark.parametrize(
    ("reached", "grade"),
    [("90", "Xuất sắc"), ("89.99", "Tốt"), ("70", "Tốt"), ("69.99", "Hoàn thành"), ("0", "Hoàn thành")],
)
def test_a_grade_is_met_exactly(reached, grade):
    assert verdict_of(Totals(Decimal(reached), Decimal(100), 3, 3), BANDS).grade == grade


def test_a_grade_is_a_share_of_what_could_be_reached():
    third = [Band(Decimal("66.67"), "Hai phần ba"), Band(Decimal(0), "Dưới")]

    assert verdict_of(Totals(Decimal(10), Decimal(15), 3, 3), third).grade == "Dưới"
    assert verdict_of(Totals(Decimal(36), Decimal(40), 3, 3), BANDS).grade == "Xuất sắc"


@pytest.mark.parametrize(
    "totals",
    [
        Totals(Decimal(90), Decimal(100), 2, 3),
        Totals(None, Decimal(0), 3, 3),
        Totals(None, Decimal(100), 0, 3),
    ],
)
def test_no_grade_without_whole_points(totals):
    assert verdict_of(totals, BANDS).grade == UNGRADED


def test_below_every_band_there_is_no_grade():
    assert verdict_of(Totals(Decimal(10), Decimal(100), 3, 3), BANDS[:2]).grade == UNGRADED
