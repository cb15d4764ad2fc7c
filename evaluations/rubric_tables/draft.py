"""What was read, before anybody has said that it is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Self

GROUP, POINTS, LEVELS, BONUS = "group", "points", "levels", "bonus"
DEDUCTION, PROGRESS, GATE = "deduction", "progress", "gate"
KINDS = (GROUP, POINTS, LEVELS, BONUS, DEDUCTION, PROGRESS, GATE)
KIND_LABELS = {
    GROUP: "Nhóm tiêu chí",
    POINTS: "Chấm điểm",
    LEVELS: "Chọn một mức điểm",
    BONUS: "Điểm cộng",
    DEDUCTION: "Điểm trừ",
    PROGRESS: "Tiến bộ so với chính mình",
    GATE: "Điều kiện xếp loại",
}
UNGRADED, DROP, AT_MOST = "ungraded", "drop", "at_most"
EFFECT_LABELS = {UNGRADED: "Không xếp loại", DROP: "Hạ một mức", AT_MOST: "Xếp loại không quá mức"}
GRADED, NEXT = "graded", "next"
BASE_LABELS = {GRADED: "số người được xếp loại", NEXT: "số người đạt mức này và mức liền sau"}
SCALE_POINTS, SCALE_PERCENT = "points", "percent"
SCALE_LABELS = {SCALE_POINTS: "điểm", SCALE_PERCENT: "phần trăm của điểm tối đa"}


# What a kind has beside number, title, guidance and proofs; the rest is empty.
FIELDS_OF = {
    GROUP: ("max_points",),
    POINTS: ("max_points",),
    LEVELS: ("max_points", "levels"),
    BONUS: ("max_points", "each_points", "unit"),
    DEDUCTION: ("max_points", "each_points", "unit"),
    PROGRESS: ("max_points", "levels", "unit"),
    GATE: ("effect", "effect_grade"),
}
_EMPTY = {"max_points": None, "each_points": None, "levels": [], "unit": "", "effect": "", "effect_grade": ""}


@dataclass
class DraftRow:
    """One criterion or group. `depth` 0 is a first level; `line` the row of the file, None for one typed here.

    `levels` are {"label", "points"} in points, for `progress` {"from", "points"}; numbers are strings with a dot.
    """

    code: str = ""
    title: str = ""
    depth: int = 0
    kind: str = POINTS
    guidance: str = ""
    max_points: Decimal | None = None
    each_points: Decimal | None = None
    levels: list[dict[str, str]] = field(default_factory=list)
    unit: str = ""
    effect: str = ""
    effect_grade: str = ""
    needs_evidence: bool = False
    key: int | None = None  # of the stored criterion
    line: int | None = None
    table: str = ""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def tidy(self) -> None:
        """Empty what the row's kind does not have."""
        for name, nothing in _EMPTY.items():
            if name not in FIELDS_OF[self.kind]:
                setattr(self, name, [] if name == "levels" else nothing)
        if self.effect != AT_MOST:
            self.effect_grade = ""


@dataclass
class DraftBand:
    """One grade from `minimum` up. `upper` is where the source says that it ends: only compared, never kept."""

    name: str = ""
    minimum: Decimal | None = None
    needs_no_zero: bool = False
    share_cap: str = ""
    share_base: str = GRADED
    praise: str = ""
    upper: Decimal | None = None
    upper_is_open: bool = False  # “dưới 85”: 85 itself belongs to the next
    line: int | None = None
    table: str = ""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class LeftRow:
    """A row that became nothing of the rubric, and why."""

    line: int
    text: str
    reason: str
    table: str = ""


@dataclass
class RubricDraft:
    """A rubric as read or as it stands in the editor. `total_points`: what the source declares, or None."""

    name: str = ""
    source: str = ""
    scale: str = SCALE_POINTS
    total_points: Decimal | None = None
    is_weighted: bool = False  # maxima written as shares of 100 %
    rows: list[DraftRow] = field(default_factory=list)
    bands: list[DraftBand] = field(default_factory=list)
    left: list[LeftRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: list[tuple[int, str]] = field(default_factory=list)  # those that could be the column of the most points

    def children(self, index: int | None) -> list[int]:
        """Places of the rows directly under the row at `index`; None: of the first level."""
        depth = -1 if index is None else self.rows[index].depth
        found = []
        for place in range(0 if index is None else index + 1, len(self.rows)):
            row = self.rows[place]
            if row.depth <= depth:
                break
            if self.parent(place) == index:
                found.append(place)
        return found

    def parent(self, index: int) -> int | None:
        """The nearest row above that stands less deep."""
        depth = self.rows[index].depth
        return next((place for place in range(index - 1, -1, -1) if self.rows[place].depth < depth), None)

    def below(self, index: int) -> Iterator[DraftRow]:
        """Every row under the one at `index`, at any depth."""
        for row in self.rows[index + 1 :]:
            if row.depth <= self.rows[index].depth:
                return
            yield row

    def as_json(self) -> dict[str, Any]:
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        rows = [_restored(DraftRow, row, ("max_points", "each_points")) for row in data["rows"]]
        bands = [_restored(DraftBand, band, ("minimum", "upper")) for band in data["bands"]]
        rest = {
            "rows": rows,
            "bands": bands,
            "left": [LeftRow(**row) for row in data["left"]],
            "columns": [tuple(column) for column in data["columns"]],
            "total_points": _decimal(data["total_points"]),
        }
        return cls(**{**data, **rest})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _restored(kind, values: dict[str, Any], numbers: tuple[str, ...]):
    return kind(**{**values, **{name: _decimal(values[name]) for name in numbers}})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
