from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from legal.catalogue import CHOICES
from legal.models import MARKS, LegalDocument

VALUE_HELP = (
    "Phân số, ví dụ 2/3 hoặc 70/100 (ít nhất); quá nửa ghi >1/2; điểm ghi như 90/100. Quy định bằng chữ thì ghi: "
    + "; ".join(dict.fromkeys(" hoặc ".join(f"“{word}”" for word in words.values()) for words in CHOICES.values()))
)


class ParameterForm(forms.Form):
    """An organisation's own value with the document it stands in."""

    code = forms.ChoiceField(label="Quy định về")
    value = forms.CharField(label="Giá trị", max_length=60, help_text=VALUE_HELP)
    number = forms.CharField(label="Số, ký hiệu văn bản", max_length=60, help_text="Ví dụ 15/QĐ-THNC")
    kind = forms.CharField(label="Loại văn bản", max_length=60, initial="Quy chế")
    title = forms.CharField(label="Trích yếu", max_length=500)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200)
    locator = forms.CharField(label="Điều, khoản", max_length=120, help_text="Ví dụ khoản 2 Điều 5")
    from_on = forms.DateField(label="Áp dụng từ ngày", help_text="Ví dụ: 24/10/2026")
    mark = forms.ChoiceField(label="Mức đối chiếu", choices=MARKS, initial="T")

    def __init__(self, *args, codes: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = list(codes.items())
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(*self.fields, Submit("save", "Ghi giá trị"))

    def document(self, organisation) -> LegalDocument:
        """The document named in the form: the nation's or the organisation's own, entered where it is not known yet."""
        data = self.cleaned_data
        named = {"number": data["number"], "issuer": data["issuer"]}
        if national := LegalDocument.objects.filter(organisation=None, **named).first():
            return national
        document, _ = LegalDocument.objects.get_or_create(
            organisation=organisation,
            **named,
            defaults={name: data[name] for name in ("kind", "title", "from_on", "mark")},
        )
        return document
