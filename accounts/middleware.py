from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core import clock

SEEN, STARTED = "seen", "started"
PRECISION = 60  # seconds; the row is written at most once a minute


class SessionLimitMiddleware:
    """A session ends after some hours without a visit, and after half a day in any case.

    It counts the machine's own seconds, not the application's day.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if self._has_expired(request):
                logout(request)
            elif self._must_change_password(request):
                return redirect("accounts:password_change")
        return self.get_response(request)

    def _has_expired(self, request: HttpRequest) -> bool:
        moment = clock.real_seconds()
        started = request.session.setdefault(STARTED, moment)
        seen = request.session.get(SEEN, moment)
        if moment - seen > settings.SESSION_IDLE_SECONDS or moment - started > settings.SESSION_COOKIE_AGE:
            return True
        if moment - seen >= PRECISION or SEEN not in request.session:
            request.session[SEEN] = moment
        return False

    def _must_change_password(self, request: HttpRequest) -> bool:
        allowed = {reverse("accounts:password_change"), reverse("accounts:logout")}
        return request.user.must_change_password and request.path not in allowed
