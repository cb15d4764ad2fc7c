"""Tables of past years: one that waits to be confirmed, one that was written."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from core import table_import
from core.workbook import workbook_response
from records.history.table import HistoryTable
from tests.factories.estate.holdings import Holdings

HEADER = ["Họ và tên", "Năm học", "Danh hiệu", "Số quyết định", "Ngày quyết định", "Cấp quyết định"]


def history_upload(holdings: Holdings, year: str, role: str) -> SimpleUploadedFile:
    """A title of one person's of one year, and a line of somebody nobody knows."""
    decision = ["7/QĐ-UBND", "20/06/2022", f"Cấp {holdings.inside}"]
    names = (holdings.cast[role].full_name, f"Người lạ {holdings.inside}")
    rows = [[name, year, "Lao động tiên tiến", *decision] for name in names]
    data = workbook_response("lich-su", "Lịch sử", HEADER, rows).content
    return SimpleUploadedFile("lich-su.xlsx", data)


def history_table(holdings: Holdings, year: str, role: str):
    by = holdings.user("secretary")
    return table_import.preview(
        HistoryTable(holdings.organisation, by=by),
        organisation=holdings.organisation,
        upload=history_upload(holdings, year, role),
        by=by,
    )


def add_history(holdings: Holdings) -> None:
    by = holdings.user("secretary")
    holdings.history = history_table(holdings, "2019-2020", "teacher")
    written = history_table(holdings, "2020-2021", "clerk")  # of whom no case was decided, so it may be taken back
    holdings.written_history = table_import.apply(HistoryTable(holdings.organisation, by=by), written, by=by)
