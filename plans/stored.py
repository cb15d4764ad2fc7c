"""The files of incoming documents, read again on a schedule."""

from __future__ import annotations

from documents.stored import Source, Stored, file_of, register
from plans.models import IncomingDocument


def _incoming(row: IncomingDocument) -> Stored:
    label = f"Văn bản đến số {row.arrival_number} năm {row.arrival_year}"
    return file_of(label, row.organisation_id, row.file, row.file_sha256)


register(
    Source(
        "plans.incoming",
        "Tệp văn bản đến",
        lambda: IncomingDocument.objects.exclude(file="").exclude(file_sha256="").defer("text"),
        _incoming,
    )
)
