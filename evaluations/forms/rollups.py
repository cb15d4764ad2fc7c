"""The editor of a roll-up: one form for its frame, one row for each grade; numbers as people write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from core.vietnamese import show
from evaluations import rollups
from evaluations.criteria import read_points
from evaluations.models import RollUp
from evaluations.models.rubrics import PeriodKind, Subject
from evaluations.rollups import COUNTS, MEAN, MOST_GRADES, NAME_LENGTH, PRAISE_LENGTH
from evaluations.rubric_tables.draft import DraftBand
from legal.models import LegalDocument

LONGER = [each for each in PeriodKind.choices if each[0] not in ("month", "round")]
SHORTER = [each for each in PeriodKind.choices if each[0] not in ("calendar_year", "school_year")]
SUBJECTS = [each for each in Subject.choices if each[0] != Subject.UNIT]
WEIGHT = re.compile(r"(\d{1,2})\s*=\s*(\d{1,3}(?:[.,]\d{1,2})?)")
NEED = re.compile(r"(\d{1,2}(?:\s*/\s*(?!0+\b)\d{1,2})?)\s+([^\s/].*)")
SPARE_ROWS = 3


class PercentField(forms.CharField):
    """A share of 100 as people write it, as a Decimal; None where it was left empty."""

    def clean(self, value):
        text = super().clean(value).rstrip("% ")
        if not text:
            return None
        try:
            return read_points(text)
        except ValueError as error:
            raise forms.ValidationError(f"“{text[:20]}” chưa phải là số. Ghi ví dụ 80 hoặc 82,5.") from error


class RollUpForm(forms.Form):
    """Everything but the grades. `method` is chosen before and stands in the address."""

    name = forms.CharField(label="Tên công thức", max_length=160, error_messages={"required": "Ghi tên công thức."})
    period_kind = forms.ChoiceField(label="Cho kỳ", choices=LONGER)
    subject = forms.ChoiceField(label="Đối tượng", choices=SUBJECTS)
    of = forms.ChoiceField(label="Tổng hợp từ các kỳ", choices=SHORTER)
    weights = forms.CharField(
        label="Hệ số",
        required=False,
        max_length=200,
        help_text="Để trống nếu các kỳ như nhau. Tháng hoặc học kỳ nào nhân hệ số thì ghi, ví dụ 12 = 2; 1 = 1,5.",
    )
    order = forms.CharField(
        label="Các mức của kỳ ngắn, từ cao xuống thấp",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=1000,
        help_text="Mỗi dòng một mức, viết đúng như trong biểu điểm.",
        error_messages={"required": "Ghi các mức của kỳ ngắn, mỗi dòng một mức."},
    )
    ungraded = forms.ChoiceField(
        label="Có kỳ không xếp loại thì", choices=list(rollups.UNGRADED_RULES.items()), widget=forms.RadioSelect
    )
    least = forms.IntegerField(
        label="Số kỳ được xếp loại ít nhất",
        min_value=1,
        max_value=rollups.MOST_LEAST,
        help_text="Ít hơn số này thì kỳ dài không xếp loại.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num w-short"}),
        error_messages={"invalid": "Số kỳ phải là số nguyên, ví dụ 2.", "required": "Ghi số kỳ, ví dụ 2."},
    )
    document = forms.ModelChoiceField(
        label="Theo quy chế", queryset=LegalDocument.objects.none(), required=False, empty_label="Chưa chọn văn bản"
    )
    locator = forms.CharField(label="Điều, khoản", required=False, max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, method: str, documents, is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.method = method
        self.fields["document"].queryset = documents
        if method != MEAN:
            del self.fields["weights"]
        if method != COUNTS:
            del self.fields["order"]
        if not is_new:  # what it is for never changes
            del self.fields["period_kind"], self.fields["subject"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_weights(self) -> dict[str, str]:
        found = {}
        for part in filter(None, re.split(r"\s*;\s*", self.cleaned_data["weights"].strip())):
            match = WEIGHT.fullmatch(part.strip())
            if not match:
                raise forms.ValidationError(f"“{part[:30]}” chưa đúng. Ghi số của tháng hoặc học kỳ, ví dụ 12 = 2.")
            found[match[1].lstrip("0") or "0"] = match[2].replace(",", ".")
        return found

    def clean_order(self) -> list[str]:
        return [line.strip()[:NAME_LENGTH] for line in self.cleaned_data["order"].splitlines() if line.strip()]

    def formula_with(self, grades: list[dict[str, Any]]) -> dict[str, Any]:
        """The formula as it is stored; both forms are valid."""
        values = self.cleaned_data
        data = {"method": self.method, "of": values["of"], "least": values["least"], "ungraded": values["ungraded"]}
        if values.get("weights"):
            data["weights"] = values["weights"]
        if self.method == COUNTS:
            return data | {"order": values["order"], "grades": grades}
        return data | {"bands": grades}


def _text(label: str, most: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "aria-label": label})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget)


def _percent(label: str) -> PercentField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control num w-short", "aria-label": label})
    return PercentField(label=label, required=False, max_length=10, widget=widget)


class BandRow(forms.Form):
    """A grade from so many percent up. An empty name leaves the row out."""

    name = _text("Mức", NAME_LENGTH)
    minimum = _percent("Từ (%)")
    upper = _percent("Đến dưới (%)")
    praise = _text("Biểu dương của trường", PRAISE_LENGTH)

    def clean(self):
        values = super().clean()
        if values.get("name") and "minimum" in values and values["minimum"] is None:
            self.add_error("minimum", f"Mức “{values['name']}” chưa có điểm thấp nhất. Ghi một số, ví dụ 80.")
        if not values.get("name") and values.get("minimum") is not None:
            self.add_error("name", "Dòng này có điểm nhưng chưa có tên mức.")
        return values

    def as_grade(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"name": values["name"], "minimum": str(values["minimum"]), "praise": values["praise"]}

    def as_draft(self) -> DraftBand:
        values = self.cleaned_data
        upper = values.get("upper")
        return DraftBand(name=values["name"], minimum=values["minimum"], upper=upper, upper_is_open=upper is not None)


class GradeRow(forms.Form):
    """A grade by counting. An empty name leaves the row out."""

    name = _text("Mức", NAME_LENGTH)
    needs = _text("Cần ít nhất", 200)
    none_below = _text("Không kỳ nào dưới", NAME_LENGTH)
    praise = _text("Biểu dương của trường", PRAISE_LENGTH)

    def clean_needs(self) -> list[dict[str, Any]]:
        found = []
        for part in filter(None, re.split(r"\s*;\s*", self.cleaned_data["needs"].strip())):
            match = NEED.fullmatch(part.strip())
            if not match:
                raise forms.ValidationError(f"“{part[:40]}” chưa đúng. Ghi số kỳ rồi tên mức, ví dụ 2 Xuất sắc.")
            amount = re.sub(r"\s", "", match[1])
            found.append({"grade": match[2].strip(), "at_least": amount if "/" in amount else int(amount)})
        return found

    def clean(self):
        values = super().clean()
        if not values.get("name") and (values.get("needs") or values.get("none_below")):
            self.add_error("name", "Dòng này có điều kiện nhưng chưa có tên mức.")
        return values

    def as_grade(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "needs", "none_below", "praise")}


BandRows = forms.formset_factory(BandRow, extra=SPARE_ROWS, max_num=MOST_GRADES, absolute_max=MOST_GRADES)
GradeRows = forms.formset_factory(GradeRow, extra=SPARE_ROWS, max_num=MOST_GRADES, absolute_max=MOST_GRADES)


def rows_class(method: str):
    return GradeRows if method == COUNTS else BandRows


def grades_of(rows) -> list[dict[str, Any]]:
    return [row.as_grade() for row in rows if row.cleaned_data.get("name")]


def drafts_of(rows) -> list[DraftBand]:
    """The bands with the upper ends that were typed, so that gaps between them are seen."""
    return [row.as_draft() for row in rows if isinstance(row, BandRow) and row.cleaned_data.get("name")]


# ---- what stands in the form at first ----


def initial_of(roll_up: RollUp) -> dict[str, Any]:
    data = roll_up.formula
    weights = "; ".join(f"{key} = {show(Decimal(str(value)))}" for key, value in (data.get("weights") or {}).items())
    return {
        "name": roll_up.name,
        "period_kind": roll_up.period_kind,
        "subject": roll_up.subject,
        "of": data["of"],
        "least": data.get("least", 1),
        "ungraded": data.get("ungraded", rollups.UNGRADES),
        "weights": weights,
        "order": "\n".join(data.get("order") or ()),
        "document": roll_up.document_id,
        "locator": roll_up.locator,
        "version": roll_up.version,
    }


def rows_initial(data: dict[str, Any]) -> list[dict[str, Any]]:
    if data["method"] == COUNTS:
        return [
            {
                "name": each["name"],
                "needs": "; ".join(f"{need['at_least']} {need['grade']}" for need in each.get("needs") or ()),
                "none_below": each.get("none_below", ""),
                "praise": each.get("praise", ""),
            }
            for each in data.get("grades") or ()
        ]
    return [
        {"name": each["name"], "minimum": show(Decimal(str(each["minimum"]))), "praise": each.get("praise", "")}
        for each in data.get("bands") or ()
    ]


def example_of(method: str, known: list[str]) -> dict[str, Any]:
    """A formula to begin with, out of the grades that the school's rubrics have."""
    names = known or ["Xuất sắc", "Tốt", "Hoàn thành", "Chưa hoàn thành"]
    data = {"method": method, "of": "month", "least": 2, "ungraded": rollups.UNGRADES}
    if method != COUNTS:
        minima = [90, 80, 65, 50, 30, 15]
        minima = [*minima[: len(names) - 1], 0] if len(names) <= len(minima) else []
        return data | {"bands": [{"name": n, "minimum": str(m)} for n, m in zip(names, minima, strict=False)]}
    best = names[0]
    second = names[1] if len(names) > 1 else best
    grades = [{"name": best, "needs": [{"grade": best, "at_least": 2}], "none_below": second if second != best else ""}]
    grades += [{"name": name, "needs": [{"grade": name, "at_least": "2/3"}]} for name in names[1:-1]]
    return data | {"order": names, "grades": [*grades, {"name": names[-1]}] if len(names) > 1 else grades}
