"""A rubric out of a file: the upload, and what was read, to be corrected."""

from __future__ import annotations

from django import forms

from core.vietnamese import show
from evaluations.forms.rubrics.fields import PointsField, helper_of, read_levels, read_number
from evaluations.models import AudienceGroup, Rubric
from evaluations.models.rubrics import Subject
from evaluations.rubric_tables import DraftRow, RubricDraft
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import points_error
from evaluations.rubric_tables.checks import DEEPEST
from evaluations.rubric_tables.writing import levels_text
from organisation.models import SchoolYear

POINT_FIELDS = ("max_points", "each_points")


class RubricUploadForm(forms.Form):
    file = forms.FileField(
        label="Tệp biểu điểm",
        help_text="Excel (.xlsx) hoặc Word (.docx), không quá 2 MB, có bảng với cột Nội dung và cột Điểm tối đa.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
        error_messages={
            "required": "Chưa chọn tệp.",
            "empty": "Tệp trống. Chọn tệp Excel (.xlsx) hoặc Word (.docx) có bảng biểu điểm.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_of("file", button="Đọc tệp")


class ReadOptionsForm(forms.Form):
    """What is said of a rubric that was read from a file; the rest is asked once it is a rubric."""

    name = forms.CharField(label="Tên biểu điểm", max_length=200, error_messages={"required": "Chưa có tên biểu điểm."})
    school_year = forms.ModelChoiceField(
        label="Năm học", queryset=SchoolYear.objects.none(), required=False, empty_label="Nhiều năm học"
    )
    subject = forms.ChoiceField(label="Đối tượng", choices=Subject.choices)
    audience = forms.ModelChoiceField(
        label="Nhóm", queryset=AudienceGroup.objects.none(), required=False, empty_label="Mọi người"
    )
    source = forms.CharField(label="Theo văn bản", max_length=250, required=False)
    scale = forms.ChoiceField(label="Mức xếp loại tính", choices=Rubric.Scale.choices)
    total_points = PointsField(label="Tổng điểm tối đa", required=False)

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school_year"].queryset = SchoolYear.objects.for_organisation(organisation)
        self.fields["audience"].queryset = AudienceGroup.objects.for_organisation(organisation)

    def values(self) -> dict:
        """For the rubric."""
        return dict(self.cleaned_data)

    def stored(self) -> dict:
        """What the draft does not hold, as plain values."""
        keys = {name: getattr(self.cleaned_data[name], "pk", None) for name in ("school_year", "audience")}
        return keys | {"subject": self.cleaned_data["subject"]}

    def set_on(self, draft: RubricDraft) -> None:
        for name in ("name", "source", "scale", "total_points"):
            setattr(draft, name, self.cleaned_data[name])


class ReadRowForm(forms.Form):
    """One row as it was read, to be corrected; all of them stand on one page."""

    code = forms.CharField(label="Số", required=False, max_length=10)
    title = forms.CharField(label="Nội dung", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    depth = forms.TypedChoiceField(
        label="Cấp", coerce=int, choices=[(depth, f"Cấp {depth + 1}") for depth in range(DEEPEST)]
    )
    kind = forms.ChoiceField(label="Loại", choices=list(words.KIND_LABELS.items()))
    max_points = forms.CharField(label="Tối đa", required=False, max_length=20)
    each_points = forms.CharField(label="Mỗi lần", required=False, max_length=20)
    unit = forms.CharField(label="Đơn vị", required=False, max_length=30)
    levels = forms.CharField(
        label="Các mức điểm", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    effect = forms.ChoiceField(label="Xử lý", required=False, choices=[("", "Chọn"), *words.EFFECT_LABELS.items()])
    effect_grade = forms.CharField(label="Mức cao nhất", required=False, max_length=60)
    is_dropped = forms.BooleanField(label="Bỏ dòng này", required=False)

    def __init__(self, *args, row: DraftRow, **kwargs):
        super().__init__(*args, initial=self.initial_of(row), **kwargs)
        self.source = row
        shown = words.FIELDS_OF[row.kind]
        for name in ("levels", "effect", "effect_grade", "each_points", "unit", "max_points"):
            if name not in shown:
                del self.fields[name]
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput):
                is_select = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if is_select else "form-control"
        for name in ("max_points", "each_points"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"inputmode": "decimal", "class": "form-control num"}

    @staticmethod
    def initial_of(row: DraftRow) -> dict:
        points = {name: "" if getattr(row, name) is None else show(getattr(row, name)) for name in POINT_FIELDS}
        return vars(row) | points | {"levels": levels_text(row).replace("; ", "\n")}

    def row(self) -> DraftRow:
        """The row as corrected; what could not be read stays as it was read, with a sentence."""
        row, values = self.source, self.cleaned_data
        names = [
            name for name in ("code", "title", "depth", "kind", "unit", "effect", "effect_grade") if name in values
        ]
        typed = DraftRow(
            **{**vars(row), **{name: values[name] for name in names}, "errors": [], "warnings": row.warnings}
        )
        for name in POINT_FIELDS:
            if name in values:
                _read_into(typed, name, values[name])
        if "levels" in values:
            try:
                typed.levels = read_levels(values["levels"], typed.kind)
            except forms.ValidationError as error:
                typed.errors += error.messages
        return typed


def _read_into(row: DraftRow, name: str, text: str) -> None:
    try:
        value = read_number(text) if text.strip() else None
    except forms.ValidationError as error:
        row.errors += error.messages
        value = None
    if value is not None and (sentence := points_error(value)):
        row.errors.append(sentence)
    setattr(row, name, value)
