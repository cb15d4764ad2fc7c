from __future__ import annotations

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from core import clock
from organisation.models import Leave, Person

FIRST_YEAR = 1945  # an earlier year, or one further ahead, is a slip of the finger
YEARS_AHEAD = 5


def day_field(label: str, what: str, *, is_required: bool = True, hint: str = "Ví dụ: 24/10/2026.") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=is_required,
        help_text=hint,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date", "autocomplete": "off"}),
        validators=[not_far_away],
        error_messages={
            "required": f"Chưa có {what}. Nhập theo mẫu 24/10/2026.",
            "invalid": f"{what[:1].upper()}{what[1:]} không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
    )


def not_far_away(day: date) -> None:
    if not FIRST_YEAR <= day.year <= clock.today().year + YEARS_AHEAD:
        raise forms.ValidationError(f"Năm {day.year} có vẻ nhầm. Nhập theo mẫu 24/10/2026.")


def _helper(*fields: str, button: str) -> FormHelper:
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields, Submit("save", button))
    return helper


class LeaveForm(forms.Form):
    """A leave: whose (a new one alone), which days, which kind. `version` is what the page was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    person = forms.ModelChoiceField(
        label="Người nghỉ",
        queryset=Person.objects.none(),
        empty_label="Chọn người",
        error_messages={"required": "Chưa chọn người nghỉ.", "invalid_choice": "Chọn lại người nghỉ trong danh sách."},
    )
    from_on = day_field("Nghỉ từ ngày", "ngày đầu")
    to_on = day_field(
        "Đến hết ngày", "ngày cuối", is_required=False, hint="Ví dụ: 24/10/2026. Chưa biết ngày trở lại thì để trống."
    )
    kind = forms.ChoiceField(
        label="Loại",
        choices=[("", "Chọn loại"), *Leave.Kind.choices],
        error_messages={"required": "Chưa chọn loại.", "invalid_choice": "Chọn lại loại trong danh sách."},
    )
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=250,
        help_text="Loại và ghi chú chỉ người quản lý nhân sự và chính người nghỉ đọc được.",
    )

    def __init__(self, *args, people=None, **kwargs):
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = people
        self.helper = _helper(*self.fields, button="Ghi thời gian nghỉ" if people is not None else "Lưu")

    @staticmethod
    def initial_of(leave: Leave) -> dict:
        return {name: getattr(leave, name) for name in ("version", "from_on", "to_on", "kind", "note")}


class BackForm(forms.Form):
    back_on = day_field("Làm việc lại từ ngày", "ngày trở lại")


class LeaveFilterForm(forms.Form):
    STATES = (("now", "Đang nghỉ"), ("coming", "Sắp nghỉ"), ("past", "Đã trở lại"))

    q = forms.CharField(label="Họ tên", required=False, max_length=120)
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=[("", "Tất cả"), *STATES])
    kind = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), *Leave.Kind.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["class"] = "form-control"
        for name in ("state", "kind"):
            self.fields[name].widget.attrs["class"] = "form-select"
