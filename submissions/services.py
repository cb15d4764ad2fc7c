"""Sending, receiving, returning and accepting: what one organisation hands to another, pinned as it was sent.

Each act is logged on both sides, since neither reads the other's log.
"""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

import pikepdf
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from core.templatetags.ui import vi_date, vi_datetime
from deadlines import services as deadlines
from deadlines.models import Obligation
from documents.models import OfficialDocument
from documents.services import issued_pdf
from notifications.services import notify
from organisation.models import Organisation, Person, Role
from organisation.querysets import in_force_on
from submissions.models import IntakeBook, Submission, SubmissionFile, SubmissionReturn

Kind = Submission.Kind
State = Submission.State
PREFIXES = {Kind.DOSSIER: "HS", Kind.DECISION: "QD", Kind.DOCUMENT: "VB"}
SENDERS = (Role.COUNCIL_SECRETARY, Role.PRINCIPAL, Role.OFFICE_OFFICER)
# What a delivery asks of its receiver: by role, on which page, with which words.
INTAKE = {
    Kind.DOSSIER: (Role.OFFICE_OFFICER, "oversight:submission_detail", "Tiếp nhận hồ sơ", "Tiếp nhận"),
    Kind.DECISION: (Role.RECORDS_CLERK, "awards:decision_detail", "Ghi vào hồ sơ cá nhân", "Xem, ghi"),
    Kind.DOCUMENT: (Role.RECORDS_CLERK, "plans:incoming_take", "Vào sổ văn bản đến", "Vào sổ"),
}


# ---- sending ----


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
    pinned = [_pinned(position, *each) for position, each in enumerate(files, start=1)]  # reads them: before the lock
    book = _locked_book(recipient, kind)
    previous = Submission.objects.sent_by(organisation).filter(subject_key=subject_key).order_by("version").last()
    if previous is not None and previous.state != State.RETURNED:
        raise DomainError(
            f"“{previous.title}” đã nộp lúc {vi_datetime(previous.submitted_at)}, mã tiếp nhận {previous.code},"
            " nên không nộp lần nữa. Chỉ nộp lại khi nơi nhận yêu cầu bổ sung."
        )
    whole = _plain({**manifest, "files": [_described(file) for file in pinned]})
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
    if obligation_key:
        deadlines.fulfil(organisation, obligation_key)
    _oblige_receiver(submission)
    _record("submissions.submitted", submission, by=by, after={"code": submission.code, "version": submission.version})
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


def _pinned(position: int, part: str, title: str, document: OfficialDocument) -> SubmissionFile:
    """An issued file by its stored name and hash; its bytes are compared before it is sent."""
    if not document.can_be_sent:
        raise DomainError(f"{title} chưa ban hành hoặc chưa có tệp PDF nên chưa nộp được.")
    issued_pdf(document)
    return SubmissionFile(
        position=position,
        part=part,
        title=title[:250],
        document_id=document.pk,
        stored_name=document.file.name,
        sha256=document.file_sha256,
    )


def _described(file: SubmissionFile) -> dict:
    return {"part": file.part, "title": file.title, "sha256": file.sha256}


def _plain(manifest: dict) -> dict:
    text = json.dumps(manifest, ensure_ascii=False, default=str)
    return json.loads(unicodedata.normalize("NFC", text))


def manifest_hash(manifest: dict) -> str:
    """SHA-256 of the canonical bytes: sorted keys, no white space."""
    data = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()


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
    below = Organisation.objects.supervised_by(sender, line=line, on=clock.today())
    allowed = set(below.filter(pk__in=[each.pk for each in recipients]).values_list("pk", flat=True))
    if strangers := [each.name for each in recipients if each.pk not in allowed]:
        raise DomainError(f"{', '.join(strangers[:3])} không thuộc tuyến đã chọn. Chọn lại tuyến hoặc đơn vị.")
    has_it = set(Submission.objects.of_document(document).values_list("recipient_id", flat=True))
    newly = [each for each in recipients if each.pk not in has_it]
    if not newly:
        raise DomainError("Chưa có đơn vị nào được gửi thêm. Chọn ít nhất một đơn vị chưa nhận văn bản này.")
    for recipient in sorted(newly, key=lambda each: each.pk):  # their books are locked in one order
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


