"""The file of an issued document: asked for, kept once, sent after a look at its hash."""

from __future__ import annotations

import hashlib
import json
import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse
from django.urls import reverse

from audit import services as audit
from core import clock, jobs
from core.errors import DomainError
from core.vietnamese import search_key
from documents import content as content_model
from documents import evidence_files
from documents.content import Content
from documents.models import OfficialDocument
from documents.seals import Seal
from documents.services.responses import checked_bytes, sealed_off
from documents.services.rows import locked

State = OfficialDocument.State
RENDER = "documents.render_issued"


def seal_of(document: OfficialDocument) -> Seal:
    """What is printed so that anybody can verify the document."""
    address = settings.SITE_URL.rstrip("/") + reverse("verification:paper", args=[document.verification_code])
    return Seal(document.verification_code, address)


def enqueue_rendering(document: OfficialDocument, *, by):
    label = f"Tạo tệp PDF {f'số {document.full_number}' if document.number else document.subject_line}"
    return jobs.enqueue(RENDER, organisation=document.organisation, label=label, by=by, document_id=document.pk)


@transaction.atomic
def render_again(document: OfficialDocument, *, by) -> OfficialDocument:
    """Ask for the file again after its job failed."""
    document = locked(document)
    if document.state != State.ISSUED:
        raise DomainError("Văn bản chưa ban hành nên chưa có tệp PDF.")
    if document.file or (document.render_job and not document.render_job.is_over):
        return document
    document.render_job = enqueue_rendering(document, by=by)
    document.save(update_fields=["render_job"])
    return document


def frozen_content(document: OfficialDocument) -> Content:
    """What was frozen, after comparing it with its hash; the live data are never read."""
    if hashlib.sha256(document.frozen.encode()).hexdigest() != document.frozen_sha256:
        raise DomainError("Nội dung đã ban hành không khớp mã kiểm tra nên không tạo tệp. Báo người quản trị hệ thống.")
    return content_model.from_json(json.loads(document.frozen))


def store_rendering(document: OfficialDocument, pdf: bytes) -> OfficialDocument:
    """Keep the file of an issued document; the first one stays, a second changes nothing."""
    storage = document.file.storage
    name = storage.save(document.file.field.generate_filename(document, f"{uuid.uuid4().hex}.pdf"), ContentFile(pdf))
    with transaction.atomic():
        document = locked(document)
        is_first = document.state == State.ISSUED and not document.file
        if is_first:
            document.file.name = name
            document.file_sha256 = hashlib.sha256(pdf).hexdigest()
            document.rendered_at = clock.now()
            document.save(update_fields=["file", "file_sha256", "rendered_at"])
            audit.record("documents.document_rendered", document, after={"sha256": document.file_sha256})
    if not is_first:
        storage.delete(name)
    return document


def issued_pdf(document: OfficialDocument) -> bytes:
    """The bytes of the issued file, compared with their hash."""
    if not document.can_be_sent:
        raise DomainError("Tệp PDF của văn bản chưa có. Hệ thống đang tạo tệp; thử lại sau ít phút.")
    changed = "Tệp PDF không còn đúng với bản đã ban hành nên không gửi đi. Báo người quản trị hệ thống."
    return checked_bytes(document.file, document.file_sha256, changed=changed)


def file_words(words: str) -> str:
    """Words as a part of a file's name: “phieu-danh-gia-ca-nhan”."""
    return search_key(words).replace(" ", "-")


def pdf_name(document: OfficialDocument) -> str:
    """A name that every system can store: “KH-THNC_2026_05.pdf”, “phieu-danh-gia-ca-nhan_2026_1204.pdf”."""
    if document.number:
        return evidence_files.safe_name(f"{document.series.symbol}_{document.year}_{document.number:02d}.pdf")
    name = document.paper_form.name if document.paper_form else document.get_kind_display()
    return evidence_files.safe_name(f"{file_words(name)}_{document.year}_{document.pk}.pdf")


def pdf_response(document: OfficialDocument) -> FileResponse:
    """The issued file as a download; DomainError while there is none."""
    data = ContentFile(issued_pdf(document))
    response = FileResponse(data, as_attachment=True, filename=pdf_name(document), content_type="application/pdf")
    return sealed_off(response)
