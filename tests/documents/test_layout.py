from __future__ import annotations

from datetime import date

import pytest

from documents import layout
from documents.content import Appendix, Band, Content, Item, Letterhead, Paragraph, Run, Section, Signatory, Table
from tests.documents import contents


def printed(blocks):
    return [f"{entry.label} {entry.text}".strip() for entry in layout.entries(blocks)]


def as_wide_as_long(text):
    return float(len(text))


@pytest.mark.parametrize(
    ("number", "printed_as"),
    [("5", "05"), ("05", "05"), ("12", "12"), ("105", "105"), ("3a", "3a"), (None, layout.BLANK), (" ", layout.BLANK)],
)
def test_number_below_ten_has_leading_zero(number, printed_as):
    assert layout.document_number(number) == printed_as


@pytest.mark.parametrize(
    ("symbol", "draft", "printed_as"),
    [
        ("KH-THHS", False, "07/KH-THHS"),
        ("/ KH - THHS", False, "07/KH-THHS"),
        ("KH-THHS", True, f"{layout.BLANK}/KH-THHS"),
        ("", False, ""),
    ],
)
def test_symbol_has_no_spaces_and_a_draft_no_number(symbol, draft, printed_as):
    assert layout.full_symbol(Letterhead(symbol=symbol, number="7"), draft=draft) == printed_as


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (None, f"ngày {layout.BLANK} tháng {layout.BLANK} năm 2026"),
    ],
)
def test_leading_zero_for_days_below_ten_and_months_one_and_two(day, words):
    assert layout.date_words(day, year=2026) == words


def test_partial_date_of_an_imported_text_is_kept_until_there_is_a_whole_one():
    head = Letterhead(place="Suối Mơ", place_and_date="Suối Mơ, ngày    tháng 9 năm 2024")

    assert layout.place_and_date(head) == "Suối Mơ, ngày    tháng 9 năm 2024"
    head.issued_on = date(2024, 9, 3)
    assert layout.place_and_date(head) == "Suối Mơ, ngày 03 tháng 9 năm 2024"


def test_no_year_is_made_up_for_a_text_without_a_date():
    blank = layout.BLANK

    assert layout.place_and_date(Letterhead()) == ""
    assert layout.place_and_date(Letterhead(place="Suối Mơ")) == f"Suối Mơ, ngày {blank} tháng {blank} năm {blank}"
    assert layout.place_and_date(Letterhead(), draft=True, year=2026) == f"ngày {blank} tháng {blank} năm 2026"


