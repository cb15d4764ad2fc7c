"""A formula in words."""

from __future__ import annotations

from core.vietnamese import show
from evaluations.rollups.formulas import COUNTS, METHODS, UNGRADED_RULES, Band, CountedGrade, Formula


def words_of(formula: Formula) -> list[str]:
    """What the formula says, as sentences for a regulation or a page."""
    noun = formula.noun
    said = [f"{METHODS[formula.method].replace('kỳ', noun)}."]
    if formula.weights:
        weights = ", ".join(
            f"{noun} {number} nhân {show(weight)}" for number, weight in sorted(formula.weights.items())
        )
        said.append(f"Hệ số: {weights}; các {noun} khác nhân 1.")
    if formula.method == COUNTS:
        said += [f"{grade.name}: {_condition(formula, grade)}{_praise(grade)}." for grade in formula.grades]
    else:
        ordered = sorted(formula.bands, key=lambda band: -band.minimum)
        said += [f"{band.name}: từ {show(band.minimum)}%{_praise(band)}." for band in ordered]
    rule = UNGRADED_RULES[formula.ungraded]
    said.append(f"Có {noun} không xếp loại: {rule[:1].lower()}{rule[1:]}.")
    said.append(
        f"Cần ít nhất {formula.least} {noun} được xếp loại; {noun} được miễn hoặc chưa có phiếu thì không tính."
    )
    return said


def _condition(formula: Formula, grade: CountedGrade) -> str:
    parts = []
    for need in grade.needs:
        amount = f"{need.at_least} số {formula.noun}" if need.is_share else f"{need.at_least} {formula.noun}"
        or_better = "" if formula.order and need.grade == formula.order[0] else " trở lên"
        parts.append(f"ít nhất {amount} {need.grade}{or_better}")
    if grade.none_below:
        parts.append(f"không {formula.noun} nào dưới {grade.none_below}")
    return ", ".join(parts) or "các trường hợp còn lại"


def _praise(grade: Band | CountedGrade) -> str:
    return f" (biểu dương “{grade.praise}”)" if grade.praise else ""
