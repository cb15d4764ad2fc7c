"""What a request of this room is about: whose year, whose registration, and where the pages are."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from deadlines.models import CalendarEntry
from organisation.models import Person
from registrations.models import Registration, RegistrationRound


def may(request, permission: str) -> bool:
    return request.user.has_perm(f"registrations.{permission}", request.organisation)


def person_of(request) -> Person | None:
    return getattr(request.user, "person", None)


def round_of(request) -> RegistrationRound | None:
    rounds = RegistrationRound.objects.for_organisation(request.organisation).filter(school_year=request.school_year)
    return rounds.select_related("entry", "school_year", "organisation", "list_document").first()


def entry_of(request) -> CalendarEntry | None:
    entries = CalendarEntry.objects.for_organisation(request.organisation).filter(school_year=request.school_year)
    return entries.filter(purpose=CalendarEntry.Purpose.REGISTRATION).order_by("due_at", "pk").first()


def own_of(request, round) -> Registration | None:
    rows = Registration.objects.of_round(round).filter(person=person_of(request), person__isnull=False)
    return rows.with_names().first()


def round_and_own(request) -> tuple[RegistrationRound, Registration | None]:
    round = round_of(request)
    if round is None or person_of(request) is None:
        raise Http404
    return round, own_of(request, round)


def url_of(request, name: str) -> str:
    return reverse(f"registrations:{name}", args=[request.organisation.slug])
