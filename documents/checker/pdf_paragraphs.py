"""The lines of a PDF put together to paragraphs, with their indents, distances and alignment.

All lengths in points until an indent is told in millimetres.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass

from documents.checker import signs
from documents.checker.pdf_sheets import Sheet
from documents.checker.picture import (
    POINTS_PER_MM,
    Line,
    Paragraph,
    Piece,
    Table,
)

SINGLE = 1.149  # line height of Times, of its size
# The sides and indents that the decree allows, with a millimetre more
NARROWEST_LEFT, WIDEST_LEFT = 29.0 * POINTS_PER_MM, 36.0 * POINTS_PER_MM
NARROWEST_RIGHT, WIDEST_RIGHT = 14.0 * POINTS_PER_MM, 21.0 * POINTS_PER_MM
INDENTS = (12.7 * POINTS_PER_MM, 10.0 * POINTS_PER_MM)
BEGINS = re.compile(r"([-–+*•]|\d+(\.\d+)*[.)]|[a-zđ]\)|[IVX]+\.|Điều \d)")


@dataclass
class Edges:
    """The edges of the text on upright and on lying pages, and the usual distance of its baselines."""

    left: dict[bool, float]
    right: dict[bool, float]
    pitch: float


def pieces_of(sheets: list[Sheet], edges: Edges) -> list[Piece]:
    pieces: list[Piece] = []
    for sheet in sheets:
        flow: list[tuple[float, list[Line] | Table]] = [(row[0].top, row) for row in sheet.rows]
        flow += sheet.tables
        flow.sort(key=lambda each: each[0])
        for place, (_, thing) in enumerate(flow):
            if isinstance(thing, Table):
                thing.opens_page, thing.ends_page = place == 0, place == len(flow) - 1
                pieces.append(thing)
                continue
            line = _joined(thing)
            last = pieces[-1] if pieces and isinstance(pieces[-1], Paragraph) else None
            if last is not None and _continues(line, last, sheet, edges):
                last.lines.append(line)
            else:
                pieces.append(Paragraph([line]))
            pieces[-1].ends_page = place == len(flow) - 1
    before = None
    for piece in pieces:
        if isinstance(piece, Paragraph):
            lying = _lies(sheets, piece.page)
            _measure(piece, before if isinstance(before, Paragraph) else None, edges, lying)
        before = piece
    return pieces


def _joined(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    runs = []
    for line in row:
        if runs:
            runs[-1].text += " "
        runs += line.runs
    rule = next((line.rule for line in row if line.rule), None)
    return Line(runs, row[0].page, row[0].x0, row[-1].x1, min(x.top for x in row), row[0].bottom, rule)


def _lies(sheets: list[Sheet], number: int) -> bool:
    sheet = sheets[number - sheets[0].page.number_on_paper]
    return sheet.width > sheet.height


def edges_of(sheets: list[Sheet], known: Edges) -> Edges:
    """Where the ink ends; where no line was broken that tells nothing, and `known` or the letterhead's custom does."""
    left: dict[bool, float] = {}
    right: dict[bool, float] = {}
    pitches: list[float] = []
    for lying in (False, True):
        alike = [sheet for sheet in sheets if (sheet.width > sheet.height) is lying]
        lines = [_joined(row) for sheet in alike for row in sheet.rows]
        tables = [table for sheet in alike for _, table in sheet.tables]
        if not lines and not tables:
            continue
        left[lying] = min([line.x0 for line in lines] + [table.x0 for table in tables])
        right[lying] = max([line.x1 for line in lines] + [table.x1 for table in tables])
        if lines and not lying and not _has_broken_line(alike, left[lying], right[lying]):
            ink = left[lying], right[lying]
            left[lying], right[lying] = (
                (min(known.left[lying], ink[0]), max(known.right[lying], ink[1]))
                if lying in known.left
                else _assumed_edges(alike, lines, *ink)
            )
    for sheet in sheets:
        lines = [_joined(row) for row in sheet.rows]
        for first, second in itertools.pairwise(lines):
            if second.x0 - left.get(sheet.width > sheet.height, 0) < 3 and first.sizes == second.sizes:
                pitches.append(round(second.bottom - first.bottom, 1))
    usual = Counter(pitches).most_common(1)
    return Edges(left, right, usual[0][0] if usual else 0.0)


def _has_broken_line(sheets: list[Sheet], left: float, right: float) -> bool:
    """Whether a paragraph of the text goes on in a second line: only there does ink reach the right edge."""
    for sheet in sheets:
        lines = [_joined(row) for row in sheet.rows]
        for first, second in itertools.pairwise(lines):
            is_near = second.bottom - first.bottom < 1.6 * SINGLE * max([*first.sizes, 10.0])
            reaches = right - first.x1 < 25 and not _would_fit(second, right - first.x1)
            is_symmetric = abs((first.x0 - left) - (right - first.x1)) < 3 and first.x0 - left > 3
            goes_on = second.x0 - left < 3 and first.sizes == second.sizes and not BEGINS.match(second.text)
            if is_near and reaches and goes_on and not is_symmetric:
                return True
    return False


