"""A table defined once and shown three times: on a page, in Excel, on paper. Pure.

`core.workbook.table_response` writes it for Excel, `{% data_table table %}` shows it on a page, `documents.tables` puts
it into a document. In all three a figure, 0, nothing at all (None) and a word that stands for a figure are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.vietnamese import show


@dataclass(frozen=True)
class Label:
    """Words in the place of a figure or a mark; `short` is what a narrow column of paper prints, explained below it."""

    words: str
    short: str = ""


NOT_APPLICABLE = Label("không áp dụng")
EXEMPT = Label("được miễn")

# None is blank: nobody has entered anything. 0 is a figure.
Value = str | int | Decimal | Label | None


@dataclass(frozen=True)
class Column:
    """`width` is in millimetres of paper. `kind` is "ordinal", "name" (whose row it is), "text" or "number".

    `blank` is what a page says where nothing has been entered, and the legend under a printed table; "" where an
    empty cell needs no word (remarks).
    """

    heading: str
    width: float
    kind: str = "text"
    blank: str = ""


@dataclass(frozen=True)
class Row:
    """`is_strong`: a group or a sum."""

    cells: Sequence[Value]
    is_strong: bool = False


@dataclass(frozen=True)
class DataTable:
    """`notes` are sentences under the table; `caption` stands above it."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    is_wide: bool = False

    @property
    def header(self) -> list[str]:
        return [column.heading for column in self.columns]

    @property
    def blank_words(self) -> list[str]:
        """The words for nothing entered, of the columns where it occurs, each once."""
        return list(dict.fromkeys(column.blank for column, value in self._values() if column.blank and is_blank(value)))

    @property
    def short_labels(self) -> list[Label]:
        """The labels that paper prints short, each once, in the order in which they first stand."""
        labels = [value for _, value in self._values() if isinstance(value, Label) and value.short]
        return list(dict.fromkeys(labels))

    @property
    def short_words(self) -> str:
        """“HTXS: Hoàn thành xuất sắc; …”, "" where nothing is written short."""
        labels = self.short_labels
        return "; ".join(f"{label.short}: {label.words}" for label in labels) + "." if labels else ""

    @property
    def page_rows(self) -> list[PageRow]:
        return [
            PageRow([_page_cell(*pair) for pair in zip(self.columns, row.cells, strict=True)], row.is_strong)
            for row in self.rows
        ]

    def _values(self) -> Iterator[tuple[Column, Value]]:
        for row in self.rows:
            if not row.is_strong:
                yield from zip(self.columns, row.cells, strict=True)


@dataclass(frozen=True)
class PageCell:
    """`title`: what a short `text` stands for."""

    text: str
    heading: str
    kind: str
    is_blank: bool = False
    title: str = ""


@dataclass(frozen=True)
class PageRow:
    cells: list[PageCell] = field(default_factory=list)
    is_strong: bool = False


def _page_cell(column: Column, value: Value) -> PageCell:
    blank = is_blank(value)
    text = column.blank if blank else words_of(value, is_short=True)
    title = value.words if isinstance(value, Label) and value.short else ""
    return PageCell(text, column.heading, column.kind, blank, title)


def is_blank(value: Value) -> bool:
    return value is None or value == ""


def words_of(value: Value, *, is_short: bool = False) -> str:
    """As people write it: 8.50 is “8,5”, nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, Label):
        return value.short if is_short and value.short else value.words
    if isinstance(value, Decimal):
        return show(value)
    return str(value)


def initials(words: str) -> str:
    """ "Hoàn thành tốt nhiệm vụ" → "HTTNV"."""
    return "".join(word[0] for word in words.split()).upper()


def short_labels(texts: Sequence[str], *, longest: int) -> dict[str, Label]:
    """A label for each text; those longer than `longest` letters get their initials, where these name one text only.

    Words with which all the long ones end say nothing: “Hoàn thành tốt nhiệm vụ” beside others of “nhiệm vụ” is “HTT”.
    """
    different = list(dict.fromkeys(text for text in texts if text))
    end = _common_end([text.split() for text in different if len(text) > longest])
    shorts = [initials(" ".join(_without(text.split(), end))) if len(text) > longest else text for text in different]
    return {
        text: Label(text, short if short != text and shorts.count(short) == 1 else "")
        for text, short in zip(different, shorts, strict=True)
    }


def _common_end(texts: list[list[str]]) -> int:
    """How many words all of several texts end with, one of each left."""
    if len(texts) < 2:
        return 0
    count = 0
    while all(len(words) > count + 1 for words in texts) and len({words[-1 - count] for words in texts}) == 1:
        count += 1
    return count


def _without(words: list[str], end: int) -> list[str]:
    return words[: len(words) - end]
