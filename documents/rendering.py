"""Official documents as HTML and PDF, in the form of Nghị định 30/2020/NĐ-CP.

Only this module calls WeasyPrint. A document's HTML may load nothing but `data:` URLs: it holds people's text, and
WeasyPrint's own fetcher would read any file of the server. Fonts come from our style sheet, which is parsed once per
process together with the one font configuration (a new one for each document leaks memory).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from django.template.loader import render_to_string
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from core import clock
from documents import layout
from documents.content import Content, Table, from_json, to_json
from documents.seals import Seal

HERE = Path(__file__).parent
STYLESHEET = HERE / "styles" / "official.css"
FONTS = HERE / "fonts"
TEMPLATE = "documents/official/document.html"

# Widths in points that a line may take before it is broken in two.
LEFT_CELL = 195
RIGHT_BLOCK = 235
SIDE_BY_SIDE = 215
THREE_ABREAST = 145
CENTRED = 400
LONGEST_WORD = 25
DENSE_FROM = 11  # columns; a table of as many is printed smaller

# XML and PDF/A have no place for control characters; a tab or line break is white space.
_CONTROLS = {
    code: None for code in [*range(32), 127, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF] if code not in (9, 10, 13)
}


@dataclass(frozen=True)
class Column:
    heading: str
    width: str  # per cent of the table, "" where the text decides
    css_class: str


@dataclass(frozen=True)
class Grid:
    """A table as the template prints it."""

    caption: str
    columns: list[Column]
    head: list[list[layout.Head]]
    rows: list[GridRow]
    is_dense: bool = False

    @property
    def has_heading(self) -> bool:
        return bool(self.head)


@dataclass(frozen=True)
class GridRow:
    cells: list[tuple[str, str]]  # text and class
    is_strong: bool = False


def render_html(content: Content, *, draft: bool, seal: Seal | None = None, stylesheet_url: str = "") -> str:
    """The document as one HTML page; with `stylesheet_url` a browser shows it as a sheet of paper."""
    context = {**page_context(content, draft=draft), "seal": seal, "stylesheet_url": stylesheet_url}
    return render_to_string(TEMPLATE, context)


def page_context(content: Content, *, draft: bool) -> dict:
    """What is printed, part by part, with its lines broken to fit: for the PDF's template and for Word."""
    return _context(cleaned(content), draft=draft)


def render_pdf(content: Content, *, draft: bool, seal: Seal | None = None) -> bytes:
    """The document as PDF: PDF/A-2a with tags when it is issued, a plain one marked “DỰ THẢO” before.

    The seal stands in the bottom margin of page 1, outside the layout of the decree.
    """
    return write_pdf(render_html(content, draft=draft, seal=seal), archival=not draft)


def write_pdf(html: str, *, archival: bool) -> bytes:
    """A document's HTML as PDF. It may load nothing; what it asks for is left out."""
    document = HTML(string=html, url_fetcher=_document_fetcher())
    fonts, stylesheet = _styles()
    options = {"pdf_variant": "pdf/a-2a", "pdf_tags": True} if archival else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to be closed when freed
        return document.write_pdf(stylesheets=[stylesheet], font_config=fonts, presentational_hints=True, **options)


def page_count(html: str, stylesheet: Path) -> int:
    """How many pages a form of another room takes."""
    return len(_form(html, stylesheet).pages)


def form_pdf(html: str, stylesheet: Path) -> bytes:
    """A printed form of another room that is no official document, in the documents' fonts. It may load nothing."""
    return _form(html, stylesheet).write_pdf()


def _form(html: str, stylesheet: Path):
    fonts, sheet = _form_styles(stylesheet)
    document = HTML(string=html, url_fetcher=_document_fetcher())
    return document.render(stylesheets=[sheet], font_config=fonts)


@cache
def _form_styles(stylesheet: Path) -> tuple[FontConfiguration, CSS]:
    """The style sheet of a form, with the fonts that the documents' own declares."""
    fonts, _ = _styles()
    fetcher = URLFetcher(allowed_protocols=["file"], allow_redirects=False)
    return fonts, CSS(filename=stylesheet, font_config=fonts, url_fetcher=fetcher)


@cache
def _styles() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=["file"], allow_redirects=False)
    return fonts, CSS(filename=STYLESHEET, font_config=fonts, url_fetcher=fetcher)


def _document_fetcher() -> URLFetcher:
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False)


def cleaned(content: Content) -> Content:
    """A copy in NFC without control characters."""

    def clean(value):
        if isinstance(value, str):
            return value.translate(_CONTROLS)
        if isinstance(value, list):
            return [clean(item) for item in value]
        if isinstance(value, dict):
            return {key: clean(item) for key, item in value.items()}
        return value

    return from_json(clean(to_json(content)))


