"""How results of shorter periods make that of a longer one: a formula as data, and its result worked out in words.

Pure and exact. A formula is stored as JSON:

    {"method": "mean" | "sum" | "counts", "of": "month" | "quarter" | …, "least": 2,
     "ungraded": "zero" | "left_out" | "ungraded",
     "weights": {"9": "2"},                                              mean of months or semesters only
     "bands": [{"name", "minimum", "praise"}],                           mean, sum: minima in percent
     "order": ["Xuất sắc", "Tốt", …],                                    counts: the shorter grades, the best first
     "grades": [{"name", "needs": [{"grade", "at_least": 2 | "2/3"}], "none_below", "praise"}]}   the best first

A shorter period is one of four things for somebody: graded (0 points is a grade's number), ungraded, exempt, or absent
(no sheet: she was not here yet). Exempt and absent ones leave the denominator; what an ungraded one does is a rule of
the formula. Every percentage is rounded once, half up to two decimals, and what is shown is what decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from core.findings import Finding
from core.vietnamese import search_key
from evaluations.criteria import UNGRADED, rounded, show
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.checks import TITLE_WORDS, band_findings
from evaluations.rubric_tables.draft import DraftBand, RubricDraft

MEAN, SUM, COUNTS = "mean", "sum", "counts"
METHODS = {
    MEAN: "Trung bình các kỳ (phần trăm của mức tối đa)",
    SUM: "Cộng điểm các kỳ, lấy phần trăm của tổng mức tối đa",
    COUNTS: "Đếm số kỳ đạt từng mức",
}
GRADED_STATE, UNGRADED_STATE, EXEMPT_STATE, ABSENT_STATE = "graded", "ungraded", "exempt", "absent"
ZERO, LEFT_OUT, UNGRADES = "zero", "left_out", "ungraded"
UNGRADED_RULES = {
    UNGRADES: "Kỳ dài cũng không xếp loại",
    ZERO: "Tính 0 điểm, thấp hơn mọi mức",
    LEFT_OUT: "Không tính kỳ đó",
}
SPANS = {"month": 31, "quarter": 92, "round": 120, "semester": 160, "calendar_year": 366, "school_year": 366}
NOUNS = {
    "month": "tháng",
    "quarter": "quý",
    "round": "đợt",
    "semester": "học kỳ",
    "calendar_year": "năm",
    "school_year": "năm học",
}
WEIGHTED = {"month": range(1, 13), "semester": range(1, 3)}
WHOLE = Decimal(100)
MOST_WEIGHT, MOST_LEAST, MOST_GRADES = 10, 12, 12
NAME_LENGTH, PRAISE_LENGTH = 60, 120
NOT_COUNTED = {EXEMPT_STATE: "được miễn", ABSENT_STATE: "chưa có phiếu", UNGRADED_STATE: "không xếp loại"}


@dataclass(frozen=True)
class Source:
    """One shorter period as it came out for one candidate. `number`: of the month or semester, for its weight."""

    label: str
    state: str
    points: Decimal | None = None
    reachable: Decimal | None = None
    grade: str = ""
    number: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Points as they enter a mean: of 100, rounded as they are shown."""
        if self.state == UNGRADED_STATE:
            return Decimal(0)
        if self.points is None or not self.reachable:
            return None
        return rounded(Fraction(self.points) * 100 / Fraction(self.reachable))


@dataclass(frozen=True)
class Band:
    name: str
    minimum: Decimal
    praise: str = ""


@dataclass(frozen=True)
class Need:
    """At least so many of the counted periods, or such a share of them (rounded up), at a grade or better."""

    grade: str
    at_least: Fraction
    is_share: bool = False

    def of(self, counted: int) -> int:
        return ceil(self.at_least * counted) if self.is_share else int(self.at_least)


@dataclass(frozen=True)
class CountedGrade:
    name: str
    needs: tuple[Need, ...] = ()
    none_below: str = ""
    praise: str = ""


@dataclass(frozen=True)
class Formula:
    method: str
    of: str
    least: int = 1
    ungraded: str = UNGRADES
    weights: Mapping[int, Decimal] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    order: tuple[str, ...] = ()
    grades: tuple[CountedGrade, ...] = ()

    @property
    def noun(self) -> str:
        return NOUNS[self.of]

    def weight_of(self, source: Source) -> Decimal:
        return self.weights.get(source.number, Decimal(1))


@dataclass(frozen=True)
class Result:
    """What comes out. `reachable` is 100 for a mean; both are None where nothing could be computed."""

    points: Decimal | None
    reachable: Decimal | None
    grade: str
    praise: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def is_graded(self) -> bool:
        return self.grade != UNGRADED


