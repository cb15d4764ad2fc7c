"""Files that prove a claim."""

from __future__ import annotations

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpResponse

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from documents import evidence_files
from documents.models import Evidence
from documents.services.file_checks import stored_response


def store_evidence(*, organisation, person, upload, by, caption: str = "", is_confidential: bool = False) -> Evidence:
    """Keep a file that proves a claim, known by its bytes, cleaned; DomainError if it is unfit.

    The same file of the same person, sent again by the same user, is the row that stands already.
    """
    kept = evidence_files.read_upload(upload)
    digest = hashlib.sha256(kept.data).hexdigest()
    mine = Evidence.objects.for_organisation(organisation).of_person(person)
    if same := mine.filter(sha256=digest, is_confidential=is_confidential, uploaded_by=by).first():
        return same
    evidence = Evidence(
        organisation=organisation,
        person=person,
        original_name=evidence_files.safe_name(upload.name, kept.suffix),
        caption=clean_line(caption)[:250],
        media_type=kept.media_type,
        size=len(kept.data),
        sha256=digest,
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


@transaction.atomic
def delete_evidence(evidence: Evidence, *, by) -> None:
    """Remove a file for good, row and bytes; DomainError where a sheet, a dossier or a good deed rests on it.

    A second time changes nothing.
    """
    rows = Evidence.objects.for_organisation(evidence.organisation).select_for_update()
    evidence = rows.filter(pk=evidence.pk).first()
    if evidence is None:
        return
    audit.record("documents.evidence_deleted", evidence, by=by, before={"sha256": evidence.sha256})
    file = evidence.file
    try:
        evidence.delete()
    except ProtectedError as error:
        raise DomainError(
            f"Tệp “{evidence.original_name}” đang là minh chứng ở phiếu, hồ sơ hoặc việc tốt nên không xóa được."
            " Gỡ tệp ở đó trước, nếu nơi đó còn cho sửa."
        ) from error
    transaction.on_commit(lambda: file.storage.delete(file.name))


def evidence_response(evidence: Evidence) -> HttpResponse:
    """Stream a file after the caller's own access: images in the page, everything else as a download.

    One that is missing, or known to be no longer what was stored, is not sent: a page in words instead (409).
    """
    is_image = evidence.media_type in evidence_files.IMAGES
    return stored_response(
        evidence,
        as_attachment=not is_image,
        filename=evidence.original_name,
        content_type=evidence.media_type,
    )
