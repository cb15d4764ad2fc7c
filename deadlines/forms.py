from __future__ import annotations

from datetime import datetime, time

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from core.clock import ZONE
from organisation.models import Department

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

    @property
    def values(self) -> dict:
        """Under the names of `services.extend`."""
        return {"new_due_at": self.new_due_at, "reason": self.cleaned_data["reason"]}


class EntryExtensionForm(ExtensionForm):
    department = forms.ModelChoiceField(
        label="Gia hạn cho",
        queryset=Department.objects.none(),
        required=False,
        empty_label="Mọi người",
        error_messages={"invalid_choice": "Chọn một tổ trong danh sách."},
    )

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
        self.helper.hide_optional = True
        self.helper.layout.insert(0, Field("department", css_class="w-medium"))

    @property
    def values(self) -> dict:
        return super().values | {"department": self.cleaned_data["department"]}


class HolidayChangeForm(forms.Form):
    day = forms.DateField(
        label="Ngày",
        help_text="Ví dụ: 24/10/2026",
        error_messages={
            "required": "Nhập ngày.",
            "invalid": "Ngày không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
    )
    is_off = forms.ChoiceField(
        label="Ngày này là",
        choices=[("off", "Ngày nghỉ"), ("worked", "Ngày làm việc (làm bù)")],
        error_messages={"required": "Chọn nghỉ hay làm việc.", "invalid_choice": "Chọn nghỉ hay làm việc."},
    )
    name = forms.CharField(
        label="Tên ngày nghỉ",
        required=False,
        max_length=120,
        help_text="Ví dụ: Nghỉ bù Quốc khánh",
    )
    document = forms.CharField(
        label="Theo văn bản",
        max_length=250,
        help_text="Số, ngày và nơi ban hành của thông báo",
        error_messages={"required": "Ghi văn bản hoặc thông báo quy định ngày này."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            Field("day", css_class="w-date"),
            Field("is_off", css_class="w-medium"),
            "name",
            "document",
            Submit("submit", "Ghi ngày"),
        )

    @property
    def values(self) -> dict:
        """Under the names of `services.enter_holiday_change`."""
        cleaned = self.cleaned_data
        return {name: cleaned[name] for name in ("day", "name", "document")} | {"is_off": cleaned["is_off"] == "off"}
