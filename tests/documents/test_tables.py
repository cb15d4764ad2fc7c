"""Tables, forms and orientation on paper, and that what was frozen before keeps its bytes."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pdfplumber
import pytest

from core.tables import EXEMPT, NOT_APPLICABLE, Column, DataTable, Label, Row
from documents.comparison import compare
from documents.content import Content, Paragraph, Run, Section, Signatory, Table, canonical_bytes, from_json, to_json
from documents.outline_text import outline_text, read_outline
from documents.rendering import render_html, render_pdf
from documents.tables import legend, paper_table, table_blocks
from tests.documents import contents

POINTS = DataTable(
    caption="Điểm",
    columns=[
        Column("TT", 10, "ordinal"),
        Column("Họ và tên", 60, "name"),
        Column("Điểm", 20, "number", "chưa có điểm"),
    ],
    rows=[
        Row([1, "Một", 0]),
        Row([2, "Hai", None]),
        Row([3, "Ba", NOT_APPLICABLE]),
        Row([4, "Bốn", EXEMPT]),
        Row([5, "Năm", Label("Hoàn thành tốt", "HTT")]),
        Row(["", "Cộng", Decimal("0.50")], is_strong=True),
    ],
    notes=["Tổng số: 05."],
)


def opened(content):
    return pdfplumber.open(io.BytesIO(render_pdf(content, draft=False)))


def sheet(**changes):
    values = {"blocks": [Table(["A"], [["một"]])], "signatories": [Signatory("HIỆU TRƯỞNG", "Trần Văn Khải")]}
    return Content("PHIẾU", "Tháng 10", contents.letterhead(""), **values | changes)


def test_what_was_written_before_a_field_came_keeps_its_bytes():
    plain = {"header": ["A"], "rows": [["x"]], "caption": "", "widths": [], "numeric": [], "is_wide": False}

    assert to_json(Table(["A"], [["x"]])) == {**plain, "source_line": None, "kind": "table"}
    assert not {"strong", "is_form", "is_landscape"} & set(json.loads(canonical_bytes(contents.plan())))


def test_what_a_later_field_says_is_kept_and_hashed():
    content = sheet(blocks=[Table(["A"], [["x"], ["y"]], strong=[1])], is_form=True, is_landscape=True)

    assert from_json(json.loads(canonical_bytes(content))) == content
    assert canonical_bytes(content) != canonical_bytes(sheet(blocks=[Table(["A"], [["x"], ["y"]])]))


def test_zero_blank_and_words_are_four_prints():
    table = paper_table(POINTS)

    assert [row[2] for row in table.rows] == ["0", "", "không áp dụng", "được miễn", "HTT", "0,5"]
    assert (table.numeric, table.strong, table.widths) == ([2], [5], [10.0, 60.0, 20.0])


def test_the_legend_says_what_short_words_and_empty_cells_mean():
    assert legend(POINTS) == ["Tổng số: 05.", "HTT: Hoàn thành tốt.", "Ô để trống: chưa có điểm."]


def test_sums_print_bold_and_figures_stand_right():
    with opened(sheet(blocks=table_blocks(POINTS))) as pdf:
        [page] = pdf.pages
        words = page.extract_words(extra_attrs=["fontname"])
        [total] = [word for word in words if word["text"] == "Cộng"]
        [half] = [word for word in words if word["text"] == "0,5"]
        [zero] = [word for word in words if word["text"] == "0"]
    assert "Bold" in total["fontname"]
    assert "Bold" not in zero["fontname"]
    assert half["x1"] == pytest.approx(zero["x1"], abs=0.5)


def test_a_form_has_neither_recipients_nor_an_end_mark():
    html = render_html(sheet(is_form=True), draft=False)

    assert "Nơi nhận" not in html
    assert "./." not in html
    assert "Nơi nhận" in render_html(sheet(), draft=False)


@pytest.mark.parametrize("blocks", [[], [contents.text("Chữ.")], [Table(["A"], [["x"]])]])
def test_a_form_prints_whatever_it_ends_with(blocks):
    with opened(sheet(blocks=blocks, is_form=True)) as pdf:
        assert "Trần Văn Khải" in pdf.pages[0].extract_text()


def test_a_whole_document_lies_on_its_side():
    blocks = [contents.text("Mở đầu."), Table(["A"], [["x"]] * 60), contents.text("Cuối.")]

    with opened(sheet(blocks=blocks, is_landscape=True)) as pdf:
        assert len(pdf.pages) > 1
        assert {page.width > page.height for page in pdf.pages} == {True}


def test_three_signatures_stand_abreast():
    people = [Signatory("NGƯỜI TỰ ĐÁNH GIÁ", "Đỗ Thị Hòa"), Signatory("TỔ TRƯỞNG", "Trịnh Thị Ánh")]

    with opened(sheet(signatories=[*people, Signatory("HIỆU TRƯỞNG", "Trần Văn Khải")], is_form=True)) as pdf:
        lines = [line["text"] for line in pdf.pages[0].extract_text_lines()]
    assert "Đỗ Thị Hòa Trịnh Thị Ánh Trần Văn Khải" in lines


def test_a_table_of_many_columns_is_printed_smaller():
    def size_of(columns):
        with opened(sheet(blocks=[Table([f"c{n}" for n in range(columns)], [["xy"] * columns])])) as pdf:
            return {round(char["size"]) for char in pdf.pages[0].chars if char["text"] == "x"}

    assert (size_of(10), size_of(11)) == ({12}, {10})


def test_a_word_longer_than_its_column_stays_on_the_paper():
    table = Table(["Họ và tên", "Ghi chú"], [["Ă" * 80, "Ă" * 80]], widths=[30, 130])

    with opened(sheet(blocks=[table])) as pdf:
        [page] = pdf.pages
        assert max(char["x1"] for char in page.chars) <= page.width - 15 * 72 / 25.4 + 0.5
        assert page.extract_text().count("Ă") == 160


# ---- bold rows in the editor ----


def test_bold_rows_are_typed_and_read_back():
    table = Table(["A", "B"], [["I", "10"], ["1", "*x*"], ["|", "---"]], strong=[0, 2])

    lines = outline_text([table]).split("\n")

    assert lines[2:] == ["|* I | 10 |", "| 1 | *x* |", "|* \\| | \\--- |"]
    assert read_outline("\n".join(lines)) == [table]


def test_a_bold_row_follows_one_put_above_it():
    [table] = read_outline("| A |\n| --- |\n| mới |\n|* cộng |")

    assert (table.rows, table.strong) == ([["mới"], ["cộng"]], [1])


def test_a_row_made_bold_is_a_change_of_style():
    def content(strong):
        return Content(
            "BÁO CÁO", "", blocks=[Section("Một", [Paragraph([Run("x")]), Table([], [["a"]], strong=strong)])]
        )

    states = [block.state for block in compare(content([]), content([0])) if block.kind == "row"]

    assert states == ["restyled"]
