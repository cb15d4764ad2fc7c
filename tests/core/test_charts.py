"""Bars whose widths are their numbers, and the page's words and table that say the same."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template import Context, Template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import charts

SCALE, APART = ["Xuất sắc", "Tốt", "Hoàn thành"], ["Không xếp loại"]


def geometry(chart) -> list[list[tuple[str, str, str]]]:
    return [[(part.name, part.x, part.width) for part in row.parts] for row in chart.rows]


def html_of(chart, empty_text="Chưa có kỳ nào.") -> str:
    return Template("{% chart drawn empty_text %}").render(Context({"drawn": chart, "empty_text": empty_text}))


def stack(*rows):
    return charts.stacked("Xếp loại theo tháng", rows, scale=SCALE, apart=APART)


# ---- people by grade, month by month ----


def test_parts_lie_end_to_end_in_whole_people_over_the_longest_row():
    chart = stack(("Tháng 9", {"Tốt": 2, "Xuất sắc": 1}), ("Tháng 10", {"Hoàn thành": 5, "Không xếp loại": 2}))

    assert chart.span == "7"
    assert geometry(chart) == [
        [("Xuất sắc", "0", "1"), ("Tốt", "1", "2")],
        [("Hoàn thành", "0", "5"), ("Không xếp loại", "5", "2")],
    ]
    assert [row.words for row in chart.rows] == ["3 người", "7 người"]


def test_the_table_has_every_kind_also_those_of_nobody():
    chart = stack(("Tháng 9", {"Tốt": 2}))

    assert chart.columns == ("Kỳ", "Xuất sắc", "Tốt", "Hoàn thành", "Không xếp loại", "Cộng")
    assert chart.rows[0].cells == tuple(zip(chart.columns[1:], ("0", "2", "0", "0", "2"), strict=True))


@pytest.mark.parametrize(("count", "span", "width"), [(1, "1", "1"), (120, "120", "120"), (3000, "3000", "3000")])
def test_one_and_many_fill_the_bar(count, span, width):
    chart = stack(("Tháng 9", {"Tốt": count}))

    assert (chart.span, chart.rows[0].parts[0].width) == (span, width)


def test_a_month_of_nobody_has_no_rectangle_and_says_so():
    chart = stack(("Tháng 9", {"Tốt": 0}), ("Tháng 10", {}))

    assert (chart.span, geometry(chart), [row.words for row in chart.rows]) == (
        "1",
        [[], []],
        ["Chưa có người", "Chưa có người"],
    )


@pytest.mark.parametrize("counts", [{"Tốt": -1}, {"Kém": 1}])
def test_what_cannot_be_drawn_is_refused(counts):
    with pytest.raises(ValueError, match="A chart counts from 0"):
        stack(("Tháng 9", counts))
    with pytest.raises(ValueError, match="A chart counts from 0"):
        charts.distribution("Phân bố", counts, scale=SCALE)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(SCALE + APART), st.integers(0, 3000)), max_size=14))
def test_nobody_is_lost_or_counted_twice(months):
    chart = stack(*((f"Tháng {place}", counts) for place, counts in enumerate(months)))

    for counts, row in zip(months, chart.rows, strict=True):
        assert sum(int(part.width) for part in row.parts) == sum(counts.values()) <= int(chart.span)
        assert [int(part.x) for part in row.parts] == [
            sum(int(each.width) for each in row.parts[:place]) for place in range(len(row.parts))
        ]
        assert sum(int(figure) for _, figure in row.cells[:-1]) == int(row.cells[-1][1])


def test_neighbours_on_a_long_scale_never_share_a_fill():
    scale = [f"Mức {place}" for place in range(14)]

    parts = charts.stacked("Dài", [("Tháng 9", dict.fromkeys(scale, 1))], scale=scale).rows[0].parts

    assert all(one.fill != other.fill for one, other in pairwise(parts))


# ---- how many of each grade ----


def test_a_distribution_says_each_number_out_of_all():
    chart = charts.distribution("Phân bố", {"Tốt": 5, "Không xếp loại": 1}, scale=SCALE, apart=APART)

    assert chart.span == "5"
    assert [(row.label, row.words, row.cells[1][1]) for row in chart.rows] == [
        ("Xuất sắc", "0 trong 6 người", "0%"),
        ("Tốt", "5 trong 6 người", "83,3%"),
        ("Hoàn thành", "0 trong 6 người", "0%"),
        ("Không xếp loại", "1 trong 6 người", "16,7%"),
    ]
    assert geometry(chart) == [[], [("Tốt", "0", "5")], [], [("Không xếp loại", "0", "1")]]


def test_a_distribution_of_nobody_is_empty():
    assert charts.distribution("Phân bố", {"Tốt": 0}, scale=SCALE).is_empty


@pytest.mark.parametrize(
    ("count", "total", "words"), [(1, 3, "33,3%"), (1, 8, "12,5%"), (1, 2000, "0,1%"), (5, 5, "100%"), (0, 0, "–")]
)
def test_shares_have_one_decimal(count, total, words):
    assert charts.share_words(count, total) == words


# ---- one person's line ----


def test_points_stand_on_the_outline_of_what_could_be_reached():
    chart = charts.line_of(
        "Cô Hòa",
        [
            charts.Score("Tháng 9", Decimal("8.50"), Decimal("10"), "Tốt"),
            charts.Score("Tháng 10", Decimal("0"), Decimal("20")),
        ],
    )

    assert chart.span == "2000"
    assert geometry(chart) == [[("Tối đa", "0", "1000"), ("Điểm", "0", "850")], [("Tối đa", "0", "2000")]]
    assert [row.words for row in chart.rows] == ["8,5 trên 10 điểm, Tốt", "0 trên 20 điểm"]


def test_a_month_without_points_is_drawn_apart_and_said():
    chart = charts.line_of("Cô Hòa", [charts.Score("Tháng 9", words="Được miễn")])

    [row] = chart.rows
    assert [(part.fill, part.width) for part in row.parts] == [("fill-absent", chart.span)]
    assert (row.words, dict(row.cells)) == ("Được miễn", {"Điểm": "–", "Tối đa": "–", "Kết quả": "Được miễn"})


def test_a_bonus_above_what_could_be_reached_stays_in_the_drawing():
    chart = charts.line_of("Cô Hòa", [charts.Score("Tháng 9", Decimal("105"), Decimal("100"))])

    assert (chart.span, [part.width for part in chart.rows[0].parts]) == ("10500", ["10000", "10500"])


def test_points_below_zero_are_refused():
    with pytest.raises(ValueError, match="from 0"):
        charts.line_of("Cô Hòa", [charts.Score("Tháng 9", Decimal("-1"), Decimal("100"))])


# ---- the page ----


def test_the_drawing_is_written_as_svg_reads_it_with_its_numbers_as_text():
    html = html_of(stack(("Tháng 9", {"Tốt": 1200, "Không xếp loại": 3})))

    assert 'viewBox="0 0 1203 10"' in html
    assert re.findall(r'<rect class="([^"]+)" x="(\d+)" y="0" width="(\d+)"', html) == [
        ("fill-wait", "0", "1200"),
        ("fill-apart", "1200", "3"),
    ]
    assert "Tốt: 1200</li>" in html
    assert "style=" not in html


def test_the_table_stands_behind_a_summary_with_the_same_numbers():
    html = html_of(stack(("Tháng 9", {"Tốt": 2})))

    table = html[html.index("<details>") :]
    assert "Xem dạng bảng" in table
    assert re.findall(r'data-label="([^"]+)" class="r">(\d+)<', table) == [
        ("Xuất sắc", "0"),
        ("Tốt", "2"),
        ("Hoàn thành", "0"),
        ("Không xếp loại", "0"),
        ("Cộng", "2"),
    ]


def test_nothing_to_draw_says_what_will_stand_here():
    html = html_of(stack(), "Chưa có kỳ nào được công bố.")

    assert "Chưa có kỳ nào được công bố." in html
    assert "<svg" not in html


def test_typed_names_are_escaped():
    html = html_of(charts.stacked("Tổ", [("<b>", {"<i>": 1})], scale=["<i>"]))

    assert "<b>" not in html.replace("<b>&lt;b&gt;</b>", "")
    assert "<i>" not in html
