"""Slow work of this room; every process knows the handlers (`core.apps`)."""

from __future__ import annotations

import io
import zipfile

from awards import services
from awards.models import Certificate, Decision
from core import jobs
from core.errors import DomainError
from documents import services as documents
from documents.evidence_files import safe_name


@jobs.handler(services.CERTIFICATES)
def make_certificates(job, *, decision_id: int, first_number: int) -> dict:
    """Each certificate of a decision, then all of them as one ZIP; what a former run made is taken as it is."""
    decision = Decision.objects.select_related("submission__organisation", "paper__document", "organisation").get(
        pk=decision_id
    )
    if not job.created_by.has_perm("awards.make_certificates", decision):
        raise DomainError("Tài khoản không còn quyền lập giấy khen.")
    total = decision.granted_count
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for position in range(total):
            jobs.progress(job, position, total)
            row = services.make_certificate(decision, position, first_number=first_number, by=job.created_by)
            archive.writestr(_file_name(row, decision), _pdf(row))
    jobs.progress(job, total, total)
    jobs.store_file(job, f"giay-khen-{safe_name(decision.number.replace('/', '-'))}.zip", packed.getvalue())
    return {"count": total}


def _pdf(row: Certificate) -> bytes:
    from documents import rendering  # loads WeasyPrint: only in the process that renders

    document = row.document
    if not document.file:
        pdf = rendering.render_pdf(documents.frozen_content(document), draft=False)
        document = documents.store_rendering(document, pdf)
    return documents.issued_pdf(document)


def _file_name(row: Certificate, decision: Decision) -> str:
    return safe_name(f"{row.book_number:03d} {decision.granted[row.position]['name']}.pdf")
