"""A condition or a quota put together by choosing, for those who do not write formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from legal import conditions, quotas
from legal.conditions import LEVEL_WORDS, SANCTION_WORDS, SCOPE_WORDS

KINDS = {
    "rating": "Xếp loại chất lượng hằng năm",
    "title": "Đã đạt danh hiệu",
    "holds": "Đã được tặng (không kể năm)",
    "meets": "Đạt tiêu chuẩn của danh hiệu khác",
    "initiative": "Sáng kiến được công nhận",
    "research": "Đề tài, nhiệm vụ khoa học được nghiệm thu",
    "service": "Số năm công tác trong ngành",
    "undisciplined": "Không bị kỷ luật",
    "unit_rating": "Mức của tập thể",
    "members_rating": "Tập thể: tỷ lệ thành viên theo xếp loại",
    "members_title": "Tập thể: tỷ lệ thành viên có danh hiệu",
    "weighed": "Hội đồng xem xét, không tính được",
    "none": "Không yêu cầu nữa",
}
NONE = [("", "–")]


class AlternativeForm(forms.Form):
    """One way to fulfil a condition. Only what the kind needs is read; the rest may stay as it is."""

    kind = forms.ChoiceField(label="Loại", choices=[*NONE, *KINDS.items()], required=False)
    level = forms.ChoiceField(
        label="Mức, từ",
        choices=[*NONE, *LEVEL_WORDS.items()],
        required=False,
        help_text="Với xếp loại, mức của tập thể",
    )
    distinction = forms.ChoiceField(
        label="Danh hiệu, hình thức",
        required=False,
        help_text="Với danh hiệu đã đạt, đã được tặng, tiêu chuẩn, thành viên",
    )
    times = forms.IntegerField(
        label="Số lần, số năm",
        min_value=1,
        max_value=99,
        required=False,
        help_text="Để trống là một lần; với năm công tác ghi số năm",
    )
    is_consecutive = forms.BooleanField(label="Liên tục", required=False)
    within = forms.IntegerField(
        label="Trong bao nhiêu năm", min_value=1, max_value=99, required=False, help_text="Ví dụ 3 lần trong 5 năm"
    )
    since = forms.ChoiceField(label="Kể từ khi được tặng", required=False)
    scope = forms.ChoiceField(
        label="Phạm vi", choices=[*NONE, *SCOPE_WORDS.items()], required=False, help_text="Với sáng kiến, đề tài"
    )
    sanction = forms.ChoiceField(
        label="Kỷ luật, từ", choices=[*NONE, *SANCTION_WORDS.items()], required=False, help_text="Với kỷ luật"
    )
    percent = forms.IntegerField(
        label="Ít nhất bao nhiêu %",
        min_value=1,
        max_value=100,
        required=False,
        help_text="Với tỷ lệ thành viên của tập thể",
    )

    def __init__(self, *args, names: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        for field in ("distinction", "since"):
            self.fields[field].choices = [*NONE, *names.items()]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # sent by GET: a token has no place in an address
        self.helper.hide_summary = self.helper.hide_optional = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("kind") and any(data.values()):
            self.add_error("kind", "Chọn loại điều kiện, hoặc xóa những ô khác của cách này.")
        if data.get("kind") and not self.errors:
            self._ask(data)
        if data.get("kind") and not self.errors:
            try:
                conditions.parse(self.formula)
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return data

    def _ask(self, data: Mapping[str, Any]) -> None:
        needed = {
            "rating": ("level",),
            "title": ("distinction",),
            "holds": ("distinction",),
            "meets": ("distinction",),
            "initiative": ("scope",),
            "research": ("scope",),
            "service": ("times",),
            "undisciplined": ("sanction",),
            "unit_rating": ("level",),
            "members_rating": ("level", "percent"),
            "members_title": ("distinction", "percent"),
        }
        for name in needed.get(data["kind"], ()):
            if not data.get(name):
                self.add_error(name, f"Chọn hoặc ghi “{self.fields[name].label.lower()}” cho loại điều kiện này.")

    @property
    def formula(self) -> str:
        """The term that was chosen, in the grammar of `legal.conditions`; "" where none was."""
        data = self.cleaned_data
        match data.get("kind"):
            case "rating":
                return f"rating >= {data['level']}{self._span()}"
            case "title":
                return f"title {data['distinction']}{self._span()}"
            case "holds" | "meets":
                return f"{data['kind']} {data['distinction']}"
            case "initiative" | "research":
                return f"{data['kind']} {data['scope']}{self._span()}"
            case "service":
                return f"service {data['times']}"
            case "undisciplined":
                return f"undisciplined {data['sanction']}"
            case "unit_rating":
                return f"unit_rating >= {data['level']}"
            case "members_rating":
                return f"members rating >= {data['level']} {data['percent']}/100"
            case "members_title":
                return f"members title {data['distinction']} >= {data['percent']}/100"
            case "weighed" | "none" as alone:
                return alone
        return ""

    def _span(self) -> str:
        data = self.cleaned_data
        times = f" x{data['times']}" if (data.get("times") or 1) > 1 else ""
        row = " consecutive" if data.get("is_consecutive") else ""
        within = f" within {data['within']}" if data.get("within") else ""
        return f"{times}{row}{within}" + (f" since {data['since']}" if data.get("since") else "")


class QuotaForm(forms.Form):
    """How many at most, by choosing."""

    KINDS = {
        "share": "Một tỷ lệ của số người",
        quotas.UNLIMITED: "Không giới hạn (văn bản nói rõ)",
        "0/1": "Không được đề nghị ai",
        quotas.NOT_STATED: "Văn bản không quy định tỷ lệ",
    }
    kind = forms.ChoiceField(label="Cách quy định", choices=KINDS.items())
    percent = forms.IntegerField(label="Không quá bao nhiêu %", min_value=1, max_value=100, required=False)
    base = forms.ChoiceField(label="Tính trên", required=False)

    def __init__(self, *args, names: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        ratings = [(f"rating {code}", f"Số người từ {words} trở lên") for code, words in LEVEL_WORDS.items()]
        titles = [(f"title {code}", f"Số người đạt {name}") for code, name in names.items()]
        self.fields["base"].choices = [("people", "Tổng số người"), *ratings[:3], *titles]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # sent by GET: a token has no place in an address
        self.helper.hide_summary = self.helper.hide_optional = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == "share" and not data.get("percent") and "percent" not in self.errors:
            self.add_error("percent", "Ghi tỷ lệ phần trăm nhiều nhất.")
        return data

    @property
    def formula(self) -> str:
        """The value in the grammar of `legal.quotas`."""
        data = self.cleaned_data
        return f"{data['percent']}/100 of {data['base']}" if data["kind"] == "share" else data["kind"]
