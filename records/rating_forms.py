"""The forms of the yearly rating: figures by the scheme in force, the level, what is private."""

from __future__ import annotations

import secrets
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from core.templatetags.ui import points as points_text
from organisation.models import Employment, StaffGroup
from records.criteria import BY_POINTS, BY_TASKS, FACT_LABELS, LEVEL_NAMES, QUALITIES, WHOLE, Rules
from records.models import QualityRating

MOST_TASKS = 999
PARTS_OF = {  # the whole that each number is a part of
    "on_time": "tasks",
    "beyond": "tasks",
    "unit_done": "unit_tasks",
    "unit_on_time": "unit_tasks",
    "unit_beyond": "unit_tasks",
    "subordinates_completed": "subordinates",
    "subordinates_good": "subordinates",
}
NUMBERS = ("tasks", "on_time", "beyond")
UNIT_NUMBERS = (
    "unit_tasks",
    "unit_done",
    "unit_on_time",
    "unit_beyond",
    "subordinates",
    "subordinates_completed",
    "subordinates_good",
)


class PointsField(forms.DecimalField):
    """Points as people write them: 8,5 or 8.5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num w-short"})

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _points_field(label: str, most: Decimal, **kwargs) -> PointsField:
    shown = points_text(most)
    return PointsField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        max_digits=6,
        decimal_places=2,
        error_messages={
            "invalid": f"{label} phải là số, ví dụ 88,5.",
            "min_value": f"{label} không nhỏ hơn 0.",
            "max_value": f"{label} không quá {shown}.",
            "max_decimal_places": f"{label} có tối đa hai chữ số sau dấu phẩy.",
            "max_digits": f"{label} không quá {shown}.",
            "max_whole_digits": f"{label} không quá {shown}.",
        },
        **kwargs,
    )


def _number_field(name: str) -> forms.IntegerField:
    label = FACT_LABELS[name]
    sentence = f"{label} phải là số nguyên từ 0 đến {MOST_TASKS}."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_TASKS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num w-short"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


class RatingForm(forms.Form):
    """One proposal. Everything may stay open while it is proposed; what is lacking is said beside it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, data=None, *, rating: QualityRating, rules: Rules, sees_grounds: bool, **kwargs):
        self.rating, self.rules, self.sees_grounds = rating, rules, sees_grounds
        super().__init__(data, **({"initial": self._initial()} | kwargs))
        if rules.scheme == BY_POINTS:
            self._add_points()
        elif rules.scheme == BY_TASKS:
            self._add_tasks()
        self._add_level()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        self.helper.layout = Layout(*self.fields)

    @property
    def is_fed(self) -> bool:
        return bool(self.rating.source_key)

    def _initial(self) -> dict:
        row = self.rating
        known = {
            name: points_text(value) if isinstance(value, str) and name in ("common", "results") else value
            for name, value in row.facts.items()
        }
        if "conduct" in known:
            known["conduct"] = "yes" if known["conduct"] else "no"
        return known | {
            "version": row.version,
            "page": secrets.token_hex(8),
            "points": "" if row.points is None else points_text(row.points),
            "duty_group": row.duty_group,
            "level": row.level,
            "remark": row.remark,
            "exclusion_grounds": row.exclusion_grounds,
        }

    def _add_points(self) -> None:
        if self.is_fed:
            return  # the points are those of the year's evaluation and are changed there
        for name in ("common", "results"):
            rule = self.rules.get(f"points_{name}")
            most = Decimal(rule.share.numerator * WHOLE) / rule.share.denominator if rule else Decimal(WHOLE)
            self.fields[name] = _points_field(FACT_LABELS[name], most, help_text=f"Tối đa {points_text(most)} điểm")
        help_text = f"Trên thang {WHOLE}; để trống thì lấy tổng của hai phần trên"
        self.fields["points"] = _points_field("Tổng điểm", Decimal(WHOLE), help_text=help_text)

    def _add_tasks(self) -> None:
        choices = [("", "Chưa ghi"), ("yes", "Đạt"), ("no", "Chưa đạt")]
        help_text = "Chính trị tư tưởng, đạo đức lối sống, tác phong, ý thức kỷ luật"
        self.fields["conduct"] = forms.ChoiceField(
            label=FACT_LABELS["conduct"], choices=choices, required=False, help_text=help_text
        )
        for name in NUMBERS:
            self.fields[name] = _number_field(name)
        self.fields["quality"] = forms.ChoiceField(
            label=FACT_LABELS["quality"], choices=[("", "Chưa ghi"), *QUALITIES.items()], required=False
        )
        if self.rating.is_manager:
            for name in UNIT_NUMBERS:
                self.fields[name] = _number_field(name)

    def _add_level(self) -> None:
        self.fields["level"] = forms.ChoiceField(
            label="Mức đề nghị", choices=[("", "Chưa chọn"), *LEVEL_NAMES.items()], required=False
        )
        self.fields["duty_group"] = forms.ChoiceField(
            label="Nhóm nhiệm vụ tương đồng",
            choices=self._groups(),
            help_text="Tỷ lệ hoàn thành xuất sắc được tính cho cả đơn vị và cho từng nhóm",
        )
        self.fields["remark"] = forms.CharField(
            label="Ghi chú",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Người được xếp loại đọc được sau khi quyết định.",
            error_messages={"max_length": "Ghi chú dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
        )
        if self.sees_grounds:
            self.fields["exclusion_grounds"] = forms.CharField(
                label="Nội dung cần xét riêng",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Ví dụ đang bị xem xét kỷ luật. Chỉ người đứng đầu và, sau khi quyết định, chính người đó đọc"
                " được; người khác thấy “Xem thông báo riêng”.",
                error_messages={"max_length": "Nội dung dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
            )

    def _groups(self) -> list[tuple[str, str]]:
        names = [*Employment.StaffKind.labels]
        names += StaffGroup.objects.filter(organisation=self.rating.organisation).values_list("name", flat=True)
        return [(name, name) for name in dict.fromkeys([*names, self.rating.duty_group])]

    def clean(self):
        data = self.cleaned_data
        for part, whole in PARTS_OF.items():
            if data.get(part) is not None and part in self.fields:
                self._check_part(part, whole, data)
        if "points" in self.fields and not {"points", "common", "results"} & set(self.errors):
            self._add_up(data)
        return data

    def _check_part(self, part: str, whole: str, data: dict) -> None:
        if data.get(whole) is None and whole not in self.errors:
            self.add_error(whole, f"Nhập “{FACT_LABELS[whole]}”.")
        elif data.get(whole) is not None and data[part] > data[whole]:
            self.add_error(
                part, f"{FACT_LABELS[part]} ({data[part]}) nhiều hơn {FACT_LABELS[whole].lower()} ({data[whole]})."
            )

    def _add_up(self, data: dict) -> None:
        parts = [data.get("common"), data.get("results")]
        if None in parts:
            if parts != [None, None] and data.get("points") is None:
                missing = "common" if parts[0] is None else "results"
                self.add_error(missing, f"Nhập “{FACT_LABELS[missing]}”; 0 điểm thì nhập 0.")
            return
        total = sum(parts)
        if data.get("points") is None:
            data["points"] = total
        elif data["points"] != total:
            shown = " + ".join(map(points_text, parts))
            self.add_error("points", f"Tổng điểm {points_text(data['points'])} khác {shown} = {points_text(total)}.")

    def values(self) -> dict:
        """What the service takes; a field that the form does not show is not named."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("level", "duty_group", "remark")}
        if "exclusion_grounds" in self.fields:
            values["exclusion_grounds"] = data["exclusion_grounds"]
        if "points" in self.fields:
            values["points"] = data["points"]
        names = [name for name in FACT_LABELS if name in self.fields]
        if names:
            values["facts"] = {name: _stored(name, data[name]) for name in names if data[name] not in (None, "")}
        return values

    def differences(self) -> list[tuple[str, str]]:
        """(label, stored words) of the fields that are stored otherwise than they were typed."""
        stored, found = self._initial(), []
        for name, field in self.fields.items():
            if name in ("version", "page"):
                continue
            old, typed = str(_or_blank(stored.get(name))), str(self.data.get(name) or "").strip()
            if old != typed:
                words = dict(getattr(field, "choices", ()))
                found.append((field.label, words.get(old, old)))
        return found


def _stored(name: str, value):
    """As JSON holds it: whole numbers, true or false, decimals as text."""
    if name == "conduct":
        return value == "yes"
    return str(value) if isinstance(value, Decimal) else value


def _or_blank(value):
    """Nought is a value: only what was never entered is blank."""
    return "" if value is None else value


class UnitForm(forms.Form):
    """The unit's own level, with the document that says so."""

    unit_level = forms.ChoiceField(
        label="Mức xếp loại của đơn vị",
        required=False,
        choices=[("", "Chưa có"), *((code, name) for code, name in LEVEL_NAMES.items() if code != "unrated")],
    )
    is_outstanding = forms.BooleanField(
        label="Đơn vị có kết quả nổi trội",
        required=False,
        help_text="Tỷ lệ hoàn thành xuất sắc khi đó theo giá trị riêng ở trang Tham số pháp lý.",
    )
    basis = forms.CharField(
        label="Theo văn bản", required=False, max_length=250, help_text="Ví dụ: Quyết định số 35/QĐ-UBND ngày 10/6/2027"
    )


class ReplaceForm(forms.Form):
    reason = forms.CharField(
        label="Lý do thay",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Ghi lý do thay mức đã quyết định.",
            "max_length": "Lý do dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự.",
        },
    )
