"""A list as an Excel file. What people typed stays text: a cell that begins with "=" is never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def workbook_response(file_name: str, title: str, header: list[str], rows: Iterable[list]) -> HttpResponse:
    """The table as a download; `file_name` without its ending."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = re.sub(r"[\\/?*\[\]:]", "-", title)[:31]
    _write_row(sheet, 1, header)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    count = 1
    for count, row in enumerate(rows, start=2):
        _write_row(sheet, count, row)
    _set_widths(sheet, len(header), count)
    sheet.freeze_panes = "B2"
    stream = io.BytesIO()
    workbook.save(stream)
    response = HttpResponse(stream.getvalue(), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


def _write_row(sheet, number: int, values: list) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=number, column=column)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if value is None:
            continue
        if isinstance(value, int | Decimal):
            cell.value = value
        elif isinstance(value, datetime):
            cell.value = value.replace(tzinfo=None)
        else:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
            cell.data_type = "s"
            cell.quotePrefix = True  # Excel keeps it as text even when somebody edits the cell


def _set_widths(sheet, columns: int, rows: int) -> None:
    for column in range(1, columns + 1):
        longest = max(len(str(sheet.cell(row=row, column=column).value or "")) for row in range(1, rows + 1))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 8), WIDEST)
