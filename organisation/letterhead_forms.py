"""Forms of the names at the head of papers."""

from __future__ import annotations

from django import forms

from organisation.leave_forms import day_field
from organisation.letterheads import NAMES
from organisation.models import LetterheadPeriod

LINES = {"rows": 2}


class NamesForm(forms.Form):
    """The present own name: changed from a day on, or corrected."""

    superior_lines = forms.CharField(
        label="Cơ quan chủ quản",
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs=LINES),
        help_text="Dòng trên, ví dụ: ỦY BAN NHÂN DÂN PHƯỜNG HOA LƯ. Xuống dòng ở đâu thì in xuống dòng ở đó.",
    )
    issuer_lines = forms.CharField(
        label="Cơ quan ban hành",
        max_length=250,
        widget=forms.Textarea(attrs=LINES),
        error_messages={"required": "Chưa có tên cơ quan ban hành."},
    )
    symbol = forms.CharField(
        label="Chữ viết tắt trong ký hiệu",
        max_length=30,
        help_text="Phần sau tên loại, ví dụ THNC trong KH-THNC.",
        error_messages={"required": "Chưa có chữ viết tắt. Ví dụ THNC."},
    )
    place = forms.CharField(
        label="Địa danh", max_length=80, error_messages={"required": "Chưa có địa danh đứng trước ngày văn bản."}
    )
    from_on = day_field(
        "Đổi từ ngày", "ngày đổi", is_required=False, hint="Theo mẫu 01/7/2025. Chỉ sửa chỗ ghi nhầm thì để trống."
    )

    @property
    def names(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in NAMES}


class PeriodForm(NamesForm):
    """A former own name, or the face of a People's Committee."""

    face = forms.ChoiceField(label="Danh nghĩa", choices=LetterheadPeriod.Face.choices)
    from_on = day_field("Từ ngày", "ngày đầu", is_required=False, hint="Để trống: từ trước đến nay.")
    to_on = day_field(
        "Đến hết ngày", "ngày cuối", is_required=False, hint="Ví dụ 30/6/2025. Vẫn đứng tên Ủy ban nhân dân: để trống."
    )
    signing = forms.ChoiceField(
        label="Người ký khi đứng tên Ủy ban nhân dân", choices=LetterheadPeriod.Signing.choices, required=False
    )
    signer_name = forms.CharField(
        label="Họ tên Chủ tịch hoặc Phó Chủ tịch ký",
        max_length=120,
        required=False,
        help_text="Chỉ khi Chủ tịch, Phó Chủ tịch ký; không ghi học hàm, học vị.",
    )

    field_order = ["face", "superior_lines", "issuer_lines", "symbol", "place", "from_on", "to_on"]

    def values(self) -> dict:
        data = self.cleaned_data
        return {
            "face": data["face"],
            "names": self.names,
            "from_on": data["from_on"],
            "to_on": data["to_on"],
            "signing": data["signing"] or LetterheadPeriod.Signing.HEAD,
            "signer_name": data["signer_name"],
        }
