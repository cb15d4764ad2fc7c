"""A list as an Excel file. What people typed stays text: a cell that begins with "=" is never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from core.tables import DataTable, Label

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


def workbook_response(file_name: str, title: str, header: list[str], rows: Iterable[list]) -> HttpResponse:
    """The table as a download; `file_name` without its ending."""
    workbook = Workbook()
    _write_sheet(workbook.active, title, header, rows)
    return _download(workbook, file_name)


def table_response(file_name: str, title: str, *tables: DataTable) -> HttpResponse:
    """Tables as a download, one a sheet, ready to be printed; `file_name` without its ending, `title` of one table."""
    return _download(_tables(title, *tables), file_name)


def table_bytes(title: str, *tables: DataTable) -> bytes:
    """The same workbook for a job that keeps its file."""
    stream = io.BytesIO()
    _tables(title, *tables).save(stream)
    return stream.getvalue()


def _tables(title: str, *tables: DataTable) -> Workbook:
    workbook = Workbook()
    for table in tables:
        sheet = workbook.active if table is tables[0] else workbook.create_sheet()
        _write_table(sheet, title if len(tables) == 1 else table.caption or title, table)
    return workbook


def _write_table(sheet, title: str, table: DataTable) -> None:
    """What nobody entered is an empty cell, 0 a number, a label its words: a sum over a column counts figures only."""
    last = _write_sheet(sheet, title, table.header, ([_excel_value(each) for each in row.cells] for row in table.rows))
    for number, row in enumerate(table.rows, start=2):
        if row.is_strong:
            for cell in sheet[number]:
                cell.font = Font(bold=True)
    for number, note in enumerate(table.notes, start=last + 2):
        _write_row(sheet, number, [note])
        sheet.cell(row=number, column=1).alignment = Alignment(wrap_text=False)
    names = [index for index, column in enumerate(table.columns, start=1) if column.kind == "name"]
    sheet.freeze_panes = sheet.cell(row=2, column=names[0] + 1 if names else 1)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if table.is_wide else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0  # as many pages long as it needs
    sheet.oddHeader.center.text = (table.caption or title).replace("&", "&&")
    sheet.oddFooter.center.text = "&P/&N"


def _excel_value(value):
    return value.words if isinstance(value, Label) else value


def _write_sheet(sheet, title: str, header: list[str], rows: Iterable[list]) -> int:
    """Header and rows; gives the number of the last row."""
    sheet.title = re.sub(r"[\\/?*\[\]:]", "-", title)[:31]
    _write_row(sheet, 1, header)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    count = 1
    for count, row in enumerate(rows, start=2):
        _write_row(sheet, count, row)
    _set_widths(sheet, len(header), count)
    sheet.freeze_panes = "B2"
    return count


def _download(workbook: Workbook, file_name: str) -> HttpResponse:
    stream = io.BytesIO()
    workbook.save(stream)
    return bytes_response(file_name, stream.getvalue())


def bytes_response(file_name: str, data: bytes) -> HttpResponse:
    """A workbook made elsewhere as a download; `file_name` without its ending."""
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


def _write_row(sheet, number: int, values: list) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=number, column=column)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        set_value(cell, value)


def set_value(cell, value) -> None:
    """A figure, a day or a moment as itself; everything else as text, whatever it begins with."""
    if value is None:
        return
    if isinstance(value, int | Decimal):
        cell.value = value
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
        cell.number_format = MOMENT
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = DAY
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell.data_type = "s"
        cell.quotePrefix = True  # Excel keeps it as text even when somebody edits the cell


def _set_widths(sheet, columns: int, rows: int) -> None:
    for column in range(1, columns + 1):
        longest = max(len(str(sheet.cell(row=row, column=column).value or "")) for row in range(1, rows + 1))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 8), WIDEST)