@pytest.mark.parametrize(("number", "sign"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX")])
def test_roman(number, sign):
    assert layout.roman(number) == sign


def test_points_follow_the_vietnamese_alphabet():
    letters = [layout.point_letter(number) for number in range(1, 25)]

    assert letters == [*"abcdđeghiklmnopqrstuvxy", "aa"]


def test_numbers_come_from_the_place_in_the_tree():
    letters = [Section(word, style="letter") for word in ("một", "hai", "ba", "bốn", "năm")]
    blocks = [
        Section("Chung", [Section("Mục đích", [Section("Gốc", letters, style="arabic")])], style="part"),
        Section("Riêng", [Section("Việc", [Section("A", [contents.text("x")], style="arabic")])], style="part"),
    ]

    assert printed(blocks) == [
        "Phần I CHUNG",
        "I. MỤC ĐÍCH",
        "1. Gốc",
        "a) một",
        "b) hai",
        "c) ba",
        "d) bốn",
        "đ) năm",
        "Phần II RIÊNG",
        "I. VIỆC",
        "1. A",
        "x",
    ]


def test_imported_labels_never_print():
    blocks = [Section("Một", label="II", style="roman"), Section("Hai", label="IV", style="roman")]

    assert printed(blocks) == ["I. MỘT", "II. HAI"]


def test_decimals_carry_the_number_above_them():
    inner = [Section("x", [Section("y", style="decimal")], style="decimal"), Section("z", style="decimal")]
    blocks = [Section("Một", inner, style="arabic"), Section("Hai", [Section("w", style="decimal")], style="arabic")]

    assert printed(blocks) == ["1. Một", "1.1. x", "1.1.1. y", "1.2. z", "2. Hai", "2.1. w"]


def test_articles_run_on_through_the_parts():
    parts = [Section(name, [Section(name.lower(), style="article")], style="part") for name in ("A", "B")]

    assert printed(parts) == ["Phần I A", "Điều 1. a", "Phần II B", "Điều 2. b"]


def test_numbered_paragraph_is_upright_and_numbered_title_bold():
    blocks = [Section("Câu.", style="arabic"), Section("Tên", [contents.text("x")], style="arabic")]

    kinds = [(entry.kind, [run.bold for run in entry.runs]) for entry in layout.entries(blocks)]

    assert kinds == [("numbered", [False]), ("heading", [True]), ("paragraph", [False])]


def test_number_without_title_goes_to_the_paragraph_behind_it():
    [entry] = layout.entries(
        [Section("", [Paragraph([Run("Quyết định này "), Run("có hiệu lực", bold=True)])], "article")]
    )

    assert (entry.kind, entry.label, entry.text) == ("numbered", "Điều 1.", "Quyết định này có hiệu lực")
    assert entry.has_bold_label


def test_heading_goes_with_its_wide_table_and_keeps_what_follows():
    table = Table(["A"], [["1"]], is_wide=True)
    flow = layout.entries([contents.text("Gồm:"), Section("Danh sách", [table, contents.text("Hết.")])])

    assert [(entry.kind, entry.is_landscape, entry.keeps_next) for entry in flow] == [
        ("paragraph", False, True),
        ("heading", True, True),
        ("table", True, False),
        ("paragraph", False, False),
    ]


@pytest.mark.parametrize(
    ("text", "printed_as"),
    [
        ("thực hiện.", "thực hiện./."),
        ("thực hiện", "thực hiện./."),
        ("thực hiện; ", "thực hiện./."),
        ("thực hiện./.", "thực hiện./."),
        ("và các việc khác...", "và các việc khác..../."),
    ],
)
def test_text_ends_with_its_mark(text, printed_as):
    assert [run.text for run in layout.ended([Run("Đề nghị "), Run(text), Run(" ")])] == ["Đề nghị ", printed_as]


def test_mark_stands_once_at_the_end_of_everything():
    body = layout.entries([contents.text("Mở đầu."), Item([Run("mục")])])

    assert [entry.text for entry in layout.end_text(body, [])] == ["Mở đầu.", "mục./."]
    assert [entry.text for entry in layout.end_text(body, [contents.text("Kết.")])] == ["Mở đầu.", "mục", "Kết./."]
    assert [entry.text for entry in layout.end_text(layout.entries([Table(["A"], [])]), [])] == ["", "./."]


def test_bases_and_recipients_are_punctuated_lists():
    content = Content("KẾ HOẠCH", "", recipients=["Lưu: VT, TĐKT.", "- UBND xã (để b/c)", "Các tổ;"])

    assert layout.listed(["Căn cứ Luật A,", "", "Theo đề nghị của B."]) == ["Căn cứ Luật A;", "Theo đề nghị của B."]
    assert layout.recipients(content) == ["UBND xã (để b/c);", "Các tổ;", "Lưu: VT, TĐKT."]


def test_registry_copy_is_added_where_an_agency_issues():
    issued = Content("KẾ HOẠCH", "", letterhead=Letterhead(issuer=["TRƯỜNG A"]), recipients=["Các tổ"])

    assert layout.recipients(issued) == ["Các tổ;", "Lưu: VT."]
    assert layout.recipients(Content("BÁO CÁO", "")) == []


def test_one_addressee_has_no_full_stop_and_several_are_a_list():
    assert layout.addressees(Content("TỜ TRÌNH", "", addressees=["- UBND xã A."])) == ["UBND xã A"]
    assert layout.addressees(Content("TỜ TRÌNH", "", addressees=["UBND xã A", "Sở B"])) == ["UBND xã A;", "Sở B."]


@pytest.mark.parametrize(
    ("signatory", "lines"),
    [
        (Signatory("HIỆU TRƯỞNG"), ["HIỆU TRƯỞNG"]),
        (Signatory("Hiệu trưởng", capacity="Q."), ["Q. HIỆU TRƯỞNG"]),
        (Signatory("PHÓ HIỆU TRƯỞNG", "", "KT.", "HIỆU TRƯỞNG"), ["KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"]),
        (Signatory("CHỦ TỊCH", "", "TM.", "HỘI ĐỒNG"), ["TM. HỘI ĐỒNG", "CHỦ TỊCH"]),
        (Signatory("CHỦ TỊCH", "", "", "TM. HỘI ĐỒNG"), ["TM. HỘI ĐỒNG", "CHỦ TỊCH"]),
        (
            Signatory("CHỦ TỊCH\nPHÓ CHỦ TỊCH", "", "KT.", "TM. HỘI ĐỒNG"),
            ["TM. HỘI ĐỒNG", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ),
    ],
)
def test_signature_lines(signatory, lines):
    assert layout.signature(signatory).lines == lines


def test_minutes_are_signed_by_the_secretary_left_and_the_chair_right():
    assert [signature.lines for signature in layout.signatures(contents.minutes())] == [["THƯ KÝ"], ["CHỦ TỌA"]]


@pytest.mark.parametrize(
    ("signatory", "authority"),
    [
        (Signatory("HIỆU TRƯỞNG"), "HIỆU TRƯỞNG TRƯỜNG A"),
        (Signatory("PHÓ HIỆU TRƯỞNG", "", "KT.", "HIỆU TRƯỞNG"), "HIỆU TRƯỞNG TRƯỜNG A"),
        (Signatory("CHỦ TỊCH", "", "TM.", "TRƯỜNG A"), "TRƯỜNG A"),
    ],
)
def test_a_decision_names_its_authority(signatory, authority):
    content = Content("QUYẾT ĐỊNH", "", letterhead=Letterhead(issuer=["Trường A"]), signatories=[signatory])

    assert layout.deciding_authority(content) == authority
    content.title = "KẾ HOẠCH"
    assert layout.deciding_authority(content) == ""


def test_appendices_are_numbered_where_there_are_several():
    one, two = [Appendix("A")], [Appendix("A"), Appendix("B")]

    assert layout.appendix_label(one, 0) == "Phụ lục"
    assert [layout.appendix_label(two, index) for index in range(2)] == ["Phụ lục I", "Phụ lục II"]


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("", 10, []),
        ("TRƯỜNG A", 10, ["TRƯỜNG A"]),
        ("aaa bbb ccc ddd", 12, ["aaa bbb", "ccc ddd"]),
        ("HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG", 24, ["HỘI ĐỒNG", "THI ĐUA - KHEN THƯỞNG"]),
        ("mộttừrấtdài", 5, ["mộttừrấtdài"]),
    ],
)
def test_lines_are_balanced(text, limit, lines):
    assert layout.balanced_lines(text, limit, as_wide_as_long) == lines


def test_appendix_names_its_document_or_keeps_what_was_printed():
    content, appendix = contents.minutes(), Appendix("A", caption="(Kèm theo Kế hoạch năm học)")

    assert layout.attachment_note(content, appendix) == (
        "(Kèm theo Biên bản số 05/BB-HĐTĐKT của HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG)"
    )
    assert layout.attachment_note(Content("KẾ HOẠCH", ""), appendix) == "(Kèm theo Kế hoạch năm học)"
    assert layout.attachment_note(Content("KẾ HOẠCH", ""), Appendix("A")) == ""


def test_bands_stand_over_their_columns_and_the_others_take_both_rows():
    table = Table(["TT", "Họ tên", "Tự chấm", "Tổ", "Ghi chú"], [], bands=[Band("", 2), Band("Điểm", 2)])
    upper, lower = layout.table_head(table)
    assert [(cell.text, cell.columns, cell.rows) for cell in upper] == [
        ("TT", 1, 2),
        ("Họ tên", 1, 2),
        ("Điểm", 2, 1),
        ("Ghi chú", 1, 2),
    ]
    assert [cell.text for cell in lower] == ["Tự chấm", "Tổ"]


def test_a_head_without_bands_is_one_row_and_none_where_nothing_is_written():
    assert [[cell.text for cell in row] for row in layout.table_head(Table(["A", "B"], []))] == [["A", "B"]]
    assert layout.table_head(Table(["", ""], [])) == []


def test_marks_are_stamped_secrecy_first_and_the_attachment_has_its_brackets_once():
    content = Content(
        "QUY CHẾ", "x", secrecy="mật", urgency="Hỏa tốc", attached_to="(Ban hành kèm theo Quyết định số 1)"
    )
    assert layout.marks(content) == ["MẬT", "HỎA TỐC"]
    assert layout.attached_to(content) == "(Ban hành kèm theo Quyết định số 1)"
    assert layout.attached_to(Content("QUY CHẾ", "x")) == ""
