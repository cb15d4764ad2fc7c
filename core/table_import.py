"""Every Excel upload: read, preview row by row, apply the good rows, undo.

A room describes its table as a `TableImporter`; nothing is written before somebody has seen the preview, a row in error
is listed with its reason and never dropped in silence, and what an import made can be taken back while nothing stands
on it. A table of one header line and a row for each thing is described by its `columns` and the acts on one row; one of
many rows or of another form overrides what reads, checks, applies and undoes many at once.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import connections, transaction
from django.db.models import ProtectedError, QuerySet
from openpyxl import load_workbook

from core import clock
from core.errors import DomainError
from core.models import TableImport, TableImportRow
from core.table_files import MAX_COLUMNS, MAX_ROWS, bytes_of, sizes_in
from core.vietnamese import clean_line, search_key

WRITTEN = ("new", "changed")  # outcomes of rows that are written when the table is applied
BATCH = 2000  # rows written at a time
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
    """What a row would do: its outcome, sentences about it, and what was found for it (kept among its values)."""

    outcome: str
    errors: list[str] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)


@dataclass
class ReadRow:
    """One row as it was read; `skipped` says why it belongs to no data."""

    line: int
    values: dict[str, Any]
    part: int = 0
    skipped: str = ""


@dataclass
class Reading:
    """The rows of a file, and in `facts` what was understood of it (JSON data)."""

    rows: list[ReadRow] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


class TableImporter:
    """One kind of table. `apply` returns what `undo` needs (JSON data, never empty).

    `keeps_file`: the preview may be read anew with other options, so the file is kept until then.
    """

    kind: str
    columns: tuple[Column, ...] = ()
    keeps_file = False

    # ---- one row ----

    def check(self, organisation, values: dict[str, str]) -> Checked:
        raise NotImplementedError

    def apply(self, organisation, values: dict[str, str], *, by) -> dict[str, Any]:
        raise NotImplementedError

    def undo(self, organisation, made: dict[str, Any], *, by) -> None:
        raise NotImplementedError

    # ---- the whole table ----

    def bytes_of(self, upload) -> bytes:
        return bytes_of(upload)

    def read(self, data: bytes, name: str, options: dict[str, Any]) -> Reading:
        return Reading([ReadRow(line, values) for line, values in read_rows(data, self.columns)])

    def check_many(self, organisation, rows: Sequence[ReadRow], options: dict[str, Any]) -> list[Checked]:
        """What each row would do, in their order; one that says the same as an earlier one is an error."""
        found, seen = [], {}
        for row in rows:
            checked = _check(self, organisation, row.values)
            if first := seen.get(tuple(row.values.values())):
                checked = Checked("error", [f"Dòng này trùng với dòng {first}."])
            seen.setdefault(tuple(row.values.values()), row.line)
            found.append(checked)
        return found

    def apply_many(self, table: TableImport, rows: Sequence[TableImportRow], *, by) -> None:
        """Write the rows and set their outcome, errors and `undo`; the caller saves them."""
        for row in rows:
            checked = _check(self, table.organisation, row.values)
            row.outcome, row.errors = checked.outcome, checked.errors
            if checked.outcome in WRITTEN:
                row.undo = self.apply(table.organisation, row.values, by=by)

    def undo_many(self, table: TableImport, rows: QuerySet[TableImportRow], *, by) -> None:
        """Take rows back, last first; DomainError where something stands on one."""
        for row in rows.order_by("-line", "-part"):
            try:
                with transaction.atomic():
                    self.undo(table.organisation, row.undo, by=by)
            except ProtectedError as error:
                raise DomainError(
                    f"Không hoàn tác được vì dòng {row.line} đã được dùng ở nơi khác. Sửa từng dòng trong danh sách."
                ) from error


# ---- reading ----


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Ten thousand rows are held at once and make no cycles: looking for some over and over is a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_paused()
@transaction.atomic
def preview(importer: TableImporter, *, organisation, upload, by, options: dict[str, Any] | None = None) -> TableImport:
    """Read an uploaded .xlsx and keep its rows with what each would do; DomainError where it is no such table."""
    data, name = importer.bytes_of(upload), clean_line(upload.name)[:250]
    reading = _read(importer, data, name, options or {})
    table = TableImport(
        organisation=organisation,
        kind=importer.kind,
        file_name=name,
        created_by=by,
        options=options or {},
        facts=reading.facts,
    )
    if importer.keeps_file:
        table.file.save(f"{uuid.uuid4()}.xlsx", ContentFile(data), save=False)
    table.save()
    _keep_rows(importer, table, reading.rows)
    return table


@_collector_paused()
@transaction.atomic
def preview_again(importer: TableImporter, table: TableImport, *, options: dict[str, Any]) -> TableImport:
    """Read the kept file anew with other options; the rows of the former reading go."""
    table = _locked(table, TableImport.State.PREVIEW, "Bảng này đã được xử lý nên không đọc lại được.")
    with table.file.open("rb") as file:
        data = file.read()
    reading = _read(importer, data, table.file_name, options)
    table.options, table.facts = options, reading.facts
    table.save(update_fields=["options", "facts"])
    table.rows.all()._raw_delete(table.rows.db)  # nothing refers to a row
    _keep_rows(importer, table, reading.rows)
    return table


@transaction.atomic
def discard(table: TableImport) -> None:
    """Drop what was read and not applied."""
    table = _locked(table, TableImport.State.PREVIEW, "Bảng này đã được xử lý nên không bỏ được nữa.")
    table.rows.all()._raw_delete(table.rows.db)
    table.state = TableImport.State.DISCARDED
    table.save(update_fields=["state"])
    _drop_file(table)


def _read(importer: TableImporter, data: bytes, name: str, options: dict[str, Any]) -> Reading:
    try:
        reading = importer.read(data, name, options)
    except DomainError:
        raise
    except Exception as error:  # whatever a library meets in a broken file, the file is what is wrong
        raise DomainError(f"Tệp “{name}” không mở được như một bảng Excel. Chọn tệp .xlsx.") from error
    if not reading.rows:
        raise DomainError("Bảng chưa có dòng dữ liệu nào dưới dòng tiêu đề.")
    return reading


def _keep_rows(importer: TableImporter, table: TableImport, rows: list[ReadRow]) -> None:
    asked = [row for row in rows if not row.skipped]
    answers = iter(importer.check_many(table.organisation, asked, table.options))
    kept = (
        (row, Checked("skipped", [row.skipped]) if row.skipped else next(answers))  # each in the order it was asked in
        for row in rows
    )
    _copy_rows(table, kept)


def _copy_rows(table: TableImport, rows: Iterable[tuple[ReadRow, Checked]]) -> None:
    """Write the rows by COPY: far cheaper than INSERT for ten thousand of them; constraints and triggers hold."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row, checked in rows:
        values = json.dumps({**row.values, **checked.found}, ensure_ascii=False)
        errors = json.dumps(checked.errors, ensure_ascii=False)
        writer.writerow((table.organisation_id, table.pk, row.line, row.part, values, checked.outcome, errors, "{}"))
    stream.seek(0)
    names = ("organisation", "table_import", "line", "part", "values", "outcome", "errors", "undo")
    columns = ", ".join(f'"{TableImportRow._meta.get_field(name).column}"' for name in names)
    with connections[TableImportRow.objects.db].cursor() as cursor:
        cursor.copy_expert(f'COPY "{TableImportRow._meta.db_table}" ({columns}) FROM STDIN WITH (FORMAT csv)', stream)


