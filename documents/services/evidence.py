"""Files that prove a claim."""

from __future__ import annotations

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse

from audit import services as audit
from core.vietnamese import clean_line
from documents import evidence_files
from documents.models import Evidence
from documents.services.responses import sealed_off


def store_evidence(*, organisation, person, upload, by, caption: str = "", is_confidential: bool = False) -> Evidence:
    """Keep a file that proves a claim, known by its bytes, cleaned; DomainError if it is unfit."""
    kept = evidence_files.read_upload(upload)
    evidence = Evidence(
        organisation=organisation,
        person=person,
        original_name=evidence_files.safe_name(upload.name, kept.suffix),
        caption=clean_line(caption)[:250],
        media_type=kept.media_type,
        size=len(kept.data),
        sha256=hashlib.sha256(kept.data).hexdigest(),
        is_confidential=is_confidential,
        uploaded_by=by,
    )
    evidence.file.save(f"{uuid.uuid4().hex}{kept.suffix}", ContentFile(kept.data), save=False)
    with transaction.atomic():
        evidence.save()
        audit.record(
            "documents.evidence_stored", evidence, by=by, after={"sha256": evidence.sha256, "size": evidence.size}
        )
    return evidence


def evidence_response(evidence: Evidence) -> FileResponse:
    """Stream a file after the caller's own access: images in the page, everything else as a download."""
    is_image = evidence.media_type in evidence_files.IMAGES
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=not is_image,
        filename=evidence.original_name,
        content_type=evidence.media_type,
    )
    return sealed_off(response)
