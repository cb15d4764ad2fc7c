"""Rows of cells as text, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class GridRow:
    """`line` is the row of the sheet, or the row's place in its Word table; `troubles` what a cell could not give."""

    line: int
    cells: list[str]
    troubles: dict[int, str] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)  # the text of a cell of several lines, with its line breaks
    heads: dict[int, int] = field(default_factory=dict)  # column → rows over which its cell goes on, itself counted
    is_hidden: bool = False

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    def lines(self, column: int) -> str:
        """The cell with its line breaks."""
        return self.broken.get(column, self.cell(column))

    @property
    def text(self) -> str:
        return " | ".join(filter(None, self.cells)) or "; ".join(self.troubles.values())


@dataclass
class Grid:
    """One table; `is_text`: the lines outside the tables, a row of one cell each."""

    name: str
    rows: list[GridRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_text: bool = False
