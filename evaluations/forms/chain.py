from __future__ import annotations

from django import forms

from evaluations.models import Objection
from evaluations.services.objections import LONGEST


def _text(label: str, *, required: str, limit: int = LONGEST, rows: int = 5, help_text: str = "") -> forms.CharField:
    """A longer text that must be there; says how long it is where it is too long."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": required,
            "max_length": f"{label} dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự.",
        },
    )


class ObjectionForm(forms.Form):
    """What a person says of her provisional result. Nothing is preselected."""

    kind = forms.ChoiceField(
        label="Thầy/cô muốn",
        choices=[
            (Objection.Kind.EXPLANATION, "Giải trình thêm"),
            (Objection.Kind.OBJECTION, "Đề nghị xem xét lại kết quả"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn giải trình thêm hoặc đề nghị xem xét lại."},
    )
    text = _text(
        "Nội dung",
        required="Viết nội dung ý kiến.",
        rows=8,
        help_text="Nêu tiêu chí, sự việc và minh chứng. Thư ký hội đồng và hiệu trưởng đọc ý kiến này.",
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Kết luận",
        choices=Objection.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn giữ nguyên hoặc xét lại kết quả."},
    )
    answer = _text("Trả lời", required="Ghi lý do trong câu trả lời.", help_text="Người gửi đọc nguyên văn câu này.")


class ReopenForm(forms.Form):
    reason = _text(
        "Lý do mở lại",
        required="Ghi lý do mở lại kết quả đã công bố.",
        limit=1000,
        rows=3,
        help_text="Người được đánh giá đọc nguyên văn lý do này. Kết quả đã công bố vẫn được giữ.",
    )
