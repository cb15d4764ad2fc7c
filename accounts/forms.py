from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ và phím Caps Lock rồi nhập lại.",
        "inactive": "Tài khoản này đã ngừng hoạt động. Liên hệ người quản trị của đơn vị.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"


class NewPasswordForm(PasswordChangeForm):
    """A password that was handed out is really replaced."""

    def clean_new_password1(self) -> str:
        chosen = self.cleaned_data["new_password1"]
        if self.user.check_password(chosen):
            raise ValidationError(
                "Mật khẩu mới trùng với mật khẩu đang dùng. Chọn mật khẩu khác.", code="password_unchanged"
            )
        return chosen
