"""The text layer of a PDF, in lines as a reader sees them. Runs bounded (`core.bounded`).

Input: the file. Output: the text. Refused: locked, scan, long.
"""

from __future__ import annotations

import io
import re
import statistics
import sys
from dataclasses import dataclass

from core.bounded import BROKEN, HEAVY, Refused, answer

MAX_PAGES = 150
MAX_CHARACTERS = 3_000_000
SAME_LINE = 3.0  # points
NEW_ITEM = re.compile(r"^([-+*•–]\s|[IVX]{1,5}\.|\d{1,2}(\.\d{1,2})*[.)]|[a-zđ][.)]\s|Điều \d|PHỤ LỤC|Phần )")
MARK = re.compile(r"[-+*•–\u2022\uf000-\uf0ff]|[IVX]{1,5}\.|\d{1,2}(\.\d{1,2})*[.)]?|[a-zđ][.)]")
BULLET = re.compile(r"[•\u25aa\u25cf\uf000-\uf0ff]")
COLUMN_GAP = 1.8  # of a line's height
LAYOUT = re.compile(r"CỘNG H(ÒA|OÀ)|Độc lập|Nơi nhận")
PAGE_NUMBER = re.compile(r"[-–\s]*(Trang\s*)?\d{1,3}(\s*/\s*\d{1,3})?[-–\s]*")


@dataclass
class Cell:
    text: str
    left: float
    right: float


@dataclass
class Row:
    """One printed line: where it stands, in points from the page's left and top."""

    cells: list[Cell]  # more than one where the line is set in columns
    top: float
    is_table: bool = False

    @property
    def text(self) -> str:
        return "\t".join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right


def text_of_pdf(data: bytes) -> str:
    """Refused, with one word, where there is none to be had."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise Refused("long")
            pages = []
            for page in pdf.pages:
                pages.append((_rows(page), float(page.width)))
                page.close()
    except PdfminerException as error:
        causes = (*error.args, error.__cause__)
        if any(isinstance(each, PDFPasswordIncorrect) for each in causes):
            raise Refused("locked") from error
        raise Refused(HEAVY if any(isinstance(each, MemoryError) for each in causes) else BROKEN) from error
    rows = [row for page, _ in pages for row in page]
    if sum(len(row.text) for row in rows) < 20 * len(pages):
        raise Refused("scan")
    return "\n".join(_joined([_side_by_side(_without_number(page)) for page, _ in pages]))


def _rows(page) -> list[Row]:
    tables = [table for table in page.find_tables() if len(table.rows) > 1]
    boxes = [table.bbox for table in tables]
    words = page.extract_words(use_text_flow=False, keep_blank_chars=False, x_tolerance=2, return_chars=True)
    free = [word for word in words if not any(_inside(word, box) for box in boxes)]
    rows = [_row(line) for line in _lines(free)]
    for table in tables:
        for place, cells in enumerate(table.extract()):
            text = " | ".join(re.sub(r"\s*\|\s*", " / ", " ".join((cell or "").split())) for cell in cells)
            left, top, right, _ = table.bbox
            rows.append(Row([Cell(f"| {text} |", left, right)], top + place / 1000, is_table=True))
    return sorted(rows, key=lambda row: row.top)


def _inside(word: dict, box: tuple) -> bool:
    middle = (word["top"] + word["bottom"]) / 2
    return box[0] <= word["x0"] <= box[2] and box[1] <= middle <= box[3]


def _lines(words: list[dict]) -> list[list[dict]]:
    lines: list[list[dict]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word["x0"]) for line in lines]


def _row(words: list[dict]) -> Row:
    """Words with a wide gap between them stand in columns."""
    size = statistics.median(word["bottom"] - word["top"] for word in words)
    groups: list[list[dict]] = []
    for word in words:
        if groups and word["x0"] - groups[-1][-1]["x1"] <= COLUMN_GAP * size:
            groups[-1].append(word)
        else:
            groups.append([word])
    if len(groups) == 2 and len(groups[0]) == 1 and MARK.fullmatch(groups[0][0]["text"]):
        groups = [words]  # a list's mark and its text
    cells = [Cell(_marked(group), group[0]["x0"], group[-1]["x1"]) for group in groups]
    return Row(cells, min(word["top"] for word in words))


def _marked(words: list[dict]) -> str:
    """Bold and italic by the font's name; a bullet's sign is written "-"."""
    text, style = "", ""
    for place, word in enumerate(words):
        font = statistics.mode(char["fontname"] for char in word["chars"]).split("+")[-1].lower()
        is_word = re.search(r"\w", word["text"])
        now = "*" * (2 * ("bold" in font) + any(slope in font for slope in ("italic", "oblique"))) if is_word else style
        gap = " " if place else ""
        text += f"{style}{gap}{now}" if now != style else gap
        shown = "-" if place == 0 and BULLET.fullmatch(word["text"]) else word["text"].replace("*", "\\*")
        text, style = text + shown, now
    return text + style


def _without_number(rows: list[Row]) -> list[Row]:
    """Without the page's own number at its top or foot, which may stand beside a mark of the page."""
    for row in {id(row): row for row in (*rows[:1], *rows[-1:])}.values():
        if PAGE_NUMBER.fullmatch(row.cells[-1].text):
            row.cells.pop()
    return [row for row in rows if row.cells]


