from __future__ import annotations

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from core.vietnamese import nfc
from documents.reading.files import UnreadableFile, text_of_upload
from plans.services import MAX_CHARACTERS

DAY_ERRORS = {"invalid": "Ngày này không có trong lịch. Nhập theo mẫu 24/10/2026."}


def form_helper(*fields, button: str) -> FormHelper:
    """A form's layout with one button."""
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields, Submit("submit", button))
    return helper


class DayField(forms.DateField):
    """A day as people write it: 24/10/2026."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": ""})
        super().__init__(widget=widget, error_messages=DAY_ERRORS, **kwargs)


class PastedTextField(forms.CharField):
    """A whole text: kept as typed, without the null characters that some programs leave in what they copy."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\x00", "")


class PlanImportForm(forms.Form):
    text = PastedTextField(
        label="Văn bản kế hoạch",
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="Dán toàn văn, từ tên cơ quan đến chữ ký.",
        max_length=MAX_CHARACTERS,
        error_messages={"max_length": f"Văn bản dài quá {MAX_CHARACTERS} ký tự. Bỏ bớt phần không thuộc kế hoạch."},
    )
    file = forms.FileField(
        label="Hoặc chọn tệp",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt"}),
        help_text="Tệp Word (.docx), PDF có lớp chữ hoặc .txt, tối đa 10 MB. Có tệp thì đọc tệp, không đọc ô trên.",
        error_messages={"empty": "Tệp trống. Chọn tệp khác hoặc dán văn bản."},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("text", "file", "form_token", button="Đọc văn bản")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload is None:
            return None
        try:
            return text_of_upload(upload)
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("text", "Chưa có văn bản. Dán văn bản kế hoạch hoặc chọn tệp.")
        return cleaned

    @property
    def plan_text(self) -> str:
        file = self.cleaned_data.get("file")
        return nfc(file.text if file else self.cleaned_data["text"])

    @property
    def file_notes(self) -> list[str]:
        """What the file holds beside the text that was taken from it."""
        file = self.cleaned_data.get("file")
        return file.notes if file else []


class PlanTextForm(forms.Form):
    text = PastedTextField(
        label="Văn bản",
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
        help_text="Mỗi đề mục một dòng: “I.”, “1.”, “a)”; mỗi ý một dòng bắt đầu bằng “-”.",
        max_length=MAX_CHARACTERS,
        error_messages={"required": "Văn bản không được để trống."},
    )
    before = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("text", "before", button="Lưu và đọc lại")


class PlanHeaderForm(forms.Form):
    superior = forms.CharField(
        label="Cơ quan chủ quản", required=False, max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )
    issuer = forms.CharField(
        label="Cơ quan ban hành",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi tên cơ quan ban hành."},
    )
    symbol = forms.CharField(
        label="Ký hiệu",
        max_length=60,
        help_text="Ví dụ: KH-THNC. Số để trống; văn thư ghi khi ban hành.",
        error_messages={"required": "Ghi ký hiệu văn bản."},
    )
    place = forms.CharField(label="Địa danh", max_length=80, error_messages={"required": "Ghi địa danh."})
    title = forms.CharField(label="Tên loại", max_length=80, error_messages={"required": "Ghi tên loại văn bản."})
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi trích yếu của văn bản."},
    )
    signer_post = forms.CharField(
        label="Chức vụ người ký", max_length=120, error_messages={"required": "Ghi chức vụ người ký."}
    )
    signer_name = forms.CharField(label="Họ tên người ký", max_length=120, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "superior",
            "issuer",
            Field("symbol", css_class="w-medium"),
            Field("place", css_class="w-medium"),
            Field("title", css_class="w-medium"),
            "subject",
            Field("signer_post", css_class="w-medium"),
            Field("signer_name", css_class="w-medium"),
            button="Lưu đầu văn bản",
        )
