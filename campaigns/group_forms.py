"""What is typed about a khối thi đua."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from campaigns.forms import day_field
from core import clock


def _text(label: str, required: str, length: int, **kwargs) -> forms.CharField:
    errors = {"max_length": f"{label} dài quá {length} ký tự. Viết gọn lại."}
    if required:
        errors["required"] = required
    return forms.CharField(label=label, max_length=length, required=bool(required), error_messages=errors, **kwargs)


class GroupForm(forms.Form):
    """`choices`: (key, name) of the collectives that may stand in the khối."""

    name = _text("Tên khối", "Ghi tên khối thi đua.", 160, help_text="Ví dụ: Khối thi đua các tổ chuyên môn")
    members = forms.MultipleChoiceField(
        label="Đơn vị thành viên",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Chọn ít nhất hai đơn vị thành viên.",
            "invalid_choice": "Chọn lại đơn vị thành viên trong danh sách.",
        },
    )
    leader = forms.ChoiceField(
        label="Trưởng khối",
        error_messages={"required": "Chọn trưởng khối.", "invalid_choice": "Chọn trưởng khối trong danh sách."},
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = choices
        self.fields["leader"].choices = [("", "Chọn một đơn vị"), *choices]
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            "name", "members", Field("leader", css_class="w-medium"), Submit("submit", "Lưu khối")
        )

    def clean(self):
        cleaned = super().clean()
        members, leader = cleaned.get("members"), cleaned.get("leader")
        if members is not None and len(members) < 2:
            self.add_error("members", "Khối thi đua có ít nhất hai đơn vị thành viên.")
        if members and leader and leader not in members:
            self.add_error("leader", "Trưởng khối phải là một đơn vị thành viên.")
        return cleaned


class MemberForm(forms.Form):
    representative = _text("Người đại diện ký giao ước", "", 120)
    post = _text("Chức vụ", "", 120)
    targets = forms.CharField(
        label="Chỉ tiêu giao ước",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mỗi chỉ tiêu một dòng. Số người đăng ký theo chỉ tiêu của kế hoạch được tự thêm.",
        error_messages={"max_length": "Chỉ tiêu dài quá 4000 ký tự. Viết gọn lại."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout("representative", "post", "targets", Submit("submit", "Lưu"))


class MeetingForm(forms.Form):
    held_on = day_field("Ngày họp", "Ghi ngày họp giao ban.")
    place = _text("Địa điểm", "Ghi nơi họp.", 200)
    chaired_by = _text("Người chủ trì", "Ghi người chủ trì.", 120)
    conclusions = forms.CharField(
        label="Kết luận",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Mỗi ý một dòng; dòng bắt đầu bằng dấu gạch thành một gạch đầu dòng.",
        error_messages={
            "required": "Ghi kết luận của cuộc họp.",
            "max_length": "Kết luận dài quá 8000 ký tự. Viết gọn lại.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            Field("held_on", css_class="w-date"),
            "place",
            Field("chaired_by", css_class="w-medium"),
            "conclusions",
            Submit("submit", "Lưu giao ban"),
        )

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise forms.ValidationError("Ngày này chưa đến. Ghi giao ban sau khi đã họp.")
        return day
