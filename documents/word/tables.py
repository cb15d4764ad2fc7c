"""Tables: those of the text, with drawn cells, and those that only place parts of the page side by side. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from docx.oxml.ns import qn

from documents.content import Band, Run, Table
from documents.layout import Head
from documents.reading.word import MAX_COLUMNS, table_rows
from documents.rendering import Grid, text_width
from documents.word.elements import POINTS_A_MM, TWIPS_A_POINT, twips, w
from documents.word.paragraphs import gap, line
from documents.word.styles import CAPTION, CELL, COLUMN

PADDING = 4  # points at the left and right of a cell
DENSE_SIZE = 10
BEFORE, AFTER = 6, 6  # points of white space
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
    is_fixed = _has_widths(grid, table)
    made = w("tbl", _properties(widths, is_centred=False, is_drawn=True, is_fixed=is_fixed), _grid(widths))
    size = DENSE_SIZE if grid.is_dense else CELL.size
    for row in _head_rows(grid.head, widths, size):
        made.append(row)
    for row in grid.rows:
        style = COLUMN if row.is_strong else CELL
        cells = [line(style, text, align=_align(css_class), size=size) for text, css_class in row.cells]
        made.append(_row(cells, widths))
    above = [line(CAPTION, grid.caption)] if grid.caption else [gap(BEFORE, keep_next=True)]
    return [*above, made, gap(AFTER)]


def _head_rows(head: list[list[Head]], widths: Sequence[float], size: float) -> list:
    """The rows of the head, repeated on every page; a heading may stand over several columns, or two rows high."""
    rows, taken = [], {}  # column → how many rows from above still reach into it
    for heads in head:
        row, left, column = w("tr", w("trPr", w("cantSplit"), w("tblHeader"))), list(heads), 0
        while column < len(widths):
            if taken.get(column, 0):
                taken[column] -= 1
                row.append(_cell([line(COLUMN, "", size=size)], widths[column], merge="continue"))
                column += 1
                continue
            cell = left.pop(0) if left else Head("")
            width = sum(widths[column : column + cell.columns])
            merge = "restart" if cell.rows > 1 else ""
            text = line(COLUMN, cell.text, size=size)
            row.append(_cell([text], width, is_middle=True, span=cell.columns, merge=merge))
            if cell.rows > 1:
                taken[column] = cell.rows - 1
            column += cell.columns
        rows.append(row)
    return rows


def _align(css_class: str) -> str:
    names = css_class.split()
    if "ordinal" in names:
        return "center"
    return "right" if "numeric" in names else "left"


def _row(cells: list, widths: Sequence[float]):
    row = w("tr", w("trPr", w("cantSplit")))
    row.extend(_cell([cell], width, is_middle=True) for cell, width in zip(cells, widths, strict=True))
    return row


def _properties(widths: Sequence[float], *, is_centred: bool, is_drawn: bool, is_fixed: bool = True):
    """`is_fixed`: the widths were set; where the words decided them, Word may go on deciding."""
    lines = [w(side, val="single", sz=6, space=0, color="000000") for side in SIDES] if is_drawn else []
    margins = {"top": 3, "left": PADDING, "bottom": 3, "right": PADDING} if is_drawn else dict.fromkeys(SIDES[:4], 0)
    return w(
        "tblPr",
        w("tblStyle", val="TableNormal"),
        w("tblW", w=twips(sum(widths)), type="dxa"),
        w("jc", val="center") if is_centred else None,
        w("tblInd", w=0, type="dxa") if not is_centred else None,
        w("tblBorders", *lines) if lines else None,
        w("tblLayout", type="fixed" if is_fixed else "autofit"),
        w("tblCellMar", *(w(side, w=twips(points), type="dxa") for side, points in margins.items())),
    )


def _grid(widths: Sequence[float]):
    return w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths))


def _cell(paragraphs: list, width: float, *, is_middle: bool = False, span: int = 1, merge: str = ""):
    properties = w(
        "tcPr",
        w("tcW", w=twips(width), type="dxa"),
        w("gridSpan", val=span) if span > 1 else None,
        w("vMerge", val=merge) if merge else None,
        w("vAlign", val="center") if is_middle else None,
    )
    return w("tc", properties, *paragraphs)


def column_widths(grid: Grid, table: Table, total: float) -> list[float]:
    """Points a column. Widths that the table names are kept in proportion; else its words decide, as in a browser."""
    count = len(grid.columns)
    if _has_widths(grid, table):
        return [total * width / sum(table.widths) for width in table.widths]
    needs = [_needs(grid, index) for index in range(count)]
    least, most = [each[0] for each in needs], [each[1] for each in needs]
    if sum(least) >= total:
        return [total * width / sum(least) for width in least]
    if sum(most) <= total:
        return [total * width / sum(most) for width in most]
    spare = (total - sum(least)) / (sum(most) - sum(least))
    return [low + (high - low) * spare for low, high in needs]


def _has_widths(grid: Grid, table: Table) -> bool:
    return len(table.widths) == len(grid.columns) and sum(table.widths) > 0


def _needs(grid: Grid, index: int) -> tuple[float, float]:
    """What the longest word of a column and its longest line take."""
    size = DENSE_SIZE if grid.is_dense else CELL.size
    texts = [("Bold", grid.columns[index].heading)]
    texts += [("Bold" if row.is_strong else "Regular", row.cells[index][0]) for row in grid.rows]
    padding = 2 * PADDING + 2
    longest = max((text_width(face, size, word) for face, text in texts for word in text.split()), default=0)
    line_width = max((text_width(face, size, part) for face, text in texts for part in text.split("\n")), default=0)
    return longest + padding, line_width + padding


# ---- read back ----


def read_table(element, runs_of: Callable[[object], list[Run]], *, caption: str) -> Table:
    """A table of the text. `runs_of` reads a paragraph. Widths are those of the paper where they were set by hand."""
    rows = [_ReadRow.of(row, runs_of) for row in table_rows(element)]
    heads = [row for row in rows if row.is_head]
    body = [row for row in rows if not row.is_head]
    header, bands = _read_head(heads)
    numeric = [index for index in range(max((len(row.cells) for row in body), default=0)) if _is_numeric(body, index)]
    return Table(
        header=header,
        rows=[[cell.text for cell in row.cells] for row in body],
        caption=caption,
        widths=_read_widths(element),
        numeric=numeric,
        strong=[index for index, row in enumerate(body) if row.is_strong],
        bands=bands,
    )


@dataclass
class _ReadCell:
    text: str
    is_bold: bool
    is_right: bool
    span: int = 1
    goes_on: bool = False


@dataclass
class _ReadRow:
    cells: list[_ReadCell]
    spans: list[_ReadCell]  # the cells as they stand in the file, wide ones once
    is_head: bool

    @property
    def is_strong(self) -> bool:
        said = [cell for cell in self.cells if cell.text.strip()]
        return bool(said) and all(cell.is_bold for cell in said)

    @classmethod
    def of(cls, row, runs_of) -> _ReadRow:
        is_head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        spans = [_read_cell(cell, runs_of) for cell in row.iter(qn("w:tc")) if _row_of(cell) is row]
        cells = [each for cell in spans for each in [cell, *[replace(cell, text="")] * (cell.span - 1)]]
        return cls(cells[:MAX_COLUMNS], spans, is_head)


def _row_of(cell):
    return next(cell.iterancestors(qn("w:tr")))


def _read_cell(cell, runs_of) -> _ReadCell:
    lines, runs, sides = [], [], []
    for paragraph in cell.iter(qn("w:p")):
        own = runs_of(paragraph)
        lines.append("".join(run.text for run in own))
        runs += [run for run in own if run.text.strip()]
        sides += [paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")] if own else []
    properties = cell.find(qn("w:tcPr"))
    span = properties.find(qn("w:gridSpan")) if properties is not None else None
    merge = properties.find(qn("w:vMerge")) if properties is not None else None
    wide = span.get(qn("w:val")) if span is not None else "1"
    return _ReadCell(
        text="\n".join(lines).strip(),
        is_bold=bool(runs) and all(run.bold for run in runs),
        is_right=bool(sides) and all(side is not None and side.get(qn("w:val")) in ("right", "end") for side in sides),
        span=min(int(wide), MAX_COLUMNS) if wide.isdigit() else 1,
        goes_on=merge is not None and merge.get(qn("w:val")) in (None, "continue"),
    )


def _is_numeric(body: list[_ReadRow], index: int) -> bool:
    said = [row.cells[index] for row in body if index < len(row.cells) and row.cells[index].text]
    return bool(said) and all(cell.is_right for cell in said)


def _read_head(heads: list[_ReadRow]) -> tuple[list[str], list[Band]]:
    if not heads:
        return [], []
    if len(heads) == 1:
        return [cell.text for cell in heads[0].cells], []
    upper, lower = heads[0], heads[-1]
    names = [
        above.text if below.goes_on else below.text
        for above, below in zip_longest(upper.cells, lower.cells, fillvalue=_ReadCell("", False, False))
    ]
    bands: list[Band] = []
    at = 0
    for cell in upper.spans:
        is_own = at < len(lower.cells) and lower.cells[at].goes_on
        at += cell.span
        if is_own and bands and not bands[-1].text:
            bands[-1].span += cell.span
        else:
            bands.append(Band("" if is_own else cell.text, cell.span))
    return names, bands


def _read_widths(element) -> list[float]:
    layout_type = element.find(f"{qn('w:tblPr')}/{qn('w:tblLayout')}")
    if layout_type is None or layout_type.get(qn("w:type")) != "fixed":
        return []
    values = [each.get(qn("w:w")) or "" for each in element.iter(qn("w:gridCol"))]
    if not all(value.isdigit() for value in values):
        return []
    return [round(int(value) / TWIPS_A_POINT / POINTS_A_MM, 1) for value in values]
