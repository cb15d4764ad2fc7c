"""Rubrics out of Excel and Word tables, what is wrong with them, and back into a file. No database."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from core.errors import DomainError
from evaluations.rubric_tables import DraftBand, DraftRow, RubricDraft, findings_of, read_file
from evaluations.rubric_tables.amounts import read_amount, read_range, read_share
from evaluations.rubric_tables.checks import reachable
from evaluations.rubric_tables.writing import workbook_of
from tests.evaluations.rubric_files import (
    PERCENT_ROWS,
    RATING_BANDS,
    TEACHER_BANDS,
    TEACHER_HEAD,
    TEACHER_ROWS,
    excel,
    upload,
    word,
)

TITLE = "BIỂU ĐIỂM THI ĐUA GIÁO VIÊN CHỦ NHIỆM NĂM HỌC 2026-2027"


def read(data: bytes, **options) -> RubricDraft:
    return read_file(upload(data), **options)


def shape(draft: RubricDraft) -> list[tuple]:
    return [(row.depth, row.code, row.kind, row.max_points, row.each_points) for row in draft.rows]


def sentences(draft: RubricDraft, severity: str = "must") -> list[str]:
    return [finding.title for finding in findings_of(draft) if finding.severity == severity]


def criteria(*rows: tuple) -> RubricDraft:
    """A draft of (code, kind, max, depth) rows and a whole scale of grades."""
    draft = RubricDraft(bands=[DraftBand("Đạt", Decimal(0))])
    draft.rows = [
        DraftRow(code, f"Tiêu chí {code}", depth, kind, max_points=None if most is None else Decimal(most))
        for code, kind, most, depth in rows
    ]
    return draft


# ---- the two rubrics of a year ----

D = Decimal
TEACHER_SHAPE = [
    (0, "I", "group", D(10), None),
    (1, "I.1", "points", D(8), None),
    (1, "I.2", "points", D(2), None),
    (0, "II", "group", D(10), None),
    *[(1, f"II.{n}", "points", D("2.5"), None) for n in (1, 2, 3, 4)],
    (0, "III", "group", D(45), None),
    (1, "III.1", "points", D(15), None),
    (1, "III.2", "points", D(10), None),
    (1, "III.3", "points", D(5), None),
    (1, "III.4", "points", D(15), None),
    (0, "IV", "group", D(20), None),
    (1, "IV.1", "points", D(5), None),
    (1, "IV.2", "points", D(15), None),
    (0, "V", "group", D(15), None),
    *[(1, f"V.{n}", "points", D(5), None) for n in (1, 2, 3)],
    (0, "VI", "group", D(10), None),
    (1, "VI.1", "bonus", D(3), None),
    (1, "VI.2", "bonus", D(3), None),
    (1, "VI.3", "bonus", None, D(1)),
    (1, "VI.4", "bonus", D(1), None),
    (0, "VII.1", "deduction", None, D(8)),
    (0, "VII.2", "deduction", None, D(1)),
    (0, "VII.3", "gate", None, None),
    (0, "VII.4", "gate", None, None),
]


@pytest.mark.parametrize("kind", ["excel", "word"])
def test_points_rubric(kind):
    bands = [["Xếp loại", "Điểm"], *TEACHER_BANDS]
    if kind == "excel":
        data = excel([["TRƯỜNG TH VÀ THCS HOA MAI"], [TITLE], [], TEACHER_HEAD, *TEACHER_ROWS, [], *bands])
    else:
        data = word("TRƯỜNG TH VÀ THCS HOA MAI", TITLE, [TEACHER_HEAD, *TEACHER_ROWS], "Cách xếp loại", bands)
    draft = read(data)

    assert shape(draft) == TEACHER_SHAPE
    assert (draft.name, draft.total_points, draft.scale) == (TITLE, D(100), "points")
    assert [(band.name, band.minimum, band.upper) for band in draft.bands] == [
        ("Xuất sắc", D(100), None),
        ("A (Tốt)", D(95), D(100)),
        ("B (Khá)", D(85), D(95)),
        ("C", D(65), D(85)),
    ]
    assert [row.effect for row in draft.rows[-2:]] == ["ungraded", "drop"]
    assert sentences(draft) == []
    assert reachable(draft) == 100
    assert any("Tự chấm" in note for note in draft.notes)


@pytest.mark.parametrize("kind", ["excel", "word"])
def test_weighted_rubric(kind):
    head, bands = ["STT", "Tiêu chí", "Tỷ trọng"], [["Mức", "Điểm", "Tỷ lệ"], *RATING_BANDS]

    def as_percent(sheet):
        for line in range(2, 6):
            sheet.cell(line, 3).number_format = "0%"

    if kind == "excel":
        draft = read(excel([head, *PERCENT_ROWS], bands, edit=as_percent))
    else:
        rows = [[number, title, f"{share * 100:.0f} %"] for number, title, share in PERCENT_ROWS]
        draft = read(word([head, *rows], "Xếp loại", bands))

    assert [(row.code, row.max_points) for row in draft.rows] == [
        ("1", D(40)),
        ("2", D(20)),
        ("3", D(20)),
        ("4", D(20)),
    ]
    assert (draft.is_weighted, draft.total_points) == (True, D(100))
    assert [(band.minimum, band.share_cap) for band in draft.bands] == [
        (D(90), "1/5"),
        (D(70), ""),
        (D(50), ""),
        (D(0), ""),
    ]
    assert findings_of(draft) == []


# ---- how tables are laid out ----


def test_columns_in_any_order_under_a_merged_head():
    rows = [
        ["PHÒNG GIÁO DỤC HOA MAI", None, None, None, None],
        ["Hướng dẫn", "Điểm", None, "Nội dung", "STT"],
        [None, "Tối đa", "Tự chấm", None, None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["Đúng giờ", 6, None, "Giờ giấc", 1],
        [None, 4, None, "Trang phục", 2],
    ]
    draft = read(excel(rows, merges=("A2:A3", "B2:C2", "D2:D3", "E2:E3")))

    assert shape(draft) == [(0, "1", "points", D(6), None), (0, "2", "points", D(4), None)]
    assert [row.guidance for row in draft.rows] == ["Đúng giờ", ""]
    assert [(row.line, row.reason) for row in draft.left] == [
        (1, "Dòng chữ ngoài bảng điểm."),
        (2, "Dòng tiêu đề của bảng."),
        (3, "Dòng tiêu đề của bảng."),
        (4, "Dòng đánh số cột."),
    ]


@pytest.mark.parametrize("kind", ["excel", "word"])
def test_groups_merged_down_their_column(kind):
    rows = [
        ["Nhóm", "TT", "Tiêu chí", "Điểm"],
        ["I. Nền nếp", 1, "Giờ giấc", 6],
        [None, 2, "Trang phục", 4],
        ["II. Chuyên môn", 3, "Dạy học", 10],
    ]
    data = excel(rows, merges=("A2:A3",)) if kind == "excel" else word(rows, merges=((1, 0, 2, 0),))
    draft = read(data)

    assert [(row.depth, row.code, row.title) for row in draft.rows] == [
        (0, "I", "Nền nếp"),
        (1, "1", "Giờ giấc"),
        (1, "2", "Trang phục"),
        (0, "II", "Chuyên môn"),
        (1, "3", "Dạy học"),
    ]


def test_a_number_merged_over_its_criteria_opens_a_group_without_a_name():
    rows = [["TT", "Nội dung", "Điểm"], [1, "Giờ giấc", 6], [None, "Trang phục", 4], [2, "Dạy học", 10]]
    draft = read(excel(rows, merges=("A2:A3",)))

    assert [(row.depth, row.code, row.kind) for row in draft.rows] == [
        (0, "1", "group"),
        (1, "1.1", "points"),
        (1, "1.2", "points"),
        (0, "2", "points"),
    ]
    assert sentences(draft) == ["Nhóm 1 chưa có tên. Ghi nội dung của tiêu chí."]


def test_depth_from_numbers_of_four_forms():
    rows = [
        ["STT", "Nội dung", "Điểm chuẩn"],
        ["I", "Chuyên môn", 10],
        [1, "Dạy học", 6],
        ["1.1", "Soạn bài", 4],
        ["a)", "Đủ", 3],
        ["b)", "Đúng hạn", 1],
        ["1.2", "Dự giờ", 2],
        [2, "Tự học", 4],
    ]
    draft = read(excel(rows))

    assert [(row.depth, row.code) for row in draft.rows] == [
        (0, "I"), (1, "1"), (2, "1.1"), (3, "a"), (3, "b"), (2, "1.2"), (1, "2")
    ]  # fmt: skip
    assert sentences(draft) == []


def test_parts_without_a_number_that_share_the_points_stand_under_their_criterion():
    rows = [
        ["STT", "Nội dung", "Điểm"],
        [1, "Hồ sơ", 5],
        [None, "Giáo án", 3],
        [None, "Sổ điểm", 2],
        [2, "Nền nếp", 4],
        [None, "Học sinh đi học đều", 9],
        [None, "gồm cả ngày lễ của trường", None],
    ]
    draft = read(excel(rows))

    assert [(row.depth, row.title) for row in draft.rows] == [
        (0, "Hồ sơ"), (1, "Giáo án"), (1, "Sổ điểm"), (0, "Nền nếp"), (0, "Học sinh đi học đều")
    ]  # fmt: skip
    assert draft.rows[-1].guidance == "gồm cả ngày lễ của trường"
    assert draft.left[-1].reason == "Đã nối vào hướng dẫn của “Học sinh đi học đều”."


def test_levels_in_rows_and_in_a_cell():
    rows = [
        ["STT", "Nội dung", "Điểm"],
        [1, "Nhiệm vụ", "30/25/20/15/10/0"],
        [2, "Hồ sơ", 20],
        [None, "- Tốt", 20],
        [None, "- Khá", 15],
    ]
    draft = read(excel(rows))

    assert [(row.kind, [level["points"] for level in row.levels]) for row in draft.rows] == [
        ("levels", ["30", "25", "20", "15", "10", "0"]),
        ("levels", ["20", "15"]),
    ]
    assert [level["label"] for level in draft.rows[1].levels] == ["Tốt", "Khá"]
    assert sentences(draft) == []


def test_steps_of_progress_without_a_figure_are_said():
    rows = [
        ["STT", "Nội dung", "Loại", "Điểm tối đa", "Các mức điểm"],
        [1, "Học sinh đạt", "Tiến bộ so với chính mình", 10, "−2,5 = 4; +5 = 10"],
        [2, "Bài giảng", "Tiến bộ so với chính mình", 10, "Tốt = 10; 3 = 5"],
        [3, "Thiết bị", "Tiến bộ so với chính mình", "10/8/5", None],
    ]
    draft = read(excel(rows))

    assert [row.levels for row in draft.rows] == [
        [{"from": "-2.5", "points": "4"}, {"from": "5", "points": "10"}],
        [{"from": "3", "points": "5"}],
        [],
    ]
    assert sentences(draft) == [
        "Tiêu chí 3: chưa có mức điểm theo mức tiến bộ, ví dụ 0 = 5; 10 = 10.",
        "Tiêu chí 2: Mức tiến bộ “Tốt” chưa phải là số. Ghi số trước dấu bằng, ví dụ 10 = 5.",
    ]


def test_two_columns_of_points_one_is_chosen():
    rows = [
        ["TT", "Nội dung", "Điểm (chủ nhiệm)", "Điểm (không chủ nhiệm)"],
        [1, "Chuyên môn", 80, 80],
        [2, "Chủ nhiệm", 20, None],
        [],
        ["Xếp loại", "Chủ nhiệm", "Không chủ nhiệm"],
        ["Tốt", "≥95", "≥75"],
        ["Khá", "Dưới 95", "Dưới 75"],
    ]
    first, second = read(excel(rows)), read(excel(rows), points_column=3)

    assert first.columns == [(2, "Điểm (chủ nhiệm)"), (3, "Điểm (không chủ nhiệm)")]
    assert [row.max_points for row in first.rows] == [80, 20]
    assert [band.minimum for band in first.bands] == [95, 0]
    assert [row.max_points for row in second.rows] == [80, None]
    assert [band.minimum for band in second.bands] == [75, 0]
    assert any("chưa đọc “Điểm (không chủ nhiệm)”" in note for note in first.notes)


def test_a_word_table_that_goes_on_in_a_second_table():
    head, rows = ["TT", "Nội dung", "Điểm"], [[1, "Dạy học", 60], [2, "Nền nếp", 40]]
    draft = read(word([head, rows[0]], "Trang 2", [rows[1], [None, "Tổng cộng", 100]]))

    assert [(row.title, row.max_points) for row in draft.rows] == [("Dạy học", 60), ("Nền nếp", 40)]
    assert draft.total_points == 100


def test_grades_in_sentences_of_a_word_file():
    lines = ["- Xuất sắc: từ 90 điểm trở lên;", "- Tốt: Từ 70 đến dưới 90 điểm;", "- Chưa đạt: dưới 70 điểm."]
    draft = read(word([["TT", "Nội dung", "Điểm"], [1, "Dạy học", 100]], *lines))

    assert [(band.name, band.minimum) for band in draft.bands] == [("Xuất sắc", 90), ("Tốt", 70), ("Chưa đạt", 0)]


def test_every_row_is_something():
    rows = [
        ["TT", "Nội dung", "Điểm"],
        [1, "Dạy học", 10],
        [None, None, 5],
        [None, "Tổng", 10],
        [None, "Người chấm ký tên", None],
    ]
    draft = read(excel(rows))

    lines = {row.line for row in draft.rows} | {row.line for row in draft.left}
    assert lines == {1, 2, 3, 4, 5}
    assert [(row.line, row.reason) for row in draft.left[1:]] == [
        (3, "Dòng chưa có nội dung. Nếu là một tiêu chí, thêm tiêu chí đó ở bên dưới."),
        (4, "Đã đọc thành tổng điểm tối đa."),
        (5, "Dòng chữ không có số thứ tự và không có điểm."),
    ]


PIECES = [
    None, None, "I", "1", "1.1", "a)", "-", "TT", "Nội dung", "Điểm", "Tự chấm", "Dạy học", "ĐIỂM CỘNG", "Tổng", 10,
    8.5, "+3/+2", "-0,5/lần", "mười", "Xếp loại", "Tốt: từ 80 điểm", "≥ 90", "Không xếp loại nếu vắng",
    "| * \\", "(1)", 1e9,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_no_row_of_any_table_is_lost(seed):
    choose = random.Random(seed)
    rows = [[choose.choice(PIECES) for _ in range(4)] for _ in range(25)]
    rows[choose.randrange(5)] = ["TT", "Nội dung", "Điểm tối đa", "Ghi chú"]
    try:
        draft = read(excel(rows))
    except DomainError as refusal:
        assert "Chưa thấy bảng" in refusal.message  # noqa: PT017
        return
    kept = {each.line for each in [*draft.rows, *draft.bands, *draft.left]}
    assert kept == {line for line, row in enumerate(rows, start=1) if any(cell is not None for cell in row)}
    findings_of(draft)


# ---- cells that are not what they seem ----


def test_formulas_dates_and_errors_are_named_by_their_cell():
    def edit(sheet):
        sheet["C2"] = "=SUM(C3:C4)"
        sheet["C3"] = datetime(2026, 5, 2)
        sheet["C4"] = "#REF!"
        sheet["C4"].data_type = "e"

    draft = read(excel([["TT", "Nội dung", "Điểm"], [1, "A"], [2, "B"], [3, "C"]], edit=edit))

    assert [row.errors[0].split(" ", 2)[:2] for row in draft.rows] == [["Ô", "C2"], ["Ô", "C3"], ["Ô", "C4"]]
    assert "công thức chưa có kết quả" in draft.rows[0].errors[0]
    assert "ví dụ 2,5" in draft.rows[1].errors[0]
    assert len(sentences(draft)) == 3


def test_hidden_columns_rows_and_sheets_are_said():
    def edit(sheet):
        sheet.column_dimensions["C"].hidden = True
        sheet.row_dimensions[3].hidden = True
        sheet.parent.create_sheet("Cũ").sheet_state = "hidden"

    rows = [["TT", "Nội dung", "Ghi chú", "Điểm"], [1, "Dạy học", "bí mật", 10], [2, "Bỏ", None, 5]]
    draft = read(excel(rows, edit=edit))

    assert [(row.title, row.guidance) for row in draft.rows] == [("Dạy học", "")]
    assert any("cột ẩn C" in note for note in draft.notes)
    assert any("Trang tính ẩn “Cũ”" in note for note in draft.notes)
    assert draft.left[-1].line == 3


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("mười", "Ghi bằng số: 10."),
        (0, "Điểm tối đa là 0"),
        (10**9, "quá lớn"),
        ("1e9", "chưa phải là số"),
        (8.555, "quá hai chữ số thập phân"),
        ("tùy", "chưa phải là số"),
    ],
)
def test_points_that_are_none(cell, words):
    draft = read(excel([["TT", "Nội dung", "Điểm"], [1, "Dạy học", cell]]))

    assert words in draft.rows[0].errors[0]
    assert len(sentences(draft)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8,5", ("value", "8.5")), ("2.5 điểm", ("value", "2.5")), ("10đ", ("value", "10")),
        ("Tối đa 10", ("value", "10")), ("≤10", ("value", "10")), ("0-10", ("value", "10")),
        ("mỗi lần trừ 0,5 điểm", ("each", "0.5")), ("−0,5/lần", ("each", "0.5")), ("+1 điểm/giải", ("each", "1")),
    ],
)  # fmt: skip
def test_amounts(text, expected):
    assert getattr(read_amount(text), expected[0]) == D(expected[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥ 95", ("95", None, False)),
        ("95 điểm trở lên", ("95", None, False)),
        ("85-94", ("85", "94", False)),
        ("Từ 65 đến dưới 75", ("65", "75", True)),
        ("65 – <75 điểm", ("65", "75", True)),
        ("Dưới 50", ("0", "50", True)),
    ],
)
def test_ranges(text, expected):
    found = read_range(text)
    assert (str(found.minimum), found.upper and str(found.upper), found.is_open) == expected


@pytest.mark.parametrize(
    ("text", "share"),
    [("20%", "1/5"), ("1/5", "1/5"), ("không quá 25 %", "1/4"), ("6/5", None), ("", ""), ("0,2", None)],
)
def test_shares_are_fractions(text, share):
    assert read_share(text) == share


# ---- files that are none ----


def zipped(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def huge_merge() -> bytes:
    data = excel([["TT", "Nội dung", "Điểm"], [1, "Dạy học", 10]])
    source, stream = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for item in source.infolist():
            content = source.read(item)
            if item.filename.startswith("xl/worksheets"):
                merged = b'</sheetData><mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>'
                content = content.replace(b"</sheetData>", merged)
            archive.writestr(item, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "trống"),
        (b"MZ\x90\x00 program", "không phải tệp Excel hay Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "đời cũ"),
        (b"PK\x03\x04 cut off", "bị hỏng"),
        (zipped(readme_xml=b"x"), "không phải tệp Excel hay Word"),
        (zipped(xl__workbook_xml=b"<broken"), "bị hỏng"),
        (zipped(word__document_xml=b"<broken"), "bị hỏng"),
        (zipped(xl__workbook_xml=b"0" * 13 * 1024 * 1024), "quá lớn khi mở ra"),
        (zipped(xl__workbook_xml=b"0", xl__vbaProject__x=b"", **{"xl/vbaProject.bin": b"0"}), "macro"),
        (huge_merge(), "vùng ô gộp quá lớn"),
        (b"x" * (2 * 1024 * 1024 + 1), "lớn quá 2 MB"),
        (excel([["Họ tên", "Lớp"], ["Nguyễn Văn An", "6A"]]), "Chưa thấy bảng biểu điểm"),
        (excel([["x"]] * 1 + [[]] * 2100 + [["y"]]), "dài quá 2000 dòng"),
    ],
)
def test_a_file_that_is_no_rubric_is_refused_with_a_sentence(data, words):
    with pytest.raises(DomainError) as refusal:
        read(data)
    assert words in refusal.value.message


# ---- what is wrong with a rubric ----


def test_maxima_that_do_not_add_up():
    draft = criteria(
        ("III", "group", "45", 0), ("1", "points", "30", 1), ("2", "points", "12", 1), ("IV", "points", "58", 0)
    )
    draft.total_points = D(110)

    assert sentences(draft) == [
        "Nhóm III ghi 45 điểm, các tiêu chí cộng lại 42.",
        "Điểm tối đa các tiêu chí cộng lại 100, biểu điểm ghi tổng 110.",
    ]


def test_weights_that_are_not_a_hundred():
    draft = criteria(("1", "points", "40", 0), ("2", "points", "50", 0))
    draft.is_weighted, draft.total_points = True, D(100)

    assert sentences(draft) == ["Tỷ trọng các tiêu chí cộng lại 90 %, biểu điểm ghi tổng 100 %."]


def test_a_number_twice_and_an_empty_group_and_points_missing():
    draft = criteria(("1", "points", "10", 0), ("1", "points", None, 0), ("2", "group", None, 0))

    assert sentences(draft) == [
        "Tiêu chí 1: chưa có điểm tối đa. Nhập một số, ví dụ 10.",
        "Nhóm 2 chưa có tiêu chí nào bên trong. Thêm tiêu chí hoặc đổi loại.",
        "Số thứ tự 1 ghi hai lần: “Tiêu chí 1” và “Tiêu chí 1”.",
    ]


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([("Tốt", "12"), ("Khá", "8")], "mức “Tốt” 12 điểm, cao hơn điểm tối đa 10"),
        ([("Tốt", "9"), ("Khá", "8")], "không mức nào đạt điểm tối đa 10"),
        ([("Tốt", "10"), ("tốt", "8")], "hai mức cùng tên"),
        ([("Tốt", "10")], "ít nhất hai mức"),
    ],
)
def test_levels(levels, words):
    draft = criteria(("1", "levels", "10", 0))
    draft.rows[0].levels = [{"label": label, "points": points} for label, points in levels]

    assert words in sentences(draft)[0]


def test_deductions_need_points_to_be_taken_from():
    draft = criteria(("1", "points", "10", 0), ("2", "group", None, 0), ("2.1", "deduction", None, 1))
    draft.rows[-1].each_points = D(1)

    assert sentences(draft) == ["Tiêu chí 2.1 là điểm trừ trong một nhóm không có điểm nào để trừ. Đưa ra ngoài nhóm."]


def banded(*bands: DraftBand) -> RubricDraft:
    draft = criteria(("1", "points", "100", 0))
    draft.bands = list(bands)
    return draft


def test_a_gap_between_grades():
    draft = banded(DraftBand("A", D(85)), DraftBand("B", D(0), upper=D(84)))

    assert sentences(draft) == [
        "Giữa mức B (đến 84) và mức A (từ 85) còn khoảng 84–85: 84,5 điểm không thuộc mức nào; ghi đến dưới 85."
    ]


@pytest.mark.parametrize(("upper", "is_open"), [("85", False), ("90", True)])
def test_an_overlap_of_grades(upper, is_open):
    draft = banded(DraftBand("A", D(85)), DraftBand("B", D(0), upper=D(upper), upper_is_open=is_open))

    assert sentences(draft) == [f"Mức B (đến {upper}) chồng lên mức A (từ 85): ghi đến dưới 85."]


def test_grades_that_end_where_the_next_begins_are_whole():
    assert findings_of(banded(DraftBand("A", D(85)), DraftBand("B", D(0), upper=D(85), upper_is_open=True))) == []


def test_other_doubts_about_grades():
    draft = banded(
        DraftBand("A", D(120)),
        DraftBand("B", D(50), share_cap="20%"),
        DraftBand("C", D(50), praise="Lao động tiên tiến tháng"),
    )

    assert sentences(draft) == [
        "Mức “A” từ 120 điểm, không ai đạt được: điểm cao nhất kể cả điểm cộng là 100 điểm.",
        "Tỷ lệ nhiều nhất của mức “B” phải là phân số không quá 1, ví dụ 1/5.",
        "Biểu dương “Lao động tiên tiến tháng” trùng tên danh hiệu thi đua. Đây là biểu dương riêng của trường: đặt tên"
        " khác, ví dụ “Xuất sắc tháng”.",
        "Mức B và mức C cùng bắt đầu từ 50. Sửa một mức.",
    ]
    assert sentences(draft, "look") == ["Dưới 50 điểm không thuộc mức nào: phiếu sẽ ghi “Không xếp loại”."]


# ---- back into a file ----


def plain(draft: RubricDraft) -> tuple:
    rows = [{**vars(row), "line": 0, "table": "", "errors": [], "warnings": []} for row in draft.rows]
    bands = [
        {**vars(band), "line": 0, "table": "", "upper": None, "upper_is_open": False, "warnings": []}
        for band in draft.bands
    ]
    return draft.name, draft.source, draft.scale, draft.total_points, rows, bands


def test_what_is_written_is_read_again_as_it_stands():
    draft = read(excel([[TITLE], TEACHER_HEAD, *TEACHER_ROWS, [], ["Xếp loại", "Điểm"], *TEACHER_BANDS]))
    draft.source, draft.scale = "=Quy chế số 12/QC-HM", "percent"
    draft.rows[1].needs_evidence, draft.rows[1].guidance = True, "Muộn: trừ.\nVắng: trừ."
    draft.rows.append(
        DraftRow("VIII", "Tiến bộ", 0, "progress", max_points=D(10), unit="%", levels=[{"from": "-5", "points": "2.5"}])
    )
    draft.rows.append(
        DraftRow(
            "IX",
            "Sổ",
            0,
            "levels",
            max_points=D(4),
            levels=[{"label": "Tốt", "points": "4"}, {"label": "Yếu", "points": "0"}],
        )
    )
    draft.rows.append(DraftRow("X", "Vi phạm", 0, "gate", effect="at_most", effect_grade="B (Khá)"))
    draft.bands[0].needs_no_zero, draft.bands[0].praise = True, "Xuất sắc tháng"
    draft.bands[0].share_cap, draft.bands[0].share_base = "1/5", "next"

    again = read(workbook_of(draft))

    assert plain(again) == plain(draft)
    assert again.left[-1].reason == "Dòng tiêu đề của bảng mức xếp loại."


def test_text_that_looks_like_a_formula_stays_text():
    draft = criteria(("1", "points", "10", 0))
    draft.rows[0].title = '=HYPERLINK("http://x")'
    sheet = load_workbook(io.BytesIO(workbook_of(draft))).worksheets[0]

    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == draft.rows[0].title)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_draft_survives_as_json():
    draft = read(excel([TEACHER_HEAD, *TEACHER_ROWS, [], ["Xếp loại", "Điểm"], *TEACHER_BANDS]))

    assert RubricDraft.from_json(draft.as_json()) == draft


def test_an_empty_workbook_is_refused():
    stream = io.BytesIO()
    Workbook().save(stream)
    with pytest.raises(DomainError):
        read(stream.getvalue())
