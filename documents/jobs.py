"""Slow work of this room; `apps.ready` imports it so that every process knows the handlers."""

from __future__ import annotations

from core import jobs
from documents import services
from documents.models import OfficialDocument


@jobs.handler(services.RENDER)
def render_issued(job, *, document_id: int) -> None:
    """Make the file of an issued document from its frozen content; a second run changes nothing."""
    from documents import rendering  # loads WeasyPrint: only in the process that renders

    document = OfficialDocument.objects.get(pk=document_id)
    if not document.file:
        services.store_rendering(document, rendering.render_pdf(services.frozen_content(document), draft=False))
