"""How whoever registers stands under the conditions of the title she chose: information, nothing is closed by it."""

from __future__ import annotations

from django.urls import reverse

from core import clock
from records.eligibility.judging import Verdict
from records.services.candidates import Candidate, verdicts_of
from registrations.models import Registration


def verdict_shown(registration: Registration | None, *, user) -> dict | None:
    """The verdict for the year with where all of it stands; None for who may not read it, or without a title.

    Ratings and earlier titles speak from a verdict, so a tổ's head does not read it of others.
    """
    if registration is None or registration.distinction is None:
        return None
    is_own = registration.person is not None and registration.person.user_id == user.pk
    if not is_own and not user.has_perm("records.view_eligibility", registration.organisation):
        return None
    year = registration.round.school_year.code
    key = Candidate(registration.person_id, registration.department_id, registration.distinction.code)
    verdict = verdicts_of(registration.organisation, [key], school_year_code=year, on=clock.today()).get(key)
    if verdict is None:
        return None
    return {"verdict": verdict, "open": _open(verdict), "url": _url(registration, year, is_own=is_own)}


def _open(verdict: Verdict) -> list:
    """What is still wanting, the worst first."""
    found = [each for each in verdict.findings if each.severity != "ok"]
    return sorted(found, key=lambda each: each.severity != "must")


def _url(registration: Registration, year: str, *, is_own: bool) -> str:
    slug = registration.organisation.slug
    if is_own:
        address = reverse("records:own_verdicts", args=[slug])
    elif registration.person_id:
        address = reverse("records:person_verdicts", args=[slug, registration.person_id])
    elif registration.department_id:
        address = reverse("records:department_verdicts", args=[slug, registration.department_id])
    else:
        address = reverse("records:school_verdicts", args=[slug])
    return f"{address}?year={year}#{registration.distinction.code}"
