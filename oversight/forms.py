from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from awards.forms import date_field
from core import clock


class CallForm(forms.Form):
    """Until when those below send what is asked of them."""

    due_on = date_field("Hạn nộp", "Nhập hạn nộp để các đơn vị biết.")
    due_time = forms.TimeField(
        label="Giờ",
        initial="17:00",
        input_formats=["%H:%M"],
        help_text="Ví dụ 17:00",
        error_messages={"required": "Nhập giờ hết hạn.", "invalid": "Giờ chưa đúng. Nhập theo mẫu 17:00."},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "w-short", "inputmode": "numeric"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("due_on", "due_time")

    @property
    def due_at(self):
        at = self.cleaned_data["due_time"]
        return clock.at(self.cleaned_data["due_on"], at.hour, at.minute)


class ReturnForm(forms.Form):
    """What the school must mend: which part, why, until when."""

    part = forms.ChoiceField(
        label="Phần cần bổ sung",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn phần cần bổ sung.", "invalid_choice": "Chọn lại phần cần bổ sung."},
    )
    reason = forms.CharField(
        label="Lý do",
        help_text="Đơn vị gửi đọc nguyên văn lý do này. Nêu rõ chỗ cần sửa và căn cứ.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Ghi lý do để đơn vị gửi biết cần sửa điều gì.",
            "max_length": "Lý do dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự.",
        },
    )
    due_on = date_field("Bổ sung trước hết ngày", "Nhập hạn bổ sung.")

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        parts = {file.part: file.title for file in submission.files.all()}
        self.fields["part"].choices = [*parts.items(), ("all", f"Toàn bộ {submission.noun}")]
        if len(self.fields["part"].choices) == 1:  # without files only the whole can be meant
            self.fields["part"].initial = "all"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("part", "reason", "due_on")

    @property
    def part_code(self) -> str:
        """ "" stands for the whole dossier."""
        part = self.cleaned_data["part"]
        return "" if part == "all" else part
