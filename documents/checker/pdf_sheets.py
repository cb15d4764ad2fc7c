"""One page of a finished PDF: characters put together to lines, strokes to the lines above them, tables, the margins.

All lengths in points.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, field

from documents.checker import signs
from documents.checker.picture import (
    POINTS_PER_MM,
    Line,
    Page,
    Run,
    Stroke,
    Table,
)

SAME_ROW = 3.0
COLUMN_GAP = 2.0  # of the size: what is wider stands in columns
TOP_BAND = 19.0 * POINTS_PER_MM  # above it stands only what belongs to the margin
BOTTOM_BAND = 20.0 * POINTS_PER_MM
SMALLEST_TEXT, LARGEST_FOOTER = 10.5, 12.2
RULE_REACH = 14.0  # how far below a line its rule may stand
DESCENT = 0.216  # of the size, in Times
UNDERLINE = 0.17  # of the size below the baseline; what is lower is a rule
PAGE_NUMBER = re.compile(r"[-–\s]*(Trang\s*)?(\d{1,4})(\s*/\s*\d{1,4})?[-–\s]*", re.IGNORECASE)


@dataclass
class Sheet:
    """One page while it is read."""

    page: Page
    rows: list[list[Line]]  # a row holds more than one line where it is set in columns
    tables: list[tuple[float, Table]]
    marginal: list[Line] = field(default_factory=list)  # what stands in the margins
    height: float = 0.0
    width: float = 0.0

    @property
    def lines(self) -> list[Line]:
        return [line for row in self.rows for line in row]


def read_sheet(page, number: int) -> Sheet:
    width, height = float(page.width), float(page.height)
    found = [table for table in page.find_tables() if len(table.rows) > 1 or len(table.rows[0].cells) > 1]
    boxes = [table.bbox for table in found]
    chars = [char for char in page.chars if char["upright"] and 0 <= char["x0"] < width]
    free = [char for char in chars if not any(_inside(char, box) for box in boxes)]
    rows = [_segments(row, number) for row in _rows(free)]
    rows = [row for row in rows if row]
    strokes = _strokes(page, boxes)
    _give_rules([line for row in rows for line in row], strokes)
    tables = []
    for table in found:
        inside = [char for char in chars if _inside(char, table.bbox)]
        tables.append((table.bbox[1], _table(table, inside, number)))
    sheet = Sheet(
        Page(number, width / POINTS_PER_MM, height / POINTS_PER_MM, has_table=bool(found)),
        rows,
        tables,
        height=height,
        width=width,
    )
    sheet.page.has_text = bool(chars)
    _set_margins_apart(sheet)
    return sheet


def _inside(char: dict, box: tuple) -> bool:
    middle = (char["top"] + char["bottom"]) / 2
    return box[0] - 1 <= char["x0"] <= box[2] + 1 and box[1] - 1 <= middle <= box[3] + 1


def _rows(chars: list[dict]) -> list[list[dict]]:
    rows: list[list[dict]] = []
    for char in sorted(chars, key=lambda char: (char["bottom"], char["x0"])):
        if rows and abs(rows[-1][0]["bottom"] - char["bottom"]) <= SAME_ROW:
            rows[-1].append(char)
        else:
            rows.append([char])
    return [sorted(row, key=lambda char: char["x0"]) for row in rows]


def _segments(row: list[dict], page: int) -> list[Line]:
    """The lines of a row. Blanks that are printed hold what stands beside them together, as in “Số:      /KH-…”."""
    groups: list[list[dict]] = []
    for char in row:
        if groups and char["x0"] - groups[-1][-1]["x1"] <= COLUMN_GAP * char["size"]:
            groups[-1].append(char)
        else:
            groups.append([char])
    return [_line(group, page) for group in map(_trimmed, groups) if group]


def _trimmed(chars: list[dict]) -> list[dict]:
    inked = [place for place, char in enumerate(chars) if char["text"].strip()]
    return chars[inked[0] : inked[-1] + 1] if inked else []


def _line(chars: list[dict], page: int) -> Line:
    runs: list[Run] = []
    last = None
    for char in chars:
        run = _run(char)
        is_apart = last is not None and char["x0"] - last["x1"] > 0.12 * char["size"]
        gap = " " if is_apart and char["text"].strip() and last["text"].strip() else ""
        if not char["text"].strip() and runs:
            runs[-1].text += char["text"]
            last = char
            continue
        if runs and _style(runs[-1]) == _style(run):
            runs[-1].text += gap + run.text
        else:
            if runs:
                runs[-1].text += gap
            runs.append(run)
        last = char
    return Line(
        runs,
        page,
        x0=chars[0]["x0"],
        x1=max(char["x1"] for char in chars),
        top=min(char["top"] for char in chars),
        bottom=statistics.median(char["bottom"] for char in chars),
    )


def _run(char: dict) -> Run:
    name = char["fontname"].split("+")[-1]
    low = name.lower()
    bold = "bold" in low or "black" in low
    return Run(
        char["text"],
        font_family(name),
        float(char["size"]),
        bold,
        any(word in low for word in ("italic", "oblique")),
        _colour(char.get("non_stroking_color")),
    )


def font_family(name: str) -> str:
    """“TimesNewRomanPS-BoldMT” and “Liberation-Serif-Bold” without what names their style."""
    bare = re.sub(r"(?i)[-,_ ]?(bold|italic|oblique|regular|psmt|ps|mt)+(?=$|[-,_ ])", "", name)
    bare = re.sub(r"(?i)(psmt|ps|mt)$", "", bare.strip("-,_ "))
    return bare.strip("-,_ ")


def _colour(value) -> str:
    """Grey, RGB or CMYK as six hex digits; what cannot be told (a pattern) is taken for black."""
    try:
        parts = [float(part) for part in (value if isinstance(value, list | tuple) else [value])]
    except (TypeError, ValueError):
        return "000000"
    if len(parts) == 1:
        parts *= 3
    elif len(parts) == 4:
        cyan, magenta, yellow, black = parts
        parts = [(1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)]
    if len(parts) != 3:
        return "000000"
    return "".join(f"{round(255 * min(max(part, 0), 1)):02x}" for part in parts)


def _style(run: Run) -> tuple:
    return run.font, run.size, run.bold, run.italic, run.colour


def _strokes(page, boxes: list[tuple]) -> list[tuple[float, Stroke]]:
    """(y, stroke) of the horizontal rules outside tables; pieces of one broken rule are one that is not solid."""
    pieces = []
    for thing in (*page.lines, *page.rects, *page.curves):
        if thing["bottom"] - thing["top"] > 2.5 or thing["x1"] - thing["x0"] < 2:
            continue
        middle = (thing["top"] + thing["bottom"]) / 2
        if any(box[0] - 2 <= thing["x0"] <= box[2] + 2 and box[1] - 2 <= middle <= box[3] + 2 for box in boxes):
            continue
        dash = thing.get("dash")
        is_dashed = bool(dash and dash[0])
        pieces.append((middle, thing["x0"], thing["x1"], is_dashed))
    strokes: list[tuple[float, Stroke]] = []
    for middle, x0, x1, is_dashed in sorted(pieces, key=lambda piece: (round(piece[0]), piece[1])):
        if strokes and abs(strokes[-1][0] - middle) <= 1.2 and x0 <= strokes[-1][1].x1 + 8:
            last = strokes[-1][1]
            last.is_solid = last.is_solid and not is_dashed and x0 <= last.x1 + 1
            last.x1 = max(last.x1, x1)
        else:
            strokes.append((middle, Stroke(x0, x1, not is_dashed)))
    return [(middle, stroke) for middle, stroke in strokes if stroke.length >= 15]


def _give_rules(lines: list[Line], strokes: list[tuple[float, Stroke]]) -> None:
    """Each stroke to the nearest line above it; one that runs along the baseline underlines."""
    for y, stroke in strokes:
        above = [
            line
            for line in lines
            if line.bottom - 4 <= y <= line.bottom + RULE_REACH
            and line.x0 - 20 < stroke.x1
            and stroke.x0 < line.x1 + 20
        ]
        if not above:
            continue
        line = max(above, key=lambda each: each.bottom)
        size = max(line.sizes, default=12)
        if y < line.bottom - size * (DESCENT - UNDERLINE) and stroke.length > 0.5 * line.width:
            for run in line.runs:
                run.underlined = True
        else:
            line.rule = stroke


def _table(table, chars: list[dict], number: int) -> Table:
    lines = []
    for cell in table.cells:
        inside = [char for char in chars if _inside(char, cell)]
        lines += [_line(row, number) for row in map(_trimmed, _rows(inside)) if row]
    texts = [[" ".join((cell or "").split()) for cell in row] for row in table.extract()]
    left, top, _, bottom = table.rows[0].bbox
    head = [line for line in lines if top - 2 <= (line.top + line.bottom) / 2 <= bottom + 2]
    return Table(
        texts,
        lines,
        number,
        head_is_bold=bool(head) and all(line.is_bold for line in head if re.search(r"\w", line.text)),
        columns=sorted({round(cell[0]) for row in table.rows for cell in row.cells if cell}),
        x0=left,
        x1=table.bbox[2],
    )


def _set_margins_apart(sheet: Sheet) -> None:
    """Page numbers and what else stands in the margins is no text of the page."""
    rows = []
    for row in sheet.rows:
        top, bottom = min(line.top for line in row), max(line.bottom for line in row)
        if bottom < TOP_BAND + 2 and all(_is_marginal(line, SMALLEST_TEXT) for line in row):
            sheet.marginal += row
            _take_number(sheet, row, is_on_top=True)
        elif (top > sheet.height - BOTTOM_BAND and all(_is_marginal(line, LARGEST_FOOTER) for line in row)) or (
            bottom > sheet.height - 25 * POINTS_PER_MM and len(row) == 1 and PAGE_NUMBER.fullmatch(row[0].text)
        ):
            sheet.marginal += row
            _take_number(sheet, row, is_on_top=False)
        else:
            rows.append(row)
    sheet.rows = rows


def _is_marginal(line: Line, largest: float) -> bool:
    """Page number, “DỰ THẢO”, a digital signature's words (ô 14), address and codes at the foot (ô 13)."""
    small = max(line.sizes, default=0.0) <= largest
    return small or bool(PAGE_NUMBER.fullmatch(line.text) or signs.DRAFT.match(line.text))


def _take_number(sheet: Sheet, row: list[Line], *, is_on_top: bool) -> None:
    for line in row:
        if PAGE_NUMBER.fullmatch(line.text) and sheet.page.number is None:
            sheet.page.number = line
            sheet.page.number_is_on_top = is_on_top
