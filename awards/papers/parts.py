"""What several papers of commendation say in the same words."""

from __future__ import annotations

from documents.content import Block, Paragraph, Run, Table
from documents.layout import date_words

HINT = "(Ký, ghi rõ họ tên)"


def text(words: str) -> Paragraph:
    return Paragraph([Run(words)])


def paragraphs(words: str) -> list[Block]:
    """Typed text: one paragraph a line, empty lines left out."""
    return [text(line.strip()) for line in words.splitlines() if line.strip()]


def numbered(rows: list[list[str]]) -> list[list[str]]:
    """Rows of a table with their number in front."""
    return [[str(number), *row] for number, row in enumerate(rows, start=1)]


def of_day(number: str, day) -> str:
    """“05/TTr-THNC ngày 5 tháng 5 năm 2026”; the number alone where no day is known."""
    return f"{number} {date_words(day)}" if day else number


def plain_table(header: list[str], rows: list[list[str]], widths: list[float], **options) -> Table:
    return Table(header=["TT", *header], rows=numbered(rows), widths=[10.0, *widths], **options)
