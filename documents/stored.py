"""What is stored under a recorded hash and is read again on a schedule. Each room names its own in `stored.py`.

    register(Source("documents.issued", "Tệp văn bản đã ban hành", rows, describe))

`rows()` are of all organisations, with an `id` to go on from; `describe(row)` says what should be there and how to
hash what is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import Storage
from django.db.models import QuerySet

from audit import services as audit
from audit.models import AuditSeal
from documents.models import Evidence, OfficialDocument, SignedFile, SignedScan

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """`label` names no person: the head and the clerk read it. `name` is that of the stored file."""

    organisation_id: int
    label: str
    sha256: str
    found: Callable[[], str]  # the hash of what is there now; FileNotFoundError or OSError where nothing can be read
    name: str = ""


@dataclass(frozen=True)
class Source:
    code: str
    words: str
    rows: Callable[[], QuerySet]
    describe: Callable[[Any], Stored]


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    SOURCES[source.code] = source


def file_of(label: str, organisation_id: int, file, sha256: str) -> Stored:
    """A file of a file field."""
    return named_file(label, organisation_id, file.storage, file.name, sha256)


def named_file(label: str, organisation_id: int, storage: Storage, name: str, sha256: str) -> Stored:
    return Stored(organisation_id, label, sha256, lambda: hash_of_file(storage, name), name)


def text_of(label: str, organisation_id: int, text: str, sha256: str) -> Stored:
    """Text that was hashed when it was frozen."""
    return Stored(organisation_id, label, sha256, lambda: hashlib.sha256(text.encode()).hexdigest())


def hash_of_file(storage: Storage, name: str) -> str:
    """Read in pieces, so that the longest file costs no more memory than the shortest."""
    digest = hashlib.sha256()
    with storage.open(name, "rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _document_label(document: OfficialDocument) -> str:
    number = f"số {document.full_number}" if document.number else f"ngày {document.issued_on:%d/%m/%Y}"
    return f"{document.get_kind_display()} {number}"


def _issued() -> QuerySet:
    return OfficialDocument.objects.issued().select_related("series").defer("data", "frozen", "search_key")


def _signed(label: str):
    def describe(row) -> Stored:
        words = f"{label} của {_document_label(row.document)}"
        return file_of(words, row.organisation_id, row.file, row.sha256)

    return describe


def _of_document(model) -> Callable[[], QuerySet]:
    return lambda: model.objects.select_related("document__series").defer("document__data", "document__frozen")


register(
    Source(
        "documents.issued",
        "Tệp văn bản đã ban hành",
        lambda: _issued().exclude(file=""),
        lambda row: file_of(_document_label(row), row.organisation_id, row.file, row.file_sha256),
    )
)
register(
    Source(
        "documents.frozen",
        "Nội dung văn bản đã ban hành",
        lambda: OfficialDocument.objects.issued().select_related("series").defer("data"),
        lambda row: text_of(f"Nội dung của {_document_label(row)}", row.organisation_id, row.frozen, row.frozen_sha256),
    )
)
register(Source("documents.signed", "Bản có chữ ký số", _of_document(SignedFile), _signed("Bản có chữ ký số")))
register(Source("documents.scans", "Bản quét đã ký", _of_document(SignedScan), _signed("Bản quét đã ký")))
register(
    Source(
        "documents.evidence",
        "Tệp minh chứng",
        Evidence.objects.all,
        lambda row: file_of(
            f"Minh chứng số {row.pk}, tải lên ngày {row.uploaded_at:%d/%m/%Y}",
            row.organisation_id,
            row.file,
            row.sha256,
        ),
    )
)
register(
    Source(
        "audit.seals",
        "Dấu niêm của nhật ký",
        lambda: AuditSeal.objects.select_related("previous"),
        lambda row: Stored(
            row.organisation_id, f"Nhật ký, dấu niêm số {row.pk}", row.hash, lambda: audit.seal_hash(row)
        ),
    )
)
