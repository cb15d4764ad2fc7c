"""What a person asks to be corrected, and how it is answered."""

from __future__ import annotations

from django import forms

from records.services import corrections


class CorrectionForm(forms.Form):
    """`rows`: the own files that can be chosen. A new file is kept among these first, so that it is sent once."""

    about = forms.CharField(required=False, max_length=250, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Nội dung",
        max_length=corrections.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ghi đúng ra là gì, theo quyết định số nào, ngày nào, của ai.",
        error_messages={
            "required": "Ghi rõ cần sửa hoặc bổ sung gì, theo văn bản nào.",
            "max_length": f"Nội dung dài quá {corrections.LONGEST} ký tự. Rút gọn rồi gửi lại.",
        },
    )
    evidence = forms.ModelChoiceField(
        label="Minh chứng đã có trong kho",
        queryset=None,
        required=False,
        empty_label="Không kèm tệp trong kho",
        error_messages={"invalid_choice": "Tệp này không còn trong kho minh chứng. Chọn tệp khác."},
    )
    upload = forms.FileField(
        label="Hoặc tải tệp mới",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,.pdf,.docx", "data-shrink": ""}),
        help_text="Ảnh chụp quyết định, giấy chứng nhận: JPG, PNG, PDF hoặc DOCX. Tệp được giữ trong kho minh chứng.",
        error_messages={"empty": "Tệp này rỗng. Chọn tệp khác."},
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = rows


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Trả lời",
        choices=[("done", "Đã sửa"), ("refused", "Không sửa")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn “Đã sửa” hoặc “Không sửa”."},
    )
    answer = forms.CharField(
        label="Đã sửa những gì, hoặc lý do không sửa",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Ghi đã sửa những gì, hoặc lý do không sửa."},
    )
