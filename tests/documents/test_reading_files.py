from __future__ import annotations

import io
import subprocess
import tracemalloc
import zipfile
import zlib

import pikepdf
import pytest
import weasyprint
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from documents.reading import files
from documents.reading.files import UnreadableFile, text_of_bytes, text_of_upload
from documents.reading.word_numbers import FORMATS

LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
OUTLINE = [(0, "upperRoman", "%1."), (1, "decimal", "%2."), (2, "decimal", "%2.%3."), (3, "lowerLetter", "%4)")]
DOCX_TYPES = "[Content_Types].xml"


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_outline(document, *, start_again: bool = False) -> str:
    """Add the list I. / 1. / 1.1. / a) and return its number."""
    root = document.part.numbering_part.element
    levels = "".join(LEVEL.format(*level) for level in [*OUTLINE, (4, "bullet", "+")])
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    again = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>'
    for number, override in (("90", ""), ("91", again)):
        num = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="90"/>{override}</w:num>'
        root.append(parse_xml(num))
    return "90"


def numbered(document, text: str, level: int, number: str = "90"):
    paragraph = document.add_paragraph(text)
    properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))
    return paragraph


def lines_of(document) -> list[str]:
    return [line for line in text_of_bytes(saved(document)).text.split("\n") if line]


# ---- Word ----


def test_numbers_that_word_writes_by_itself_are_counted():
    document = Document()
    with_outline(document)
    for text, level in [("Mục đích", 0), ("Một", 1), ("Nhỏ", 2), ("Ý", 3), ("Ý", 3), ("Hai", 1), ("Nhỏ", 2)]:
        numbered(document, text, level)
    numbered(document, "Nhiệm vụ", 0)
    numbered(document, "Một", 1)
    numbered(document, "việc", 4)
    numbered(document, "Đánh số lại", 1, "91")

    assert lines_of(document) == [
        "I. Mục đích",
        "1. Một",
        "1.1. Nhỏ",
        "a) Ý",
        "b) Ý",
        "2. Hai",
        "2.1. Nhỏ",
        "II. Nhiệm vụ",
        "1. Một",
        "+ việc",
        "1. Đánh số lại",
    ]


def test_a_number_may_come_from_a_style():
    document = Document()
    for text in ("Đăng ký", "Bình xét"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("ý nhỏ", style="List Bullet")
    assert lines_of(document) == ["1. Đăng ký", "2. Bình xét", "- ý nhỏ"]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [("upperRoman", 14, "XIV"), ("lowerRoman", 9, "ix"), ("lowerLetter", 27, "aa"), ("decimalZero", 5, "05")],
)
def test_forms_of_numbers(form, number, written):
    assert FORMATS[form](number) == written


def test_emphasis_of_runs_and_styles_is_marked():
    document = Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Căn cứ").bold = True
    paragraph.add_run(" vào 5*2 ").italic = True
    paragraph.add_run("quy chế")
    document.add_paragraph("Đề mục", style="Heading 1")
    name = document.add_paragraph().add_run("Kế hoạch")
    name.font.all_caps = True
    assert lines_of(document) == [r"**Căn cứ** *vào 5\*2* quy chế", "**Đề mục**", "KẾ HOẠCH"]


def test_a_letterhead_table_is_read_column_by_column_and_a_data_table_row_by_row():
    document = Document()
    head = document.add_table(2, 2)
    head.cell(0, 0).text, head.cell(0, 1).text = "UBND XÃ ĐỒNG MÂY", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    head.cell(1, 0).text, head.cell(1, 1).text = "TRƯỜNG THCS ĐỒI THÔNG", "Độc lập - Tự do - Hạnh phúc"
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Thời gian"
    table.cell(0, 2).text = "Việc"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Tháng 9"
    table.cell(1, 2).text, table.cell(2, 2).text = "- Đăng ký\n- Phát động", "Họp | bình xét"
    end = document.add_table(1, 2)
    end.cell(0, 0).text, end.cell(0, 1).text = "TM. BCH CÔNG ĐOÀN\nCHỦ TỊCH\n\nHà Thị Na", "HIỆU TRƯỞNG\n\nTrần Văn Bé"

    assert lines_of(document) == [
        "UBND XÃ ĐỒNG MÂY",
        "TRƯỜNG THCS ĐỒI THÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "| Thời gian |  | Việc |",
        "| Tháng 9 |  | - Đăng ký - Phát động |",
        "|  |  | Họp / bình xét |",
        "TM. BCH CÔNG ĐOÀN",
        "CHỦ TỊCH",
        "Hà Thị Na",
        "HIỆU TRƯỞNG",
        "Trần Văn Bé",
    ]


