"""A finished .docx as a picture: properties after styles; where Word would break lines and pages it does not say."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx import Document
from docx.oxml.ns import qn

from documents.checker import signs
from documents.checker.metrics import width_of
from documents.checker.picture import (
    POINTS_PER_MM,
    Annex,
    Corners,
    Ending,
    Line,
    Page,
    Paragraph,
    Picture,
    Piece,
    Run,
    Stroke,
    Table,
)
from documents.checker.word_numbers import Numbering
from documents.checker.word_styles import Styles

MAX_PARAGRAPHS = 20_000
MAX_DEPTH = 6
CELL_MARGIN = 5.4  # points on either side, where a table does not say
SINGLE = 1.149
EMPTY_LINE = 12.0
EMU_A_POINT = 12700
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:rPr"),
    qn("w:instrText"),
    f"{MC}Fallback",
    qn("w:txbxContent"),
}


class TooLong(Exception):
    """More paragraphs than a document has."""


@dataclass
class Element:
    """A paragraph or table of the body, in order; `section` counts from 0."""

    piece: Piece
    node: object
    section: int


class WordReader:
    def __init__(self, data: bytes):
        self._document = Document(io.BytesIO(data))
        part = self._document.part
        self._styles = Styles(_root(part, "styles"), _root(part, "theme"))
        self._numbering = Numbering(_root(part, "numbering"))
        self._count = 0

    # ---- the whole ----

    def picture(self) -> Picture:
        body = self._document.element.body
        sections = [node for node in body.iter(qn("w:sectPr")) if node.getparent().tag in (qn("w:pPr"), qn("w:body"))]
        pages = self._pages(sections)
        width = _text_width(sections[0]) if sections else 451.0
        elements = list(self._elements(body, width))
        starts = [
            n
            for n, e in enumerate(elements)
            if n and isinstance(e.piece, Paragraph) and signs.ANNEX.match(e.piece.text)
        ]
        starts.append(len(elements))
        picture = Picture("docx", pages, Corners(), [], Ending())
        main = elements[: starts[0]]
        picture.is_draft = self._says_draft(main)
        main = self._take_corners(main, picture, width)
        main = self._take_ending(main, picture)
        for element in [*main, *elements[starts[0] :]]:  # the tables of letterhead and ending are none of the text
            if isinstance(element.piece, Table) and element.section < len(pages):
                pages[element.section].has_table = True
        picture.pieces = [element.piece for element in main]
        for start, end in itertools.pairwise(starts):
            pieces = [element.piece for element in elements[start:end]]
            picture.annexes.append(Annex(pieces, first_page=elements[start].section + 1))
        _join_gaps(picture)
        return picture

    def _says_draft(self, main: list[Element]) -> bool:
        texts = [element.piece.text for element in main[:3] if isinstance(element.piece, Paragraph)]
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith("/header"):
                root = relation.target_part.element
                texts += ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in root.iter(qn("w:p"))]
        return any(signs.DRAFT.match(text.strip()) for text in texts)

    def _pages(self, sections: list) -> list[Page]:
        pages, default, first = [], None, None
        for number, section in enumerate(sections, start=1):
            size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
            mm = {side: _mm(margins, side) for side in ("top", "right", "bottom", "left")}
            page = Page(number, _mm(size, "w") or 210.0, _mm(size, "h") or 297.0, **mm)
            default = self._header(section, "default") or default
            first = self._header(section, "first") or first
            self._set_number(page, section, default, first)
            pages.append(page)
        return pages

    def _header(self, section, kind: str):
        """(is a header, its root element) of the section's own header or footer with a page number; None without."""
        for name, on_top in (("headerReference", True), ("footerReference", False)):
            for reference in section.findall(qn(f"w:{name}")):
                if reference.get(qn("w:type")) == kind:
                    part = self._document.part.related_parts.get(reference.get(qn("r:id")))
                    if part is not None and (kind == "first" or _page_field(part.element) is not None):
                        return on_top, part.element
        return None

    def _set_number(self, page: Page, section, default, first) -> None:
        title = section.find(qn("w:titlePg"))
        has_title = title is not None and (title.get(qn("w:val")) or "1") not in ("0", "false")
        page.hides_first_number = has_title and (first is None or _page_field(first[1]) is None)
        start = section.find(qn("w:pgNumType"))
        said = None if start is None else start.get(qn("w:start"))
        page.starts_at = int(said) if said and said.isdigit() else None
        if default is None:
            return
        on_top, root = default
        paragraph, run = _page_field(root)
        layers = self._styles.run_layers(paragraph, run)
        page.number = Line([self._run("1", layers)], 0)
        page.number_is_on_top = on_top
        page.number_is_centred = self._styles.paragraph(paragraph).align == "center"

    # ---- paragraphs and tables ----

    def _elements(self, body, width: float) -> Iterator[Element]:
        section, last = 0, None
        for node in _blocks(body):
            if node.tag == qn("w:p"):
                paragraph = self._paragraph(node, width)
                if last is not None and paragraph.lines and paragraph.lines[0].rule and not paragraph.text:
                    last.rule = last.rule or _centred(paragraph.lines[0].rule, last)
                texts = [line for line in paragraph.lines if line.text]
                last = texts[-1] if texts else last
                yield Element(paragraph, node, section)
                if node.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                    section += 1
            else:
                yield Element(self._table(node), node, section)
                last = None

    def _paragraph(self, node, width: float) -> Paragraph:
        self._count += 1
        if self._count > MAX_PARAGRAPHS:
            raise TooLong
        level = self._numbering.level(self._styles.paragraph_layers(node))
        look = self._styles.paragraph(node, None if level is None else level.find(qn("w:pPr")))
        room = width - look.left - look.right
        lines = [Line(runs, 0, align=look.align, room=room) for runs in self._lines(node)]
        if level is not None and lines and lines[0].raw.strip():
            lines[0].runs[0].text = self._numbering.label(level) + lines[0].runs[0].text
        for line in lines:
            length = width_of(line.runs)
            begin = {"center": (room - length) / 2, "right": room - length}.get(look.align, 0.0) + look.left
            line.x0, line.x1 = begin, begin + length
        stroke = _stroke(node, look, width)
        if stroke is not None:
            if not lines:
                lines = [Line([], 0)]
            inked = [line for line in lines if line.text]
            (inked or lines)[-1].rule = _centred(stroke, inked[-1]) if inked else stroke
        size = max((run.size for line in lines for run in line.inked), default=14.0)
        kind, value = look.line
        return Paragraph(
            lines,
            look.align if look.align in ("left", "center", "right", "justify") else "",
            indent=look.first / POINTS_PER_MM,
            left=look.left / POINTS_PER_MM,
            before=look.before,
            after=look.after,
            spacing=value if kind == "auto" else value / (size * SINGLE),
            keeps_next=look.keeps_next,
        )

    def _lines(self, paragraph) -> list[list[Run]]:
        lines: list[list[Run]] = [[]]
        for run in _runs(paragraph):
            layers = self._styles.run_layers(paragraph, run)
            if self._styles.is_on(layers, "w:vanish"):
                continue
            caps = self._styles.is_on(layers, "w:caps")
            for child in run:
                if child.tag == qn("w:t"):
                    text = child.text or ""
                    lines[-1].append(self._run(text.upper() if caps else text, layers))
                elif child.tag in (qn("w:tab"), qn("w:ptab")):
                    lines[-1].append(self._run("\t", layers))
                elif child.tag == qn("w:noBreakHyphen"):
                    lines[-1].append(self._run("-", layers))
                elif child.tag in (qn("w:br"), qn("w:cr")) and child.get(qn("w:type")) not in ("page", "column"):
                    lines.append([])
        return [line for line in lines if line]

    def _run(self, text: str, layers: list) -> Run:
        styles = self._styles
        return Run(
            text,
            styles.font(layers),
            styles.size(layers),
            styles.is_on(layers, "w:b"),
            styles.is_on(layers, "w:i"),
            styles.colour(layers),
            styles.is_underlined(layers),
        )

    def _table(self, node) -> Table:
        rows, lines, bold = [], [], True
        for number, row in enumerate(node.findall(qn("w:tr"))):
            texts = []
            for cell in row.findall(qn("w:tc")):
                paragraphs = [self._paragraph(each, 200.0) for each in _cell_paragraphs(cell)]
                found = [line for paragraph in paragraphs for line in paragraph.lines if line.text]
                lines += found
                texts.append(" ".join(line.text for line in found))
                if number == 0:
                    bold = bold and all(line.is_bold for line in found)
            rows.append(texts)
        first = node.find(qn("w:tr"))
        head = None if first is None else first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
        repeats = head is not None and (head.get(qn("w:val")) or "1") not in ("0", "false", "off")
        return Table(rows or [[]], lines, 0, head_is_bold=bold, repeats_head=repeats)

    # ---- head and foot ----

    def _take_corners(self, main: list[Element], picture: Picture, width: float) -> list[Element]:
        for place, element in enumerate(main[:8]):
            if isinstance(element.piece, Table) and signs.COUNTRY.search(
                " ".join(line.text for line in element.piece.lines)
            ):
                for number, row in enumerate(element.node.findall(qn("w:tr"))):
                    self._corner_row(row, number, picture, width)
                rows = len(element.node.findall(qn("w:tr")))
                for line in [*picture.corners.left, *picture.corners.right]:
                    line.row = line.row if rows > 1 else None
                before = [each for each in main[:place] if isinstance(each.piece, Paragraph) and each.piece.text]
                return [*before, *main[place + 1 :]]
        return main

    def _corner_row(self, row, number: int, picture: Picture, width: float) -> None:
        cells = row.findall(qn("w:tc"))
        for place, cell in enumerate(cells):
            said = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
            wide = (
                _twips(said, "w")
                if said is not None and said.get(qn("w:type")) in (None, "dxa")
                else width / len(cells)
            )
            side = picture.corners.left if place == 0 else picture.corners.right
            for line in self._column(cell, wide - 2 * CELL_MARGIN):
                line.row = number
                if signs.MARK.match(line.text):
                    picture.marks.append(line)
                else:
                    side.append(line)

    def _column(self, cell, room: float) -> list[Line]:
        """The lines of a cell; a rule in an empty paragraph goes to the line above it."""
        lines: list[Line] = []
        for node in _cell_paragraphs(cell):
            paragraph = self._paragraph(node, room)
            found = [line for line in paragraph.lines if line.text]
            stroke = next((line.rule for line in paragraph.lines if line.rule), None)
            if not found and stroke is not None and lines and lines[-1].rule is None:
                lines[-1].rule = _centred(stroke, lines[-1])
            lines += found
        return lines

    def _take_ending(self, main: list[Element], picture: Picture) -> list[Element]:
        named = next((n for n in range(len(main) - 1, -1, -1) if _names_recipients(main[n].piece)), None)
        end = len(main)
        while end and _is_empty(main[end - 1].piece):
            end -= 1
        start = end if named is None else named
        while start and (_is_empty(main[start - 1].piece) or self._is_signatures(main[start - 1])):
            start -= 1
        if start == end:
            return main
        blocks: dict[int, list[Line]] = {}
        lists: list[Line] = []
        order = []
        for element in main[start:end]:
            if isinstance(element.piece, Table):
                order += self._ending_table(element.node, blocks, lists)
            elif element.piece.text:
                is_listed = lists or signs.RECIPIENTS.match(element.piece.text)
                target = lists if is_listed else blocks.setdefault(0, [])
                target += [line for line in element.piece.lines if line.text]
                order.append("list" if is_listed else "signed")
        ending = picture.ending
        ending.recipients = lists
        ending.signatures = [blocks[column] for column in sorted(blocks) if blocks[column]]
        for column, block in zip(sorted(blocks), ending.signatures, strict=False):
            for line in block:
                line.x0, line.x1 = line.x0 + 1000 * column, line.x1 + 1000 * column
        ending.recipients_below = "list" in order and "signed" in order and order.index("list") > order.index("signed")
        return main[:start] + main[end:]

    def _ending_table(self, node, blocks: dict[int, list[Line]], lists: list[Line]) -> list[str]:
        order = []
        for row in node.findall(qn("w:tr")):
            for column, cell in enumerate(row.findall(qn("w:tc"))):
                lines = self._column(cell, 230.0)
                named = next((n for n, line in enumerate(lines) if signs.RECIPIENTS.match(line.text)), None)
                if named is not None:
                    lists += lines[named:]
                    lines = lines[:named]
                    order += ["both"]
                elif lines and lists and column == 0 and all(line.text.startswith("-") for line in lines):
                    lists += lines
                    continue
                if lines:
                    blocks.setdefault(column, []).extend(lines)
                    order.append("signed")
        return ["signed", "both"] if "both" in order else order

    def _is_signatures(self, element: Element) -> bool:
        piece = element.piece
        if isinstance(piece, Table):
            columns = max(len(row) for row in piece.rows)
            lines = [line for line in piece.lines if re.search(r"\w", line.text)]
            marked = all(line.is_bold or signs.NOTE.match(line.text) for line in lines)
            return columns <= 3 and len(piece.rows) <= 4 and bool(lines) and marked and not _has_borders(element.node)
        far = (piece.left or 0) > 60
        return bool(piece.text) and piece.is_bold and (far or piece.align == "right")


