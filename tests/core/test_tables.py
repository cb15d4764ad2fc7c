"""One table, shown on a page and in Excel; paper is `tests/documents/test_tables.py`."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.template import Context, Template
from openpyxl import load_workbook

from core.tables import EXEMPT, NOT_APPLICABLE, Column, DataTable, Label, Row, short_labels, words_of
from core.workbook import table_response

FOUR = DataTable(
    caption="Điểm tháng 10 & tháng 11",
    columns=[
        Column("TT", 10, "ordinal"),
        Column("Họ và tên", 50, "name"),
        Column("Điểm", 20, "number", "chưa có điểm"),
        Column("Ghi chú", 40),
    ],
    rows=[
        Row([1, "Đỗ Thị Hòa", Decimal("8.50"), ""]),
        Row([2, "=SUM(A1:A9)", 0, ""]),
        Row([3, "Trần Thị An", None, ""]),
        Row([4, "Bùi Quang Đạo", NOT_APPLICABLE, ""]),
        Row([5, "Phạm Thu Trang", EXEMPT, None]),
        Row(["", "Cộng", Decimal("8.5"), ""], is_strong=True),
    ],
    notes=["Tổng số: 05."],
    is_wide=True,
)


def workbook_of(*tables):
    return load_workbook(io.BytesIO(table_response("bang", "Bảng điểm", *tables).content))


def test_excel_tells_zero_blank_and_words_apart():
    sheet = workbook_of(FOUR).active

    assert [sheet.cell(row=row, column=3).value for row in range(1, 8)] == [
        "Điểm",
        8.5,
        0,
        None,
        "không áp dụng",
        "được miễn",
        8.5,
    ]


def test_excel_keeps_typed_formulas_as_text_and_sums_in_bold():
    sheet = workbook_of(FOUR).active

    assert (sheet["B3"].data_type, sheet["B3"].value) == ("s", "=SUM(A1:A9)")
    assert [sheet.cell(row=row, column=2).font.b for row in (1, 2, 7)] == [True, False, True]
    assert sheet["A9"].value == "Tổng số: 05."


def test_excel_is_ready_for_paper():
    sheet = workbook_of(FOUR).active

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.freeze_panes == "C2"
    assert sheet.oddHeader.center.text == "Điểm tháng 10 && tháng 11"


def test_excel_gives_each_table_a_sheet():
    other = DataTable("Tổ 4/5", [Column("A", 10)], [Row(["x"])])

    assert workbook_of(FOUR, other).sheetnames == ["Điểm tháng 10 & tháng 11", "Tổ 4-5"]


def test_a_page_tells_zero_blank_and_words_apart():
    html = Template("{% data_table table %}").render(Context({"table": FOUR}))

    cells = ['class="r num">8,5<', 'class="r num">0<', 'class="muted">chưa có điểm<', ">không áp dụng<", ">được miễn<"]
    assert [cell for cell in cells if cell not in html] == []
    assert '<th scope="row">=SUM(A1:A9)</th>' in html
    assert html.count("chưa có điểm") == 1
    assert 'data-label="Ghi chú"' not in html  # a card of a phone shows no empty line
    assert "<b>8,5</b>" in html


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), (0, "0"), (Decimal("0.00"), "0"), (Decimal("10"), "10"), (Decimal("1E+2"), "100"), ("-", "-")],
)
def test_values_as_people_write_them(value, words):
    assert words_of(value) == words


def test_long_grades_get_initials_without_the_words_they_all_end_with():
    grades = ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Không hoàn thành nhiệm vụ", "A"]

    shorts = {words: label.short for words, label in short_labels(grades, longest=12).items()}

    assert shorts == {grades[0]: "HTXS", grades[1]: "HTT", grades[2]: "KHT", "A": ""}


def test_initials_that_would_name_two_grades_are_not_used():
    assert short_labels(["Tốt lắm luôn", "Tồi lắm lắm", "TLL"], longest=4) == {
        "Tốt lắm luôn": Label("Tốt lắm luôn"),
        "Tồi lắm lắm": Label("Tồi lắm lắm"),
        "TLL": Label("TLL"),
    }


def test_a_page_shows_a_short_grade_with_what_it_stands_for():
    table = DataTable(
        "", [Column("Xếp loại", 20)], [Row([Label("Hoàn thành tốt", "HTT")]), Row([None], is_strong=True)]
    )

    html = Template("{% data_table table %}").render(Context({"table": table}))

    assert '<abbr title="Hoàn thành tốt">HTT</abbr>' in html
    assert "HTT: Hoàn thành tốt." in html
    assert "<td></td>" in html
