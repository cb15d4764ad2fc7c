"""One message to one person: a row first, committed with what caused it; a task carries it by mail."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django_scopes import scopes_disabled

from core import clock
from core.scoping import scope
from notifications.models import Notification

logger = logging.getLogger(__name__)
MAX_TRIES = 8  # with doubling pauses: about four hours


def notify(person, *, organisation, key: str, subject: str, body: str = "", url: str = "", mail: bool = True) -> None:
    """Write a message; the same key writes nothing more. It is committed, or not, with the caller's change."""
    state = Notification.Mail.PENDING if mail and person.email else Notification.Mail.NONE
    row = Notification(
        organisation=organisation,
        person=person,
        key=key[:160],
        subject=_one_line(subject)[:250],
        body=body,
        url=url[:300],
        mail=state,
    )
    with scope(organisation):
        Notification.objects.bulk_create([row], ignore_conflicts=True)


def mark_read(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk).unread().update(read_at=clock.now())


def mark_all_read(*, organisation, user) -> int:
    return Notification.objects.for_organisation(organisation).to_user(user).unread().update(read_at=clock.now())


def send_pending() -> int:
    """Mail what waits; returns how many went out. Two runs at once take different rows."""
    with scopes_disabled():
        waiting = Notification.objects.to_mail(clock.now()).order_by()
        ids = list(waiting.values_list("organisation_id", flat=True).distinct())
    sent, connection = 0, get_connection()
    try:
        for organisation_id in sorted(ids):
            with scope(organisation_id):
                while (outcome := _send_next(connection)) is not None:
                    sent += outcome
    finally:
        connection.close()
    return sent


def _send_next(connection) -> bool | None:
    """Mail one row; None where no row is left. A failed one waits, longer each time.

    The row is claimed by its next moment and the try is counted before the mail server is asked, so that no lock is
    held while it answers, and a message that kills its worker is tried ever more rarely.
    """
    row = _claim_next()
    if row is None:
        return None
    try:
        _message(row, connection).send()
    except Exception:  # whatever the mail server or its library raises
        logger.warning("Could not mail notification %s", row.pk, exc_info=True)
        if row.mail_tries >= MAX_TRIES:
            row.mail = Notification.Mail.FAILED
        connection.close()  # the next row begins with a fresh one
    else:
        row.mail, row.mailed_at = Notification.Mail.SENT, clock.now()
    row.save(update_fields=["mail", "mailed_at"])
    return row.mail == Notification.Mail.SENT


@transaction.atomic
def _claim_next() -> Notification | None:
    rows = Notification.objects.to_mail(clock.now()).select_related("person", "organisation")
    row = rows.select_for_update(of=("self",), skip_locked=True).order_by("created_at", "pk").first()
    if row is not None:
        row.mail_tries += 1
        row.mail_next_at = clock.now() + timedelta(minutes=2**row.mail_tries)
        row.save(update_fields=["mail_tries", "mail_next_at"])
    return row


def _message(row: Notification, connection) -> EmailMessage:
    lines = [f"Kính gửi {row.person.full_name},", "", row.subject]
    if row.body:
        lines += ["", row.body]
    if row.url:
        lines += ["", f"Mở trang này: {settings.SITE_URL.rstrip('/')}{row.url}"]
    lines += ["", "--", row.organisation.name, "Thư tự động; xin không trả lời thư này."]
    return EmailMessage(
        subject=_one_line(f"[{row.organisation.name}] {row.subject}"),
        body="\n".join(lines),
        to=[formataddr((row.person.full_name, row.person.email))],
        connection=connection,
    )


def _one_line(text: str) -> str:
    """Without line breaks: a subject with one would be refused by the mail library."""
    return " ".join(text.split())
