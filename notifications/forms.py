from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from notifications.models import MailPreference


class MailPreferenceForm(forms.Form):
    mode = forms.ChoiceField(
        label="Thư điện tử từ đơn vị này",
        choices=MailPreference.Mode,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách nhận thư.", "invalid_choice": "Chọn một trong các cách nhận thư."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout("mode", Submit("submit", "Lưu"))
