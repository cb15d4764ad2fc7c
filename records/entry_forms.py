"""Forms by which whoever keeps the records enters and changes rows by hand. The services judge what is typed."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.forms import BaseFormSet, formset_factory

from legal.models import Distinction
from organisation.models import Department, Person
from records.criteria import LEVEL_NAMES
from records.models import InitiativeRecognition, TitleRecord, YearKind
from records.models.initiatives import SCOPES

DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
MOST_AUTHORS = 20
NO_YEAR = "none"


def day_field(label: str, missing: str) -> forms.DateField:
    """A day as people write it."""
    return forms.DateField(
        label=label,
        help_text="Ví dụ: 24/10/2024",
        input_formats=DATE_FORMATS,
        error_messages={"required": missing, "invalid": f"{label} không có trong lịch. Nhập theo mẫu 24/10/2024."},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date", "autocomplete": "off"}),
    )


class SeenForm(forms.Form):
    """`seen` is the fingerprint of the row that the page showed; empty where a new one is entered."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class DecisionFields(forms.Form):
    """The paper that a row rests on."""

    school_year_code = forms.CharField(
        label="Năm học",
        max_length=20,
        help_text="Ví dụ: 2024-2025",
        widget=forms.TextInput(attrs={"class": "w-short", "autocomplete": "off"}),
        error_messages={"required": "Ghi năm học, ví dụ 2024-2025."},
    )
    decision_number = forms.CharField(
        label="Số quyết định",
        max_length=60,
        help_text="Ví dụ: 1523/QĐ-UBND",
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off"}),
        error_messages={"required": "Ghi số quyết định."},
    )
    decided_on = day_field("Ngày quyết định", "Ghi ngày quyết định.")
    authority = forms.CharField(
        label="Cấp quyết định",
        max_length=160,
        help_text="Chức vụ của người ký, ví dụ: Chủ tịch Ủy ban nhân dân phường",
        error_messages={"required": "Ghi cấp ra quyết định, ví dụ: Chủ tịch Ủy ban nhân dân phường."},
    )


