"""What a draft does to documents issued before it."""

from __future__ import annotations

from django import forms

from documents.models import DocumentEffect
from documents.services.effects import LONGEST_NOTE


class EffectForm(forms.Form):
    effect = forms.ChoiceField(label="Văn bản này", choices=DocumentEffect.Effect.choices)
    target = forms.ChoiceField(
        label="Văn bản đã ban hành",
        error_messages={
            "required": "Chưa chọn văn bản. Tìm theo số hoặc trích yếu rồi chọn.",
            "invalid_choice": "Chọn lại văn bản trong danh sách.",
        },
    )
    note = forms.CharField(
        label="Điều, khoản, phần được sửa",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="Ví dụ: mục II, điểm 3. Để trống nếu là cả văn bản.",
    )

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [
            ("", "Chọn văn bản đã ban hành"),
            *((each.pk, f"{each.full_number} ngày {each.issued_on:%d/%m/%Y}: {each.subject_line}") for each in targets),
        ]
