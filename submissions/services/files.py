"""What is pinned: the manifest and the files, as they were sent."""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata

import pikepdf
from django.core.files.base import ContentFile
from django.http import FileResponse

from audit import services as audit
from core.errors import DomainError
from core.scoping import scope
from documents.models import OfficialDocument
from documents.services import issued_pdf
from organisation.models import Organisation
from submissions.models import Submission, SubmissionFile

# ---- pinned when it is sent ----


def pinned_file(position: int, part: str, title: str, document: OfficialDocument) -> SubmissionFile:
    """An issued file by its stored name and hash; its bytes are compared before it is sent."""
    if not document.can_be_sent:
        raise DomainError(f"{title} chưa ban hành hoặc chưa có tệp PDF nên chưa nộp được.")
    issued_pdf(document)
    return SubmissionFile(
        position=position,
        part=part,
        title=title[:250],
        document_id=document.pk,
        stored_name=document.file.name,
        sha256=document.file_sha256,
    )


def described(file: SubmissionFile) -> dict:
    return {"part": file.part, "title": file.title, "sha256": file.sha256}


def plain(manifest: dict) -> dict:
    text = json.dumps(manifest, ensure_ascii=False, default=str)
    return json.loads(unicodedata.normalize("NFC", text))


def manifest_hash(manifest: dict) -> str:
    """SHA-256 of the canonical bytes: sorted keys, no white space."""
    data = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()


# ---- read afterwards ----


def pinned_pdf(file: SubmissionFile, *, by, at: Organisation) -> bytes:
    """The bytes that were sent. A file that is missing or no longer the same is refused and the finding is logged."""
    storage = OfficialDocument._meta.get_field("file").storage
    try:
        with storage.open(file.stored_name, "rb") as stored:
            data = stored.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() == file.sha256:
        return data
    with scope(at):
        audit.record(
            "submissions.file_mismatch",
            file.submission,
            by=by,
            organisation=at,
            before={"sha256": file.sha256},
            after={"sha256": hashlib.sha256(data).hexdigest(), "position": file.position, "is_missing": not data},
        )
    raise DomainError(
        f"Tệp “{file.title}” không còn đúng với bản đã nộp nên không tải được."
        " Việc này đã được ghi vào nhật ký; báo người quản trị hệ thống."
    )


def file_response(file: SubmissionFile, *, by, at: Organisation) -> FileResponse:
    """One pinned file as a download; each download is logged with the organisation that made it."""
    data = pinned_pdf(file, by=by, at=at)
    audit.record(
        "submissions.file_downloaded", file.submission, by=by, organisation=at, after={"position": file.position}
    )
    response = FileResponse(
        ContentFile(data), as_attachment=True, filename=file.download_name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def merged_pdf(submission: Submission, *, by=None, report=None) -> bytes:
    """All pinned files as one PDF, a bookmark per part. `report(done, total)` is told after each file."""
    files = list(submission.files.select_related("submission"))
    if not files:
        raise DomainError("Hồ sơ này không có tệp nào để gộp.")
    if manifest_hash(submission.manifest) != submission.manifest_sha256:
        raise DomainError(
            "Nội dung hồ sơ không còn đúng với bản đã nộp nên không gộp tệp. Báo người quản trị hệ thống."
        )
    whole = pikepdf.new()
    with whole.open_outline() as outline:
        for done, file in enumerate(files, start=1):
            first_page = len(whole.pages)
            with pikepdf.open(io.BytesIO(pinned_pdf(file, by=by, at=submission.recipient))) as part:
                whole.pages.extend(part.pages)
            outline.root.append(pikepdf.OutlineItem(file.title, first_page))
            if report is not None:
                report(done, len(files))
    stream = io.BytesIO()
    whole.save(stream)
    return stream.getvalue()
