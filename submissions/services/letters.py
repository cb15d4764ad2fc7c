"""The letter that goes with what was sent."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from documents import services as documents
from documents.content import Content
from documents.layout import date_words
from documents.models import OfficialDocument
from submissions.covering_letter import Sent, covering_letter_content
from submissions.models import Submission

SENT_PAGE = "submissions:sent_detail"
WITH_LETTER = (Submission.Kind.DOSSIER, Submission.Kind.REPORT)


@transaction.atomic
def draft_covering_letter(submission: Submission, *, by) -> tuple[OfficialDocument, bool]:
    """The sender's công văn gửi hồ sơ as a draft, and whether it was made now."""
    if submission.kind not in WITH_LETTER:
        raise DomainError("Công văn gửi đi chỉ lập cho hồ sơ, báo cáo gửi cấp trên.")
    document, is_new = documents.draft_about(
        submission, form="letter", content=lambda: _letter(submission), page=SENT_PAGE, by=by
    )
    if is_new:
        audit.record(
            "submissions.letter_drafted",
            submission,
            by=by,
            organisation=submission.organisation,
            after={"document": document.pk},
        )
    return document, is_new


def _letter(submission: Submission) -> Content:
    sender, manifest = submission.organisation, submission.manifest
    sent = Sent(
        sender=sender.name,
        recipient=submission.recipient.name,
        what=submission.title,
        code=submission.code,
        day=date_words(submission.submitted_at.astimezone(clock.ZONE).date()),
        version=submission.version,
        files=[file.title for file in submission.files.order_by("position")],
        rows=len(manifest["nominations"]) if "nominations" in manifest else None,
    )
    return covering_letter_content(
        sent,
        letterhead=documents.letterhead_for(sender, type_code=""),
        signatory=documents.head_signatory(sender, clock.today()),
    )
