"""The sheets of an Excel workbook as they were made: merged cells, hidden rows and columns, dates, formulas, text.

A workbook is known by its bytes and bounded before it is unpacked. Cells come as text in one normal form (NFC, plain
spaces; a day as 24/10/2026, a whole number without “.0”); who reads a table gives them their meaning.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string, range_boundaries

from core.errors import DomainError
from core.table_files import TOO_LARGE_UNPACKED, sizes_in
from core.vietnamese import clean_line

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LAST_ROW = 1_048_576  # of any sheet; a row that says it lies beyond is a fault of the file
MOST_MERGED = 20_000  # ranges of a sheet
MOST_FILLED = 2_000_000  # cells written because a merged one covers them
MAX_PART = 30 * 1024 * 1024  # of one sheet unpacked
BROKEN = "Tệp “{name}” không mở được như một bảng Excel. Mở bằng Excel, lưu lại thành .xlsx rồi chọn lại."
DEFINED = "Tệp có phần không do chương trình bảng tính tạo ra nên không nhận. Mở bằng Excel, lưu lại rồi chọn lại."
HEAD = 4096  # bytes of a part, within which its first element begins
_ROOT = re.compile(rb"<[A-Za-z_]")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)/?>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([^\"']{1,40})[\"']")
_UNSOLVED = re.compile(
    rb"<(?:\w+:)?c r=\"([A-Z]{1,3}\d{1,7})\"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")


@dataclass(frozen=True)
class Bounds:
    """The most that one kind of table needs."""

    rows: int
    columns: int


@dataclass(frozen=True)
class Span:
    """A merged range; rows and columns from 1, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetRow:
    """`cells` may be shorter than the table; nothing follows the last one."""

    line: int
    cells: list[str]
    is_hidden: bool = False

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]


@dataclass
class Sheet:
    """One sheet. A merged cell's text stands in each of its rows and columns; `unsolved`: formulas without a result."""

    name: str
    rows: list[SheetRow] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()  # places from 0, only those that hold anything
    unsolved: list[str] = field(default_factory=list)
    cut_columns: int = 0  # filled columns beyond the bound, not read

    @property
    def hidden_letters(self) -> str:
        return ", ".join(get_column_letter(place + 1) for place in sorted(self.hidden_columns))


class Book:
    """An uploaded workbook, opened; sheets are read one at a time. DomainError where it cannot be one."""

    def __init__(self, data: bytes, name: str):
        self.name = name
        _refuse_other_files(data, name)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            _refuse_parts(self._archive)
            self._book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except DomainError:
            raise
        except Exception as error:  # whatever a library meets in a broken file, the file is what is wrong
            raise DomainError(BROKEN.format(name=name)) from error

    @property
    def sheets(self) -> list[tuple[str, bool]]:
        """(name, whether it is hidden) of each sheet with cells."""
        return [(sheet.title, sheet.sheet_state != "visible") for sheet in self._book.worksheets]

    def read(self, place: int, bounds: Bounds) -> Sheet:
        """The sheet at a place; DomainError where it holds more rows than the bound."""
        try:
            return self._read(self._book.worksheets[place], bounds)
        except DomainError:
            raise
        except Exception as error:
            raise DomainError(BROKEN.format(name=self.name)) from error

    def _read(self, source, bounds: Bounds) -> Sheet:
        sheet = Sheet(source.title)
        xml = self._archive.read(source._worksheet_path)  # what the read-only reader does not tell stands in the XML
        start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")  # columns stand before the cells, spans behind
        sheet.spans = _spans(xml[end:])
        hidden_rows = _hidden_rows(xml) if _HIDDEN.search(xml, start, end) else set()
        if b"<f" in xml or b":f" in xml:
            sheet.unsolved = [found[1].decode() for found in _UNSOLVED.finditer(xml)]
        source.reset_dimensions()  # what a file says of its size may be less than it holds
        for line, cells in _lines(source, bounds, sheet):
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                sheet.rows.append(SheetRow(line, cells, line in hidden_rows))
        if hidden := _hidden_columns(xml[:start]):
            sheet.hidden_columns = frozenset(place for place in hidden if any(row.cell(place) for row in sheet.rows))
        _fill_spans(sheet, bounds)
        return sheet


def _refuse_other_files(data: bytes, name: str) -> None:
    if not data.strip():
        raise DomainError(f"Tệp “{name}” trống. Chọn tệp Excel (.xlsx) có bảng cần nhập.")
    if data.startswith(OLE) and ENCRYPTED in data:
        raise DomainError(f"Tệp “{name}” có đặt mật khẩu nên không mở được. Bỏ mật khẩu, lưu lại rồi chọn lại.")
    if data.startswith(OLE):
        raise DomainError(
            f"Tệp “{name}” là tệp Excel đời cũ (.xls). Mở bằng Excel, chọn Lưu thành .xlsx rồi chọn lại tệp mới."
        )
    if not data.startswith(ZIP):
        raise DomainError(BROKEN.format(name=name))


