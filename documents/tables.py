"""A `core.tables.DataTable` as part of a document. Pure."""

from __future__ import annotations

from core.tables import DataTable, words_of
from documents.content import Block, Paragraph, Run, Table


def table_blocks(table: DataTable) -> list[Block]:
    """The table with the notes and the legend that belong under it."""
    return [paper_table(table), *(Paragraph([Run(note, italic=True)]) for note in legend(table))]


def paper_table(table: DataTable) -> Table:
    columns = list(table.columns)
    return Table(
        header=table.header,
        rows=[[words_of(value, is_short=True) for value in row.cells] for row in table.rows],
        caption=table.caption,
        widths=[float(column.width) for column in columns],
        numeric=[index for index, column in enumerate(columns) if column.kind == "number"],
        is_wide=table.is_wide,
        strong=[index for index, row in enumerate(table.rows) if row.is_strong],
    )


def legend(table: DataTable) -> list[str]:
    """The table's notes, what its short words stand for and what an empty cell means."""
    found = list(table.notes)
    if table.short_words:
        found.append(table.short_words)
    if blanks := table.blank_words:
        found.append(f"Ô để trống: {', '.join(blanks)}.")
    return found
