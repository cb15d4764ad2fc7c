from __future__ import annotations

import secrets

from django import forms

from evaluations import criteria
from evaluations.criteria import SCORED, Cell, Line
from evaluations.forms.fields import KINDS, read_cell, typed_of
from evaluations.models import Score
from evaluations.services.reviews import Review


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


class ReviewForm(forms.Form):
    """One column of many sheets on one page: the tổ's or the council's. Nothing is preselected."""

    def __init__(self, data=None, *, sheets, lines: dict[int, list[Line]], columns, column, **kwargs):
        """`lines` by rubric, `columns` by sheet; `column` is the one that is filled."""
        self.sheets = sheets
        self.lines = {pk: [line for line in each if line.is_entered] for pk, each in lines.items()}
        super().__init__(data, **kwargs)
        for sheet in sheets:
            self.fields[f"version_{sheet.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, initial=sheet.version
            )
            self.fields[f"adopt_{sheet.pk}"] = forms.BooleanField(required=False)
            self.fields[f"note_{sheet.pk}"] = forms.CharField(
                required=False,
                max_length=2000,
                initial=sheet.department_note if column == Score.Column.DEPARTMENT else sheet.council_note,
                label=f"Nhận xét {sheet.candidate_name}",
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": "Nhận xét dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
            )
            for line in self.lines[sheet.rubric_id]:
                text, kind = typed_of(columns[sheet.pk][column].get(line.key))
                self.fields[f"score_{sheet.pk}_{line.key}"] = forms.CharField(
                    required=False, initial=text, label=sheet.candidate_name
                )
                self.fields[f"kind_{sheet.pk}_{line.key}"] = forms.ChoiceField(
                    choices=KINDS, required=False, initial=kind, label=sheet.candidate_name
                )

    def clean(self):
        self.reviews: dict[int, Review] = {}
        for sheet in self.sheets:
            cells = {}
            for line in self.lines[sheet.rubric_id]:
                name = f"{sheet.pk}_{line.key}"
                text = self.cleaned_data.get(f"score_{name}") or ""
                try:
                    cells[line.key] = read_cell(line, text, self.cleaned_data.get(f"kind_{name}") or SCORED)
                except forms.ValidationError as error:
                    self.add_error(f"score_{name}", error)
            self.reviews[sheet.pk] = Review(
                version=self.cleaned_data.get(f"version_{sheet.pk}") or 0,
                cells=cells,
                note=self.cleaned_data.get(f"note_{sheet.pk}") or "",
                adopts_before=bool(self.cleaned_data.get(f"adopt_{sheet.pk}")),
            )
        return self.cleaned_data