# ---- reading what is stored ----


def read_formula(data: Mapping[str, Any]) -> Formula:
    """The formula of stored JSON; ValueError where it has not the shape above."""
    try:
        formula = Formula(
            method=data["method"],
            of=data["of"],
            least=int(data.get("least", 1)),
            ungraded=data.get("ungraded", UNGRADES),
            weights={int(key): Decimal(str(weight)) for key, weight in (data.get("weights") or {}).items()},
            bands=tuple(
                Band(each["name"], Decimal(str(each["minimum"])), each.get("praise", ""))
                for each in data.get("bands") or ()
            ),
            order=tuple(data.get("order") or ()),
            grades=tuple(map(_counted_grade, data.get("grades") or ())),
        )
    except (KeyError, TypeError, AttributeError, InvalidOperation, ZeroDivisionError) as error:
        raise ValueError(f"no formula: {data!r}") from error
    if formula.method not in METHODS or formula.of not in NOUNS or formula.ungraded not in UNGRADED_RULES:
        raise ValueError(f"no formula: {data!r}")
    return formula


def _counted_grade(data: Mapping[str, Any]) -> CountedGrade:
    needs = tuple(
        Need(each["grade"], Fraction(str(each["at_least"])), is_share="/" in str(each["at_least"]))
        for each in data.get("needs") or ()
    )
    return CountedGrade(data["name"], needs, data.get("none_below", ""), data.get("praise", ""))


def scales_in(data: Mapping[str, Any]) -> list[list[str]]:
    """The grades that a period's copy can give, the best first, one list for each formula in it; [] of {}."""
    return [_names_in(each) for each in ([data] if "method" in data else data.values())]


def _names_in(data: Mapping[str, Any]) -> list[str]:
    formula = read_formula(data)
    bands = sorted(formula.bands, key=lambda band: -band.minimum)
    return [grade.name for grade in (bands or formula.grades)]


# ---- what is wrong with a formula ----


def findings_of(
    formula: Formula, *, kind: str, known: Sequence[str] | None = None, titles: Sequence[str] = ()
) -> list[Finding]:
    """What keeps a formula from being used (must) and what a person should look at (look).

    `kind`: of the longer period. `known`: the grades that the shorter periods have, where that is known. `titles`:
    the names of the legal catalogue, which no praise of the school may bear.
    """
    return [
        *_shape(formula, kind),
        *(_counts(formula, known) if formula.method == COUNTS else _bands(formula)),
        *_praises(formula, titles),
    ]


def _must(code: str, sentence: str) -> Finding:
    return Finding(f"roll_up.{code}", "must", sentence)


def _shape(formula: Formula, kind: str) -> Iterator[Finding]:
    if SPANS[formula.of] >= SPANS[kind]:
        yield _must("longer", f"Kỳ {NOUNS[kind]} không tổng hợp được từ các {formula.noun}: chọn loại kỳ ngắn hơn.")
    if not 1 <= formula.least <= MOST_LEAST:
        yield _must("least", f"Số {formula.noun} được xếp loại ít nhất phải từ 1 đến {MOST_LEAST}.")
    if formula.weights and (formula.method != MEAN or formula.of not in WEIGHTED):
        yield _must("weights", "Hệ số chỉ dùng khi lấy trung bình các tháng hoặc các học kỳ. Bỏ hệ số.")
    for number, weight in formula.weights.items():
        if formula.of in WEIGHTED and number not in WEIGHTED[formula.of]:
            yield _must("weights", f"Không có {formula.noun} {number}. Ghi ví dụ 9 = 2.")
        if not 0 < weight <= MOST_WEIGHT or -weight.normalize().as_tuple().exponent > 2:
            yield _must(
                "weights",
                f"Hệ số của {formula.noun} {number} là {show(weight)}. Ghi số lớn hơn 0, nhiều nhất {MOST_WEIGHT},"
                " có không quá hai chữ số thập phân.",
            )


def _bands(formula: Formula) -> list[Finding]:
    if not formula.bands:
        return [_must("no_bands", "Chưa có mức xếp loại nào. Ghi ít nhất một mức, ví dụ Tốt từ 80.")]
    return bands_check([DraftBand(name=band.name, minimum=band.minimum) for band in formula.bands])


def bands_check(bands: Sequence[DraftBand]) -> list[Finding]:
    """Gaps, overlaps and impossible minima, as for a rubric in percent."""
    return band_findings(RubricDraft(scale=words.SCALE_PERCENT, bands=list(bands)))