def read_word(data: bytes) -> Picture:
    """ValueError, KeyError or lxml's errors where the file is no Word file; TooLong."""
    return WordReader(data).picture()


# ---- small readers of XML ----


def _root(part, name: str):
    for relation in part.rels.values():
        if relation.reltype == RELATION + name and not relation.is_external:
            from docx.oxml.parser import parse_xml

            return parse_xml(relation.target_part.blob)
    return None


def _blocks(body, depth: int = 0) -> Iterator:
    for node in body:
        if node.tag in (qn("w:p"), qn("w:tbl")):
            yield node
        elif node.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")) and depth < MAX_DEPTH:
            yield from _blocks(node, depth + 1)


def _cell_paragraphs(cell, depth: int = 0) -> Iterator:
    for node in _blocks(cell):
        if node.tag == qn("w:p"):
            yield node
        elif depth < MAX_DEPTH:
            for row in node.findall(qn("w:tr")):
                for inner in row.findall(qn("w:tc")):
                    yield from _cell_paragraphs(inner, depth + 1)


def _runs(node, depth: int = 0) -> Iterator:
    for child in node:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in SKIPPED and depth < MAX_DEPTH:
            yield from _runs(child, depth + 1)


def _page_field(root):
    """(paragraph, run) of the page number's field, or None."""
    for paragraph in root.iter(qn("w:p")):
        for field in paragraph.iter(qn("w:instrText"), qn("w:fldSimple")):
            said = field.text if field.tag == qn("w:instrText") else field.get(qn("w:instr"))
            if re.match(r"\s*PAGE\b", said or ""):
                run = field.getparent() if field.tag == qn("w:instrText") else next(field.iter(qn("w:r")), None)
                return (paragraph, run) if run is not None else None
    return None


