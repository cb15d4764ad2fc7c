"""What the author of a nghị quyết states of the conference."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from core import clock

DAY_ERRORS = {"invalid": "Ngày này không có trong lịch. Nhập theo mẫu 24/10/2026."}


def _count(label: str, required: str, **kwargs) -> forms.IntegerField:
    errors = {"required": required, "invalid": f"{label} phải là số nguyên.", "min_value": f"{label} không thể âm."}
    errors["max_value"] = f"{label} quá lớn. Kiểm tra lại."
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=5000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=errors,
        **kwargs,
    )


def _words(label: str, required: str, length: int) -> forms.CharField:
    errors = {"required": required, "max_length": f"{label} dài quá {length} ký tự. Viết gọn lại."}
    return forms.CharField(label=label, max_length=length, error_messages=errors)


class ConferenceForm(forms.Form):
    held_on = forms.DateField(
        label="Ngày họp",
        help_text="Ví dụ: 24/10/2026",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric"}),
        error_messages={**DAY_ERRORS, "required": "Ghi ngày họp hội nghị."},
    )
    place = _words("Địa điểm", "Ghi nơi họp.", 200)
    summoned = _count("Số người được triệu tập", "Ghi số người được triệu tập.")
    present = _count("Số người có mặt", "Ghi số người có mặt.")
    presiding = _words("Người chủ trì, ký nghị quyết", "Ghi họ tên người chủ trì.", 120)
    secretary = _words("Thư ký hội nghị", "Ghi họ tên thư ký.", 120)
    agreed = _count("Số người đồng ý", "Ghi số người biểu quyết đồng ý.")
    against = _count("Số người không đồng ý, có ý kiến khác", "Ghi số người không đồng ý; không có ai thì ghi 0.")
    conclusions = forms.CharField(
        label="Nội dung hội nghị thống nhất",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mỗi ý một dòng, bắt đầu bằng dấu gạch. Để trống thì bản nháp có ba nội dung chung để sửa.",
        error_messages={"max_length": "Nội dung dài quá 8000 ký tự. Viết gọn lại."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        counted = [Field(name, css_class="w-short num") for name in ("summoned", "present", "agreed", "against")]
        self.helper.layout = Layout(
            Field("held_on", css_class="w-date"),
            "place",
            *counted[:2],
            Field("presiding", css_class="w-medium"),
            Field("secretary", css_class="w-medium"),
            *counted[2:],
            "conclusions",
            Submit("submit", "Lập nghị quyết"),
        )

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise forms.ValidationError("Ngày này chưa đến. Lập nghị quyết sau khi hội nghị đã họp.")
        return day
