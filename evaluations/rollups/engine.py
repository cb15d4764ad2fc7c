"""The result of a longer period from its shorter ones, with the sentences that say why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from core.vietnamese import show
from evaluations.criteria import UNGRADED, rounded
from evaluations.rollups.formulas import (
    ABSENT_STATE,
    COUNTS,
    EXEMPT_STATE,
    GRADED_STATE,
    MEAN,
    UNGRADED_STATE,
    UNGRADES,
    WHOLE,
    ZERO,
    CountedGrade,
    Formula,
    Result,
    Source,
)

NOT_COUNTED = {EXEMPT_STATE: "được miễn", ABSENT_STATE: "chưa có phiếu", UNGRADED_STATE: "không xếp loại"}


def roll_up(formula: Formula, sources: Sequence[Source]) -> Result:
    """The result of a longer period from its shorter ones, with the sentences that say why."""
    reasons = list(_left_out_sentences(formula, sources))
    ungraded = [source for source in sources if source.state == UNGRADED_STATE]
    if ungraded and formula.ungraded == UNGRADES:
        names = ", ".join(source.label for source in ungraded)
        return _unrated(reasons, f"{_capital(names)} không xếp loại nên cả kỳ không xếp loại.")
    graded = [source for source in sources if source.state == GRADED_STATE]
    if len(graded) < formula.least:
        count = f"Có {len(graded)} {formula.noun} được xếp loại"
        return _unrated(reasons, f"{count}, cần ít nhất {formula.least}: không xếp loại.")
    counted = [source for source in sources if _is_counted(formula, source)]
    if formula.method == COUNTS:
        return _by_counts(formula, counted, reasons)
    if lacking := [source.label for source in counted if source.percent is None]:
        return _unrated(reasons, f"{_capital(', '.join(lacking))} có mức nhưng không có điểm: không tính được.")
    return (_by_mean if formula.method == MEAN else _by_sum)(formula, counted, reasons)


def _is_counted(formula: Formula, source: Source) -> bool:
    return source.state == GRADED_STATE or (source.state == UNGRADED_STATE and formula.ungraded == ZERO)


def _left_out_sentences(formula: Formula, sources: Sequence[Source]) -> Iterator[str]:
    for state, word in NOT_COUNTED.items():
        labels = ", ".join(source.label for source in sources if source.state == state)
        if not labels or (state == UNGRADED_STATE and formula.ungraded == UNGRADES):
            continue
        if state == UNGRADED_STATE and formula.ungraded == ZERO:
            yield f"{_capital(labels)} không xếp loại: tính 0."
        else:
            yield f"Không tính {labels} ({word})."


def _unrated(reasons: list[str], sentence: str) -> Result:
    return Result(None, None, UNGRADED, "", (*reasons, sentence))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _share_sentences(counted: Sequence[Source]) -> Iterator[str]:
    """How points of another whole than 100 became those that are added up."""
    for source in counted:
        if source.state == GRADED_STATE and source.reachable != WHOLE:
            of = f"{show(source.points)} trên {show(source.reachable)} điểm"
            yield f"{_capital(source.label)}: {of}, tức {show(source.percent)}%."


def _mean(formula: Formula, counted: Sequence[Source]) -> tuple[Decimal, str]:
    """The mean and the line that works it out."""
    weights = [formula.weight_of(source) for source in counted]
    values = [source.percent for source in counted]
    total = sum(
        (Fraction(value) * Fraction(weight) for value, weight in zip(values, weights, strict=True)), Fraction(0)
    )
    points = rounded(total / Fraction(sum(weights)))
    if any(weight != 1 for weight in weights):
        terms = [f"{show(value)} × {show(weight)}" for value, weight in zip(values, weights, strict=True)]
    else:
        terms = [show(value) for value in values]
    line = f"({' + '.join(terms)})" if len(terms) > 1 else terms[0]
    return points, f"{line} : {show(sum(weights))} = {show(points)}"


def _by_mean(formula: Formula, counted: Sequence[Source], reasons: list[str]) -> Result:
    points, line = _mean(formula, counted)
    return _banded(formula, points, WHOLE, points, [*reasons, *_share_sentences(counted)], line)


def _by_sum(formula: Formula, counted: Sequence[Source], reasons: list[str]) -> Result:
    values = [source.points if source.state == GRADED_STATE else Decimal(0) for source in counted]
    wholes = [source.reachable or WHOLE for source in counted]
    points, reachable = sum(values, Decimal(0)), sum(wholes, Decimal(0))
    percent = rounded(Fraction(points) * 100 / Fraction(reachable))
    line = f"{' + '.join(map(show, values))} = {show(points)} trên {show(reachable)} điểm, tức {show(percent)}%"
    return _banded(formula, points, reachable, percent, reasons, line)


def _banded(formula, points: Decimal, reachable: Decimal, percent: Decimal, reasons: list[str], line: str) -> Result:
    for band in sorted(formula.bands, key=lambda band: -band.minimum):
        if percent >= band.minimum:
            sentence = f"{line}; mức {band.name} từ {show(band.minimum)}."
            return Result(points, reachable, band.name, band.praise, (*reasons, sentence))
    return Result(points, reachable, UNGRADED, "", (*reasons, f"{line}; không đạt mức nào."))


def _by_counts(formula: Formula, counted: Sequence[Source], reasons: list[str]) -> Result:
    ranks = {name: place for place, name in enumerate(formula.order)}
    if strange := sorted({each.grade for each in counted if each.state == GRADED_STATE and each.grade not in ranks}):
        return _unrated(reasons, f"Công thức không có mức {', '.join(strange)}: không tính được.")
    lowest = len(formula.order)  # of a period that counts as 0
    places = [ranks[each.grade] if each.state == GRADED_STATE else lowest for each in counted]
    points = reachable = None
    if all(source.percent is not None for source in counted):
        points, line = _mean(formula, counted)
        reachable, reasons = WHOLE, [*reasons, *_share_sentences(counted), f"Điểm trung bình {line}."]
    for grade in formula.grades:
        met, sentence = _judged(formula, grade, places, ranks)
        if met:
            return Result(points, reachable, grade.name, grade.praise, (*reasons, sentence))
        reasons = [*reasons, sentence]
    return Result(points, reachable, UNGRADED, "", (*reasons, "Không đạt điều kiện của mức nào."))


def _judged(formula: Formula, grade: CountedGrade, places: list[int], ranks: Mapping[str, int]) -> tuple[bool, str]:
    """(whether a grade's conditions are met, the sentence with the numbers)."""
    noun, said = formula.noun, []
    for need in grade.needs:
        have, wanted = sum(place <= ranks[need.grade] for place in places), need.of(len(places))
        or_better = "" if ranks[need.grade] == 0 else " trở lên"
        if have < wanted:
            sentence = f"{need.grade}{or_better} {have} trong {len(places)} {noun}, cần {wanted}."
            return False, f"Chưa đạt mức {grade.name}: {sentence}"
        said.append(f"{need.grade}{or_better} {have} trong {len(places)} {noun} (cần {wanted})")
    if grade.none_below:
        below = sum(place > ranks[grade.none_below] for place in places)
        if below:
            return False, f"Chưa đạt mức {grade.name}: {below} {noun} dưới {grade.none_below}."
        said.append(f"không {noun} nào dưới {grade.none_below}")
    if not said:
        return True, f"Còn lại: mức {grade.name}."
    return True, f"{_capital(', '.join(said))}: mức {grade.name}."
