"""From lines to blocks: a numbered line is a heading or a paragraph by its place among the others. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from documents.content import Block, Item, Paragraph, Section
from documents.outline_text.characters import plain, runs_of
from documents.outline_text.labels import UNNUMBERED, label_for, ordinal, trail_below
from documents.outline_text.lines import Line, looks_like_heading, parse_line
from documents.outline_text.tables import read_table, table_length
from documents.outline_text.writing import Draft, typed


@dataclass
class _Open:
    """A section still being filled, and what was numbered in it."""

    rank: float
    blocks: list[Block]
    trail: tuple[int, ...] = ()
    counts: Counter = field(default_factory=Counter)


def read_outline(text: str) -> list[Block]:
    """The blocks of a typed outline, without places in a source: it was typed here. Every word of it is in them."""
    return _built(_read_lines(text))


def rebuilt(drafts: list[Draft]) -> list[Block]:
    """The blocks of lines of which is known what they are; the tables are taken over as they are."""
    lines: list[Line] = []
    for index, draft in enumerate(drafts):
        if draft.table is not None:
            lines.append(Line("table", table=draft.table))
        else:
            following = drafts[index + 1] if index + 1 < len(drafts) else None
            lines += [parse_line(text) for text in map(plain, typed(draft, following)) if text]
    return _built(lines)


def _built(lines: list[Line]) -> list[Block]:
    headings = {index for index, line in enumerate(lines) if _is_heading(lines, index)}
    counted = _counted_lines(lines, headings)
    root: list[Block] = []
    stack = [_Open(-1.0, root)]
    for index, line in enumerate(lines):
        rank = UNNUMBERED[line.depth] if line.kind == "unnumbered" else line.rank
        if rank is not None:
            while stack[-1].rank >= rank:
                stack.pop()
        place = stack[-1]
        if index in headings or line.kind == "unnumbered":
            section = _section(line, place.trail)
        elif index in counted and _fits(line, place):
            section = Section("", [Paragraph(runs_of(line.chars))], style=line.label.style)
        else:
            place.blocks.append(_block(line))
            continue
        place.counts[section.style] += 1
        place.blocks.append(section)
        stack.append(_Open(rank, section.blocks, trail_below(section.style, place.counts[section.style], place.trail)))
    return root


def _read_lines(text: str) -> list[Line]:
    raw_lines = [plain(raw) for raw in re.split(r"\r\n|[\n\r\v\f]", text)]
    lines: list[Line] = []
    index = 0
    while index < len(raw_lines):
        rows = table_length(raw_lines, index)
        if rows:
            lines.append(Line("table", table=read_table(raw_lines[index : index + rows])))
            index += rows
            continue
        if raw_lines[index]:
            lines.append(parse_line(raw_lines[index]))
        index += 1
    return lines


def _is_heading(lines: list[Line], index: int) -> bool:
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if line.label is None or line.label.style == "bracket" or line.escaped or not line.text:
        return False
    if line.is_all_bold:
        return line.label.style in ("part", "roman") or _holds(line, following)
    return looks_like_heading(line, following.rank if following else None, has_more=following is not None)


def _holds(line: Line, following: Line | None) -> bool:
    """Whether something stands below this number."""
    return following is not None and (following.rank is None or following.rank > line.label.rank)


def _counted_lines(lines: list[Line], headings: set[int]) -> set[int]:
    """Numbered paragraphs that stand in one row with headings, so that these keep their numbers; every article."""
    counted = {i for i, line in enumerate(lines) if line.label and line.label.style == "article" and i not in headings}
    open_rows: dict[float, list[int]] = {}
    rows: list[list[int]] = []
    for index, line in enumerate(lines):
        rank = UNNUMBERED[line.depth] if line.kind == "unnumbered" else line.rank
        if rank is None:
            continue
        open_rows = {known: row for known, row in open_rows.items() if known <= rank}
        if line.label is None:
            open_rows = {known: row for known, row in open_rows.items() if known < rank}
            continue
        if rank not in open_rows:
            open_rows[rank] = []
            rows.append(open_rows[rank])
        open_rows[rank].append(index)
    for row in rows:
        counted |= _run_up(lines, row, headings)
    return counted


def _run_up(lines: list[Line], row: list[int], headings: set[int]) -> set[int]:
    """The numbered paragraphs of a row that lead up to a heading's number: 1. (heading), 2., 3. (heading)."""
    found = set()
    for place, index in enumerate(row):
        expected = ordinal(lines[index].label) if index in headings else 0
        for before in reversed(row[:place]):
            expected -= 1
            if before in headings or before in found or ordinal(lines[before].label) != expected:
                break
            found.add(before)
    return found


def _fits(line: Line, place: _Open) -> bool:
    """Whether the number typed is the one it would print; another one is kept as it was typed."""
    style = line.label.style
    return style == "article" or line.label.text == label_for(style, place.counts[style] + 1, place.trail)


def _section(line: Line, trail: tuple[int, ...]) -> Section:
    if line.kind == "unnumbered":
        return Section(line.text, style="none")
    parts = line.label.text.strip(".)").count(".") + 1
    if line.label.style == "decimal" and len(trail) + 1 != parts:
        whole = "".join(char for char, _, _ in line.whole)
        return Section(whole, style="none")  # no number above it to be counted under: it stays as it was typed
    return Section(line.text, style=line.label.style)


def _block(line: Line) -> Block:
    if line.table is not None:
        return line.table
    if line.kind == "item":
        return Item(runs_of(line.chars), line.marker)
    is_word = line.escaped and line.label and line.chars and line.label.length == len(line.label.text)  # "\\1/a" typed
    if line.label is not None and not line.is_all_bold and not is_word:
        return Item(runs_of(line.chars), line.label.text)
    return Paragraph(runs_of(line.whole))
