"""One cell as it is asked for and read back: shared by every page on which somebody scores.

A cell stands in the fields `score_…` (a number, or for a choice one of its values) and `kind_…` (why there is no
number). A choice (a level, a condition) holds all its answers in one field: the points, or “n” and “e” of `SHORT`.
`evaluations/cell_fields.html` prints a `CellField`, as radio buttons or, with `compact=True`, as a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms

from evaluations import criteria
from evaluations.bases import SHORT, STATES, coded
from evaluations.criteria import COUNTED, EXEMPT, GATE, LEVELS, NOT_APPLICABLE, PROGRESS, SCORED, Cell, Line, show

KINDS = [(SCORED, "Chấm điểm"), (NOT_APPLICABLE, "Không áp dụng"), (EXEMPT, "Được miễn")]
CHOSEN = (LEVELS, GATE)  # answered by choosing, not by typing


def read_cell(line: Line, text: str, kind: str = SCORED) -> Cell | None:
    """One cell as typed; None is blank. ValidationError with its sentence for anything impossible."""
    text = text.strip()
    if text in STATES:
        return Cell(STATES[text])
    if kind in SHORT:
        if text and line.kind not in CHOSEN:
            raise forms.ValidationError(_both_sentence(line, text[:10]))
        return Cell(kind)
    if not text:
        return None
    if error := criteria.points_error(line, text):
        raise forms.ValidationError(error)
    return Cell(SCORED, criteria.read_points(text))


def _both_sentence(line: Line, text: str) -> str:
    return f"Tiêu chí {line.code} vừa có điểm {text} vừa chọn “Không chấm”. Xóa điểm hoặc chọn “Chấm điểm”."


def typed_of(cell: Cell | None) -> tuple[str, str]:
    """(text, kind) by which a stored cell stands in a form."""
    if cell is None:
        return "", SCORED
    return (show(cell.amount), SCORED) if cell.state == SCORED else ("", cell.state)


def value_of(line: Line, cell: Cell | None) -> str:
    """The text of a stored cell in its `score_…` field."""
    return coded(cell) if line.kind in CHOSEN else typed_of(cell)[0]


def whole_number(text: str | None) -> int:
    """A version as an address or a hidden field says it; 0, which is nobody's, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


# ---- what a page shows ----


@dataclass(frozen=True)
class CellField:
    """A cell as a page asks for it. `about`: whose or which column, for those who hear the page; `past`: the last
    figure of a line of progress; `made`: what the stored amount comes to, in words.
    """

    line: Line
    name: str
    kind_name: str
    value: str = ""
    kind: str = SCORED
    errors: Sequence[str] = ()
    about: str = "Điểm"
    past: Decimal | None = None
    made: str = ""

    @property
    def label(self) -> str:
        return f"{self.about}, tiêu chí {self.line.code}"

    @property
    def is_chosen(self) -> bool:
        return self.line.kind in CHOSEN

    @property
    def options(self) -> list[tuple[str, str]]:
        """(value, words) of a choice, without the answers that no points are given."""
        if self.line.kind == GATE:
            return [("1", "Có"), ("0", "Không")]
        return [(show(points), f"{label}: {show(points)} điểm") for label, points in self.line.levels]

    @property
    def states(self) -> list[tuple[str, str]]:
        """(value, words) of why there are no points; [] where the line needs none."""
        if not self.line.is_required and self.state == SCORED:
            return []
        words = dict(KINDS)
        return [(SHORT[state] if self.is_chosen else state, words[state]) for state in SHORT]

    @property
    def state(self) -> str:
        return STATES.get(self.value, self.kind)

    @property
    def is_left_out(self) -> bool:
        return self.state != SCORED

    @property
    def state_words(self) -> str:
        return dict(KINDS)[self.state]

    @property
    def unit(self) -> str:
        """What stands behind the box."""
        line = self.line
        if line.kind == PROGRESS:
            return line.unit
        if line.kind in COUNTED and line.each is not None:
            return "lần"
        return "điểm" if line.max_points is None else f"/ {show(line.max_points)} điểm"

    @property
    def rule(self) -> str:
        """How points follow from what is entered, in one sentence; "" where the box says it all."""
        return rule_of(self.line, self.past)


def rule_of(line: Line, past: Decimal | None = None) -> str:
    """How points follow from an amount: of occurrences, of a figure, of a condition."""
    if line.kind in COUNTED:
        return _counted_rule(line)
    if line.kind == PROGRESS:
        return _progress_rule(line, past)
    if line.kind == GATE:
        return f"{_effect(line)} Để trống nghĩa là không xảy ra."
    return ""


def _counted_rule(line: Line) -> str:
    verb = "cộng" if line.kind == criteria.BONUS else "trừ"
    most = f", {verb} tối đa {show(line.max_points)} điểm" if line.max_points is not None else ""
    each = f"Mỗi lần {verb} {show(line.each)} điểm{most}" if line.each is not None else f"Điểm {verb}{most}"
    return f"{each}. Không có thì để trống."


def _progress_rule(line: Line, past: Decimal | None) -> str:
    unit = f" {line.unit}" if line.unit else ""
    steps = [
        f"{_change(Decimal(least), unit)}: {show(points)} điểm"
        for least, points in sorted(line.levels, key=lambda level: -Decimal(level[0]))
    ]
    before = "Chưa có số liệu kỳ trước nên kỳ này chưa tính điểm" if past is None else f"Kỳ trước {show(past)}{unit}"
    return f"{before}. So với kỳ trước: {'; '.join(steps)}."


def _change(least: Decimal, unit: str) -> str:
    if least > 0:
        return f"tăng từ {show(least)}{unit}"
    return "không giảm" if least == 0 else f"giảm không quá {show(-least)}{unit}"


def _effect(line: Line) -> str:
    if line.effect == "ungraded":
        return "Nếu có thì không xếp loại."
    if line.effect == "drop":
        return "Nếu có thì hạ một mức."
    return f"Nếu có thì không xếp cao hơn mức {line.effect_grade}."
