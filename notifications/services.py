"""One message to one person: a row first, committed with what caused it; a letter carries what waits by mail.

What is promised: a message is written once (its key), stands in one letter, and a letter is marked as sent once. A
worker that dies after the mail server took a letter and before that was written down sends it again: at most one letter
for each death, with the same Message-ID.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django_scopes import scopes_disabled

from core import clock, jobs
from core.models import Job
from core.scoping import scope
from notifications.models import Letter, MailHours, MailPreference, Notification
from organisation.models import Organisation, Person

logger = logging.getLogger(__name__)
MAX_TRIES = 8  # with doubling pauses: about four hours
TOO_OLD = timedelta(days=3)  # a letter that could not go out for so long is given up
RUN_SECONDS = 480  # then the next run goes on
LETTERS_PER_CONNECTION = 100  # some servers take no more
PEOPLE_AT_ONCE = 500
Mail, Mode, State = Notification.Mail, MailPreference.Mode, Letter.State


# ---- messages ----


def notify(
    person, *, organisation, key: str, subject: str, body: str = "", url: str = "", about: str = "", mail: bool = True
) -> None:
    """Write a message; the same key writes nothing more. It is committed, or not, with the caller's change."""
    row = Notification(
        organisation=organisation,
        person=person,
        key=key[:160],
        about=about[:180],
        subject=_one_line(subject)[:250],
        body=body,
        url=url[:300],
        mail=Mail.PENDING if mail and person.email else Mail.NONE,
    )
    with scope(organisation):
        Notification.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def settle(organisation, *abouts: str) -> None:
    """The works are done or have another date: what was said of them is read, and is not mailed any more."""
    with scope(organisation):
        rows = Notification.objects.for_organisation(organisation)
        ids = _locked(rows.filter(about__in=[about[:180] for about in abouts]).still_told())
        if ids:
            rows.filter(pk__in=ids, mail=Mail.PENDING).update(mail=Mail.NONE)
            rows.filter(pk__in=ids).unread().update(read_at=clock.now())


def forget(organisation, prefix: str) -> None:
    """Remove messages whose key, or the work they speak of, begins with a prefix: of practice alone."""
    with scope(organisation):
        rows = Notification.objects.for_organisation(organisation)
        rows.filter(Q(key__startswith=prefix) | Q(about__startswith=prefix)).delete()


def _locked(rows) -> list[int]:
    """The ids of rows, locked in one order by everybody, so that nobody waits for each other."""
    return list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def mark_read(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk).unread().update(read_at=clock.now())


def mark_all_read(*, organisation, user) -> int:
    return Notification.objects.for_organisation(organisation).to_user(user).unread().update(read_at=clock.now())


def tell_of_given_up_jobs() -> None:
    """Tell those who asked for long work that was given up because its worker ended each time."""
    with scopes_disabled():
        given_up = list(jobs.given_up().select_related("organisation", "created_by__person"))
    for job in given_up:
        person = getattr(job.created_by, "person", None)
        if person is not None:
            _tell_of_given_up(job, person)


def _tell_of_given_up(job: Job, person) -> None:
    notify(
        person,
        organisation=job.organisation,
        key=f"job:{job.pk}:given-up",
        subject=f"Không làm được: {job.label}",
        body=job.message,
        url=reverse("core:job_detail", args=[job.organisation.slug, job.uuid]),
    )


# ---- what people and organisations want ----


def mail_hours(organisation) -> MailHours:
    """Those that were set, or the usual ones (not saved)."""
    with scope(organisation):
        return MailHours.objects.filter(organisation=organisation).first() or MailHours(organisation=organisation)


@transaction.atomic
def set_mail_hours(organisation, *, quiet_from, quiet_to, daily_at) -> MailHours:
    with scope(organisation):
        hours, _ = MailHours.objects.update_or_create(
            organisation=organisation,
            defaults={"quiet_from": quiet_from, "quiet_to": quiet_to, "daily_at": daily_at},
        )
    return hours


