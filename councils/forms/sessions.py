from __future__ import annotations

from django import forms

from councils.forms.helper import form_helper
from councils.models import CouncilSession


class SessionForm(forms.ModelForm):
    class Meta:
        model = CouncilSession
        fields = ["title", "held_on", "starts_at", "place"]
        widgets = {
            "held_on": forms.DateInput(attrs={"class": "w-date"}),
            "starts_at": forms.TimeInput(format="%H:%M", attrs={"class": "w-short"}),
        }
        help_texts = {
            "title": "Ví dụ: Xét danh hiệu thi đua năm học 2026-2027.",
            "held_on": "Ví dụ: 24/10/2026",
            "starts_at": "Ví dụ: 14:00",
        }
        error_messages = {
            "title": {"required": "Ghi nội dung họp."},
            "held_on": {"required": "Ghi ngày họp.", "invalid": "Ngày họp chưa đúng. Nhập theo mẫu 24/10/2026."},
            "starts_at": {"required": "Ghi giờ bắt đầu.", "invalid": "Giờ bắt đầu chưa đúng. Nhập theo mẫu 14:00."},
            "place": {"required": "Ghi địa điểm họp."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("title", "held_on", "starts_at", "place", submit="Triệu tập phiên họp")


class CancelForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
