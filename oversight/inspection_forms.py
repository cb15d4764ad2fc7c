"""What is typed about an inspection and about each school."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from awards.forms import date_field
from organisation.models import Organisation, Person
from oversight.services import Findings, Team

VALUES = ("title", "aspects", "reviewed_from", "reviewed_to", "from_on", "to_on")


def _text(label: str, missing: str, length: int, *, rows: int = 0, **kwargs) -> forms.CharField:
    errors = {"max_length": f"{label} dài quá {length} ký tự. Viết gọn lại."}
    if missing:
        errors["required"] = missing
    widget = {"widget": forms.Textarea(attrs={"rows": rows})} if rows else {}
    return forms.CharField(
        label=label, max_length=length, required=bool(missing), error_messages=errors, **widget, **kwargs
    )


def _person(label: str, missing: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Person.objects.none(),
        empty_label="Chọn một người",
        error_messages={"required": missing, "invalid_choice": "Chọn một người của cơ quan."},
    )


class InspectionForm(forms.Form):
    title = _text(
        "Tên cuộc kiểm tra", "Ghi tên cuộc kiểm tra.", 250, help_text="Ví dụ: Kiểm tra công tác thi đua học kỳ I"
    )
    aspects = _text("Nội dung kiểm tra", "Ghi nội dung kiểm tra.", 4000, rows=5, help_text="Mỗi nội dung một dòng.")
    reviewed_from = date_field("Thời kỳ được kiểm tra từ", "Ghi ngày đầu của thời kỳ được kiểm tra.")
    reviewed_to = date_field("Thời kỳ được kiểm tra đến", "Ghi ngày cuối của thời kỳ được kiểm tra.")
    from_on = date_field("Kiểm tra từ ngày", "Ghi ngày bắt đầu kiểm tra.")
    to_on = date_field("Kiểm tra đến ngày", "Ghi ngày kết thúc kiểm tra.")
    units = forms.ModelMultipleChoiceField(
        label="Đơn vị được kiểm tra",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một đơn vị.", "invalid_choice": "Chọn lại đơn vị trong danh sách."},
    )
    members = forms.ModelMultipleChoiceField(
        label="Đoàn kiểm tra",
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn người của đoàn kiểm tra.", "invalid_choice": "Chọn lại người của cơ quan."},
    )
    leader = _person("Trưởng đoàn", "Chọn trưởng đoàn.")
    secretary = _person("Thư ký", "Chọn thư ký.")

    def __init__(self, *args, units, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units
        for name in ("members", "leader", "secretary"):
            self.fields[name].queryset = people
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            "title", "aspects", "reviewed_from", "reviewed_to", "from_on", "to_on", "units", "members",
            Field("leader", css_class="w-medium"), Field("secretary", css_class="w-medium"),
            Submit("submit", "Lưu cuộc kiểm tra"),
        )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        for first, last in (("reviewed_from", "reviewed_to"), ("from_on", "to_on")):
            if cleaned.get(first) and cleaned.get(last) and cleaned[first] > cleaned[last]:
                self.add_error(last, "Ngày cuối trước ngày đầu.")
        members, leader, secretary = (cleaned.get(name) for name in ("members", "leader", "secretary"))
        if leader and secretary and leader == secretary:
            self.add_error("secretary", "Thư ký phải là người khác với trưởng đoàn.")
        for name, person in (("leader", leader), ("secretary", secretary)):
            if members is not None and person and person not in members:
                self.add_error(name, f"{person} chưa được chọn vào đoàn kiểm tra.")
        return cleaned

    @property
    def values(self) -> dict:
        data = self.cleaned_data
        return {
            "values": {name: data[name] for name in VALUES},
            "team": Team(list(data["members"]), data["leader"], data["secretary"]),
            "units": list(data["units"]),
        }


def _hour(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M"],
        help_text="Ví dụ 08:00",
        error_messages={"invalid": "Giờ chưa đúng. Nhập theo mẫu 08:00."},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "w-short", "inputmode": "numeric"}),
    )


class VisitForm(forms.Form):
    held_on = date_field("Ngày kiểm tra", "Ghi ngày kiểm tra.")
    starts_at = _hour("Giờ bắt đầu")
    ends_at = _hour("Giờ kết thúc")
    place = _text("Địa điểm", "", 200)
    unit_head = _text("Đại diện đơn vị, người ký biên bản", "", 120)
    unit_post = _text("Chức vụ", "", 120)
    findings = _text("Kết quả kiểm tra", "", 8000, rows=6, help_text="Mỗi ý một dòng; gạch đầu dòng nếu cần.")
    shortcomings = _text("Tồn tại, hạn chế", "", 4000, rows=3)
    requests = _text("Yêu cầu, kiến nghị", "", 4000, rows=3)
    unit_opinion = _text("Ý kiến của đơn vị", "", 4000, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(*self.fields, Submit("submit", "Lưu kết quả"))

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_at"), cleaned.get("ends_at")
        if first and last and last <= first:
            self.add_error("ends_at", "Giờ kết thúc phải sau giờ bắt đầu.")
        return cleaned

    @property
    def noted(self) -> Findings:
        return Findings(**self.cleaned_data)
