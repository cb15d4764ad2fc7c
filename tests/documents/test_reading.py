"""Reading an official document: one grammar, many ways of setting the same page."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.content import Item, Paragraph, Section, Table, plain_text
from documents.reading import read_text
from documents.reading.document import words
from documents.reading.lines import clean_lines, source_lines
from documents.reading.numbering import read_label

BODY = "I. MỤC ĐÍCH\n- Giữ nền nếp dạy và học.\n"
TITLE = "KẾ HOẠCH\nThi đua năm học 2025-2026\n\n"


def outline(blocks):
    """Sections as (label, title, children)."""
    return [(b.label, b.title, outline(b.blocks)) for b in blocks if isinstance(b, Section)]


def codes(reading):
    return [doubt.code for doubt in reading.doubts]


LETTERHEADS = {
    "line by line": (
        "UBND XÃ ĐỒNG MÂY\nTRƯỜNG TIỂU HỌC ĐỒI THÔNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 05/KH-THĐT\nĐồng Mây, ngày 08 tháng 9 năm 2025\n"
    ),
    "side by side": (
        "UBND XÃ ĐỒNG MÂY        CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "TRƯỜNG TIỂU HỌC ĐỒI THÔNG\tĐộc lập – Tự do – Hạnh phúc\n"
        "Số: 05 / KH-THĐT        Đồng Mây, ngày 08 tháng 9 năm 2025\n"
    ),
    "on one line": (
        "UBND XÃ ĐỒNG MÂY TRƯỜNG TIỂU HỌC ĐỒI THÔNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc\n"
        "Số: 05/KH-THĐT Đồng Mây, ngày 08 tháng 9 năm 2025\n"
    ),
    "marked": (
        "**UBND XÃ ĐỒNG MÂY**\n\n**TRƯỜNG TIỂU HỌC**\n**ĐỒI THÔNG**\n\n**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**\n\n"
        "***Độc lập - Tự do - Hạnh phúc***\n-----\nSố: 05/KH - THĐT\n\n*Đồng Mây, ngày 08 tháng 9 năm 2025*\n"
    ),
    "decomposed": unicodedata.normalize(
        "NFD",
        "UBND XÃ ĐỒNG\u00a0MÂY\nTRƯỜNG TIỂU HỌC ĐỒI THÔNG\nSố: 05/KH-THĐT\nĐồng Mây, ngày 08 tháng 9 năm 2025\n",
    ),
}


@pytest.mark.parametrize("letterhead", LETTERHEADS.values(), ids=LETTERHEADS.keys())
def test_letterhead_is_read_in_every_setting(letterhead):
    head = read_text(letterhead + "\n" + TITLE + BODY).content.letterhead

    assert head.superior == ["UBND XÃ ĐỒNG MÂY"]
    assert " ".join(head.issuer) == "TRƯỜNG TIỂU HỌC ĐỒI THÔNG"
    assert (head.number, head.symbol, head.place) == ("05", "KH-THĐT", "Đồng Mây")
    assert head.issued_on == date(2025, 9, 8)


@pytest.mark.parametrize(
    ("printed", "code", "number", "issued_on"),
    [
        ("Số:     /KH-THĐT\nĐồng Mây, ngày 08 tháng 9 năm 2025", "blank_number", None, date(2025, 9, 8)),
        ("Số: 05/KH-THĐT\nĐồng Mây, ngày      tháng 9 năm 2025", "blank_date", "05", None),
        ("Số: 05/KH-THĐT\nĐồng Mây, ngày 31 tháng 9 năm 2025", "invalid_date", "05", None),
    ],
)
def test_incomplete_letterhead_is_a_doubt_and_stays_as_printed(printed, code, number, issued_on):
    reading = read_text(f"TRƯỜNG TIỂU HỌC ĐỒI THÔNG\n{printed}\n\n{TITLE}{BODY}")

    assert code in codes(reading)
    assert (reading.content.letterhead.number, reading.content.letterhead.issued_on) == (number, issued_on)
    assert words(printed) - words(plain_text(reading.content)) == words("")


@pytest.mark.parametrize(
    "title",
    [
        "KẾ HOẠCH\nThi đua năm học 2025-2026",
        "**K Ế   H O Ạ C H**\n\n**Thi đua năm học**\n**2025-2026**",
        "K Ế H O Ạ C H\nThi đua năm học 2025-2026",
        "# KẾ HOẠCH\n## Thi đua năm học 2025-2026",
        "KẾ HOẠCH Thi đua năm học 2025-2026",
    ],
)
def test_title_and_subject(title):
    content = read_text(f"{title}\n\nCăn cứ Luật Thi đua, khen thưởng;\n\n{BODY}").content

    assert (content.title, content.subject) == ("KẾ HOẠCH", "Thi đua năm học 2025-2026")
    assert content.bases == ["Căn cứ Luật Thi đua, khen thưởng;"]


def test_level_is_the_depth_by_numbering_whatever_the_marks():
    text = (
        "#### Phần thứ nhất\n**ĐÁNH GIÁ**\n# I/ Kết quả\nĐã có tiến bộ.\nPhần thứ hai: PHƯƠNG HƯỚNG\n##### I. "
        "Nhiệm vụ:\n## 1. Thi đua\n"
        "### 1.1. Nội dung\na) Dạy tốt:\n- Dự giờ.\n1.2. Hình thức\n- Họp tổ.\nII. Giải pháp\n- Kiểm tra.\n"
    )

    content = read_text(TITLE + text).content

    assert outline(content.blocks) == [
        ("Phần thứ nhất", "ĐÁNH GIÁ", [("I", "Kết quả", [])]),
        (
            "Phần thứ hai",
            "PHƯƠNG HƯỚNG",
            [
                (
                    "I",
                    "Nhiệm vụ",
                    [("1", "Thi đua", [("1.1", "Nội dung", [("a", "Dạy tốt", [])]), ("1.2", "Hình thức", [])])],
                ),
                ("II", "Giải pháp", []),
            ],
        ),
    ]


def test_numbered_paragraphs_are_body_and_keep_their_number():
    text = (
        "IV. TỔ CHỨC THỰC HIỆN\n1. Các tổ trưởng hướng dẫn viên chức đăng ký và theo dõi việc thực hiện.\n"
        "2. Văn thư lưu hồ sơ theo quy định.\nTrên đây là kế hoạch của nhà trường./.\n"
    )

    content = read_text(TITLE + "I. MỤC ĐÍCH\nGiữ nền nếp.\n" + text).content

    assert outline(content.blocks) == [("I", "MỤC ĐÍCH", []), ("IV", "TỔ CHỨC THỰC HIỆN", [])]
    assert [(block.marker, block.source_line) for block in content.blocks[1].blocks] == [("1.", 7), ("2.", 8)]
    assert [paragraph.text for paragraph in content.closing] == ["Trên đây là kế hoạch của nhà trường./."]


@pytest.mark.parametrize(
    ("labels", "code"),
    [(["I", "II", "IV"], "section_gap"), (["I", "II", "II"], "section_repeat"), (["I", "II", "III"], None)],
)
def test_rows_of_numbers_are_checked(labels, code):
    text = "".join(
        f"{label}. ĐỀ MỤC {name}\nNội dung.\n" for label, name in zip(labels, ["MỘT", "HAI", "BA"], strict=True)
    )

    reading = read_text(TITLE + text)

    assert [c for c in codes(reading) if c.startswith("section")] == ([code] if code else [])


def test_paragraph_broken_in_mid_sentence_is_joined_and_said():
    reading = read_text(TITLE + "I. YÊU CẦU\n- Bình xét dựa trên minh chứng, được bàn\n\nbạc tại tổ trước khi trình.\n")

    assert (
        reading.content.blocks[0].blocks[0].text == "Bình xét dựa trên minh chứng, được bàn bạc tại tổ trước khi trình."
    )
    assert [(d.code, d.line) for d in reading.doubts if d.code == "wrapped_paragraph"] == [("wrapped_paragraph", 5)]


def test_emphasis_becomes_runs_and_a_star_before_a_space_a_bullet():
    section = read_text(
        TITLE + "I. NỘI DUNG\n- Phong trào *“Giờ học vui”* và **đọc sách**\n* Việc khác.\n"
    ).content.blocks[0]

    first, second = section.blocks
    assert [(run.text, run.bold, run.italic) for run in first.runs] == [
        ("Phong trào ", False, False),
        ("“Giờ học vui”", False, True),
        (" và ", False, False),
        ("đọc sách", True, False),
    ]
    assert isinstance(second, Item)
    assert second.marker == "*"


def test_a_space_written_as_an_entity_parts_words():
    assert [line.text for line in clean_lines(source_lines("Ngày&nbsp;20&nbsp;tháng 11"))] == ["Ngày 20 tháng 11"]


def test_table_of_bars():
    section = read_text(TITLE + "I. TIẾN ĐỘ\n| Thời gian | Việc |\n|---|---|\n| Tháng 9 | Đăng ký |\n").content.blocks[
        0
    ]

    assert section.blocks == [Table(["Thời gian", "Việc"], [["Tháng 9", "Đăng ký"]], source_line=7)]


@pytest.mark.parametrize(
    "ending",
    [
        "Nơi nhận:\n- UBND xã (để báo cáo);\n- Lưu: VT.\n\nKT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG\n\n(Đã ký)\n\nĐoàn "
        "Vũ Hạ Lam",
        "**Nơi nhận:**        **KT. HIỆU TRƯỞNG**\n- UBND xã (để báo cáo);        **PHÓ HIỆU TRƯỞNG**\n- Lưu: "
        "VT.        (Đã ký)\n        Đoàn Vũ Hạ Lam\n",
        "KT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG\n(Đã ký)\nĐoàn Vũ Hạ Lam\nNơi nhận:\n- UBND xã (để báo cáo);\n- Lưu: VT.",
        "Nơi nhận: - UBND xã (để báo cáo); - Lưu: VT.\nKT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG\n(Đã ký)\nĐoàn Vũ Hạ Lam",
    ],
)
def test_ending_is_read_in_every_setting(ending):
    content = read_text(TITLE + BODY + ending).content

    assert [recipient.rstrip(";.") for recipient in content.recipients] == ["UBND xã (để báo cáo)", "Lưu: VT"]
    [signatory] = content.signatories
    assert (signatory.capacity, signatory.on_behalf, signatory.post) == ("KT.", "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")
    assert (signatory.note, signatory.name) == ("(Đã ký)", "Đoàn Vũ Hạ Lam")
    assert content.unplaced == []


def test_appendix_after_the_signature():
    text = (
        "Nơi nhận:\n- Lưu: VT.\nHIỆU TRƯỞNG\nMạc Tùng Sơn\n\n\nPHỤ LỤC\nLịch công việc\n(Kèm theo Kế hoạch "
        "số 05/KH-THĐT)\n09/2025\n- Đăng ký.\n"
    )

    reading = read_text(TITLE + BODY + text)

    [appendix] = reading.content.appendices
    assert (appendix.label, appendix.title, appendix.caption) == (
        "PHỤ LỤC",
        "Lịch công việc",
        "(Kèm theo Kế hoạch số 05/KH-THĐT)",
    )
    assert [type(block) for block in appendix.blocks] == [Paragraph, Item]
    assert "appendix_after_signature" in codes(reading)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("5 . Tháng 5", "5"),
        ("II/ NỘI DUNG", "II"),
        ("đ) Việc khác", "đ"),
        ("1.2.3. Chi tiết", "1.2.3"),
        ("Điều 4. Hiệu lực", "Điều 4"),
        ("20/11 là ngày vui", None),
        ("100% viên chức", None),
        ("2. 000 đồng", None),
        ("12.10.2020", None),
        ("Phần mềm quản lý", None),
    ],
)
def test_labels(text, label):
    read = read_label(text)

    assert (read.text if read else None) == label


PARAGRAPHS = [
    "UBND XÃ ĐỒNG MÂY",
    "TRƯỜNG THCS ĐỒI THÔNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 7/KH-THCS",
    "KẾ HOẠCH",
    "Thi đua năm 2025",
    "Đồng Mây, ngày 5 tháng 2 năm 2025",
    "Căn cứ Luật Thi đua, khen thưởng;",
    "I. MỤC ĐÍCH",
    "IV. TỔ CHỨC",
    "1. Mục tiêu: Đạt chỉ tiêu.",
    "2. Các tổ báo cáo trước ngày 30/2.",
    "a) Tổ Văn phòng",
    "- Họp **tổ** hằng tháng",
    "+ Ghi *biên bản*;",
    "* Thời gian:",
    "Nơi nhận:",
    "- Lưu: VT.",
    "HIỆU TRƯỞNG",
    "(Đã ký)",
    "Mạc Tùng Sơn",
    "PHỤ LỤC II",
    "| A | B |",
    "|---|---|",
    "| 1 | 2 |",
    "tiếp theo câu trước",
    "Trên đây là kế hoạch./.",
    "Kính gửi: Các tổ",
    "Phần thứ hai",
    "09/2025",
    "DỰ THẢO",
    "____",
    "Điều 3. Hiệu lực",
    "",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARAGRAPHS), max_size=30), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_no_word_is_lost_in_any_order(paragraphs, separator):
    text = separator.join(paragraphs)

    reading = read_text(text)

    source = "\n".join(line.text for line in clean_lines(source_lines(text)))
    assert not words(source) - words(plain_text(reading.content))
    assert all(1 <= doubt.line <= len(reading.lines) for doubt in reading.doubts)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aAđĐẾệ1I.,;:-–*_|#()“”/ \n\t"), max_size=120))
def test_no_text_is_refused(text):
    reading = read_text(text)

    source = "\n".join(line.text for line in clean_lines(source_lines(text)))
    assert not words(source) - words(plain_text(reading.content))
