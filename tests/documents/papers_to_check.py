"""Papers that are set by hand, as any office would: a PDF from HTML and a Word file. The checker's tests break them."""

from __future__ import annotations

import io
import warnings
from functools import cache
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from documents.checker.judging import BROKEN, LOOK, judge
from documents.checker.pdf import read_pdf
from documents.checker.word import read_word

FONTS = Path(__file__).resolve().parents[2] / "documents" / "fonts"
STYLE = "\n".join(
    f'@font-face {{ font-family: "Liberation Serif"; src: url("{FONTS.as_uri()}/LiberationSerif-{face}.ttf"); {rule} }}'
    for face, rule in (
        ("Regular", ""),
        ("Bold", "font-weight: bold"),
        ("Italic", "font-style: italic"),
        ("BoldItalic", "font-weight: bold; font-style: italic"),
    )
)
STYLE += """
@page { size: A4; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page); font: 13pt "Liberation Serif" } }
@page :first { @top-center { content: none } }
body { margin: 0; font: 14pt/1.25 "Liberation Serif"; color: #000 }
p { margin: 0 }
.head { width: 100%; border-collapse: collapse; text-align: center; line-height: 1.15 }
.head td { padding: 0; vertical-align: top } .head .l { width: 40% }
.s12 { font-size: 12pt } .s13 { font-size: 13pt } .b { font-weight: bold } .i { font-style: italic }
.u { display: inline-block; white-space: nowrap } .r { border-top: 0.75pt solid #000; margin: 2pt auto 0 }
.half { width: 42% } .c { text-align: center } .row2 td { padding-top: 8pt }
.t { text-align: justify; text-indent: 12.7mm; margin-top: 6pt }
h2 { font-size: 14pt; margin: 6pt 0 0; text-indent: 12.7mm; break-after: avoid }
.end { display: flex; margin-top: 14pt; break-inside: avoid; break-before: avoid } .end > div { width: 50% }
.n { font-size: 11pt; line-height: 1.15 } .gap { height: 60pt }
"""
FILLER = (
    "Tổ chuyên môn phối hợp với Công đoàn cơ sở rà soát kết quả thực hiện nhiệm vụ của từng giáo viên, lấy ý kiến tập"
    " thể, lập danh sách đề nghị và gửi về Hội đồng trước ngày họp xét năm ngày làm việc để tổng hợp."
)
BODY = f"""
<table class="head"><tr>
<td class="l"><p class="s12">UBND XÃ SUỐI MƠ</p>
<div class="u"><p class="s12 b">TRƯỜNG TIỂU HỌC HOA SEN</p><div class="r half"></div></div></td>
<td><p class="s12 b">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
<div class="u"><p class="s13 b">Độc lập - Tự do - Hạnh phúc</p><div class="r"></div></div></td></tr>
<tr class="row2"><td><p class="s13">Số: 05/KH-THHS</p></td>
<td><p class="s13 i">Suối Mơ, ngày 05 tháng 02 năm 2026</p></td></tr></table>
<div class="c" style="margin: 18pt 0 10pt"><p class="b">KẾ HOẠCH</p>
<div class="u"><p class="b">Công tác thi đua, khen thưởng năm học 2025 - 2026</p><div class="r half"></div></div></div>
<p class="t i">Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;</p>
<p class="t i">Căn cứ Kế hoạch giáo dục của nhà trường năm học 2025 - 2026.</p>
<p class="t">Trường Tiểu học Hoa Sen xây dựng kế hoạch công tác thi đua, khen thưởng năm học như sau:</p>
<h2>I. MỤC ĐÍCH, YÊU CẦU</h2>
<p class="t">1. {FILLER}</p>
<p class="t">a) Công khai tại bảng tin của nhà trường;</p><p class="t">b) Dân chủ trong từng tổ chuyên môn;</p>
<p class="t">c) Đúng người, đúng việc;</p><p class="t">d) Kịp thời;</p><p class="t">đ) Gắn với nhiệm vụ năm học.</p>
<p class="t">2. {FILLER}</p>
<h2>II. NỘI DUNG</h2>
{f'<p class="t">{FILLER}</p>' * 9}
<h2>III. TỔ CHỨC THỰC HIỆN</h2>
<p class="t">{FILLER}</p>
<p class="t">Trên đây là kế hoạch công tác thi đua của nhà trường./.</p>
<div class="end"><div><p class="s12 b i">Nơi nhận:</p>
<p class="n">- UBND xã Suối Mơ;</p><p class="n">- Các tổ chuyên môn;</p>
<p class="n">- Lưu: VT.</p></div>
<div class="c"><p class="b">KT. HIỆU TRƯỞNG</p><p class="b">PHÓ HIỆU TRƯỞNG</p>
<div class="gap"></div><p class="b">Lương Thị Mai Anh</p></div></div>
"""


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def paper_pdf(*changes: tuple[str, str], style: str = "", archival: bool = True) -> bytes:
    """The plan as PDF (PDF/A where `archival`) with each (old, new) put into its HTML; every old text must be there."""
    body = BODY
    for old, new in changes:
        assert old in body, old
        body = body.replace(old, new, 1)
    html = (
        f'<html lang="vi"><head><title>Kế hoạch</title><style>{STYLE}{style}</style></head><body>{body}</body></html>'
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to be closed when freed
        given = {"pdf_variant": "pdf/a-2a", "pdf_tags": True} if archival else {}
        return HTML(string=html).write_pdf(font_config=_fonts(), **given)


# ---- Word ----


def paper_word(change=lambda parts: None) -> bytes:
    """The plan as .docx; `change` is given the open document's parts by name before it is saved."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for side in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{side}"), "Times New Roman")
    document.styles["Normal"].font.size = Pt(14)
    parts: dict = {"document": document, "section": section}
    _page_number(section)
    head = parts["head"] = document.add_table(2, 2)
    _widths(head, (72, 100))
    left, right = head.cell(0, 0), head.cell(0, 1)
    parts["superior"] = _cell(left, "UBND XÃ SUỐI MƠ", 12)
    parts["issuer"] = _cell(left, "TRƯỜNG TIỂU HỌC HOA SEN", 12, bold=True)
    parts["issuer_rule"] = _rule(left, 24, 24)
    parts["country"] = _cell(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    parts["motto"] = _cell(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    parts["motto_rule"] = _rule(right, 20, 20)
    parts["number"] = _cell(head.cell(1, 0), "Số: 05/KH-THHS", 13)
    parts["date"] = _cell(head.cell(1, 1), "Suối Mơ, ngày 05 tháng 02 năm 2026", 13, italic=True)
    parts["title"] = _centred(document, "KẾ HOẠCH")
    parts["subject"] = _centred(document, "Công tác thi đua, khen thưởng năm học 2025 - 2026")
    parts["subject_rule"] = _border(document.add_paragraph(), 60, 60)
    parts["basis"] = _text(document, "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;", italic=True)
    _text(document, "Căn cứ Kế hoạch giáo dục của nhà trường năm học 2025 - 2026.", italic=True)
    for number, title in enumerate(("MỤC ĐÍCH, YÊU CẦU", "NỘI DUNG"), start=1):
        heading = _text(document, f"{'I' * number}. {title}", bold=True)
        heading.paragraph_format.keep_with_next = True
        parts[f"heading{number}"] = heading
        parts[f"text{number}"] = _text(document, FILLER)
    parts["last"] = _text(document, "Trên đây là kế hoạch của nhà trường./.")
    ending = parts["ending"] = document.add_table(1, 2)
    parts["recipients"] = _cell(ending.cell(0, 0), "Nơi nhận:", 12, bold=True, italic=True, centred=False)
    parts["recipient"] = _cell(ending.cell(0, 0), "- Các tổ chuyên môn;", 11, centred=False)
    parts["archive"] = _cell(ending.cell(0, 0), "- Lưu: VT.", 11, centred=False)
    parts["post"] = _cell(ending.cell(0, 1), "HIỆU TRƯỞNG", 14, bold=True)
    parts["name"] = _cell(ending.cell(0, 1), "Trần Văn Khải", 14, bold=True)
    change(parts)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page_number(section) -> None:
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            run._r.append(parse_xml(f"<w:instrText {nsdecls('w')}>{text}</w:instrText>"))


def _widths(table, millimetres) -> None:
    for row in table.rows:
        for cell, width in zip(row.cells, millimetres, strict=True):
            cell.width = Mm(width)


def _cell(cell, text: str, size: float, *, bold=False, italic=False, centred=True):
    first = cell.paragraphs[0]
    paragraph = first if not first.text and len(cell.paragraphs) == 1 else cell.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _rule(cell, left: float, right: float):
    return _border(cell.add_paragraph(), left, right)


def _border(paragraph, left: float, right: float):
    """A rule as Word draws one: the upper border of an empty paragraph, its length set by the indents (mm)."""
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(left), Mm(right)
    border = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    paragraph._p.get_or_add_pPr().insert(0, parse_xml(border))
    return paragraph


def _centred(document, text: str):
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = True
    return paragraph


def _text(document, text: str, *, bold=False, italic=False):
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    layout = paragraph.paragraph_format
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    layout.first_line_indent, layout.space_before, layout.space_after = Mm(12.7), Pt(6), Pt(0)
    layout.line_spacing = 1.15
    return paragraph


def say(name, text: str):
    """The change that puts other words into one part of the Word file."""
    return lambda parts: setattr(parts[name].runs[0], "text", text)


def verdicts(data: bytes, kind: str | None = None) -> dict[str, str]:
    """{code: state} of what is broken or to be looked at."""
    report = judge((read_pdf if data.startswith(b"%PDF") else read_word)(data), kind)
    return {verdict.code: verdict.state for verdict in report.verdicts if verdict.state in (BROKEN, LOOK)}
