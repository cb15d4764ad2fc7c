"""A calendar at an address of its own: given, read, taken back. The address itself is never stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta

from django.db import transaction
from django_scopes import scopes_disabled

from audit import services as audit
from core import clock
from core.scoping import scope
from deadlines.agenda import agenda
from deadlines.calendar_file import calendar_file
from deadlines.models import CalendarFeed
from organisation.models import Person
from organisation.permissions import roles_at

BEFORE, AHEAD = timedelta(days=60), timedelta(days=400)


@transaction.atomic
def give_feed(person: Person, *, organisation, by) -> str:
    """A new secret for the person's calendar; whoever knew the one before can read no more. Told once, here."""
    token = secrets.token_urlsafe(32)
    with scope(organisation):
        _end(person, organisation)
        feed = CalendarFeed.objects.create(organisation=organisation, person=person, token_hash=_hash(token))
        audit.record("deadlines.calendar_feed_given", feed, by=by)
    return token


@transaction.atomic
def revoke_feed(person: Person, *, organisation, by) -> None:
    """End the address in force; nothing where there is none."""
    with scope(organisation):
        for feed in _end(person, organisation):
            audit.record("deadlines.calendar_feed_revoked", feed, by=by)


def _end(person: Person, organisation) -> list[CalendarFeed]:
    Person.objects.select_for_update().get(pk=person.pk)  # two clicks at once give one address in force
    rows = CalendarFeed.objects.for_organisation(organisation).filter(person=person, revoked_at=None)
    feeds = list(rows)
    rows.update(revoked_at=clock.now())
    return feeds


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of a secret, as long as its owner may read here: in force, her account open, still with a role."""
    with scopes_disabled():
        rows = CalendarFeed.objects.filter(token_hash=_hash(token), revoked_at=None)
        feed = rows.select_related("organisation", "person__user").first()
    if feed is None or feed.person.user is None or not feed.person.user.is_active:
        return None
    return feed if roles_at(feed.person.user, feed.organisation) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def calendar_of(user, organisation) -> bytes:
    """The person's dates and works at an organisation, from two months ago to the end of the year ahead."""
    today: date = clock.today()
    with scope(organisation):
        items = agenda(organisation, user, today - BEFORE, today + AHEAD)
        others = Person.objects.ever_at(organisation).exclude(user=user).values_list("full_name", flat=True)
        return calendar_file(f"Thi đua – {organisation.name}", items, names=list(others))
