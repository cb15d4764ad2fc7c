from __future__ import annotations

import re
from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms

from core import clock
from deadlines.models import ReminderLadder
from notifications.models import MailHours

LONGEST = 31  # days of one preview
FARTHEST = 731  # days ahead: further than any school year that is planned
DISCRETION = "<p>Chỉ nêu tên việc, hạn và người chưa làm; không nêu lý do riêng.</p>"
NUMBERS = re.compile(r"[\s,;]+")


class DaysField(forms.CharField):
    """Numbers of days as people write them: “7, 3, 1”. Becomes a list of whole numbers."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        words = NUMBERS.split((value or "").strip(" ,;"))
        if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words if word):
            raise forms.ValidationError(f"{self.label}: ghi các số ngày, cách nhau bằng dấu phẩy, ví dụ 7, 3, 1.")
        return [int(word) for word in words if word]

    def validate(self, value):
        return None  # an empty list is an answer: at this side of the deadline nobody is reminded


def hour(label: str, help_text: str = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text or "Ví dụ: 06:30",
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"required": f"Nhập {label.lower()}.", "invalid": f"{label} chưa đúng. Nhập theo mẫu 06:30."},
    )


def days_late(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=30,
        help_text="Số ngày sau hạn; để trống thì không báo.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"{label}: ghi số ngày từ 1 đến 30."),
    )


def _section(heading: str, *fields) -> Div:
    return Div(HTML(f"<h2>{heading}</h2>"), *fields, css_class="section")


class LadderForm(forms.Form):
    """When an organisation reminds. The text of a wrong entry stays in its field."""

    days_before = DaysField(
        label="Nhắc trước hạn", required=False, help_text="Số ngày trước hạn, cách nhau bằng dấu phẩy. Ví dụ: 7, 3, 1"
    )
    on_the_day = forms.BooleanField(label="Nhắc trong ngày đến hạn", required=False)
    days_after = DaysField(
        label="Nhắc khi đã quá hạn", required=False, help_text="Số ngày sau hạn, cách nhau bằng dấu phẩy. Ví dụ: 1, 3"
    )
    remind_at = hour("Giờ nhắc")
    department_head_after = days_late("Báo tổ trưởng việc quá hạn của tổ")
    head_after = days_late("Báo người đứng đầu đơn vị")
    quiet_from = hour("Giờ yên tĩnh từ", "Trong giờ này không gửi thư, không viết lời nhắc. Ví dụ: 21:00")
    quiet_to = hour("Giờ yên tĩnh đến", "Ví dụ: 06:00. Ghi hai giờ bằng nhau nếu không cần giờ yên tĩnh.")
    daily_at = hour("Giờ gửi thư gộp", "Cho người chọn mỗi ngày một thư; sau giờ nhắc. Ví dụ: 07:00")

    def __init__(self, *args, ladder: ReminderLadder, hours: MailHours, **kwargs):
        initial = {name: getattr(ladder, name, getattr(hours, name, None)) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        short = [Field(name, css_class="w-short") for name in self.fields if name != "on_the_day"]
        before, after, remind_at, department, head, quiet_from, quiet_to, daily_at = short
        self.helper.layout = Layout(
            _section("Nhắc người có việc", before, "on_the_day", after, remind_at),
            _section("Báo việc quá hạn", HTML(DISCRETION), department, head),
            _section("Giờ gửi thư", quiet_from, quiet_to, daily_at),
            Submit("submit", "Lưu lịch nhắc"),
        )

    @property
    def hours(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("quiet_from", "quiet_to", "daily_at")}


class PreviewForm(forms.Form):
    first = forms.DateField(label="Từ ngày", error_messages={"invalid": "Từ ngày: nhập theo mẫu 24/10/2026."})
    last = forms.DateField(label="Đến ngày", error_messages={"invalid": "Đến ngày: nhập theo mẫu 24/10/2026."})

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and first < clock.today():
            raise forms.ValidationError("Chỉ xem được lời nhắc sắp tới. Chọn từ hôm nay trở đi.")
        if first and first - clock.today() > timedelta(days=FARTHEST):
            raise forms.ValidationError("Chỉ xem được lời nhắc của hai năm tới. Chọn ngày gần hơn.")
        if first and last and last < first:
            raise forms.ValidationError("Đến ngày phải bằng hoặc sau từ ngày.")
        if first and last and last - first >= timedelta(days=LONGEST):
            raise forms.ValidationError(f"Mỗi lần xem nhiều nhất {LONGEST} ngày. Chọn khoảng ngắn hơn.")
        return self.cleaned_data