def mail_mode(organisation, person) -> str:
    with scope(organisation):
        row = MailPreference.objects.filter(organisation=organisation, person=person).first()
    return row.mode if row else Mode.EACH


def people_without_mail(organisation) -> set[int]:
    """Ids of those who want no mail from an organisation."""
    with scope(organisation):
        return set(MailPreference.objects.filter(mode=Mode.OFF).values_list("person_id", flat=True))


def set_mail_mode(organisation, person, mode: str) -> None:
    with scope(organisation):
        MailPreference.objects.update_or_create(organisation=organisation, person=person, defaults={"mode": mode})


def failed_letters(organisation) -> list[Person]:
    """Those to whom a letter of the last week could not be delivered."""
    with scope(organisation):
        letters = Letter.objects.for_organisation(organisation).failed_since(clock.now() - timedelta(days=7))
        return list(Person.objects.filter(letters__in=letters).distinct())


# ---- mail ----


def send_pending() -> int:
    """Mail what waits; returns how many letters went out. Two runs at once take different ones."""
    tell_of_given_up_jobs()
    ends, sent, post = clock.real_seconds() + RUN_SECONDS, 0, _Post()
    try:
        for organisation in _with_mail():
            with scope(organisation):
                if mail_hours(organisation).is_quiet(clock.now()):
                    continue
                while _fill_letters(organisation):
                    pass
                for went_out in _send_letters(organisation, post):
                    sent += went_out
                    if clock.real_seconds() > ends:
                        return sent
    except _ServerAway:
        logger.warning("The mail server does not answer; the letters wait.", exc_info=True)
    finally:
        post.close()
    return sent


def _with_mail() -> list[Organisation]:
    with scopes_disabled():
        waiting = Notification.objects.to_mail().order_by().values_list("organisation_id", flat=True).distinct()
        letters = Letter.objects.to_send(clock.now()).order_by().values_list("organisation_id", flat=True).distinct()
        ids = {*waiting, *letters}
    return list(Organisation.objects.filter(pk__in=ids).order_by("pk"))


@transaction.atomic
def _fill_letters(organisation) -> int:
    """Put what waits for some people into a letter each; returns for how many.

    The organisation's row is the lock: of two runs one fills, so that nobody gets two letters where one would do.
    """
    locked = Organisation.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=organisation.pk)
    if not locked.exists():
        return 0
    rows = Notification.objects.for_organisation(organisation).to_mail()
    rows = rows.exclude(person__in=_waiting_for_their_hour(organisation))
    people = list(rows.order_by("person").values_list("person", flat=True).distinct()[:PEOPLE_AT_ONCE])
    chosen = rows.filter(person__in=people).select_for_update(skip_locked=True)  # what is just settled waits
    ids, wanting = [], set()
    for pk, person in chosen.order_by("pk").values_list("pk", "person"):
        ids.append(pk)
        wanting.add(person)
    refusing = wanting & people_without_mail(organisation)
    letters = Letter.objects.bulk_create(
        Letter(organisation=organisation, person_id=person, message_id=_new_message_id())
        for person in sorted(wanting - refusing)
    )
    own = Letter.objects.filter(pk__in=[letter.pk for letter in letters], person=OuterRef("person"))
    rows = Notification.objects.filter(pk__in=ids)
    rows.filter(person__in=refusing).update(mail=Mail.NONE)
    rows.exclude(person__in=refusing).update(letter=Subquery(own.values("pk")))
    return len(wanting)


def _waiting_for_their_hour(organisation) -> list[int]:
    """Ids of those who want one mail a day and have had today's, or whose hour has not come."""
    now = clock.now()
    daily = MailPreference.objects.filter(organisation=organisation, mode=Mode.DAILY)
    if now.time() >= mail_hours(organisation).daily_at:
        had = Letter.objects.filter(organisation=organisation, created_at__gte=clock.at(now.date()))
        daily = daily.filter(person__in=had.values("person"))
    return list(daily.values_list("person_id", flat=True))