# ---- applying, taking back ----


@transaction.atomic
def apply(importer: TableImporter, table: TableImport, *, by) -> TableImport:
    """Apply the rows without errors; each is checked again, since time has passed since the preview."""
    table = begin(table)
    while apply_part(importer, table, by=by, size=BATCH):
        pass
    table.refresh_from_db()
    return table


@transaction.atomic
def begin(table: TableImport) -> TableImport:
    """From now on the table is written and no longer read anew; also to go on with one that was stopped."""
    table = TableImport.objects.select_for_update().get(pk=table.pk)
    if table.state not in (TableImport.State.PREVIEW, TableImport.State.APPLYING):
        raise DomainError("Bảng này đã được xử lý, không nhập lại lần nữa.")
    table.state = TableImport.State.APPLYING
    table.save(update_fields=["state"])
    return table


@transaction.atomic
def apply_part(importer: TableImporter, table: TableImport, *, by, size: int) -> int:
    """Write the next rows of a table that was begun, in the order of their lines; how many are left."""
    table = TableImport.objects.select_for_update().get(pk=table.pk)
    if table.state != TableImport.State.APPLYING:
        return 0
    waiting = table.rows.filter(outcome__in=WRITTEN, undo={})
    rows = list(waiting[:size])
    if rows:
        importer.apply_many(table, rows, by=by)
        TableImportRow.objects.bulk_update(rows, ["outcome", "errors", "undo"], batch_size=500)
    left = waiting.count()
    if not left:
        table.state, table.applied_at = TableImport.State.APPLIED, clock.now()
        table.save(update_fields=["state", "applied_at"])
        _drop_file(table)
    return left


@transaction.atomic
def undo(importer: TableImporter, table: TableImport, *, by) -> TableImport:
    """Take back what an import made, last row first; refused as a whole once something stands on a row of it."""
    table = TableImport.objects.select_for_update().get(pk=table.pk)
    if table.state not in (TableImport.State.APPLIED, TableImport.State.APPLYING):
        raise DomainError("Chỉ hoàn tác được bảng đã nhập.")
    importer.undo_many(table, table.rows.exclude(undo={}), by=by)
    table.state, table.undone_at = TableImport.State.UNDONE, clock.now()
    table.save()
    _drop_file(table)
    return table


def _drop_file(table: TableImport) -> None:
    """What people's names stand in is not kept longer than it is read."""
    if table.file:
        name, storage = table.file.name, table.file.storage
        TableImport.objects.filter(pk=table.pk).update(file="")
        transaction.on_commit(lambda: storage.delete(name))


def read_rows(data: bytes, columns: tuple[Column, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line in the sheet, values by column name) of each row that holds anything."""
    sheet = _open(data).worksheets[0]
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


def _open(data: bytes):
    stream = io.BytesIO(data)
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
