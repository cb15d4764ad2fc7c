from __future__ import annotations

from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.db.models import Q

from evaluations.models import AudienceGroup, Rubric
from evaluations.models.rubrics import PeriodKind, Subject
from evaluations.rubric_tables import DraftBand, DraftRow, RubricDraft
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import points_error, read_amount, read_share, show
from evaluations.rubric_tables.checks import DEEPEST
from evaluations.rubric_tables.writing import levels_text
from legal.models import LegalDocument
from organisation.models import Employment, SchoolYear, StaffGroup

BLANK_BANDS = 2


def _helper(*fields, button: str) -> FormHelper:
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields, Submit("save", button))
    return helper


class PointsField(forms.CharField):
    """Points as people type them, “8,5”; a Decimal or None where nothing was typed."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num w-short"}))
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value):
        return show(value) if isinstance(value, Decimal) else value

    def clean(self, value) -> Decimal | None:
        text = super().clean(value)
        return read_number(text) if text else None


def read_number(text: str) -> Decimal:
    """One number above 0; ValidationError with its sentence for anything else."""
    amount = read_amount(text)
    if amount.error:
        raise forms.ValidationError(amount.error)
    if amount.value is None or amount.levels or amount.lowest is not None:
        raise forms.ValidationError(f"“{text[:20]}” chưa phải là một số. Ghi một số, ví dụ 8,5.")
    if amount.sign == "-":
        raise forms.ValidationError("Ghi số dương; điểm trừ thì chọn loại “Điểm trừ”.")
    return amount.value


def read_minimum(text: str) -> Decimal:
    """The least points of a grade: a number from 0."""
    if text.strip() in ("0", "0,0", "0.0"):
        return Decimal(0)
    return read_number(text)


def read_levels(text: str, kind: str) -> list[dict[str, str]]:
    """“Tốt = 10”, a line each; for progress “0 = 5”. ValidationError names the line that is none."""
    levels = []
    for line in filter(None, (line.strip() for part in text.split("\n") for line in part.split(";"))):
        label, _, points = line.rpartition("=")
        if not label.strip():
            raise forms.ValidationError(f"Dòng “{line[:40]}” chưa đúng cách ghi “Tên mức = điểm”, ví dụ Tốt = 10.")
        value = str(read_minimum(points))
        if kind == words.PROGRESS:
            levels.append({"from": str(_signed_number(label)), "points": value})
        else:
            levels.append({"label": label.strip()[:60], "points": value})
    return levels


def _signed_number(text: str) -> Decimal:
    text = text.strip().replace("−", "-")
    if text.startswith("-"):
        return -read_minimum(text[1:])
    return read_minimum(text.lstrip("+"))


# ---- the rubric ----


class OptionsForm(forms.ModelForm):
    """What is said of a rubric as a whole. `version` is what the page was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    period_kinds = forms.MultipleChoiceField(
        label="Dùng cho kỳ",
        choices=PeriodKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn loại nào thì dùng cho mọi kỳ.",
    )
    total_points = PointsField(
        label="Tổng điểm tối đa",
        required=False,
        help_text="Theo quy chế, không kể điểm cộng. Phần mềm so với tổng các tiêu chí.",
    )

    school_year = forms.ModelChoiceField(
        label="Năm học",
        queryset=SchoolYear.objects.none(),
        required=False,
        empty_label="Nhiều năm học",
        help_text="Chọn “Nhiều năm học” nếu dùng qua các năm.",
    )
    audience = forms.ModelChoiceField(
        label="Nhóm",
        queryset=AudienceGroup.objects.none(),
        required=False,
        empty_label="Mọi người",
        help_text="Chỉ với đối tượng là cá nhân.",
    )

    class Meta:
        model = Rubric
        fields = [
            "name", "subject", "period_kinds", "document", "locator", "source", "scale",
            "total_points", "final_rule", "weight_self", "weight_department", "weight_council", "hides_self",
            "shows_review_at",
        ]  # fmt: skip
        help_texts = {
            "document": "Văn bản đã nhập vào mục Văn bản. Chưa nhập thì ghi tên ở ô “Theo văn bản”.",
            "source": "Ví dụ: Quy chế thi đua số 12/QC-THHM ngày 05/9/2026.",
            "scale": "Mức “từ 90” là 90 điểm, hay là 90 % số điểm tối đa.",
            "weight_self": "Chỉ dùng khi tính theo tỷ trọng; ba số cộng lại 100.",
        }
        error_messages = {"name": {"required": "Chưa có tên biểu điểm."}}

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["school_year"].queryset = SchoolYear.objects.for_organisation(organisation)
        fields["audience"].queryset = AudienceGroup.objects.for_organisation(organisation)
        if not self.instance.pk:
            fields["version"].required = False
        else:
            self.initial |= {name: getattr(self.instance, f"{name}_id") for name in ("school_year", "audience")}
        fields["document"].queryset = LegalDocument.objects.filter(
            Q(organisation=organisation) | Q(organisation__isnull=True)
        )
        for name in ("weight_self", "weight_department", "weight_council"):
            fields[name].widget.attrs.update({"class": "num w-short", "inputmode": "numeric"})
            fields[name].required, fields[name].empty_value = False, 0
        self.helper = _helper(
            "version",
            Fieldset("Biểu điểm", "name", "school_year", "subject", "audience", "period_kinds"),
            Fieldset("Căn cứ", "document", "locator", "source"),
            Fieldset(
                "Cách tính", "scale", "total_points", "final_rule", "weight_self", "weight_department", "weight_council"
            ),
            Fieldset("Ai thấy gì", "hides_self", "shows_review_at"),
            button="Lưu",
        )

    def clean(self):
        values = super().clean()
        for name in ("weight_self", "weight_department", "weight_council"):
            values[name] = values.get(name) or 0
        weights = [values[name] for name in ("weight_self", "weight_department", "weight_council")]
        if values.get("final_rule") == Rubric.FinalRule.WEIGHTED and sum(weights) != 100:
            self.add_error("weight_self", f"Tỷ trọng các cột cộng lại {sum(weights)} %, phải là 100 %.")
        if values.get("subject") != "person":
            values["audience"] = None
        return values

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "school_year", "audience")}

    def _post_clean(self):
        """The row itself is written by the service alone; the form only reads what was typed."""


