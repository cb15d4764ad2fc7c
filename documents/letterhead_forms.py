"""In whose name a draft is drawn up."""

from __future__ import annotations

from django import forms

from core import clock
from organisation.leave_forms import day_field
from organisation.models import LetterheadPeriod


class LetterheadForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    face = forms.ChoiceField(label="Đứng tên")
    on = day_field("Theo ngày văn bản", "ngày văn bản", hint="Tên cơ quan, địa danh lấy như ngày này.")

    def __init__(self, *args, faces, version: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"version": version, "on": clock.today()}
        named = {each.face: " ".join(each.issuer) for each in faces}
        labels = dict(LetterheadPeriod.Face.choices)
        self.fields["face"].choices = [
            (face, f"{label}: {named[face]}" if face in named else label) for face, label in labels.items()
        ]
