"""A document as a Word file, made when it is asked for: of a draft to be worked on, of an issued one for reuse."""

from __future__ import annotations

import io

from django.http import FileResponse

from audit import services as audit
from documents import evidence_files
from documents.content import Content
from documents.models import OfficialDocument
from documents.services.renderings import file_words, frozen_content, pdf_name
from documents.services.responses import sealed_off
from documents.word import word_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
State = OfficialDocument.State


def word_response(content: Content, *, name: str, draft: bool) -> FileResponse:
    """Any content as a download; `name` is what the file is called, without its ending."""
    data = io.BytesIO(word_file(content, draft=draft))
    filename = evidence_files.safe_name(f"{name}.docx")
    return sealed_off(FileResponse(data, as_attachment=True, filename=filename, content_type=WORD))


def document_word_response(document: OfficialDocument, *, by) -> FileResponse:
    """The frozen text with its number and date once issued, a marked draft before. Who took it is recorded.

    DomainError where the frozen text no longer matches its hash.
    """
    is_issued = document.state == State.ISSUED
    content = frozen_content(document) if is_issued else document.content
    response = word_response(content, name=word_name(document), draft=not is_issued)
    audit.record("documents.word_downloaded", document, by=by)
    return response


def word_name(document: OfficialDocument) -> str:
    """“KH-THNC_2026_05” as its PDF is called, “du-thao-ke-hoach-12” of a draft."""
    if document.state == State.ISSUED:
        return pdf_name(document).removesuffix(".pdf")
    return f"du-thao-{file_words(document.get_kind_display())}-{document.pk}"
