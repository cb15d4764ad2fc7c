"""A formula as data, what it is worked out from, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil
from typing import Any

from evaluations.criteria import UNGRADED, rounded

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
NOUNS = {
    "month": "tháng",
    "quarter": "quý",
    "round": "đợt",
    "semester": "học kỳ",
    "calendar_year": "năm",
    "school_year": "năm học",
}
WHOLE = Decimal(100)
MOST_LEAST, MOST_GRADES = 12, 12
NAME_LENGTH, PRAISE_LENGTH = 60, 120


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
