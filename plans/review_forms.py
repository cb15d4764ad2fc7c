"""Correcting one thing that was understood from a plan."""

from __future__ import annotations

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from core.templatetags.ui import vi_weekday_date
from core.vietnamese import whole_number
from deadlines.judged import REVIEWS, WHO
from deadlines.models import CalendarEntry
from legal.models import Distinction
from plans.counted_forms import CountedForm
from plans.forms import DayField, form_helper
from plans.models import PlanFact
from plans.services.targets import BaseGroups
from plans.working_days import ONE_DAY

UNTIL = [
    ("on", "Hết ngày ghi ở ô “Hạn”"),
    ("before", "Hết ngày liền trước (văn bản ghi “trước ngày …”)"),
]


JUDGES = [
    ("", "Như câu trong văn bản"),
    ("same", "Kỳ có ngày hạn"),
    ("previous", "Kỳ liền trước kỳ có ngày hạn"),
    ("school", "Quý tính theo năm học (quý I là tháng 9 đến tháng 11)"),
]
SUBJECTS = [("", "Như câu trong văn bản"), *((code, name.capitalize()) for code, name in WHO.items())]


class DeadlineFactForm(CountedForm):
    title = forms.CharField(label="Việc", max_length=250, error_messages={"required": "Ghi việc phải làm."})
    purpose = forms.ChoiceField(label="Loại", choices=CalendarEntry.Purpose.choices)
    who = forms.CharField(
        label="Ai làm", required=False, max_length=200, help_text="Như kế hoạch ghi; để trống nếu kế hoạch không nêu."
    )
    judges = forms.ChoiceField(
        label="Bình xét kỳ nào",
        choices=JUDGES,
        required=False,
        help_text="Ví dụ họp ngày 5 để xét tháng trước: chọn kỳ liền trước.",
    )
    subject = forms.ChoiceField(label="Bình xét ai", choices=SUBJECTS, required=False)
    month_day = forms.CharField(
        label="Ngày trong tháng",
        required=False,
        help_text="Từ 1 đến 31, hoặc chữ “cuối” cho ngày cuối tháng.",
    )
    until = forms.ChoiceField(label="Việc phải xong", choices=UNTIL, required=False, widget=forms.RadioSelect)

    def __init__(self, *args, fact: PlanFact, **kwargs):
        super().__init__(*args, fact=fact, **kwargs)
        names = ["title", "purpose", *self._period_fields(fact), "who"]
        if fact.rule == "monthly":
            names.append(Field("month_day", css_class="w-short"))
            del self.fields["until"]
            if fact.terms.get("parameters", {}).get("boundary") == "before":
                self.fields["month_day"].help_text = (
                    "Văn bản ghi “trước ngày …”: giữ nguyên thì phải xong hết ngày liền trước;"
                    " ghi ngày khác thì phải xong hết ngày ghi ở đây."
                )
            self.fields["from_on"].help_text = "Kỳ đầu không trước ngày này."
            self.fields["to_on"].label, self.fields["to_on"].help_text = "Đến ngày", "Kỳ cuối không sau ngày này."
        else:
            del self.fields["month_day"]
            if fact.is_recurring:
                del self.fields["until"]
            else:
                self._explain_until(fact)
        names += self.day_fields()
        names += ["until"] if "until" in self.fields else []
        self.helper = form_helper(*names, button="Lưu và xác nhận")

    def _period_fields(self, fact: PlanFact) -> list[str]:
        """Which period and who, of a review; a fact that is none is made one first."""
        if fact.purpose not in REVIEWS:
            del self.fields["judges"], self.fields["subject"]
            return []
        if fact.purpose != CalendarEntry.Purpose.QUARTER_REVIEW:
            self.fields["judges"].choices = JUDGES[:-1]
        return ["judges", "subject"]

    def _explain_until(self, fact: PlanFact) -> None:
        is_before = fact.terms.get("parameters", {}).get("boundary") == "before"
        self.fields["until"].initial = "before" if is_before else "on"
        if is_before and fact.to_on:
            example = f"trước ngày {fact.to_on:%d/%m/%Y} là hết {vi_weekday_date(fact.to_on - ONE_DAY)}"
            self.fields["to_on"].help_text = f"Ngày đứng sau chữ “trước ngày” của văn bản; {example}."

    def clean_month_day(self):
        typed = self.cleaned_data["month_day"].strip().lower()
        if typed in ("cuối", "last"):
            return "last"
        if 1 <= (whole_number(typed) or 0) <= 31:
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
        if self.fact.rule == "monthly" and not cleaned.get("to_on") and "to_on" not in self.errors:
            self.add_error("to_on", "Ghi ngày kết thúc của việc lặp lại.")
        return cleaned

    @property
    def values(self) -> dict:
        values = {name: self.cleaned_data[name] for name in ("title", "purpose", "from_on", "to_on")}
        parameters = dict(self.counted or self.fact.terms.get("parameters", {}))
        if "month_day" in self.cleaned_data:
            if self.cleaned_data["month_day"] != parameters.get("day"):
                parameters["boundary"] = "on"  # the day typed is the day itself, not the one of “trước ngày …”
            parameters["day"] = self.cleaned_data["month_day"]
        if self.cleaned_data.get("until") == "before":
            parameters["boundary"] = "before"
        elif self.cleaned_data.get("until") == "on" and parameters.get("boundary") == "before":
            parameters["boundary"] = "by"
        if self.counted is None:
            parameters.pop("anchor_on", None)
        said = {name: self.cleaned_data[name] for name in ("who", "judges", "subject") if name in self.cleaned_data}
        return values | {"terms": {"parameters": parameters, **said}}


