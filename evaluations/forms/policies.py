"""The school's rules of a year, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms

from evaluations.models import EvaluationPolicy
from legal.models import LegalDocument

GROUPS = {
    "Căn cứ": ["document", "locator"],
    "Ai xét kết quả": ["uses_council", "council_scores"],
    "Người không làm việc cả kỳ": ["least_service", "transfer_rule"],
    "Nộp muộn và ý kiến": ["late_cap", "objection_days"],
    "Ai xem kết quả": ["staff_sees", "public_days"],
}


class PolicyForm(forms.ModelForm):
    """`version` is what the page was opened with; 0 where the year has no rules yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    class Meta:
        model = EvaluationPolicy
        fields = [name for names in GROUPS.values() for name in names]
        labels = {
            "objection_days": "Số ngày làm việc để nêu ý kiến",
            "public_days": "Số ngày công khai",
            "staff_sees": "Toàn trường xem",
            "late_cap": "Nộp muộn không xếp cao hơn mức",
        }
        help_texts = {
            "document": "Quy chế của đơn vị, nhập ở mục Quy chế.",
            "locator": "Ví dụ: khoản 2 Điều 7.",
            "uses_council": "Bỏ chọn thì thủ trưởng quyết định sau khi tổ đề nghị.",
            "council_scores": "Có thêm một cột điểm sau cột của tổ.",
            "least_service": "Phần của kỳ, ví dụ 1/2. Chưa đủ thì được miễn; ngày nghỉ dài ngày không tính.",
            "transfer_rule": "Tổ nào nhận xét người chuyển tổ giữa kỳ.",
            "late_cap": "Ghi đúng tên mức, ví dụ Hoàn thành tốt. Để trống: nộp muộn chỉ ghi nhận.",
            "objection_days": "Từ ngày báo kết quả dự kiến, không kể ngày nghỉ. 0: không báo dự kiến.",
            "staff_sees": "Điểm không ai xem ngoài người được chấm và người xét.",
            "public_days": "Danh sách được biểu dương trên trang công khai. 0: không có trang này.",
        }
        error_messages = {
            "objection_days": {"required": "Ghi số ngày làm việc, từ 0 đến 30."},
            "public_days": {"required": "Ghi số ngày công khai, từ 0 đến 90."},
            "least_service": {"required": "Ghi phần của kỳ, ví dụ 1/2."},
        }

    def __init__(self, *args, organisation, grades: Sequence[str] = (), **kwargs):
        """`grades`: the names of the grades of the rubrics in use."""
        super().__init__(*args, **kwargs)
        self.grades = grades
        fields = self.fields
        fields["document"].queryset = LegalDocument.objects.filter(organisation=organisation)
        fields["document"].empty_label = "Chưa có quy chế"
        for name, most in (("objection_days", 30), ("public_days", 90)):
            fields[name] = forms.IntegerField(
                label=fields[name].label,
                help_text=fields[name].help_text,
                error_messages=self.Meta.error_messages[name]
                | {
                    "invalid": f"Ghi một số nguyên từ 0 đến {most}.",
                    "min_value": f"Ghi một số nguyên từ 0 đến {most}.",
                    "max_value": f"Nhiều nhất {most} ngày.",
                },
                min_value=0,
                max_value=most,
                widget=forms.TextInput(attrs={"class": "num w-short", "inputmode": "numeric"}),
            )
        fields["least_service"].widget.attrs["class"] = "w-short"
        fields["locator"].widget.attrs["class"] = "w-medium"
        fields["late_cap"].widget.attrs["class"] = "w-medium"
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        groups = [Fieldset(title, *names, css_class="mt-4") for title, names in GROUPS.items()]
        self.helper.layout = Layout("version", *groups, Submit("save", "Lưu quy định"))

    def clean_least_service(self) -> str:
        """As a fraction in lowest terms: “0,5”, “50 %” and “1/2” are the same."""
        text = self.cleaned_data["least_service"].replace(",", ".").replace(" ", "")
        try:
            share = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except (ValueError, ZeroDivisionError) as error:
            raise forms.ValidationError("Ghi một phần của kỳ, ví dụ 1/2, 2/3 hoặc 50 %.") from error
        if not 0 <= share <= 1:
            raise forms.ValidationError("Phần của kỳ từ 0 đến 1, ví dụ 1/2.")
        if len(str(share)) > EvaluationPolicy._meta.get_field("least_service").max_length:
            raise forms.ValidationError("Ghi phân số gọn hơn, ví dụ 1/3.")
        return str(share)

    def clean_late_cap(self) -> str:
        name = self.cleaned_data["late_cap"].strip()
        if name and self.grades and name not in self.grades:
            raise forms.ValidationError(f"Không có mức này trong biểu điểm. Các mức: {', '.join(self.grades)}.")
        return name

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self):
        """The row itself is written by the service alone; the form only reads what was typed."""