def _assumed_edges(sheets: list[Sheet], lines: list[Line], left: float, right: float) -> tuple[float, float]:
    """The edges where every paragraph is one line. “Nơi nhận” stands at the left edge; without it the text is taken to
    be set in by one of the two indents. The right edge lies opposite, beyond the axis of the name in capitals."""
    ink = min((sheet.page.left for sheet in sheets if sheet.page.left is not None), default=0.0) * POINTS_PER_MM
    if left - ink > 8:
        left = ink
    elif left > WIDEST_LEFT:
        left = next((left - indent for indent in INDENTS if NARROWEST_LEFT <= left - indent <= WIDEST_LEFT), left)
    width = sheets[0].width
    narrow, wide = width - NARROWEST_RIGHT, width - WIDEST_RIGHT
    name = next((line for line in lines[:3] if line.is_upper), None)
    opposite = 2 * name.middle - left if name is not None else 0.0
    return left, max(right, opposite if wide <= opposite <= narrow else width - 15.0 * POINTS_PER_MM)


def _would_fit(line: Line, room: float) -> bool:
    """Whether the line's first word had room at the end of the line before: then nothing but its author broke it."""
    word = line.text.split(" ", 1)[0]
    size = max(line.sizes, default=14.0)
    return line.width * (len(word) + 1) / max(len(line.text), 1) + 0.5 * size < room


def _continues(line: Line, last: Paragraph, sheet: Sheet, edges: Edges) -> bool:
    """Whether a line goes on with the paragraph before it."""
    lying = sheet.width > sheet.height
    left, right = edges.left[lying], edges.right[lying]
    before = last.lines[-1]
    is_new_page = before.page != line.page
    step = None if is_new_page else line.bottom - before.bottom
    size = max([*line.sizes, *before.sizes], default=14)
    if step is not None and step > max(edges.pitch + 3.5, size * SINGLE * 1.05) and step > edges.pitch + 3.5:
        return False
    if _is_open_note(last):
        return not is_new_page and abs(line.middle - before.middle) < 12 and line.is_italic == before.is_italic
    was_centred = _is_centred(before, left, right)
    if was_centred or _is_centred(line, left, right):
        same = was_centred and _is_centred(line, left, right)
        return same and not is_new_page and before.sizes == line.sizes and before.is_italic == line.is_italic
    if line.x0 - left < 3:
        return right - before.x1 < 60 or not (re.search(r"[.;:/]$", before.text) or _would_fit(line, right - before.x1))
    begins = BEGINS.match(line.text)
    hangs = len(last.lines) > 1 and abs(line.x0 - last.lines[1].x0) < 2
    first_hang = len(last.lines) == 1 and 3 < line.x0 - before.x0 < 40 and right - before.x1 < 40
    return (hangs or first_hang) and not begins


def _is_open_note(paragraph: Paragraph) -> bool:
    """“(Kèm theo …” over several lines: the first is as wide as the text, and its bracket is not closed."""
    first = paragraph.lines[0]
    return signs.ATTACHED.match(first.text) is not None and not paragraph.text.endswith(")")


def _is_centred(line: Line, left: float, right: float) -> bool:
    aside, beyond = line.x0 - left, right - line.x1
    if aside < 8 or beyond < 8 or abs(aside - beyond) > 12:
        return False
    usual_indents = (28.35, 36.0)
    return not any(abs(aside - indent) < 1.5 for indent in usual_indents) or line.is_bold


def _measure(paragraph: Paragraph, before: Paragraph | None, edges: Edges, lying: bool) -> None:
    left, right = edges.left.get(lying, 0.0), edges.right.get(lying, 0.0)
    lines = paragraph.lines
    if all(_is_centred(line, left, right) for line in lines) or (
        signs.ATTACHED.match(lines[0].text) and len(lines) > 1 and _is_centred(lines[-1], left, right)
    ):
        paragraph.align = "center"
    elif len(lines) > 1:
        paragraph.align = "justify" if all(right - line.x1 < 3 for line in lines[:-1]) else "left"
    paragraph.indent = (lines[0].x0 - left) / POINTS_PER_MM
    if len(lines) > 1:
        paragraph.left = min(line.x0 - left for line in lines[1:]) / POINTS_PER_MM
    steps = [b.bottom - a.bottom for a, b in itertools.pairwise(lines) if a.page == b.page]
    size = max((size for line in lines for size in line.sizes), default=14)
    if steps:
        paragraph.spacing = statistics.median(steps) / (size * SINGLE)
    pitch = statistics.median(steps) if steps else edges.pitch
    if before is not None and before.lines[-1].page == lines[0].page and pitch:
        paragraph.gap = lines[0].bottom - before.lines[-1].bottom - pitch
