"""Tables: those of the text, with drawn cells, and those that only place parts of the page side by side. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from documents.content import Table
from documents.rendering import Grid, text_width
from documents.word.elements import twips, w
from documents.word.paragraphs import line
from documents.word.styles import CAPTION, CELL, COLUMN

PADDING = 4  # points at the left and right of a cell
DENSE_SIZE = 10
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def side_by_side(rows: Sequence[Sequence[list]], widths: Sequence[float], *, is_centred: bool = False):
    """A table without lines: each cell a list of paragraphs, widths in points. Its rows are never divided."""
    table = w("tbl", _properties(widths, is_centred=is_centred, is_drawn=False), _grid(widths))
    for cells in rows:
        row = w("tr", w("trPr", w("cantSplit")))
        for paragraphs, width in zip(cells, widths, strict=True):
            row.append(_cell(paragraphs or [line(CELL, "")], width))
        table.append(row)
    return table


def text_table(grid: Grid, table: Table, width: float) -> list:
    """The caption and the table, `width` points wide; its head is repeated on every page, no row is divided."""
    widths = column_widths(grid, table, width)
    made = w("tbl", _properties(widths, is_centred=False, is_drawn=True), _grid(widths))
    size = DENSE_SIZE if grid.is_dense else CELL.size
    if grid.has_heading:
        cells = [line(COLUMN, column.heading, size=size) for column in grid.columns]
        made.append(_row(cells, widths, is_head=True))
    for row in grid.rows:
        style = COLUMN if row.is_strong else CELL
        cells = [line(style, text, align=_align(css_class), size=size) for text, css_class in row.cells]
        made.append(_row(cells, widths))
    caption = [line(CAPTION, grid.caption)] if grid.caption else []
    return [*caption, made]


def _align(css_class: str) -> str:
    names = css_class.split()
    if "ordinal" in names:
        return "center"
    return "right" if "numeric" in names else "left"


def _row(cells: list, widths: Sequence[float], *, is_head: bool = False):
    row = w("tr", w("trPr", w("cantSplit"), w("tblHeader") if is_head else None))
    row.extend(_cell([cell], width, is_middle=True) for cell, width in zip(cells, widths, strict=True))
    return row


def _properties(widths: Sequence[float], *, is_centred: bool, is_drawn: bool):
    lines = [w(side, val="single", sz=6, space=0, color="000000") for side in SIDES] if is_drawn else []
    margins = {"top": 3, "left": PADDING, "bottom": 3, "right": PADDING} if is_drawn else dict.fromkeys(SIDES[:4], 0)
    return w(
        "tblPr",
        w("tblStyle", val="TableNormal"),
        w("tblW", w=twips(sum(widths)), type="dxa"),
        w("jc", val="center") if is_centred else None,
        w("tblInd", w=0, type="dxa") if not is_centred else None,
        w("tblBorders", *lines) if lines else None,
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=twips(points), type="dxa") for side, points in margins.items())),
    )


def _grid(widths: Sequence[float]):
    return w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths))


def _cell(paragraphs: list, width: float, *, is_middle: bool = False):
    properties = w("tcPr", w("tcW", w=twips(width), type="dxa"), w("vAlign", val="center") if is_middle else None)
    return w("tc", properties, *paragraphs)


def column_widths(grid: Grid, table: Table, total: float) -> list[float]:
    """Points a column. Widths that the table names are kept in proportion; else its words decide, as in a browser."""
    count = len(grid.columns)
    if len(table.widths) == count and sum(table.widths) > 0:
        return [total * width / sum(table.widths) for width in table.widths]
    needs = [_needs(grid, index) for index in range(count)]
    least, most = [each[0] for each in needs], [each[1] for each in needs]
    if sum(least) >= total:
        return [total * width / sum(least) for width in least]
    if sum(most) <= total:
        return [total * width / sum(most) for width in most]
    spare = (total - sum(least)) / (sum(most) - sum(least))
    return [low + (high - low) * spare for low, high in needs]


def _needs(grid: Grid, index: int) -> tuple[float, float]:
    """What the longest word of a column and its longest line take."""
    size = DENSE_SIZE if grid.is_dense else CELL.size
    texts = [("Bold", grid.columns[index].heading)]
    texts += [("Bold" if row.is_strong else "Regular", row.cells[index][0]) for row in grid.rows]
    padding = 2 * PADDING + 2
    longest = max((text_width(face, size, word) for face, text in texts for word in text.split()), default=0)
    line_width = max((text_width(face, size, part) for face, text in texts for part in text.split("\n")), default=0)
    return longest + padding, line_width + padding
