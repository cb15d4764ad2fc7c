from __future__ import annotations

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.vietnamese import nfc
from documents.content import Content
from documents.reading.files import UnreadableFile, text_of_upload
from documents.text_forms import TextForm
from organisation.leave_forms import not_far_away
from organisation.models import Person
from plans.services import MAX_CHARACTERS, Signer
from plans.services.letterheads import deputies, drafting_bodies
from plans.services.starting import (
    blank_content,
    content_of_template,
    earlier_plans,
    incoming_documents,
    templates_for,
    with_tasks_from_above,
)

DAY_ERRORS = {"invalid": "Ngày này không có trong lịch. Nhập theo mẫu 24/10/2026."}


def form_helper(*fields, button: str) -> FormHelper:
    """A form's layout with one button."""
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields, Submit("submit", button))
    return helper


class DayField(forms.DateField):
    """A day as people write it: 24/10/2026."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": ""})
        super().__init__(widget=widget, error_messages=DAY_ERRORS, validators=[not_far_away], **kwargs)


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
        self.helper = form_helper("text", "file", "form_token", button="Đọc văn bản")

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


class PlanTextForm(TextForm):
    """The plan's text; letterhead and signature have a page of their own."""

    OMITS = frozenset({"addressees", "signing_lines", "signer_name"})


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
    drafting_body = forms.ChoiceField(
        label="Soạn dưới danh nghĩa",
        required=False,
        help_text="Khi đổi, cơ quan, ký hiệu và dòng ký lấy theo danh nghĩa mới. Người ký vẫn là người đứng đầu.",
    )
    signer = forms.ChoiceField(label="Người ký", required=False, help_text="Chọn để ghi lại chức vụ, họ tên người ký.")
    author = forms.ModelChoiceField(
        label="Người soạn",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Người đã lập kế hoạch này",
        help_text="Người soạn sửa được văn bản này dù không giữ vai trò quản lý, và nhận việc sửa, công bố.",
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = drafting_bodies().items()
        self.fields["drafting_body"].choices = [(code, each["label"]) for code, each in bodies]
        self.deputies = {str(each.pk): each for each in deputies(organisation)}
        self.fields["signer"].choices = [
            ("", "Giữ như đang ghi"),
            ("head", "Người đứng đầu"),
            *((pk, f"KT.: {person.full_name}") for pk, person in self.deputies.items()),
        ]
        self.fields["author"].queryset = Person.objects.employed_at(organisation, on=clock.today())
        self.helper = form_helper(
            Field("drafting_body", css_class="w-medium"),
            "superior",
            "issuer",
            Field("symbol", css_class="w-medium"),
            Field("place", css_class="w-medium"),
            Field("title", css_class="w-medium"),
            "subject",
            Field("signer_post", css_class="w-medium"),
            Field("signer_name", css_class="w-medium"),
            Field("signer", css_class="w-medium"),
            Field("author", css_class="w-medium"),
            button="Lưu đầu văn bản",
        )

    @property
    def values(self) -> dict:
        """What the service takes: `signer` as whom, None where it stays as written."""
        chosen = self.cleaned_data["signer"]
        signer = Signer(self.deputies.get(chosen)) if chosen else None
        return {**self.cleaned_data, "signer": signer}


class PlanStartForm(forms.Form):
    """What a new plan begins with: a choice of earlier plans, templates, or nothing."""

    start = forms.ChoiceField(
        label="Bắt đầu từ",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách bắt đầu.", "invalid_choice": "Cách bắt đầu này không còn. Chọn lại."},
    )
    incoming = forms.MultipleChoiceField(
        label="Đưa vào việc có hạn của văn bản cấp trên",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mỗi việc thành một dòng có ghi nguồn trong bản nháp, ngày của việc được đề xuất để xác nhận.",
        error_messages={"invalid_choice": "Văn bản này không còn trong sổ. Chọn lại."},
    )
    body = forms.ChoiceField(label="Soạn dưới danh nghĩa")
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, organisation, school_year, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation, self.school_year = organisation, school_year
        self.earlier = {f"earlier-{each.pk}": each for each in earlier_plans(organisation, school_year)[:10]}
        self.templates = {f"template-{each.code}": each for each in templates_for(organisation)}
        self.fields["start"].choices = [
            *((code, _earlier_label(each)) for code, each in self.earlier.items()),
            *((code, f"Bản mẫu: {each.name}") for code, each in self.templates.items()),
            ("blank", "Văn bản trống, chỉ có đầu văn bản và người ký"),
        ]
        self.fields["start"].initial = self.fields["start"].choices[0][0]
        bodies = drafting_bodies().items()
        self.fields["body"].choices = [(code, each["label"]) for code, each in bodies]
        self.incoming = {str(each.pk): each for each in incoming_documents(organisation, school_year)}
        self.fields["incoming"].choices = [
            (pk, f"{each.get_kind_display()} số {each.number}: {each.subject}") for pk, each in self.incoming.items()
        ]
        fields = ["start", "incoming", Field("body", css_class="w-medium"), "form_token"]
        if not self.incoming:
            del self.fields["incoming"]
            fields.remove("incoming")
        self.helper = form_helper(*fields, button="Lập bản nháp")

    def beginning(self) -> tuple[Content, str]:
        """The content to begin with, and how its first version is named."""
        content, note = self._chosen_beginning()
        above = [self.incoming[pk] for pk in self.cleaned_data.get("incoming", [])]
        return with_tasks_from_above(content, above), note

    def _chosen_beginning(self) -> tuple[Content, str]:
        chosen = self.cleaned_data["start"]
        if chosen in self.earlier:
            plan = self.earlier[chosen]
            return plan.content, f"Bắt đầu từ {plan.number_label}, năm học {plan.school_year.code}"
        if chosen in self.templates:
            template = self.templates[chosen]
            content = content_of_template(template, self.organisation, self.school_year)
            return content, f"Bắt đầu từ bản mẫu {template.name}"
        return blank_content(self.school_year), "Bắt đầu từ văn bản trống"


def _earlier_label(plan) -> str:
    return f"Năm học {plan.school_year.code}: {plan.title} ({plan.number_label})"


class TargetBaseForm(forms.Form):
    """Of which groups a share is counted; `choices` are those of `BaseGroups`."""

    base = forms.MultipleChoiceField(
        label="Tính trên nhóm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tỷ lệ phần trăm được tính trên những người thuộc các nhóm đã chọn.",
        error_messages={"invalid_choice": "Nhóm này không còn trong danh sách của trường. Chọn lại."},
    )

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = choices