def _refuse_parts(archive: zipfile.ZipFile) -> None:
    entries = sizes_in(archive)
    if any(entry.lower().endswith("vbaproject.bin") for entry in entries):
        raise DomainError("Tệp có chứa macro nên không nhận, để bảo đảm an toàn. Lưu lại thành .xlsx rồi chọn lại.")
    if "xl/workbook.bin" in entries:
        raise DomainError("Tệp là bảng Excel nhị phân (.xlsb). Mở bằng Excel, lưu lại thành .xlsx rồi chọn lại.")
    if any(size > MAX_PART for size in entries.values()):
        raise DomainError(TOO_LARGE_UNPACKED)
    for entry in entries:
        _refuse_definitions(archive, entry)


def _refuse_definitions(archive: zipfile.ZipFile, entry: str) -> None:
    """No spreadsheet program writes a document type: it would name files outside, or words that grow without end."""
    with archive.open(entry) as part:
        head = part.read(HEAD).removeprefix(codecs.BOM_UTF8).lstrip()
    is_xml = entry.lower().endswith((".xml", ".rels")) or head.startswith(b"<")
    if is_xml and (b"<!DOCTYPE" in head or b"\0" in head or not _ROOT.search(head)):
        raise DomainError(DEFINED)


def _lines(source, bounds: Bounds, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    known: dict[Any, str] = {}
    for line, values in enumerate(source.iter_rows(values_only=True), start=1):
        if line > LAST_ROW:
            break
        if not values:
            continue
        cells = [_text(value, known) for value in values[: bounds.columns]]
        if len(values) > bounds.columns:
            beyond = sum(value not in (None, "") for value in values[bounds.columns :])
            sheet.cut_columns = max(sheet.cut_columns, beyond)
        if len(sheet.rows) >= bounds.rows and any(cells):
            raise DomainError(
                f"Trang tính “{sheet.name}” dài quá {bounds.rows} dòng. Tách thành nhiều tệp rồi nhập lần lượt."
            )
        yield line, cells


def _text(value: Any, known: dict[Any, str]) -> str:
    """The cell as one line; what was seen before costs nothing."""
    if value is None:
        return ""
    key = value if type(value) is str else (type(value), value)
    text = known.get(key)
    if text is None:
        text = known[key] = _plain(value)
    return text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return clean_line(str(value))


def _hidden_rows(xml: bytes) -> set[int]:
    hidden, line = set(), 0
    for found in _ROW.finditer(xml):
        number = _number(found[1], b"r")
        line = number if number is not None else line + 1
        if _HIDDEN.search(found[1]):
            hidden.add(line)
    return hidden


def _hidden_columns(xml: bytes) -> frozenset[int]:
    """Places from 0; one entry may speak for a run of columns, as far as any sheet reaches."""
    hidden: set[int] = set()
    for found in _COLUMN.finditer(xml):
        first, last = _number(found[1], b"min"), _number(found[1], b"max")
        if first and last and _HIDDEN.search(found[1]):
            hidden.update(range(first - 1, min(last, 16_384)))
    return frozenset(hidden)


def _number(attributes: bytes, name: bytes) -> int | None:
    found = re.search(rb"(?:^|\s)" + name + rb"=[\"'](\d{1,8})[\"']", attributes)
    return int(found[1]) if found else None


def _spans(xml: bytes) -> list[Span]:
    spans = []
    for found in _MERGED.finditer(xml):
        left, top, right, bottom = range_boundaries(found[1].decode())
        if None not in (left, top, right, bottom):
            spans.append(Span(top, left, bottom, right))
        if len(spans) > MOST_MERGED:
            raise DomainError("Bảng có quá nhiều vùng ô gộp. Bỏ gộp các ô ngoài bảng rồi chọn lại.")
    return spans


def _fill_spans(sheet: Sheet, bounds: Bounds) -> None:
    """Write a merged cell's text into every row and column it covers; a range may name more than the sheet holds."""
    if not sheet.spans:
        return
    at_line, room = {row.line: row for row in sheet.rows}, MOST_FILLED
    for span in sheet.spans:
        first = at_line.get(span.top)
        text = first.cell(span.left - 1) if first and span.left <= bounds.columns else ""
        if not text:
            continue
        right, last = min(span.right, bounds.columns), min(span.bottom, sheet.rows[-1].line)
        room -= (last - span.top + 1) * (right - span.left + 1)
        if room < 0:  # made to keep the reader busy: no sheet of people merges cells over cells
            raise DomainError("Bảng có quá nhiều ô gộp chồng lên nhau. Bỏ gộp ô rồi lưu lại tệp.")
        for line in range(span.top, last + 1):
            row = at_line.get(line)
            if row is None:
                continue
            row.cells.extend([""] * (right - len(row.cells)))
            row.cells[span.left - 1 : right] = [text] * (right - span.left + 1)


def line_of(reference: str) -> int:
    """The row of a cell's reference, “D12” → 12."""
    return coordinate_from_string(reference)[1]
