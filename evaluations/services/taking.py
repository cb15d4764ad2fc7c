"""Last month's text as a draft of this month's: offered, never put in by itself, and to be looked at again."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from evaluations import criteria
from evaluations.bases import NOTE
from evaluations.criteria import Cell
from evaluations.models import EvaluationSheet, Score
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of, locked, refuse_unwritable, write_cells

TAKEN = (criteria.POINTS, criteria.LEVELS)  # occurrences, figures and conditions are of the very period


def earlier_sheet(sheet: EvaluationSheet) -> EvaluationSheet | None:
    """The last sheet of the same candidate by the same rubric (any version) that was handed in before this one."""
    if sheet.rubric_id is None:
        return None
    rows = EvaluationSheet.objects.for_organisation(sheet.organisation).submitted()
    rows = rows.filter(
        subject=sheet.subject,
        person=sheet.person_id,
        rubric__family=sheet.rubric.family,
        period__ends_on__lt=sheet.period.ends_on,
        period__kind=sheet.period.kind,
    )
    if sheet.person_id is None:
        rows = rows.filter(department=sheet.department_id)
    return rows.select_related("period", "rubric").order_by("-period__ends_on", "-pk").first()


@transaction.atomic
def take_over(sheet: EvaluationSheet, *, with_cells: bool, page: str = "", by) -> int:
    """Fill what is still blank with the earlier sheet's own note and, if wanted, its own points; how many it were.

    Each is marked until it is changed or the whole sheet is looked at again; nothing that was written is replaced.
    """
    sheet = locked(sheet)
    refuse_unwritable(sheet)
    source = earlier_sheet(sheet)
    if source is None:
        raise DomainError("Chưa có phiếu kỳ trước cùng biểu điểm để lấy nội dung.")
    names = []
    if source.self_note and not sheet.self_note:
        sheet.self_note = source.self_note
        names.append(NOTE)
    if with_cells:
        names += [str(key) for key in write_cells(sheet, Score.Column.SELF, *_cells_from(sheet, source))]
    if not names:
        return 0
    sheet.taken = sorted({*sheet.taken, *names})
    sheet.taken_from = source.period.label
    sheet.touch(page=page)
    sheet.save()
    audit.record("evaluations.sheet_taken_over", sheet, by=by, after={"from": source.pk, "count": len(names)})
    return len(names)


def _cells_from(sheet: EvaluationSheet, source: EvaluationSheet):
    """(cells, lines): the earlier cells that fit a line of the same number and kind which is still blank."""
    lines = lines_of(sheet.rubric)
    earlier = cells_of(source, Score.Column.SELF)
    by_code = {(line.code, line.kind): earlier.get(line.key) for line in lines_of(source.rubric)}
    stored = cells_of(sheet, Score.Column.SELF)
    found = {
        line.key: cell
        for line in lines
        if line.kind in TAKEN and line.key not in stored and _fits(line, cell := by_code.get((line.code, line.kind)))
    }
    return found, lines


def _fits(line: criteria.Line, cell: Cell | None) -> bool:
    if cell is None:
        return False
    return cell.state != criteria.SCORED or not criteria.points_error(line, criteria.show(cell.amount))
