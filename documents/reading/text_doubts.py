"""Doubts about the form of the text itself: quotation marks, brackets, footnote marks, marks of another format."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from documents.reading.lines import Line
from documents.reading.model import Doubt
from documents.reading.pieces import Piece

_FOOTNOTE = re.compile(r"[)”»]\d{1,2}$")
_MARKS = re.compile(r"\*\*|(?<!\w)\*\S|^\s*#{1,6}\s")


def source_doubts(raw_lines: list[str], lines: list[Line]) -> list[Doubt]:
    """One doubt each for what runs through the whole source, at the first line that shows it."""
    doubts = []
    decomposed = next((n for n, raw in enumerate(raw_lines, 1) if unicodedata.normalize("NFC", raw) != raw), None)
    if decomposed:
        doubts.append(
            Doubt("decomposed_text", decomposed, "Văn bản có chữ mã tổ hợp (dấu rời); đã chuyển về dựng sẵn.")
        )
    marked = next((line.number for line, raw in zip(lines, raw_lines, strict=True) if _MARKS.search(raw)), None)
    if marked:
        doubts.append(Doubt("layout_marks", marked, "Văn bản còn dấu định dạng (*, #); đã bỏ dấu và giữ nguyên chữ."))
    return doubts


def piece_doubts(pieces: list[Piece]) -> list[Doubt]:
    doubts: list[Doubt] = []
    usual_quote = _usual_quote(pieces)
    for piece in pieces:
        text = piece.text
        if _unbalanced_quotes(text):
            doubts.append(Doubt("stray_quote", piece.line, "Dấu ngoặc kép mở và đóng không khớp.", text))
        if text.count("(") != text.count(")"):
            doubts.append(Doubt("stray_bracket", piece.line, "Dấu ngoặc đơn mở và đóng không khớp.", text))
        if usual_quote and any(quote in text for quote in {"“", "«", '"'} - {usual_quote}):
            usual_quote = None  # said once
            doubts.append(Doubt("quote_style", piece.line, "Dấu ngoặc kép khác kiểu với các đoạn khác.", text))
        if _FOOTNOTE.search(text):
            doubts.append(
                Doubt(
                    "footnote_mark",
                    piece.line,
                    "Chữ số cuối đoạn có thể là dấu chú thích bị mất; không đọc là ngày.",
                    text,
                    cause="chữ số sau dấu ngoặc",
                )
            )
    doubts += _uneven_marks(pieces)
    doubts += _unbulleted(pieces)
    return doubts


def _unbalanced_quotes(text: str) -> bool:
    return text.count("“") != text.count("”") or text.count("«") != text.count("»") or text.count('"') % 2 == 1


def _usual_quote(pieces: list[Piece]) -> str | None:
    counts = Counter(quote for piece in pieces for quote in piece.text if quote in '“«"')
    return counts.most_common(1)[0][0] if len(counts) > 1 else None


def _uneven_marks(pieces: list[Piece]) -> list[Doubt]:
    """Headings of one rank under different numbers of # marks: the numbers decide."""
    marks: dict[float, int] = {}
    for piece in pieces:
        if piece.label and piece.heading_marks:
            usual = marks.setdefault(piece.label.rank, piece.heading_marks)
            if usual != piece.heading_marks:
                message = "Cấp đề mục theo dấu # không đều; đã xếp cấp theo số thứ tự."
                return [Doubt("uneven_heading_marks", piece.line, message, piece.text)]
    return []


def _unbulleted(pieces: list[Piece]) -> list[Doubt]:
    """A plain paragraph right after list items of a section."""
    doubts = []
    for before, piece in pairwise(pieces):
        if (
            before.bullet
            and piece.is_plain
            and not piece.text.endswith(":")
            and not piece.is_capitals
            and len(piece.text.split()) > 8
        ):
            doubts.append(
                Doubt(
                    "unbulleted_paragraph",
                    piece.line,
                    "Đoạn đứng sau danh sách nhưng không có gạch đầu dòng.",
                    piece.text,
                    cause="không gạch đầu dòng",
                )
            )
    return doubts
