"""One sheet as it stands on the page of many: rows with every column, what differs first, what is the same folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluations import criteria
from evaluations.bases import SHORT, base_of
from evaluations.criteria import BONUS, DEDUCTION, GATE, GROUP, LEVELS, PROGRESS, SCORED, Cell, Line, Totals
from evaluations.forms.fields import KINDS, typed_of, value_of
from evaluations.models import EvaluationSheet, Score
from evaluations.services.policies import policy_for
from evaluations.services.sheets import verdict_for
from evaluations.visibility import shows_self

SELF, DEPARTMENT, COUNCIL = Score.Column.SELF, Score.Column.DEPARTMENT, Score.Column.COUNCIL
HEADINGS = {SELF: "Tự chấm", DEPARTMENT: "Tổ chấm", COUNCIL: "Hội đồng chấm"}
EFFECTS = {"ungraded": "không xếp loại", "drop": "hạ một mức"}
KINDS_SHORT = [(SCORED, "Chấm"), *KINDS[1:]]


def _heading(sheet, column: str) -> str:
    """Of a unit's sheet the officer fills the column that is the tổ's elsewhere."""
    return "Cơ quan chấm" if sheet.subject == "unit" and column == DEPARTMENT else HEADINGS[column]


@dataclass
class Box:
    """What is filled in: a number (`choices` empty) or one of the choices."""

    name: str
    value: str
    hint: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    kind_name: str = ""
    kind: str = ""
    error: str = ""
    theirs: str = ""


@dataclass
class CardRow:
    line: Line
    depth: int
    before: list[tuple[str, str]]  # (heading, words) of the columns beside
    box: Box | None = None  # None: a group
    sums: str = ""
    evidence: list = field(default_factory=list)
    guidance: str = ""
    is_same: bool = False
    differs: bool = False


@dataclass
class Card:
    sheet: EvaluationSheet
    rows: list[CardRow]  # to be looked at
    same: list[CardRow]  # filled as the column before has it
    same_count: int
    columns: list[str]
    own_column: str
    totals: Totals
    sums: list[tuple[str, Totals]]
    grade: str
    is_different: bool
    hides_self: bool
    can_adopt: bool
    base: str
    note: Box
    clashes: list[tuple[str, str, str]] = field(default_factory=list)  # (anchor, what, what stands there now)


def card_of(reader, sheet: EvaluationSheet, table, *, kept: Mapping[str, str], outcome) -> Card:
    desk, cells, lines = table.desk, table.columns[sheet.pk], table.lines_of(sheet)
    seen = [SELF] if shows_self(reader, sheet) else []
    seen += [DEPARTMENT] if desk.column == COUNCIL else []
    past = table.past.get(sheet.pk)
    totals = {name: criteria.total_of(lines, cells[name], past=past) for name in (*seen, desk.column)}
    mine, source = cells[desk.column], cells[desk.source] if desk.source in seen else None
    rows = [
        _row(sheet, line, depth, table, seen=seen, totals=totals, source=source, kept=kept, outcome=outcome)
        for line, depth in criteria.in_tree(lines)
    ]
    _add_proofs(sheet, rows)
    leaves = [row for row in rows if row.box]
    same = {row.line.key for row in leaves if row.is_same and not (row.box.error or row.box.theirs)}
    note_name = f"note_{sheet.pk}"
    note = Box(
        note_name,
        kept.get(note_name, desk.note_of(sheet)),
        error=outcome.wrong.get(note_name, ""),
        theirs=outcome.theirs.get(note_name, ""),
    )
    own = totals[desk.column]
    late_cap = policy_for(sheet.period).late_cap
    return Card(
        sheet=sheet,
        rows=_pruned(rows, {row.line.key for row in leaves} - same),
        same=_pruned(rows, same),
        same_count=len(same),
        columns=[_heading(sheet, name) for name in seen],
        own_column=_heading(sheet, desk.column),
        totals=own,
        sums=[(_heading(sheet, name), totals[name]) for name in seen],
        grade=verdict_for(sheet, own, late_cap=late_cap).grade if own.is_whole else "",
        is_different=any(row.differs for row in leaves),
        hides_self=SELF not in seen,
        can_adopt=source is not None and any(line.is_required and line.key not in mine for line in lines),
        base=base_of(mine, desk.note_of(sheet)),
        note=note,
        clashes=_clashes(sheet, [*(row.box for row in leaves), note], leaves),
    )


def _row(sheet, line: Line, depth: int, table, *, seen, totals, source, kept, outcome) -> CardRow:
    desk, cells = table.desk, table.columns[sheet.pk]
    if line.kind == GROUP:
        before = [(_heading(sheet, name), _sum_words(totals[name], line)) for name in seen]
        return CardRow(line, depth, before, sums=_sum_words(totals[desk.column], line))
    before = [(_heading(sheet, name), criteria.amount_words(line, cells[name].get(line.key)) or "–") for name in seen]
    mine, theirs = cells[desk.column].get(line.key), (source or {}).get(line.key)
    return CardRow(
        line,
        depth,
        before,
        box=_box(sheet, line, mine, table.past.get(sheet.pk, {}), kept, outcome),
        is_same=source is not None and mine == theirs and (mine is not None or not line.is_required),
        differs=source is not None and mine is not None and mine != theirs,
    )


def _sum_words(totals: Totals, line: Line) -> str:
    part = next((each for each in totals.parts if each.key == line.key), None)
    if part is None or part.points is None:
        return "–"
    return f"{criteria.show(part.points)}/{criteria.show(part.reachable)}"


def _box(sheet, line: Line, cell: Cell | None, past, kept, outcome) -> Box:
    name = f"score_{sheet.pk}_{line.key}"
    text, kind = typed_of(cell)
    found = Box(name, text, hint_of(line, past))
    found.error, found.theirs = outcome.wrong.get(name, ""), outcome.theirs.get(name, "")
    if line.kind in (LEVELS, GATE):
        found.choices = _choices(line)
        found.value = kept.get(name, value_of(line, cell))
        if found.value not in [value for value, _ in found.choices]:
            found.choices = [*found.choices, (found.value, found.value)]
        return found
    found.value = kept.get(name, text)
    if line.is_required or kind != SCORED:
        found.kind_name = f"kind_{sheet.pk}_{line.key}"
        found.kind = kept.get(found.kind_name, kind)
    return found


def _choices(line: Line) -> list[tuple[str, str]]:
    if line.kind == GATE:
        return [("", "Chưa chọn"), ("0", "Không"), ("1", "Có")]
    levels = [(criteria.show(points), _level_words(words, points)) for words, points in line.levels]
    return [("", "Chưa chọn"), *levels, *((SHORT[kind], words) for kind, words in KINDS[1:])]


def _level_words(words: str, points) -> str:
    shown = f"{criteria.show(points)} điểm"
    return f"{shown}: {words}" if words and words != criteria.show(points) else shown


def hint_of(line: Line, past: Mapping) -> str:
    """What stands beside a field: the most, what an occurrence is worth, last period's figure, what a gate does."""
    if line.kind == GATE:
        effect = EFFECTS.get(line.effect) or f"không cao hơn mức {line.effect_grade}"
        return f"nếu có: {effect}"
    if line.kind == PROGRESS:
        before = past.get(line.key)
        last = f"kỳ trước {criteria.show(before)}" if before is not None else "chưa có số liệu kỳ trước"
        return f"{line.unit}, {last}" if line.unit else last
    sign = {BONUS: "+", DEDUCTION: "−"}.get(line.kind, "")
    most = f"tối đa {sign}{criteria.show(line.max_points)}" if line.max_points is not None else ""
    if line.each is not None:
        return ", ".join(filter(None, [f"{line.unit or 'lần'} × {sign}{criteria.show(line.each)}", most]))
    if line.kind in (BONUS, DEDUCTION):
        return ", ".join(filter(None, [f"điểm {'cộng' if line.kind == BONUS else 'trừ'}", most]))
    return "" if line.kind == LEVELS else f"/ {criteria.show(line.max_points)}"


def _add_proofs(sheet: EvaluationSheet, rows: list[CardRow]) -> None:
    guidance = {each.pk: each.guidance for each in sheet.rubric.criteria.all()}
    proofs: dict[int, list] = {}
    for link in sheet.all_evidence:
        proofs.setdefault(link.criterion_id, []).append(link)
    for row in rows:
        row.evidence, row.guidance = proofs.get(row.line.key, []), guidance.get(row.line.key, "")


def _pruned(rows: list[CardRow], keys: set[int]) -> list[CardRow]:
    """These leaves with the groups above them."""
    parents = {row.line.key: row.line.parent for row in rows}
    wanted = set(keys)
    for key in keys:
        while (key := parents.get(key)) is not None:
            wanted.add(key)
    return [row for row in rows if row.line.key in wanted]


def _clashes(sheet, boxes: list[Box], leaves: list[CardRow]) -> list[tuple[str, str, str]]:
    codes = {row.box.name: f"tiêu chí {row.line.code}" for row in leaves}
    return [
        (f"id_{each.name}", f"{sheet.candidate_name}, {codes.get(each.name, 'nhận xét')}", each.theirs)
        for each in boxes
        if each.theirs
    ]
