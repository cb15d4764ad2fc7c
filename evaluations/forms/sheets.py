from __future__ import annotations

import secrets

from django import forms

from evaluations import criteria
from evaluations.criteria import SCORED, Cell, Line
from evaluations.forms.fields import KINDS, read_cell, typed_of


class SheetForm(forms.Form):
    """One's own column: per criterion a number of points or why there is none, and proofs."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    note = forms.CharField(
        label="Tự nhận xét",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "Phần tự nhận xét dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
    )

    def __init__(self, data=None, *, lines: list[Line], **kwargs):
        self.lines = lines = [line for line in lines if line.is_entered]
        super().__init__(data, **kwargs)
        for line in lines:
            label = f"Tiêu chí {line.code}"
            self.fields[f"score_{line.key}"] = forms.CharField(required=False, label=label)
            self.fields[f"kind_{line.key}"] = forms.ChoiceField(
                choices=KINDS, required=False, label=label, widget=forms.RadioSelect
            )
            self.fields[f"files_{line.key}"] = forms.Field(
                required=False, label=f"Minh chứng tiêu chí {line.code}", widget=forms.FileInput
            )

    @staticmethod
    def initial_of(sheet, cells: dict[int, Cell], lines: list[Line]) -> dict:
        values = {"version": sheet.version, "page": secrets.token_hex(8), "note": sheet.self_note}
        for line in lines:
            if not line.is_entered:
                continue
            values[f"score_{line.key}"], values[f"kind_{line.key}"] = typed_of(cells.get(line.key))
        return values

    def clean(self):
        self.cells: dict[int, Cell | None] = {}
        for line in self.lines:
            text = self.cleaned_data.get(f"score_{line.key}") or ""
            try:
                self.cells[line.key] = read_cell(line, text, self.cleaned_data.get(f"kind_{line.key}") or SCORED)
            except forms.ValidationError as error:
                self.add_error(f"score_{line.key}", error)
        return self.cleaned_data

    def require_whole(self) -> bool:
        """Add a sentence for each blank; whether there is none."""
        for line in self.lines:
            if line.is_required and line.key in self.cells and self.cells[line.key] is None:
                self.add_error(f"score_{line.key}", criteria.blank_sentence(line))
        return not self.errors
