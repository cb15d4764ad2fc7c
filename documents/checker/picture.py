"""What a reader sees on the finished paper, the same for PDF and Word. Plain data; measures are said with each field.

A PDF knows places on a page, Word knows properties of paragraphs: what a source cannot know is None, and a rule that
needs it does not apply.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

POINTS_PER_MM = 72 / 25.4


@dataclass
class Run:
    """A stretch of text in one style. `font` is the name of the family, `colour` "rrggbb"."""

    text: str
    font: str
    size: float  # points
    bold: bool = False
    italic: bool = False
    colour: str = "000000"
    underlined: bool = False


@dataclass
class Stroke:
    """A horizontal rule that is drawn, under a line of text. Points from the left of the page (Word: of its column)."""

    x0: float
    x1: float
    is_solid: bool = True

    @property
    def length(self) -> float:
        return self.x1 - self.x0


@dataclass
class Line:
    """A printed line. In Word a whole paragraph up to a line break, its width measured, its place unknown.

    Points: `x0`, `x1` from the left of the page (Word: of its column), `top`, `bottom` from the top of the page.
    `room` is the width that Word gives the line; one wider than it is wrapped. `align` and `row` (of the letterhead's
    table) are known in Word only.
    """

    runs: list[Run]
    page: int = 1
    x0: float = 0.0
    x1: float = 0.0
    top: float | None = None
    bottom: float | None = None
    rule: Stroke | None = None
    room: float | None = None
    align: str = ""
    row: int | None = None

    @property
    def text(self) -> str:
        """Read aloud: one space between words, NFC."""
        return " ".join(unicodedata.normalize("NFC", self.raw).split())

    @property
    def raw(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def inked(self) -> list[Run]:
        return [run for run in self.runs if run.text.strip()]

    @property
    def sizes(self) -> list[float]:
        return sorted({round(run.size, 1) for run in self.inked})

    @property
    def is_bold(self) -> bool:
        return bool(self.inked) and all(run.bold for run in self.inked if re.search(r"\w", run.text))

    @property
    def is_italic(self) -> bool:
        return bool(self.inked) and all(run.italic for run in self.inked if re.search(r"\w", run.text))

    @property
    def has_bold(self) -> bool:
        return any(run.bold for run in self.inked)

    @property
    def has_italic(self) -> bool:
        return any(run.italic for run in self.inked)

    @property
    def is_upper(self) -> bool:
        return any(char.isalpha() for char in self.text) and self.text == self.text.upper()

    @property
    def is_underlined(self) -> bool:
        return bool(self.inked) and all(run.underlined for run in self.inked)

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass
class Paragraph:
    """`indent` and `left`: of the first and the other lines from the text's left edge, mm; `spacing` in single lines;
    `gap` the points between it and the paragraph before, beyond the line spacing. `keeps_next` only Word knows,
    `before` and `after` too (points); `ends_page` (nothing follows on its page) only a PDF."""

    lines: list[Line]
    align: Literal["left", "center", "right", "justify", ""] = ""
    indent: float | None = None
    left: float | None = None
    gap: float | None = None
    spacing: float | None = None
    keeps_next: bool | None = None
    before: float = 0.0
    after: float = 0.0
    ends_page: bool = False

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines if line.text)

    @property
    def page(self) -> int:
        return self.lines[0].page if self.lines else 1

    @property
    def runs(self) -> list[Run]:
        return [run for line in self.lines for run in line.inked]

    @property
    def is_bold(self) -> bool:
        return bool(self.lines) and all(line.is_bold for line in self.lines if line.text)


@dataclass
class Table:
    """`rows` are the cells' texts, `lines` all its printed lines. `repeats_head`: what Word was told, None in a PDF."""

    rows: list[list[str]]
    lines: list[Line]
    page: int = 1
    head_is_bold: bool = False
    repeats_head: bool | None = None
    # PDF: the first or last thing on its page, and the places of its columns
    opens_page: bool = False
    ends_page: bool = False
    columns: list[float] = field(default_factory=list)
    x0: float | None = None
    x1: float | None = None


Piece = Paragraph | Table


@dataclass
class Page:
    """A page of a PDF or a section of a Word file. Millimetres; a margin that cannot be told is None.

    `number` is the line of the page's own number; `in_top_margin` and `is_centred` say where it stands.
    """

    number_on_paper: int
    width: float
    height: float
    top: float | None = None
    right: float | None = None
    bottom: float | None = None
    left: float | None = None
    number: Line | None = None
    number_is_on_top: bool = True
    number_is_centred: bool = True
    has_text: bool = True
    has_table: bool = False
    # Word: whether the section's first page hides its number, and where its numbers begin anew
    hides_first_number: bool | None = None
    starts_at: int | None = None


@dataclass
class Corners:
    """The head of page 1: the lines of its left and of its right column, top down."""

    left: list[Line] = field(default_factory=list)
    right: list[Line] = field(default_factory=list)


@dataclass
class Ending:
    """What stands below the text: the left column ("Nơi nhận"), and each signature's lines, from left to right.

    `recipients_below`: "Nơi nhận" stands under the signatures. `is_alone`: the page holds nothing else of the document.
    """

    recipients: list[Line] = field(default_factory=list)
    signatures: list[list[Line]] = field(default_factory=list)
    recipients_below: bool = False
    is_level: bool | None = None  # "Nơi nhận" begins on the row where the signature block begins
    is_alone: bool = False


@dataclass
class Annex:
    """An appendix: its pieces, beginning with the line “Phụ lục …”; `first_page` is None in Word."""

    pieces: list[Piece]
    first_page: int | None = None


@dataclass
class Meta:
    """What a PDF says about itself."""

    title: str = ""
    language: str = ""
    is_tagged: bool = False
    claims_pdfa: bool = False


@dataclass
class Picture:
    source: Literal["pdf", "docx"]
    pages: list[Page]
    corners: Corners
    pieces: list[Piece]
    ending: Ending
    annexes: list[Annex] = field(default_factory=list)
    marks: list[Line] = field(default_factory=list)  # boxed or apart: độ khẩn, độ mật, phạm vi lưu hành
    is_draft: bool = False  # says “DỰ THẢO” of itself
    meta: Meta | None = None

    def lines(self) -> list[Line]:
        """Every printed line once, in reading order."""
        found = [*self.corners.left, *self.corners.right, *self.marks]
        pieces = [*self.pieces, *(piece for annex in self.annexes for piece in annex.pieces)]
        found += [line for piece in pieces for line in piece.lines]
        found += self.ending.recipients
        found += [line for signature in self.ending.signatures for line in signature]
        return found


def main_size(lines: list[Line]) -> float:
    """The size in which most of the letters stand, points; 0.0 without letters."""
    counts: Counter[float] = Counter()
    for line in lines:
        for run in line.inked:
            counts[round(run.size, 1)] += len(run.text)
    return counts.most_common(1)[0][0] if counts else 0.0
