"""What is asked about a document from above: its entry in the book, who handles it, who reads it, what became of it."""

from __future__ import annotations

import uuid

from crispy_forms.layout import Field
from django import forms

from core import clock
from organisation.models import Person
from plans.counted_forms import CountedForm
from plans.forms import DayField, PastedTextField, form_helper
from plans.models import IncomingDocument
from plans.publication_forms import AudienceForm
from plans.services.incoming import HEADER_FIELDS
from plans.services.texts import MAX_CHARACTERS

STATES = [("", "Tất cả"), *IncomingDocument.State.choices, ("late", "Trễ hạn"), ("unread", "Tôi chưa đọc")]


def arrival_number_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="Số đến",
        min_value=1,
        max_value=999_999,
        help_text="Lấy từ sổ đăng ký văn bản đến của đơn vị.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Ghi số đến.",
            "invalid": "Số đến chỉ gồm chữ số, ví dụ 128.",
            "min_value": "Số đến phải từ 1 trở lên.",
            "max_value": "Số đến lớn quá; xem lại.",
        },
    )


class IncomingForm(forms.Form):
    """The entry in the book; with `incoming`, its correction."""

    kind = forms.ChoiceField(label="Loại văn bản", choices=IncomingDocument.Kind.choices)
    number = forms.CharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Như trên văn bản, ví dụ 512/SGDĐT-VP.",
        error_messages={"required": "Ghi số, ký hiệu của văn bản."},
    )
    issued_on = DayField(label="Ngày văn bản")
    issuer = forms.CharField(
        label="Cơ quan ban hành", max_length=250, error_messages={"required": "Ghi cơ quan ban hành."}
    )
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi trích yếu của văn bản."},
    )
    arrival_number = arrival_number_field()
    arrived_on = DayField(label="Ngày đến")
    upload = forms.FileField(
        label="Tệp văn bản",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.jpg,.jpeg,.png"}),
        help_text="PDF, Word (.docx) hoặc ảnh, tối đa 10 MB.",
        error_messages={"empty": "Tệp trống. Chọn tệp khác."},
    )
    text = PastedTextField(
        label="Nội dung",
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Để trống thì hệ thống đọc chữ trong tệp để tìm các mốc. Bản chụp (scan) thì dán chữ vào đây.",
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, incoming: IncomingDocument | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("issued_on", "arrived_on"):
            self.fields[name].help_text = "Ví dụ: 05/10/2026"
        fields = [
            Field("kind", css_class="w-medium"),
            Field("number", css_class="w-medium"),
            Field("issued_on", css_class="w-date"),
            "issuer",
            "subject",
            Field("arrival_number", css_class="w-short num"),
            Field("arrived_on", css_class="w-date"),
            "upload",
            "text",
            "form_token",
        ]
        if incoming is not None:
            fields = [field for field in fields if field not in ("upload", "form_token")]
            del self.fields["upload"], self.fields["form_token"]
            self.fields["text"].help_text = "Sửa chữ thì hệ thống đọc lại; mốc đã xác nhận vẫn giữ."
            if incoming.delivery_id is not None:  # what was sent stays as it was sent
                fields = fields[5:7]
                for name in ("kind", "number", "issued_on", "issuer", "subject", "text"):
                    del self.fields[name]
        self.helper = form_helper(*fields, button="Vào sổ" if incoming is None else "Lưu")

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in HEADER_FIELDS if name in self.cleaned_data}


class ArrivalForm(forms.Form):
    """The entry of what came through this installation: the rest is as it was sent."""

    arrival_number = arrival_number_field()
    arrived_on = DayField(label="Ngày đến")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = [Field("arrival_number", css_class="w-short num"), Field("arrived_on", css_class="w-date")]
        self.helper = form_helper(*fields, button="Vào sổ")


class AssignForm(forms.Form):
    handler = forms.ModelChoiceField(
        label="Người xử lý",
        queryset=Person.objects.none(),
        empty_label="Chọn người",
        error_messages={"required": "Chọn người xử lý.", "invalid_choice": "Chọn người đang công tác ở đơn vị."},
    )
    handle_by_on = DayField(label="Hạn xử lý", required=False, help_text="Ví dụ: 20/10/2026")
    opinion = forms.CharField(
        label="Ý kiến chỉ đạo", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = Person.objects.employed_at(organisation, on=clock.today()).order_by(
            "sort_key"
        )
        self.helper = form_helper(
            Field("handler", css_class="w-medium"),
            Field("handle_by_on", css_class="w-date"),
            "opinion",
            button="Phân công",
        )


class ReadersForm(AudienceForm):
    """Who is to read it and confirm the reading."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        to.label, to.required = "Chuyển đọc tới", True
        to.error_messages["required"] = "Chọn mọi người, hoặc chọn tổ, nhóm, người."
        self.helper = form_helper(*self.fields, button="Chuyển đọc")
        self.helper.hide_optional = True


class CloseForm(forms.Form):
    outcome = forms.CharField(
        label="Kết quả xử lý",
        max_length=500,
        help_text="Đã làm gì, báo cáo số nào; hoặc “Để biết, lưu”.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi kết quả xử lý: đã làm gì, hoặc “Để biết, lưu”."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("outcome", button="Kết thúc xử lý")


class IncomingDateForm(CountedForm):
    title = forms.CharField(label="Việc", max_length=250, error_messages={"required": "Ghi việc phải làm."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("title", *self.day_fields(), button="Lưu và xác nhận")

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) or name in self.errors for name in ("anchor_on", "to_on")):
            self.add_error("to_on", "Ghi hạn của việc này.")
        return cleaned

    @property
    def values(self) -> dict:
        """As `incoming_dates.correct_date` takes them."""
        values = {name: self.cleaned_data[name] for name in ("title", "from_on", "to_on")}
        return values | {"anchor_on": self.cleaned_data.get("anchor_on")}


class IncomingFilterForm(forms.Form):
    """What the book shows. A value that is not offered is left out, never an error page."""

    q = forms.CharField(label="Tìm số, trích yếu, cơ quan", required=False, max_length=200)
    kind = forms.ChoiceField(label="Loại", required=False)
    issuer = forms.ChoiceField(label="Cơ quan ban hành", required=False)
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)

    def __init__(self, *args, issuers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Tất cả"), *IncomingDocument.Kind.choices]
        self.fields["issuer"].choices = [("", "Tất cả"), *((name, name) for name in issuers)]
        for name in ("kind", "issuer", "state"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs["class"] = "form-control"
