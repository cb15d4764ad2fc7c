"""Every Excel upload: read, preview row by row, apply the good rows, undo.

A room describes its table as a `TableImporter`; nothing is written before somebody has seen the preview, a row in error
is listed with its reason and never dropped in silence, and what an import made can be taken back while nothing stands
on it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from openpyxl import load_workbook

from core import clock
from core.errors import DomainError
from core.models import TableImport, TableImportRow
from core.table_files import MAX_COLUMNS, MAX_ROWS, bytes_of, sizes_in
from core.vietnamese import clean_line, search_key

HEADER_SEARCH_ROWS = 10  # offices put titles above the header


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    example: str = ""

    def matches(self, heading: str) -> bool:
        return search_key(heading) in {search_key(label) for label in (self.label, *self.aliases)}


@dataclass
class Checked:
    """What a row would do: its outcome, its errors as sentences, and the values to keep."""

    outcome: str
    errors: list[str] = field(default_factory=list)


class TableImporter:
    """One kind of table. `apply` returns what `undo` needs (JSON data)."""

    kind: str
    columns: tuple[Column, ...]

    def check(self, organisation, values: dict[str, str]) -> Checked:
        raise NotImplementedError

    def apply(self, organisation, values: dict[str, str], *, by) -> dict[str, Any]:
        raise NotImplementedError

    def undo(self, organisation, made: dict[str, Any], *, by) -> None:
        raise NotImplementedError


@transaction.atomic
def preview(importer: TableImporter, *, organisation, upload, by) -> TableImport:
    """Read an uploaded .xlsx and keep its rows with what each would do; DomainError where it is no such table."""
    try:
        rows = list(read_rows(upload, importer.columns))
    except DomainError:
        raise
    except Exception as error:  # whatever a library meets in a broken file, the file is what is wrong
        raise DomainError(f"Tệp “{upload.name}” không mở được như một bảng Excel. Chọn tệp .xlsx.") from error
    if not rows:
        raise DomainError("Bảng chưa có dòng dữ liệu nào dưới dòng tiêu đề.")
    table = TableImport.objects.create(
        organisation=organisation, kind=importer.kind, file_name=clean_line(upload.name)[:250], created_by=by
    )
    seen: dict[tuple, int] = {}
    for line, values in rows:
        checked = _check(importer, organisation, values)
        key = tuple(values.values())
        if first := seen.get(key):
            checked = Checked("error", [f"Dòng này trùng với dòng {first}."])
        seen.setdefault(key, line)
        TableImportRow.objects.create(
            organisation=organisation,
            table_import=table,
            line=line,
            values=values,
            outcome=checked.outcome,
            errors=checked.errors,
        )
    return table


@transaction.atomic
def apply(importer: TableImporter, table: TableImport, *, by) -> TableImport:
    """Apply the rows without errors; each is checked again, since time has passed since the preview."""
    table = _locked(table, TableImport.State.PREVIEW, "Bảng này đã được xử lý, không nhập lại lần nữa.")
    for row in table.rows.exclude(outcome="error"):
        checked = _check(importer, table.organisation, row.values)
        row.outcome, row.errors = checked.outcome, checked.errors
        if checked.outcome in ("new", "changed"):
            row.undo = importer.apply(table.organisation, row.values, by=by)
        row.save()
    table.state, table.applied_at = TableImport.State.APPLIED, clock.now()
    table.save()
    return table


@transaction.atomic
def undo(importer: TableImporter, table: TableImport, *, by) -> TableImport:
    """Take back what an import made, last row first; refused as a whole once something stands on a row of it."""
    table = _locked(table, TableImport.State.APPLIED, "Chỉ hoàn tác được bảng đã nhập.")
    for row in table.rows.exclude(undo={}).order_by("-line"):
        try:
            with transaction.atomic():
                importer.undo(table.organisation, row.undo, by=by)
        except ProtectedError as error:
            raise DomainError(
                f"Không hoàn tác được vì dòng {row.line} đã được dùng ở nơi khác. Sửa từng dòng trong danh sách."
            ) from error
    table.state, table.undone_at = TableImport.State.UNDONE, clock.now()
    table.save()
    return table


def read_rows(upload, columns: tuple[Column, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line in the sheet, values by column name) of each row that holds anything."""
    sheet = _open(upload).worksheets[0]
    places: dict[str, int] | None = None
    for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1):
        texts = [_text(cell) for cell in cells]
        if places is None:
            places = _header(texts, columns)
            if places is None and line >= HEADER_SEARCH_ROWS:
                break
        elif any(texts):
            if line > MAX_ROWS:
                raise DomainError(f"Bảng dài quá {MAX_ROWS} dòng. Tách thành nhiều tệp rồi nhập lần lượt.")
            yield line, {name: texts[place] if place < len(texts) else "" for name, place in places.items()}
    if places is None:
        wanted = ", ".join(f"“{column.label}”" for column in columns if column.is_required)
        raise DomainError(f"Chưa thấy dòng tiêu đề. Bảng cần có các cột {wanted}.")


def _open(upload):
    stream = io.BytesIO(bytes_of(upload))
    with zipfile.ZipFile(stream) as archive:
        sizes_in(archive)
    return load_workbook(stream, read_only=True, data_only=True)


def _header(texts: list[str], columns: tuple[Column, ...]) -> dict[str, int] | None:
    places = {}
    for column in columns:
        place = next((index for index, text in enumerate(texts) if text and column.matches(text)), None)
        if place is not None:
            places[column.name] = place
        elif column.is_required:
            return None
    return places


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean_line(str(cell))


def _check(importer: TableImporter, organisation, values: dict[str, str]) -> Checked:
    missing = [column.label for column in importer.columns if column.is_required and not values.get(column.name)]
    if missing:
        return Checked("error", [f"Thiếu {label.lower()}." for label in missing])
    return importer.check(organisation, values)


def _locked(table: TableImport, state: str, refusal: str) -> TableImport:
    table = TableImport.objects.select_for_update().get(pk=table.pk)
    if table.state != state:
        raise DomainError(refusal)
    return table
