"""A .docx as text: paragraphs with their numbers and emphasis, tables, text boxes, footnotes, in reading order.

Runs bounded (`core.bounded`). Input: the file. Output: JSON, {"text", "notes"}. Refused: lines (too many), font.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from core.bounded import Refused, answer
from documents.reading.lines import fold, is_capitals
from documents.reading.word_numbers import Numbers

MAX_COLUMNS = 63  # what Word allows
MAX_DEPTH = 12
MAX_LINES = 40_000
MAX_STYLES = 40  # one based on the other
OLD_FONTS = re.compile(r"^(\.Vn|VNI-)", re.IGNORECASE)
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
ENDNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
STYLES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
DROPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), FALLBACK}
# A table that only places text on the page: letterhead, ending, signatures.
LAYOUT_WORDS = re.compile(r"cong hoa xa hoi chu nghia|doc lap ?[-–] ?tu do|noi nhan ?:|^so ?: ?[\d./…]|ky,? ?ghi ro ho")


class OldFont(Refused):
    """Its letters are those of a font that stands for other letters (.VnTime, VNI): as Unicode they are wrong."""

    def __init__(self):
        super().__init__("font")


class TooLong(Refused):
    """More lines than a document has."""

    def __init__(self):
        super().__init__("lines")


@dataclass(frozen=True)
class Piece:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass
class WordFile:
    """One open file: its styles, its lists' counters, and what was noticed on the way."""

    numbers: Numbers
    styles: dict
    default_style: str | None = None
    notes_of: dict = field(default_factory=dict)  # ("footnote", id) → text
    switches: dict = field(default_factory=dict)  # (style, name) → bool
    hidden: int = 0
    has_old_font: bool = False


def read_word(data: bytes) -> tuple[str, list[str]]:
    """(text, notes). ValueError where the file is not what it says, OldFont, TooLong."""
    document, file = open_word(data)
    lines = list(islice(_blocks(file, document.element.body, depth=0), MAX_LINES + 1))
    if len(lines) > MAX_LINES:
        raise TooLong
    if file.has_old_font:
        raise OldFont
    return "\n".join(lines), notes_of(file, document, "\n".join(lines))