class AudienceForm(forms.ModelForm):
    """A group of people by facts of their employment."""

    is_homeroom = forms.TypedChoiceField(
        label="Chủ nhiệm lớp",
        required=False,
        choices=[("", "Không xét"), ("1", "Có chủ nhiệm"), ("0", "Không chủ nhiệm")],
        coerce=lambda value: value == "1",
        empty_value=None,
    )

    staff_group = forms.ModelChoiceField(
        label="Nhóm khác", queryset=StaffGroup.objects.none(), required=False, empty_label="Không xét"
    )

    class Meta:
        model = AudienceGroup
        fields = ["name", "staff_kind", "is_homeroom"]
        error_messages = {"name": {"required": "Chưa có tên nhóm."}}

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["staff_group"] = self.instance.staff_group_id
            self.initial["is_homeroom"] = {True: "1", False: "0", None: ""}[self.instance.is_homeroom]
        self.fields["staff_kind"].choices = [("", "Mọi loại"), *Employment.StaffKind.choices]
        self.fields["staff_group"].queryset = StaffGroup.objects.for_organisation(organisation)
        self.helper = _helper(*self.Meta.fields, "staff_group", button="Lưu nhóm")

    def _post_clean(self):
        """The row itself is written by the service alone."""


# ---- one criterion ----


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
        self.helper = _helper(*self.fields, button="Lưu nhóm" if kind == words.GROUP else "Lưu tiêu chí")
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


# ---- grades ----


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
        if values["minimum"] is None and "minimum" not in self.errors:
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


# ---- a file ----


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
        self.helper = _helper("file", button="Đọc tệp")


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
                typed.levels = read_levels(values["levels"], row.kind)
            except forms.ValidationError as error:
                typed.errors += error.messages
        return typed


POINT_FIELDS = ("max_points", "each_points")


def _read_into(row: DraftRow, name: str, text: str) -> None:
    try:
        value = read_number(text) if text.strip() else None
    except forms.ValidationError as error:
        row.errors += error.messages
        value = None
    if value is not None and (sentence := points_error(value)):
        row.errors.append(sentence)
    setattr(row, name, value)
