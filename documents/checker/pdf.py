"""A finished PDF as a picture: characters put together to lines, lines to paragraphs, strokes to the lines above them.

All lengths in points until a page or an indent is told in millimetres.
"""

from __future__ import annotations

import io
import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field

from core.bounded import BROKEN, HEAVY, Refused
from documents.checker import signs
from documents.checker.picture import (
    POINTS_PER_MM,
    Annex,
    Corners,
    Ending,
    Line,
    Meta,
    Page,
    Paragraph,
    Picture,
    Piece,
    Run,
    Stroke,
    Table,
)

MAX_PAGES = 150
MAX_CHARACTERS = 1_000_000
SAME_ROW = 3.0
COLUMN_GAP = 2.0  # of the size: what is wider stands in columns
TOP_BAND = 19.0 * POINTS_PER_MM  # above it stands only what belongs to the margin
BOTTOM_BAND = 20.0 * POINTS_PER_MM
SMALLEST_TEXT, LARGEST_FOOTER = 10.5, 12.2
RULE_REACH = 14.0  # how far below a line its rule may stand
DESCENT = 0.216  # of the size, in Times
UNDERLINE = 0.17  # of the size below the baseline; what is lower is a rule
PAGE_NUMBER = re.compile(r"[-–\s]*(Trang\s*)?(\d{1,4})(\s*/\s*\d{1,4})?[-–\s]*", re.IGNORECASE)
SINGLE = 1.149  # line height of Times, of its size
# The sides and indents that the decree allows, with a millimetre more
NARROWEST_LEFT, WIDEST_LEFT = 29.0 * POINTS_PER_MM, 36.0 * POINTS_PER_MM
NARROWEST_RIGHT, WIDEST_RIGHT = 14.0 * POINTS_PER_MM, 21.0 * POINTS_PER_MM
INDENTS = (12.7 * POINTS_PER_MM, 10.0 * POINTS_PER_MM)
BEGINS = re.compile(r"([-–+*•]|\d+(\.\d+)*[.)]|[a-zđ]\)|[IVX]+\.|Điều \d)")


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


