"""What the reader makes of sheets as schools make them, without a database."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from records.history import reading
from records.history.days import read_day, read_decision, school_year_in
from records.history.fields import read_scope
from records.history.reading import read_history
from records.history.words import RATING, TITLE, Lexicon, Meaning
from tests.records.histories import sheet_bytes

CATALOGUE = [
    ("LDTT", "Lao động tiên tiến"),
    ("CSTDCS", "Chiến sĩ thi đua cơ sở"),
    ("CSTD_TINH", "Chiến sĩ thi đua cấp tỉnh"),
    ("GIAY_KHEN", "Giấy khen"),
    ("BANG_KHEN", "Bằng khen"),
    ("TTLDTT", "Tập thể lao động tiên tiến"),
]


def read(*rows, options=None, **how):
    return read_history(sheet_bytes(*rows, **how), "a.xlsx", Lexicon(CATALOGUE), dict(options or {}))


def entries(found) -> list[tuple]:
    names = ("name", "year", "words", "code")
    return [tuple(row.values.get(name, "") for name in names) for row in found.rows if not row.skipped]


def skipped(found) -> dict[int, str]:
    return {row.line: row.skipped for row in found.rows if row.skipped}


# ---- words, days ----


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("LĐTT", "", [(TITLE, "LDTT")]),
        ("Lao động Tiên tiến", "", [(TITLE, "LDTT")]),
        ("CSTĐCS", "", [(TITLE, "CSTDCS")]),
        ("Chiến sỹ thi đua cấp cơ sở", "", [(TITLE, "CSTDCS")]),
        ("Chiến sĩ thi đua cấp tỉnh", "", [(TITLE, "CSTD_TINH")]),
        ("GK", "", [(TITLE, "GIAY_KHEN")]),
        ("BK", TITLE, [(TITLE, "BANG_KHEN")]),
        ("CSTĐCS, GK", "", [(TITLE, "CSTDCS"), (TITLE, "GIAY_KHEN")]),
        ("CSTĐCS Giấy khen", "", [(TITLE, "CSTDCS"), (TITLE, "GIAY_KHEN")]),
        ("HTXSNV", "", [(RATING, "excellent")]),
        ("HTTNV", TITLE, [(RATING, "good")]),
        ("Tốt", RATING, [(RATING, "good")]),
        ("-", "", []),
        ("không", TITLE, []),
    ],
)
def test_what_words_name(words, kind, expected):
    assert [(each.kind, each.code) for each in Lexicon(CATALOGUE).meanings(words, kind)] == expected


@pytest.mark.parametrize("words", ["Tốt", "Chiến sĩ thi đua ngành", "Nghỉ thai sản", "Lao động giỏi"])
def test_what_may_be_another_thing_is_not_guessed(words):
    assert Lexicon(CATALOGUE).meanings(words, "") is None


def test_more_words_behind_a_name_are_kept():
    found = Lexicon(CATALOGUE).meanings("Giấy khen của Chủ tịch UBND huyện", TITLE)

    assert found == (Meaning(TITLE, "GIAY_KHEN", "của Chủ tịch UBND huyện"),)


@pytest.mark.parametrize(
    ("text", "year"),
    [("2022-2023", "2022-2023"), ("NH 2022 – 2023", "2022-2023"), ("2022-23", "2022-2023"), ("22-23", "2022-2023"),
     ("2022-2024", ""), ("2022", ""), ("99-00", "1999-2000"), ("15/6/2023", "")],
)  # fmt: skip
def test_school_years(text, year):
    assert school_year_in(text) == year


@pytest.mark.parametrize(
    ("text", "day"),
    [("15/6/2023", "2023-06-15"), ("15.06.23", "2023-06-15"), ("45092", "2023-06-15"), ("2023-06-15", "2023-06-15"),
     ("ngày 15 tháng 6 năm 2023", "2023-06-15"), ("2023", "None"), ("30/2/2023", "None"), ("hè 2023", "None")],
)  # fmt: skip
def test_days(text, day):
    assert str(read_day(text).day) == day


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("QĐ số 123/QĐ-UBND ngày 15/6/2023", ("123/QĐ-UBND", "ngày 15/6/2023")),
        ("123 / QĐ-UBND, 15/6/2023", ("123/QĐ-UBND", "15/6/2023")),
        ("Số 45 ngày 1/6/2020", ("45", "ngày 1/6/2020")),
    ],
)
def test_decisions(text, decision):
    assert read_decision(text) == decision


@pytest.mark.parametrize(
    ("text", "scope"), [("Cấp cơ sở", "base"), ("Sở GD&ĐT", "province"), ("Toàn quốc", "nation"), ("lớp 3", "")]
)
def test_scopes(text, scope):
    assert read_scope(text) == scope


# ---- layouts ----


def test_a_name_in_two_columns_a_title_above_and_nothing_else():
    found = read(
        ["DANH SÁCH CÁ NHÂN ĐẠT DANH HIỆU LAO ĐỘNG TIÊN TIẾN NĂM HỌC 2022-2023"],
        ["STT", "Họ và tên", None, "Tổ"],
        [1, "Nguyễn Văn", "An", "Toán"],
        [1, "Trần Thị", "Bích", "Lý"],
        merged=["B2:C2", "A1:D1"],
    )

    assert entries(found) == [("Nguyễn Văn An", "2022-2023", "", "LDTT"), ("Trần Thị Bích", "2022-2023", "", "LDTT")]


def test_a_column_for_each_title_with_marks():
    found = read(
        ["NĂM HỌC 2022-2023"],
        ["STT", "Họ và tên", "LĐTT", "CSTĐCS"],
        [1, "Nguyễn An", "x", ""],
        [2, "Trần Bích", "x", "X"],
    )

    assert found.facts["layout"] == "marks"
    assert [code for *_, code in entries(found)] == ["LDTT", "LDTT", "CSTDCS"]


def test_a_year_over_its_title_rating_and_decision():
    found = read(
        ["STT", "Họ và tên", "Năm học 2021-2022", None, None, "Năm học 2022-2023", None, None],
        [None, None, "Danh hiệu", "Xếp loại", "Số QĐ", "Danh hiệu", "Xếp loại", "Số QĐ"],
        [1, "Nguyễn An", "LĐTT", "HTTNV", "5/QĐ", "CSTĐCS", "HTXSNV", "6/QĐ"],
        merged=["A1:A2", "B1:B2", "C1:E1", "F1:H1"],
    )

    told = [(row.values["year"], row.values["kind"], row.values["number"]) for row in found.rows]
    assert told == [
        ("2021-2022", "title", "5/QĐ"),
        ("2021-2022", "rating", "5/QĐ"),
        ("2022-2023", "title", "6/QĐ"),
        ("2022-2023", "rating", "6/QĐ"),
    ]


def test_a_head_that_is_not_merged_and_years_over_a_decision():
    found = read(
        ["STT", "Họ tên", "Danh hiệu", None],
        [None, None, "2021-2022 (QĐ số 12/QĐ-UBND ngày 1/6/2022)", "2022-2023"],
        [1, "Nguyễn An", "LĐTT", "CSTĐCS"],
    )

    first, second = (row.values for row in found.rows)
    assert (first["number"], first["date"], first["kind"]) == ("12/QĐ-UBND", "ngày 1/6/2022", "title")
    assert (second["year"], second["kind"], second.get("number")) == ("2022-2023", "title", None)


def test_hidden_lines_and_columns_are_left_and_said_or_read_when_asked():
    rows = [["STT", "Họ và tên", "Năm học", "Danh hiệu", "Số QĐ"],
            [1, "Nguyễn An", "2022-2023", "LĐTT", "1/QĐ"], [2, "Trần Bích", "2022-2023", "LĐTT", "1/QĐ"]]  # fmt: skip
    found = read(*rows, hidden_rows=[3], hidden_columns=["E"])
    whole = read(*rows, hidden_rows=[3], hidden_columns=["E"], options={"hidden": True})

    assert skipped(found) == {3: reading.HIDDEN_ROW}
    assert (found.facts["hidden_columns"], found.facts["hidden_rows"]) == ("E", 1)
    assert "number" not in found.rows[0].values
    assert [row.values["number"] for row in whole.rows] == ["1/QĐ", "1/QĐ"]


def test_cells_merged_over_lines_and_lines_without_a_name():
    rows = [["STT", "Họ và tên", "Năm học", "Danh hiệu"], [1, "Nguyễn An", "2021-2022", "LĐTT"],
            [None, None, "2022-2023", "LĐTT"], [None, None, "2023-2024", "LĐTT"]]  # fmt: skip
    merged = read(*rows, merged=["B2:B3"])
    carried = read(*rows, options={"carry": True})

    assert [name for name, *_ in entries(merged)] == ["Nguyễn An", "Nguyễn An", ""]
    assert [name for name, *_ in entries(carried)] == ["Nguyễn An"] * 3
    assert carried.facts["carried"] == 2


def test_repeated_heads_numbers_under_a_head_and_restarted_ordinals():
    head = ["STT", "Họ và tên", "Năm học", "Danh hiệu"]
    found = read(
        head,
        ["(1)", "(2)", "(3)", "(4)"],
        [1, "Nguyễn An", "2022-2023", "LĐTT"],
        head,
        [1, "Trần Bích", "2022-2023", "LĐTT"],
    )

    assert [name for name, *_ in entries(found)] == ["Nguyễn An", "Trần Bích"]
    assert list(skipped(found)) == [2, 4]


def test_the_sheet_that_has_a_table_is_taken_and_another_on_request():
    def second(book):
        other = book.create_sheet("2021-2022")
        for row in (["Họ và tên", "Danh hiệu"], ["Lê Chi", "LĐTT"]):
            other.append(row)

    rows = [["STT", "Họ và tên", "Năm học", "Danh hiệu"], [1, "Nguyễn An", "2022-2023", "LĐTT"]]
    assert entries(read(*rows, change=second))[0][0] == "Nguyễn An"
    assert entries(read(*rows, change=second, options={"sheet": 1})) == [("Lê Chi", "2021-2022", "LĐTT", "")]
    with pytest.raises(DomainError, match="2 trang tính"):
        read(*rows, change=second, options={"sheet": 7})


def test_a_formula_without_a_result_is_named():
    found = read(
        ["Họ và tên", "Năm học", "Danh hiệu"], ["Nguyễn An", "2022-2023", "=A1"], ["Lê Chi", "2022-2023", "LĐTT"]
    )

    assert found.facts["unsolved"] == ["C2"]


def test_macros_and_rows_far_below_are_met():
    whole = zipfile.ZipFile(io.BytesIO(sheet_bytes(["Họ và tên", "Năm học", "Danh hiệu"], ["An", "2022-2023", "LĐTT"])))

    def changed(change, extra=()) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name in whole.namelist():
                archive.writestr(name, change(name, whole.read(name)))
            for name in extra:
                archive.writestr(name, b"")
        return stream.getvalue()

    with pytest.raises(DomainError, match="macro"):
        read_history(changed(lambda _, data: data, ["xl/vbaProject.bin"]), "a.xlsx", Lexicon(CATALOGUE), {})
    far = changed(lambda _, data: re.sub(rb'r="2"', b'r="999999999"', data))
    assert read_history(far, "a.xlsx", Lexicon(CATALOGUE), {}).rows == []


# ---- what was written is read again ----

FAMILY, GIVEN = ("Nguyễn", "Trần", "Đỗ", "Lê"), ("An", "Bích", "Hòa", "Ánh", "Quỳnh", "Yến")
names = st.builds("{} Thị {}".format, st.sampled_from(FAMILY), st.sampled_from(GIVEN))
years = st.integers(2005, 2024).map(lambda first: f"{first}-{first + 1}")
titles = st.sampled_from(["LĐTT", "CSTĐCS", "Giấy khen", "Lao động tiên tiến", "Bằng khen"])
facts = st.lists(st.tuples(names, years, titles), min_size=1, max_size=25, unique_by=lambda fact: fact[:2])
noise = st.lists(st.sampled_from(["group", "blank", "head", "sum"]), max_size=6)


def messy(rows: list[list], kinds: list[str], head: list, places: list[int]) -> list[list]:
    """Rows with groups, blank lines, repeated heads and sums thrown among them."""
    lines = {"group": ["Tổ Toán – Lý"], "blank": [], "head": head, "sum": ["Tổng cộng", "", 3]}
    for kind, place in zip(kinds, places, strict=False):
        rows.insert(place % (len(rows) + 1), lines[kind])
    return rows


@settings(max_examples=60, deadline=None)
@given(facts, noise, st.lists(st.integers(0, 40), min_size=6, max_size=6), st.booleans())
def test_a_history_written_as_a_messy_long_sheet_is_read_again(known, kinds, places, has_foot):
    head = ["STT", "Họ và tên", "Năm học", "Danh hiệu", "Số QĐ"]
    rows = messy([[n, *fact, f"{n}/QĐ-UBND"] for n, fact in enumerate(known, 1)], kinds, head, places)
    foot = [[], [None, "Người lập biểu", None, "Hiệu trưởng"], [None, None, None, "Nguyễn Văn Ký"]] if has_foot else []

    found = read(["DANH SÁCH"], [], head, *rows, *foot)

    assert [each[:3] for each in entries(found)] == known
    filled = sum(bool(row) for row in [*rows, *foot])
    assert len({row.line for row in found.rows}) == filled  # every line is answered for


@settings(max_examples=60, deadline=None)
@given(facts, noise, st.lists(st.integers(0, 40), min_size=6, max_size=6), st.booleans())
def test_a_history_written_as_a_messy_wide_sheet_is_read_again(known, kinds, places, is_merged):
    columns = sorted({year for _, year, _ in known})
    people = list(dict.fromkeys(name for name, *_ in known))
    cell = {(name, year): words for name, year, words in known}
    rows = [[n, name, *(cell.get((name, year)) for year in columns)] for n, name in enumerate(people, 1)]
    head = ["STT", "Họ và tên", "Danh hiệu", *[None] * (len(columns) - 1)]
    last = chr(ord("C") + len(columns) - 1)
    merged = ["A2:A3", "B2:B3", *([f"C2:{last}2"] if len(columns) > 1 else [])] if is_merged else []

    found = read(
        ["TỔNG HỢP"], head, ["", "", *columns], *messy(rows, kinds, ["STT", "Họ và tên"], places), merged=merged
    )

    expected = {(name, year, words) for name, year, words in known}
    assert {each[:3] for each in entries(found)} == expected
