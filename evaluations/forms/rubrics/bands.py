"""The grades of a rubric, a row each."""

from __future__ import annotations

from django import forms

from core.vietnamese import show
from evaluations.forms.rubrics.fields import read_minimum
from evaluations.rubric_tables import DraftBand
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import read_share

BLANK_BANDS = 2


class BandForm(forms.Form):
    """One grade as a row; a row without a name is none."""

    name = forms.CharField(label="Mức", required=False, max_length=60)
    minimum = forms.CharField(
        label="Từ",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )
    upper = forms.CharField(
        label="Đến dưới",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )
    needs_no_zero = forms.BooleanField(label="Không có tiêu chí 0 điểm", required=False)
    share_cap = forms.CharField(label="Tỷ lệ nhiều nhất", required=False, max_length=12)
    share_base = forms.ChoiceField(label="Tính trên", required=False, choices=list(words.BASE_LABELS.items()))
    praise = forms.CharField(label="Biểu dương", required=False, max_length=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = f"{kind} {field.widget.attrs.get('class', '')}".strip()

    def clean(self):
        values = super().clean()
        name = (values.get("name") or "").strip()
        if not name:
            if (values.get("minimum") or "").strip():
                self.add_error("name", f"Mức từ {values['minimum'][:20]} chưa có tên.")
            return values
        for field in ("minimum", "upper"):
            text = (values.get(field) or "").strip().rstrip("%").strip()
            values[field] = None
            if text:
                try:
                    values[field] = read_minimum(text)
                except forms.ValidationError as error:
                    self.add_error(field, error)
        if values.get("minimum") is None and "minimum" not in self.errors:
            self.add_error("minimum", f"Mức “{name}” chưa có điểm thấp nhất. Nhập một số, thấp nhất là 0.")
        share = read_share(values.get("share_cap") or "")
        if share is None:
            self.add_error("share_cap", f"Tỷ lệ của mức “{name}” phải là phân số không quá 1, ví dụ 1/5.")
        values["share_cap"] = share or ""
        return values

    def band(self) -> DraftBand | None:
        values = self.cleaned_data
        if not (values.get("name") or "").strip():
            return None
        names = ("needs_no_zero", "share_cap", "praise")
        return DraftBand(
            name=values["name"].strip(),
            minimum=values["minimum"],
            upper=values["upper"],
            upper_is_open=True,
            share_base=values["share_base"] or words.GRADED,
            **{name: values[name] for name in names},
        )


class BandRows(forms.BaseFormSet):
    """All grades of a rubric, with empty rows for new ones."""

    def bands(self) -> list[DraftBand]:
        """The grades typed, highest first."""
        found = [band for form in self.forms if (band := form.band())]
        return sorted(found, key=lambda band: -(band.minimum or 0))


BandFormSet = forms.formset_factory(BandForm, formset=BandRows, extra=BLANK_BANDS, max_num=30)


def band_initial(bands: list[DraftBand]) -> list[dict]:
    """Grades as rows of the formset, highest first; each ends where the one above begins."""
    rows, above = [], None
    for band in sorted(bands, key=lambda band: -(band.minimum or 0)):
        ends = band.upper if band.upper is not None else above
        rows.append(
            vars(band)
            | {
                "minimum": "" if band.minimum is None else show(band.minimum),
                "upper": "" if ends is None else show(ends),
            }
        )
        above = band.minimum
    return rows
