"""The register of documents as a table for a spreadsheet."""

from __future__ import annotations

from documents.models import OfficialDocument

HEADER = ["Số, ký hiệu", "Ngày văn bản", "Loại", "Trích yếu", "Tình trạng", "Người duyệt", "Người soạn"]


def register_row(document: OfficialDocument) -> list[str]:
    return [
        document.full_number,
        f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "",
        document.get_kind_display(),
        document.subject_line,
        document.get_state_display(),
        str(document.approved_by or ""),
        str(document.created_by or ""),
    ]
