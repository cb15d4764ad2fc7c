"""Where the signature and the seal stand on an issued paper, read from the paper's own text.

Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II: the picture of the signature is centred between the signer's title
and name (ô 7c); the seal keeps its real size and covers about a third of the signature, on its left (ô 8). Positions
are points from the page's lower left corner.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from core.vietnamese import nfc
from documents.signing.interface import Box

SAME_LINE = 3.0
SAME_MIDDLE = 14.0  # a title may be wider than the name by an odd letter
GAP = 26.0  # a column's edge: words further apart belong to different columns
LEAST_ROOM, MOST_ROOM = 20.0, 200.0  # between the last line of the title and the name
SIGNATURE = (140.0, 60.0)  # the largest picture of a signature, in points
CLEAR = 3.0  # kept free below the title and above the name
MILLIMETRE = 72 / 25.4
LARGEST_SEAL = 60  # millimetres
TEXT_MARK = (190.0, 14.0)  # of the line that stands for a signature at the top right of an attached paper
APPENDIX = re.compile(r"Phụ lục( [IVXLC]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """The room for one signature: between `above` (the title's foot) and `below` (the name's head)."""

    page: int
    middle: float
    above: float
    below: float


@dataclass(frozen=True)
class _Line:
    text: str
    left: float
    right: float
    top: float  # from the page's upper edge, as pdfplumber counts
    bottom: float
    is_bold: bool

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def places(pdf_bytes: bytes, names: list[str]) -> dict[int, Place]:
    """Of each name (by its index) the place above it in the signature block; a name that has none is left out.

    Read from the last page of the main text backwards: appendices, which come after it, may name the same people.
    """
    import pdfplumber  # large; only where something is placed

    found: dict[int, Place] = {}
    with pdfplumber.open(io.BytesIO(pdf_bytes)) as pdf:
        for number in reversed(range(_end_of_text(pdf))):
            page = pdf.pages[number]
            lines = _lines(page)
            for index, name in enumerate(names):
                if index not in found and (place := _place(lines, name, number, float(page.height))):
                    found[index] = place
            page.close()
            if len(found) == len(names):
                break
    return found


def _end_of_text(pdf) -> int:
    """The number of pages before the first appendix."""
    for number, page in enumerate(pdf.pages):
        lines = _lines(page)
        page.close()
        if number and any(APPENDIX.fullmatch(line.text) and line.is_bold for line in lines[:2]):
            return number
    return len(pdf.pages)


def _lines(page) -> list[_Line]:
    """The printed lines of each column, from the top."""
    words = page.extract_words(x_tolerance=2, extra_attrs=["fontname"])
    rows: list[list[dict]] = []
    for word in sorted(words, key=lambda word: (round(word["bottom"], 1), word["x0"])):
        if rows and abs(rows[-1][-1]["bottom"] - word["bottom"]) <= SAME_LINE:
            rows[-1].append(word)
        else:
            rows.append([word])
    lines = []
    for row in rows:
        group: list[dict] = []
        for word in sorted(row, key=lambda word: word["x0"]):
            if group and word["x0"] - group[-1]["x1"] > GAP:
                lines.append(_line(group))
                group = []
            group.append(word)
        lines.append(_line(group))
    return lines


def _line(words: list[dict]) -> _Line:
    return _Line(
        nfc(" ".join(word["text"] for word in words)),
        words[0]["x0"],
        words[-1]["x1"],
        min(word["top"] for word in words),
        max(word["bottom"] for word in words),
        all("bold" in word["fontname"].lower() for word in words),
    )


def _place(lines: list[_Line], name: str, page: int, height: float) -> Place | None:
    """Above the last line that is this name: the title is in capitals, bold, over the same middle."""
    for line in reversed(lines):
        if line.text != nfc(name).strip() or not line.is_bold:
            continue
        above = [
            each
            for each in lines
            if each.bottom <= line.top and abs(each.middle - line.middle) <= SAME_MIDDLE and each.is_bold
        ]
        title = max(above, key=lambda each: each.bottom, default=None)
        if title and title.text == title.text.upper() and LEAST_ROOM <= line.top - title.bottom <= MOST_ROOM:
            return Place(page, line.middle, height - title.bottom, height - line.top)
    return None


def signature_box(place: Place, size: tuple[int, int]) -> Box:
    """Where a picture of `size` (pixels) stands: as large as fits, its proportions kept, centred in the room."""
    room = place.above - place.below - 2 * CLEAR
    scale = min(SIGNATURE[0] / size[0], min(SIGNATURE[1], room) / size[1])
    width, tall = size[0] * scale, size[1] * scale
    middle = (place.above + place.below) / 2
    return Box(place.page, place.middle - width / 2, middle - tall / 2, place.middle + width / 2, middle + tall / 2)


def seal_box(signature: Box, size: tuple[int, int], width_mm: float) -> Box:
    """The seal in its real width; its right edge reaches a third into the signature."""
    width = min(width_mm, LARGEST_SEAL) * MILLIMETRE
    tall = width * size[1] / size[0]
    right = signature.left + (signature.right - signature.left) / 3
    middle = (signature.bottom + signature.top) / 2
    return Box(signature.page, right - width, middle - tall / 2, right, middle + tall / 2)


def corner_box(page_width: float, page_height: float) -> Box:
    """The top right corner of the first page, inside the margin of 15 mm, for the line of an attached paper."""
    right, top = page_width - 15 * MILLIMETRE, page_height - 6 * MILLIMETRE
    return Box(0, right - TEXT_MARK[0], top - TEXT_MARK[1], right, top)
