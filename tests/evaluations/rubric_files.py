"""Rubrics as schools keep them: typed into Excel and Word tables. The school and its people are invented."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

TEACHER_HEAD = ["TT", "Nội dung", "Điểm tối đa", "Tự chấm", "Tổ chấm", "Hướng dẫn chấm"]
TEACHER_ROWS: list[list[Any]] = [
    ["I", "NỀN NẾP, TÁC PHONG", 10, None, None, None],
    [1, "Ngày giờ công", 8, None, None, "Muộn dưới 30 phút −0,5 điểm/lần"],
    [2, "Trang phục", 2, None, None, None],
    ["II", "HỒ SƠ SỔ SÁCH", 10, None, None, None],
    [1, "Kế hoạch bài dạy", "2,5", None, None, None],
    [2, "Sổ điểm, đánh giá", "2.5 điểm", None, None, None],
    [3, "Sổ tổ, biên bản, phiếu", 2.5, None, None, None],
    [4, "Sổ đầu bài", "2,5đ", None, None, None],
    ["III", "CHUYÊN MÔN", 45, None, None, None],
    [1, "Dạy học và kiểm tra đánh giá", 15, None, None, None],
    [2, "Năng lực số", 10, None, None, None],
    [3, "Thiết bị dạy học", 5, None, None, None],
    [4, "Chất lượng và tiến bộ", 15, None, None, None],
    ["IV", "CHỦ NHIỆM", 20, None, None, None],
    [1, "Sổ chủ nhiệm", 5, None, None, None],
    [2, "Nền nếp lớp", 15, None, None, None],
    ["V", "HOẠT ĐỘNG KHÁC", 15, None, None, None],
    [1, "Trực tuần", 5, None, None, None],
    [2, "Báo cáo", 5, None, None, None],
    [3, "Phối hợp", 5, None, None, None],
    [None, "Tổng cộng", 100, None, None, None],
    ["VI", "ĐIỂM CỘNG", "Tối đa 10", None, None, None],
    [1, "Giáo viên dạy giỏi", "+3/+2", None, None, None],
    [2, "Học sinh giải thành phố", "+3", None, None, None],
    [3, "Học sinh giải phường", "+1 điểm/giải", None, None, None],
    [4, "Khen đột xuất", "+0,25…1", None, None, None],
    ["VII", "ĐIỂM TRỪ", None, None, None, None],
    [1, "Vắng không phép", "−8", None, None, "Mỗi buổi"],
    [2, "Nghỉ có phép", "-1/buổi", None, None, None],
    [3, "Không có kế hoạch bài dạy khi lên lớp: không xếp loại tháng", None, None, None, None],
    [4, "Chấm sai quy trình: hạ một bậc", None, None, None, None],
]
TEACHER_BANDS = [
    ["Xuất sắc", "≥100"],
    ["A (Tốt)", "Từ 95 đến dưới 100"],
    ["B (Khá)", "85 đến dưới 95"],
    ["C", "65 - <85"],
]

PERCENT_ROWS: list[list[Any]] = [
    [1, "Kế hoạch và chuyên môn", 0.4],
    [2, "Tư tưởng, đạo đức, kỷ luật", 0.2],
    [3, "Đổi mới, số, AI", 0.2],
    [4, "Chủ nhiệm, thi đua, học sinh giỏi", 0.2],
]
RATING_BANDS = [
    ["Hoàn thành xuất sắc nhiệm vụ", "Từ 90 điểm trở lên", "20%"],
    ["Hoàn thành tốt nhiệm vụ", "70 đến dưới 90", None],
    ["Hoàn thành nhiệm vụ", "50 đến dưới 70", None],
    ["Không hoàn thành nhiệm vụ", "Dưới 50", None],
]


def excel(*sheets: list[list[Any]], merges: tuple[str, ...] = (), edit=None) -> bytes:
    """An .xlsx of the rows; `edit` may change the first sheet before it is saved."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = workbook.create_sheet(f"Trang {number}")
        for row in rows:
            sheet.append(row)
    for merge in merges:
        workbook.worksheets[0].merge_cells(merge)
    if edit:
        edit(workbook.worksheets[0])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def word(*parts: str | list[list[Any]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    """A .docx of lines and tables in turn; `merges` (row, column, row, column) are of the first table."""
    document, is_first = Document(), True
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, values in zip(table.rows, part, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = "" if value is None else str(value)
        for top, left, bottom, right in merges if is_first else ():
            table.cell(top, left).merge(table.cell(bottom, right))
        is_first = False
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def upload(data: bytes, name: str = "bieu-diem.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
