"""A rubric as an Excel file that can be read again as it stands."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from core.workbook import set_value
from evaluations.criteria import Line
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.draft import DraftRow, RubricDraft

CRITERIA = (
    ("STT", 8),
    ("Tiêu chí", 48),
    ("Cấp", 6),
    ("Loại", 20),
    ("Điểm tối đa", 9),
    ("Điểm mỗi lần", 9),
    ("Đơn vị", 11),
    ("Các mức điểm", 28),
    ("Xử lý", 22),
    ("Cần minh chứng", 9),
    ("Hướng dẫn", 48),
)
BANDS = (
    ("Mức", 26),
    ("Từ", 10),
    ("Không có tiêu chí 0 điểm", 14),
    ("Tỷ lệ nhiều nhất", 12),
    ("Tính trên", 36),
    ("Biểu dương", 26),
)
_LINE = Side(style="thin", color="999999")
_EDGE = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def workbook_of(draft: RubricDraft) -> bytes:
    """An .xlsx with the criteria on the first sheet and the grades on the second."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Biểu điểm"
    options = [
        ("Tên biểu điểm", draft.name),
        ("Căn cứ", draft.source),
        ("Thang xếp loại", words.SCALE_LABELS[draft.scale]),
        ("Tổng điểm tối đa", draft.total_points if draft.total_points is not None else ""),
    ]
    number = 0
    for number, option in enumerate(options, start=1):
        _write(sheet, number, option)
    _table(sheet, number + 2, CRITERIA, [_row(row) for row in draft.rows])
    bands = workbook.create_sheet("Mức xếp loại")
    _table(bands, 1, BANDS, [_band(band) for band in draft.bands])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _row(row: DraftRow) -> list:
    return [
        row.code,
        row.title,
        row.depth + 1,
        words.KIND_LABELS[row.kind],
        row.max_points,
        row.each_points,
        row.unit,
        levels_text(row),
        effect_text(row),
        "có" if row.needs_evidence else "",
        row.guidance,
    ]


def _band(band) -> list:
    base = words.BASE_LABELS[band.share_base] if band.share_cap else ""
    return [band.name, band.minimum, "có" if band.needs_no_zero else "", band.share_cap, base, band.praise]


def levels_text(row: DraftRow) -> str:
    """“Tốt = 10; Khá = 8”, for progress “0 = 5; 10 = 10”."""
    return "; ".join(
        f"{level.get('label', level.get('from', '').replace('.', ','))} = {level['points'].replace('.', ',')}"
        for level in row.levels
    )


def effect_text(row: DraftRow | Line) -> str:
    """What a gate does to the grade, in words; "" for every other kind."""
    label = words.EFFECT_LABELS.get(row.effect, "")
    return f"{label}: {row.effect_grade}" if row.effect == words.AT_MOST else label


def _table(sheet, start: int, columns, rows: list[list]) -> None:
    _write(sheet, start, [label for label, _ in columns])
    for place, (_, width) in enumerate(columns, start=1):
        cell = sheet.cell(start, place)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
        sheet.column_dimensions[cell.column_letter].width = width
    for number, row in enumerate(rows, start=start + 1):
        _write(sheet, number, row)
    for line in sheet.iter_rows(min_row=start, max_row=start + len(rows), max_col=len(columns)):
        for cell in line:
            cell.border = _EDGE
    sheet.freeze_panes = sheet.cell(start + 1, 3 if len(columns) > 6 else 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{start}:{start}"


def _write(sheet, number: int, values) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(number, column)
        cell.alignment = Alignment(vertical="top", wrap_text=number > 4)
        set_value(cell, None if value == "" else value)
