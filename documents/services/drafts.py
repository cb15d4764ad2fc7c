"""Drafts: begun, edited on top of a known version."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core.errors import ConflictError, DomainError
from documents.content import Content
from documents.models import OfficialDocument
from documents.services.approval import back_to_draft
from documents.services.comments import follow_edit
from documents.services.rows import hash_of, locked, write
from documents.services.writing import keep_version

State = OfficialDocument.State
GENERATED = (
    "Văn bản này được lập từ số liệu đã chốt nên không sửa lời văn và con số ở đây."
    " Mở trang đã lập văn bản này để ghi thêm ý kiến, diễn biến."
)


@transaction.atomic
def create_document(
    *,
    organisation,
    kind: str,
    content: Content,
    by,
    origin_name: str = "",
    origin_kwargs: dict | None = None,
    is_generated: bool = False,
    form: str = "",
) -> OfficialDocument:
    """A new draft; `form` is its row in `documents.paper_forms`; `origin_name` and `origin_kwargs` name its page.

    The text of one that `is_generated` is changed by `update_content` alone, from the room that owns its facts.
    """
    document = OfficialDocument(
        organisation=organisation,
        kind=kind,
        form=form,
        created_by=by,
        origin_name=origin_name,
        origin_kwargs=origin_kwargs or {},
        is_generated=is_generated,
    )
    write(document, content)
    document.save()
    audit.record("documents.document_created", document, by=by, after={"kind": str(kind), "version": 1})
    return document


@transaction.atomic
def update_content(document: OfficialDocument, content: Content, *, version: int, by) -> OfficialDocument:
    """Write what was edited on top of `version`. What changes nothing leaves version and approval as they are."""
    document = locked(document)
    if document.content_hash == hash_of(content):
        return document
    if document.state == State.ISSUED:
        raise DomainError(
            f"Văn bản số {document.full_number} đã ban hành nên không sửa được."
            " Muốn thay đổi, lập văn bản khác sửa đổi."
        )
    if document.version != version:
        raise ConflictError(
            "Người khác vừa sửa văn bản này nên nội dung đang nhập chưa được lưu. Xem bản mới trước khi lưu."
        )
    before = {"state": document.state, "version": document.version}
    old = document.content
    write(document, content)
    follow_edit(document, old)
    document.version += 1
    if document.state != State.DRAFT:
        back_to_draft(document, note="Nội dung được sửa sau khi trình nên văn bản trở về nháp; cần trình duyệt lại.")
    document.save()
    audit.record(
        "documents.document_edited",
        document,
        by=by,
        before=before,
        after={"state": document.state, "version": document.version, "content_hash": document.content_hash},
    )
    return document


@transaction.atomic
def write_draft(document: OfficialDocument, content: Content, *, before: str, note: str, by) -> OfficialDocument:
    """Write what was edited on top of the content whose hash is `before`; both stay as versions."""
    document = locked(document)
    if document.is_generated:
        raise DomainError(GENERATED)
    if document.content_hash != before:
        raise ConflictError(
            "Người khác vừa sửa văn bản này nên nội dung đang nhập chưa được lưu. Xem bản mới trước khi lưu."
        )
    if document.state != State.DRAFT:
        raise DomainError("Chỉ sửa được khi văn bản còn là nháp. Trả lại văn bản để sửa.")
    key = subject_key(document)
    keep_version(document.organisation, key, document.content, note="Trước khi sửa", by=None)
    document = update_content(document, content, version=document.version, by=by)
    keep_version(document.organisation, key, document.content, note=note, by=by)
    return document


def subject_key(document: OfficialDocument) -> str:
    """Under which the versions of its text are kept."""
    return f"document:{document.pk}"
