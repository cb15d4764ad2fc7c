"""Sending, receiving, returning and accepting: what one organisation hands to another, pinned as it was sent.

Each act is logged on both sides, since neither reads the other's log.
"""

from submissions.services.files import file_response, manifest_hash, merged_pdf, pinned_pdf
from submissions.services.letters import SENT_PAGE, WITH_LETTER, draft_covering_letter
from submissions.services.owing import locked, tell_sender
from submissions.services.receiving import accept, note_reading, receive, return_for_revision, take, take_document
from submissions.services.reporting import recipient_of_reports, report_obligation, send_report
from submissions.services.scoring import send_result, send_rubric, send_self_score
from submissions.services.sending import send_document, submit
from submissions.services.shown import shown_hash

__all__ = [
    "SENT_PAGE",
    "WITH_LETTER",
    "accept",
    "draft_covering_letter",
    "file_response",
    "locked",
    "manifest_hash",
    "merged_pdf",
    "note_reading",
    "pinned_pdf",
    "receive",
    "recipient_of_reports",
    "report_obligation",
    "return_for_revision",
    "send_document",
    "send_report",
    "send_result",
    "send_rubric",
    "send_self_score",
    "shown_hash",
    "submit",
    "take",
    "take_document",
    "tell_sender",
]
