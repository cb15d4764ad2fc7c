"""Pages: A4 upright or lying, margins, the page number above from the second page on, the mark of a draft. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.oxml.ns import qn

from documents.word.elements import field as word_field
from documents.word.elements import mm, text_run, twips, w
from documents.word.paragraphs import paragraph
from documents.word.styles import DRAFT, PAGE_NUMBER

SHORT_SIDE, LONG_SIDE = mm(210), mm(297)
TOP, RIGHT, BOTTOM, LEFT = mm(20), mm(15), mm(20), mm(30)
HEADER = mm(10)
UPRIGHT_WIDTH, LYING_WIDTH = SHORT_SIDE - LEFT - RIGHT, LONG_SIDE - LEFT - RIGHT
DRAFT_MARK = "DỰ THẢO"


@dataclass
class Stretch:
    """Pages of one orientation. `begins` a document or an appendix: its pages are counted anew, the first without."""

    is_landscape: bool
    begins: bool = False
    elements: list = field(default_factory=list)

    @property
    def width(self) -> float:
        return LYING_WIDTH if self.is_landscape else UPRIGHT_WIDTH


class Headers:
    """The two headers of a file: on a first page only the mark of a draft, after it the page number too."""

    def __init__(self, document, *, draft: bool):
        self._names = {}
        for name, has_number in (("default", True), ("first", False)):
            part, relation = document.part.add_header_part()
            for child in list(part.element):
                part.element.remove(child)
            if draft:
                part.element.append(_draft_mark())
            part.element.append(paragraph(PAGE_NUMBER, *(word_field("PAGE", PAGE_NUMBER.size) if has_number else ())))
            self._names[name] = relation

    def references(self) -> list:
        found = []
        for name, relation in self._names.items():
            reference = w("headerReference", type=name)
            reference.set(qn("r:id"), relation)
            found.append(reference)
        return found


def _draft_mark():
    """A framed paragraph in the left corner of the top margin, outside the layout of what will be issued."""
    element = paragraph(DRAFT, text_run(DRAFT_MARK, DRAFT.size, bold=True))
    place = {"x": 1, "y": twips(mm(8)), "hAnchor": "margin", "vAnchor": "page"}
    frame = w("framePr", w=twips(mm(26)), hSpace=0, wrap="around", **place)
    sides = ("top", "left", "bottom", "right")
    box = w("pBdr", *(w(side, val="single", sz=8, space=1, color="000000") for side in sides))
    for position, part in enumerate((frame, box), start=1):
        element[0].insert(position, part)
    return element


def put_together(body, stretches: list[Stretch], headers: Headers) -> None:
    """Write the stretches into the body, each but the last closed by the properties of its pages."""
    for child in list(body):
        body.remove(child)
    for index, stretch in enumerate(stretches):
        properties = _section(stretch, headers)
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


def _section(stretch: Stretch, headers: Headers):
    width, height = (LONG_SIDE, SHORT_SIDE) if stretch.is_landscape else (SHORT_SIDE, LONG_SIDE)
    size = w("pgSz", w=twips(width), h=twips(height))
    if stretch.is_landscape:
        size.set(qn("w:orient"), "landscape")
    return w(
        "sectPr",
        *headers.references(),
        w("type", val="nextPage"),
        size,
        w(
            "pgMar",
            top=twips(TOP),
            right=twips(RIGHT),
            bottom=twips(BOTTOM),
            left=twips(LEFT),
            header=twips(HEADER),
            footer=twips(HEADER),
            gutter=0,
        ),
        w("pgNumType", start=1) if stretch.begins else None,
        w("titlePg") if stretch.begins else None,
    )
