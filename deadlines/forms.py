from __future__ import annotations

from datetime import datetime, time

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from core.clock import ZONE

END_OF_WORK = time(17, 0)


class ExtensionForm(forms.Form):
    day = forms.DateField(
        label="Hạn mới",
        help_text="Ví dụ: 24/10/2026",
        error_messages={
            "required": "Nhập ngày hạn mới.",
            "invalid": "Ngày hạn mới không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
    )
    hour = forms.TimeField(
        label="Giờ",
        initial=END_OF_WORK,
        help_text="Ví dụ: 17:00",
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"required": "Nhập giờ của hạn mới.", "invalid": "Giờ chưa đúng. Nhập theo mẫu 17:00."},
    )
    reason = forms.CharField(
        label="Lý do gia hạn",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người được gia hạn đọc lý do này.",
        error_messages={"required": "Ghi lý do gia hạn.", "max_length": "Lý do dài quá 500 ký tự. Viết gọn lại."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            Field("day", css_class="w-date"),
            Field("hour", css_class="w-short"),
            "reason",
            Submit("submit", "Gia hạn"),
        )

    @property
    def new_due_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], tzinfo=ZONE)
