"""Whether a body can be edited as an outline: written and read back, it prints the same. Pure."""

from __future__ import annotations

from documents import layout
from documents.content import Block, Run, Table
from documents.outline_text.characters import chars_of, normal, plain
from documents.outline_text.reading import read_outline
from documents.outline_text.writing import outline_text


def is_editable(blocks: list[Block]) -> bool:
    """Whether the body written as an outline reads back as a body that prints the same."""
    return printed(read_outline(outline_text(blocks))) == printed(blocks)


def printed(blocks: list[Block]) -> list[tuple]:
    """What the body prints, line by line: by this two bodies are the same. White space has no style."""
    found = []
    for entry in layout.entries(blocks):
        if entry.table is not None:
            found.append(("table", *_printed_table(entry.table)))
            continue
        is_title = entry.kind in ("part", "heading")
        chars = normal(chars_of([Run(f"{entry.label} "), *entry.runs] if entry.label else entry.runs))
        visible = "".join(char for char, _, _ in chars)
        style = () if is_title else tuple(char[1:] for char in chars if char[0] != " ")
        if visible or is_title:
            found.append((entry.kind if is_title else "text", visible, style, entry.has_bold_label))
    return found


def _printed_table(table: Table) -> tuple:
    count = max(map(len, [table.header, *table.rows]), default=0)

    def cells(row: list[str]) -> tuple:
        clean = [plain(cell) for cell in row]
        return (*clean, *[""] * (count - len(clean)))

    caption = plain(table.caption)
    rows = tuple(cells(row) for row in table.rows)
    aligned, strong = tuple(sorted(table.numeric)), tuple(sorted(set(table.strong)))
    return caption, table.is_wide, tuple(table.widths), aligned, strong, cells(table.header), rows
