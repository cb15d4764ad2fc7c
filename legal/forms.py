"""The forms of the library: a value with its document, the end of one, and conditions put together by choosing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.db.models import F

from core import clock
from legal.binding import targets_of_judged
from legal.catalogue import check_value, grouped_codes, hint, stored_value, value_of
from legal.conditions import PREFIX
from legal.families import QUOTA_PREFIX
from legal.models import MARKS, LegalDocument, LegalParameter
from organisation.querysets import in_force_on

NEW_DOCUMENT = ("number", "kind", "title", "issuer")  # asked for where no document of the library is chosen
TWO_DOCUMENTS = "Chọn văn bản trong thư viện, hoặc để trống ô đó và ghi văn bản mới; không làm cả hai."
NO_CITATION = "Ghi điều, khoản: giá trị đã đối chiếu phải nói rõ đọc ở đâu trong văn bản."


def day_of(text: str) -> tuple[date | None, str]:
    """A day typed into an address, and the sentence where it is none; nothing typed is neither."""
    if not text:
        return None, ""
    try:
        return forms.DateField().clean(text), ""
    except forms.ValidationError:
        return None, f"Ngày “{text}” chưa đúng. Nhập theo mẫu 24/10/2026."


class ParameterForm(forms.Form):
    """An organisation's own value with the document it stands in.

    `names`: the distinctions by code; `code`: the one that is asked for, so that its kind of value is explained.
    """

    code = forms.ChoiceField(label="Quy định về", error_messages={"required": "Chọn quy định."})
    value = forms.CharField(label="Giá trị", max_length=300)
    known = forms.ModelChoiceField(
        label="Văn bản trong thư viện",
        queryset=LegalDocument.objects.none(),
        required=False,
        empty_label="Văn bản khác, ghi dưới đây",
        help_text="Chưa có trong thư viện thì để nguyên và ghi số, loại, trích yếu, cơ quan ban hành.",
    )
    number = forms.CharField(label="Số, ký hiệu văn bản", max_length=60, required=False, help_text="Ví dụ 15/QĐ-THNC")
    kind = forms.CharField(label="Loại văn bản", max_length=60, required=False, initial="Quy chế")
    title = forms.CharField(label="Trích yếu", max_length=500, required=False)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200, required=False)
    locator = forms.CharField(
        label="Điều, khoản", max_length=120, help_text="Ví dụ khoản 2 Điều 5", error_messages={"required": NO_CITATION}
    )
    from_on = forms.DateField(label="Áp dụng từ ngày", help_text="Ví dụ: 24/10/2026")
    mark = forms.ChoiceField(
        label="Mức đối chiếu",
        choices=[("", "Chọn"), *MARKS],
        error_messages={"required": "Chọn mức đối chiếu: đã đọc đúng điều, khoản đó trong văn bản hay chưa."},
        help_text="Chỉ chọn “Đã đối chiếu văn bản” khi đã đọc đúng điều, khoản đó trong văn bản.",
    )
    read_where = forms.CharField(
        label="Đã đọc nguyên văn ở đâu",
        max_length=LegalParameter._meta.get_field("read_where").max_length,
        required=False,
        help_text="Ghi khi chọn “Đã đối chiếu văn bản”, ví dụ bản giấy lưu tại văn thư, Công báo số 12.",
    )
    note = forms.CharField(
        label="Nội dung quy định, nói ngắn", max_length=500, required=False, help_text="Có thể để trống."
    )

    def __init__(self, *args, names: Mapping[str, str], code: str = "", organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names
        found = LegalParameter.objects.read_at(organisation, on=clock.today()).filter(code__startswith=PREFIX)
        known = found.order_by("code").values_list("code", flat=True).distinct()
        groups = grouped_codes(names, targets_of_judged(), more=[*known, *([code] if code else [])])
        self.codes = {code for codes in groups.values() for code in codes}
        listed = [(group, list(codes.items())) for group, codes in groups.items() if group]
        self.fields["code"].choices = [("", "Chọn"), *listed]
        documents = LegalDocument.objects.read_at(organisation, on=clock.today()).filter(in_force_on(clock.today()))
        own_first = F("organisation").asc(nulls_last=True)
        self.fields["known"].queryset = documents.order_by(own_first, "-from_on", "number")
        self.fields["value"].help_text = _hint(code)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.form_tag = False
        self.helper.hide_optional = True  # what may stay empty depends on the document
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("known"):
            if any(data.get(name) for name in ("number", "title", "issuer")):
                self.add_error("known", TWO_DOCUMENTS)
        else:
            for name in NEW_DOCUMENT:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        if data.get("code") and data.get("value"):
            try:
                check_value(data["code"], stored_value(data["code"], data["value"]))
            except ValueError as error:
                self.add_error("value", str(error))
        return data

    @property
    def value_meaning(self) -> str:
        """What the value in the form means, as people read it; "" where it says so itself or cannot be read."""
        code, value = self["code"].value() or "", self["value"].value() or ""
        try:
            words = value_of(code).words(stored_value(code, value), self.names)
        except ValueError:
            return ""
        return words if words != value else ""

    @property
    def builder_code(self) -> str:
        """The code in the form where its value may be put together by choosing; "" elsewhere."""
        code = self["code"].value() or ""
        return code if code.startswith((PREFIX, QUOTA_PREFIX)) and code in self.codes else ""

    def document(self, organisation) -> LegalDocument:
        """The document chosen or named: the nation's or the organisation's own, entered where it is not known yet."""
        data = self.cleaned_data
        if data["known"]:
            return data["known"]
        named = {"number": data["number"], "issuer": data["issuer"]}
        if national := LegalDocument.objects.filter(organisation=None, **named).first():
            return national
        document, _ = LegalDocument.objects.get_or_create(
            organisation=organisation,
            **named,
            defaults={name: data[name] for name in ("kind", "title", "from_on", "mark")},
        )
        return document


def _hint(code: str) -> str:
    try:
        return hint(code)
    except ValueError:
        return "Phân số như 2/3, 70/100, quá nửa ghi >1/2; hoặc một từ trong danh sách. Chọn quy định để xem cách ghi."


class EndForm(forms.Form):
    """Until when an own value binds."""

    last_day = forms.DateField(label="Áp dụng đến hết ngày", help_text="Ví dụ: 31/05/2027")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout("last_day", Submit("save", "Ghi ngày thôi áp dụng"))
