"""Every stored thing under a recorded hash is read again, the longest unread first, in slices that go on where the last
one stopped. What is missing or different raises an alarm and is not sent until it has been put back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django_scopes import scopes_disabled

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from core.vietnamese import clean_line
from deadlines import services as deadlines
from documents.models import CheckRound, FileAlarm
from documents.services.responses import sealed_off
from notifications import services as notifications
from organisation.models import Organisation, Person, Role, RoleAssignment
from organisation.querysets import in_force_on

logger = logging.getLogger(__name__)
SLICE = 50
RUN_SECONDS = 200
ROUND_EVERY = timedelta(days=1)  # a round begins at most once a day
ROUND_WITHIN = timedelta(days=7)  # and should be over after a week
NOT_SENT = "Tệp lưu không còn nguyên vẹn nên không gửi đi. Báo văn thư hoặc người quản trị hệ thống để khôi phục."
Kind = FileAlarm.Kind


def _sources():
    from documents import stored  # the rooms have named theirs by now

    return stored.SOURCES


# ---- rounds ----


def check_some(*, seconds: float = RUN_SECONDS, anew: bool = False, say: Callable[[str], None] | None = None) -> int:
    """Read on for some seconds; returns how many things were read. `anew`: a whole round, whenever the last one was."""
    with scopes_disabled():
        rounds = [_round(code, anew=anew) for code in _sources()]
        waiting = [each for each in rounds if each.finished_at is None]
        count, end = 0, time.monotonic() + seconds
        while waiting and time.monotonic() < end:
            current = min(waiting, key=lambda each: each.touched_at)
            count += _read_slice(current)
            if current.finished_at is not None:
                waiting.remove(current)
                if say:
                    say(f"{_sources()[current.source].words}: {current.checked_count}")
    return count


def _round(code: str, *, anew: bool) -> CheckRound:
    """The round that is under way, or a new one where the last is over and long enough ago."""
    row, _ = CheckRound.objects.get_or_create(source=code)
    is_over = row.finished_at is not None
    if anew or (is_over and row.started_at <= clock.now() - ROUND_EVERY):
        row.last_id, row.checked_count, row.started_at, row.finished_at = 0, 0, clock.now(), None
        row.save()
    return row


def _read_slice(row: CheckRound) -> int:
    """Check the next rows of a source and note how far it came."""
    source = _sources()[row.source]
    found = list(source.rows().order_by("pk").filter(pk__gt=row.last_id)[:SLICE])
    for each in found:
        check_one(source.code, each.pk, source.describe(each))
    row.touched_at = clock.now()
    row.checked_count += len(found)
    if found:
        row.last_id = found[-1].pk
    if len(found) < SLICE:
        row.finished_at = row.whole_at = clock.now()
    row.save()
    return len(found)


def check_one(source: str, object_id: int, stored) -> FileAlarm | None:
    """Compare one thing with its hash; a new alarm where it is wrong, nothing new where it is known."""
    kind, found = _state(stored)
    if kind is None:
        return None
    with scope(stored.organisation_id), transaction.atomic():
        alarm, is_new = FileAlarm.objects.get_or_create(
            organisation_id=stored.organisation_id,
            source=source,
            object_id=object_id,
            settled_at=None,
            defaults={
                "label": stored.label[:250],
                "name": stored.name,
                "kind": kind,
                "sha256": stored.sha256,
                "found_sha256": found,
            },
        )
        if is_new:
            logger.error("Stored %s %s of organisation %s: %s", source, object_id, stored.organisation_id, kind)
            _raise(alarm)
    return alarm if is_new else None


def _state(stored) -> tuple[str | None, str]:
    """(what is wrong or None, the hash that was found)."""
    try:
        found = stored.found()
    except FileNotFoundError:
        return Kind.MISSING, ""
    except Exception:  # whatever a store refuses (a name that leads out of it): the rows after it are read all the same
        logger.exception("Could not read %s", stored.name)
        return Kind.UNREADABLE, ""
    return (None, found) if found == stored.sha256 else (Kind.DIFFERENT, found)


# ---- alarms ----


def _raise(alarm: FileAlarm) -> None:
    """In the log, on the to-do page of the head and of the clerk, and once as a message."""
    organisation = alarm.organisation
    audit.record("documents.file_alarm_raised", alarm, after={"kind": alarm.kind, "sha256": alarm.sha256})
    for role in _answering(organisation):
        deadlines.oblige(
            organisation=organisation,
            key=_key(alarm, role),
            title=f"Tệp lưu không còn nguyên vẹn: {alarm.label}"[:250],
            url_name="documents:file_alarm_detail",
            url_kwargs={"pk": alarm.pk},
            role=role,
            why="Hệ thống đọc lại tệp và thấy khác lúc lưu. Tệp không được gửi đi cho đến khi khôi phục.",
            button="Xem cảnh báo",
        )
    for person in _people(organisation):
        notifications.notify(
            person,
            organisation=organisation,
            key=f"file-alarm:{alarm.pk}",
            about=_key(alarm, "told"),
            subject=f"Tệp lưu không còn nguyên vẹn: {alarm.label}",
            body=f"{alarm.get_kind_display()}. Nhờ người quản trị máy chủ khôi phục tệp từ bản sao lưu.",
            url=_address(alarm),
        )


def _address(alarm: FileAlarm) -> str:
    return reverse("documents:file_alarm_detail", args=[alarm.organisation.slug, alarm.pk])


def _answering(organisation: Organisation) -> tuple[str, str]:
    if organisation.is_office:
        return Role.OFFICE_LEADER, Role.OFFICE_OFFICER
    return Role.PRINCIPAL, Role.RECORDS_CLERK


def _people(organisation: Organisation) -> list[Person]:
    held = RoleAssignment.objects.for_organisation(organisation).filter(
        in_force_on(clock.today()), role__in=_answering(organisation)
    )
    return list(Person.objects.filter(pk__in=held.values("person")))


def _key(alarm: FileAlarm, part: str) -> str:
    return f"file-alarm:{alarm.pk}:{part}"


@transaction.atomic
def settle_alarm(alarm: FileAlarm, *, note: str, by) -> FileAlarm:
    """Close an alarm after the thing was put back; DomainError while it is still wrong."""
    alarm = FileAlarm.objects.for_organisation(alarm.organisation).select_for_update(of=["self"]).get(pk=alarm.pk)
    if not alarm.is_open:
        return alarm
    note = clean_line(note)[:500]
    if not note:
        raise DomainError("Chưa ghi cách xử lý. Ghi tệp được khôi phục từ đâu, ai làm.")
    source = _sources()[alarm.source]
    with scopes_disabled():
        row = source.rows().filter(pk=alarm.object_id).first()
    kind = _state(source.describe(row))[0] if row is not None else None
    if kind is not None:
        raise DomainError(
            f"Hệ thống vừa đọc lại: {Kind(kind).label.lower()}. Khôi phục đúng tệp cũ từ bản sao lưu rồi kiểm tra lại."
        )
    alarm.settled_at, alarm.settled_by, alarm.note = clock.now(), by, note
    alarm.save()
    for role in _answering(alarm.organisation):
        deadlines.fulfil(alarm.organisation, _key(alarm, role))
    notifications.settle(alarm.organisation, _key(alarm, "told"))
    audit.record("documents.file_alarm_settled", alarm, by=by, after={"note": note})
    return alarm


def is_alarmed(name: str, organisation) -> bool:
    """Whether a stored file is known to be missing or changed: it is not sent."""
    return FileAlarm.objects.for_organisation(organisation).filter(name=name, settled_at=None).exists()


def opened_file(row):
    """The `file` of a row, opened; DomainError where it is missing or known to be changed."""
    if not is_alarmed(row.file.name, row.organisation):
        with suppress(FileNotFoundError):
            return row.file.open("rb")
    raise DomainError(NOT_SENT)


def stored_response(row, **options) -> HttpResponse:
    """Stream the `file` of a row; a sentence (409) where it is missing or known to be changed."""
    try:
        return sealed_off(FileResponse(opened_file(row), **options))
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")


def open_alarms():
    """Those of all organisations, for whoever runs the server."""
    with scopes_disabled():
        return list(FileAlarm.objects.filter(settled_at=None).select_related("organisation").order_by("pk"))
