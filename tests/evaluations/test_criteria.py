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
    final_of,
    most_allowed,
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


# ---- the kinds of a tree ----

GROUPS = [
    Line(10, "I", Decimal(10), "group"),
    Line(11, "I.1", Decimal(8), parent=10),
    Line(12, "I.2", Decimal(2), parent=10),
    Line(13, "I.3", None, "deduction", parent=10, each=Decimal("0.5")),
    Line(20, "II", None, "group"),
    Line(21, "II.1", Decimal(30), "levels", parent=20, levels=(("Tốt", Decimal(30)), ("Đạt", Decimal(20)))),
    Line(22, "II.2", Decimal(10), "progress", parent=20, levels=(("0", Decimal(10)), ("-5", Decimal(4))), unit="%"),
    Line(30, "III", Decimal(5), "group"),
    Line(31, "III.1", Decimal(3), "bonus", parent=30, each=Decimal(1)),
    Line(32, "III.2", None, "bonus", parent=30),
    Line(33, "III.3", None, "deduction", parent=30, each=Decimal(2)),
    Line(40, "IV", None, "gate", title="Vi phạm", effect="ungraded"),
    Line(41, "V", None, "gate", title="Sai quy trình", effect="drop"),
    Line(42, "VI", None, "gate", title="Thiếu sổ", effect="at_most", effect_grade="Hoàn thành"),
]
FULL = {11: points(8), 12: points(2), 21: points(30), 22: points(80)}


def tree_of(cells, past=None):
    return total_of(GROUPS, FULL | cells, past={22: Decimal(78)} if past is None else past)


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        ({}, "50"),
        ({13: points(3)}, "48.5"),
        ({13: points(50)}, "40"),  # never below 0 within its group
        ({31: points(2)}, "52"),
        ({31: points(9)}, "53"),  # at most 3
        ({31: points(3), 32: points(4)}, "55"),  # the group gives at most 5
        ({33: points(2)}, "46"),  # nothing in its group to be taken from: from the total
        ({31: points(1), 33: points(2)}, "47"),
        ({22: points(74)}, "44"),  # 4 lower: 4 points
        ({22: points(70)}, "40"),  # lower still: none
        ({40: points(0)}, "50"),
    ],
)
def test_a_tree_adds_up(cells, total):
    found = tree_of(cells)

    assert (found.points, found.reachable, found.full) == (Decimal(total), Decimal(50), Decimal(50))


def test_without_an_earlier_figure_progress_is_left_out():
    found = tree_of({}, past={})

    assert (found.points, found.reachable, found.full) == (Decimal(40), Decimal(40), Decimal(50))
    assert found.explanation.startswith("Tiêu chí II.2 chưa có số liệu kỳ trước để so sánh")


@pytest.mark.parametrize(
    ("broken", "grade", "said"),
    [
        ({}, "Xuất sắc", "Mức Xuất sắc: từ 90%, tức 45 điểm."),
        ({40: points(1)}, UNGRADED, "Tiêu chí IV “Vi phạm”: không xếp loại."),
        ({41: points(1)}, "Tốt", "Tiêu chí V “Sai quy trình”: hạ một mức, còn Tốt."),
        ({42: points(1)}, "Hoàn thành", "Tiêu chí VI “Thiếu sổ”: không xếp cao hơn mức Hoàn thành."),
    ],
)
def test_a_gate_decides_before_points(broken, grade, said):
    found = verdict_of(tree_of(broken), BANDS)

    assert (found.grade, found.reasons[-1]) == (grade, said)


def test_a_grade_may_refuse_zeros_and_say_so():
    bands = [Band(Decimal(40), "Xuất sắc", needs_no_zero=True), Band(Decimal(0), "Đạt")]

    found = verdict_of(tree_of({12: points(0)}), bands, scale="points")

    assert found.grade == "Đạt"
    assert "Mức Xuất sắc không nhận khi có tiêu chí 0 điểm (tiêu chí I.2)." in found.reasons


def test_points_of_a_grade_shrink_with_what_is_left_out():
    bands = [Band(Decimal(45), "Xuất sắc"), Band(Decimal(0), "Đạt")]

    whole = verdict_of(tree_of({12: points(0)}, past={}), bands, scale="points")  # 38 of 40; 45 of 50 is 36 of 40

    assert whole.grade == "Xuất sắc"
    assert whole.reasons[-1] == "Mức Xuất sắc: từ 45 trên 50 điểm, tức 36 trên 40."


def test_columns_are_weighed_and_rounded_once():
    columns = {
        name: Totals(Decimal(value), Decimal(100), 3, 3)
        for name, value in {"self": "99", "department": "91.5", "council": "88.25"}.items()
    }

    final = final_of(columns, weights={"self": 20, "department": 30, "council": 50})

    assert final.points == Decimal("91.38")  # 19,8 + 27,45 + 44,125 = 91,375


def test_without_weights_the_last_column_that_was_begun_decides():
    columns = {
        "self": Totals(Decimal(99), Decimal(100), 3, 3),
        "department": Totals(Decimal(90), Decimal(100), 3, 3),
        "council": Totals(None, Decimal(100), 0, 3),
    }

    assert final_of(columns).points == Decimal(90)


@pytest.mark.parametrize(("base", "most"), [(4, 0), (5, 1), (42, 8), (44, 8), (45, 9)])
def test_a_share_is_rounded_down_in_integers(base, most):
    assert most_allowed("1/5", base) == most
