"""What every act on a document shares: its locked row, its content as stored, the work it asks of people."""

from __future__ import annotations

from core.errors import DomainError
from core.vietnamese import clean_line, search_key
from deadlines import services as deadlines
from documents import content as content_model
from documents.content import Content
from documents.models import OfficialDocument


def write(document: OfficialDocument, content: Content) -> None:
    if not content.subject.strip():
        raise DomainError("Văn bản chưa có trích yếu. Ghi ngắn gọn nội dung của văn bản.")
    document.data = plain(content)
    document.subject_line = clean_line(document.data["subject"])[:500]
    document.search_key = search_key(document.subject_line)
    document.content_hash = hash_of(content)


def plain(content: Content) -> dict:
    """The content as it is stored and hashed: without the one character that PostgreSQL does not store."""

    def clean(value):
        if isinstance(value, str):
            return value.replace("\0", "")
        if isinstance(value, list):
            return [clean(item) for item in value]
        if isinstance(value, dict):
            return {key: clean(item) for key, item in value.items()}
        return value

    return clean(content_model.to_json(content))


def hash_of(content: Content) -> str:
    return content_model.content_hash(content_model.from_json(plain(content)))


def locked(document: OfficialDocument) -> OfficialDocument:
    rows = OfficialDocument.objects.for_organisation(document.organisation).select_for_update(of=["self"])
    return rows.select_related("organisation", "created_by__person").get(pk=document.pk)


def name_of(document: OfficialDocument) -> str:
    """“công văn KHẨN: đôn đốc …”, for the lists of those who have to act on it."""
    kind = " ".join(filter(None, [document.get_kind_display().lower(), document.content.urgency]))
    return f"{kind}: {document.subject_line}"


def key_of(document: OfficialDocument, step: str) -> str:
    return f"document:{document.pk}:{step}"


def oblige(document: OfficialDocument, step: str, title: str, **more) -> None:
    deadlines.oblige(
        organisation=document.organisation,
        key=key_of(document, step),
        title=title if len(title) <= 250 else f"{title[:249]}…",
        url_name="documents:document_detail",
        url_kwargs={"pk": document.pk},
        **more,
    )
