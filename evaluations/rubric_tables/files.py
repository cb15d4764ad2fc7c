"""The tables of a file: an Excel workbook or a Word document, known by its bytes and bounded before it is unpacked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from core.bounded import BROKEN, Refused, ask
from core.errors import DomainError
from core.table_files import MAX_COLUMNS, MAX_ROWS, TOO_LARGE_UNPACKED, bytes_of, sizes_in
from core.vietnamese import clean_line, show
from documents.reading.files import WORD_MEMORY, WORD_SECONDS
from evaluations.rubric_tables.draft import RubricDraft
from evaluations.rubric_tables.grids import Grid, GridRow
from evaluations.rubric_tables.reading import read_grids

MAX_PART = 12 * 1024 * 1024  # of one sheet or of the document's text
MAX_SHEETS = 8
BROKEN_FILE = "Tệp “{name}” bị hỏng nên không mở được. Mở bằng Excel hoặc Word, lưu lại (.xlsx, .docx) rồi chọn lại."
WORD_SENTENCES = {
    "lines": "Tệp Word quá dài. Lưu riêng phần biểu điểm rồi chọn lại.",
    "heavy": "Tệp Word quá nặng để đọc. Lưu riêng phần biểu điểm rồi chọn lại.",
    "font": "Tệp dùng phông chữ cũ (.VnTime, VNI) nên chữ sẽ bị sai. Chuyển sang Unicode (Times New Roman)"
    " rồi chọn lại.",
}
MAX_MERGED = 20_000  # cells of one merged range
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([^\"']{1,40})[\"']")


def read_file(upload, *, points_column: int | None = None) -> RubricDraft:
    """The rubric of an uploaded .xlsx or .docx; DomainError where there is none in it."""
    return read_grids(grids_of(bytes_of(upload), clean_line(upload.name)[:80]), points_column=points_column)


def grids_of(data: bytes, name: str) -> list[Grid]:
    """The tables of a file in reading order; the ending of its name counts for nothing."""
    if not data.strip():
        raise DomainError(f"Tệp “{name}” trống. Chọn tệp Excel (.xlsx) hoặc Word (.docx) có bảng biểu điểm.")
    if data.startswith(OLE):
        raise DomainError(
            f"Tệp “{name}” là tệp Office đời cũ (.xls, .doc) hoặc có đặt mật khẩu. Bỏ mật khẩu, lưu lại thành .xlsx"
            " hoặc .docx rồi chọn lại."
        )
    if not data.startswith(ZIP):
        raise DomainError(f"Tệp “{name}” không phải tệp Excel hay Word. Chọn tệp .xlsx hoặc .docx.")
    try:
        kind = _kind_of(data)
        grids = list(_excel_grids(data)) if kind == "excel" else list(_word_grids(data))
    except DomainError:
        raise
    except Exception as error:  # whatever a library meets in a broken file, the file is what is wrong
        word = error.word if isinstance(error, Refused) else BROKEN
        raise DomainError(WORD_SENTENCES.get(word) or BROKEN_FILE.format(name=name)) from error
    return grids


def _kind_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = sizes_in(archive)
        if any(size > MAX_PART for entry, size in entries.items() if entry.endswith(".xml")):
            raise DomainError(TOO_LARGE_UNPACKED)
        if any(entry.lower().endswith("vbaproject.bin") for entry in entries):
            raise DomainError("Tệp có chứa macro nên không nhận, để bảo đảm an toàn. Lưu lại thành .xlsx hoặc .docx.")
        if "word/document.xml" in entries:
            return "word"
        if "xl/workbook.xml" not in entries:
            raise DomainError("Tệp nén này không phải tệp Excel hay Word. Chọn tệp .xlsx hoặc .docx.")
        for entry in entries:
            if entry.startswith("xl/worksheets/") and entry.endswith(".xml"):
                _refuse_vast_ranges(archive.read(entry))
    return "excel"


def _refuse_vast_ranges(xml: bytes) -> None:
    """A merged range becomes a cell each when it is opened: a small file may name all of a sheet."""
    for reference in MERGED.findall(xml):
        left, top, right, bottom = range_boundaries(reference.decode())
        if None in (left, top, right, bottom) or (right - left + 1) * (bottom - top + 1) > MAX_MERGED:
            raise DomainError("Bảng có vùng ô gộp quá lớn. Bỏ gộp các ô ngoài bảng rồi chọn lại.")


# ---- Excel ----


def _excel_grids(data: bytes) -> Iterator[Grid]:
    values = load_workbook(io.BytesIO(data), data_only=True)
    formulas = load_workbook(io.BytesIO(data))
    for place, sheet in enumerate(values.worksheets):
        grid = Grid(sheet.title)
        if sheet.sheet_state != "visible":
            grid.notes.append(f"Trang tính ẩn “{sheet.title}” không được đọc. Bỏ ẩn nếu biểu điểm nằm ở đó.")
        elif place >= MAX_SHEETS:
            grid.notes.append(f"Trang tính “{sheet.title}” không được đọc: chỉ đọc {MAX_SHEETS} trang tính đầu.")
        else:
            _read_sheet(grid, sheet, formulas[sheet.title])
        yield grid


def _read_sheet(grid: Grid, sheet, formulas) -> None:
    if sheet.max_row > MAX_ROWS and any(
        cell.value is not None for row in sheet.iter_rows(min_row=MAX_ROWS + 1, max_row=MAX_ROWS * 3) for cell in row
    ):
        raise DomainError(f"Trang tính “{sheet.title}” dài quá {MAX_ROWS} dòng. Lưu riêng bảng biểu điểm rồi chọn lại.")
    hidden = _hidden_columns(sheet)
    if hidden:
        letters = ", ".join(map(get_column_letter, sorted(hidden)))
        grid.notes.append(f"Trang tính “{sheet.title}”: cột ẩn {letters} không được đọc. Bỏ ẩn nếu cần cột đó.")
    heads: dict[int, dict[int, int]] = {}
    for span in sheet.merged_cells.ranges:
        if span.max_row > span.min_row:
            heads.setdefault(span.min_row, {})[span.min_col - 1] = span.max_row - span.min_row + 1
    width = min(sheet.max_column or 0, MAX_COLUMNS)
    for line in range(1, min(sheet.max_row or 0, MAX_ROWS) + 1):
        row = GridRow(line, [], heads=heads.get(line, {}), is_hidden=bool(sheet.row_dimensions[line].hidden))
        for column in range(1, width + 1):
            text, trouble = "", ""
            if column not in hidden:
                text, trouble = _cell_text(sheet.cell(line, column), formulas.cell(line, column))
            row.cells.append(clean_line(text))
            if "\n" in text:
                row.broken[column - 1] = "\n".join(filter(None, map(clean_line, text.split("\n"))))
            if trouble:
                row.troubles[column - 1] = f"Ô {get_column_letter(column)}{line} {trouble}"
        if any(row.cells) or row.troubles:
            grid.rows.append(row)


def _hidden_columns(sheet) -> set[int]:
    """Numbers of the hidden columns that hold anything; one entry may speak for a run of columns."""
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            hidden.update(range(dimension.min, min(dimension.max, MAX_COLUMNS) + 1))
    rows = sheet.iter_rows(max_row=min(sheet.max_row or 1, MAX_ROWS), max_col=MAX_COLUMNS, values_only=True)
    filled = {place for row in rows for place, value in enumerate(row, start=1) if value not in (None, "")}
    return hidden & filled


def _cell_text(cell, formula) -> tuple[str, str]:
    """(text, what is wrong with it). A share formatted as such reads “40%”."""
    value: Any = cell.value
    if value is None:
        if formula.data_type == "f":
            return "", "là công thức chưa có kết quả. Mở tệp bằng Excel, bấm Lưu rồi chọn lại, hoặc ghi số vào ô."
        return "", ""
    if cell.data_type == "e":
        return "", f"báo lỗi {value}. Sửa công thức hoặc ghi số vào ô."
    if isinstance(value, datetime | date):
        return "", (
            f"là ngày {value:%d/%m/%Y}: Excel đã đổi số có dấu chấm thành ngày. Ghi lại bằng dấu phẩy, ví dụ"
            f" {value.day},{value.month}."
        )
    if isinstance(value, bool):
        return "có" if value else "", ""
    if isinstance(value, int | float):
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not exact.is_finite():
            return "", "không phải là số. Ghi lại số điểm."
        if "%" in str(cell.number_format):
            return f"{show((exact * 100).normalize())}%", ""
        return show(exact), ""
    return str(value).strip(), ""


# ---- Word ----


def _word_grids(data: bytes) -> Iterator[Grid]:
    """Tables as they stand between the lines of text; numbers that Word writes by itself are written out."""
    read = json.loads(ask("documents.reading.word", data, memory=WORD_MEMORY, seconds=WORD_SECONDS))
    grid, tables = None, 0
    for line in read["text"].split("\n"):
        if line.startswith("| ") and line.endswith(" |"):
            if grid is None or grid.is_text:
                if grid:
                    yield grid
                tables += 1
                grid = Grid(f"Bảng {tables}")
            cells = [_unmarked(cell) for cell in line[2:-2].split(" | ")]
            if any(cells):  # empty rows are none of the table's
                grid.rows.append(GridRow(len(grid.rows) + 1, cells[:MAX_COLUMNS]))
        elif words := _unmarked(line):
            if grid is None or not grid.is_text:
                if grid:
                    yield grid
                grid = Grid("", is_text=True)
            grid.rows.append(GridRow(len(grid.rows) + 1, [words]))
    if grid:
        grid.notes += read["notes"]
        yield grid


def _unmarked(text: str) -> str:
    """The words without the marks of bold and italic."""
    return clean_line(re.sub(r"\\(.)|\*+", lambda match: match[1] or "", text))
