"""What the members read before they meet: documents of ours, and uploaded files."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import CouncilSession, SessionPaper
from councils.services.rows import locked
from documents import evidence_files
from documents.models import OfficialDocument
from documents.services.responses import sealed_off

MOST_PAPERS = 30
MEDIA_TYPES = {suffix: media_type for media_type, suffix in evidence_files.SUFFIXES.items()}


@transaction.atomic
def add_paper(
    session: CouncilSession, *, title: str = "", document: OfficialDocument | None = None, upload=None, by
) -> SessionPaper:
    """Lay a document or a file before the members. A file is known by its bytes; DomainError where it is unfit.

    The same document twice is the same paper. Without a title it has that of the document, or the file's name.
    """
    session = locked(session)
    _refuse_changes(session)
    if (document is None) == (upload is None):
        raise DomainError("Chọn một văn bản của đơn vị, hoặc chọn một tệp để tải lên.")
    if document is not None and (same := session.papers.filter(document=document).first()):
        return same
    if session.papers.count() >= MOST_PAPERS:
        raise DomainError(f"Phiên họp đã có {MOST_PAPERS} tài liệu. Gỡ tài liệu không cần đọc trước.")
    paper = SessionPaper(organisation=session.organisation, session=session, document=document, added_by=by)
    name = str(document) if document is not None else ""
    if upload is not None:
        kept = evidence_files.read_upload(upload)
        paper.original_name = name = evidence_files.safe_name(upload.name, kept.suffix)
        paper.file.save(f"{uuid.uuid4().hex}{kept.suffix}", ContentFile(kept.data), save=False)
    paper.title = (clean_line(title) or name)[:200]
    paper.save()
    audit.record("councils.paper_added", session, by=by, after={"paper": paper.pk})
    return paper


@transaction.atomic
def remove_paper(paper: SessionPaper, *, by) -> None:
    """Take a paper off the table, an uploaded file for good; a second time changes nothing."""
    session = locked(paper.session)
    paper = session.papers.filter(pk=paper.pk).first()
    if paper is None:
        return
    _refuse_changes(session)
    audit.record("councils.paper_removed", session, by=by, before={"paper": paper.pk})
    file = paper.file
    paper.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(file.name))


def _refuse_changes(session: CouncilSession) -> None:
    if session.is_practice:
        raise DomainError("Phiên họp thử không có tài liệu. Thêm tài liệu vào phiên họp thật.")
    if session.is_over:
        raise DomainError(f"Phiên họp {session.get_state_display().lower()} nên không đổi tài liệu được.")


def file_response(paper: SessionPaper) -> FileResponse:
    """Stream an uploaded file after the caller's own access: images in the page, everything else as a download."""
    media_type = MEDIA_TYPES[PurePosixPath(paper.file.name).suffix]
    response = FileResponse(
        paper.file.open("rb"),
        as_attachment=media_type not in evidence_files.IMAGES,
        filename=paper.original_name,
        content_type=media_type,
    )
    return sealed_off(response)
