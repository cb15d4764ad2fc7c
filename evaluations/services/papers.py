"""What stands in the database, as the papers of this room want it: rows become `evaluations.papers` dataclasses.

Everything here is said to one reader: a side she may not see is a word in its place, never a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from core.tables import EXEMPT, NOT_APPLICABLE, Label, Value
from evaluations import criteria
from evaluations.models import EvaluationPeriod, EvaluationSheet, Rubric, Score
from evaluations.models.rubrics import Subject
from evaluations.papers.results import Period, Result
from evaluations.papers.sheet import ColumnTotal, SheetFacts, SheetLine
from evaluations.services.policies import policy_for
from evaluations.services.rubrics import bands_of, lines_of
from evaluations.services.sheets import cells_of, past_figures, verdict_for
from evaluations.visibility import shows_department, shows_result, shows_self

State = EvaluationSheet.State
SELF, DEPARTMENT, COUNCIL = Score.Column.SELF, Score.Column.DEPARTMENT, Score.Column.COUNCIL
HIDDEN = Label("chưa được xem", "×")
NO_PAST = Label("chưa có kỳ trước", "–")
LABELS = {criteria.NOT_APPLICABLE: NOT_APPLICABLE, criteria.EXEMPT: EXEMPT, criteria.NO_PAST: NO_PAST}
EFFECTS = {"ungraded": "Không xếp loại", "drop": "Hạ một mức"}
DECIDED = (State.COUNCIL_PASSED, State.HEAD_DECIDED, State.PROVISIONAL, State.PUBLISHED)


# ---- a period ----


def words_of_period(period: EvaluationPeriod) -> str:
    """ "tháng 10/2026" as papers write it: “tháng 10 năm 2026”."""
    return re.sub(r"^(tháng \d+)/(\d{4})$", r"\1 năm \2", period.label)


def grades_of(sheets: Iterable[EvaluationSheet], period: EvaluationPeriod) -> list[str]:
    """Names of the grades, best first, each once: of the rubrics, or of a roll-up's formula."""
    bands = period.formula.get("bands") or period.formula.get("grades") or []
    names = [each["name"] for each in bands]
    for rubric in {sheet.rubric_id: sheet.rubric for sheet in sheets if sheet.rubric_id}.values():
        names += [band.name for band in bands_of(rubric)]
    return list(dict.fromkeys(names))


def paper_period(period: EvaluationPeriod, sheets, *, is_collective: bool = False) -> Period:
    return Period(words_of_period(period), grades_of(sheets, period), is_collective)


def loaded(rows) -> list[EvaluationSheet]:
    """Sheets with all that a paper says of them, in the order of papers: tổ by tổ, collectives after the people."""
    rows = rows.with_names().with_scores().prefetch_related("rubric__criteria", "rubric__grades")
    sheets = list(rows.order_by("department__name", "person__sort_key", "pk"))
    return sorted(sheets, key=lambda sheet: sheet.subject != Subject.PERSON)


def results_of(reader, period: EvaluationPeriod, sheets: list[EvaluationSheet]) -> list[Result]:
    past, late_cap = past_figures(sheets), policy_for(period).late_cap
    return [_result(reader, period, sheet, past.get(sheet.pk), late_cap) for sheet in sheets]


def _result(reader, period, sheet: EvaluationSheet, past, late_cap: str) -> Result:
    place = sheet.department.name if sheet.department and sheet.subject == Subject.PERSON else ""
    if sheet.state == State.EXEMPT:
        return Result(sheet.candidate_name, place, is_exempt=True)
    lines = lines_of(sheet.rubric)
    seen = seen_columns(reader, sheet)
    totals = {name: criteria.total_of(lines, cells_of(sheet, name), past=past) for name in seen}
    values: dict[str, Value] = {
        name: totals[name].points if name in seen else HIDDEN if lines else None for name in (SELF, DEPARTMENT, COUNCIL)
    }
    if sheet.state == State.DRAFT:
        values = dict.fromkeys(values)  # nothing was handed in
    sees_result = shows_result(reader, sheet)
    grade = sheet.grade if sees_result and sheet.state in DECIDED else ""
    if not grade and DEPARTMENT in totals and totals[DEPARTMENT].is_whole and lines and sheet.state not in DECIDED:
        grade = verdict_for(sheet, totals[DEPARTMENT], late_cap=late_cap).grade
    if sheet.state == State.DRAFT:
        grade = criteria.UNGRADED if period.published_at else ""
    final = sheet.points if sheet.state in DECIDED else None
    return Result(
        sheet.candidate_name,
        place,
        own=values[SELF],
        department=values[DEPARTMENT],
        council=values[COUNCIL],
        final=final if sees_result or final is None else HIDDEN,
        grade=grade,
        praise=sheet.praise if sees_result else "",
        note="Nộp muộn" if sheet.is_late else "",
    )


