"""Points, totals and grades: exact, and without database, clock or request.

Blank, zero, not applicable and exempt are four values. A cell is None while it is blank. What a cell's amount means is
said by the kind of its line:

- points: the points themselves, 0 to the most · levels: one of the listed points
- bonus: occurrences × `each` (the points themselves where no `each` is given), at most `max_points`
- deduction: the same, taken from the group it stands in (from the total where it stands in none), never below 0
- progress: a figure; its points follow from how far it lies above one's own last figure
- gate: 1 where the condition is broken; a blank bonus, deduction or gate says that there was none
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.vietnamese import show

SCORED, NOT_APPLICABLE, EXEMPT = "scored", "not_applicable", "exempt"
NO_PAST = "no_past"  # a line of progress without an earlier figure
GROUP, POINTS, LEVELS = "group", "points", "levels"
BONUS, DEDUCTION, PROGRESS, GATE = "bonus", "deduction", "progress", "gate"
REQUIRED = (POINTS, LEVELS, PROGRESS)
COUNTED = (BONUS, DEDUCTION)
UNGRADED = "Không xếp loại"
PERCENT = "percent"
WORDS = {NOT_APPLICABLE: "không áp dụng", EXEMPT: "được miễn", NO_PAST: "chưa có số liệu kỳ trước để so sánh"}
NUMBER = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?")
CENT = Decimal("0.01")
MOST_OCCURRENCES = 200


@dataclass(frozen=True)
class Cell:
    """One filled cell: an amount (0 is a number), or a reason why there is none."""

    state: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """What a criterion is for a sum. `levels`: (label, points); of progress: (least improvement, points)."""

    key: int
    code: str
    max_points: Decimal | None
    kind: str = POINTS
    parent: int | None = None
    title: str = ""
    each: Decimal | None = None
    levels: tuple[tuple[str, Decimal], ...] = ()
    unit: str = ""
    effect: str = ""
    effect_grade: str = ""

    @property
    def is_required(self) -> bool:
        return self.kind in REQUIRED

    @property
    def is_entered(self) -> bool:
        return self.kind != GROUP


@dataclass(frozen=True)
class Part:
    """One line of a total, worked out: what it gives (None: nothing entered), of how much, and in words why."""

    key: int
    code: str
    title: str
    depth: int
    kind: str
    points: Decimal | None
    reachable: Decimal
    words: str = ""


@dataclass(frozen=True)
class Totals:
    """`points` is None where nothing was scored; `reachable` leaves out what does not apply or is exempt."""

    points: Decimal | None
    reachable: Decimal
    filled: int
    count: int
    left_out: tuple[tuple[str, str], ...] = ()  # (number of the criterion, state)
    full: Decimal = Decimal(0)  # what could be reached if nothing were left out
    parts: tuple[Part, ...] = ()
    broken: tuple[Line, ...] = ()  # gates
    zeros: tuple[str, ...] = ()  # numbers of criteria scored with 0

    @property
    def is_whole(self) -> bool:
        return self.filled == self.count

    @property
    def explanation(self) -> str:
        """Why the most is less than that of the rubric; "" where it is not."""
        if not self.left_out:
            return ""
        parts = [f"{code} {WORDS[state]}" for code, state in self.left_out]
        return f"Tiêu chí {', '.join(parts)} nên tổng điểm tối đa còn {show(self.reachable)}."


@dataclass(frozen=True)
class Band:
    """A grade: its least on the rubric's scale and what else it asks."""

    minimum: Decimal
    name: str
    needs_no_zero: bool = False
    share_cap: str = ""
    share_base: str = "graded"
    praise: str = ""


@dataclass(frozen=True)
class Verdict:
    """A grade with the sentences that say why."""

    grade: str
    reasons: tuple[str, ...] = ()
    praise: str = ""


# ---- one cell ----


