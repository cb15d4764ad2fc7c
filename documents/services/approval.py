"""Asked for approval, approved as a hash, or returned with a reason."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.vietnamese import clean_line
from deadlines import services as deadlines
from documents.models import OfficialDocument
from documents.services.rows import hash_of, key_of, locked, name_of, oblige
from organisation.models import Role

State = OfficialDocument.State


@transaction.atomic
def submit_for_approval(document: OfficialDocument, *, by) -> OfficialDocument:
    """Ask the head for approval."""
    document = locked(document)
    document.move_to(State.SUBMITTED)
    document.return_reason = ""
    document.save(update_fields=["state", "return_reason"])
    deadlines.fulfil(document.organisation, key_of(document, "revise"))
    role = Role.OFFICE_LEADER if document.organisation.is_office else Role.PRINCIPAL
    oblige(document, "approve", f"Duyệt {name_of(document)}", role=role, button="Duyệt")
    audit.record(
        "documents.document_submitted",
        document,
        by=by,
        before={"state": State.DRAFT},
        after={"state": document.state, "version": document.version, "content_hash": document.content_hash},
    )
    return document


@transaction.atomic
def approve(document: OfficialDocument, *, content_hash: str, by) -> OfficialDocument:
    """Approve the content that was shown; ConflictError if another one is stored by now."""
    document = locked(document)
    document.move_to(State.APPROVED)
    if content_hash != document.content_hash or content_hash != hash_of(document.content):
        raise ConflictError(
            "Nội dung văn bản đã thay đổi sau khi trang này được mở nên chưa duyệt. Xem lại bản mới rồi duyệt."
        )
    document.approved_hash, document.approved_by, document.approved_at = content_hash, by, clock.now()
    document.save(update_fields=["state", "approved_hash", "approved_by", "approved_at"])
    deadlines.fulfil(document.organisation, key_of(document, "approve"))
    role = Role.OFFICE_OFFICER if document.organisation.is_office else Role.RECORDS_CLERK
    oblige(document, "number", f"Cho số, ngày: {name_of(document)}", role=role, button="Cho số")
    audit.record(
        "documents.document_approved",
        document,
        by=by,
        before={"state": State.SUBMITTED},
        after={"state": document.state, "content_hash": content_hash},
    )
    return document


@transaction.atomic
def return_to_draft(document: OfficialDocument, *, reason: str, by) -> OfficialDocument:
    """Give a submitted or approved document back to its author, who owes the next version."""
    document = locked(document)
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Chưa có lý do trả lại. Ghi điều cần sửa để người soạn biết.")
    before = {"state": document.state, "version": document.version}
    document.move_to(State.DRAFT)
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
    for step in ("approve", "number"):
        deadlines.cancel(document.organisation, key_of(document, step))
