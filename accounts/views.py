from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import SignInForm
from core.access import access


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SignIn(LoginView):
    """Public by nature; Django's own view, with lock-out by django-axes."""

    authentication_form = SignInForm
    redirect_authenticated_user = True
    template_name = "registration/login.html"


class SignOut(LogoutView):
    http_method_names = ["post", "options"]


@access(None)
@sensitive_post_parameters()
def password_change(request):
    """Let anybody signed in choose a new password; other sessions of hers end by it."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_change_password = False
        user.save()
        update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu. Các thiết bị khác phải đăng nhập lại.")
        return redirect("home")
    return render(request, "registration/password_change.html", {"form": form})
