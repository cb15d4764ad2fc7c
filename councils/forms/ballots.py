from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from django import forms

from councils.forms.helper import form_helper
from councils.models import Motion, Vote


class _TellerChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member):
        return member.person.full_name


class OpenBallotForm(forms.Form):
    """The tellers, and the council's word that it votes here although it is small."""

    def __init__(self, *args, present, is_small: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tellers"] = _TellerChoice(
            present,
            label="Ban kiểm phiếu",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Chọn trong những người có mặt. Tên được ghi vào biên bản.",
        )
        if is_small:
            self.fields["accepts_small"] = forms.BooleanField(
                label="Hội đồng thống nhất bỏ phiếu trên hệ thống, không dùng phiếu giấy",
                error_messages={"required": "Đánh dấu xác nhận hội đồng thống nhất bỏ phiếu trên hệ thống."},
            )
        self.helper = form_helper(*self.fields, submit="Mở bỏ phiếu kín")


class BallotForm(forms.Form):
    """One paper: three equal choices for each row, none preselected."""

    FOREIGN = "Phiếu có dòng không thuộc phần bỏ phiếu của thầy/cô. Mở lại phiếu kín rồi chọn lại."

    def __init__(self, *args, motions: Sequence[Motion], **kwargs):
        super().__init__(*args, **kwargs)
        self.motions = motions
        for motion in motions:
            self.fields[f"choice-{motion.pk}"] = forms.ChoiceField(
                label=motion.heading,
                choices=Vote.Choice.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Chưa chọn cho “{motion.heading}”.",
                    "invalid_choice": f"Lựa chọn cho “{motion.heading}” không hợp lệ. Chọn lại.",
                },
            )

    @property
    def rows(self):
        return [SimpleNamespace(motion=motion, field=self[f"choice-{motion.pk}"]) for motion in self.motions]

    @property
    def chosen_rows(self):
        words = dict(Vote.Choice.choices)
        return [
            SimpleNamespace(
                motion=motion,
                name=f"choice-{motion.pk}",
                value=self.cleaned_data[f"choice-{motion.pk}"],
                words=words[self.cleaned_data[f"choice-{motion.pk}"]],
            )
            for motion in self.motions
        ]

    def clean(self):
        if any(name.startswith("choice-") and name not in self.fields for name in self.data):
            raise forms.ValidationError(self.FOREIGN)
        return self.cleaned_data

    def choices(self) -> dict[int, str]:
        return {motion.pk: self.cleaned_data[f"choice-{motion.pk}"] for motion in self.motions}
