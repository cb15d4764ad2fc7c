"""What is asked when a plan is published, changed, shown to the public or put into force."""

from __future__ import annotations

import uuid

from crispy_forms.helper import FormHelper
from django import forms

from core import clock
from organisation.models import Department, Employment, Person, StaffGroup
from plans.forms import DayField, PlanImportForm, form_helper
from plans.models import EmulationPlan, YearPaper
from plans.services import Chosen

EVERYBODY, SOME = "everybody", "some"


class AudienceForm(forms.Form):
    """Everybody of an organisation, or its tổ, groups and people."""

    to = forms.ChoiceField(
        label="Công bố tới",
        choices=[(EVERYBODY, "Mọi người trong đơn vị"), (SOME, "Tổ, nhóm, người được chọn dưới đây")],
        initial=EVERYBODY,
        widget=forms.RadioSelect,
    )
    departments = forms.ModelMultipleChoiceField(
        label="Tổ", queryset=Department.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    staff_kinds = forms.MultipleChoiceField(
        label="Nhóm viên chức",
        choices=Employment.StaffKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.ModelMultipleChoiceField(
        label="Nhóm khác", queryset=StaffGroup.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.ModelMultipleChoiceField(
        label="Từng người",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *args, organisation, **kwargs):
        if data is not None and "to" not in data:  # a button without a choice means everybody
            data = {**data.dict(), "to": EVERYBODY}
        super().__init__(data, *args, **kwargs)
        today = clock.today()
        self.fields["departments"].queryset = Department.objects.for_organisation(organisation).on(today)
        self.fields["groups"].queryset = StaffGroup.objects.for_organisation(organisation)
        self.fields["people"].queryset = Person.objects.employed_at(organisation, on=today)
        if not self.fields["groups"].queryset.exists():
            del self.fields["groups"]

    def clean(self):
        cleaned = super().clean()
        if self.errors or cleaned.get("to") != SOME:
            return cleaned
        if not any(cleaned.get(name) for name in ("departments", "staff_kinds", "groups", "people")):
            self.add_error("to", "Chọn ít nhất một tổ, một nhóm hoặc một người.")
        return cleaned

    @property
    def chosen(self) -> Chosen:
        values = self.cleaned_data
        if values.get("to") != SOME:
            return Chosen()
        return Chosen(
            values["departments"], values.get("groups") or (), values["people"], values.get("staff_kinds") or []
        )


class PublishForm(AudienceForm):
    """To whom; `seal` is that of the effects which stand on the page."""

    seal = forms.CharField(required=False, widget=forms.HiddenInput)
    from_on = DayField(
        label="Có hiệu lực từ", required=False, help_text="Không trước ngày ban hành. Bỏ trống: từ ngày ban hành."
    )

    def __init__(self, *args, plan: EmulationPlan, **kwargs):
        super().__init__(*args, **kwargs)
        if plan.is_regulation:
            self.fields["from_on"].initial = plan.from_on or plan.document.issued_on
            self.fields["from_on"].widget.attrs["class"] = "w-date"
        else:
            del self.fields["from_on"]
        self.helper = FormHelper()
        self.helper.form_tag = False


class ChangeForm(forms.Form):
    """What a new draft does to the published plan it begins from."""

    change = forms.ChoiceField(
        label="Văn bản mới",
        choices=EmulationPlan.Change.choices,
        widget=forms.RadioSelect,
        help_text="Cả hai đều bắt đầu từ toàn văn hiện hành; phần sửa được so từng từ với bản cũ trước khi công bố.",
        error_messages={"required": "Chọn sửa đổi, bổ sung hay thay thế."},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("change", "form_token", button="Lập văn bản mới")


class RelationForm(forms.Form):
    """Which published plan a draft changes."""

    changes = forms.ModelChoiceField(
        label="Văn bản được sửa đổi, thay thế",
        queryset=EmulationPlan.objects.none(),
        required=False,
        empty_label="Không: đây là văn bản riêng",
    )
    change = forms.ChoiceField(
        label="Cách thay đổi", choices=EmulationPlan.Change.choices, required=False, widget=forms.RadioSelect
    )
    keeps_rest = forms.BooleanField(
        label="Văn bản mới chỉ nêu phần sửa: mốc, chỉ tiêu không nhắc lại vẫn giữ",
        required=False,
        help_text="Không chọn khi văn bản mới chép lại toàn văn. Chỉ dùng cho sửa đổi, bổ sung.",
    )

    def __init__(self, *args, plan: EmulationPlan, **kwargs):
        super().__init__(*args, **kwargs)
        rows = EmulationPlan.objects.for_organisation(plan.organisation).published().latest_versions()
        self.fields["changes"].queryset = rows.filter(kind=plan.kind).select_related("document__series")
        self.fields["changes"].label_from_instance = lambda each: f"{each.number_label}: {each.title}"
        self.helper = form_helper("changes", "change", "keeps_rest", button="Lưu")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("changes") and not cleaned.get("change"):
            self.add_error("change", "Chọn sửa đổi, bổ sung hay thay thế.")
        return cleaned


class PublicPageForm(forms.Form):
    is_indexed = forms.BooleanField(
        label="Cho máy tìm kiếm đưa trang vào kết quả",
        required=False,
        help_text="Không chọn: chỉ người có địa chỉ mới mở được trang.",
    )

    def __init__(self, *args, button: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("is_indexed", button=button)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Lý do thu hồi",
        max_length=300,
        help_text="Người mở địa chỉ này sẽ đọc thấy lý do; không ghi tên cá nhân.",
        error_messages={"required": "Ghi lý do thu hồi."},
    )


class RegulationForm(PlanImportForm):
    """The text of a regulation, and from when it is in force."""

    from_on = DayField(label="Có hiệu lực từ", required=False, help_text="Bỏ trống: từ ngày ban hành.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Văn bản quy chế"
        self.helper = form_helper("text", "file", "from_on", "form_token", button="Đọc văn bản")


class YearPaperForm(forms.Form):
    """What a person says of a paper that the system cannot see."""

    state = forms.ChoiceField(
        label="Tình trạng",
        choices=[("", "Theo dữ liệu trong hệ thống"), *YearPaper.State.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label="Số, ký hiệu", max_length=60, required=False)
    issued_on = DayField(label="Ngày văn bản", required=False)
    note = forms.CharField(
        label="Ghi chú", max_length=300, required=False, help_text="Nơi lưu, hoặc vì sao năm nay không cần."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("state", "number", "issued_on", "note", button="Lưu")
