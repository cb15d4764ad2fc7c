"""The receiver's acts: taken into hand, given back, accepted, entered in one's own book."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date
from submissions.models import Submission, SubmissionReturn
from submissions.services.owing import close, locked, oblige_receiver, oblige_sender_again, record, tell_sender

Kind = Submission.Kind
State = Submission.State


@transaction.atomic
def receive(submission: Submission, *, by) -> Submission:
    """Take a delivery into hand; from here it can be returned or accepted."""
    submission = locked(submission)
    submission.move_to(State.RECEIVED, "Chưa tiếp nhận được.")
    submission.received_by, submission.received_at = by, clock.now()
    submission.save(update_fields=["state", "received_by", "received_at"])
    oblige_receiver(submission)
    record("submissions.received", submission, by=by, after={"state": submission.state})
    tell_sender(submission, "received", f"{submission.recipient.name} đã tiếp nhận “{submission.title}”")
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
        raise DomainError(f"Phần được chọn không có trong {submission.noun} này. Chọn lại phần cần bổ sung.")
    submission.move_to(State.RETURNED, "Chưa yêu cầu bổ sung được.")
    close(submission, by=by)
    returned = SubmissionReturn.objects.create(
        submission=submission, part=part, reason=reason, due_on=due_on, requested_by=by
    )
    oblige_sender_again(submission, returned)
    record(
        "submissions.returned",
        submission,
        by=by,
        after={"state": submission.state, "part": part, "due_on": due_on},
        personal={"reason": reason},
    )
    until = f" Hạn bổ sung: {vi_date(due_on)}." if due_on else ""
    tell_sender(submission, "returned", f"“{submission.title}” cần bổ sung", f"{returned.part_label}: {reason}{until}")
    return returned


@transaction.atomic
def accept(submission: Submission, *, by) -> Submission:
    """Find the version complete; what follows from it is decided elsewhere."""
    submission = locked(submission)
    submission.move_to(State.ACCEPTED, "Chưa chấp nhận được.")
    close(submission, by=by)
    record("submissions.accepted", submission, by=by, after={"state": submission.state})
    tell_sender(submission, "accepted", f"{submission.recipient.name} đã chấp nhận “{submission.title}”")
    return submission


# ---- documents sent down ----


@transaction.atomic
def take_document(delivery: Submission, *, by) -> Submission:
    """Enter a document sent down into one's own book: it is received, and nothing more is answered."""
    delivery = locked(delivery)
    if delivery.kind != Kind.DOCUMENT:
        raise DomainError("Đây không phải là văn bản gửi xuống.")
    return _taken(delivery, "submissions.document_taken", refusal="Chưa vào sổ được.", by=by)


@transaction.atomic
def take(delivery: Submission, *, by) -> Submission:
    """Take a rubric or a result sent down: nothing more is answered. A second time changes nothing."""
    delivery = locked(delivery)
    if delivery.kind not in (Kind.RUBRIC, Kind.UNIT_RESULT):
        raise DomainError("Đây không phải là biểu điểm hoặc kết quả gửi xuống.")
    if not delivery.is_open:
        return delivery
    return _taken(delivery, "submissions.taken", refusal="Chưa nhận được.", by=by)


def _taken(delivery: Submission, verb: str, *, refusal: str, by) -> Submission:
    delivery.move_to(State.RECEIVED, refusal)
    delivery.received_by, delivery.received_at = by, clock.now()
    delivery.move_to(State.ACCEPTED, refusal)
    delivery.save(update_fields=["received_by", "received_at"])
    close(delivery, by=by)
    record(verb, delivery, by=by, after={"state": delivery.state})
    return delivery


def note_reading(delivery: Submission, *, readers: int, read: int) -> None:
    """How many of the receiver's people are to read a document and how many have: the sender sees these two figures."""
    Submission.objects.filter(pk=delivery.pk).update(reader_count=readers, read_count=read)
