"""One criterion: only what its kind has."""

from __future__ import annotations

from crispy_forms.layout import Submit
from django import forms

from evaluations.forms.rubrics.fields import PointsField, helper_of, read_levels
from evaluations.rubric_tables import DraftRow, RubricDraft
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.checks import DEEPEST
from evaluations.rubric_tables.writing import levels_text


class CriterionForm(forms.Form):
    """One criterion of a kind: only what that kind has. `row()` is what was typed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=[(kind, kind) for kind in words.KINDS])
    code = forms.CharField(
        label="Số thứ tự",
        max_length=10,
        help_text="Ví dụ I, 2 hoặc III.1.",
        widget=forms.TextInput(attrs={"class": "w-short"}),
        error_messages={"required": "Chưa có số thứ tự.", "max_length": "Số thứ tự dài quá 10 ký tự."},
    )
    title = forms.CharField(
        label="Nội dung",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa có nội dung.", "max_length": "Nội dung dài quá 500 ký tự."},
    )
    parent = forms.TypedChoiceField(
        label="Nằm trong nhóm",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Đứng riêng nếu không chọn nhóm.",
    )
    max_points = PointsField(label="Điểm tối đa", required=False)
    each_points = PointsField(label="Điểm mỗi lần", required=False)
    unit = forms.CharField(
        label="Đơn vị tính", required=False, max_length=30, widget=forms.TextInput(attrs={"class": "w-medium"})
    )
    levels = forms.CharField(
        label="Các mức điểm", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
    )
    effect = forms.ChoiceField(
        label="Khi vi phạm", required=False, choices=[("", "Chọn cách xử lý"), *words.EFFECT_LABELS.items()]
    )
    effect_grade = forms.ChoiceField(label="Mức cao nhất được xếp", required=False)
    needs_evidence = forms.BooleanField(label="Cần minh chứng khi tự chấm", required=False)
    guidance = forms.CharField(
        label="Hướng dẫn chấm", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    HINTS = {
        (words.GROUP, "max_points"): "Bằng tổng các tiêu chí bên trong. Nhóm chỉ có điểm cộng: mức cộng nhiều nhất.",
        (words.BONUS, "max_points"): "Cộng nhiều nhất bao nhiêu. Để trống nếu không giới hạn.",
        (words.BONUS, "each_points"): "Để trống nếu người chấm ghi thẳng số điểm cộng.",
        (words.DEDUCTION, "max_points"): "Trừ nhiều nhất bao nhiêu. Để trống nếu không giới hạn.",
        (
            words.DEDUCTION,
            "each_points",
        ): "Ghi số dương, ví dụ 0,5. Trừ vào điểm của nhóm chứa nó, không có nhóm thì vào tổng.",
        (words.LEVELS, "levels"): "Mỗi dòng một mức, ví dụ: Tốt = 10. Mức cao nhất bằng điểm tối đa.",
        (words.PROGRESS, "levels"): "Mỗi dòng: tăng ít nhất bao nhiêu so với số liệu kỳ trước của chính mình = điểm."
        " Ví dụ: 0 = 5, dòng sau 10 = 10.",
        (words.BONUS, "unit"): "Ví dụ: giải, lần.",
        (words.DEDUCTION, "unit"): "Ví dụ: lần, buổi.",
        (words.PROGRESS, "unit"): "Ví dụ: %, học sinh.",
    }

    def __init__(self, *args, kind: str, draft: RubricDraft, key: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["kind"].initial = kind
        inside = _places_inside(draft, key)
        groups = [
            (row.key, f"{'– ' * row.depth}{row.code}. {row.title}"[:90])
            for place, row in enumerate(draft.rows)
            if row.kind == words.GROUP and place not in inside and row.depth + 1 < DEEPEST
        ]
        self.fields["parent"].choices = [("", "Không, đứng riêng"), *groups]
        self.fields["effect_grade"].choices = [("", "Chọn mức"), *((band.name, band.name) for band in draft.bands)]
        shown = words.FIELDS_OF[kind]
        for name in ("max_points", "each_points", "unit", "levels", "effect", "effect_grade"):
            if name not in shown:
                del self.fields[name]
            else:
                self.fields[name].help_text = self.HINTS.get((kind, name), "")
        if kind in (words.GROUP, words.GATE):
            del self.fields["needs_evidence"]
        self.helper = helper_of(*self.fields, button="Lưu nhóm" if kind == words.GROUP else "Lưu tiêu chí")
        if key is None:
            self.helper.add_input(Submit("more", "Lưu và thêm tiếp", css_class="btn-outline-secondary"))

    @staticmethod
    def initial_of(draft: RubricDraft, place: int, *, version: int) -> dict:
        row = draft.rows[place]
        parent = draft.parent(place)
        return vars(row) | {
            "version": version,
            "parent": None if parent is None else draft.rows[parent].key,
            "levels": levels_text(row).replace("; ", "\n"),
        }

    def clean_levels(self):
        return read_levels(self.cleaned_data["levels"], self.kind)

    def row(self) -> DraftRow:
        names = (
            "code",
            "title",
            "max_points",
            "each_points",
            "unit",
            "levels",
            "effect",
            "effect_grade",
            "needs_evidence",
        )
        values = {name: self.cleaned_data[name] for name in (*names, "guidance") if name in self.cleaned_data}
        return DraftRow(kind=self.kind, **values)


def _places_inside(draft: RubricDraft, key: int | None) -> set[int]:
    place = next((place for place, row in enumerate(draft.rows) if key is not None and row.key == key), None)
    return set() if place is None else set(range(place, place + 1 + len(list(draft.below(place)))))
