"""The papers of an evaluation: what they say, what they must not say, and that they fit on their pages."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pdfplumber
import pytest

from core.tables import EXEMPT, NOT_APPLICABLE
from documents.content import Content, Letterhead, Signatory, Table, content_hash, from_json, plain_text, to_json
from documents.rendering import render_pdf
from evaluations.criteria import UNGRADED
from evaluations.papers.announcement import Announcement, announcement_content
from evaluations.papers.lists import summary_content, table_content
from evaluations.papers.minutes import Meeting, meeting_content
from evaluations.papers.results import Period, Result, YearRow, count_sentences, months_table, summary_table
from evaluations.papers.sheet import (
    BONUS,
    DEDUCTION,
    GATE,
    GROUP,
    ColumnTotal,
    SheetFacts,
    SheetLine,
    sheet_content,
)

D = Decimal
MM = 72 / 25.4
LONG_NAME = "Nguyễn Hoàng Công Tằng Tôn Nữ Phương Thảo Quỳnh Anh Bảo Ngọc Khánh Linh Đan Thanh"
OCTOBER = Period("tháng 10 năm 2026", ["Xuất sắc", "A", "B"])
HEAD = Signatory("HIỆU TRƯỞNG", "Trần Văn Khải")
RESULTS = [
    Result("Đỗ Thị Hòa", "Tổ 4-5", D("97"), D("96.5"), D("96"), D("96"), "Xuất sắc", "Xuất sắc tháng"),
    Result("Trịnh Thị Ánh", "Tổ 4-5", D(0), None, NOT_APPLICABLE, D("75.5"), "A", note="Nộp muộn"),
    Result("Bùi Quang Đạo", "Tổ Văn phòng", D("70"), D("60"), D("50"), D("50"), UNGRADED),
    Result("Trần Thị An", "Tổ Văn phòng", praise="Xuất sắc tháng", grade="A", is_exempt=True),
]


def letterhead(code: str) -> Letterhead:
    symbol = f"{code}-THHS" if code else ""
    return Letterhead(["UBND XÃ SUỐI MƠ"], ["TRƯỜNG TIỂU HỌC HOA SEN"], symbol, "5", "Suối Mơ", date(2026, 10, 30))


def many(count: int) -> list[Result]:
    people = [Result(LONG_NAME, "Tổ Văn phòng", D(90), D(90), D(90), D(90), "Xuất sắc", "Xuất sắc tháng")]
    return people + [Result(f"Lê Thị Số {n}", "Tổ 1", D(80), D(80), D(80), D(80), "A") for n in range(2, count + 1)]


def announced(results=RESULTS, **changes) -> Content:
    told = Announcement("Trường Tiểu học Hoa Sen", OCTOBER, results, ["Căn cứ Quy chế số 15/QC-THHS"], **changes)
    return announcement_content(told, letterhead=letterhead("TB"), signatory=HEAD)


def tables(content: Content) -> list[Table]:
    return [block for block in content.walk() if isinstance(block, Table)]


def opened(content: Content):
    return pdfplumber.open(io.BytesIO(render_pdf(content, draft=False)))


def assert_inside(pdf) -> None:
    """Nothing stands in the margins at the left and right."""
    for page in pdf.pages:
        assert min(char["x0"] for char in page.chars) >= 30 * MM - 1
        assert max(char["x1"] for char in page.chars) <= page.width - 12 * MM


# ---- counts ----


def test_counts_leave_the_exempt_out_of_the_share():
    assert count_sentences(OCTOBER, RESULTS) == [
        "Tổng số: 04 cá nhân; được miễn: 01; được đánh giá: 03.",
        "Xuất sắc: 01 (33,3%); A: 01 (33,3%); Không xếp loại: 01 (33,3%).",
    ]


def test_counts_of_nobody_and_of_the_undecided():
    assert count_sentences(OCTOBER, []) == ["Tổng số: 00 cá nhân."]
    assert count_sentences(OCTOBER, [Result("Đỗ Thị Hòa")])[1:] == ["chưa xếp loại: 01."]


def test_a_grade_of_an_older_rubric_is_counted_too():
    assert count_sentences(OCTOBER, [Result("Đỗ Thị Hòa", grade="C")])[1:] == ["C: 01 (100%)."]


# ---- the announcement ----


def test_the_announcement_says_every_grade_and_no_points():
    content = announced()

    assert content.subject == "Kết quả đánh giá, xếp loại cá nhân tháng 10 năm 2026"
    assert tables(content)[1].rows == [
        ["1", "Đỗ Thị Hòa", "Tổ 4-5", "Xuất sắc"],
        ["2", "Trịnh Thị Ánh", "Tổ 4-5", "A"],
        ["3", "Bùi Quang Đạo", "Tổ Văn phòng", "Không xếp loại"],
        ["4", "Trần Thị An", "Tổ Văn phòng", "được miễn"],
    ]
    assert not [figure for figure in ("96", "75,5", "Nộp muộn") if figure in plain_text(content)]


def test_praise_is_the_schools_own_and_no_title():
    content = announced()

    assert tables(content)[0].rows == [["1", "Đỗ Thị Hòa", "Tổ 4-5", "Xuất sắc tháng"]]
    assert "danh hiệu" not in plain_text(content).casefold()


def test_where_only_the_commended_are_told_nothing_is_said_of_the_others():
    content = announced(only_commended=True)

    text = plain_text(content)
    assert content.subject == "Biểu dương cá nhân tháng 10 năm 2026"
    assert "Đỗ Thị Hòa" in text
    assert not [words for words in ("Trịnh Thị Ánh", "Trần Thị An", "Không xếp loại", "Tổng số", "33") if words in text]


def test_where_nobody_is_commended_the_announcement_says_so():
    content = announced([Result("Đỗ Thị Hòa", grade="A")], only_commended=True)

    assert "Tháng 10 năm 2026 không có cá nhân được biểu dương." in plain_text(content)
    assert tables(content) == []


def test_sixty_people_stand_in_a_landscape_appendix():
    content = announced(many(60))

    [appendix] = content.appendices
    assert (appendix.is_landscape, len(tables(content)[-1].rows)) == (True, 60)
    with opened(content) as pdf:
        sides = [page.width > page.height for page in pdf.pages]
        assert (sides[0], sides[-1]) == (False, True)
        assert_inside(pdf)


def test_collectives_have_no_column_of_departments():
    told = Announcement(
        "UBND xã Suối Mơ", Period("quý I năm 2027", ["Tốt"], is_collective=True), [Result("Tổ 4-5", grade="Tốt")]
    )

    [table] = tables(announcement_content(told, letterhead=letterhead("TB"), signatory=HEAD))

    assert (table.header, table.rows) == (["TT", "Tên tập thể", "Xếp loại"], [["1", "Tổ 4-5", "Tốt"]])


# ---- the summary ----


def summary(results, *, has_council=True) -> Content:
    return summary_content(
        OCTOBER, results, has_council=has_council, letterhead=letterhead(""), signatories=[Signatory("NGƯỜI LẬP"), HEAD]
    )


def test_the_summary_tells_zero_blank_not_applicable_and_exempt_apart():
    [table] = tables(summary(RESULTS))

    assert table.rows[1] == ["2", "Trịnh Thị Ánh", "Tổ 4-5", "0", "", "không áp dụng", "75,5", "A", "Nộp muộn"]
    assert table.rows[3][3:] == ["được miễn"] * 5 + [""]
    assert "Ô để trống: chưa có điểm." in plain_text(summary(RESULTS))


def test_a_school_without_council_scores_has_no_column_for_them():
    assert "Hội đồng" not in summary_table(OCTOBER, RESULTS, has_council=False).header


@pytest.mark.parametrize("count", [1, 60, 300])
def test_the_summary_repeats_its_head_and_keeps_every_row(count):
    with opened(summary(many(count))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
        assert_inside(pdf)
        assert {page.width > page.height for page in pdf.pages} == {True}
    rows = [line for text in texts for line in text.split("\n") if "Lê Thị Số" in line]
    assert len(rows) == count - 1
    assert all("Họ và tên" in text for text in texts if "Lê Thị Số" in text)
    assert f"Tổng số: {count:02d} cá nhân." in "\n".join(texts)


# ---- month by month ----

MONTHS = [f"{month}/2026" for month in range(8, 13)] + [f"{month}/2027" for month in range(1, 8)]
LAWFUL = ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Không hoàn thành nhiệm vụ"]


def test_months_tell_no_result_and_exempt_apart_and_explain_short_grades():
    rows = [YearRow("Đỗ Thị Hòa", "Tổ 4-5", [LAWFUL[0], None, EXEMPT, *[LAWFUL[2]] * 9], LAWFUL[1])]
    table = months_table("Kết quả xếp loại năm học 2026-2027", MONTHS, rows, last="Cả năm")

    content = table_content(table, letterhead=letterhead(""), signatories=[HEAD])

    [printed] = tables(content)
    assert printed.rows == [["1", "Đỗ Thị Hòa", "Tổ 4-5", "HTXS", "", "được miễn", *["KHT"] * 9, "HTT"]]
    assert (
        "HTXS: Hoàn thành xuất sắc nhiệm vụ; KHT: Không hoàn thành nhiệm vụ; HTT: Hoàn thành tốt nhiệm vụ."
        in plain_text(content)
    )
    assert [value.words for value in table.rows[0].cells[3:4]] == ["Hoàn thành xuất sắc nhiệm vụ"]


def test_twelve_months_of_sixty_people_fit_on_landscape_paper():
    rows = [YearRow(LONG_NAME, "Tổ Văn phòng", [UNGRADED, *["Xuất sắc"] * 11], "Xuất sắc")] * 60
    table = months_table("Kết quả xếp loại năm học 2026-2027", MONTHS, rows, last="Cả năm")

    with opened(table_content(table, letterhead=letterhead(""), signatories=[HEAD])) as pdf:
        assert_inside(pdf)
        assert "KXL: Không xếp loại." in pdf.pages[-1].extract_text()
        assert {page.width > page.height for page in pdf.pages} == {True}


# ---- the sheet ----

ALL = ("self", "department", "council", "final")


def by_column(*values) -> dict:
    return dict(zip(ALL, values, strict=True))


LINES = [
    SheetLine("Nền nếp", "I", GROUP, D(10), values=by_column(D(10), D("9.5"), None, D("9.5"))),
    SheetLine("Ngày công", "1", maximum=D(8), values=by_column(D(8), D(0), None, D(8))),
    SheetLine(
        "Năng lực số",
        "2",
        "levels",
        maximum=D(10),
        levels=[("Tốt", D(10)), ("Khá", D("7.5"))],
        values=by_column(D(10), NOT_APPLICABLE, EXEMPT, D("7.5")),
    ),
    SheetLine(
        "Đi muộn", "3", DEDUCTION, each=D("0.5"), values=by_column(D(0), D(1), None, D(1)),
        amounts={"department": D(2), "final": D(2)},
    ),
    SheetLine(
        "Học sinh đạt giải", "II", BONUS, D(10), D(3), "giải", values=by_column(D(10), D(6), None, D(6)),
        amounts={"self": D(4), "department": D(2), "final": D(2)},
    ),
    SheetLine("Không có kế hoạch bài dạy", "III", GATE, effect="Không xếp loại", values=by_column(0, 1, None, 0)),
]  # fmt: skip
FACTS = SheetFacts(
    rubric="Giáo viên chủ nhiệm, bản 2",
    period="tháng 10 năm 2026",
    lines=LINES,
    columns=ALL,
    source="Điều 7 Quy chế số 15/QC-THHS",
    name=LONG_NAME,
    place="Giáo viên, Tổ 4-5",
    totals={"self": ColumnTotal(D("98.5"), D(100)), "final": ColumnTotal(D("78"), D(90))},
    grade="A",
    reasons=["78/90 điểm đạt mức A (từ 75)"],
    explanation="Tiêu chí 2 không áp dụng nên tổng điểm tối đa còn 90.",
    notes=[("Nhận xét của tổ", "Có nhiều cố gắng."), ("Ý kiến của Hội đồng", " ")],
)


def sheet(facts=FACTS) -> Content:
    signatories = [Signatory("NGƯỜI TỰ ĐÁNH GIÁ"), Signatory("TỔ TRƯỞNG"), HEAD]
    return sheet_content(facts, letterhead=letterhead(""), signatories=signatories)


def test_the_sheet_shows_every_column_with_its_sums():
    table = tables(sheet())[0]

    assert table.rows == [
        ["I", "Nền nếp", "10", "10", "9,5", "", "9,5"],
        ["1", "Ngày công", "8", "8", "0", "", "8"],
        ["2", "Năng lực số\nTốt: 10; Khá: 7,5", "10", "10", "không áp dụng", "được miễn", "7,5"],
        ["3", "Đi muộn", "−0,5/lần", "0", "−1\n2 × 0,5", "", "−1\n2 × 0,5"],
        ["II", "Học sinh đạt giải", "+3/giải\ntối đa +10", "10\n4 × 3", "6\n2 × 3", "", "6\n2 × 3"],
        ["", "Tổng điểm", "", "98,5", "", "", "78"],
        ["", "Tối đa đạt được", "", "100", "", "", "90"],
    ]
    assert table.strong == [0, 5, 6]


def test_the_gates_are_answered_in_words():
    assert tables(sheet())[1].rows == [
        ["III", "Không có kế hoạch bài dạy", "Không xếp loại", "Không", "Có", "", "Không"]
    ]


def test_the_sheet_says_the_result_why_and_what_was_remarked():
    text = plain_text(sheet())

    assert "Tổng điểm: 78/90" in text
    assert "Xếp loại: A" in text
    assert "- 78/90 điểm đạt mức A (từ 75)." in text
    assert "Nhận xét của tổ\nCó nhiều cố gắng." in text
    assert "Ý kiến của Hội đồng" not in text


def test_a_reader_who_may_not_see_a_column_gets_a_sheet_without_it():
    table = tables(sheet(SheetFacts("Giáo viên", "tháng 10 năm 2026", LINES, columns=("self",))))[0]

    assert table.header == ["TT", "Tiêu chí", "Tối đa", "Tự chấm"]


def test_the_blank_form_has_room_to_write_and_no_figures():
    lines = [SheetLine(each.title, each.code, each.kind, maximum=each.maximum, each=each.each) for each in LINES]
    content = sheet(SheetFacts("Giáo viên", "tháng 10 năm 2026", lines, ALL, is_blank=True))

    assert {cell for row in tables(content)[0].rows for cell in row[3:]} == {""}
    with opened(content) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        assert_inside(pdf)
    assert "Họ và tên: ......" in text
    assert "Nhận xét của tổ" in text
    assert "Ô để trống" not in text
    assert not [words for words in ("Nơi nhận", "./.") if words in text]


# ---- the minutes of a tổ ----


def meeting(results=RESULTS, **changes) -> Content:
    facts = Meeting(
        "Tổ 4-5",
        OCTOBER,
        datetime(2026, 10, 26, 7, 5, tzinfo=UTC),
        "Phòng họp tổ",
        "Trịnh Thị Ánh",
        "Đỗ Thị Hòa",
        ["Trịnh Thị Ánh", "Đỗ Thị Hòa"],
        ["Bùi Quang Đạo"],
        results,
        **changes,
    )
    return meeting_content(facts, letterhead=letterhead("BB"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Họp tổ 4-5 đánh giá, xếp loại tháng 10 năm 2026",
        "Thời gian bắt đầu: 14 giờ 05 phút, ngày 26 tháng 10 năm 2026",
        "Tổng số: 03; có mặt: 02; vắng mặt: 01.",
        "Vắng mặt: Bùi Quang Đạo.",
        "- Bình xét tháng 10.",
        "Cần thêm thiết bị.",
        "Cuộc họp kết thúc vào 15 giờ 30 phút, ngày 26 tháng 10 năm 2026.",
    ],
)
def test_the_minutes_say(sentence):
    ended = datetime(2026, 10, 26, 8, 30, tzinfo=UTC)

    assert sentence in plain_text(meeting(agenda=["Bình xét tháng 10"], remarks="cần thêm thiết bị", ended_at=ended))


def test_the_minutes_hold_what_the_department_proposes():
    [table] = tables(meeting())

    assert table.rows == [
        ["1", "Đỗ Thị Hòa", "97", "96,5", "Xuất sắc", ""],
        ["2", "Trịnh Thị Ánh", "0", "", "A", "Nộp muộn"],
        ["3", "Bùi Quang Đạo", "70", "60", "Không xếp loại", ""],
        ["4", "Trần Thị An", "được miễn", "được miễn", "được miễn", ""],
    ]


def test_the_minutes_carry_two_signatures_and_no_line_of_place():
    with opened(meeting(many(15))) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        assert_inside(pdf)
    assert "Suối Mơ, ngày" not in text
    assert "THƯ KÝ CHỦ TRÌ" in text
    assert "Đỗ Thị Hòa Trịnh Thị Ánh" in text


@pytest.mark.parametrize("content", [announced(many(60)), summary(RESULTS), sheet(), meeting()], ids=lambda c: c.title)
def test_every_paper_is_stored_as_it_prints(content):
    again = from_json(to_json(content))

    assert (again, content_hash(again)) == (content, content_hash(content))