def _side_by_side(rows: list[Row]) -> list[Row]:
    """The rows with letterhead and ending column by column: the left one's lines, then the right one's."""
    done: list[Row] = []
    place = 0
    while place < len(rows):
        end, edge = _columns(rows, place)
        while end > place and _is_heading_below(rows[place:end]):
            end -= 1
        if end - place < 2 or not any(LAYOUT.search(row.text) for row in rows[place:end]):
            done.append(rows[place])
            place += 1
            continue
        cells = [cell for row in rows[place:end] for cell in row.cells]
        for side in ([c for c in cells if c.left < edge], [c for c in cells if c.left >= edge]):
            done += [Row([cell], rows[place].top) for cell in side]
        place = end
    return done


def _is_heading_below(rows: list[Row]) -> bool:
    """Whether the last row stands below a letterhead: alone, and not the number under the issuer's name."""
    last = rows[-1]
    is_head = any("CỘNG H" in row.text for row in rows)
    return is_head and len(last.cells) == 1 and last.left < rows[0].cells[1].left and "Số" not in last.text


def _columns(rows: list[Row], start: int) -> tuple[int, float]:
    """(end, edge): rows[start:end] stand in two columns on either side of `edge`, points from the left."""
    if rows[start].is_table or len(rows[start].cells) != 2:
        return start, 0.0
    left, right = rows[start].cells
    low, high = left.right, right.left
    end = start + 1
    while end < len(rows) and not rows[end].is_table:
        cells = rows[end].cells
        if len(cells) == 2 and cells[0].right < high and cells[1].left > low:
            low, high = max(low, cells[0].right), min(high, cells[1].left)
        elif len(cells) == 1 and cells[0].right < high:
            low = max(low, cells[0].right)
        elif len(cells) == 1 and cells[0].left > low:
            high = min(high, cells[0].left)
        else:
            break
        end += 1
    return end, (low + high) / 2


def _joined(pages: list[list[Row]]) -> list[str]:
    """Printed lines as paragraphs: a line that reaches the right edge goes on in one that begins at the left edge."""
    rows = [row for page in pages for row in page]
    plain = [row for row in rows if not row.is_table and len(row.cells) == 1]
    if not plain:
        return [row.text for row in rows]
    left, right = min(row.left for row in plain), max(row.right for row in plain)
    lines: list[str] = []
    last: Row | None = None
    for row in rows:
        goes_on = (
            last is not None
            and not (last.is_table or row.is_table or len(last.cells) + len(row.cells) > 2)
            and last.right > right - 0.12 * (right - left)
            and row.left < left + 9
            and not NEW_ITEM.match(row.text.lstrip("*"))
        )
        if goes_on:
            lines[-1] = _one_mark(f"{lines[-1]} {row.text}")
        else:
            lines.append(row.text)
        last = row
    return lines


def _one_mark(text: str) -> str:
    """Bold that goes on over a line's end is one stretch."""
    return re.sub(r"(?<=\S)(\*{1,3}) \1(?=\S)", " ", text)


def answered(data: bytes) -> bytes:
    text = text_of_pdf(data)
    if len(text) > MAX_CHARACTERS:
        raise Refused(HEAVY)
    return text.encode()


if __name__ == "__main__":
    sys.exit(answer(answered, sys.argv[1:]))
