from __future__ import annotations

import secrets

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from awards.models import AchievementReport
from awards.services import Authority
from core import clock
from core.vietnamese import clean_line
from councils.models import CouncilSession
from evaluations.models import EvaluationPeriod
from legal.models import Distinction
from organisation.models import Department, Person

DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]
GRANTED, REFUSED = "yes", "no"


def date_field(label: str, missing: str) -> forms.DateField:
    """A day as people write it."""
    return forms.DateField(
        label=label,
        help_text="Ví dụ: 24/10/2026",
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


class LinesForm(forms.Form):
    """A yes or no for each nomination, under the fields of `HEADS`."""

    HEADS: tuple[str, ...] = ()

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
        return [self[name] for name in self.HEADS]

    @property
    def lines(self):
        """The field of each nomination."""
        return [self[self._name(row)] for row in self.nominations]

    @property
    def granted(self) -> dict[int, bool]:
        return {row["nomination"]: self.cleaned_data[self._name(row)] == GRANTED for row in self.nominations}

    @classmethod
    def with_all_granted(cls, typed, *, nominations: list[dict]) -> LinesForm:
        """The form as it was typed, with “Công nhận” chosen everywhere; nothing is saved yet."""
        initial = {name: typed.get(name, "") for name in cls.HEADS}
        return cls(initial=initial | {cls._name(row): GRANTED for row in nominations}, nominations=nominations)


class DecisionForm(LinesForm):
    """What the authority decided elsewhere: number, day, whose decision, and each line."""

    HEADS = ("number", "decided_on", "authority")

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


class AuthorityForm(forms.Form):
    """Who decides and signs. What was used last stands here already."""

    AUTHORITY = ("post", "body", "signer", "symbol")

    post = forms.CharField(
        label="Chức vụ người ký",
        max_length=60,
        help_text="Ví dụ Chủ tịch, Hiệu trưởng",
        error_messages={"required": "Ghi chức vụ người ký."},
    )
    body = forms.CharField(
        label="Cơ quan ra quyết định",
        max_length=95,
        help_text="Ví dụ Ủy ban nhân dân phường Hoa Lư",
        error_messages={"required": "Ghi cơ quan ra quyết định."},
    )
    signer = forms.CharField(
        label="Họ tên người ký", required=False, max_length=120, help_text="Để trống nếu chưa biết; ghi thêm khi sửa."
    )
    symbol = forms.RegexField(
        r"^QĐ-[A-ZĐ&]+(-[A-ZĐ&]+)*$",
        label="Ký hiệu",
        max_length=40,
        help_text="Phần sau số, ví dụ QĐ-UBND",
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off"}),
        error_messages={"required": "Ghi ký hiệu.", "invalid": "Ký hiệu viết hoa, không dấu cách, ví dụ QĐ-UBND."},
    )

    @staticmethod
    def initial_of(authority: Authority) -> dict[str, str]:
        return {
            "post": authority.post,
            "body": authority.body,
            "signer": authority.name,
            "symbol": authority.symbol,
        }

    @property
    def authority(self) -> Authority:
        data = self.cleaned_data
        return Authority(clean_line(data["post"]), clean_line(data["body"]), clean_line(data["signer"]), data["symbol"])


class DraftDecisionForm(AuthorityForm, LinesForm):
    """The office's decision about an accepted dossier, to be drafted as a document."""

    HEADS = AuthorityForm.AUTHORITY


class OwnDecisionForm(AuthorityForm):
    """The head's own decision about the titles that are hers to decide."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        self.helper.layout = Layout(*self.AUTHORITY)


class CommendForm(AuthorityForm):
    """Who is commended, with what and for what, without a dossier."""

    distinction = forms.ModelChoiceField(
        Distinction.objects.none(),
        label="Hình thức khen thưởng",
        empty_label=None,
        error_messages={"required": "Chọn hình thức khen thưởng."},
    )
    period = forms.CharField(
        label="Về việc gì",
        max_length=200,
        help_text="Viết tiếp sau “Tặng Giấy khen”, ví dụ: trong phong trào “Mỗi tuần một tiết học ngoài lớp”",
        error_messages={"required": "Ghi khen thưởng về việc gì."},
    )
    achievement = forms.CharField(
        label="Thành tích",
        max_length=300,
        help_text="In trên quyết định và giấy khen của từng người, ví dụ: Có thành tích xuất sắc trong phong trào …",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi thành tích được khen."},
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label="Tập thể", required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="Cá nhân", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="Cá nhân, tập thể ngoài đơn vị",
        required=False,
        max_length=20_000,
        help_text="Mỗi dòng một người hoặc tập thể, ví dụ: Nguyễn Thị Lụa; Giáo viên, Trường Mầm non Hoa Sen",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["distinction"].queryset = Distinction.objects.filter(
            kind=Distinction.Kind.COMMENDATION, level__in=Distinction.BELOW_STATE
        )
        self.fields["departments"].queryset = Department.objects.for_organisation(organisation).on(today)
        self.fields["people"].queryset = Person.objects.employed_at(organisation, on=today)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        self.helper.layout = Layout(
            "distinction", "period", "achievement", "departments", "people", "others", *self.AUTHORITY
        )

    def clean_others(self) -> list[tuple[str, str]]:
        """(name, place) of each line."""
        found = []
        for line in filter(None, map(clean_line, self.cleaned_data["others"].splitlines())):
            name, _, place = line.partition(";")
            found.append((name.strip()[:200], place.strip()[:200]))
        return found

    def clean(self):
        data = super().clean()
        if not self.errors and not (data.get("departments") or data.get("people") or data.get("others")):
            raise forms.ValidationError("Chọn hoặc ghi ít nhất một cá nhân, tập thể được khen.")
        return data


class CertificatesForm(forms.Form):
    first_number = forms.IntegerField(
        label="Vào sổ từ số",
        min_value=1,
        max_value=99_999,
        help_text="Số trong sổ khen thưởng của năm; các giấy tiếp theo đánh số liên tục.",
        widget=forms.NumberInput(attrs={"class": "w-small"}),
        error_messages={"required": "Ghi số bắt đầu trong sổ.", "invalid": "Số vào sổ là số nguyên, ví dụ 12."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("first_number")


class ReportForm(forms.Form):
    """A báo cáo thành tích: what only it asks for, and the two texts. Everything may stay open while it is a draft."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, *args, details: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.details = [key for key, _ in details]
        for key, label in details:
            widget = forms.Textarea(attrs={"rows": 3}) if key in LONG_DETAILS else None
            self.fields[key] = forms.CharField(label=label, required=False, max_length=2000, widget=widget)
        for key, label, rows in (("duties", DUTIES, 4), ("achievements", ACHIEVEMENTS, 14)):
            self.fields[key] = forms.CharField(
                label=label,
                required=False,
                max_length=30_000,
                help_text="Mỗi đoạn một dòng; dòng bắt đầu bằng dấu - là một ý trong danh sách.",
                widget=forms.Textarea(attrs={"rows": rows}),
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        self.helper.layout = Layout("version", "page", *self.details, "duties", "achievements")

    @property
    def text_names(self) -> list[str]:
        return [*self.details, "duties", "achievements"]

    @staticmethod
    def initial_of(report: AchievementReport) -> dict:
        page = secrets.token_hex(8)  # names the open page, so that its own saves are no conflict for it
        texts = {"duties": report.duties, "achievements": report.achievements}
        return {"version": report.version, "page": page, **report.details, **texts}


LONG_DETAILS = ("features", "bodies", "functions")
DUTIES = "Quyền hạn, nhiệm vụ được giao hoặc đảm nhận"
ACHIEVEMENTS = "Thành tích đạt được"


class ReturnReportForm(forms.Form):
    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi lý do trả lại để người báo cáo biết cần sửa điều gì."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("reason")
