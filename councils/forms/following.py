from __future__ import annotations

from collections.abc import Sequence

from django import forms

from councils.forms.helper import form_helper
from councils.models import Motion


class AgainForm(forms.Form):
    """Which of the rows that were not passed are voted on once more."""

    motions = forms.TypedMultipleChoiceField(
        label="Nội dung chưa được thông qua",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Chọn ít nhất một nội dung để biểu quyết lại.",
            "invalid_choice": "Có nội dung không còn chờ biểu quyết lại. Chọn lại trong danh sách.",
        },
    )

    def __init__(self, *args, motions: Sequence[Motion], **kwargs):
        super().__init__(*args, **kwargs)
        self._by_pk = {motion.pk: motion for motion in motions}
        self.fields["motions"].choices = [(motion.pk, self._words(motion)) for motion in motions]
        self.helper = form_helper("motions", submit="Đưa ra biểu quyết lại")

    @staticmethod
    def _words(motion: Motion) -> str:
        votes = f"{motion.votes_for} đồng ý, {motion.votes_against} không đồng ý"
        return f"{motion.heading} ({motion.get_method_display().lower()}: {votes})"

    def chosen(self) -> list[Motion]:
        return [self._by_pk[pk] for pk in self.cleaned_data["motions"]]
