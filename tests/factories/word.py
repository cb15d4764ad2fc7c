"""A plan as an office would save it in Word: letterhead in a table, numbers and dashes written by Word itself."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
LEVELS = [(0, "upperRoman", "%1."), (1, "decimal", "%2."), (2, "bullet", "-")]
MARKS = [r"[IVX]+\.\s+", r"\d+\.\s+", r"-\s+"]


def plan_as_word(text: str) -> bytes:
    """`text` begins with the issuer's lines, the motto, number, place and date, each a line, then “KẾ HOẠCH”."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    start = lines.index("KẾ HOẠCH")
    document = Document()
    _add_list(document)
    head = document.add_table(1, 2)
    right = [line for line in lines[:start] if re.match("CỘNG HÒA|Độc lập|.*, ngày ", line)]
    head.cell(0, 0).text = "\n".join(line for line in lines[:start] if line not in right)
    head.cell(0, 1).text = "\n".join(right)
    for line in lines[start:]:
        _add_line(document, line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_list(document) -> None:
    root = document.part.numbering_part.element
    levels = "".join(LEVEL.format(*level) for level in LEVELS)
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def _add_line(document, line: str) -> None:
    for level, mark in enumerate(MARKS):
        if found := re.match(mark, line):
            paragraph = document.add_paragraph(line[found.end() :])
            number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(number))
            return
    document.add_paragraph(line)