def _counts(formula: Formula, known: Sequence[str] | None) -> Iterator[Finding]:
    if not formula.grades:
        yield _must("no_grades", "Chưa có mức xếp loại nào. Ghi ít nhất một mức với điều kiện.")
    if len(set(map(search_key, formula.order))) < len(formula.order) or not formula.order:
        yield _must("order", f"Ghi thứ tự các mức của {formula.noun}, mức cao nhất trước, mỗi mức một lần.")
    names = [search_key(grade.name) for grade in formula.grades]
    if len(set(names)) < len(names):
        yield _must("twice", "Có hai mức cùng tên. Đặt tên khác nhau.")
    for grade in formula.grades:
        yield from (_must("grade", sentence) for sentence in _grade_sentences(formula, grade))
    for better, worse in pairwise(formula.grades):
        if not better.needs and not better.none_below:
            yield _must(
                "always",
                f"Mức “{better.name}” không có điều kiện nên không ai xuống mức “{worse.name}”. Thêm điều kiện.",
            )
    if formula.grades and (formula.grades[-1].needs or formula.grades[-1].none_below):
        yield Finding(
            "roll_up.rest",
            "look",
            "Người không đạt điều kiện nào sẽ “Không xếp loại”.",
            "Nếu quy chế có mức thấp nhất, thêm mức đó ở cuối, không ghi điều kiện.",
        )
    if known is not None and (strange := [name for name in formula.order if name not in known]):
        yield Finding(
            "roll_up.unknown_grade",
            "look",
            f"Chưa biểu điểm nào có mức {', '.join(f'“{name}”' for name in strange)}.",
            f"Kiểm tra tên mức: viết đúng như trong biểu điểm ({', '.join(known)}).",
        )


def _grade_sentences(formula: Formula, grade: CountedGrade) -> Iterator[str]:
    if not grade.name.strip():
        yield "Có một mức chưa có tên."
    wanted = [need.grade for need in grade.needs] + ([grade.none_below] if grade.none_below else [])
    for name in wanted:
        if name not in formula.order:
            yield f"Điều kiện của mức “{grade.name}” nêu mức “{name}”, chưa có trong thứ tự các mức."
    for need in grade.needs:
        if need.is_share and not 0 < need.at_least <= 1:
            yield f"Điều kiện của mức “{grade.name}”: phần phải lớn hơn 0 và không quá 1, ví dụ 2/3."
        elif not need.is_share and not 1 <= need.at_least <= MOST_LEAST:
            yield f"Điều kiện của mức “{grade.name}”: số {formula.noun} phải từ 1 đến {MOST_LEAST}."


def _praises(formula: Formula, titles: Sequence[str]) -> Iterator[Finding]:
    """A praise is the school's own; it bears no name of a title or a form of commendation of the law."""
    named = {search_key(title): title for title in titles}
    for grade in (*formula.bands, *formula.grades):
        praise = f" {search_key(grade.praise)} "
        found = next((title for key, title in named.items() if key and f" {key} " in praise), "")
        if found or TITLE_WORDS.search(praise):
            yield _must(
                "praise",
                f"Biểu dương “{grade.praise}” trùng tên {f'“{found}” của pháp luật' if found else 'danh hiệu'}. Đây là"
                " biểu dương riêng của trường: đặt tên khác, ví dụ “Chuyên nghiệp quý”.",
            )


# ---- the result ----


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


# ---- a formula in words ----


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


# ---- which shorter periods belong to a longer one ----


def belongs(starts_on: date, ends_on: date, *, first: date, last: date) -> bool:
    """Whether most days of a shorter period lie in the span first–last; of two equal halves the earlier span has it.

    So a month that a semester's end cuts belongs to one semester only, whichever day that is.
    """
    days = (ends_on - starts_on).days + 1
    inside = (min(ends_on, last) - max(starts_on, first)).days + 1
    return inside * 2 > days or (inside * 2 == days and first <= starts_on)


def number_of(kind: str, starts_on: date, ends_on: date) -> int:
    """The number of a month (1–12) or a semester (1, 2) by its middle day; 0 for what has no number."""
    middle = starts_on + (ends_on - starts_on) / 2
    if kind == "month":
        return middle.month
    return (1 if middle.month >= 8 else 2) if kind == "semester" else 0


def months_within(first: date, last: date) -> list[tuple[int, int]]:
    """(year, month) of every month that belongs to a span."""
    found, day = [], first.replace(day=1)
    while day <= last:
        following = (day + timedelta(days=31)).replace(day=1)
        if belongs(day, following - timedelta(days=1), first=first, last=last):
            found.append((day.year, day.month))
        day = following
    return found
