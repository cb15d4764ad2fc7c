"""Asked for approval step after step, approved as a hash, or returned with a reason.

The document's row is locked first, then its steps are read: two decisions, or a decision and an edit, never cross.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.vietnamese import clean_line
from deadlines import services as deadlines
from documents.approvers import Approvers, Capacity, latest_steps, person_of
from documents.models import ApprovalDecision, ApprovalStep, OfficialDocument
from documents.services.routes import Step, former_decision, freeze_route
from documents.services.rows import hash_of, key_of, locked, name_of, oblige
from organisation.models import Role

State = OfficialDocument.State
StepState = ApprovalStep.State
Verdict = ApprovalDecision.Verdict


@transaction.atomic
def submit_for_approval(document: OfficialDocument, *, by, steps: Sequence[Step] | None = None) -> OfficialDocument:
    """Freeze the route of the document's kind, or the `steps` that the room of a generated one names; ask the first."""
    document = locked(document)
    if document.is_generated and not steps:
        raise DomainError("Văn bản này có người ký riêng. Mở trang đã lập văn bản này để trình ký.")
    document.move_to(State.SUBMITTED)
    document.return_reason = ""
    document.save(update_fields=["state", "return_reason"])
    deadlines.fulfil(document.organisation, key_of(document, "revise"))
    _ask_next(document, freeze_route(document, steps))
    audit.record(
        "documents.document_submitted",
        document,
        by=by,
        before={"state": State.DRAFT},
        after={"state": document.state, "version": document.version, "content_hash": document.content_hash},
    )
    return document


@transaction.atomic
def approve(document: OfficialDocument, *, content_hash: str, by, step: int | None = None) -> OfficialDocument:
    """Approve, at the step that is asked, the content that was shown; with the last step the document is approved.

    `step` is the id of the step that was shown. ConflictError if by now another step is asked or other content stored.
    """
    document = locked(document)
    if document.state != State.SUBMITTED:
        document.move_to(State.APPROVED)  # says why not
    steps = latest_steps(document)
    asked = _asked(steps)
    if step is not None and step != asked.pk:
        raise ConflictError(
            f"Bước vừa bấm đã có quyết định; văn bản đang chờ {asked.who}. Tải lại trang để xem tình trạng mới nhất."
        )
    capacity = _capacity(document, asked, by)
    if content_hash != document.content_hash or content_hash != hash_of(document.content):
        raise ConflictError(
            "Nội dung văn bản đã thay đổi sau khi trang này được mở nên chưa duyệt. Xem lại bản mới rồi duyệt."
        )
    _decide(document, Verdict.APPROVED, step=asked, capacity=capacity, by=by)
    deadlines.fulfil(document.organisation, key_of(document, _step_name(asked)))
    if asked is steps[-1]:
        _finish(document, capacity, by=by)
    else:
        _ask_next(document, steps)
        after = {"position": asked.position, "content_hash": content_hash, "deputy_of": _pk(capacity.deputy_of)}
        audit.record("documents.step_approved", document, by=by, after=after)
    return document


def _finish(document: OfficialDocument, capacity: Capacity, *, by) -> None:
    """Every step approved: what they approved is what may be issued, and the clerk's turn begins."""
    document.move_to(State.APPROVED)
    document.approved_hash, document.approved_by, document.approved_at = document.content_hash, by, clock.now()
    document.save(update_fields=["state", "approved_hash", "approved_by", "approved_at"])
    role = Role.OFFICE_OFFICER if document.organisation.is_office else Role.RECORDS_CLERK
    oblige(document, "number", f"Cho số {name_of(document)}", role=role, button="Cho số")
    after = {"state": document.state, "content_hash": document.content_hash, "deputy_of": _pk(capacity.deputy_of)}
    audit.record("documents.document_approved", document, by=by, before={"state": State.SUBMITTED}, after=after)