def open_word(data: bytes) -> tuple[DocumentObject, WordFile]:
    """The document and what its paragraphs are read with."""
    document = Document(io.BytesIO(data))
    part = document.part
    styles = _root(part, STYLES)
    by_id = {} if styles is None else {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
    default = next((name for name, style in by_id.items() if _is_default_paragraph(style)), None)
    file = WordFile(Numbers(_root(part, NUMBERING), styles), by_id, default)
    for kind, relation in (("footnote", FOOTNOTES), ("endnote", ENDNOTES)):
        root = _root(part, relation)
        for note in [] if root is None else root.iter(qn(f"w:{kind}")):
            if note.get(qn("w:type")) is None:
                words = " ".join(_plain(file, child) for child in note.iter(qn("w:p")))
                file.notes_of[kind, note.get(qn("w:id"))] = " ".join(words.split())
    return document, file


def _root(part, relation: str):
    """The root element of a related part, None where there is none."""
    for related in part.rels.values():
        if related.reltype == relation and not related.is_external:
            return parse_xml(related.target_part.blob)
    return None


def notes_of(file: WordFile, document, text: str) -> list[str]:
    notes = []
    if file.hidden:
        notes.append(f"Tệp có {file.hidden} đoạn chữ ẩn; phần đó không được đưa vào văn bản.")
    said, edges = fold(text), []
    for section in document.sections[:50]:
        for edge in (section.first_page_header, section.header, section.footer, section.first_page_footer):
            words = " ".join(" ".join(p.text for p in edge.paragraphs).split())
            if re.search(r"[^\W\d_]{2}", re.sub(r"(?i)\btrang\b", "", words)) and fold(words) not in said:
                edges.append(words)
    for words in dict.fromkeys(edges):
        notes.append(f"Đầu hoặc chân trang của tệp có dòng “{words[:120]}”; dòng này không được đưa vào văn bản.")
    return notes


# ---- blocks ----


def _blocks(file: WordFile, parent, *, depth: int) -> Iterator[str]:
    """The lines of a body, a cell, a text box or a content control."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    for child in parent:
        if child.tag == qn("w:p"):
            yield from _paragraph_lines(file, child, depth=depth)
        elif child.tag == qn("w:tbl"):
            yield from _table_lines(file, child, depth=depth)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            yield from _blocks(file, content, depth=depth + 1) if content is not None else ()
        elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
            yield from _blocks(file, child, depth=depth + 1)


def _paragraph_lines(file: WordFile, paragraph, *, depth: int) -> Iterator[str]:
    yield from _marked(pieces_of(file, paragraph)).split("\n")
    for box in text_boxes(paragraph):
        yield from _blocks(file, box, depth=depth + 1)


def pieces_of(file: WordFile, paragraph) -> list[Piece]:
    """What a paragraph says, a number that Word writes by itself before it."""
    label = file.numbers.label(paragraph)
    pieces = list(_pieces(file, paragraph, paragraph_style(file, paragraph)))
    if label and pieces:
        pieces.insert(0, Piece(f"{label} ", pieces[0].bold, pieces[0].italic))
    return pieces


def text_boxes(paragraph) -> Iterator:
    """Text boxes hang on a paragraph; the older copy of the same box, kept for old readers, is left."""
    for box in paragraph.iter(qn("w:txbxContent")):
        above = list(takewhile(lambda parent: parent is not paragraph, box.iterancestors()))
        if not any(parent.tag in (FALLBACK, box.tag) for parent in above):  # a box in a box is read with its own
            yield box


def _plain(file: WordFile, paragraph) -> str:
    return "".join(piece.text for piece in _pieces(file, paragraph, None))


# ---- runs ----


def _pieces(file: WordFile, element, style: str | None) -> Iterator[Piece]:
    for child in element:
        if child.tag in DROPPED or child.tag == qn("w:txbxContent"):
            continue
        if child.tag == qn("w:r"):
            yield from _run(file, child, style)
        elif len(child):
            yield from _pieces(file, child, style)


def _run(file: WordFile, run, style: str | None) -> Iterator[Piece]:
    properties = run.find(qn("w:rPr"))
    if _is_on(file, properties, style, "w:vanish"):
        file.hidden += bool(run.findtext(qn("w:t")))
        return
    text = _run_text(file, run)
    if not text:
        return
    font = properties.find(qn("w:rFonts")) if properties is not None else None
    if font is not None and OLD_FONTS.match(font.get(qn("w:ascii")) or "") and any(ord(c) > 127 for c in text):
        file.has_old_font = True
    if _is_on(file, properties, style, "w:caps"):
        text = text.upper()
    yield Piece(text, _is_on(file, properties, style, "w:b"), _is_on(file, properties, style, "w:i"))


def _run_text(file: WordFile, run) -> str:
    parts = []
    for child in run:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in (qn("w:tab"), qn("w:ptab")):
            parts.append("\t")
        elif child.tag in (qn("w:br"), qn("w:cr")):
            parts.append("\n")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif child.tag == qn("w:sym"):
            parts.append("- " if not parts else "•")
        elif child.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            kind = "footnote" if child.tag == qn("w:footnoteReference") else "endnote"
            if words := file.notes_of.pop((kind, child.get(qn("w:id"))), ""):  # at its first mark only
                parts.append(f" (Chú thích: {words})")
    return "".join(parts)


def paragraph_style(file: WordFile, paragraph) -> str | None:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    if found is not None:
        return found.get(qn("w:val"))
    return file.default_style


def _is_default_paragraph(style) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")


def _is_on(file: WordFile, properties, style: str | None, name: str) -> bool:
    """A switch of a run: its own word, then its character style's, then the paragraph style's."""
    own = _switch(properties, name)
    if own is not None:
        return own
    reference = properties.find(qn("w:rStyle")) if properties is not None else None
    chains = [reference.get(qn("w:val"))] if reference is not None else []
    return next((found for each in [*chains, style] if (found := _of_style(file, each, name)) is not None), False)


def _of_style(file: WordFile, style: str | None, name: str) -> bool | None:
    """What a style says of a switch, or those it is based on; each is looked up once."""
    current, seen, found = style, [], None
    while found is None and current in file.styles and current not in seen:
        if (current, name) in file.switches:
            found = file.switches[current, name]
            break
        seen.append(current)
        found = _switch(file.styles[current].find(qn("w:rPr")), name)
        base = file.styles[current].find(qn("w:basedOn"))
        current = base.get(qn("w:val")) if base is not None and len(seen) < MAX_STYLES else None
    for each in seen:
        file.switches[each, name] = found
    return found


def _switch(properties, name: str) -> bool | None:
    found = properties.find(qn(name)) if properties is not None else None
    return None if found is None else found.get(qn("w:val")) not in ("0", "false", "off")


def _marked(pieces: list[Piece]) -> str:
    """The pieces with **bold** and *italic* round their words; neighbours of one style under one mark."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and (not piece.text.strip() or (last.bold, last.italic) == (piece.bold, piece.italic)):
            joined[-1] = Piece(last.text + piece.text, last.bold, last.italic)
        else:
            joined.append(piece)
    return "".join("\n".join(_mark(piece, part) for part in piece.text.split("\n")) for piece in joined)


def _mark(piece: Piece, text: str) -> str:
    text = re.sub(r"(?<=\S)\*|\*(?=\S)", r"\\*", text)  # a star that is text stays one
    sign = "*" * (2 * piece.bold + piece.italic)
    words = text.strip()
    if not sign or not re.search(r"\w", words):
        return text
    start = text.index(words)
    return f"{text[:start]}{sign}{words}{sign}{text[start + len(words) :]}"


# ---- tables ----


def _table_lines(file: WordFile, table, *, depth: int) -> list[str]:
    """Bars; of a table that only places text (letterhead, signatures), each column's lines one after the other."""
    rows = [_cells(file, row, depth=depth) for row in table_rows(table)]
    rows = [row for row in rows if any(line.strip() for cell in row for line in cell)]
    if not rows:
        return []
    if _is_layout(rows) or len(rows[0]) == 1 == max(map(len, rows)):
        columns = max(map(len, rows))
        return [line for place in range(columns) for row in rows if place < len(row) for line in row[place]]
    return ["| " + " | ".join(_one_line(cell) for cell in row) + " |" for row in rows]


def table_rows(table) -> Iterator:
    for child in table:
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from table_rows(child)


def _cells(file: WordFile, row, *, depth: int) -> list[list[str]]:
    """A list of lines a column; a cell over several columns stands in its first, one over several rows in its first."""
    cells: list[list[str]] = []
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue  # of a table in this cell
        properties = cell.find(qn("w:tcPr"))
        span = properties.find(qn("w:gridSpan")) if properties is not None else None
        merge = properties.find(qn("w:vMerge")) if properties is not None else None
        goes_on = merge is not None and merge.get(qn("w:val")) in (None, "continue")
        cells.append([] if goes_on else list(_blocks(file, cell, depth=depth + 1)))
        width = span.get(qn("w:val")) if span is not None else "1"
        wide = min(int(width), MAX_COLUMNS) if width and width.isdigit() else 1
        cells += [[] for _ in range(wide - 1)]
        if len(cells) > MAX_COLUMNS:
            raise ValueError("too many columns")
    return cells


def _is_layout(rows: list[list[list[str]]]) -> bool:
    if max(map(len, rows)) > 4 or len(rows) > 12:
        return False
    lines = [fold(re.sub(r"[*\\]", "", line)) for row in rows for cell in row for line in cell if line.strip()]
    if any(LAYOUT_WORDS.search(line) for line in lines):
        return True
    said = [[line for line in cell if line.strip()] for cell in rows[0]]
    return len(rows) <= 2 and all(len(cell) > 1 and is_capitals(cell[0]) for cell in said if cell)  # signatures


def _one_line(lines: list[str]) -> str:
    words = " ".join(" ".join(lines).split())
    return re.sub(r"\s*\|\s*", " / ", words)


def answered(data: bytes) -> bytes:
    text, notes = read_word(data)
    return json.dumps({"text": text, "notes": notes}).encode()


if __name__ == "__main__":
    sys.exit(answer(answered, sys.argv[1:]))