class TitleForm(SeenForm, DecisionFields):
    """One title, commendation, prize, award of a mass organisation or biểu dương."""

    distinction = forms.ModelChoiceField(
        Distinction.objects.none(),
        label="Danh hiệu, hình thức",
        empty_label="Chọn",
        error_messages={
            "required": "Chọn danh hiệu, hình thức khen thưởng.",
            "invalid_choice": "Danh hiệu này không có trong danh mục. Chọn lại.",
        },
    )
    detail = forms.CharField(
        label="Tên cụ thể",
        required=False,
        max_length=250,
        help_text="Cần ghi với giải thưởng, khen thưởng của đoàn thể, biểu dương. Ví dụ: Giải Nhì giáo viên dạy giỏi"
        " cấp huyện.",
    )
    basis = forms.ChoiceField(
        label="Phương thức khen thưởng",
        choices=TitleRecord.Basis.choices,
        initial=TitleRecord.Basis.MERIT,
        help_text="Chỉ công trạng được tính khi xét khen thưởng theo công trạng.",
        error_messages={"required": "Chọn phương thức khen thưởng."},
    )
    field_order = ("who", "distinction", "detail", "basis", "school_year_code", "decision_number", "decided_on")

    def __init__(self, *args, distinctions: Sequence[Distinction], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["distinction"]
        field.queryset = Distinction.objects.filter(pk__in=[each.pk for each in distinctions])
        kinds = [(kind.label, [each for each in distinctions if each.kind == kind.value]) for kind in Distinction.Kind]
        field.choices = [
            ("", "Chọn"),
            *((label, [(each.pk, each.name) for each in rows]) for label, rows in kinds if rows),
        ]


class NewTitleForm(TitleForm):
    """Whose it is comes first: "person-12", "department-3" or "organisation"."""

    who = forms.ChoiceField(
        label="Của ai",
        error_messages={"required": "Chọn cá nhân hoặc tập thể.", "invalid_choice": "Chọn lại cá nhân hoặc tập thể."},
    )

    def __init__(self, *args, people: Sequence[Person], departments: Sequence[Department], name: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [
            ("", "Chọn"),
            ("Cá nhân", [(f"person-{each.pk}", each.full_name) for each in people]),
            ("Tập thể", [(f"department-{each.pk}", each.name) for each in departments] + [("organisation", name)]),
        ]


class InitiativeForm(SeenForm, DecisionFields):
    kind = forms.ChoiceField(
        label="Loại", choices=InitiativeRecognition.Kind.choices, error_messages={"required": "Chọn loại."}
    )
    name = forms.CharField(
        label="Tên sáng kiến, đề tài",
        max_length=300,
        error_messages={"required": "Ghi tên sáng kiến, đề tài.", "max_length": "Tên dài quá 300 ký tự. Viết gọn lại."},
    )
    scope = forms.ChoiceField(
        label="Phạm vi ảnh hưởng, hiệu quả",
        choices=SCOPES,
        help_text="Theo quyết định công nhận.",
        error_messages={"required": "Chọn phạm vi."},
    )
    effect_reference = forms.CharField(
        label="Văn bản xác nhận hiệu quả, khả năng nhân rộng",
        required=False,
        max_length=250,
        help_text="Số, ngày, cấp xác nhận; để trống khi chưa có.",
    )
    field_order = ("kind", "name", "scope", "school_year_code", "decision_number", "decided_on", "authority")

    def fix(self) -> None:
        """Leave only the paper about its effect to be entered."""
        for name, field in self.fields.items():
            field.disabled = name not in ("effect_reference", "seen")


class AuthorForm(forms.Form):
    """A line without a person is no author."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Tác giả",
        required=False,
        empty_label="Không chọn",
        error_messages={"invalid_choice": "Người này không có trong danh sách nhân sự. Chọn lại."},
    )
    share = forms.IntegerField(
        label="Đóng góp (%)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num w-short", "autocomplete": "off"}),
        error_messages={"invalid": "Tỷ lệ đóng góp là số nguyên từ 1 đến 100, hoặc để trống."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people

    def clean(self):
        if self.cleaned_data.get("share") is not None and not self.cleaned_data.get("person"):
            self.add_error("person", "Chọn tác giả của phần đóng góp này, hoặc xóa tỷ lệ.")
        return self.cleaned_data


class _Authors(BaseFormSet):
    def clean(self):
        people = [line.cleaned_data["person"] for line in self.forms if line.cleaned_data.get("person")]
        twice = next((person for person in people if people.count(person) > 1), None)
        if twice:
            raise forms.ValidationError(f"{twice.full_name} được ghi hai lần. Giữ lại một dòng.")
        if not people and not any(self.errors):
            raise forms.ValidationError("Chọn ít nhất một tác giả.")


AuthorFormSet = formset_factory(AuthorForm, formset=_Authors, extra=3, max_num=MOST_AUTHORS, validate_max=True)


class HistoryRatingForm(SeenForm):
    """A yearly rating as a document of that time says it."""

    level = forms.ChoiceField(
        label="Mức xếp loại",
        choices=[("", "Chọn"), *LEVEL_NAMES.items()],
        error_messages={"required": "Chọn mức xếp loại."},
    )
    decision_reference = forms.CharField(
        label="Văn bản xếp loại",
        max_length=250,
        help_text="Số, ngày, cơ quan. Ví dụ: Quyết định số 40/QĐ-THNC của Hiệu trưởng",
        error_messages={"required": "Ghi số, ngày văn bản xếp loại."},
    )
    decided_on = day_field("Ngày của văn bản", "Ghi ngày của văn bản.")


class NewHistoryRatingForm(HistoryRatingForm):
    year_kind = forms.ChoiceField(
        label="Xếp loại theo", choices=YearKind.choices, error_messages={"required": "Chọn năm học hoặc năm."}
    )
    year_code = forms.CharField(
        label="Năm",
        max_length=20,
        help_text="Năm học: 2023-2024. Năm dương lịch: 2023.",
        widget=forms.TextInput(attrs={"class": "w-short", "autocomplete": "off"}),
        error_messages={"required": "Ghi năm, ví dụ 2023-2024."},
    )
    field_order = ("year_kind", "year_code", "level")


class CoverageForm(forms.Form):
    complete_since = forms.ChoiceField(
        label="Hồ sơ đã nhập đủ từ năm học",
        error_messages={
            "required": "Chọn năm học.",
            "invalid_choice": "Năm học này không có trong danh sách. Chọn lại.",
        },
    )

    def __init__(self, *args, years: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["complete_since"].choices = [(NO_YEAR, "Chưa đủ năm nào"), *((year, year) for year in years)]


class RevokeForm(forms.Form):
    number = forms.CharField(
        label="Số quyết định thu hồi", max_length=60, error_messages={"required": "Ghi số quyết định thu hồi."}
    )
    on = day_field("Ngày quyết định thu hồi", "Ghi ngày quyết định thu hồi.")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=250,
        help_text="Ví dụ: nhập nhầm người. Lý do được giữ trong nhật ký.",
        error_messages={"required": "Ghi lý do."},
    )
