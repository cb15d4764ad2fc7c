"""Sending: a version of a dossier or decision to whom it is owed, a document to those below."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_datetime
from deadlines import services as deadlines
from documents.models import OfficialDocument
from organisation.models import Organisation
from submissions.models import IntakeBook, Submission, SubmissionFile, SubmissionReturn
from submissions.services.files import described, manifest_hash, pinned_file, plain
from submissions.services.owing import oblige_receiver, owed_key, record

Kind = Submission.Kind
State = Submission.State
PREFIXES = {
    Kind.DOSSIER: "HS",
    Kind.DECISION: "QD",
    Kind.DOCUMENT: "VB",
    Kind.REPORT: "BC",
    Kind.RUBRIC: "BD",
    Kind.SELF_SCORE: "PC",
    Kind.UNIT_RESULT: "KQ",
}


@transaction.atomic
def submit(
    *,
    organisation: Organisation,
    recipient: Organisation,
    line: str,
    kind: str,
    subject_key: str,
    title: str,
    school_year_code: str,
    manifest: dict,
    files: Sequence[tuple[str, str, OfficialDocument]],
    due_at: datetime | None,
    by,
    obligation_key: str = "",
) -> Submission:
    """Send a new version: its data and files are pinned, its code is the next of the receiver's book.

    Only one version is open at a time. A version after a return resolves that return. `obligation_key` names what the
    sender owed: fulfilled hereby, owed again when the version is returned.
    """
    if organisation == recipient:
        raise DomainError("Nơi nhận phải là đơn vị khác với nơi gửi.")
    # Before the lock, since it reads them.
    pinned = [pinned_file(position, *each) for position, each in enumerate(files, start=1)]
    book = _locked_book(recipient, kind)
    previous = Submission.objects.sent_by(organisation).filter(subject_key=subject_key).order_by("version").last()
    if previous is not None and previous.state != State.RETURNED:
        raise DomainError(
            f"“{previous.title}” đã nộp lúc {vi_datetime(previous.submitted_at)}, mã tiếp nhận {previous.code},"
            " nên không nộp lần nữa. Chỉ nộp lại khi nơi nhận yêu cầu bổ sung."
        )
    whole = plain({**manifest, "files": [described(file) for file in pinned]})
    submission = Submission.objects.create(
        organisation=organisation,
        recipient=recipient,
        line=line,
        kind=kind,
        subject_key=subject_key,
        version=previous.version + 1 if previous else 1,
        title=title[:250],
        school_year_code=school_year_code,
        code=_next_code(book),
        manifest=whole,
        manifest_sha256=manifest_hash(whole),
        due_at=due_at,
        obligation_key=obligation_key,
        submitted_by=by,
    )
    for file in pinned:
        file.submission = submission
    SubmissionFile.objects.bulk_create(pinned)
    if previous is not None:
        _resolve(previous, submission)
        deadlines.fulfil(organisation, owed_key(previous))
    if obligation_key:
        deadlines.fulfil(organisation, obligation_key)
    oblige_receiver(submission)
    record("submissions.submitted", submission, by=by, after={"code": submission.code, "version": submission.version})
    return submission


def _locked_book(recipient: Organisation, kind: str) -> IntakeBook:
    key = {"recipient": recipient, "prefix": PREFIXES[Kind(kind)], "year": clock.today().year}
    IntakeBook.objects.get_or_create(**key)
    return IntakeBook.objects.select_for_update().get(**key)


def _next_code(book: IntakeBook) -> str:
    """The caller holds the lock of the book; a refused submission gives its number back."""
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return f"{book.prefix}-{book.year}-{book.last_number:04d}"


def _resolve(previous: Submission, submission: Submission) -> None:
    SubmissionReturn.objects.filter(submission=previous, resolved_at=None).update(
        resolved_by=submission, resolved_at=submission.submitted_at
    )


# ---- documents sent down ----


@transaction.atomic
def send_document(
    document: OfficialDocument, *, recipients: Sequence[Organisation], line: str, school_year_code: str, by
) -> int:
    """Send an issued document to organisations supervised in a line; returns how many got it now.

    Each gets a delivery of its own with the frozen content and the file pinned. Whoever has it already is left alone.
    """
    sender = document.organisation
    if not document.can_be_sent:
        raise DomainError("Văn bản chưa ban hành hoặc chưa có tệp PDF nên chưa gửi được.")
    newly = newly_sent(Submission.objects.of_document(document), sender, recipients, line=line, what="văn bản")
    for recipient in newly:
        submit(
            organisation=sender,
            recipient=recipient,
            line=line,
            kind=Kind.DOCUMENT,
            subject_key=f"document:{document.pk}:{recipient.pk}",
            title=f"{document.get_kind_display()} số {document.full_number}: {document.subject_line}",
            school_year_code=school_year_code,
            manifest={
                "document_kind": document.kind,
                "number": document.full_number,
                "issued_on": document.issued_on.isoformat(),
                "issuer": sender.name,
                "subject": document.subject_line,
                "content": json.loads(document.frozen),
            },
            files=[("document", document.subject_line, document)],
            due_at=None,
            by=by,
        )
    return len(newly)


def newly_sent(has_it, sender: Organisation, recipients: Sequence[Organisation], *, line: str, what: str):
    """Those of the recipients who get it now, in the order in which their books are locked; `has_it`: deliveries.

    DomainError where one of them is not below in the line, or where nobody is left.
    """
    below = Organisation.objects.supervised_by(sender, line=line, on=clock.today())
    allowed = set(below.filter(pk__in=[each.pk for each in recipients]).values_list("pk", flat=True))
    if strangers := [each.name for each in recipients if each.pk not in allowed]:
        raise DomainError(f"{', '.join(strangers[:3])} không thuộc tuyến đã chọn. Chọn lại tuyến hoặc đơn vị.")
    have = set(has_it.values_list("recipient_id", flat=True))
    newly = [each for each in recipients if each.pk not in have]
    if not newly:
        raise DomainError(f"Chưa có đơn vị nào được gửi thêm. Chọn ít nhất một đơn vị chưa nhận {what} này.")
    return sorted(newly, key=lambda each: each.pk)
