from __future__ import annotations

import dataclasses
from datetime import date

from django import forms

from core import clock
from core.vietnamese import clean_line
from documents.content import Content, Signatory, from_json, to_json
from documents.layout import signature
from documents.models import NumberSeries, OfficialDocument
from documents.outline_text import is_editable, outline_text, read_outline
from documents.services import HIGHEST_NUMBER

MINE = "mine"  # of the documents that wait for approval those that wait for the reader's
ONE_A_LINE = "Mỗi dòng một mục."


class DocumentFilterForm(forms.Form):
    """What the register shows. A value that is not offered is left out, never an error page."""

    q = forms.CharField(label="Tìm số, trích yếu", required=False, max_length=200)
    kind = forms.ChoiceField(label="Loại", required=False)
    state = forms.ChoiceField(label="Tình trạng", required=False)
    year_of_date = forms.TypedChoiceField(label="Năm văn bản", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Tất cả"), *OfficialDocument.Kind.choices]
        self.fields["state"].choices = [
            ("", "Tất cả"),
            (MINE, "Chờ tôi duyệt"),
            *OfficialDocument.State.choices,
        ]
        self.fields["year_of_date"].choices = [("", "Tất cả"), *((year, str(year)) for year in years)]
        for name in ("kind", "state", "year_of_date"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs["class"] = "form-control"


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
        help_text="Theo mẫu 24/10/2026.",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date", "autocomplete": "off"}),
        error_messages={
            "required": "Chưa có ngày văn bản. Nhập theo mẫu 24/10/2026.",
            "invalid": "Ngày văn bản không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
    )

    def __init__(self, *args, series: NumberSeries | None, last_number: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("issued_on", clock.today())
        if series is not None and series.is_ours:
            del self.fields["number"]
        elif last_number:
            self.fields["number"].help_text = f"Số lớn nhất đã ghi ở đây trong năm nay là {last_number:02d}."

    def clean_issued_on(self) -> date:
        day = self.cleaned_data["issued_on"]
        if not 1990 <= day.year <= clock.today().year + 1:
            raise forms.ValidationError("Năm của ngày văn bản có vẻ nhầm. Nhập theo mẫu 24/10/2026.")
        return day


class LinesField(forms.CharField):
    """Lines of text; browsers send them with other line ends than they were given."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").strip()


class ContentForm(forms.Form):
    """The parts of a draft that a person edits as plain lines. What the form does not show stays as it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Văn bản chưa có trích yếu. Ghi ngắn gọn nội dung của văn bản."},
    )
    addressees = LinesField(label="Kính gửi", required=False, help_text=ONE_A_LINE)
    bases = LinesField(label="Căn cứ", required=False, help_text=ONE_A_LINE)
    body = LinesField(
        label="Nội dung",
        required=False,
        max_length=400_000,
        help_text="Đánh số “I.”, “1.”, “a)”, gạch đầu dòng “-”. Khi in, số được đánh lại theo thứ tự.",
    )
    recipients = LinesField(label="Nơi nhận", required=False, help_text=ONE_A_LINE)
    signing_lines = LinesField(
        label="Quyền hạn, chức vụ của người ký",
        required=False,
        help_text="Mỗi dòng in một dòng, ví dụ “KT. HIỆU TRƯỞNG” rồi “PHÓ HIỆU TRƯỞNG”.",
    )
    signer_name = forms.CharField(label="Họ tên người ký", required=False, max_length=120)

    ROWS = {"addressees": 2, "bases": 5, "body": 24, "recipients": 4, "signing_lines": 2}

    def __init__(self, *args, document: OfficialDocument, **kwargs):
        self.content = document.content
        super().__init__(*args, initial=_initial(self.content) | {"version": document.version}, **kwargs)
        for name, rows in self.ROWS.items():
            self.fields[name].widget = forms.Textarea(attrs={"rows": rows})
        self.has_body = is_editable(self.content.blocks)
        if not self.has_body:
            del self.fields["body"]
        if len(self.content.signatories) > 1:
            del self.fields["signing_lines"], self.fields["signer_name"]

    def edited_content(self) -> Content:
        """The document with what was changed; untouched fields keep their very objects, so that no-op is no-op."""
        content = from_json(to_json(self.content))
        changed, values = set(self.changed_data), self.cleaned_data
        if "subject" in changed:
            content.subject = clean_line(values["subject"])
        for name in ("addressees", "bases", "recipients"):
            if name in changed:
                setattr(content, name, _lines(values[name]))
        if "body" in changed:
            content.blocks = read_outline(values["body"])
        if {"signing_lines", "signer_name"} & changed:
            content.signatories = [self._signatory(changed)]
        return content

    def _signatory(self, changed: set[str]) -> Signatory:
        known = self.content.signatories[0] if self.content.signatories else Signatory("")
        name = clean_line(self.cleaned_data["signer_name"])
        if "signing_lines" not in changed:
            return dataclasses.replace(known, name=name)
        *above, post = _lines(self.cleaned_data["signing_lines"]) or [""]
        return Signatory(post=post, name=name, on_behalf="\n".join(above), note=known.note)


def _initial(content: Content) -> dict[str, str]:
    signatory = content.signatories[0] if content.signatories else Signatory("")
    return {
        "subject": content.subject,
        "addressees": "\n".join(content.addressees),
        "bases": "\n".join(content.bases),
        "body": outline_text(content.blocks),
        "recipients": "\n".join(content.recipients),
        "signing_lines": "\n".join(signature(signatory).lines),
        "signer_name": signatory.name,
    }


def _lines(text: str) -> list[str]:
    return [line for line in map(clean_line, text.splitlines()) if line]
