from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.forms import NewPasswordForm, SignInForm
from accounts.middleware import readable
from core.access import access


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SignIn(LoginView):
    """Public by nature; Django's own view, with lock-out by django-axes."""

    authentication_form = SignInForm
    redirect_authenticated_user = True
    template_name = "registration/login.html"


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Also of a session that has ended meanwhile: nobody signs in only to sign out."""

    http_method_names = ["post", "options"]


@login_not_required
@require_POST
@sensitive_post_parameters()
@never_cache
def resume(request: HttpRequest) -> HttpResponse:
    """Sign in again after a session ended in the middle of a form, then offer the kept form for sending."""
    form = SignInForm(request, request.POST)
    kept = _kept(request.POST.get("kept", ""))
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None) or not target.startswith("/"):
        target = "/"
    context = {"kept": json.dumps(kept), "fields": kept, "shown": readable(kept), "next": target}
    if not form.is_valid():
        return render(request, "registration/session_ended.html", {**context, "form": form}, status=401)
    login(request, form.get_user())
    return render(request, "registration/session_resumed.html", context)


def _kept(text: str) -> list[tuple[str, str]]:
    try:
        pairs = json.loads(text)
        return [(str(key), str(value)) for key, value in pairs]
    except (ValueError, TypeError):
        return []


@access(None)
@sensitive_post_parameters()
def password_change(request):
    """Let anybody signed in choose a new password; other sessions of hers end by it."""
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_change_password = False
        user.save()
        update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu. Các thiết bị khác phải đăng nhập lại.")
        return redirect("home")
    return render(request, "registration/password_change_form.html", {"form": form})