def read_points(text: str) -> Decimal:
    """“8,5” and “8.5” as a number; ValueError for anything else, such as “8,555”, “-1” or “1e3”."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text.replace(",", "."))


def amount_words(line: Line, cell: Cell | None) -> str:
    """What stands in a cell, as people say it: “8,5”, “2 lần”, “Có”, “không áp dụng”; "" while it is blank."""
    if cell is None:
        return ""
    if cell.state != SCORED:
        return WORDS[cell.state]
    if line.kind == GATE:
        return "Có" if cell.amount else "Không"
    if line.kind in COUNTED and line.each is not None:
        return f"{show(cell.amount)} {line.unit or 'lần'}"
    return f"{show(cell.amount)} {line.unit}" if line.kind == PROGRESS and line.unit else show(cell.amount)


def points_error(line: Line, text: str) -> str:
    """The sentence for what cannot be the amount of a criterion; "" where it can."""
    asked = _asked(line)
    try:
        amount = read_points(text)
    except ValueError:
        return f"{_named(line)} là “{text.strip()[:20]}”, chưa phải là số. {asked}"
    if line.kind == LEVELS and amount not in [points for _, points in line.levels]:
        return f"{_named(line)} là {show(amount)}, không phải một mức của biểu điểm. {asked}"
    if line.kind in COUNTED and line.each is not None:
        return "" if _is_count(amount) else f"{_named(line)} là {show(amount)}, chưa phải số lần. {asked}"
    if line.kind == GATE:
        return "" if amount in (0, 1) else f"{_named(line)} là {show(amount)}. {asked}"
    if line.kind != PROGRESS and line.max_points is not None and amount > line.max_points:
        most = show(line.max_points)
        return f"{_named(line)} là {show(amount)}, cao hơn mức tối đa {most}. Nhập từ 0 đến {most}."
    return ""


def _named(line: Line) -> str:
    if line.kind in COUNTED and line.each is not None:
        return f"Số lần của tiêu chí {line.code}"
    return f"{'Số liệu' if line.kind == PROGRESS else 'Điểm'} tiêu chí {line.code}"


def _is_count(amount: Decimal) -> bool:
    return amount == amount.to_integral_value() and amount <= MOST_OCCURRENCES


def _asked(line: Line) -> str:
    if line.kind == LEVELS:
        return f"Chọn một trong các mức {', '.join(show(points) for _, points in line.levels)}."
    if line.kind in COUNTED and line.each is not None:
        return f"Nhập số lần, từ 0 đến {MOST_OCCURRENCES}."
    if line.kind == GATE:
        return "Chọn “Có” hoặc “Không”."
    if line.kind == PROGRESS:
        return "Nhập số liệu của kỳ này, ví dụ 87,5."
    if line.max_points is None:
        return "Nhập số điểm, ví dụ 0,5."
    example = show(min(line.max_points, Decimal("8.5")))
    return f"Nhập từ 0 đến {show(line.max_points)}, ví dụ {example}."


def blank_sentence(line: Line) -> str:
    if line.kind == PROGRESS:
        return f"Tiêu chí {line.code} chưa có số liệu. Nhập số liệu của kỳ này hoặc chọn “Không áp dụng”."
    return f"Tiêu chí {line.code} chưa có điểm. Nhập điểm (có thể là 0) hoặc chọn “Không áp dụng”."


# ---- the sum of a column ----


def total_of(lines: Sequence[Line], cells: Mapping[int, Cell], *, past: Mapping[int, Decimal] | None = None) -> Totals:
    """Sum one column. A blank cell stays in what can be reached: it is still to be filled.

    `past`: the last figure of each line of progress, by its key.
    """
    tree = _Tree(lines, cells, past or {})
    points, reachable, full, _ = tree.sum_under(None, 0)
    required = [line for line in lines if line.is_required]
    return Totals(
        points=points,
        reachable=reachable,
        full=full,
        filled=sum(line.key in cells for line in required),
        count=len(required),
        left_out=tuple(tree.left_out),
        parts=tuple(tree.parts),
        broken=tuple(line for line in lines if line.kind == GATE and _is_broken(cells.get(line.key))),
        zeros=tuple(line.code for line in required if _is_zero(line, cells.get(line.key))),
    )


def _is_broken(cell: Cell | None) -> bool:
    return cell is not None and cell.state == SCORED and cell.amount == 1


def _is_zero(line: Line, cell: Cell | None) -> bool:
    return line.kind != PROGRESS and cell is not None and cell.state == SCORED and cell.amount == 0


class _Tree:
    """The lines by what they stand under, and what the walk over them finds."""

    def __init__(self, lines: Sequence[Line], cells: Mapping[int, Cell], past: Mapping[int, Decimal]):
        self.cells, self.past = cells, past
        self.children = by_parent(lines)
        self.left_out: list[tuple[str, str]] = []
        self.parts: list[Part] = []

    def sum_under(self, parent: Line | None, depth: int) -> tuple[Decimal | None, Decimal, Decimal, Decimal]:
        """(points or None, reachable, full, rest) of what stands under a group; deductions last, never below 0.

        `rest`: deductions that a group of bonuses and deductions alone has no points for; they lower what it stands in.
        """
        gained, lost = None, Decimal(0)
        reachable = full = Decimal(0)
        for line in self.children.get(parent.key if parent else None, []):
            points, most, whole, rest = self._group(line, depth) if line.kind == GROUP else self._leaf(line, depth)
            reachable, full, lost = reachable + most, full + whole, lost + rest
            if line.kind == DEDUCTION:
                lost += points or 0
            elif points is not None:
                gained = (gained or Decimal(0)) + points
        rest = max(lost - (gained or 0), Decimal(0)) if parent and not full else Decimal(0)
        return None if gained is None else max(gained - lost, Decimal(0)), reachable, full, rest

    def _group(self, line: Line, depth: int) -> tuple[Decimal | None, Decimal, Decimal, Decimal]:
        place = len(self.parts)
        points, reachable, full, rest = self.sum_under(line, depth + 1)
        words = f"trừ {show(rest)} điểm vào tổng" if rest else ""
        if points is not None and line.max_points is not None and points > line.max_points:
            words = f"{show(points)} điểm, tính tối đa {show(line.max_points)}"
            points = line.max_points
        self.parts.insert(place, Part(line.key, line.code, line.title, depth, GROUP, points, reachable, words))
        return points, reachable, full, rest

    def _leaf(self, line: Line, depth: int) -> tuple[Decimal | None, Decimal, Decimal, Decimal]:
        cell = self.cells.get(line.key)
        full = line.max_points if line.is_required else Decimal(0)
        state = None if cell is None or cell.state == SCORED else cell.state
        if line.kind == PROGRESS and state is None and cell is not None and line.key not in self.past:
            state = NO_PAST
        if state:
            if line.is_required:
                self.left_out.append((line.code, state))
            points, words, reachable = None, WORDS[state], Decimal(0)
        else:
            points, words = (None, "") if cell is None else self._worth(line, cell.amount)
            reachable = full
        self.parts.append(Part(line.key, line.code, line.title, depth, line.kind, points, reachable, words))
        return points, reachable, full, Decimal(0)

    def _worth(self, line: Line, amount: Decimal) -> tuple[Decimal | None, str]:
        """(points, how they come about) of an amount."""
        if line.kind == GATE:
            return None, "có" if amount else "không"
        if line.kind == PROGRESS:
            return self._progress(line, amount)
        if line.kind not in COUNTED or line.each is None:
            points, words = amount, ""
        else:
            points, words = amount * line.each, f"{show(amount)} lần × {show(line.each)}"
        if line.max_points is not None and points > line.max_points:
            return line.max_points, f"{words or show(points)}, tính tối đa {show(line.max_points)}"
        return points, words

    def _progress(self, line: Line, figure: Decimal) -> tuple[Decimal, str]:
        before = self.past[line.key]
        change = figure - before
        reached = [points for least, points in line.levels if change >= Decimal(least)]
        moved = f"{'tăng' if change >= 0 else 'giảm'} {show(abs(change))}{f' {line.unit}' if line.unit else ''}"
        return max(reached, default=Decimal(0)), f"kỳ trước {show(before)}, kỳ này {show(figure)}: {moved}"


def by_parent(lines: Sequence[Line]) -> dict[int | None, list[Line]]:
    """The lines by the group they stand in; what has lost its group stands at the top, under None."""
    keys = {line.key for line in lines}
    found: dict[int | None, list[Line]] = {}
    for line in lines:
        found.setdefault(line.parent if line.parent in keys else None, []).append(line)
    return found


def in_tree(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """The lines in the order of their tree, each with how deep it stands."""
    children = by_parent(lines)
    found: list[tuple[Line, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for line in children.get(parent, []):
            found.append((line, depth))
            walk(line.key, depth + 1)

    walk(None, 0)
    return found


# ---- the final column ----


def final_of(columns: Mapping[str, Totals], *, weights: Mapping[str, int] | None = None) -> Totals:
    """The column that decides: the last one that was begun, or all of them by their weights (percent, adding to 100).

    A weighted result is rounded half up to two decimals; what is shown is what the grade is judged by. Gates and zeros
    count as the last column has them. `columns` in the order self, department, council.
    """
    begun = [each for each in columns.values() if each.filled]
    last = begun[-1] if begun else next(reversed(columns.values()))
    if not weights:
        return last
    counted = [(columns.get(name), weight) for name, weight in weights.items() if weight]
    if any(each is None or each.points is None or not each.is_whole or not each.reachable for each, _ in counted):
        return Totals(None, last.reachable, 0, last.count, last.left_out, last.full, (), last.broken, last.zeros)
    share = sum((Fraction(each.points) / Fraction(each.reachable) * weight for each, weight in counted), Fraction(0))
    points = rounded(share * Fraction(last.reachable) / 100)
    return Totals(points, last.reachable, last.count, last.count, last.left_out, last.full, (), last.broken, last.zeros)


def rounded(value: Fraction) -> Decimal:
    """Half up, to two decimals, without a binary number in between."""
    cents = (value * 100 * 2 + 1) // 2  # floor(x + 1/2) of a value that is never negative
    return (Decimal(cents) / 100).quantize(CENT)


# ---- grades ----


def verdict_of(
    totals: Totals, bands: Sequence[Band], *, scale: str = PERCENT, caps: Sequence[tuple[str, str]] = ()
) -> Verdict:
    """The grade a total earns; compared without dividing.

    A minimum is a share of what can be reached: in percent, or in points of the whole rubric; what does not apply or is
    exempt lowers it in proportion. `caps`: (highest grade, why), such as that of a sheet handed in late.
    """
    if not totals.is_whole or totals.points is None or totals.reachable <= 0:
        return Verdict(UNGRADED, ("Chưa đủ điểm các tiêu chí nên chưa xếp loại.",))
    ordered = sorted(bands, key=lambda band: -band.minimum)
    reasons = [_sum_sentence(totals)]
    place = _reached(totals, ordered, scale, reasons)
    if place is None:
        return Verdict(UNGRADED, (*reasons, "Không đạt mức nào của biểu điểm."))
    if ungraded := [line for line in totals.broken if line.effect == "ungraded"]:
        return Verdict(UNGRADED, (*reasons, *(f"{_gate(line)}: không xếp loại." for line in ungraded)))
    for line in totals.broken:
        if line.effect == "drop":
            place = min(place + 1, len(ordered) - 1)
            reasons.append(f"{_gate(line)}: hạ một mức, còn {ordered[place].name}.")
    wanted = [(line.effect_grade, _gate(line)) for line in totals.broken if line.effect == "at_most"]
    names = [band.name for band in ordered]
    for name, why in [*wanted, *caps]:
        if name in names and names.index(name) > place:
            place = names.index(name)
            reasons.append(f"{why}: không xếp cao hơn mức {name}.")
    return Verdict(ordered[place].name, tuple(reasons), ordered[place].praise)


def _reached(totals: Totals, ordered: Sequence[Band], scale: str, reasons: list[str]) -> int | None:
    base = Decimal(100) if scale == PERCENT else totals.full
    for place, band in enumerate(ordered):
        if totals.points * base < band.minimum * totals.reachable:
            continue
        if band.needs_no_zero and totals.zeros:
            reasons.append(f"Mức {band.name} không nhận khi có tiêu chí 0 điểm (tiêu chí {', '.join(totals.zeros)}).")
            continue
        reasons.append(f"Mức {band.name}: từ {_least(band, totals, scale)}.")
        return place
    return None


def _sum_sentence(totals: Totals) -> str:
    return " ".join(
        filter(None, [f"Tổng {show(totals.points)} trên {show(totals.reachable)} điểm.", totals.explanation])
    )


def _least(band: Band, totals: Totals, scale: str) -> str:
    """“90%, tức 81 điểm”: a minimum in the points of this very sheet."""
    base = Decimal(100) if scale == PERCENT else totals.full
    least = band.minimum * totals.reachable / base
    if scale == PERCENT:
        return f"{show(band.minimum)}%, tức {show(least.quantize(CENT))} điểm"
    if totals.reachable == totals.full:
        return f"{show(band.minimum)} điểm"
    scaled = f"{show(least.quantize(CENT))} trên {show(totals.reachable)}"
    return f"{show(band.minimum)} trên {show(totals.full)} điểm, tức {scaled}"


def _gate(line: Line) -> str:
    return f"Tiêu chí {line.code} “{line.title}”" if line.title else f"Tiêu chí {line.code}"


# ---- shares ----


def most_allowed(cap: str, base: int) -> int:
    """How many of `base` people a share such as "1/5" allows: rounded down, in integers."""
    share = Fraction(cap)
    return share.numerator * base // share.denominator


def share_sentence(band: Band, *, count: int, base: int, group: str) -> str:
    """What is wrong with how many have a grade; "" where the share is kept or none is set."""
    if not band.share_cap or count <= (most := most_allowed(band.share_cap, base)):
        return ""
    basis = "người được xếp loại" if band.share_base == "graded" else f"người đạt mức {band.name} và mức liền dưới"
    allowed = f"tối đa {most}, là {band.share_cap} của {base} {basis}, làm tròn xuống"
    return f"{group}: {count} người mức {band.name}; {allowed}."
