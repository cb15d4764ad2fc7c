from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse

from core import clock
from core.scoping import scope
from organisation.models import Organisation, SchoolYear

ACTING = re.compile(r"^/o/([-a-zA-Z0-9_]+)/")  # whatever `<slug:…>` lets through, so that no view runs without a scope


class OrganisationMiddleware:
    """The acting organisation stands in the URL (`/o/<slug>/…`), never in the session; a request runs in its scope.

    A slug for which the user holds no role is 404, whether it exists or not. `?year=2025-2026` chooses a school year.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.organisation = request.school_year = None
        match = ACTING.match(request.path_info)
        if match is None or not request.user.is_authenticated:
            return self.get_response(request)
        request.acted_for = list(Organisation.objects.acted_for_by(request.user, on=clock.today()))
        request.organisation = next((each for each in request.acted_for if each.slug == match.group(1)), None)
        if request.organisation is None:
            raise Http404
        with scope(request.organisation):
            request.school_year = self._school_year(request)
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        kwargs.pop("organisation", None)

    def _school_year(self, request: HttpRequest) -> SchoolYear | None:
        years = SchoolYear.objects.for_organisation(request.organisation)
        current = years.holding(clock.today())
        year = current
        if code := request.GET.get("year"):
            year = years.filter(code=code).first()
            if year is None:
                request.organisation = None  # the page that says so is drawn when the scope is closed
                raise Http404
        if year is not None:
            year.is_current = current is not None and current.pk == year.pk
        return year