def seen_columns(reader, sheet: EvaluationSheet) -> list[str]:
    """The columns of a sheet that a reader may see."""
    seen = [SELF] if shows_self(reader, sheet) else []
    seen += [DEPARTMENT] if shows_department(reader, sheet) else []
    return seen + ([COUNCIL] if shows_result(reader, sheet) else [])


def has_council_column(period: EvaluationPeriod, sheets: Iterable[EvaluationSheet]) -> bool:
    scored = any(score.column == COUNCIL for sheet in sheets for score in sheet.all_scores)
    return scored or policy_for(period).council_scores


# ---- one sheet ----


def sheet_facts(reader, sheet: EvaluationSheet) -> SheetFacts:
    """A sheet as its reader may see it; with its points worked out as on the page."""
    lines, past = lines_of(sheet.rubric), past_figures([sheet]).get(sheet.pk)
    seen = [name for name in seen_columns(reader, sheet) if name != COUNCIL or cells_of(sheet, COUNCIL)]
    cells = {name: cells_of(sheet, name) for name in seen}
    totals = {name: criteria.total_of(lines, cells[name], past=past) for name in seen}
    columns = {name: ColumnTotal(each.points, each.reachable) for name, each in totals.items()}
    is_told = shows_result(reader, sheet) and sheet.state in DECIDED
    if is_told and sheet.points is not None:
        columns["final"] = ColumnTotal(sheet.points, sheet.reachable)
    notes = [("Tự nhận xét", sheet.self_note)] if SELF in seen else []
    notes += [("Nhận xét của tổ", sheet.department_note)] if shows_department(reader, sheet) else []
    notes += [("Nhận xét của hội đồng", sheet.council_note)] if is_told else []
    return SheetFacts(
        rubric=str(sheet.rubric or "Tổng hợp từ các kỳ ngắn hơn"),
        period=words_of_period(sheet.period),
        lines=sheet_lines(sheet.rubric, cells, totals),
        columns=seen,
        source=source_of(sheet.rubric),
        name=sheet.candidate_name,
        place=sheet.department.name if sheet.department and sheet.subject == Subject.PERSON else "",
        totals=columns,
        grade=sheet.grade if is_told else "",
        praise=sheet.praise if is_told else "",
        reasons=list(sheet.reasons) if is_told else [],
        explanation=next((each.explanation for each in reversed(totals.values()) if each.explanation), ""),
        notes=notes,
        is_collective=sheet.subject != Subject.PERSON,
    )


def source_of(rubric: Rubric | None) -> str:
    if rubric is None:
        return ""
    named = str(rubric.document) if rubric.document_id else rubric.source
    return ", ".join(filter(None, [named, rubric.locator]))


def sheet_lines(rubric: Rubric | None, cells: Mapping, totals: Mapping) -> list[SheetLine]:
    if rubric is None:
        return []
    guidance = {each.pk: each.guidance for each in rubric.criteria.all()}
    parts = {name: {part.key: part for part in each.parts} for name, each in totals.items()}
    lines = criteria.in_tree(lines_of(rubric))
    return [
        SheetLine(
            title=line.title,
            code=line.code,
            kind=line.kind,
            maximum=line.max_points,
            each=line.each,
            unit=line.unit,
            levels=_levels(line),
            guidance=guidance[line.key],
            effect=EFFECTS.get(line.effect, f"Không cao hơn mức {line.effect_grade}" if line.effect else ""),
            values={name: _value(line, cells[name].get(line.key), parts[name].get(line.key)) for name in totals},
            amounts=_amounts(line, cells),
        )
        for line, _ in lines
    ]


def _levels(line) -> list[tuple[str, Decimal]]:
    if line.kind == criteria.PROGRESS:
        return [(f"từ {criteria.show(Decimal(least))} {line.unit}".strip(), points) for least, points in line.levels]
    return list(line.levels)


def _value(line, cell, part) -> Value:
    if line.kind == criteria.GROUP:
        return part.points if part else None
    if cell is None:
        return None
    if cell.state != criteria.SCORED:
        return LABELS[cell.state]
    if line.kind == criteria.GATE:
        return int(cell.amount)
    return part.points if part and part.points is not None else NO_PAST


def _amounts(line, cells: Mapping) -> dict[str, Decimal]:
    found = {name: each.get(line.key) for name, each in cells.items()}
    return {name: cell.amount for name, cell in found.items() if cell and cell.amount is not None}
