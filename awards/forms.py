from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from councils.models import CouncilSession
from evaluations.models import EvaluationPeriod
from legal.models import Distinction

DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]
GRANTED, REFUSED = "yes", "no"


def date_field(label: str, missing: str) -> forms.DateField:
    """A day as people write it."""
    return forms.DateField(
        label=label,
        help_text="Theo mẫu 24/10/2026",
        input_formats=DATE_FORMATS,
        error_messages={"required": missing, "invalid": f"{label} không có trong lịch. Nhập theo mẫu 24/10/2026."},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date", "autocomplete": "off"}),
    )


class HandOverForm(forms.Form):
    """Which session votes, and on what."""

    session = forms.ModelChoiceField(
        CouncilSession.objects.none(),
        label="Phiên họp",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn phiên họp.", "invalid_choice": "Phiên họp này đã mở. Chọn phiên khác."},
    )
    titles = forms.BooleanField(label="Danh hiệu thi đua đã đăng ký (bỏ phiếu kín)", required=False)
    periods = forms.ModelMultipleChoiceField(
        EvaluationPeriod.objects.none(),
        label="Xếp loại tháng (biểu quyết giơ tay)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kỳ đánh giá này không còn trong danh sách. Chọn lại."},
    )

    def __init__(self, *args, sessions, periods, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions
        self.fields["session"].label_from_instance = lambda row: f"{row.title}, ngày {row.held_on:%d/%m/%Y}"
        self.fields["periods"].queryset = periods
        self.fields["periods"].label_from_instance = lambda row: row.label
        if not periods:
            del self.fields["periods"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        self.helper.layout = Layout(*self.fields)

    def clean(self):
        data = super().clean()
        if not data.get("titles") and not data.get("periods"):
            raise forms.ValidationError("Chọn ít nhất một nội dung để đưa vào phiên họp.")
        if data.get("titles") and data.get("periods"):
            raise forms.ValidationError(
                "Danh hiệu và xếp loại xét ở hai phiên họp riêng: biên bản phiên xét danh hiệu gửi lên cấp trên cùng"
                " hồ sơ, còn xếp loại là nội bộ của trường. Hai phiên có thể họp liền nhau."
            )
        return data


class LowerTitleForm(forms.Form):
    """Which lower title the council votes on; beside each the share of votes it needs."""

    distinction = forms.ModelChoiceField(
        Distinction.objects.none(),
        label="Danh hiệu đưa ra bỏ phiếu",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn một danh hiệu.",
            "invalid_choice": "Danh hiệu này không còn xét được. Chọn trong danh sách.",
        },
    )

    def __init__(self, *args, titles: list[Distinction], shares: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["distinction"]
        field.queryset = Distinction.objects.filter(pk__in=[title.pk for title in titles]).order_by("-position")
        field.label_from_instance = lambda title: f"{title.name} ({shares[title.code]})"
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout("distinction", Submit("submit", "Đưa ra bỏ phiếu"))


class DecisionForm(forms.Form):
    """What the authority decided: number, day, whose decision, and a yes or no for each nomination."""

    number = forms.CharField(
        label="Số quyết định",
        max_length=60,
        help_text="Ví dụ 128/QĐ-UBND",
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off"}),
        error_messages={"required": "Nhập số quyết định."},
    )
    decided_on = date_field("Ngày quyết định", "Nhập ngày quyết định.")
    authority = forms.CharField(
        label="Cấp quyết định",
        max_length=160,
        help_text="Ghi như trên quyết định, ví dụ Chủ tịch Ủy ban nhân dân phường",
        error_messages={"required": "Ghi cấp quyết định."},
    )

    def __init__(self, *args, nominations: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.nominations = nominations
        for row in nominations:
            self.fields[self._name(row)] = forms.ChoiceField(
                label=f"{row['name']}: {row['distinction_name']}",
                help_text=self._facts(row),
                choices=[(GRANTED, "Công nhận"), (REFUSED, "Không công nhận")],
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"{row['name']}: chọn công nhận hoặc không công nhận.",
                    "invalid_choice": f"{row['name']}: chọn công nhận hoặc không công nhận.",
                },
            )

    @staticmethod
    def _name(row: dict) -> str:
        return f"line_{row['nomination']}"

    @staticmethod
    def _facts(row: dict) -> str:
        votes = f"{row['votes_for']}/{row['base']} phiếu đồng ý ({row['share']})"
        return f"{row['place']}; {votes}" if row["place"] else votes

    @property
    def heads(self):
        return [self[name] for name in ("number", "decided_on", "authority")]

    @property
    def lines(self):
        """The field of each nomination."""
        return [self[self._name(row)] for row in self.nominations]

    @property
    def granted(self) -> dict[int, bool]:
        return {row["nomination"]: self.cleaned_data[self._name(row)] == GRANTED for row in self.nominations}

    @classmethod
    def with_all_granted(cls, typed, *, nominations: list[dict]) -> DecisionForm:
        """The form as it was typed, with “Công nhận” chosen everywhere; nothing is saved yet."""
        names = ("number", "decided_on", "authority")
        initial = {name: typed.get(name, "") for name in names}
        return cls(initial=initial | {cls._name(row): GRANTED for row in nominations}, nominations=nominations)