def read_pdf(data: bytes) -> Picture:
    """Refused, with one word: locked, scan, long, heavy or broken."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise Refused("long")
            meta = _meta(pdf)
            sheets, count = [], 0
            for number, page in enumerate(pdf.pages, start=1):
                count += len(page.chars)
                if count > MAX_CHARACTERS:
                    raise Refused(HEAVY)
                sheets.append(_sheet(page, number))
                page.close()
    except PdfminerException as error:
        causes = (*error.args, error.__cause__)
        if any(isinstance(each, PDFPasswordIncorrect) for each in causes):
            raise Refused("locked") from error
        raise Refused(HEAVY if any(isinstance(each, MemoryError) for each in causes) else BROKEN) from error
    if count < 20 * len(sheets):
        raise Refused("scan")
    return _picture(sheets, meta)


def _meta(pdf) -> Meta:
    catalog = pdf.doc.catalog
    metadata = catalog.get("Metadata")
    packet = b""
    if metadata is not None:
        packet = getattr(metadata.resolve() if hasattr(metadata, "resolve") else metadata, "get_data", bytes)() or b""
    language = catalog.get("Lang", b"")
    marked = catalog.get("MarkInfo")
    marked = marked.resolve() if hasattr(marked, "resolve") else marked
    return Meta(
        title=str(pdf.metadata.get("Title") or ""),
        language=language.decode("latin-1") if isinstance(language, bytes) else str(language),
        is_tagged=bool(isinstance(marked, dict) and marked.get("Marked")) and "StructTreeRoot" in catalog,
        claims_pdfa=b"pdfaid:part" in packet,
    )


# ---- one page ----


def _sheet(page, number: int) -> Sheet:
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


# ---- the whole ----


def _picture(sheets: list[Sheet], meta: Meta) -> Picture:
    picture = Picture("pdf", [sheet.page for sheet in sheets], Corners(), [], Ending(), meta=meta)
    picture.is_draft = any(signs.DRAFT.match(line.text) for sheet in sheets[:1] for line in _first_lines(sheet))
    starts = [place for place, sheet in enumerate(sheets) if place and _opens_annex(sheet)] + [len(sheets)]
    main = sheets[: starts[0]]
    if main:
        _take_corners(main[0], picture)
    _set_page_margins(sheets, picture.corners)
    if main:
        _take_ending(main, picture)
    edges = _edges(main, Edges({}, {}, 0.0))
    picture.pieces = _pieces(main, edges)
    for start, end in itertools.pairwise(starts):
        annex = sheets[start:end]
        picture.annexes.append(Annex(_pieces(annex, _edges(annex, edges)), first_page=start + 1))
    return picture


def _first_lines(sheet: Sheet) -> list[Line]:
    return [*sheet.marginal, *sheet.lines[:3]]


def _opens_annex(sheet: Sheet) -> bool:
    return bool(sheet.rows) and len(sheet.rows[0]) == 1 and bool(signs.ANNEX.match(sheet.rows[0][0].text))


def _set_page_margins(sheets: list[Sheet], corners: Corners) -> None:
    """Where the ink of the text ends on each page. The letterhead's columns may reach beyond its sides: they are wider
    than the text by custom, so that Quốc hiệu stands on one line."""
    head = [*corners.left, *corners.right]
    for sheet in sheets:
        lines = [*sheet.lines, *(line for _, table in sheet.tables for line in table.lines)]
        if not lines:
            continue
        page = sheet.page
        page.left = min(line.x0 for line in lines) / POINTS_PER_MM
        page.right = (sheet.width - max(line.x1 for line in lines)) / POINTS_PER_MM
        above = head if sheet is sheets[0] else []
        page.top = min(line.top for line in [*above, *lines]) / POINTS_PER_MM
        page.bottom = (sheet.height - max(line.bottom for line in lines)) / POINTS_PER_MM
        if page.number is not None:
            middle = (min(line.x0 for line in lines) + max(line.x1 for line in lines)) / 2
            centres = (middle, sheet.width / 2, (sheet.width + 15 * POINTS_PER_MM) / 2)
            page.number_is_centred = any(abs(page.number.middle - centre) < 9 for centre in centres)


def _take_corners(sheet: Sheet, picture: Picture) -> None:
    """The rows from the top of page 1 that stand in the two columns of the letterhead."""
    start = next((i for i, row in enumerate(sheet.rows) if any(signs.COUNTRY.search(x.text) for x in row)), None)
    if start is None or start > 4:
        return
    country = next(line for line in sheet.rows[start] if signs.COUNTRY.search(line.text))
    edge, axis = country.x0, country.middle
    kept = [row for row in sheet.rows[:start] if not _are_marks(row, picture)]
    picture.corners.left += [line for row in kept for line in row]
    end = start
    for row in sheet.rows[start:]:
        sides = [_side(line, edge, axis, picture.corners.left) for line in row]
        if "" in sides:
            break
        for side, line in zip(sides, row, strict=True):
            if signs.MARK.match(line.text):
                picture.marks.append(line)
            else:
                (picture.corners.left if side == "left" else picture.corners.right).append(line)
        end += 1
    del sheet.rows[:end]
    while sheet.rows and _are_marks(sheet.rows[0], picture):
        del sheet.rows[0]


def _are_marks(row: list[Line], picture: Picture) -> bool:
    if not all(signs.MARK.match(line.text) or signs.DRAFT.match(line.text) for line in row):
        return False
    picture.marks += [line for line in row if signs.MARK.match(line.text)]
    return True


def _side(line: Line, edge: float, axis: float, left: list[Line]) -> str:
    """ "left", "right", or "" where a line stands in neither column: the letterhead has ended."""
    if line.x0 >= edge - 40 and abs(line.middle - axis) < 45:
        return "right"
    if line.x1 > edge + 12:
        return ""
    if not left or signs.NUMBER_START.match(line.text) or signs.MARK.match(line.text):
        return "left"
    last = left[-1]
    is_centred = any(abs(line.middle - other.middle) < 12 for other in left)
    is_near = line.bottom - last.bottom < 42
    is_text = signs.ADDRESSEES.match(line.text) or signs.BASIS.match(line.text)
    return "left" if is_centred and is_near and not is_text else ""


def _take_ending(sheets: list[Sheet], picture: Picture) -> None:
    """The signatures and “Nơi nhận” are cut from the foot of the text."""
    places = [(sheet, number) for sheet in sheets for number in range(len(sheet.rows))]
    start = next(
        (
            at
            for at in range(len(places) - 1, -1, -1)
            if any(signs.RECIPIENTS.match(line.text) for line in places[at][0].rows[places[at][1]])
        ),
        len(places),
    )
    named = start
    while start and _signs(places[start - 1], places[start] if start < len(places) else None):
        start -= 1
    ending = picture.ending
    if start == len(places):
        return
    sheet = places[start][0]
    middle = sheet.width / 2
    rows = [place[0].rows[place[1]] for place in places[start:]]
    beside = [line for row in rows[named - start :] for line in row if line.is_bold and line.x0 > middle - 40]
    ending.recipients_below = start < named < len(places) and not beside
    is_list = False
    blocks: list[list[Line]] = []
    for row in rows:
        for line in row:
            if signs.RECIPIENTS.match(line.text):
                is_list = True
            of_list = is_list and (line.x0 < middle - 40 and (line.x1 < middle + 30 or ending.recipients_below))
            if (
                of_list
                and (max(line.sizes, default=0) < 12.6 or len(row) == 1 or line is row[0])
                and not _joins(line, blocks)
            ):
                ending.recipients.append(line)
            else:
                _add_to_block(line, blocks)
    ending.signatures = sorted(blocks, key=lambda block: block[0].middle)
    first_signed = min((line.bottom for block in blocks for line in block[:1]), default=None)
    if ending.recipients and first_signed is not None and not ending.recipients_below:
        ending.is_level = abs(ending.recipients[0].bottom - first_signed) < 6
    for place_sheet, number in reversed(places[start:]):
        del place_sheet.rows[number]
    ending.is_alone = not sheet.rows and not sheet.tables and sheet is not sheets[0]


def _signs(place: tuple[Sheet, int], below: tuple[Sheet, int] | None) -> bool:
    """Whether a row belongs to the signatures: bold, or a note in brackets, and no line of the text."""
    sheet, number = place
    if below is not None and below[0] is not sheet:
        return False
    row = sheet.rows[number]
    lines = [line for line in row if re.search(r"\w", line.text)]
    edge = min((line.x0 for line in sheet.lines), default=0)
    tables_below = any(top > row[0].bottom for top, _ in sheet.tables)
    return (
        bool(lines)
        and not tables_below
        and all(line.is_bold or signs.NOTE.match(line.text) for line in lines)
        and all(line.x0 > sheet.width * 0.42 or len(lines) > 1 for line in lines)
        and not any(line.x0 < edge + 1 and len(lines) == 1 for line in lines)
    )


def _joins(line: Line, blocks: list[list[Line]]) -> bool:
    return any(abs(line.middle - block[0].middle) < 25 for block in blocks) and line.is_bold


def _add_to_block(line: Line, blocks: list[list[Line]]) -> None:
    near = [block for block in blocks if abs(block[0].middle - line.middle) < 60]
    if near:
        min(near, key=lambda block: abs(block[0].middle - line.middle)).append(line)
    else:
        blocks.append([line])


# ---- paragraphs ----


@dataclass
class Edges:
    """The edges of the text on upright and on lying pages, and the usual distance of its baselines."""

    left: dict[bool, float]
    right: dict[bool, float]
    pitch: float


def _pieces(sheets: list[Sheet], edges: Edges) -> list[Piece]:
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


def _edges(sheets: list[Sheet], known: Edges) -> Edges:
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
