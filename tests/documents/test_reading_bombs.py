"""Small files that unpack, repeat or count into very much: read in little time and memory, or refused with words."""

from __future__ import annotations

import io
import resource
import zipfile

import pytest
from docx import Document

from core.errors import DomainError
from documents.checker.files import UncheckableFile, check_bytes
from documents.reading.files import UnreadableFile, text_of_bytes
from documents.reading.lines import clean_lines
from documents.word import read_back
from evaluations.rubric_tables.files import grids_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def _word(body: str, *, rels: str = "", **parts: str) -> bytes:
    """A .docx with this body; `parts` by their names without folder and ending."""
    plain, out = io.BytesIO(), io.BytesIO()
    Document().save(plain)
    new = {f"word/{name}.xml": text for name, text in parts.items()}
    new["word/document.xml"] = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        links = source.read("word/_rels/document.xml.rels").decode()
        new["word/_rels/document.xml.rels"] = links.replace("</Relationships>", f"{rels}</Relationships>")
        for name in source.namelist():
            if name not in new:
                target.writestr(name, source.read(name))
        for name, text in new.items():
            target.writestr(name, text)
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_footnote_named_a_thousand_times_is_written_once():
    mark = '<w:p><w:r><w:t>Câu</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    rel = f'<Relationship Id="rId99" Type="{FOOTNOTES}" Target="footnotes.xml"/>'
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{_paragraph("Lời chú " * 9000)}</w:footnote></w:footnotes>'
    text = text_of_bytes(_word(mark * 1000, rels=rel, footnotes=notes)).text
    assert text.count("Câu") == 1000
    assert text.count("Chú thích:") == 1


def test_a_box_in_a_box_is_read_once():
    body = _paragraph("Trong cùng")
    for _ in range(8):
        body = f"<w:p><w:r><w:pict><w:txbxContent>{body}</w:txbxContent></w:pict></w:r></w:p>"
    assert text_of_bytes(_word(body)).text.split("\n").count("Trong cùng") == 1


@pytest.mark.parametrize(
    ("start", "form", "label"),
    [("9999999999999", "upperRoman", "%1."), ("999999", "lowerLetter", "%1."), ("1", "decimal", "x" * 500_000)],
)
def test_numbers_of_a_list_stay_short(start, form, label):
    item = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Mục</w:t></w:r></w:p>'
    level = (
        f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{label}"/></w:lvl>'
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    text = text_of_bytes(_word(item * 50, numbering=numbering)).text
    assert text.count("Mục") == 50
    assert len(text) < 50 * 80


def test_styles_based_on_each_other_without_end(within):
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{n + 1}"/></w:style>' for n in range(2000)
    )
    paragraph = '<w:p><w:pPr><w:pStyle w:val="S0"/></w:pPr><w:r><w:t>Câu</w:t></w:r></w:p>'
    with within(seconds=6):
        text = text_of_bytes(_word(paragraph * 2000, styles=f"<w:styles {W}>{chain}</w:styles>")).text
    assert text.count("Câu") == 2000


def test_more_lines_than_a_document_has_are_refused():
    with pytest.raises(UnreadableFile, match="quá nhiều đoạn"):
        text_of_bytes(_word("<w:p/>" * 41_000))


@pytest.mark.parametrize("text", ["**a " * 20_000, "*a" * 30_000], ids=["open bold", "stars"])
def test_marks_without_a_partner_cost_little(within, text):
    with within(seconds=8):
        lines = clean_lines([text])
    assert "a" in lines[0].text


def _vast_text_under_another_name() -> bytes:
    """A little archive whose text is not word/document.xml, which is small, but a part that only its links name."""
    plain, out = io.BytesIO(_word(_paragraph("Câu"))), io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name in ("_rels/.rels", "[Content_Types].xml"):
                data = data.replace(b"word/document.xml", b"word/text.bin")
            target.writestr(name, data)
        target.writestr("word/_rels/text.bin.rels", source.read("word/_rels/document.xml.rels"))
        target.writestr("word/text.bin", f"<w:document {W}><w:body>{'<w:p/>' * 9_000_000}</w:body></w:document>")
    return out.getvalue()


@pytest.mark.parametrize(
    "read",
    [text_of_bytes, read_back, check_bytes, lambda data: grids_of(data, "a.docx")],
    ids=["text", "word back", "check", "rubric"],
)
def test_a_vast_text_under_another_name_costs_whoever_asked_nothing(read):
    """Read in this process it would take more than a gigabyte."""
    data = _vast_text_under_another_name()
    assert len(data) < 2**18
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((UnreadableFile, UncheckableFile, DomainError), match=r"quá nặng|bị hỏng|quá lớn"):
        read(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024
