"""A condition or a quota put together by choosing, for those who do not write formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from core.errors import DomainError
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
    "members_rating": "Tập thể: tỷ lệ, số thành viên theo xếp loại",
    "members_title": "Tập thể: tỷ lệ, số thành viên có danh hiệu",
    "weighed": "Hội đồng xem xét, không tính được",
    "none": "Không yêu cầu nữa",
}
NONE = [("", "–")]
OR, AND = "or", "and"
JOINS = {OR: "Hoặc: là một cách khác để đạt", AND: "Đồng thời: phải đạt cùng điều kiện ngay trên"}


class TermForm(forms.Form):
    """One thing that is asked, and how it joins the one above. Only what the kind needs is read."""

    join = forms.ChoiceField(label="Nối với điều kiện trên", choices=JOINS.items(), required=False)
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
    less = forms.IntegerField(
        label="Được bớt bao nhiêu năm công tác",
        min_value=1,
        max_value=9,
        required=False,
        help_text="Với năm công tác, cho người đã làm ở vùng đặc biệt khó khăn",
    )
    hardship = forms.IntegerField(
        label="Nếu ở vùng đặc biệt khó khăn từ (năm)", min_value=1, max_value=99, required=False
    )
    percent = forms.CharField(
        label="Ít nhất bao nhiêu %",
        max_length=10,
        required=False,
        help_text="Với tỷ lệ thành viên của tập thể; ghi 70 hoặc phân số như 2/3",
    )
    is_more = forms.BooleanField(label="Phải trên tỷ lệ này, bằng là chưa đủ", required=False)
    count = forms.IntegerField(
        label="Hoặc ít nhất bao nhiêu người",
        min_value=1,
        max_value=99,
        required=False,
        help_text="Thay cho tỷ lệ thành viên",
    )

    def __init__(self, *args, names: Mapping[str, str], is_first: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["join"]
        for field in ("distinction", "since"):
            self.fields[field].choices = [*NONE, *names.items()]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # sent by GET: a token has no place in an address
        self.helper.hide_summary = self.helper.hide_optional = True

    def clean_percent(self) -> str:
        """As a fraction "70/100", "2/3"; "" where none is asked."""
        text = "".join(self.cleaned_data["percent"].split()).rstrip("%")
        found = re.fullmatch(r"([0-9]{1,4})(?:/([0-9]{1,4}))?", text)
        if text and not found:
            raise forms.ValidationError("Ghi một số phần trăm như 70, hoặc một phân số như 2/3.")
        part, whole = (int(found[1]), int(found[2] or 100)) if found else (1, 1)
        if not 0 < part <= whole:
            raise forms.ValidationError("Tỷ lệ phải lớn hơn 0 và không quá 100%.")
        return f"{part}/{whole}" if found else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("kind") and any(value for name, value in data.items() if name != "join"):
            self.add_error("kind", "Chọn loại điều kiện, hoặc xóa những ô khác của điều kiện này.")
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
            "members_rating": ("level",),
            "members_title": ("distinction",),
        }
        for name in needed.get(data["kind"], ()):
            if not data.get(name):
                self.add_error(name, f"Chọn hoặc ghi “{self.fields[name].label.lower()}” cho loại điều kiện này.")
        if data["kind"].startswith("members_") and bool(data.get("percent")) == bool(data.get("count")):
            self.add_error("percent", "Ghi tỷ lệ hoặc số người, một trong hai.")
        if data["kind"] == "service" and bool(data.get("less")) != bool(data.get("hardship")):
            self.add_error("less", "Ghi cả số năm được bớt và số năm ở vùng đặc biệt khó khăn, hoặc để trống cả hai.")

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
                relief = f" less {data['less']} after hardship {data['hardship']}" if data.get("less") else ""
                return f"service {data['times']}{relief}"
            case "undisciplined":
                return f"undisciplined {data['sanction']}"
            case "unit_rating":
                return f"unit_rating >= {data['level']}"
            case "members_rating":
                return f"members rating >= {data['level']}{self._members()}"
            case "members_title":
                return f"members title {data['distinction']}{self._members()}"
            case "weighed" | "none" as alone:
                return alone
        return ""

    def _span(self) -> str:
        data = self.cleaned_data
        times = f" x{data['times']}" if (data.get("times") or 1) > 1 else ""
        row = " consecutive" if data.get("is_consecutive") else ""
        within = f" within {data['within']}" if data.get("within") else ""
        return f"{times}{row}{within}" + (f" since {data['since']}" if data.get("since") else "")

    def _members(self) -> str:
        data = self.cleaned_data
        if data.get("count"):
            return f" count {data['count']}"
        return f" {'>' if data.get('is_more') else '>= '}{data['percent']}"

    @property
    def is_with_above(self) -> bool:
        return self.cleaned_data.get("join") == AND


def joined(forms: Iterable[TermForm]) -> str:
    """The formula of several terms, the empty ones left out; "" where nothing was chosen. DomainError for nonsense."""
    chosen = [form for form in forms if form.formula]
    if len(chosen) > 1 and any(form.formula == "none" for form in chosen):
        raise DomainError("“Không yêu cầu nữa” đứng một mình: bỏ những điều kiện khác, hoặc bỏ điều kiện này.")
    ways: list[list[str]] = []
    for form in chosen:
        if ways and form.is_with_above:
            ways[-1].append(form.formula)
        else:
            ways.append([form.formula])
    return " | ".join(dict.fromkeys(" & ".join(dict.fromkeys(terms)) for terms in ways))


def choices_of(value: str) -> list[dict[str, Any]]:
    """What would be chosen, term by term, for a formula; ValueError where it cannot be read."""
    condition = conditions.parse(value)
    if not condition.alternatives:
        return [{"kind": "none"}]
    return [
        {"join": AND if place else OR, **_chosen(term)}
        for terms in condition.alternatives
        for place, term in enumerate(terms)
    ]


def _chosen(term: conditions.Term) -> dict[str, Any]:
    match term:
        case conditions.RatingTerm(level, span):
            return {"kind": "rating", "level": level, **_chosen_span(span)}
        case conditions.TitleTerm(code, span):
            return {"kind": "title", "distinction": code, **_chosen_span(span)}
        case conditions.HoldsTerm(code):
            return {"kind": "holds", "distinction": code}
        case conditions.MeetsTerm(code):
            return {"kind": "meets", "distinction": code}
        case conditions.InitiativeTerm(kind, scope, span):
            return {"kind": kind, "scope": scope, **_chosen_span(span)}
        case conditions.ServiceTerm(years, less, hardship):
            return {"kind": "service", "times": years, **_known(less=less, hardship=hardship)}
        case conditions.UndisciplinedTerm(sanction):
            return {"kind": "undisciplined", "sanction": sanction}
        case conditions.UnitRatingTerm(level):
            return {"kind": "unit_rating", "level": level}
        case conditions.MembersTerm():
            return _chosen_members(term)
    return {"kind": "weighed"}


def _chosen_members(term: conditions.MembersTerm) -> dict[str, Any]:
    who = (
        {"kind": "members_title", "distinction": term.code}
        if term.code
        else {"kind": "members_rating", "level": term.level}
    )
    share = f"{term.share.numerator}/{term.share.denominator}" if term.share else ""
    if term.share and 100 % term.share.denominator == 0:
        share = str(int(term.share * 100))
    return who | _known(percent=share, is_more=term.is_strict, count=term.count)


def _chosen_span(span: conditions.Span) -> dict[str, Any]:
    times = span.times if span.times > 1 else None
    return _known(times=times, is_consecutive=span.is_consecutive, within=span.within, since=span.since)


def _known(**values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


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


def quota_choices_of(value: str) -> dict[str, Any]:
    """What would be chosen for a quota; ValueError where it cannot be read, or only as text."""
    quota = quotas.parse(value)
    if quota.share is None:
        return {"kind": quotas.UNLIMITED if quota.is_unlimited else quotas.NOT_STATED}
    if not quota.share:
        return {"kind": "0/1"}
    percent = quota.share * 100
    if percent.denominator != 1:
        raise ValueError("Tỷ lệ này không phải một số phần trăm nguyên.")
    return {"kind": "share", "percent": int(percent), "base": f"{quota.base} {quota.base_code}".strip()}
