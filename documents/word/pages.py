"""Pages: A4 upright or lying, margins, the page number above from the second page on, the mark of a draft. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.oxml.ns import qn

from documents.content import Content
from documents.word.elements import BOX, box, mm, text_run, twips, w
from documents.word.elements import field as word_field
from documents.word.paragraphs import Rules, line, paragraph
from documents.word.styles import DRAFT, FOOTER, PAGE_NUMBER

SHORT_SIDE, LONG_SIDE = mm(210), mm(297)
TOP, RIGHT, BOTTOM, LEFT = mm(20), mm(15), mm(20), mm(30)
FRAMED = (mm(22), mm(30), mm(18), mm(30))  # margins of a framed page: top, right, bottom, left
HEADER = mm(10)
DRAFT_MARK = "DỰ THẢO"
FRAME_COLOR = "B8860B"


@dataclass
class Stretch:
    """Pages of one orientation. `begins` a document or an appendix: its pages are counted anew, the first without."""

    is_landscape: bool
    begins: bool = False
    is_framed: bool = False
    elements: list = field(default_factory=list)

    @property
    def margins(self) -> tuple[float, float, float, float]:
        """Top, right, bottom, left, in points."""
        return FRAMED if self.is_framed else (TOP, RIGHT, BOTTOM, LEFT)

    @property
    def size(self) -> tuple[float, float]:
        return (LONG_SIDE, SHORT_SIDE) if self.is_landscape else (SHORT_SIDE, LONG_SIDE)

    @property
    def width(self) -> float:
        """Of the text."""
        return self.size[0] - self.margins[1] - self.margins[3]


class Edges:
    """What stands in the margins: above, the page number and a draft's mark; at the foot of page 1, how to reach us."""

    def __init__(self, document, content: Content, rules: Rules, *, draft: bool):
        mark = [_draft_mark()] if draft else []
        number = paragraph(PAGE_NUMBER, *word_field("PAGE", PAGE_NUMBER.size))
        self._default = _part(document.part.add_header_part(), [*mark, number])
        self._first = _part(document.part.add_header_part(), [*_again(mark), paragraph(PAGE_NUMBER)])
        self._contact = self._empty = None
        if content.contact.strip():
            width = SHORT_SIDE - LEFT - RIGHT
            lines = [rules.under(width), line(FOOTER, content.contact.strip())]
            self._contact = _part(document.part.add_footer_part(), lines)
            self._empty = _part(document.part.add_footer_part(), [paragraph(FOOTER)])

    def references(self, *, is_first: bool) -> list:
        """A part of the pages without a footer of its own would take that of the part before it."""
        found = [_reference("headerReference", "default", self._default)]
        found.append(_reference("headerReference", "first", self._first))
        if self._contact:
            found.append(_reference("footerReference", "first", self._contact if is_first else self._empty))
        return found


def _part(made, elements: list) -> str:
    part, relation = made
    for child in list(part.element):
        part.element.remove(child)
    part.element.extend(elements)
    return relation


def _again(mark: list) -> list:
    return [_draft_mark() for _ in mark]


def _reference(name: str, kind: str, relation: str):
    reference = w(name, type=kind)
    reference.set(qn("r:id"), relation)
    return reference


def _draft_mark():
    """A framed paragraph in the left corner of the top margin, outside the layout of what will be issued."""
    element = paragraph(DRAFT, text_run(DRAFT_MARK, DRAFT.size, bold=True))
    place = {"x": 1, "y": twips(mm(8)), "hAnchor": "margin", "vAnchor": "page"}
    frame = w("framePr", w=twips(mm(26)), hSpace=0, wrap="around", **place)
    for position, part in enumerate((frame, box()), start=1):
        element[0].insert(position, part)
    return element


def put_together(body, stretches: list[Stretch], edges: Edges) -> None:
    """Write the stretches into the body, each but the last closed by the properties of its pages."""
    for child in list(body):
        body.remove(child)
    for index, stretch in enumerate(stretches):
        properties = _section(stretch, edges, is_first=index == 0)
        body.extend(stretch.elements)
        if index == len(stretches) - 1:
            body.append(properties)
        elif stretch.elements and stretch.elements[-1].tag == qn("w:p"):
            stretch.elements[-1][0].append(properties)
        else:
            body.append(_low_paragraph(properties))


def _low_paragraph(properties):
    """After a table there must be a paragraph to carry the end of the pages: as low as may be."""
    spacing = w("spacing", before=0, after=0, line=20, lineRule="exact")
    return w("p", w("pPr", spacing, w("rPr", w("sz", val=2)), properties))


def _section(stretch: Stretch, edges: Edges, *, is_first: bool):
    (width, height), (top, right, bottom, left) = stretch.size, stretch.margins
    size = w("pgSz", w=twips(width), h=twips(height))
    if stretch.is_landscape:
        size.set(qn("w:orient"), "landscape")
    sides = {"top": top, "right": right, "bottom": bottom, "left": left, "header": HEADER, "footer": HEADER}
    margins = w("pgMar", gutter=0, **{name: twips(points) for name, points in sides.items()})
    return w(
        "sectPr",
        *edges.references(is_first=is_first),
        w("type", val="nextPage"),
        size,
        margins,
        _frame() if stretch.is_framed else None,
        w("pgNumType", start=1) if stretch.begins else None,
        w("titlePg") if stretch.begins else None,
    )


def _frame():
    sides = (w(side, val="double", sz=12, space=24, color=FRAME_COLOR) for side in BOX)
    return w("pgBorders", *sides, offsetFrom="page")
