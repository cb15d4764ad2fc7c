"""The document as a person reviews it: lines of text with the numbered sentences in them. Pure.

The numbers of headings are those of the printed document, made by `documents.layout`, not those of the pasted text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from documents import layout
from documents.content import Block, Content, Paragraph, Section, Table


@dataclass(frozen=True)
class Mark:
    """One numbered sentence: what the page needs of a fact."""

    number: int
    pk: int
    anchor: str
    line: int
    sentence: str
    is_done: bool
    is_bad: bool
    changes: list = field(default_factory=list)  # [old, new] of dates replaced in it
    part: str = ""  # the part of the document it stands in: subject, basis, recipient; "" wherever its words are found
    is_note: bool = False  # how it was read; nothing waits for a person


@dataclass
class Segment:
    text: str
    marks: list[Mark] = field(default_factory=list)
    refs: list[Mark] = field(default_factory=list)  # the numbers that end here
    old: str = ""  # what stood here before a date was replaced

    @property
    def css_class(self) -> str:
        if any(mark.is_bad for mark in self.marks):
            return "hl bad"
        if all(mark.is_note for mark in self.marks):
            return "hl note"
        return "hl done" if all(mark.is_done for mark in self.marks) else "hl"


@dataclass
class Line:
    """`kind`: head, center, text, item or table (then `rows` hold lists of cells, each a list of segments)."""

    kind: str
    label: str = ""
    segments: list[Segment] = field(default_factory=list)
    rows: list[list[list[Segment]]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    refs: list[Mark] = field(default_factory=list)  # of the whole line, where the sentence itself was not found


@dataclass
class Paper:
    superior: list[str]
    issuer: list[str]
    symbol: str
    place_and_date: str
    title: str
    subject: list[Segment]
    bases: list[Line]
    body: list[Line]
    recipients: list[Line]
    signatures: list
    appendices: list[tuple[str, list[Line]]]
    unplaced: list[Line]


def read_paper(content: Content, marks: list[Mark]) -> Paper:
    """Each sentence is marked once, where it stands first on its line, else where its words are found."""
    pen = _Pen(marks)
    head = content.letterhead
    subject = pen.segments(content.subject, None, "subject")
    bases = [Line("text", segments=pen.segments(text, None, "basis")) for text in content.bases]
    body = _lines(content.blocks, pen)
    body += [Line("text", segments=pen.segments(each.text, each.source_line)) for each in content.closing]
    appendices = []
    for index, appendix in enumerate(content.appendices):
        title = f"{layout.appendix_label(content.appendices, index)}. {appendix.title}".rstrip(". ")
        appendices.append((title, _lines(appendix.blocks, pen)))
    return Paper(
        superior=head.superior,
        issuer=head.issuer,
        symbol=layout.full_symbol(head, draft=not head.number),
        place_and_date=layout.place_and_date(head, draft=head.issued_on is None),
        title=content.title,
        subject=subject,
        bases=bases,
        body=body,
        recipients=[
            Line("text", segments=pen.segments(text, None, "recipient")) for text in layout.recipients(content)
        ],
        signatures=layout.signatures(content),
        appendices=appendices,
        unplaced=[Line("text", segments=pen.segments(each.text, each.source_line)) for each in content.unplaced],
    )


def _lines(blocks: list[Block], pen: _Pen) -> list[Line]:
    lines = []
    for entry, source_line in zip(layout.entries(blocks), _source_lines(blocks), strict=True):
        if entry.kind == "table":
            lines.append(_table(entry.table, pen))
            continue
        kind = {"part": "center", "heading": "head", "item": "item"}.get(entry.kind, "text")
        line = Line(kind, entry.label, pen.segments(entry.text, source_line))
        line.refs = pen.left_on(source_line)
        lines.append(line)
    return lines


def _table(table: Table, pen: _Pen) -> Line:
    first = table.source_line or 0
    rows = []
    for offset, row in enumerate(table.rows):
        cells = [pen.segments(cell, first + offset) for cell in row]
        for mark in pen.left_on(first + offset):
            _mark_cell(cells, row, mark)
        rows.append(cells)
    return Line("table", rows=rows, header=table.header)


def _mark_cell(cells: list[list[Segment]], row: list[str], mark: Mark) -> None:
    """A sentence read across the cells of a row is marked in the one that says most of it."""
    if not row:
        return
    index = max(range(len(row)), key=lambda i: len(row[i]) if row[i] in mark.sentence else 0)
    marks = [*(old for segment in cells[index] for old in segment.refs), mark]
    cells[index] = [Segment(row[index], marks, marks)]


def _source_lines(blocks: list[Block]) -> Iterator[int | None]:
    """The source line of each of `layout.entries`: a number without a title takes in the paragraph behind it."""
    for block in blocks:
        if not isinstance(block, Section):
            yield block.source_line
            continue
        inner = block.blocks
        if not block.title.strip() and inner and isinstance(inner[0], Paragraph):
            yield inner[0].source_line or block.source_line
            inner = inner[1:]
        else:
            yield block.source_line
        yield from _source_lines(inner)


class _Pen:
    """Marks sentences in texts; each mark is used once."""

    def __init__(self, marks: list[Mark]):
        self.left = [mark for mark in marks if mark.sentence.strip()]

    def segments(self, text: str, line: int | None, part: str = "") -> list[Segment]:
        ranges = self._ranges(text, line, part)
        segments: list[Segment] = []
        position = 0
        for start, end, marks in ranges:
            if position < start:
                segments.append(Segment(text[position:start]))
            segments += _with_changes(text[start:end], marks)
            position = end
        if position < len(text) or not segments:
            segments.append(Segment(text[position:]))
        return segments

    def left_on(self, line: int | None) -> list[Mark]:
        """Marks of this line whose sentence is not in its text as it stands."""
        here = [mark for mark in self.left if line is not None and mark.line == line]
        self.left = [mark for mark in self.left if mark not in here]
        return here

    def _ranges(self, text: str, line: int | None, part: str) -> list[tuple[int, int, list[Mark]]]:
        """Stretches of the text with their marks; sentences that overlap become one stretch."""
        found = []
        for mark in list(self.left):
            if mark.part != part and (mark.part or part == "recipient"):
                continue
            start = text.find(mark.sentence.strip())
            if start < 0 or (line is not None and mark.line != line and self._stands_elsewhere(mark, line)):
                continue
            found.append((start, start + len(mark.sentence.strip()), mark))
            self.left.remove(mark)
        merged: list[tuple[int, int, list[Mark]]] = []
        for start, end, mark in sorted(found, key=lambda each: (each[0], each[1], each[2].number)):
            if merged and start < merged[-1][1]:
                first, last, marks = merged[-1]
                merged[-1] = (first, max(last, end), [*marks, mark])
            else:
                merged.append((start, end, [mark]))
        return merged

    def _stands_elsewhere(self, mark: Mark, line: int) -> bool:
        """A repeated sentence waits for its own line; one whose line is past is taken here."""
        return mark.line > line


def _with_changes(text: str, marks: list[Mark]) -> list[Segment]:
    """The stretch as segments: a replaced date is one of its own, so that it can be shown old → new."""
    changes = {new: old for mark in marks for old, new in mark.changes}
    if not changes:
        return [Segment(text, marks, marks)]
    pattern = "|".join(re.escape(new) for new in sorted(changes, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text)
    segments = [Segment(piece, marks, old=changes.get(piece, "")) for piece in pieces if piece]
    segments[-1].refs = marks
    return segments
