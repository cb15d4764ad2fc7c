from __future__ import annotations

from django import forms

from core.errors import DomainError
from councils import agenda
from councils.forms.helper import form_helper
from councils.models import CouncilSession

AGENDA_HELP = (
    "Mỗi dòng một nội dung. Có người trình bày thì ghi sau dấu “|”, ví dụ: Xét danh hiệu thi đua | Bà Trần Thị Lan."
)


class AgendaField(forms.CharField):
    """Points of an agenda, one a line; its value is a list of `agenda.Point`."""

    def __init__(self, **kwargs):
        values = {
            "label": "Chương trình họp",
            "required": False,
            "max_length": 12_000,
            "widget": forms.Textarea(attrs={"rows": 6}),
            "help_text": AGENDA_HELP,
        }
        super().__init__(**(values | kwargs))

    def clean(self, value):
        try:
            return agenda.read_agenda(super().clean(value))
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class MeetingForm(forms.ModelForm):
    """What, when, where."""

    class Meta:
        model = CouncilSession
        fields = ["title", "held_on", "starts_at", "place"]
        widgets = {
            "held_on": forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date"}),
            "starts_at": forms.TimeInput(format="%H:%M", attrs={"class": "w-short"}),
        }
        help_texts = {
            "title": "Ví dụ: Xét danh hiệu thi đua năm học 2026-2027.",
            "held_on": "Ví dụ: 24/10/2026",
            "starts_at": "Ví dụ: 14:00",
        }
        error_messages = {
            "title": {"required": "Ghi nội dung họp."},
            "held_on": {"required": "Ghi ngày họp.", "invalid": "Ngày họp chưa đúng. Nhập theo mẫu 24/10/2026."},
            "starts_at": {"required": "Ghi giờ bắt đầu.", "invalid": "Giờ bắt đầu chưa đúng. Nhập theo mẫu 14:00."},
            "place": {"required": "Ghi địa điểm họp."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(*self.Meta.fields, submit="Lưu và báo cho các thành viên")


class SessionForm(MeetingForm):
    """The call of a session, of one of the councils that are at work."""

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agenda"] = AgendaField()
        fields = [*self.Meta.fields, "agenda"]
        if len(councils) > 1:
            self.fields["council"] = forms.ModelChoiceField(
                councils,
                label="Hội đồng",
                empty_label=None,
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Chọn hội đồng sẽ họp.",
                    "invalid_choice": "Hội đồng này không còn hoạt động. Chọn hội đồng khác.",
                },
            )
            fields = ["council", *fields]
        self.helper = form_helper(*fields, submit="Triệu tập phiên họp")


class AgendaForm(forms.Form):
    agenda = AgendaField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("agenda", submit="Lưu chương trình")


class PaperForm(forms.Form):
    """One document of ours, or one file."""

    document = forms.ModelChoiceField(
        None,
        label="Văn bản của đơn vị",
        required=False,
        empty_label="Không chọn",
        error_messages={"invalid_choice": "Văn bản này không có trong danh sách. Chọn lại."},
    )
    upload = forms.FileField(
        label="Hoặc tệp tải lên",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.jpg,.jpeg,.png"}),
        help_text="PDF, Word (.docx) hoặc ảnh, tối đa 10 MB.",
        error_messages={"empty": "Tệp trống. Chọn tệp khác."},
    )
    title = forms.CharField(
        label="Tên tài liệu",
        required=False,
        max_length=200,
        help_text="Để trống thì lấy tên văn bản hoặc tên tệp.",
        error_messages={"max_length": "Tên tài liệu dài quá 200 ký tự. Viết gọn lại."},
    )

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents
        self.helper = form_helper("document", "upload", "title", submit="Thêm tài liệu")

    def clean(self):
        values = super().clean()
        if not self.errors and bool(values.get("document")) == bool(values.get("upload")):
            raise forms.ValidationError("Chọn một văn bản của đơn vị, hoặc chọn một tệp để tải lên.")
        return values


class CancelForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