def _send_letters(organisation, post: _Post) -> Iterator[bool]:
    """Send letter after letter; for each whether it went out."""
    while True:
        post.open()  # before a letter is claimed: a server that is away costs no try
        letter = _claim_next(organisation)
        if letter is None:
            return
        yield _send(letter, post)


def _send(letter: Letter, post: _Post) -> bool:
    rows = list(letter.notifications.filter(mail=Mail.PENDING).order_by("created_at", "pk"))
    if not rows or not letter.person.email:
        _finish(letter, State.WITHDRAWN, mail=Mail.NONE)
        return False
    try:
        post.send(_message(letter, rows))
    except Exception:  # whatever the mail server or its library raises
        logger.warning("Could not mail letter %s", letter.pk, exc_info=True)
        if letter.tries >= MAX_TRIES or letter.created_at < clock.now() - TOO_OLD:
            _finish(letter, State.FAILED, mail=Mail.FAILED)
        post.close()  # the next letter begins with a fresh connection
        return False
    _finish(letter, State.SENT, mail=Mail.SENT)
    return True


@transaction.atomic
def _finish(letter: Letter, state: str, *, mail: str) -> None:
    letter.finish(state, at=clock.now())
    letter.save(update_fields=["state", "finished_at"])
    ids = _locked(letter.notifications.filter(mail=Mail.PENDING))
    Notification.objects.filter(pk__in=ids).update(mail=mail)


@transaction.atomic
def _claim_next(organisation) -> Letter | None:
    """The next letter, claimed by its next moment and with its try counted before the mail server is asked.

    No lock is held while the server answers, and a letter that kills its worker is tried ever more rarely.
    """
    rows = Letter.objects.for_organisation(organisation).to_send(clock.now()).select_related("person", "organisation")
    letter = rows.select_for_update(of=("self",), skip_locked=True).order_by("created_at", "pk").first()
    if letter is not None:
        letter.tries += 1
        letter.next_at = clock.now() + timedelta(minutes=2**letter.tries)
        letter.save(update_fields=["tries", "next_at"])
    return letter


class _ServerAway(Exception):
    """The mail server could not be reached at all."""


class _Post:
    """One connection to the mail server for many letters."""

    def __init__(self):
        self.connection, self.is_open, self.sent = get_connection(), False, 0

    def open(self) -> None:
        if self.sent >= LETTERS_PER_CONNECTION:
            self.close()
        if self.is_open:
            return
        try:
            self.connection.open()
        except Exception as error:
            raise _ServerAway from error
        self.is_open = True

    def send(self, message: EmailMessage) -> None:
        message.connection = self.connection
        message.send()
        self.sent += 1

    def close(self) -> None:
        if self.is_open:
            with suppress(OSError):  # it may be gone already; SMTP's own errors are of this kind
                self.connection.close()
        self.is_open, self.sent = False, 0


# ---- the letter's words ----


def _message(letter: Letter, rows: list[Notification]) -> EmailMessage:
    many = len(rows) > 1
    lines = [f"Kính gửi {letter.person.full_name},"]
    for number, row in enumerate(rows, start=1):
        lines += ["", f"{number}. {row.subject}" if many else row.subject]
        if row.body:
            lines += ["", row.body]
        if row.url:
            lines += ["", f"Mở trang này: {settings.SITE_URL.rstrip('/')}{row.url}"]
    lines += ["", "--", letter.organisation.name, "Thư tự động; xin không trả lời thư này."]
    subject = f"{len(rows)} thông báo: {rows[0].subject}" if many else rows[0].subject
    return EmailMessage(
        subject=_one_line(f"[{letter.organisation.name}] {subject}"),
        body="\n".join(lines),
        to=[formataddr((letter.person.full_name, letter.person.email))],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )


def _new_message_id() -> str:
    return f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _one_line(text: str) -> str:
    """Without line breaks: a subject with one would be refused by the mail library."""
    return " ".join(text.split())
