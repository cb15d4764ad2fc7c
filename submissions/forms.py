"""Choosing the organisations below that a document goes to."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from core import clock
from organisation.models import Level, Organisation, Supervision

EVERYBODY, SOME = "everybody", "some"


class SendDocumentForm(forms.Form):
    to = forms.ChoiceField(
        label="Gửi tới",
        choices=[(EVERYBODY, "Mọi đơn vị chưa nhận trong tuyến"), (SOME, "Cấp học, đơn vị được chọn dưới đây")],
        initial=EVERYBODY,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn mọi đơn vị, hoặc chọn cấp học, đơn vị."},
    )
    levels = forms.MultipleChoiceField(label="Cấp học", required=False, widget=forms.CheckboxSelectMultiple)
    schools = forms.ModelMultipleChoiceField(
        label="Từng đơn vị", queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, sender: Organisation, line: str, sent_to: set[int], button: str, **kwargs):
        super().__init__(*args, **kwargs)
        below = Organisation.objects.supervised_by(sender, line=line, on=clock.today())
        self.open = below.exclude(pk__in=sent_to).order_by("name")
        self.fields["schools"].queryset = self.open
        levels = set(self.open.order_by().values_list("level", flat=True))
        self.fields["levels"].choices = [choice for choice in Level.choices if choice[0] in levels]
        if not self.fields["levels"].choices:
            del self.fields["levels"]
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.hide_optional = True
        self.helper.layout = Layout(*self.fields, Submit("submit", button))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("to") == SOME and not (cleaned.get("levels") or cleaned.get("schools")):
            self.add_error("to", "Chọn ít nhất một cấp học hoặc một đơn vị.")
        return cleaned

    @property
    def recipients(self) -> list[Organisation]:
        if self.cleaned_data["to"] == EVERYBODY:
            return list(self.open)
        levels = self.cleaned_data.get("levels") or []
        chosen = {each.pk for each in self.cleaned_data["schools"]}
        return [each for each in self.open if each.pk in chosen or each.level in levels]


def line_of(given: str) -> str:
    """The line an address names; the professional one where it names none."""
    return given if given in Supervision.Line.values else Supervision.Line.PROFESSIONAL
