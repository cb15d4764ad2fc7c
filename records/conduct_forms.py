"""The forms of what only the head keeps, and of the years before this organisation."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from core.vietnamese import clean_line
from organisation.leave_forms import day_field
from organisation.models import Person
from records.models import DisciplinaryRecord, PendingVerification
from records.models.conduct import SANCTIONS

FORMAT = "Ví dụ: 24/10/2026."


def person_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Người",
        queryset=Person.objects.none(),
        empty_label="Chọn người",
        error_messages={"required": "Chưa chọn người.", "invalid_choice": "Chọn lại người trong danh sách."},
    )


class RowForm(forms.Form):
    """`people` is the choice where the form asks whose a new row is; a row that is there keeps its person."""

    button = "Lưu"

    def __init__(self, *args, people=None, **kwargs):
        super().__init__(*args, **kwargs)
        if people is None:
            self.fields.pop("person", None)
        else:
            self.fields["person"].queryset = people
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(*self.fields, Submit("save", self.button))

    @classmethod
    def initial_of(cls, row) -> dict:
        return {name: getattr(row, name) for name in cls.base_fields if name not in ("person", "readers")}


class DisciplineForm(RowForm):
    button = "Lưu kỷ luật"

    person = person_field()
    sanction = forms.ChoiceField(
        label="Hình thức",
        choices=[("", "Chọn hình thức"), *SANCTIONS],
        error_messages={"required": "Chưa chọn hình thức.", "invalid_choice": "Chọn lại hình thức trong danh sách."},
    )
    decision_number = forms.CharField(
        label="Số quyết định",
        max_length=DisciplinaryRecord._meta.get_field("decision_number").max_length,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off"}),
        error_messages={"required": "Chưa có số quyết định."},
    )
    from_on = day_field("Có hiệu lực từ ngày", "ngày có hiệu lực")
    to_on = day_field(
        "Hết hiệu lực ngày",
        "ngày hết hiệu lực",
        is_required=False,
        hint=f"{FORMAT} Chưa biết thì để trống; khi hết hiệu lực, ghi ngày vào đây.",
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=500)


class PendingForm(RowForm):
    button = "Lưu việc đang xác minh"

    person = person_field()
    kind = forms.ChoiceField(
        label="Loại",
        choices=[("", "Chọn loại"), *PendingVerification.Kind.choices],
        help_text="Chỉ ghi loại việc, không ghi nội dung.",
        error_messages={"required": "Chưa chọn loại.", "invalid_choice": "Chọn lại loại trong danh sách."},
    )
    from_on = day_field("Từ ngày", "ngày bắt đầu")
    to_on = day_field(
        "Kết thúc ngày",
        "ngày kết thúc",
        is_required=False,
        hint=f"{FORMAT} Đang xác minh thì để trống; khi có kết luận, ghi ngày vào đây.",
    )
    readers = forms.ModelMultipleChoiceField(
        label="Người được xem",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Những người này chỉ thấy họ tên và thời gian, không thấy loại việc.",
        error_messages={"invalid_choice": "Chọn lại người được xem trong danh sách."},
    )

    def __init__(self, *args, readers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = readers


class ServiceForm(RowForm):
    button = "Lưu thời gian công tác"

    place = forms.CharField(label="Nơi công tác", max_length=200, error_messages={"required": "Chưa có nơi công tác."})
    from_on = day_field("Từ ngày", "ngày đầu")
    to_on = day_field("Đến hết ngày", "ngày cuối")
    is_hardship = forms.BooleanField(label="Vùng có điều kiện kinh tế - xã hội đặc biệt khó khăn", required=False)

    def clean_place(self) -> str:
        return clean_line(self.cleaned_data["place"])
