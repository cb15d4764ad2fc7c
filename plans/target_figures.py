"""What a target asks in numbers, and how far it is. Pure: no database, no clock.

The base group of a share ("20 % giáo viên nuôi dưỡng") is data: tokens such as "teacher", "group:5", "departments".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from core.vietnamese import search_key
from plans.meters import Candidate

ALL, DEPARTMENTS, ORGANISATION = "all", "departments", "organisation"
KINDS = {
    "manager": r"can bo quan ly|cbql|ban giam hieu|bgh|lanh dao",
    "teacher": r"giao vien|gv",
    "support": r"nhan vien|nv",
}
EVERYBODY = re.compile(
    r"\b(toan the|toan truong|vien chuc|nguoi lao dong|can bo giao vien|cb ?gv( ?nv)?|can bo nhan vien"
    r"|hoi dong su pham)\b"
)
COLLECTIVES = re.compile(r"\b(to|tap the|khoi|bo phan)\b")
WHOLE = re.compile(r"\b(nha truong|truong|don vi|trung tam)\b")


@dataclass(frozen=True)
class Figure:
    """One stage of a target: who, how many, which share of the base. `is_met` None: not measured."""

    candidates: frozenset[Candidate]
    count: int
    percent: Decimal | None  # of the base, cut to one decimal: 14,99 % is not shown as 15 %
    is_met: bool | None


def guess_base(who: str, *, groups: Iterable[tuple[int, str]], departments: Iterable[tuple[int, str]]) -> list[str]:
    """The base group that the plan's words name; [] where they name none that is known.

    A group or tổ of the organisation's own, named in the words, is the narrower one and wins.
    """
    words = " ".join(re.sub(r"[^\w ]", " ", search_key(who)).split())
    if not words:
        return []
    named = [f"group:{pk}" for pk, name in groups if search_key(name) in words]
    named += [f"department:{pk}" for pk, name in departments if search_key(name) in words]
    if named:
        return named
    kinds = [kind for kind, pattern in KINDS.items() if re.search(rf"\b({pattern})\b", words)]
    if EVERYBODY.search(words) or len(kinds) == len(KINDS) or ("can bo" in words and len(kinds) > 1):
        return [ALL]
    if kinds:
        return kinds
    if COLLECTIVES.search(words):
        return [DEPARTMENTS]
    return [ORGANISATION] if WHOLE.search(words) else []


def planned_number(operator: str, value: Decimal | None, unit: str, base: int | None) -> int | None:
    """How many the target asks for: the number itself, or the share of its base in whole people.

    "ít nhất 20 %" of 42 is 9, "không quá 15 %" of 42 is 6: the share is never rounded in somebody's favour.
    """
    if value is None:
        return None
    if unit.strip() != "%":
        return int(value) if value == value.to_integral_value() else None
    if base is None:
        return None
    exact = value * base / 100
    return int(exact.to_integral_value(ROUND_FLOOR if operator == "<=" else ROUND_CEILING))


def figure(
    operator: str, value: Decimal | None, unit: str, base: set[Candidate] | None, candidates: set[Candidate] | None
) -> Figure | None:
    """How far a stage is; None where nobody has a figure. Of a share only those within its base count."""
    if candidates is None:
        return None
    counted = candidates if base is None else candidates & base
    percent = (Decimal(100 * len(counted)) / len(base)).quantize(Decimal("0.1"), ROUND_FLOOR) if base else None
    return Figure(frozenset(counted), len(counted), percent, _is_met(operator, value, unit, base, len(counted)))


def _is_met(operator: str, value: Decimal | None, unit: str, base: set | None, count: int) -> bool | None:
    if value is None:
        return None
    if unit.strip() == "%":
        if not base:
            return None
        have, want = Decimal(100 * count), value * len(base)  # compared without dividing
    else:
        have, want = Decimal(count), value
    return have <= want if operator == "<=" else have >= want