def _twips(node, name: str) -> float:
    """Points; 0.0 where it is not said."""
    said = None if node is None else node.get(qn(f"w:{name}"))
    try:
        return float(said) / 20
    except (TypeError, ValueError):
        return 0.0


def _mm(node, name: str) -> float:
    return _twips(node, name) / POINTS_PER_MM


def _text_width(section) -> float:
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    return max(_twips(size, "w") - _twips(margins, "left") - _twips(margins, "right"), 100.0)


def _stroke(node, look, width: float) -> Stroke | None:
    """A rule drawn in a paragraph: a line shape, or a border under it as long as its indents leave."""
    for drawing in node.iter(f"{WP}anchor", f"{WP}inline"):
        extent = drawing.find(f"{WP}extent")
        if extent is None:
            continue
        shape = drawing.find(f".//{A}prstGeom")
        is_line = shape is not None and shape.get("prst") in ("line", "straightConnector1")
        wide, high = (_emu(extent.get(name)) for name in ("cx", "cy"))
        if is_line or (0 <= high < 3 and wide > 15 and drawing.find(f".//{A}blip") is None):
            dash = drawing.find(f".//{A}prstDash")
            return Stroke(0.0, wide, dash is None or dash.get("val") == "solid")
    for line in node.iter(f"{V}line"):
        if not any(parent.tag == f"{MC}Fallback" for parent in line.iterancestors()):
            begin, end = (_vml_points(line.get(name)) for name in ("from", "to"))
            dash = line.find(f"{V}stroke")
            return Stroke(0.0, abs(end - begin), dash is None or dash.get("dashstyle") in (None, "solid"))
    border = node.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if border is None:
        return None
    sides = {side: border.find(qn(f"w:{side}")) for side in ("top", "bottom", "left", "right")}
    drawn = [s for s in ("top", "bottom") if sides[s] is not None and sides[s].get(qn("w:val")) not in ("nil", "none")]
    if not drawn or sides["left"] is not None:  # a box is no rule
        return None
    solid = sides[drawn[0]].get(qn("w:val")) in ("single", "thick", "double", "thinThickSmallGap")
    return Stroke(look.left, width - look.right, solid)


