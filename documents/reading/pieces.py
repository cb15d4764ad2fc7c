"""The body as a flat list of pieces: paragraphs put together again, each with its number or bullet recognised."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from documents.content import Run, Table
from documents.reading.header import is_basis_opener
from documents.reading.lines import UPPER, Line, drop_prefix, is_capitals, join_runs
from documents.reading.model import Doubt
from documents.reading.numbering import Bullet, Label, read_bullet, read_label

_ENDS_SENTENCE = re.compile(r"[.;:!?…]['”\"»)]*\d?$")
_OPEN_END = re.compile(
    r"(?:,|(?<!\w)(?:và|của|các|với|trong|theo|cho|về|để|là|những|do|từ|tại|đến|hoặc|trên|bằng|được|nhằm|cùng))$"
)
LONGEST = 8_000  # characters of a paragraph that is put together out of lines
_OPEN_NUMBER = re.compile(r"(?<!\w)(?:một|số|ngày|tháng|năm|học|lúc|từ)$", re.I)
_BARE_NUMBER = re.compile(rf"^(\d{{1,2}})\s+(?=[{UPPER}])")
_CAPTION = re.compile(r"^\(.*\)\.?$")


@dataclass
class Piece:
    """One paragraph, list item, numbered line or table. `text` is without its label or bullet."""

    line: int
    text: str
    runs: tuple[Run, ...] = ()
    label: Label | None = None
    bullet: Bullet | None = None
    table: Table | None = None
    heading_marks: int = 0
    is_bold: bool = False
    last_length: int = 0  # characters of its last source line
    source_lines: list[int] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        return not (self.label or self.bullet or self.table)

    @property
    def is_capitals(self) -> bool:
        return is_capitals(self.text)


def read_pieces(lines: list[Line]) -> tuple[list[Piece], list[Doubt]]:
    pieces: list[Piece] = []
    doubts: list[Doubt] = []
    width = _wrap_width(lines)
    bare_numbers = _bare_numbers(lines)
    gap = False
    index = 0
    while index < len(lines):
        rows = _table_rows(lines, index)
        if rows:
            pieces.append(_table(lines[index : index + rows]))
            index += rows
            continue
        line = lines[index]
        index += 1
        if line.is_rule:
            gap = gap or bool(pieces)
            continue
        piece = _piece(line, bare_numbers)
        if pieces and _continues(pieces[-1], piece, gap, width):
            if gap:
                message = f"Đoạn ở dòng {pieces[-1].line} bị ngắt giữa câu; đã nối với dòng {line.number}."
                doubts.append(
                    Doubt("wrapped_paragraph", pieces[-1].line, message, pieces[-1].text, cause="đoạn bị ngắt")
                )
            _join(pieces[-1], piece)
        else:
            pieces.append(piece)
        gap = False
    return pieces, doubts


def _bare_numbers(lines: list[Line]) -> set[int]:
    """Lines "1 Mục đích", "2 Yêu cầu": numbers whose point was lost, known by their row and their shortness."""
    found: set[int] = set()
    row: list[tuple[int, int]] = []
    for line in lines:
        match = _BARE_NUMBER.match(line.text)
        if not match or len(line.text.split()) > 12 or line.text[-1] in ".;,":
            continue
        number = int(match[1])
        if number == 1:
            row = [(1, line.number)]
        elif row and number == row[-1][0] + 1:
            row.append((number, line.number))
            found |= {place for _, place in row}
    return found


def _piece(line: Line, bare_numbers: set[int]) -> Piece:
    if line.number in bare_numbers:
        line = replace(line, text=_BARE_NUMBER.sub(r"\1. ", line.text), runs=())
    label = read_label(line.text)
    bullet = None if label else read_bullet(line.text)
    prefix = label.length if label else bullet.length if bullet else 0
    return Piece(
        line.number, line.text[prefix:].strip(), drop_prefix(line.runs, prefix), label, bullet,
        heading_marks=line.heading_marks, is_bold=line.is_bold, last_length=len(line.text), source_lines=[line.number],
    )  # fmt: skip


def _wrap_width(lines: list[Line]) -> int | None:
    """The width of a text whose every line was broken by hand, None where a line is a paragraph."""
    lengths = sorted(len(line.text) for line in lines if not line.is_rule)
    if len(lengths) < 10 or lengths[-1] > 140:
        return None
    return lengths[int(len(lengths) * 0.9)]


def _continues(last: Piece, piece: Piece, gap: bool, width: int | None) -> bool:
    """Whether `piece` is the rest of `last`: its sentence is still open and nothing new begins."""
    if last.table or not piece.is_plain or piece.heading_marks or len(last.text) > LONGEST:
        return False
    if not last.text:
        return not gap or piece.is_capitals
    if _ENDS_SENTENCE.search(last.text) or _CAPTION.match(piece.text):
        return False
    if is_basis_opener(last.text) and piece.text[0].isupper():
        return False  # the last basis may end with a comma before the one who decides
    if last.label and last.is_capitals:
        return piece.is_capitals and not gap
    if piece.text[0].islower():
        return True
    if _OPEN_NUMBER.search(last.text) and piece.text[0].isdigit():
        return True
    if piece.is_capitals:
        return False
    if gap:  # over an empty line or a page's end only what cannot be the end of anything goes on
        return bool(_OPEN_END.search(last.text)) and not last.text.endswith(",")
    return bool(_OPEN_END.search(last.text)) or bool(width and last.last_length >= 0.85 * width)


def _join(last: Piece, piece: Piece) -> None:
    last.text = f"{last.text} {piece.text}".strip()
    last.runs = join_runs(last.runs, piece.runs) if last.runs else piece.runs
    last.last_length = piece.last_length
    last.source_lines += piece.source_lines


def _table_rows(lines: list[Line], start: int) -> int:
    """How many lines from `start` on are rows of a table: bars of markdown, bars between cells, or columns of tabs."""
    count = _run(lines, start, lambda line: line.text.startswith("|"))
    if count >= 2 and not all(line.is_rule for line in lines[start : start + count]):
        return count
    bars = lines[start].text.count(" | ")
    count = _run(lines, start, lambda line: line.text.count(" | ") == bars) if bars else 0
    if count >= 2:
        return count
    columns = len(lines[start].cells)
    if columns < 2 or lines[start].is_rule:
        return 0
    count = _run(lines, start, lambda line: len(line.cells) == columns)
    return count if count >= (2 if columns > 2 else 3) else 0


def _run(lines: list[Line], start: int, belongs: Callable[[Line], bool]) -> int:
    """How many lines in a row belong."""
    ends = (place for place in range(start, len(lines)) if not belongs(lines[place]))
    return next(ends, len(lines)) - start


def _is_header(rows: list[list[str]]) -> bool:
    """Column names: several words without figures, above at least one row."""
    names = rows[0]
    return len(rows) > 1 and sum(bool(name) for name in names) > 1 and not any(re.search(r"\d", name) for name in names)


def _is_second_header(header: list[str], row: list[str]) -> bool:
    """The lower half of a heading whose cells were merged: empty where the upper half already says the name."""
    named = [cell for cell in row if cell]
    return (
        len(row) == len(header)
        and bool(named)
        and not row[0]
        and not any(re.search(r"\d", cell) for cell in named)
        and any(not above and below for above, below in zip(header, row, strict=True))
    )


def _joined_header(header: list[str], row: list[str]) -> list[str]:
    joined, above = [], ""
    for upper, lower in zip(header, row, strict=True):
        above = upper or above
        joined.append(f"{above} {lower}".strip() if lower else upper)
    return joined


def _table(lines: list[Line]) -> Piece:
    bars = " | " in lines[0].text or lines[0].text.startswith("|")
    rows = [
        [cell.strip() for cell in line.text.strip("|").split("|")] if bars else list(line.cells)
        for line in lines
        if not line.is_rule
    ]
    is_ruled = len(lines) > 1 and not lines[0].is_rule and lines[1].is_rule
    is_bare = not any(line.is_rule for line in lines)  # of Word: no rule below its head
    has_header = is_ruled or not lines[0].text.startswith("|") or (is_bare and _is_header(rows))
    header, body = (rows[0], rows[1:]) if has_header else ([], rows)
    if header and len(body) > 1 and _is_second_header(header, body[0]):
        header, body = _joined_header(header, body[0]), body[1:]
    first = [line.number for line in lines if not line.is_rule][len(rows) - len(body) :]
    number = first[0] if first else lines[0].number  # of its first row: row n of a table stands n lines below it
    return Piece(
        lines[0].number, "", table=Table(header, body, source_line=number), source_lines=[line.number for line in lines]
    )
