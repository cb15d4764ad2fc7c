from __future__ import annotations

import secrets

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from legal.models import Distinction
from registrations.models import Registration


class RegistrationForm(forms.Form):
    """What a person aims at. Everything may stay open while it is a draft."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    distinction = forms.ModelChoiceField(
        Distinction.objects.none(),
        label="Danh hiệu đăng ký",
        required=False,
        empty_label="Chưa chọn",
        error_messages={"invalid_choice": "Danh hiệu này không có trong danh mục. Chọn lại danh hiệu."},
    )
    goals = forms.CharField(
        label="Nội dung phấn đấu",
        help_text="Các chỉ tiêu, việc làm cụ thể trong năm học. Mỗi nội dung một dòng.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"max_length": "Nội dung phấn đấu dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
    )
    initiative_title = forms.CharField(
        label="Tên sáng kiến dự kiến",
        help_text="Để trống nếu chưa có hoặc danh hiệu không cần sáng kiến.",
        required=False,
        max_length=250,
        error_messages={"max_length": "Tên sáng kiến dự kiến dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
    )

    target = Distinction.Target.INDIVIDUAL

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["distinction"].queryset = Distinction.objects.filter(
            kind=Distinction.Kind.TITLE, target__in=[self.target, Distinction.Target.BOTH]
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        self.helper.layout = Layout("version", "page", "distinction", "goals", "initiative_title")

    @staticmethod
    def initial_of(registration: Registration | None) -> dict:
        page = secrets.token_hex(8)  # names the open page, so that its own saves are no conflict for it
        if registration is None:
            return {"version": 0, "page": page}
        return {
            "version": registration.version,
            "page": page,
            "distinction": registration.distinction_id,
            "goals": registration.goals,
            "initiative_title": registration.initiative_title,
        }


class CollectiveRegistrationForm(RegistrationForm):
    """What a tổ aims at, written by its head."""

    target = Distinction.Target.COLLECTIVE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["initiative_title"]
        self.helper.layout = Layout("version", "page", "distinction", "goals")


class RemarkForm(forms.Form):
    version = forms.IntegerField(min_value=1)
    remark = forms.CharField(
        label="Nhận xét của tổ",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Nhận xét dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
    )


class ReturnForm(forms.Form):
    version = forms.IntegerField(min_value=1)
    reason = forms.CharField(
        label="Lý do trả lại",
        help_text="Người đăng ký đọc nguyên văn lý do này.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Ghi lý do trả lại để người đăng ký biết cần bổ sung điều gì.",
            "max_length": "Lý do dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự.",
        },
    )
