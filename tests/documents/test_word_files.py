"""Official documents as Word files: their form, read from the finished file."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pdfplumber
import pytest
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from docx.shared import Mm

from documents import rendering
from documents.checker.files import check_file
from documents.checker.judging import BROKEN, LOOK
from documents.content import Appendix, Band, Content, Item, Paragraph, Run, Section, Signatory, Table
from documents.word import word_file
from tests.documents import contents
from tests.documents.word_files import MM_A_TWIP, opened, paragraphs, parts, style_of, text_of

EVERY_KIND = [contents.plan, contents.decision, contents.minutes, contents.submission_letter, contents.wide_list]
EMU_A_POINT = 12700


def rules(element) -> list[float]:
    """The lengths of the drawn lines in an element, in points."""
    return [int(each.get("cx")) / EMU_A_POINT for each in element.iter(qn("wp:extent"))]


@pytest.mark.parametrize("make", EVERY_KIND)
def test_every_run_is_black_times_new_roman_in_every_script(make):
    for name, blob in parts(word_file(make(), draft=True)).items():
        if not re.match(r"word/(document|header|footer)", name):
            continue
        runs = re.findall(rb"<w:r>(.*?)</w:r>", blob, re.S)
        assert runs or b"header" in name.encode()
        for run in runs:
            if b"<mc:AlternateContent" in run:
                continue
            assert run.count(b'="Times New Roman"') == 4, run
            assert b'<w:color w:val="000000"/>' in run
            assert b'w:lang w:val="vi-VN"' in run


@pytest.mark.parametrize("make", EVERY_KIND)
def test_pages_are_a4_with_the_margins_of_the_decree(make):
    for section in opened(make()).sections:
        sides = {round(section.page_width.mm), round(section.page_height.mm)}
        assert sides == {210, 297}
        margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        assert [round(each.mm) for each in margins] == [20, 15, 20, 30]


def test_letterhead_stands_in_a_table_of_the_right_widths_without_lines():
    table = opened(contents.plan()).tables[0]
    left, right = (int(each.get(qn("w:w"))) * MM_A_TWIP for each in table._tbl.tblGrid.iter(qn("w:gridCol")))
    assert 70 <= left <= 75
    assert 97.5 <= right <= 103
    assert 172.5 <= left + right <= 175
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is None
    words = [text_of(each) for each in table._tbl.iter(qn("w:p"))]
    assert words[:2] == ["UBND XÃ SUỐI MƠ", "TRƯỜNG TIỂU HỌC HOA SEN"]
    assert "Số: 05/KH-THHS" in words
    assert "Suối Mơ, ngày 05 tháng 02 năm 2026" in words


def test_rules_are_drawn_as_long_as_the_decree_wants():
    document = opened(contents.plan())
    issuer, motto, subject = rules(document.element.body)
    assert motto == pytest.approx(rendering.text_width("Bold", 13, "Độc lập - Tự do - Hạnh phúc"), abs=0.1)
    assert 1 / 3 <= issuer / rendering.text_width("Bold", 12, "TRƯỜNG TIỂU HỌC HOA SEN") <= 1 / 2
    longest = max(paragraphs(document, "TrichYeu")[0].split("\n"), key=len)
    assert 1 / 3 <= subject / rendering.text_width("Bold", 14, longest) <= 1 / 2
    body = document.element.body
    assert not list(body.iter(qn("w:u")))
    assert "__" not in "".join(each.text or "" for each in body.iter(qn("w:t")))


def test_parts_carry_named_styles():
    document = opened(contents.plan())
    names = {style.name for style in document.styles}
    assert {"Quốc hiệu", "Tiêu ngữ", "Số ký hiệu", "Trích yếu", "Căn cứ", "Thân văn bản", "Nơi nhận"} <= names
    assert {f"Heading {level}" for level in range(1, 6)} <= names
    assert paragraphs(document, "Heading1")[0] == "Phần I\nNHỮNG VẤN ĐỀ CHUNG"
    assert paragraphs(document, "Heading2")[0] == "I. MỤC ĐÍCH, YÊU CẦU"
    assert paragraphs(document, "Heading3")[:2] == ["1. Mục đích", "2. Yêu cầu"]
    assert paragraphs(document, "Heading4") == ["2.1. Công khai"]
    assert paragraphs(document, "CauKet")[0].endswith("thực hiện./.")
    assert paragraphs(document, "NoiNhanDanhSach")[-1] == "- Lưu: VT, TĐKT."


def test_used_styles_are_defined():
    for make in EVERY_KIND:
        document = opened(make())
        defined = {style.style_id for style in document.styles}
        assert {style_of(each) for each in document.element.body.iter(qn("w:p"))} - {""} <= defined


def test_pages_are_numbered_above_from_the_second_on_and_anew_in_an_appendix():
    content = contents.plan()
    content.appendices = [Appendix("Một", [contents.text("A")]), Appendix("Hai", [contents.text("B")])]
    document = opened(content)
    sections = document.element.body.findall(f".//{qn('w:sectPr')}")
    assert [each.find(qn("w:titlePg")) is not None for each in sections] == [True] * 3
    assert [each.find(qn("w:pgNumType")).get(qn("w:start")) for each in sections] == ["1"] * 3
    section = document.sections[0]
    assert "PAGE" in "".join(each.text for each in section.header._element.iter(qn("w:instrText")))
    assert not list(section.first_page_header._element.iter(qn("w:instrText")))


def test_wide_table_lies_on_its_side_with_a_head_on_every_page():
    document = opened(contents.wide_list())
    orientations = [section.orientation for section in document.sections]
    assert orientations[:2] == [WD_ORIENTATION.PORTRAIT, WD_ORIENTATION.LANDSCAPE]
    second = document.element.body.findall(f".//{qn('w:sectPr')}")[1]
    assert second.find(qn("w:titlePg")) is None  # its pages go on being counted
    table = document.tables[1]._tbl
    rows = table.findall(qn("w:tr"))
    assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_bands_stand_over_their_columns():
    table = Table(["TT", "Đồng ý", "Không"], [["1", "5", "0"]], bands=[Band(""), Band("Kết quả", 2)])
    document = opened(Content("BIÊN BẢN", "Kiểm phiếu", blocks=[table]))
    rows = document.tables[1]._tbl.findall(qn("w:tr"))
    assert [text_of(cell) for cell in rows[0].findall(qn("w:tc"))] == ["TT", "Kết quả"]
    assert [each.get(qn("w:val")) for each in rows[0].iter(qn("w:gridSpan"))] == ["2"]
    assert [text_of(cell) for cell in rows[1].findall(qn("w:tc"))] == ["", "Đồng ý", "Không"]


def test_headings_and_signatures_keep_together():
    document = opened(contents.plan())
    styles = {style.style_id: style for style in document.styles}
    for code in ("Heading1", "Heading2", "Heading3", "QuyenHanChucVu", "ChuKy"):
        assert styles[code].paragraph_format.keep_with_next, code
    assert styles["ThanVanBan"].paragraph_format.widow_control
    assert styles["ThanVanBan"].paragraph_format.first_line_indent.mm == pytest.approx(12.7, abs=0.05)
    assert styles["ThanVanBan"].paragraph_format.space_before.pt == 6


def test_minutes_are_signed_by_the_secretary_at_the_left():
    document = opened(contents.minutes())
    posts = [[cell.text.strip() for cell in row.cells] for row in document.tables[-1].rows]
    assert posts[0] == ["THƯ KÝ", "CHỦ TỌA"]
    assert [bool(each) for each in posts[-1]] == [True, True]
    assert not paragraphs(document, "DiaDanhNgayThang")


def test_draft_is_marked_and_bears_no_number():
    document = opened(contents.plan(), draft=True)
    for header in (document.sections[0].header, document.sections[0].first_page_header):
        assert "DỰ THẢO" in text_of(header._element)
    assert re.fullmatch(r"Số:\s{5,}/KH-THHS", paragraphs(document, "SoKyHieu")[0])
    assert "DỰ THẢO" not in text_of(opened(contents.plan()).sections[0].header._element)


def test_marks_of_the_decree_stand_where_it_puts_them():
    content = contents.plan()
    content.secrecy, content.urgency, content.circulation = "Mật", "Khẩn", "Lưu hành nội bộ"
    content.drafter, content.contact = "NVA.15", "Thôn Đoài, xã Suối Mơ"
    document = opened(content)
    assert paragraphs(document, "DauMatKhan") == ["MẬT", "KHẨN"]
    assert paragraphs(document, "PhamViLuuHanh") == ["LƯU HÀNH NỘI BỘ"]
    assert paragraphs(document, "NguoiSoan") == ["NVA.15"]
    footer = document.sections[0].first_page_footer._element
    assert "Thôn Đoài" in text_of(footer)
    assert rules(footer) == [pytest.approx(Mm(165).pt, abs=1)]
    assert "Thôn" not in text_of(document.sections[-1].first_page_footer._element)


def test_same_content_gives_the_same_bytes_without_names_of_the_machine():
    data = word_file(contents.plan(), draft=False)
    assert data == word_file(contents.plan(), draft=False)
    core = opened(contents.plan()).core_properties
    assert core.title == "KẾ HOẠCH Công tác thi đua, khen thưởng năm học 2026 - 2027"
    assert (core.author, core.last_modified_by, core.language) == ("", "", "vi-VN")


def test_five_pages_are_made_at_once_and_small():
    assert len(word_file(contents.plan(), draft=False)) < 40_000


@pytest.mark.parametrize("make", EVERY_KIND)
@pytest.mark.parametrize("draft", [False, True])
def test_independent_checker_finds_nothing(make, draft, tmp_path):
    path = tmp_path / "paper.docx"
    path.write_bytes(word_file(make(), draft=draft))
    report = check_file(path)
    assert [(each.code, each.spots) for each in report.of(BROKEN) + report.of(LOOK)] == []


# ---- what is hard to lay out ----


def body(document) -> str:
    return unicodedata.normalize("NFC", "\n".join(text_of(each) for each in document.element.body.iter(qn("w:p"))))


def test_names_of_two_hundred_characters():
    name = ("Nguyễn Thị Hoàng " * 12)[:200].strip()
    content = contents.plan()
    content.signatories = [Signatory("HIỆU TRƯỞNG", name)]
    content.letterhead.issuer = [f"Trường {name}"]
    content.subject = name
    document = opened(content)
    assert name in body(document)
    assert f"TRƯỜNG {name.upper()}" in " ".join(paragraphs(document, "CoQuanBanHanh")[0].split())


def test_table_of_three_hundred_rows():
    rows = [[str(n), "Nguyễn Văn A", "Hoàn thành xuất sắc nhiệm vụ"] for n in range(1, 301)]
    document = opened(Content("DANH SÁCH", "Khen", blocks=[Table(["TT", "Họ tên", "Thành tích"], rows)]))
    assert len(document.tables[1].rows) == 301


def test_one_word_and_an_empty_section():
    content = Content("KẾ HOẠCH", "Một", blocks=[contents.text("Từ"), Section(""), Section("Trống"), Paragraph([])])
    assert "TRỐNG" in body(opened(content))
    assert opened(Content("", ""))


def test_fifty_recipients():
    content = contents.plan()
    content.recipients = [f"Trường Tiểu học số {n}" for n in range(50)]
    assert len(paragraphs(opened(content), "NoiNhanDanhSach")) == 51


def test_decomposed_letters_are_put_together():
    content = contents.plan()
    content.blocks = [contents.text(unicodedata.normalize("NFD", "Đánh giá thường xuyên"))]
    document = opened(content)
    assert "Đánh giá thường xuyên" in "".join(text_of(each) for each in document.element.body.iter(qn("w:p")))


def test_letters_of_other_scripts_and_control_characters():
    content = contents.plan()
    content.blocks = [Item([Run("Ünïcödé 漢字 العربية 😀\x00\x0b\ufffe hết")])]
    assert "Ünïcödé 漢字 العربية 😀 hết" in body(opened(content))


# ---- as another program lays it out ----

OFFICE = shutil.which("soffice")
FONTS = Path(rendering.__file__).parent / "fonts"
FONT_SETTINGS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>
<cachedir>{cache}</cachedir><alias binding="same"><family>Times New Roman</family>
<accept><family>Liberation Serif</family></accept></alias></fontconfig>"""


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_libreoffice_lays_it_out_as_our_pdf(tmp_path):
    content = contents.plan()
    (tmp_path / "plan.docx").write_bytes(word_file(content, draft=False))
    settings = tmp_path / "fonts.conf"
    settings.write_text(FONT_SETTINGS.format(fonts=FONTS, cache=tmp_path / "cache"), encoding="utf-8")
    command = [
        OFFICE,
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--headless",
        "--convert-to",
        "pdf",
        "plan.docx",
    ]
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=120)
    with (
        pdfplumber.open(tmp_path / "plan.pdf") as theirs,
        pdfplumber.open(io.BytesIO(rendering.render_pdf(content, draft=False))) as ours,
    ):
        assert len(theirs.pages) == len(ours.pages)
        for page, own in zip(theirs.pages, ours.pages, strict=True):
            assert (page.width, page.height) == pytest.approx((own.width, own.height), abs=1)
        first = theirs.pages[0].extract_text()
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
        drawn = [shape for shape in [*theirs.pages[0].lines, *theirs.pages[0].rects] if shape["width"] > 50]
        assert len(drawn) >= 3
        assert theirs.pages[1].extract_text().startswith("2\n")
