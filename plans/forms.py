from __future__ import annotations

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from core.vietnamese import nfc
from deadlines.models import CalendarEntry
from documents.reading.files import UnreadableFile, text_of_upload
from legal.models import Distinction
from plans.models import PlanFact
from plans.services import MAX_CHARACTERS

DAY_ERRORS = {"invalid": "Ngày này không có trong lịch. Nhập theo mẫu 24/10/2026."}


def _helper(*fields, button: str) -> FormHelper:
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields, Submit("submit", button))
    return helper


class DayField(forms.DateField):
    """A day as people write it: 24/10/2026."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": ""})
        super().__init__(widget=widget, error_messages=DAY_ERRORS, **kwargs)


class PastedTextField(forms.CharField):
    """A whole text: kept as typed, without the null characters that some programs leave in what they copy."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\x00", "")


class PlanImportForm(forms.Form):
    text = PastedTextField(
        label="Văn bản kế hoạch",
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="Dán toàn văn, từ tên cơ quan đến chữ ký.",
        max_length=MAX_CHARACTERS,
        error_messages={"max_length": f"Văn bản dài quá {MAX_CHARACTERS} ký tự. Bỏ bớt phần không thuộc kế hoạch."},
    )
    file = forms.FileField(
        label="Hoặc chọn tệp",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt"}),
        help_text="Tệp Word (.docx), PDF có lớp chữ hoặc .txt, tối đa 10 MB. Có tệp thì đọc tệp, không đọc ô trên.",
        error_messages={"empty": "Tệp trống. Chọn tệp khác hoặc dán văn bản."},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("text", "file", "form_token", button="Đọc văn bản")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload is None:
            return None
        try:
            return text_of_upload(upload)
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("text", "Chưa có văn bản. Dán văn bản kế hoạch hoặc chọn tệp.")
        return cleaned

    @property
    def plan_text(self) -> str:
        file = self.cleaned_data.get("file")
        return nfc(file.text if file else self.cleaned_data["text"])

    @property
    def file_notes(self) -> list[str]:
        """What the file holds beside the text that was taken from it."""
        file = self.cleaned_data.get("file")
        return file.notes if file else []


class PlanTextForm(forms.Form):
    text = PastedTextField(
        label="Văn bản",
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
        help_text="Mỗi đề mục một dòng: “I.”, “1.”, “a)”; mỗi ý một dòng bắt đầu bằng “-”.",
        max_length=MAX_CHARACTERS,
        error_messages={"required": "Văn bản không được để trống."},
    )
    before = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("text", "before", button="Lưu và đọc lại")


class PlanHeaderForm(forms.Form):
    superior = forms.CharField(
        label="Cơ quan chủ quản", required=False, max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )
    issuer = forms.CharField(
        label="Cơ quan ban hành",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi tên cơ quan ban hành."},
    )
    symbol = forms.CharField(
        label="Ký hiệu",
        max_length=60,
        help_text="Ví dụ: KH-THNC. Số để trống; văn thư ghi khi ban hành.",
        error_messages={"required": "Ghi ký hiệu văn bản."},
    )
    place = forms.CharField(label="Địa danh", max_length=80, error_messages={"required": "Ghi địa danh."})
    title = forms.CharField(label="Tên loại", max_length=80, error_messages={"required": "Ghi tên loại văn bản."})
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi trích yếu của văn bản."},
    )
    signer_post = forms.CharField(
        label="Chức vụ người ký", max_length=120, error_messages={"required": "Ghi chức vụ người ký."}
    )
    signer_name = forms.CharField(label="Họ tên người ký", max_length=120, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper(
            "superior",
            "issuer",
            Field("symbol", css_class="w-medium"),
            Field("place", css_class="w-medium"),
            Field("title", css_class="w-medium"),
            "subject",
            Field("signer_post", css_class="w-medium"),
            Field("signer_name", css_class="w-medium"),
            button="Lưu đầu văn bản",
        )


class DeadlineFactForm(forms.Form):
    title = forms.CharField(label="Việc", max_length=250, error_messages={"required": "Ghi việc phải làm."})
    purpose = forms.ChoiceField(label="Loại", choices=CalendarEntry.Purpose.choices)
    month_day = forms.CharField(
        label="Ngày trong tháng",
        required=False,
        help_text="Từ 1 đến 31, hoặc chữ “cuối” cho ngày cuối tháng.",
    )
    from_on = DayField(label="Từ ngày", required=False)
    to_on = DayField(label="Đến ngày", help_text="Ví dụ: 24/10/2026", required=False)

    def __init__(self, *args, fact: PlanFact, school_year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fact, self.school_year = fact, school_year
        names = ["title", "purpose"]
        if fact.rule == "monthly":
            names.append(Field("month_day", css_class="w-short"))
            self.fields["from_on"].help_text = "Kỳ đầu không trước ngày này."
            self.fields["to_on"].help_text = "Kỳ cuối không sau ngày này."
        else:
            del self.fields["month_day"]
            self.fields["from_on"].help_text = "Để trống nếu chỉ có hạn."
            self.fields["to_on"].label = "Hạn, hoặc đến ngày"
            if fact.terms.get("parameters", {}).get("boundary") == "before":
                self.fields["to_on"].help_text = "Văn bản ghi “trước ngày”: hạn cuối là hết ngày liền trước ngày này."
        names += [Field("from_on", css_class="w-date"), Field("to_on", css_class="w-date")]
        self.helper = _helper(*names, button="Lưu và xác nhận")

    def clean_month_day(self):
        typed = self.cleaned_data["month_day"].strip().lower()
        if typed in ("cuối", "last"):
            return "last"
        if typed.isdigit() and 1 <= int(typed) <= 31:
            return int(typed)
        raise ValidationError("Ngày trong tháng từ 1 đến 31, hoặc chữ “cuối”.")

    def clean_from_on(self):
        return self._inside_year("from_on")

    def clean_to_on(self):
        return self._inside_year("to_on")

    def _inside_year(self, name: str):
        day = self.cleaned_data[name]
        if day is not None and not self.school_year.holds(day):
            year = self.school_year
            raise ValidationError(
                f"Ngày phải thuộc năm học {year.code}: {year.starts_on:%d/%m/%Y} đến {year.ends_on:%d/%m/%Y}."
            )
        return day

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and first > last:
            self.add_error("to_on", "Ngày kết thúc trước ngày bắt đầu.")
        elif first and last is None and "to_on" not in self.errors:
            self.add_error("to_on", "Ghi hạn hoặc ngày kết thúc.")
        elif self.fact.rule == "monthly" and last is None and "to_on" not in self.errors:
            self.add_error("to_on", "Ghi ngày kết thúc của việc lặp lại.")
        return cleaned

    @property
    def values(self) -> dict:
        values = {name: self.cleaned_data[name] for name in ("title", "purpose", "from_on", "to_on")}
        if "month_day" in self.cleaned_data:
            parameters = {**self.fact.terms.get("parameters", {}), "day": self.cleaned_data["month_day"]}
            values["terms"] = {"parameters": parameters}
        return values


class TargetFactForm(forms.Form):
    who = forms.CharField(label="Ai", max_length=200, error_messages={"required": "Ghi chỉ tiêu của ai."})
    operator = forms.ChoiceField(
        label="So với số", choices=[("=", "Đúng bằng"), (">=", "Ít nhất"), ("<=", "Không quá")]
    )
    value = forms.DecimalField(
        label="Chỉ tiêu",
        required=False,
        localize=True,
        max_digits=9,
        decimal_places=2,
        min_value=0,
        help_text="Để trống nếu kế hoạch không nêu số; để trống khác với 0.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "Chỉ tiêu phải là số, ví dụ 20 hoặc 12,5."},
    )
    unit = forms.CharField(
        label="Đơn vị tính",
        max_length=30,
        help_text="%, người, tập thể, …",
        error_messages={"required": "Ghi đơn vị tính."},
    )
    title = forms.CharField(label="Nội dung", max_length=250, error_messages={"required": "Ghi nội dung chỉ tiêu."})
    code = forms.ChoiceField(label="Danh hiệu, hình thức khen", required=False)
    is_registration = forms.BooleanField(label="Là chỉ tiêu đăng ký (chưa phải đạt được)", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(each.code, each.name) for each in Distinction.objects.all()]
        self.fields["code"].choices = [("", "Không phải danh hiệu"), *known]
        self.helper = _helper(
            "who",
            Field("operator", css_class="w-medium"),
            Field("value", css_class="w-short num"),
            Field("unit", css_class="w-medium"),
            "title",
            "code",
            "is_registration",
            button="Lưu và xác nhận",
        )

    @property
    def values(self) -> dict:
        cleaned = self.cleaned_data
        value = cleaned["value"]
        terms = {name: cleaned[name] for name in ("who", "operator", "unit", "code", "is_registration")}
        return {
            "title": cleaned["title"],
            "terms": {**terms, "value": None if value is None else f"{value.normalize():f}"},
        }


class CampaignFactForm(DeadlineFactForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["purpose"]
        self.fields["title"].label = "Tên phong trào, chuyên đề"
        self.fields["to_on"].label = "Đến ngày"
        days = [Field("from_on", css_class="w-date"), Field("to_on", css_class="w-date")]
        self.helper = _helper("title", *days, button="Lưu và xác nhận")

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("title", "from_on", "to_on")}


class DoubtForm(forms.Form):
    note = forms.CharField(
        label="Ý kiến",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ghi vì sao giữ như văn bản, hoặc đã sửa ở đâu.",
        error_messages={"required": "Ghi ý kiến về điều này."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("note", button="Ghi ý kiến")
