"""From blocks to lines, with the marks that are needed for reading them back as they are. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from documents.content import Block, Item, Paragraph, Run, Section, Table
from documents.outline_text.characters import line_text
from documents.outline_text.labels import LABELS, UNNUMBERED, label_for, read_label, trail_below
from documents.outline_text.lines import looks_like_heading, parse_line, protected
from documents.outline_text.tables import table_lines


@dataclass
class WrittenLine:
    """One line of the outline and the block it says, None for what only sets lines apart."""

    text: str
    block: Block | None = None


def outline_text(blocks: list[Block]) -> str:
    """The blocks one a line, an empty line before each heading."""
    return "\n".join(line.text for line in written_lines(blocks)).strip("\n")


def written_lines(blocks: list[Block]) -> list[WrittenLine]:
    drafts = drafts_of(blocks)
    lines: list[WrittenLine] = []
    for index, draft in enumerate(drafts):
        if draft.is_spaced and lines and lines[-1].text:
            lines.append(WrittenLine(""))
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        lines += [WrittenLine(text, draft.block) for text in typed(draft, following)]
    return lines


def drafts_of(blocks: list[Block]) -> list[Draft]:
    """One for each thing that prints, in printing order, as `layout.entries` has them."""
    return list(_drafts(blocks, (), Counter(), -1.0))


@dataclass
class Draft:
    """A line about to be written. `is_heading` is what it must be read back as; None where it cannot be one."""

    block: Block | None
    label: str = ""
    text: str = ""
    is_heading: bool | None = None
    is_spaced: bool = False
    table: Table | None = None
    rank: float | None = None


def _drafts(blocks: list[Block], trail: tuple[int, ...], articles: Counter, above: float) -> Iterator[Draft]:
    counts: Counter = Counter()
    for block in blocks:
        if isinstance(block, Section):
            counted = articles if block.style == "article" else counts
            counted[block.style] += 1
            number = counted[block.style]
            yield from _section_drafts(block, number, trail, articles, above)
        elif isinstance(block, Table):
            yield Draft(block, table=block, is_spaced=True)
        elif isinstance(block, Item):
            yield _item_draft(block)
        else:
            yield Draft(block, text=line_text(block.runs), is_spaced=True)


def _section_drafts(section: Section, number: int, trail, articles: Counter, above: float) -> Iterator[Draft]:
    blocks, rank = section.blocks, _rank(section, above)
    inner_trail = trail_below(section.style, number, trail)
    if section.style == "none":
        label = "#" * next((marks for marks, known in UNNUMBERED.items() if known == rank), 3)
        yield Draft(section, label, line_text([Run(section.title)]), is_spaced=True, rank=rank)
    elif not section.title.strip() and blocks and isinstance(blocks[0], Paragraph):
        # A number without a title belongs to the paragraph behind it.
        label = label_for(section.style, number, trail)
        label = label.rstrip(".") if section.style == "part" else label  # as it prints
        yield Draft(blocks[0], label, line_text(blocks[0].runs), is_heading=False, rank=rank)
        blocks = blocks[1:]
    else:
        is_heading = _is_titled(section)
        label = label_for(section.style, number, trail)
        yield Draft(section, label, line_text([Run(section.title)]), is_heading, is_spaced=is_heading, rank=rank)
    yield from _drafts(blocks, inner_trail, articles, rank)


def _is_titled(section: Section) -> bool:
    """Whether it must be read back as a heading; a number with nothing below it prints as a paragraph."""
    return section.style in ("part", "roman") or bool(section.blocks)


def _rank(section: Section, above: float) -> float:
    if section.style == "none":
        below = [_rank(each, 0) for each in section.blocks if isinstance(each, Section) and each.style != "none"]
        nested = any(isinstance(each, Section) for each in section.blocks)
        fits = [rank for rank in UNNUMBERED.values() if rank > above and (not below or rank < min(below))]
        return (fits[0] if nested else fits[-1]) if fits else 12.0
    rank = next((rank for style, rank, _ in LABELS if style == section.style), 12.0)
    return rank + (0.1 if section.style == "decimal" else 0)


def _item_draft(item: Item) -> Draft:
    text = line_text(item.runs)
    if item.marker in ("-", "+", "*"):
        return Draft(item, item.marker, text)
    label = read_label(f"{item.marker} ")
    if label is not None and label.length >= len(item.marker):
        return Draft(item, item.marker, text, is_heading=False, rank=label.rank)
    return Draft(item, text=line_text([Run(f"{item.marker} "), *item.runs] if item.marker else item.runs))


def typed(draft: Draft, following: Draft | None) -> list[str]:
    """The lines of a draft, with the marks that its place before `following` makes necessary."""
    if draft.table is not None:
        return table_lines(draft.table)
    text = f"{draft.label} {draft.text}".strip()
    if draft.is_heading is None:
        return [text if draft.label else protected(text)]
    read = parse_line(text)
    if read.label is None or read.escaped:
        return [protected(text)]
    guessed = looks_like_heading(read, following.rank if following else None, has_more=following is not None)
    if guessed == draft.is_heading or (draft.is_heading and read.label.style == "letter"):
        return [text]  # a) prints the same either way
    return [f"**{draft.label} {draft.text}".rstrip() + "**" if draft.is_heading else f"\\{text}"]