BOX = """<w:r {ns}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>
</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p>
</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def test_text_boxes_controls_and_tracked_changes_are_read_as_the_page_shows_them():
    document = Document()
    ns = nsdecls("w")
    paragraph = document.add_paragraph("Hạn ")._p
    paragraph.append(parse_xml(f"<w:ins {ns}><w:r><w:t>trước ngày 30/9</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {ns}><w:r><w:delText>trước ngày 15/9</w:delText></w:r></w:del>"))
    document.add_paragraph()._p.append(parse_xml(BOX.format(ns=ns)))
    control = f"<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>Trong ô</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(2, parse_xml(control))
    assert lines_of(document) == ["Hạn trước ngày 30/9", "Trong khung", "Trong ô"]


def test_what_is_not_taken_over_is_said():
    document = Document()
    document.add_paragraph("Nội dung").add_run("ẩn").font.hidden = True
    document.sections[0].header.paragraphs[0].text = "Kế hoạch nội bộ"
    document.sections[0].footer.paragraphs[0].text = "Trang 1"
    read = text_of_bytes(saved(document))
    assert read.text.strip() == "Nội dung"
    assert [note.split(";")[0] for note in read.notes] == [
        "Tệp có 1 đoạn chữ ẩn",
        "Đầu hoặc chân trang của tệp có dòng “Kế hoạch nội bộ”",
    ]


# ---- PDF ----

PAGE = """<style>@page{size:A4;margin:2cm 2cm 2cm 3cm;@top-center{content:counter(page)}}
body{font:14pt "Liberation Serif"} p{text-indent:1cm;margin:0 0 6pt;text-align:justify} td{vertical-align:top}
.t td{border:1px solid;} table{width:100%;border-collapse:collapse} .h td{text-align:center;width:50%}</style>
<table class=h><tr><td>UBND XÃ ĐỒNG MÂY<br><b>TRƯỜNG THCS ĐỒI THÔNG</b><br>Số: 05/KH-THCSĐT
<td><b>CHXHCN VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b><br><i>Đồng Mây, ngày 08 tháng 9 năm 2025</i></table>
<p style="text-align:center"><b>KẾ HOẠCH</b></p><p><b>I. MỤC ĐÍCH</b></p>
<p>Thực hiện nhiệm vụ năm học, nhà trường tổ chức phong trào thi đua trong toàn thể cán bộ, giáo viên, nhân viên với
tinh thần đoàn kết, sáng tạo, hiệu quả, bảo đảm thiết thực.</p><p>- Đăng ký danh hiệu trước ngày 30/9/2025.</p>
<table class=t><tr><td>Tháng<td>Việc<tr><td>Tháng 9/2025<td>Đăng ký</table>
<table class=h><tr><td style="text-align:left"><i>Nơi nhận:</i><br>- Các tổ;<br>- Lưu: VT.
<td><b>HIỆU TRƯỞNG</b><br><br>Trần Văn Bé</table>"""


def pdf_of(html: str) -> bytes:
    return weasyprint.HTML(string=html).write_pdf()


def test_a_pdf_is_read_in_the_order_of_a_reader():
    assert text_of_bytes(pdf_of(PAGE)).text.split("\n") == [
        "UBND XÃ ĐỒNG MÂY",
        "**TRƯỜNG THCS ĐỒI THÔNG**",
        "Số: 05/KH-THCSĐT",
        "**CHXHCN VIỆT NAM**",
        "**Độc lập - Tự do - Hạnh phúc**",
        "*Đồng Mây, ngày 08 tháng 9 năm 2025*",
        "**KẾ HOẠCH**",
        "**I. MỤC ĐÍCH**",
        "Thực hiện nhiệm vụ năm học, nhà trường tổ chức phong trào thi đua trong toàn thể cán bộ, giáo viên, nhân viên"
        " với tinh thần đoàn kết, sáng tạo, hiệu quả, bảo đảm thiết thực.",
        "- Đăng ký danh hiệu trước ngày 30/9/2025.",
        "| Tháng | Việc |",
        "| Tháng 9/2025 | Đăng ký |",
        "*Nơi nhận:*",
        "- Các tổ;",
        "- Lưu: VT.",
        "**HIỆU TRƯỞNG**",
        "Trần Văn Bé",
    ]


def scanned() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 600), "white").save(buffer, "PDF")
    return buffer.getvalue()


def locked_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of("<p>Kế hoạch"))) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


def swollen_pdf() -> bytes:
    """Half a gigabyte of blanks in the place of a page's text."""
    with pikepdf.open(io.BytesIO(pdf_of("<p>Kế hoạch"))) as pdf:
        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(b" " * 2**24) for _ in range(32)) + packer.flush()
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].Contents = stream
        buffer = io.BytesIO()
        pdf.save(buffer, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return buffer.getvalue()


# ---- what cannot be read ----


def archive(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return buffer.getvalue()


def old_font() -> bytes:
    document = Document()
    run = document.add_paragraph().add_run("§éc lËp")
    run.font.name = ".VnTime"
    return saved(document)


BAD = {
    "empty": (b"  \n", "Tệp trống"),
    "100 MB": (b"a" * (files.MAX_BYTES + 1), "quá 10 MB"),
    "old Word": (files.OLE + "WordDocument".encode("utf-16-le"), r"\.doc đời cũ"),
    "locked Word": (files.OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "old Excel": (files.OLE + "Workbook".encode("utf-16-le"), "Excel"),
    "Excel named .docx": (archive((DOCX_TYPES, b""), ("xl/workbook.xml", b"")), "Excel"),
    "PowerPoint": (archive((DOCX_TYPES, b""), ("ppt/presentation.xml", b"")), "PowerPoint"),
    "zip": (archive(("a.txt", b"a")), "tệp nén"),
    "macro": (archive(("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"a")), "macro"),
    "no parts": (archive(("word/document.xml", b"<a/>")), "hỏng"),
    "half a zip": (archive(("word/document.xml", b"<a/>"))[:40], "hỏng"),
    "many entries": (
        archive(("word/document.xml", b"<a/>"), *((f"a{n}", b"") for n in range(files.MAX_ENTRIES))),
        "quá lớn",
    ),
    "rtf": (b"{\\rtf1 a}", r"\.rtf"),
    "another encoding": ("Đề án".encode("cp1258", "ignore"), "Unicode"),
    "a program": (b"\x7fELF\x00\x01", "không phải văn bản"),
    "broken PDF": (b"%PDF-1.7 nothing", "hỏng"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_says_why_and_what_to_do(name):
    data, sentence = BAD[name]
    with pytest.raises(UnreadableFile, match=sentence) as caught:
        text_of_bytes(data)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("make", "sentence"), [(scanned, "scan"), (locked_pdf, "mật khẩu"), (old_font, "phông chữ cũ")]
)
def test_made_files_that_cannot_be_read(make, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        text_of_bytes(make())


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = archive((DOCX_TYPES, b""), ("word/document.xml", b" " * (200 * 2**20)))
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match="quá lớn"):
            text_of_bytes(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(bomb) < 2**20
    assert peak < 5 * 2**20


def test_a_swollen_pdf_ends_its_own_process_only(monkeypatch):
    monkeypatch.setattr(files, "PDF_MEMORY", 400 * 2**20)
    assert text_of_bytes(pdf_of("<p>" + "Kế hoạch năm học. " * 9)).text.startswith("Kế hoạch")
    with pytest.raises(UnreadableFile, match="quá nặng"):
        text_of_bytes(swollen_pdf())


def test_the_process_that_opens_a_pdf_knows_none_of_the_secrets(monkeypatch):
    seen = {}

    def run(command, **given):
        seen.update(given["env"])
        return subprocess.CompletedProcess(command, 0, stdout=b"K", stderr=b"")

    monkeypatch.setenv("SECRET_KEY", "k")
    monkeypatch.setenv("DATABASE_URL", "postgres://")
    monkeypatch.setattr("core.bounded.subprocess.run", run)
    text_of_bytes(b"%PDF-1.7")
    assert "PATH" in seen
    assert not seen.keys() & {"SECRET_KEY", "DATABASE_URL"}


def test_a_file_that_is_too_big_is_not_even_read():
    class Upload:
        size = 100 * 2**20

        def read(self, *args):
            raise AssertionError("read")

    with pytest.raises(UnreadableFile, match="Tệp nặng 100 MB"):
        text_of_upload(Upload())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_may_be_any_unicode(encoding):
    assert text_of_bytes("Kế hoạch\r\nnăm học".encode(encoding)).text == "Kế hoạch\r\nnăm học"


def test_the_default_paragraph_style_counts():
    document = Document()
    document.styles["Normal"].font.bold = True
    document.add_paragraph("Đậm")
    assert document.styles.element.find(qn("w:style")) is not None
    assert lines_of(document) == ["**Đậm**"]
