from __future__ import annotations

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from core import clock
from evaluations.models import DepartmentMeeting


class MeetingForm(forms.Form):
    """When and where a tổ met, who led and wrote, who was away. Nobody is preselected."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    held_on = forms.DateField(
        label="Ngày họp",
        help_text="Ví dụ: 26/10/2026",
        error_messages={"required": "Ghi ngày họp.", "invalid": "Ngày họp chưa đúng. Nhập theo mẫu 26/10/2026."},
        widget=forms.DateInput(attrs={"class": "w-date"}),
    )
    held_time = forms.TimeField(
        label="Giờ bắt đầu",
        help_text="Ví dụ: 15:30",
        input_formats=["%H:%M", "%Hh%M", "%H giờ %M"],
        error_messages={"required": "Ghi giờ bắt đầu.", "invalid": "Giờ bắt đầu chưa đúng. Nhập theo mẫu 15:30."},
        widget=forms.TimeInput(attrs={"class": "w-short"}, format="%H:%M"),
    )
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    chaired_by = forms.ChoiceField(label="Chủ trì", error_messages={"required": "Chọn người chủ trì."})
    secretary = forms.ChoiceField(label="Thư ký", error_messages={"required": "Chọn thư ký."})
    absent = forms.MultipleChoiceField(
        label="Người vắng mặt",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Đánh dấu người vắng; những người còn lại có mặt. Không ghi lý do vắng.",
    )
    remarks = forms.CharField(
        label="Ý kiến tại cuộc họp",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Mỗi ý kiến một dòng. Điểm và xếp loại tự lấy từ phiếu, không ghi lại ở đây.",
        error_messages={"max_length": "Ý kiến dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
    )

    def __init__(self, *args, people: Sequence, members: Sequence, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [("", "Chọn"), *((pk, person.full_name) for pk, person in self.people.items())]
        self.fields["chaired_by"].choices = self.fields["secretary"].choices = choices
        self.fields["absent"].choices = [(str(person.pk), person.full_name) for person in members]
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        names = ["version", "held_on", "held_time", "place", "chaired_by", "secretary", "absent", "remarks"]
        self.helper.layout = Layout(*names, Submit("submit", "Lưu cuộc họp"))

    @staticmethod
    def initial_of(meeting: DepartmentMeeting) -> dict:
        if not meeting.pk:
            return {"version": 0}
        held = meeting.held_at.astimezone(clock.ZONE)
        away = meeting.attendances.filter(is_present=False).values_list("person_id", flat=True)
        return {
            "version": meeting.version,
            "held_on": held.date(),
            "held_time": held.time(),
            "place": meeting.place,
            "chaired_by": str(meeting.chaired_by_id),
            "secretary": str(meeting.secretary_id),
            "absent": [str(pk) for pk in away],
            "remarks": meeting.remarks,
        }

    def values(self) -> dict:
        """As `save_meeting` takes them."""
        data = self.cleaned_data
        return {
            "held_at": clock.at(data["held_on"], data["held_time"].hour, data["held_time"].minute),
            "place": data["place"],
            "chaired_by": self.people[data["chaired_by"]],
            "secretary": self.people[data["secretary"]],
            "absent": {int(pk) for pk in data["absent"]},
            "remarks": data["remarks"],
            "version": data["version"] or 0,
        }