@transaction.atomic
def take_document(delivery: Submission, *, by) -> Submission:
    """Enter a document sent down into one's own book: it is received, and nothing more is answered."""
    delivery = locked(delivery)
    if delivery.kind != Kind.DOCUMENT:
        raise DomainError("Đây không phải là văn bản gửi xuống.")
    delivery.move_to(State.RECEIVED, "Chưa vào sổ được.")
    delivery.received_by, delivery.received_at = by, clock.now()
    delivery.move_to(State.ACCEPTED, "Chưa vào sổ được.")
    delivery.save(update_fields=["received_by", "received_at"])
    _close(delivery, by=by)
    _record("submissions.document_taken", delivery, by=by, after={"state": delivery.state})
    return delivery


def note_reading(delivery: Submission, *, readers: int, read: int) -> None:
    """How many of the receiver's people are to read a document and how many have: the sender sees these two figures."""
    Submission.objects.filter(pk=delivery.pk).update(reader_count=readers, read_count=read)


# ---- the receiver's acts ----


@transaction.atomic
def receive(submission: Submission, *, by) -> Submission:
    """Take a delivery into hand; from here it can be returned or accepted."""
    submission = locked(submission)
    submission.move_to(State.RECEIVED, "Chưa tiếp nhận được.")
    submission.received_by, submission.received_at = by, clock.now()
    submission.save(update_fields=["state", "received_by", "received_at"])
    _oblige_receiver(submission)
    _record("submissions.received", submission, by=by, after={"state": submission.state})
    _tell_sender(submission, "received", f"{submission.recipient.name} đã tiếp nhận “{submission.title}”")
    return submission


@transaction.atomic
def return_for_revision(submission: Submission, *, part: str, reason: str, due_on: date | None, by) -> SubmissionReturn:
    """Send a version back with its reason; the version itself stays as it was sent. What was owed is owed again."""
    reason = reason.strip()
    if not reason:
        raise DomainError("Ghi lý do yêu cầu bổ sung để nơi gửi biết cần sửa điều gì.")
    if due_on is not None and due_on < clock.today():
        raise DomainError("Hạn bổ sung phải từ hôm nay trở đi.")
    submission = locked(submission)
    if part and part not in submission.files.values_list("part", flat=True):
        raise DomainError("Phần được chọn không có trong hồ sơ này. Chọn lại phần cần bổ sung.")
    submission.move_to(State.RETURNED, "Chưa yêu cầu bổ sung được.")
    _close(submission, by=by)
    returned = SubmissionReturn.objects.create(
        submission=submission, part=part, reason=reason, due_on=due_on, requested_by=by
    )
    _oblige_sender_again(submission, returned)
    _record(
        "submissions.returned",
        submission,
        by=by,
        after={"state": submission.state, "part": part, "due_on": due_on},
        personal={"reason": reason},
    )
    until = f" Hạn bổ sung: {vi_date(due_on)}." if due_on else ""
    _tell_sender(submission, "returned", f"“{submission.title}” cần bổ sung", f"{returned.part_label}: {reason}{until}")
    return returned


@transaction.atomic
def accept(submission: Submission, *, by) -> Submission:
    """Find the version complete; what follows from it is decided elsewhere."""
    submission = locked(submission)
    submission.move_to(State.ACCEPTED, "Chưa chấp nhận được.")
    _close(submission, by=by)
    _record("submissions.accepted", submission, by=by, after={"state": submission.state})
    _tell_sender(submission, "accepted", f"{submission.recipient.name} đã chấp nhận “{submission.title}”")
    return submission