@transaction.atomic
def return_to_draft(document: OfficialDocument, *, reason: str, by, step: int | None = None) -> OfficialDocument:
    """Give a submitted or approved document back to its author, who owes the next version.

    `step` is the id of the step that was shown as asked, None where the document waited for its number.
    """
    document = locked(document)
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Chưa có lý do trả lại. Ghi điều cần sửa để người soạn biết.")
    before = {"state": document.state, "version": document.version}
    asked = _asked(latest_steps(document)) if document.state == State.SUBMITTED else None
    if step is not None and step != getattr(asked, "pk", None):
        raise ConflictError(
            "Bước này đã có quyết định khác nên chưa trả lại. Tải lại trang để xem tình trạng mới nhất."
        )
    document.move_to(State.DRAFT)
    capacity = _capacity(document, asked, by, is_needed=False) if asked else None
    at = asked if capacity else None  # the head and the clerk may return it out of turn
    _decide(document, Verdict.RETURNED, step=at, capacity=capacity or Capacity(), by=by, reason=reason[:500])
    back_to_draft(document, note=reason[:500])
    document.save()
    author = getattr(document.created_by, "person", None)
    if author is not None:
        why = f"Trả lại: {document.return_reason}"[:500]
        oblige(document, "revise", f"Sửa và trình lại {name_of(document)}", person=author, button="Sửa", why=why)
    audit.record(
        "documents.document_returned",
        document,
        by=by,
        before=before,
        after={"state": document.state},
        personal={"reason": document.return_reason},
    )
    return document


def back_to_draft(document: OfficialDocument, *, note: str) -> None:
    """Undo submission and approval, and what they asked of others. The caller saves."""
    document.state, document.return_reason = State.DRAFT, note
    document.approved_hash, document.approved_by, document.approved_at = "", None, None
    steps = latest_steps(document)
    for step in steps:
        if step.state != StepState.RETURNED:
            step.state = StepState.VOID
        deadlines.cancel(document.organisation, key_of(document, _step_name(step)))
    ApprovalStep.objects.bulk_update(steps, ["state"])
    deadlines.cancel(document.organisation, key_of(document, "number"))


@transaction.atomic
def hand_over(document: OfficialDocument) -> None:
    """Give the decision that is asked to whoever owes it today: absences begin and end, roles change."""
    document = locked(document)
    if document.state == State.SUBMITTED:
        _oblige_step(document, _asked(latest_steps(document)))


def _asked(steps: list[ApprovalStep]) -> ApprovalStep:
    return next(step for step in steps if step.state == StepState.ASKED)


def _ask_next(document: OfficialDocument, steps: list[ApprovalStep]) -> None:
    step = next(each for each in steps if each.state == StepState.LATER)
    step.state, step.asked_at = StepState.ASKED, clock.now()
    if step.days:
        days_off = deadlines.days_off_at(document.organisation)
        step.due_at = clock.end_of_day(days_off.after(clock.today(), step.days))
    step.save(update_fields=["state", "asked_at", "due_at"])
    _oblige_step(document, step)


def _oblige_step(document: OfficialDocument, step: ApprovalStep) -> None:
    owner = Approvers(document.organisation).owner(step)
    oblige(
        document,
        _step_name(step),
        f"Duyệt {name_of(document)}",
        button="Duyệt",
        person=owner,
        role=step.role,
        department=None if owner else step.department,
        why=_why(document, step, owner),
        due_at=step.due_at,
    )


def _why(document: OfficialDocument, step: ApprovalStep, owner) -> str:
    said = []
    if owner is not None and step.person_id != owner.pk:
        said.append(f"Thay {step.who} đang vắng.")
    former = former_decision(document, step)
    if former is not None and former.verdict == Verdict.APPROVED:
        said.append("Nội dung đã đổi so với bản đã duyệt nên cần duyệt lại.")
    return " ".join(said)


def _capacity(document: OfficialDocument, step: ApprovalStep, by, *, is_needed: bool = True) -> Capacity | None:
    found = Approvers(document.organisation).capacity(step, person_of(by))
    if found is None and is_needed:
        raise DomainError(
            f"Văn bản đang chờ {step.who} duyệt. Chỉ người của bước này, hoặc người thay khi vắng, duyệt."
        )
    return found


def _decide(document, verdict: str, *, step: ApprovalStep | None, capacity: Capacity, by, reason: str = "") -> None:
    ApprovalDecision.objects.create(
        organisation=document.organisation,
        document=document,
        step=step,
        verdict=verdict,
        content_hash=document.content_hash,
        data=document.data,
        version=document.version,
        reason=reason,
        decided_by=by,
        deputy_of=capacity.deputy_of,
    )
    if step is not None:
        step.state = StepState.APPROVED if verdict == Verdict.APPROVED else StepState.RETURNED
        step.save(update_fields=["state"])


def _step_name(step: ApprovalStep) -> str:
    return "approve" if step.position == 1 else f"approve:{step.position}"


def _pk(person) -> int | None:
    return getattr(person, "pk", None)
