from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from documents.checker.files import UncheckableFile, check_upload
from documents.checker.judging import Report

KIND_WORDS = {
    "plan": "văn bản có tên loại (kế hoạch, báo cáo, thông báo, hướng dẫn…)",
    "decision": "quyết định",
    "proposal": "tờ trình",
    "minutes": "biên bản",
    "list": "danh sách, bảng tổng hợp",
    "letter": "công văn",
    "other": "giấy tờ không theo thể thức văn bản hành chính (phiếu, giấy khen…)",
}


class CheckForm(forms.Form):
    """`report` is there once the form is valid: the file is judged while it is cleaned, and not kept."""

    file = forms.FileField(
        label="Tệp văn bản",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        help_text="Tệp PDF có lớp chữ hoặc tệp Word .docx, tối đa 10 MB. Tệp chỉ được đọc, không lưu lại.",
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp trống. Chọn tệp khác."},
    )
    kind = forms.ChoiceField(
        label="Loại văn bản",
        required=False,
        choices=[("", "Nhận theo tên loại ghi trên văn bản"), *KIND_WORDS.items()],
        error_messages={"invalid_choice": "Loại văn bản không có trong danh sách. Chọn lại."},
    )
    report: Report | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout("file", "kind", Submit("check", "Kiểm tra", css_class="btn btn-primary"))

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            try:
                self.report = check_upload(cleaned["file"], cleaned["kind"] or None)
            except UncheckableFile as error:
                raise ValidationError({"file": str(error)}) from error
        return cleaned
