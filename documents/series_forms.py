"""Forms of the books of numbers."""

from __future__ import annotations

from django import forms

from documents.models import NumberSeries
from documents.services import HIGHEST_NUMBER
from documents.services.series import LONGEST_REASON

SHORT = {"inputmode": "numeric", "autocomplete": "off", "class": "num w-short"}


class SeriesForm(forms.Form):
    symbol = forms.CharField(
        label="Ký hiệu",
        max_length=NumberSeries._meta.get_field("symbol").max_length,
        help_text="Phần đứng sau số và dấu gạch chéo, ví dụ TB-THNC hoặc BB-HĐTĐKT.",
        error_messages={"required": "Chưa có ký hiệu. Ví dụ TB-THNC."},
    )
    body = forms.CharField(
        label="Sổ của hội đồng, ban",
        max_length=200,
        required=False,
        help_text="Hội đồng, ban đứng tên ban hành và dùng con dấu của đơn vị thì có sổ riêng."
        " Sổ của đơn vị: để trống.",
    )


class BodyForm(SeriesForm):
    """Whose an existing series is: its symbol stands."""

    symbol = None


class TakeOverForm(forms.Form):
    paper_last = forms.IntegerField(
        label="Số lớn nhất đã dùng trong năm nay",
        min_value=0,
        max_value=HIGHEST_NUMBER - 1,
        widget=forms.TextInput(attrs=SHORT),
        error_messages={
            "required": "Chưa có số. Năm nay chưa dùng số nào thì nhập 0.",
            "invalid": "Chỉ nhập chữ số, ví dụ 27. Năm nay chưa dùng số nào thì nhập 0.",
            "min_value": "Năm nay chưa dùng số nào thì nhập 0.",
            "max_value": f"Số văn bản phải từ 1 đến {HIGHEST_NUMBER}.",
        },
    )


class GiveBackForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa có lý do. Ghi vì sao sổ trở lại do văn thư cho số."},
    )
