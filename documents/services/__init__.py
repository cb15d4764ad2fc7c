"""Official documents from draft to issued file: every write, and what other rooms ask of this one."""

from documents.services.approval import approve, return_to_draft, submit_for_approval
from documents.services.drafts import create_document, update_content
from documents.services.evidence import evidence_response, store_evidence
from documents.services.issuing import issue
from documents.services.letterheads import head_signatory, letterhead_for
from documents.services.numbering import HIGHEST_NUMBER, last_number, number_findings, number_series
from documents.services.renderings import (
    RENDER,
    frozen_content,
    issued_pdf,
    pdf_name,
    pdf_response,
    render_again,
    store_rendering,
)

__all__ = [
    "HIGHEST_NUMBER",
    "RENDER",
    "approve",
    "create_document",
    "evidence_response",
    "frozen_content",
    "head_signatory",
    "issue",
    "issued_pdf",
    "last_number",
    "letterhead_for",
    "number_findings",
    "number_series",
    "pdf_name",
    "pdf_response",
    "render_again",
    "return_to_draft",
    "store_evidence",
    "store_rendering",
    "submit_for_approval",
    "update_content",
]
