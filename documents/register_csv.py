"""The register of documents as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from core.table_import import safe_cell
from documents.models import OfficialDocument

HEADER = ["Số, ký hiệu", "Ngày văn bản", "Loại", "Trích yếu", "Tình trạng", "Người duyệt", "Người soạn"]


def register_csv(documents: Iterable[OfficialDocument]) -> bytes:
    """UTF-8 with a mark, so that Excel shows Vietnamese letters; no cell can start a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows([safe_cell(value) for value in _row(document)] for document in documents)
    return out.getvalue().encode("utf-8-sig")


def _row(document: OfficialDocument) -> list[str]:
    return [
        document.full_number,
        f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "",
        document.get_kind_display(),
        document.subject_line,
        document.get_state_display(),
        str(document.approved_by or ""),
        str(document.created_by or ""),
    ]
