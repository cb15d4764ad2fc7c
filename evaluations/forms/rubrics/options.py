"""What is said of a rubric as a whole, and the groups of people that it may be for."""

from __future__ import annotations

from crispy_forms.layout import Fieldset
from django import forms
from django.db.models import Q

from evaluations.forms.rubrics.fields import PointsField, helper_of
from evaluations.models import AudienceGroup, Rubric
from evaluations.models.rubrics import PeriodKind
from legal.models import LegalDocument
from organisation.models import Employment, SchoolYear, StaffGroup


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
        self.helper = helper_of(
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
        self.helper = helper_of(*self.Meta.fields, "staff_group", button="Lưu nhóm")

    def _post_clean(self):
        """The row itself is written by the service alone."""
