"""Comments on single paragraphs of a draft: written, followed through edits, resolved, taken up again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.vietnamese import clean_line
from documents.content import Content
from documents.models import OfficialDocument, ParagraphComment
from documents.paragraphs import Place, moved_keys, places
from documents.services.rows import locked


@dataclass
class PlacedComment:
    """A comment and the paragraph it is about as that reads now; `place` is None where it is gone."""

    comment: ParagraphComment
    place: Place | None

    @property
    def is_changed(self) -> bool:
        return self.place is not None and self.place.text.split() != self.comment.paragraph.split()


@dataclass
class CommentedPlace:
    place: Place
    comments: list[PlacedComment] = field(default_factory=list)


@transaction.atomic
def write_comment(document: OfficialDocument, *, anchor: str, text: str, by, quote: str = "") -> ParagraphComment:
    """Say something about a paragraph; `quote` is the sentence it is about, "" for the whole paragraph."""
    document = locked(document)
    text = clean_line(text)
    if not text:
        raise DomainError("Chưa có nội dung góp ý.")
    if document.state == OfficialDocument.State.ISSUED:
        raise DomainError("Văn bản đã ban hành nên không góp ý được nữa.")
    place = next((each for each in places(document.content) if each.key == anchor), None)
    if place is None:
        raise ConflictError("Đoạn này vừa được sửa nên góp ý chưa được ghi. Chọn lại đoạn trong bản mới rồi ghi.")
    comment = ParagraphComment.objects.create(
        organisation=document.organisation,
        document=document,
        anchor=place.key,
        part=place.part[:60],
        paragraph=place.text,
        quote=quote if quote in place.sentences else place.text,
        text=text[:1000],
        written_by=by,
    )
    audit.record(
        "documents.comment_written", comment, by=by, after={"document": document.pk}, personal={"text": comment.text}
    )
    return comment


def resolve_comment(comment: ParagraphComment, *, by) -> ParagraphComment:
    return _set_resolved(comment, by=by, at=clock.now())


def reopen_comment(comment: ParagraphComment, *, by) -> ParagraphComment:
    return _set_resolved(comment, by=by, at=None)


@transaction.atomic
def _set_resolved(comment: ParagraphComment, *, by, at) -> ParagraphComment:
    """Twice the same changes nothing."""
    rows = ParagraphComment.objects.for_organisation(comment.organisation).select_for_update(of=["self"])
    comment = rows.select_related("document").get(pk=comment.pk)
    if (comment.resolved_at is None) is (at is None):
        return comment
    if comment.document.state == OfficialDocument.State.ISSUED:
        raise DomainError("Văn bản đã ban hành nên góp ý giữ nguyên.")
    comment.resolved_at, comment.resolved_by = at, by if at else None
    comment.save(update_fields=["resolved_at", "resolved_by"])
    verb = "documents.comment_resolved" if at else "documents.comment_reopened"
    audit.record(verb, comment, by=by, after={"document": comment.document_id})
    return comment


def follow_edit(document: OfficialDocument, old: Content) -> None:
    """Lead the comments from the paragraphs of the old content to what these became. The caller holds the lock."""
    comments = list(ParagraphComment.objects.filter(document=document).exclude(anchor=""))
    if not comments:
        return
    moved = moved_keys(old, document.content)
    for comment in comments:
        comment.anchor = moved.get(comment.anchor, "")
    ParagraphComment.objects.bulk_update(comments, ["anchor"])


def placed_comments(document: OfficialDocument, *, only_open: bool = False) -> list[PlacedComment]:
    """The comments in the order they were written, each with its paragraph as it reads now."""
    comments = document.comments.select_related("organisation", "written_by", "resolved_by")
    if only_open:
        comments = comments.filter(resolved_at=None)
    comments = list(comments)
    if not comments:
        return []
    by_key = {place.key: place for place in places(document.content)}
    return [PlacedComment(comment, by_key.get(comment.anchor)) for comment in comments]


def commented_text(document: OfficialDocument) -> tuple[list[CommentedPlace], list[PlacedComment]]:
    """The whole text with what is said beside each paragraph, and what is said of paragraphs that are gone."""
    by_key, gone = defaultdict(list), []
    for placed in placed_comments(document):
        if placed.place is None:
            gone.append(placed)
        else:
            by_key[placed.place.key].append(placed)
    return [CommentedPlace(place, by_key[place.key]) for place in places(document.content)], gone
