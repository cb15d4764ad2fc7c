from __future__ import annotations

from datetime import date

from django import forms

from core import clock
from documents.models import NumberSeries, OfficialDocument
from documents.paper_forms import FREE, PAPER_FORMS
from documents.services import HIGHEST_NUMBER

STANDINGS = (
    ("stands", "Còn hiệu lực"),
    ("amended", "Được sửa đổi"),
    ("replaced", "Được thay thế"),
    ("revoked", "Bị bãi bỏ"),
)
MINE = "mine"  # of the documents that wait for approval those that wait for the reader's


class DocumentFilterForm(forms.Form):
    """What the register shows. A value that is not offered is left out, never an error page."""

    q = forms.CharField(label="Tìm số, trích yếu", required=False, max_length=200)
    series = forms.ChoiceField(label="Ký hiệu", required=False)
    kind = forms.ChoiceField(label="Loại", required=False)
    form = forms.ChoiceField(label="Mẫu", required=False)
    state = forms.ChoiceField(label="Tình trạng", required=False)
    year_of_date = forms.TypedChoiceField(label="Năm văn bản", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, years: list[int], series, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Tất cả"), *OfficialDocument.Kind.choices]
        self.fields["state"].choices = [
            ("", "Tất cả"),
            (MINE, "Chờ tôi duyệt"),
            *OfficialDocument.State.choices,
            *STANDINGS,
        ]
        self.fields["series"].choices = [("", "Tất cả"), *((each.pk, each.symbol) for each in series)]
        named = sorted((paper.name, code) for code, paper in PAPER_FORMS.items())
        self.fields["form"].choices = [("", "Tất cả"), *((code, name) for name, code in named)]
        self.fields["year_of_date"].choices = [("", "Tất cả"), *((year, str(year)) for year in years)]
        for name in ("series", "kind", "form", "state", "year_of_date"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs["class"] = "form-control"


class NewPaperForm(forms.Form):
    form = forms.ChoiceField(
        label="Loại văn bản",
        choices=[(code, PAPER_FORMS[code].name) for code in FREE],
        error_messages={"invalid_choice": "Loại văn bản này không soạn tự do ở đây. Chọn loại khác."},
    )
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        help_text="Nói ngắn gọn văn bản về việc gì, ví dụ “đôn đốc nộp hồ sơ thi đua năm học 2026-2027”.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Văn bản chưa có trích yếu. Ghi ngắn gọn nội dung của văn bản."},
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=500,
        help_text="Nói rõ phần nào cần sửa. Người soạn đọc được câu này.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa có lý do trả lại. Ghi điều cần sửa để người soạn biết."},
    )


class IssueForm(forms.Form):
    number = forms.IntegerField(
        label="Số",
        min_value=1,
        max_value=HIGHEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "num w-short"}),
        error_messages={
            "required": "Chưa có số. Nhập số lấy từ sổ đăng ký văn bản đi.",
            "invalid": "Số văn bản chỉ gồm chữ số, ví dụ 05.",
            "min_value": "Số văn bản phải từ 1 trở lên.",
            "max_value": f"Số văn bản phải từ 1 đến {HIGHEST_NUMBER}.",
        },
    )
    issued_on = forms.DateField(
        label="Ngày văn bản",
        help_text="Ví dụ: 24/10/2026.",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date", "autocomplete": "off"}),
        error_messages={
            "required": "Chưa có ngày văn bản. Nhập theo mẫu 24/10/2026.",
            "invalid": "Ngày văn bản không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
    )

    def __init__(self, *args, series: NumberSeries | None, last_number: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("issued_on", clock.today())
        self.series = series
        if series is not None and series.is_ours:
            self._leave_numbers_to_us(series)
        elif last_number:
            self.fields["number"].help_text = f"Số lớn nhất đã ghi ở đây trong năm nay là {last_number:02d}."

    def _leave_numbers_to_us(self, series: NumberSeries) -> None:
        """A year before the application took over stands in the clerk's book: its numbers are still typed."""
        if series.ours_from_year is None:
            del self.fields["number"]
            return
        self.fields["number"].required = False
        self.fields["number"].help_text = f"Chỉ nhập khi ngày văn bản trước năm {series.ours_from_year}."

    def clean(self):
        data, day = super().clean(), self.cleaned_data.get("issued_on")
        if "number" in self.fields and day and "number" not in self.errors:
            if self.series is not None and self.series.is_ours_in(day.year):
                data["number"] = None
            elif data.get("number") is None:
                self.add_error("number", self.fields["number"].error_messages["required"])
        return data

    def clean_issued_on(self) -> date:
        day = self.cleaned_data["issued_on"]
        if not 1990 <= day.year <= clock.today().year + 1:
            raise forms.ValidationError("Năm của ngày văn bản có vẻ nhầm. Nhập theo mẫu 24/10/2026.")
        return day
