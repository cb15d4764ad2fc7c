"""The append-only log of acts: `record` beside each change, in the same transaction; hourly seals; verification."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection, transaction

from audit.models import AuditEntry, AuditPersonalValue, AuditSeal, SealedEntry
from core import clock

SEAL_LOCK = 7_201_001  # advisory lock class: one seal at a time for an organisation


def record(
    verb: str,
    obj: Any,
    *,
    by=None,
    organisation=None,
    before: dict | None = None,
    after: dict | None = None,
    personal: dict[str, str] | None = None,
) -> AuditEntry:
    """Write one act. `before`/`after` hold states, numbers and ids; names and words of persons go into `personal`."""
    organisation = organisation or obj.organisation
    entry = AuditEntry.objects.create(
        organisation=organisation,
        actor_id=getattr(by, "pk", None),
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        before=_plain(before),
        after=_plain(after),
    )
    AuditPersonalValue.objects.bulk_create(
        AuditPersonalValue(organisation=organisation, entry=entry, name=name, value=str(value))
        for name, value in (personal or {}).items()
    )
    return entry


def record_many(verb: str, changes: list[tuple[Any, dict]], *, by=None) -> None:
    """One act on each of many objects, with what it left (`after`), in few queries."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                organisation=obj.organisation,
                actor_id=getattr(by, "pk", None),
                verb=verb,
                object_type=obj._meta.label_lower,
                object_id=str(obj.pk),
                before={},
                after=_plain(after),
            )
            for obj, after in changes
        ],
        batch_size=500,
    )


def erase_personal_values(entries) -> int:
    """Erase what entries say of persons; the entries and their seals stay."""
    return AuditPersonalValue.objects.filter(entry__in=entries, erased_at=None).update(value="", erased_at=clock.now())


@transaction.atomic
def seal(organisation) -> AuditSeal | None:
    """Seal what is not sealed yet; None where nothing is new. Entries that commit later fall into the next seal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SEAL_LOCK, organisation.pk])
    entries = list(AuditEntry.objects.for_organisation(organisation).filter(sealed=None).order_by("id"))
    if not entries:
        return None
    previous = AuditSeal.objects.for_organisation(organisation).order_by("id").last()
    new = AuditSeal.objects.create(
        organisation=organisation, previous=previous, row_count=len(entries), hash=_chain(previous, entries)
    )
    SealedEntry.objects.bulk_create(SealedEntry(organisation=organisation, seal=new, entry=entry) for entry in entries)
    return new


def first_broken_seal(organisation) -> AuditSeal | None:
    """The first seal whose entries or predecessor are no longer what they were; None where all hold."""
    previous = None
    for current in AuditSeal.objects.for_organisation(organisation).order_by("id"):
        entries = list(AuditEntry.objects.filter(sealed__seal=current).order_by("id"))
        is_whole = len(entries) == current.row_count and current.previous_id == getattr(previous, "pk", None)
        if not is_whole or _chain(previous, entries) != current.hash:
            return current
        previous = current
    return None


def seal_hash(seal: AuditSeal) -> str:
    """What the hash of one seal comes to, from its entries as they are now and the seal before it."""
    return _chain(seal.previous, list(AuditEntry.objects.filter(sealed__seal=seal).order_by("id")))


def _chain(previous: AuditSeal | None, entries: list[AuditEntry]) -> str:
    digest = hashlib.sha256((previous.hash if previous else "").encode())
    for entry in entries:
        digest.update(json.dumps(_sealed_fields(entry), ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def _sealed_fields(entry: AuditEntry) -> list:
    at = int(entry.at.timestamp() * 1_000_000)
    return [entry.pk, at, entry.actor_id, entry.verb, entry.object_type, entry.object_id, entry.before, entry.after]


def _plain(values: dict | None) -> dict:
    return json.loads(json.dumps(values or {}, default=str))