def _centred(stroke: Stroke, line: Line) -> Stroke:
    """A shape's place is told by anchors; where it begins at nought it is taken to stand under the line's middle."""
    if stroke.x0 > 0:
        return stroke
    half = stroke.length / 2
    return Stroke(line.middle - half, line.middle + half, stroke.is_solid)


def _emu(said: str | None) -> float:
    return float(said) / EMU_A_POINT if said and said.lstrip("-").isdigit() and len(said) < 12 else 0.0


def _vml_points(said: str | None) -> float:
    match = re.match(r"(-?[\d.]+)(pt|mm|cm|in)?", (said or "0").split(",")[0])
    units = {"mm": POINTS_PER_MM, "cm": 10 * POINTS_PER_MM, "in": 72.0}
    try:
        return float(match[1]) * units.get(match[2] or "pt", 1.0) if match else 0.0
    except ValueError:
        return 0.0


def _has_borders(node) -> bool:
    borders = node.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
    if borders is None:
        style = node.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
        return style is not None and "grid" in (style.get(qn("w:val")) or "").lower()
    return any(side.get(qn("w:val")) not in ("nil", "none") for side in borders)


def _names_recipients(piece: Piece) -> bool:
    return any(signs.RECIPIENTS.match(line.text) for line in piece.lines)


def _is_empty(piece: Piece) -> bool:
    return isinstance(piece, Paragraph) and not piece.text


def _join_gaps(picture: Picture) -> None:
    """The space between two paragraphs: after the one, before the other. An empty paragraph is space, too."""
    for pieces in (picture.pieces, *(annex.pieces for annex in picture.annexes)):
        above: float | None = None
        for piece in pieces:
            if isinstance(piece, Table):
                above = None
                continue
            piece.gap = None if above is None else above + piece.before
            above = piece.after if piece.text else (above or 0.0) + EMPTY_LINE