def locked(submission: Submission) -> Submission:
    """The submission as it is now, held until the transaction ends."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("organisation", "recipient")
    return rows.get(pk=submission.pk)


def _close(submission: Submission, *, by) -> None:
    submission.closed_by, submission.closed_at = by, clock.now()
    submission.save(update_fields=["state", "closed_by", "closed_at"])
    deadlines.fulfil(submission.recipient, _intake_key(submission))


def _intake_key(submission: Submission) -> str:
    return f"submission:{submission.pk}:intake"


def _oblige_receiver(submission: Submission) -> None:
    """What waits for the receiver: first to take it, then to answer."""
    role, url_name, work, button = INTAKE[Kind(submission.kind)]
    if role == Role.RECORDS_CLERK and submission.recipient.is_office:
        role = Role.OFFICE_OFFICER  # an office keeps its book without a clerk's role of its own
    if submission.state == State.RECEIVED:
        work, button = "Thẩm định hồ sơ", "Thẩm định"
    deadlines.oblige(
        organisation=submission.recipient,
        key=_intake_key(submission),
        title=f"{work}: {submission.title}"[:250],
        url_name=url_name,
        url_kwargs={"pk": submission.pk},
        role=role,
        why=f"{submission.organisation.name} gửi {vi_datetime(submission.submitted_at)}, mã {submission.code}.",
        button=button,
    )


def _oblige_sender_again(submission: Submission, returned: SubmissionReturn) -> None:
    """What the sender owed is owed again, with the reason; a delivery nobody had asked for becomes owed by it."""
    key = submission.obligation_key or f"{submission.subject_key}:return"
    former = Obligation.objects.owed_by(submission.organisation).filter(key=key).first()
    due_at = clock.end_of_day(returned.due_on) if returned.due_on else getattr(former, "due_at", None)
    deadlines.oblige(
        organisation=submission.organisation,
        key=key,
        title=former.title if former else f"Bổ sung: {submission.title}",
        url_name=former.url_name if former else "submissions:sent_detail",
        url_kwargs=former.url_kwargs if former else {"pk": submission.pk},
        role=former.role if former else Role.COUNCIL_SECRETARY,
        person=former.person if former else None,
        owed_to=submission.recipient,
        why=f"{submission.recipient.name} yêu cầu bổ sung ngày {vi_date(clock.today())}: “{returned.reason}”"[:500],
        button="Bổ sung",
        due_at=due_at,
    )


def _tell_sender(submission: Submission, event: str, subject: str, body: str = "") -> None:
    sender = submission.organisation
    url = reverse("submissions:sent_detail", args=[sender.slug, submission.pk])
    key = f"submission:{submission.pk}:{event}"
    for person in _holders(sender, SENDERS):
        notify(person, organisation=sender, key=key, subject=subject[:250], body=body, url=url)


def _holders(organisation: Organisation, roles: Sequence[str]):
    with scope(organisation):
        held = in_force_on(clock.today(), "role_assignments__")
        people = Person.objects.filter(
            held, role_assignments__organisation=organisation, role_assignments__role__in=roles
        )
        return list(people.distinct())


def _record(verb: str, submission: Submission, *, by, **what) -> None:
    for organisation in (submission.organisation, submission.recipient):
        with scope(organisation):
            audit.record(verb, submission, by=by, organisation=organisation, **what)


# ---- files ----


def pinned_pdf(file: SubmissionFile, *, by, at: Organisation) -> bytes:
    """The bytes that were sent. A file that is missing or no longer the same is refused and the finding is logged."""
    storage = OfficialDocument._meta.get_field("file").storage
    try:
        with storage.open(file.stored_name, "rb") as stored:
            data = stored.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() == file.sha256:
        return data
    with scope(at):
        audit.record(
            "submissions.file_mismatch",
            file.submission,
            by=by,
            organisation=at,
            before={"sha256": file.sha256},
            after={"sha256": hashlib.sha256(data).hexdigest(), "position": file.position, "is_missing": not data},
        )
    raise DomainError(
        f"Tệp “{file.title}” không còn đúng với bản đã nộp nên không tải được."
        " Việc này đã được ghi vào nhật ký; báo người quản trị hệ thống."
    )


def file_response(file: SubmissionFile, *, by, at: Organisation) -> FileResponse:
    """One pinned file as a download; each download is logged with the organisation that made it."""
    data = pinned_pdf(file, by=by, at=at)
    audit.record(
        "submissions.file_downloaded", file.submission, by=by, organisation=at, after={"position": file.position}
    )
    response = FileResponse(
        ContentFile(data), as_attachment=True, filename=file.download_name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def merged_pdf(submission: Submission, *, by=None, report=None) -> bytes:
    """All pinned files as one PDF, a bookmark per part. `report(done, total)` is told after each file."""
    files = list(submission.files.select_related("submission"))
    if not files:
        raise DomainError("Hồ sơ này không có tệp nào để gộp.")
    if manifest_hash(submission.manifest) != submission.manifest_sha256:
        raise DomainError(
            "Nội dung hồ sơ không còn đúng với bản đã nộp nên không gộp tệp. Báo người quản trị hệ thống."
        )
    whole = pikepdf.new()
    with whole.open_outline() as outline:
        for done, file in enumerate(files, start=1):
            first_page = len(whole.pages)
            with pikepdf.open(io.BytesIO(pinned_pdf(file, by=by, at=submission.recipient))) as part:
                whole.pages.extend(part.pages)
            outline.root.append(pikepdf.OutlineItem(file.title, first_page))
            if report is not None:
                report(done, len(files))
    stream = io.BytesIO()
    whole.save(stream)
    return stream.getvalue()
