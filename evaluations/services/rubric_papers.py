"""A rubric as the sheet that will be filled by it: with example values on a page, empty as a form to be printed."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

import audit.services as audit
from core import jobs
from core.models import Job
from evaluations import criteria
from evaluations.criteria import Cell, Line
from evaluations.jobs import RUBRIC_FORM
from evaluations.models import Rubric
from evaluations.models.rubrics import Subject
from evaluations.papers.sheet import DEPARTMENT, FINAL, OWN, ColumnTotal, SheetFacts, SheetLine
from evaluations.rubric_tables.writing import effect_text
from evaluations.services.rubrics import bands_of, lines_of

BLANK_PERIOD = "kỳ đánh giá ..............................."


def blank_facts(rubric: Rubric) -> SheetFacts:
    """The form to be written on by hand."""
    return SheetFacts(
        rubric=str(rubric),
        period=BLANK_PERIOD,
        lines=[_line(line, guidance) for line, guidance in _lines(rubric)],
        columns=(OWN, DEPARTMENT, FINAL),
        source=_source(rubric),
        is_collective=rubric.subject != Subject.PERSON,
        is_blank=True,
    )


def example_facts(rubric: Rubric) -> SheetFacts:
    """A sheet as it might be filled in, worked out as every sheet is: full points but for the first criterion."""
    lines = lines_of(rubric)
    cells, past = _example(lines), {line.key: Decimal(0) for line in lines if line.kind == criteria.PROGRESS}
    totals = criteria.total_of(lines, cells, past=past)
    verdict = criteria.verdict_of(totals, bands_of(rubric), scale=rubric.scale)
    points = {part.key: part.points for part in totals.parts}
    return SheetFacts(
        rubric=str(rubric),
        period="ví dụ",
        lines=[_line(line, value=_value(line, cells, points)) for line in lines],
        columns=(OWN,),
        source=_source(rubric),
        totals={OWN: ColumnTotal(totals.points, totals.reachable)},
        grade=verdict.grade,
        praise=verdict.praise,
        reasons=verdict.reasons,
        is_collective=rubric.subject != Subject.PERSON,
    )


@transaction.atomic
def request_form(rubric: Rubric, *, by) -> Job:
    """Order the empty form as a PDF: a row of work, done by a worker."""
    job = jobs.enqueue(
        RUBRIC_FORM,
        organisation=rubric.organisation,
        label=f"Phiếu trống: {rubric}"[:250],
        by=by,
        rubric_id=rubric.pk,
    )
    audit.record("evaluations.rubric_form_ordered", rubric, by=by, after={"job": job.pk})
    return job


def _lines(rubric: Rubric) -> list[tuple[Line, str]]:
    guidance = {each.pk: each.guidance for each in rubric.criteria.all()}
    return [(line, guidance[line.key]) for line in lines_of(rubric)]


def _line(line: Line, guidance: str = "", *, value=None) -> SheetLine:
    return SheetLine(
        title=line.title,
        code=line.code,
        kind=line.kind,
        maximum=line.max_points,
        each=line.each,
        unit=line.unit,
        levels=line.levels if line.kind == criteria.LEVELS and value is None else (),
        guidance=guidance,
        effect=effect_text(line),
        values={OWN: value},
    )


def _source(rubric: Rubric) -> str:
    return " ".join(filter(None, [rubric.locator, str(rubric.document) if rubric.document else rubric.source]))


def _example(lines: list[Line]) -> dict[int, Cell]:
    amounts: dict[int, Decimal] = {}
    is_first = True
    for line in lines:
        if line.kind == criteria.POINTS:
            lost = min(Decimal("0.5"), line.max_points / 2) if is_first else 0
            amounts[line.key], is_first = (line.max_points - lost).quantize(criteria.CENT), False
        elif line.kind == criteria.LEVELS:
            amounts[line.key] = line.levels[0][1]
        elif line.kind == criteria.PROGRESS:
            amounts[line.key] = max(Decimal(least) for least, _ in line.levels)
        elif line.kind == criteria.BONUS:
            amounts[line.key] = Decimal(1) if line.each is not None else min(Decimal(1), line.max_points)
        elif line.kind in (criteria.GATE, criteria.DEDUCTION):
            amounts[line.key] = Decimal(0)
    return {key: Cell(criteria.SCORED, amount) for key, amount in amounts.items()}


def _value(line: Line, cells: dict[int, Cell], points: dict[int, Decimal | None]):
    if line.kind == criteria.GATE:
        return cells[line.key].amount
    return points.get(line.key)
