"""A text while it is written: what is typed but not saved, who is at it, and every version that was saved."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from core import clock
from core.errors import ConflictError, DomainError
from documents.content import Content
from documents.models import TextVersion, WorkingCopy
from documents.services.rows import hash_of, plain

AWAY_AFTER = timedelta(minutes=3)  # an open page says every minute that it is still open
UNSAVED_COUNTS = timedelta(days=2)  # so long what somebody typed and did not save is worth a warning
JOINED = timedelta(minutes=30)
MAX_CHARACTERS = 400_000


# ---- versions ----


def keep_version(organisation, subject_key: str, content: Content, *, note: str, by, joins: bool = False):
    """Keep what a text says now; the same content twice is one version. The caller has the text's lock.

    `joins`: many small acts of one person (dates confirmed one by one) within half an hour are one version.
    """
    rows = TextVersion.objects.for_organisation(organisation).filter(subject_key=subject_key)
    last = rows.order_by("-number").first()
    content_hash = hash_of(content)
    if last is not None and last.content_hash == content_hash:
        return last
    values = {"data": plain(content), "content_hash": content_hash, "note": note, "saved_at": clock.now()}
    is_same_work = last is not None and joins and (last.note, last.saved_by_id) == (note, by.pk)
    if is_same_work and last.saved_at > clock.now() - JOINED:
        for name, value in values.items():
            setattr(last, name, value)
        last.save()
        return last
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    return TextVersion.objects.create(
        organisation=organisation, subject_key=subject_key, number=number, saved_by=by, **values
    )


def versions_of(organisation, subject_key: str):
    """All versions, the newest first."""
    rows = TextVersion.objects.for_organisation(organisation).filter(subject_key=subject_key)
    return rows.select_related("saved_by").order_by("-number")


# ---- what is being typed ----


@transaction.atomic
def open_copy(organisation, subject_key: str, content: Content, *, by) -> WorkingCopy:
    """Note that a person has the text open; where she typed nothing yet, she begins on what it says now."""
    copy = _locked(organisation, subject_key, content, by)
    if not copy.values:
        copy.base, copy.base_hash = plain(content), hash_of(content)
        if copy.seen_at < clock.now() - AWAY_AFTER:
            copy.opened_at = clock.now()
    copy.seen_at = clock.now()
    copy.save()
    return copy


@transaction.atomic
def keep_copy(organisation, subject_key: str, content: Content, values: dict[str, str], *, base_hash="", by):
    """Keep what was typed, laid over what was kept before. `base_hash`: the content the page was begun on."""
    if sum(map(len, values.values())) > MAX_CHARACTERS:
        raise DomainError(f"Văn bản dài quá {MAX_CHARACTERS} ký tự nên chưa lưu nháp. Bỏ bớt phần không cần.")
    copy = _locked(organisation, subject_key, content, by)
    if base_hash and base_hash != copy.base_hash:
        base = None if copy.values else base_of(organisation, subject_key, base_hash, by=by)
        if base is None:
            raise ConflictError(
                "Văn bản này đang được thầy/cô sửa ở một trang khác. Sao phần vừa nhập rồi mở lại trang để sửa tiếp."
            )
        copy.base, copy.base_hash = plain(base), base_hash
    copy.values = {**copy.values, **{name: value.replace("\0", "") for name, value in values.items()}}
    copy.seen_at = copy.saved_at = clock.now()
    copy.save()
    return copy


def drop_copy(organisation, subject_key: str, *, by) -> None:
    """What was typed was saved, or is not wanted."""
    WorkingCopy.objects.for_organisation(organisation).filter(subject_key=subject_key, user=by).delete()


def own_copy(organisation, subject_key: str, *, by) -> WorkingCopy | None:
    """What this person typed and did not save, None where there is nothing."""
    rows = WorkingCopy.objects.for_organisation(organisation).filter(subject_key=subject_key, user=by)
    return rows.exclude(values={}).first()


def others_at(organisation, subject_key: str, *, by) -> list[WorkingCopy]:
    """Who else has the text open now, or left something typed there that is not saved."""
    rows = WorkingCopy.objects.for_organisation(organisation).filter(subject_key=subject_key).exclude(user=by)
    now = clock.now()
    return [
        copy
        for copy in rows.select_related("user__person").order_by("opened_at", "pk")
        if copy.seen_at > now - AWAY_AFTER or (copy.values and copy.saved_at > now - UNSAVED_COUNTS)
    ]


def base_of(organisation, subject_key: str, content_hash: str, *, by) -> Content | None:
    """The content with this hash as somebody began to edit it, if it is still known."""
    copies = WorkingCopy.objects.for_organisation(organisation).filter(subject_key=subject_key, user=by)
    copy = copies.filter(base_hash=content_hash).first()
    if copy is not None:
        return copy.base_content
    version = versions_of(organisation, subject_key).filter(content_hash=content_hash).first()
    return version.content if version else None


def _locked(organisation, subject_key: str, content: Content, by) -> WorkingCopy:
    key = {"organisation": organisation, "subject_key": subject_key, "user": by}
    begun = {"base": plain(content), "base_hash": hash_of(content)}
    WorkingCopy.objects.get_or_create(**key, defaults=begun)
    return WorkingCopy.objects.for_organisation(organisation).select_for_update().get(**key)
