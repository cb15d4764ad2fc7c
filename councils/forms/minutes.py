from __future__ import annotations

from django import forms

from councils.services.minutes import LONGEST_REMARKS


class RemarksForm(forms.Form):
    """Words for the minutes; `before` is what stood there when the page was opened."""

    remarks = forms.CharField(
        label="Ý kiến, diễn biến",
        required=False,
        max_length=LONGEST_REMARKS,
        help_text="Mỗi dòng thành một đoạn của biên bản. Điểm danh và kết quả biểu quyết hệ thống tự ghi.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"max_length": f"Ý kiến, diễn biến dài quá {LONGEST_REMARKS} ký tự. Rút gọn rồi lưu."},
    )
    before = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
