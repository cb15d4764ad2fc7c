"""A sheet as a tree that is read: groups with their sums, every column beside the other. No database.

`evaluations/sheet_tree.html` prints what `tree_of` makes; a rubric without a sheet is printed with no columns or with
plain cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.criteria import (
    BONUS,
    COUNTED,
    DEDUCTION,
    GATE,
    GROUP,
    PROGRESS,
    SCORED,
    Cell,
    Line,
    Part,
    Totals,
    by_parent,
    in_tree,
    show,
)

STATE_WORDS = {"not_applicable": "Không áp dụng", "exempt": "Được miễn"}


@dataclass(frozen=True)
class TreeColumn:
    """One side of a sheet; `cells` is empty where only the sum is known (a weighted result)."""

    label: str
    cells: Mapping[int, Cell]
    totals: Totals


@dataclass(frozen=True)
class TreeCell:
    """`words`: what stands there (“8,5”, “Không áp dụng”, "" while blank); `note`: how it comes about."""

    label: str
    words: str = ""
    note: str = ""
    differs: bool = False


@dataclass(frozen=True)
class TreeRow:
    key: int
    code: str
    title: str
    kind: str
    depth: int
    most: str
    cells: tuple[TreeCell, ...]

    @property
    def is_group(self) -> bool:
        return self.kind == GROUP


def tree_of(lines: Sequence[Line], columns: Sequence[TreeColumn]) -> list[TreeRow]:
    """One row for each line, groups before what stands under them."""
    parts = [{part.key: part for part in column.totals.parts} for column in columns]
    return [
        TreeRow(line.key, line.code, line.title, line.kind, depth, most_of(line), _cells(line, columns, parts))
        for line, depth in in_tree(lines)
    ]


def most_of(line: Line) -> str:
    """What a line can bring: “10”, “+5”, “−2 mỗi lần”; "" for a condition."""
    sign = {BONUS: "+", DEDUCTION: "−"}.get(line.kind, "")
    if line.kind in COUNTED and line.each is not None:
        most = f", tối đa {show(line.max_points)}" if line.max_points is not None else ""
        return f"{sign}{show(line.each)} mỗi lần{most}"
    return "" if line.max_points is None else f"{sign}{show(line.max_points)}"


def _cells(line: Line, columns: Sequence[TreeColumn], parts) -> tuple[TreeCell, ...]:
    found, before, told = [], "", ""
    for column, by_key in zip(columns, parts, strict=True):
        words, note = _words(line, column.cells.get(line.key), by_key.get(line.key))
        differs = line.kind != GROUP and bool(words and before) and words != before
        found.append(TreeCell(column.label, words, "" if (words, note) == (before, told) else note, differs))
        before, told = words or before, note
    return tuple(found)


def _words(line: Line, cell: Cell | None, part: Part | None) -> tuple[str, str]:
    if line.kind == GROUP:
        return ("", "") if part is None or part.points is None else (show(part.points), part.words)
    if cell is None:
        return "", ""
    if cell.state != SCORED:
        return STATE_WORDS[cell.state], ""
    if line.kind == GATE:
        return ("Có" if cell.amount else "Không"), ""
    if part is None or part.points is None:  # a figure without an earlier one
        return (f"{show(cell.amount)} {line.unit}".strip(), part.words) if part else (show(cell.amount), "")
    sign = {BONUS: "+", DEDUCTION: "−"}.get(line.kind, "") if part.points else ""
    note = part.words if line.kind in (*COUNTED, PROGRESS) else ""
    return f"{sign}{show(part.points)}", note


def worked_out(totals: Totals, lines: Sequence[Line]) -> list[str]:
    """Each sum with its numbers: “I. Phẩm chất: 15 + 13,5 − 2 = 26,5 trên 30 điểm.”, the whole last."""
    by_key = {part.key: part for part in totals.parts}
    under = by_parent(lines)
    sentences = [
        _sum_of(f"{part.code}. {part.title}", part, [by_key[each.key] for each in under.get(part.key, [])])
        for part in totals.parts
        if part.kind == GROUP and part.points is not None
    ]
    if totals.points is not None:
        whole = Part(0, "", "", 0, GROUP, totals.points, totals.reachable)
        sentences.append(
            _sum_of("Tổng", whole, [by_key[each.key] for each in under.get(None, []) if each.key in by_key])
        )
    return sentences


def _sum_of(name: str, part: Part, children: Sequence[Part]) -> str:
    counted = [each for each in children if each.points is not None]
    gained = [show(each.points) for each in counted if each.kind != DEDUCTION]
    lost = [show(each.points) for each in counted if each.kind == DEDUCTION and each.points]
    sums = " − ".join([" + ".join(gained), *lost])
    limit = f" ({part.words})" if part.words else ""
    works = f"{sums} = " if len(gained) + len(lost) > 1 else ""
    most = f" trên {show(part.reachable)}" if part.reachable else ""
    return f"{name}: {works}{show(part.points)}{most} điểm{limit}."
