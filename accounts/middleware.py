from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from accounts.forms import SignInForm
from core import clock

SEEN, STARTED = "seen", "started"
PRECISION = 60  # seconds; the row is written at most once a minute
NEVER_KEPT = ("csrfmiddlewaretoken", "password")  # parts of field names: "old_password", "new_password1"


class SessionLimitMiddleware:
    """A session ends after some hours without a visit, and after half a day in any case.

    It counts the machine's own seconds, not the application's day. A visit to a view that is `unnoticed` is not noted.
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
        seen = request.session.setdefault(SEEN, moment)
        return moment - seen > settings.SESSION_IDLE_SECONDS or moment - started > settings.SESSION_COOKIE_AGE

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if not request.user.is_authenticated or getattr(view, "is_unnoticed", False):
            return
        moment = clock.real_seconds()
        if moment - request.session.get(SEEN, 0) >= PRECISION:
            request.session[SEEN] = moment

    def _must_change_password(self, request: HttpRequest) -> bool:
        allowed = {reverse("accounts:password_change"), reverse("accounts:logout")}
        return request.user.must_change_password and request.path not in allowed


def never_kept(view):
    """Mark a view whose form is not kept when the session has ended."""
    view.is_never_kept = True
    return view


def unnoticed(view):
    """Mark a view whose visit leaves no time in the session: when somebody voted is nobody's to know."""
    view.is_unnoticed = True
    return view


class KeptFormMiddleware:
    """A form sent after its session ended is not lost: the page keeps what was typed and asks to sign in again.

    Stands before LoginRequiredMiddleware, which would redirect and drop the fields. Files cannot be kept; the page
    says so. 401, so that autosave knows too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if getattr(view, "is_never_kept", False):  # a ballot: somebody else may sign in at this machine
            return None
        kept = kept_fields(request.POST)
        context = {
            "form": SignInForm(request),
            "kept": json.dumps(kept),
            "shown": readable(kept),
            "had_files": bool(request.FILES),
            "next": request.get_full_path(),  # with its school year
        }
        response = render(request, "registration/session_ended.html", context, status=401)
        add_never_cache_headers(response)  # it holds what somebody wrote, a ballot perhaps
        return response


def kept_fields(data) -> list[tuple[str, str]]:
    names = [name for name in data if not any(part in name for part in NEVER_KEPT)]
    return [(name, value) for name in names for value in data.getlist(name)]


def readable(kept: list[tuple[str, str]]) -> list[str]:
    """What a person typed, as opposed to tokens and codes: shown so that it can be copied in any case."""
    return [value for _, value in kept if " " in value.strip()]