def _context(content: Content, *, draft: bool) -> dict:
    head = content.letterhead
    year = (head.issued_on or clock.today()).year if draft else None
    is_certificate = content.layout == "certificate"
    flow = layout.entries(content.blocks)
    if not is_certificate:
        flow = layout.end_text(flow, content.closing, with_mark=not content.is_form)
    is_letter = not content.title.strip()
    bold = partial(text_width, "Bold")
    return {
        "content": content,
        "draft": draft,
        "page_title": f"{content.title} {content.subject}".strip() or "Văn bản",
        "superior": layout.upper_lines(head.superior, LEFT_CELL, partial(text_width, "Regular", 12)),
        "issuer": layout.upper_lines(head.issuer, LEFT_CELL, partial(bold, 12)),
        "symbol": layout.full_symbol(head, draft=draft),
        "place_and_date": "" if content.is_minutes else layout.place_and_date(head, draft=draft, year=year),
        "is_letter": is_letter,
        "marks": layout.marks(content),
        "circulation": content.circulation.strip().upper(),
        "drafter": content.drafter.strip().upper(),
        "attached_to": layout.balanced_lines(layout.attached_to(content), CENTRED, partial(text_width, "Italic", 14)),
        "subject": _subject_lines(content),
        "authority": layout.balanced_lines(layout.deciding_authority(content), CENTRED, partial(bold, 14)),
        "deciding": layout.deciding_words(content),
        "addressees": layout.addressees(content),
        "bases": layout.listed(content.bases),
        "body": _sheets(flow),
        "is_landscape": is_certificate or content.is_landscape or (bool(flow) and flow[0].is_landscape),
        "ends_in_landscape": bool(flow) and flow[-1].is_landscape,
        "recipients": layout.recipients(content),
        "signatures": _signatures(content),
        "is_countersigned": _is_countersigned(content),
        "appendices": [_appendix(content, index, draft=draft, year=year) for index in range(len(content.appendices))],
    }


def _subject_lines(content: Content) -> list[str]:
    if content.title.strip():
        return layout.balanced_lines(content.subject, CENTRED, partial(text_width, "Bold", 14))
    subject = content.subject if content.subject.casefold().startswith("v/v") else f"V/v {content.subject}"
    return layout.balanced_lines(subject, LEFT_CELL, partial(text_width, "Regular", 12))


def _signatures(content: Content) -> list[layout.Signature]:
    """The signatures with their lines broken to fit, and equally many of them, so that all names stand level."""
    bold = partial(text_width, "Bold", 14)
    limit = SIDE_BY_SIDE if _is_countersigned(content) else RIGHT_BLOCK
    if len(content.signatories) == 3:
        limit = THREE_ABREAST
    broken = [replace(each, lines=layout.upper_lines(each.lines, limit, bold)) for each in layout.signatures(content)]
    tallest = max((len(each.lines) for each in broken), default=0)
    return [replace(each, lines=each.lines + [layout.NBSP] * (tallest - len(each.lines))) for each in broken]


def _is_countersigned(content: Content) -> bool:
    return content.is_minutes or len(content.signatories) > 1


def _appendix(content: Content, index: int, *, draft: bool, year: int | None) -> dict:
    appendix = content.appendices[index]
    note = layout.attachment_note(content, appendix, draft=draft, year=year)
    flow = layout.entries(appendix.blocks)
    return {
        "label": layout.appendix_label(content.appendices, index),
        "title": layout.upper_lines([appendix.title], CENTRED, partial(text_width, "Bold", 14)),
        "note": layout.balanced_lines(note, CENTRED, partial(text_width, "Italic", 14)),
        "body": _sheets(flow),
        "is_landscape": appendix.is_landscape or (bool(flow) and flow[0].is_landscape),
    }


def _sheets(flow: list[layout.Entry]) -> list[dict]:
    """The flow in stretches that stand upright or lie on their side."""
    return [
        {
            "is_landscape": is_landscape,
            "printed": [{"entry": entry, "grid": _grid(entry.table) if entry.table else None} for entry in entries],
        }
        for is_landscape, entries in groupby(flow, key=lambda entry: entry.is_landscape)
    ]


def _grid(table: Table) -> Grid:
    count = max(map(len, [table.header, *table.rows]), default=0)
    has_widths = len(table.widths) == count and sum(table.widths) > 0
    columns = [
        Column(
            heading=_cell(table.header, index),
            width=f"{100 * table.widths[index] / sum(table.widths):.2f}%" if has_widths else "",
            css_class=_column_class(table, index),
        )
        for index in range(count)
    ]
    rows = [
        GridRow(
            [(_cell(row, index), _cell_class(row, index, column)) for index, column in enumerate(columns)],
            number in table.strong,
        )
        for number, row in enumerate(table.rows)
    ]
    head = layout.table_head(replace(table, header=[column.heading for column in columns]))
    return Grid(table.caption, columns, head, rows, is_dense=count >= DENSE_FROM)


def _cell(row: list[str], index: int) -> str:
    return str(row[index]) if index < len(row) else ""


def _cell_class(row: list[str], index: int, column: Column) -> str:
    """A word longer than a column is broken; breaking others would let the columns shrink to a letter."""
    is_long = any(len(word) > LONGEST_WORD for word in _cell(row, index).split())
    return f"{column.css_class} broken".strip() if is_long else column.css_class


def _column_class(table: Table, index: int) -> str:
    if _cell(table.header, index).strip().upper() in ("TT", "STT"):
        return "ordinal"
    return "numeric" if index in table.numeric else ""


def text_width(face: str, size: float, text: str) -> float:
    """How wide a line prints, in points."""
    advances, units = _advances(face)
    return sum(advances.get(ord(char), units // 2) for char in text) * size / units


@cache
def _advances(face: str) -> tuple[dict[int, int], int]:
    with TTFont(FONTS / f"LiberationSerif-{face}.ttf") as font:
        widths = font["hmtx"].metrics
        return {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm
