"""Workbooks of past years as schools make them. Everybody in them is invented."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core import table_import
from core.models import TableImport
from core.scoping import scope
from records.history.table import HistoryTable

LONG = ["STT", "Họ và tên", "Ngày sinh", "Tổ", "Năm học", "Danh hiệu", "Số QĐ", "Ngày ký", "Cấp quyết định"]
DECISION = ["12/QĐ-UBND", "15/06/2023", "Chủ tịch UBND phường"]


def sheet_bytes(*rows, merged=(), hidden_rows=(), hidden_columns=(), change: Callable | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for reference in merged:
        sheet.merge_cells(reference)
    for line in hidden_rows:
        sheet.row_dimensions[line].hidden = True
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload_of(data: bytes, name: str = "lich-su.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def long_row(name: str, words: str = "LĐTT", year: str = "2022-2023", *, born="", department="", decision=None) -> list:
    return ["1", name, born, department, year, words, *(DECISION if decision is None else decision)]


def long_table(*rows, **options) -> bytes:
    return sheet_bytes(["DANH SÁCH KHEN THƯỞNG"], LONG, *rows, **options)


def read_table(world, data: bytes, *, by=None, options: dict[str, Any] | None = None) -> TableImport:
    """The preview of a workbook, made by the school's secretary."""
    user = (by or world.secretary).user
    with scope(world.school):
        return table_import.preview(
            HistoryTable(world.school, by=user),
            organisation=world.school,
            upload=upload_of(data),
            by=user,
            options=options or {},
        )


def outcomes(world, table: TableImport) -> list[tuple[int, str]]:
    with scope(world.school):
        return list(table.rows.order_by("line", "part").values_list("line", "outcome"))


def sentences(world, table: TableImport, line: int) -> str:
    with scope(world.school):
        return " ".join(text for row in table.rows.filter(line=line) for text in row.errors)


def apply(world, table: TableImport, *, by=None) -> TableImport:
    user = (by or world.secretary).user
    with scope(world.school):
        return table_import.apply(HistoryTable(world.school, by=user), table, by=user)


def undo(world, table: TableImport, *, by=None) -> TableImport:
    user = (by or world.secretary).user
    with scope(world.school):
        return table_import.undo(HistoryTable(world.school, by=user), table, by=user)
