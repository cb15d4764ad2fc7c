"""Points and levels as people type them, and the frame of these forms."""

from __future__ import annotations

from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from core.vietnamese import show
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import read_amount


def helper_of(*fields, button: str) -> FormHelper:
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields, Submit("save", button))
    return helper


class PointsField(forms.CharField):
    """Points as people type them, “8,5”; a Decimal or None where nothing was typed."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num w-short"}))
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value):
        return show(value) if isinstance(value, Decimal) else value

    def clean(self, value) -> Decimal | None:
        text = super().clean(value)
        return read_number(text) if text else None


def read_number(text: str) -> Decimal:
    """One number above 0; ValidationError with its sentence for anything else."""
    amount = read_amount(text)
    if amount.error:
        raise forms.ValidationError(amount.error)
    if amount.value is None or amount.levels or amount.lowest is not None:
        raise forms.ValidationError(f"“{text[:20]}” chưa phải là một số. Ghi một số, ví dụ 8,5.")
    if amount.sign == "-":
        raise forms.ValidationError("Ghi số dương; điểm trừ thì chọn loại “Điểm trừ”.")
    return amount.value


def read_minimum(text: str) -> Decimal:
    """The least points of a grade: a number from 0."""
    if text.strip() in ("0", "0,0", "0.0"):
        return Decimal(0)
    return read_number(text)


def read_levels(text: str, kind: str) -> list[dict[str, str]]:
    """“Tốt = 10”, a line each; for progress “0 = 5”. ValidationError names the line that is none."""
    levels = []
    for line in filter(None, (line.strip() for part in text.split("\n") for line in part.split(";"))):
        label, _, points = line.rpartition("=")
        if not label.strip():
            raise forms.ValidationError(f"Dòng “{line[:40]}” chưa đúng cách ghi “Tên mức = điểm”, ví dụ Tốt = 10.")
        value = str(read_minimum(points))
        if kind == words.PROGRESS:
            levels.append({"from": str(_signed_number(label)), "points": value})
        else:
            levels.append({"label": label.strip()[:60], "points": value})
    return levels


def _signed_number(text: str) -> Decimal:
    text = text.strip().replace("−", "-")
    if text.startswith("-"):
        return -read_minimum(text[1:])
    return read_minimum(text.lstrip("+"))
