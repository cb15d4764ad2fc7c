"""Points, totals and grades: exact, and without database, clock or request.

Blank, zero, not applicable and exempt are four values. A cell is None while it is blank.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

SCORED, NOT_APPLICABLE, EXEMPT = "scored", "not_applicable", "exempt"
UNGRADED = "Không xếp loại"
POINTS = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?")


@dataclass(frozen=True)
class Cell:
    """One filled cell: a number of points (0 is a number), or a reason why there is none."""

    state: str
    points: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """What a criterion is for a sum: its number and its most points."""

    key: int
    code: str
    max_points: Decimal


@dataclass(frozen=True)
class Totals:
    """`points` is None where nothing was scored; `reachable` leaves out what does not apply or is exempt."""

    points: Decimal | None
    reachable: Decimal
    filled: int
    count: int
    left_out: tuple[tuple[str, str], ...] = ()  # (number of the criterion, state)

    @property
    def is_whole(self) -> bool:
        return self.filled == self.count

    @property
    def explanation(self) -> str:
        """Why the most is less than that of the rubric; "" where it is not."""
        words = {NOT_APPLICABLE: "không áp dụng", EXEMPT: "được miễn"}
        if not self.left_out:
            return ""
        parts = [f"{code} {words[state]}" for code, state in self.left_out]
        return f"Tiêu chí {', '.join(parts)} nên tổng điểm tối đa còn {show(self.reachable)}."


def read_points(text: str) -> Decimal:
    """“8,5” and “8.5” as points; ValueError for anything else, such as “8,555”, “-1” or “1e3”."""
    text = text.strip()
    if not POINTS.fullmatch(text):
        raise ValueError(text)
    return Decimal(text.replace(",", "."))


def show(value: Decimal) -> str:
    """8.50 as people write it: 8,5."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def points_error(line: Line, text: str) -> str:
    """The sentence for what cannot be the points of a criterion; "" where it can."""
    most = show(line.max_points)
    try:
        points = read_points(text)
    except ValueError:
        return f"Điểm tiêu chí {line.code} là “{text.strip()[:20]}”, chưa phải là số. Nhập từ 0 đến {most}, ví dụ 8,5."
    if points > line.max_points:
        return f"Điểm tiêu chí {line.code} là {show(points)}, cao hơn mức tối đa {most}. Nhập từ 0 đến {most}."
    return ""


def blank_sentence(line: Line) -> str:
    return f"Tiêu chí {line.code} chưa có điểm. Nhập điểm (có thể là 0) hoặc chọn “Không áp dụng”."


def total_of(lines: Sequence[Line], cells: Mapping[int, Cell]) -> Totals:
    """Sum one column. A blank cell stays in what can be reached: it is still to be filled."""
    filled = [(line, cells[line.key]) for line in lines if line.key in cells]
    scored = [cell.points for _, cell in filled if cell.state == SCORED]
    left_out = tuple((line.code, cell.state) for line, cell in filled if cell.state != SCORED)
    outside = {code for code, _ in left_out}
    return Totals(
        points=sum(scored, Decimal(0)) if scored else None,
        reachable=sum((line.max_points for line in lines if line.code not in outside), Decimal(0)),
        filled=len(filled),
        count=len(lines),
        left_out=left_out,
    )


def grade_of(totals: Totals, bands: Sequence[tuple[Decimal, str]]) -> str:
    """The best grade whose least share (in percent) of the reachable points is met; compared without dividing."""
    if not totals.is_whole or totals.points is None or totals.reachable <= 0:
        return UNGRADED
    reached = totals.points * 100
    for minimum, name in sorted(bands, reverse=True):
        if reached >= minimum * totals.reachable:
            return name
    return UNGRADED