class TargetFactForm(forms.Form):
    who = forms.CharField(
        label="Trong số",
        max_length=200,
        error_messages={"required": "Ghi chỉ tiêu của ai."},
        help_text="Như kế hoạch ghi: giáo viên, cán bộ quản lý, tập thể tổ, …",
    )
    base = forms.MultipleChoiceField(
        label="Tính trên nhóm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tỷ lệ phần trăm tính trên những người thuộc các nhóm đã chọn.",
    )
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

    def __init__(self, *args, groups: BaseGroups, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(each.code, each.name) for each in Distinction.objects.filter(kind__in=Distinction.JUDGED)]
        self.fields["code"].choices = [("", "Không phải danh hiệu"), *known]
        self.fields["base"].choices = groups.choices()
        self.helper = form_helper(
            "who",
            "base",
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
        terms = {name: cleaned[name] for name in ("who", "base", "operator", "unit", "code", "is_registration")}
        return {
            "title": cleaned["title"],
            "terms": {**terms, "value": None if value is None else f"{value.normalize():f}"},
        }


class CampaignFactForm(DeadlineFactForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("purpose", "judges", "subject", "who", "until"):
            self.fields.pop(name, None)
        self.fields["title"].label = "Tên phong trào, chuyên đề"
        self.fields["to_on"].label = "Đến ngày"
        self.helper = form_helper("title", *self.day_fields(), button="Lưu và xác nhận")

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("title", "from_on", "to_on")}


class MemberFactForm(forms.Form):
    title = forms.CharField(label="Họ và tên", max_length=120, error_messages={"required": "Ghi họ và tên."})
    positions = forms.CharField(
        label="Chức vụ", required=False, max_length=200, help_text="Nhiều chức vụ cách nhau bằng dấu phẩy."
    )
    role = forms.CharField(label="Trong hội đồng", required=False, max_length=120)
    assignment = forms.CharField(
        label="Phân công", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("title", "positions", "role", "assignment", button="Lưu và xác nhận")

    @property
    def values(self) -> dict:
        cleaned = self.cleaned_data
        positions = [part.strip() for part in cleaned["positions"].split(",") if part.strip()]
        terms = {"name": cleaned["title"], "role": cleaned["role"], "assignment": cleaned["assignment"]}
        return {"title": cleaned["title"], "terms": {**terms, "positions": positions}}


class EventFactForm(forms.Form):
    title = forms.CharField(label="Việc đã xảy ra", max_length=250, error_messages={"required": "Ghi việc đã xảy ra."})
    who = forms.CharField(label="Tại, bởi", required=False, max_length=200)
    to_on = DayField(label="Ngày", required=False, help_text="Ngày thật của việc này; để trống nếu chưa rõ.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("title", "who", Field("to_on", css_class="w-date"), button="Lưu và xác nhận")

    @property
    def values(self) -> dict:
        day = self.cleaned_data["to_on"]
        return {
            "title": self.cleaned_data["title"],
            "from_on": day,
            "to_on": day,
            "terms": {"who": self.cleaned_data["who"]},
        }


class RecipientFactForm(forms.Form):
    title = forms.CharField(label="Nơi nhận", max_length=250, error_messages={"required": "Ghi nơi nhận."})
    purpose = forms.CharField(label="Để làm gì", required=False, max_length=120, help_text="Ví dụ: để báo cáo.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("title", "purpose", button="Lưu và xác nhận")

    @property
    def values(self) -> dict:
        cleaned = self.cleaned_data
        return {"title": cleaned["title"], "terms": {"purpose": cleaned["purpose"]}}


class AimFactForm(forms.Form):
    title = forms.CharField(label="Mục", max_length=250, error_messages={"required": "Ghi tên mục."})
    items = forms.CharField(
        label="Các ý",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Mỗi ý một dòng.",
        error_messages={"required": "Ghi ít nhất một ý."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("title", "items", button="Lưu và xác nhận")

    @property
    def values(self) -> dict:
        items = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        return {"title": self.cleaned_data["title"], "terms": {"items": items}}


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
        self.helper = form_helper("note", button="Ghi ý kiến")
