"""What the pages of one sheet show, ready for their templates: the parts that are filled in, the tree that is read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from evaluations import criteria
from evaluations.bases import NOTE, STATES
from evaluations.criteria import Cell, Line, Totals
from evaluations.models import EvaluationSheet, Score
from evaluations.models.rubrics import Subject
from evaluations.services.rubrics import lines_of, weights_of
from evaluations.services.sheets import cells_of, final_totals, past_figures, totals_of
from evaluations.sheet_tree import TreeColumn, tree_of, worked_out
from evaluations.visibility import shown_proofs, shows_department, shows_result, shows_self

Column = Score.Column


@dataclass
class Part:
    """A top group of the rubric with all that stands under it, as it is filled in one after the other."""

    key: int
    title: str
    most: Decimal | None = None
    points: Decimal | None = None
    reachable: Decimal | None = None
    items: list[dict] = field(default_factory=list)  # {"group": Line, "points"} or {"cell", "criterion", …}
    left: int = 0  # criteria still to be filled
    next_key: int | None = None
    next_title: str = ""

    @property
    def short(self) -> str:
        """“phần II” of “II. Chuyên môn”."""
        return _short(self.title)

    @property
    def next_short(self) -> str:
        return _short(self.next_title)


def _short(title: str) -> str:
    return f"phần {title.partition('.')[0]}" if "." in title[:8] else f"“{title[:40]}”"


def heading_of(sheet: EvaluationSheet) -> str:
    """“Phiếu tự đánh giá tháng 10/2026”; of a collective “Phiếu của Tổ Ngữ văn tháng 10/2026”."""
    if sheet.subject == Subject.PERSON:
        return f"Phiếu tự đánh giá {sheet.period.label}"
    return f"Phiếu của {sheet.candidate_name} {sheet.period.label}"


# ---- filling in ----


def parts_of(sheet: EvaluationSheet, form, totals: Totals, *, stored=None, clashes=()) -> list[Part]:
    """The sheet's criteria by top group; those that stand in none are gathered under one heading.

    `clashes`: criteria that another page changed meanwhile; `stored` are then the cells as they are kept.
    """
    lines = lines_of(sheet.rubric)
    rows = {each.pk: each for each in sheet.rubric.criteria.all()}
    worked = {part.key: part for part in totals.parts}
    past = past_figures([sheet]).get(sheet.pk, {})
    proofs = _proofs_by_criterion(sheet.all_evidence)
    parts: list[Part] = []
    for line, depth in criteria.in_tree(lines):
        if depth == 0:
            _begin_part(parts, line, worked)
        if line.kind == criteria.GROUP:
            if depth:
                parts[-1].items.append({"group": line, "points": worked[line.key].points, "depth": depth})
            continue
        cell = form.cell_field(line, past=past.get(line.key), made=_made(line, worked.get(line.key)))
        parts[-1].left += line.is_required and not (cell.value or cell.is_left_out)
        parts[-1].items.append(
            {
                "cell": cell,
                "criterion": rows[line.key],
                "files": form[f"files_{line.key}"],
                "proofs": proofs.get(line.key, []),
                "taken_from": sheet.taken_from if str(line.key) in sheet.taken else "",
                "stored": _in_words(line, stored.get(line.key)) if str(line.key) in clashes else "",
            }
        )
    for part, following in pairwise(parts):
        part.next_key, part.next_title = following.key, following.title
    return parts


def _begin_part(parts: list[Part], line: Line, worked) -> None:
    if line.kind == criteria.GROUP:
        found = worked[line.key]
        parts.append(
            Part(line.key, f"{line.code}. {line.title}", line.max_points, found.points, reachable=found.reachable)
        )
    elif not parts or parts[-1].reachable is not None:
        parts.append(Part(line.key, "Các tiêu chí" if not parts else "Các tiêu chí khác"))


def _made(line: Line, part) -> str:
    """What the stored amount comes to: “3 lần × 2 = 6 điểm”."""
    if part is None or part.points is None or not part.words or line.kind == criteria.GATE:
        return part.words if part is not None and line.kind == criteria.PROGRESS else ""
    return f"{part.words} = {criteria.show(part.points)} điểm"


def _in_words(line: Line, cell: Cell | None) -> str:
    """A cell as a sentence says it."""
    if cell is None:
        return "(để trống)"
    if cell.state != criteria.SCORED:
        return criteria.WORDS[cell.state].capitalize()
    if line.kind == criteria.GATE:
        return "Có" if cell.amount else "Không"
    if line.kind in criteria.COUNTED and line.each is not None:
        return f"{criteria.show(cell.amount)} lần"
    unit = line.unit if line.kind == criteria.PROGRESS else "điểm"
    return f"{criteria.show(cell.amount)} {unit}".strip()


def typed_in_words(line: Line, cell: Cell | None, text: str) -> str:
    """The same for what was typed, even where it is no answer."""
    return _in_words(line, cell) if cell is not None or not text or text in STATES else f"“{text[:20]}”"


def differences_of(sheet: EvaluationSheet, form, clashes) -> list[dict]:
    """Each field that another page changed meanwhile: what is stored and what was typed, to choose between."""
    stored = cells_of(sheet, Column.SELF)
    found = [
        {
            "name": str(line.key),
            "label": f"Tiêu chí {line.code}. {line.title}",
            "stored": _in_words(line, stored.get(line.key)),
            "typed": typed_in_words(line, form.cells.get(line.key), form.data.get(f"score_{line.key}", "")),
        }
        for line in form.lines
        if str(line.key) in clashes
    ]
    if NOTE in clashes:
        found.append(
            {
                "name": NOTE,
                "label": "Tự nhận xét",
                "stored": sheet.self_note or "(để trống)",
                "typed": form.data.get("note") or "(để trống)",
            }
        )
    return found


# ---- reading ----


def tree_context(reader, sheet: EvaluationSheet, *, own_only: bool = False) -> dict:
    """The tree with the columns this reader may see, sums worked out, proofs beside their criteria.

    `own_only`: the check before handing in, where no other column counts.
    """
    if sheet.rubric is None:
        return {"tree": [], "sums": [], "why": []}
    lines = lines_of(sheet.rubric)
    past = past_figures([sheet]).get(sheet.pk)
    columns = [
        TreeColumn(label, cells_of(sheet, name), totals_of(sheet, name, past=past))
        for name, label in _seen_columns(reader, sheet, own_only)
    ]
    if not own_only and columns and shows_result(reader, sheet):
        _add_result(columns, sheet, past)
    proofs = _proofs_by_criterion(shown_proofs(reader, sheet))
    return {
        "columns": columns,
        "tree": [{"row": row, "proofs": proofs.get(row.key, [])} for row in tree_of(lines, columns)],
        "sums": columns,
        "full": columns[0].totals.full if columns else None,
        "why": [(each.label, worked_out(each.totals, lines)) for each in columns if each.totals.parts],
        "explanations": [each.totals.explanation for each in columns[:1] if each.totals.explanation],
    }


def _seen_columns(reader, sheet: EvaluationSheet, own_only: bool) -> list[tuple[str, str]]:
    found = [(Column.SELF, "Tự chấm")] if own_only or shows_self(reader, sheet) else []
    if own_only:
        return found
    if shows_department(reader, sheet):
        found.append((Column.DEPARTMENT, "Cơ quan chấm" if sheet.subject == "unit" else "Tổ chấm"))
    if shows_result(reader, sheet) and any(each.column == Column.COUNCIL for each in sheet.all_scores):
        found.append((Column.COUNCIL, "Hội đồng"))
    return found


def _add_result(columns: list[TreeColumn], sheet: EvaluationSheet, past) -> None:
    """Weighted columns get a sum of their own; else it is said of the last column that was begun that it decides."""
    if weights_of(sheet.rubric):
        columns.append(TreeColumn("Kết quả", {}, final_totals(sheet, past=past)))
    elif sheet.is_settled:
        last = max((place for place, each in enumerate(columns) if each.totals.filled), default=0)
        columns[last] = replace(columns[last], label=f"{columns[last].label} (kết quả)")


def _proofs_by_criterion(links) -> dict[int, list]:
    found: dict[int, list] = {}
    for link in links:
        found.setdefault(link.criterion_id, []).append(link)
    return found
