"""A finished PDF as a picture: the letterhead, the ending, what lies between, and the annexes.

All lengths in points until a page is told in millimetres.
"""

from __future__ import annotations

import io
import itertools
import re

from core.bounded import BROKEN, HEAVY, Refused
from documents.checker import signs
from documents.checker.pdf_paragraphs import Edges, edges_of, pieces_of
from documents.checker.pdf_sheets import Sheet, read_sheet
from documents.checker.picture import (
    POINTS_PER_MM,
    Annex,
    Corners,
    Ending,
    Line,
    Meta,
    Picture,
)

MAX_PAGES = 150
MAX_CHARACTERS = 1_000_000


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
                sheets.append(read_sheet(page, number))
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
    edges = edges_of(main, Edges({}, {}, 0.0))
    picture.pieces = pieces_of(main, edges)
    for start, end in itertools.pairwise(starts):
        annex = sheets[start:end]
        picture.annexes.append(Annex(pieces_of(annex, edges_of(annex, edges)), first_page=start + 1))
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
