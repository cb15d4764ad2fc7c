from __future__ import annotations

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from campaigns.models import Campaign
from core import clock
from legal.models import Distinction
from organisation.models import Person

DAY_ERRORS = {"invalid": "Ngày này không có trong lịch. Nhập theo mẫu 24/10/2026."}


def day_field(label: str, required: str, **kwargs) -> forms.DateField:
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric"})
    return forms.DateField(label=label, widget=widget, error_messages={**DAY_ERRORS, "required": required}, **kwargs)


class CampaignForm(forms.ModelForm):
    from_on = day_field("Từ ngày", "Ghi ngày bắt đầu.", help_text="Ví dụ: 24/10/2026")
    to_on = day_field("Đến ngày", "Ghi ngày kết thúc.")
    award_count = forms.IntegerField(
        label="Số lượng khen",
        required=False,
        min_value=0,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Để trống nếu kế hoạch không nêu; để trống khác với 0.",
        error_messages={"invalid": "Số lượng khen phải là số nguyên, hoặc để trống."},
    )

    class Meta:
        model = Campaign
        fields = ["name", "kind", "goal", "subjects", "content", "from_on", "to_on", "award_form", "award_count"]
        widgets = {
            "goal": forms.Textarea(attrs={"rows": 3}),
            "content": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {
            "name": {"required": "Ghi tên phong trào."},
            "goal": {"required": "Ghi mục tiêu."},
            "subjects": {"required": "Ghi đối tượng tham gia."},
            "content": {"required": "Ghi nội dung thực hiện."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["award_form"].queryset = Distinction.objects.filter(
            kind=Distinction.Kind.COMMENDATION, level__in=Distinction.BELOW_STATE
        )
        self.fields["award_form"].empty_label = "Không nêu"
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            "name",
            Field("kind", css_class="w-medium"),
            "goal",
            "subjects",
            "content",
            Field("from_on", css_class="w-date"),
            Field("to_on", css_class="w-date"),
            Field("award_form", css_class="w-medium"),
            Field("award_count", css_class="w-short num"),
            Submit("submit", "Lưu bản nháp"),
        )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and first > last:
            self.add_error("to_on", "Ngày kết thúc trước ngày bắt đầu.")
        return cleaned

    def _post_clean(self):
        """The service writes the row; the form checks only what was typed."""


class JoinForm(forms.Form):
    note = forms.CharField(
        label="Tổ sẽ làm gì",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Nội dung dài quá 500 ký tự. Viết gọn lại."},
    )


class GoodDeedForm(forms.Form):
    person = forms.ModelChoiceField(
        label="Của ai",
        queryset=Person.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Chọn người làm việc tốt.",
            "invalid_choice": "Chọn một người đang công tác tại đơn vị.",
        },
    )
    text = forms.CharField(
        label="Việc tốt",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Một hai câu: làm gì, cho ai, ở đâu.",
        error_messages={"required": "Ghi việc tốt đã làm.", "max_length": "Việc tốt dài quá 2000 ký tự. Viết gọn lại."},
    )
    happened_on = day_field("Ngày", "Ghi ngày làm việc tốt.")
    campaign = forms.ModelChoiceField(
        label="Thuộc phong trào",
        queryset=Campaign._base_manager.none(),
        required=False,
        empty_label="Không thuộc phong trào nào",
    )
    photo = forms.FileField(
        label="Ảnh",
        required=False,
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png", "capture": "environment", "data-shrink": ""}
        ),
        help_text="Ảnh JPG (tối đa 25 MB) hoặc PNG (tối đa 10 MB). Vị trí chụp ghi trong ảnh được xóa khi lưu.",
        error_messages={"empty": "Tệp ảnh trống. Chọn ảnh khác."},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, people, campaigns, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["campaign"].queryset = campaigns
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            "text",
            "person",
            Field("happened_on", css_class="w-date"),
            "campaign",
            "photo",
            "form_token",
            Submit("submit", "Ghi việc tốt"),
        )

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > clock.today():
            raise ValidationError("Ngày này chưa đến. Ghi ngày đã làm việc tốt.")
        return day
