"""The tổ's column: a whole tổ at once, by its head, or by the secretary or a leader where there is no other head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from evaluations import criteria
from evaluations.criteria import Cell
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.services.results import record_results, standings_of
from evaluations.services.sheets import cells_of, lines_of, update_review_obligation, write_cells
from organisation.models import Role
from organisation.permissions import LEADERS, headed_departments, role_codes
from registrations.reviewers import has_other_head, heads_by_department

State = EvaluationSheet.State


@dataclass
class Review:
    """What a reviewer entered for one sheet; `adopts_self` fills the tổ's blanks with the person's own points."""

    version: int
    cells: Mapping[int, Cell | None] = field(default_factory=dict)
    note: str = ""
    adopts_self: bool = False


def reviewed_by(user, period: EvaluationPeriod, sheets) -> list[EvaluationSheet]:
    """Those of the sheets whose tổ column is this user's to fill. Nobody's own."""
    heads = heads_by_department(period.organisation)
    headed = headed_departments(user, period.organisation)
    is_manager = bool(role_codes(user, period.organisation) & {Role.COUNCIL_SECRETARY, *LEADERS})
    return [
        sheet
        for sheet in sheets
        if sheet.person.user_id != user.pk
        and (
            sheet.department_id in headed
            or (is_manager and not has_other_head(heads, person_id=sheet.person_id, department_id=sheet.department_id))
        )
    ]


def is_reviewable(sheet: EvaluationSheet, standing: str | None) -> bool:
    """Handed in and not before the council; one the council did not pass may be judged anew."""
    return sheet.state in (State.SUBMITTED, State.COUNCIL_NOT_PASSED) or (
        sheet.state == State.DEPARTMENT_RECOMMENDED and standing in (None, "not_passed")
    )


@transaction.atomic
def save_review(period: EvaluationPeriod, *, reviews: Mapping[int, Review], recommend: bool, by) -> int:
    """Keep the tổ's column of many sheets; `recommend` sends on those that are whole. Returns how many were sent on.

    All or nothing: a conflict or an impossible value leaves everything as it was.
    """
    period = EvaluationPeriod.objects.select_for_update(of=("self",)).select_related("rubric").get(pk=period.pk)
    if period.published_at:
        raise DomainError(f"Kết quả {period.label} đã công bố nên không chấm được nữa.")
    record_results(period, by=by)
    rows = EvaluationSheet.objects.of_period(period).filter(pk__in=reviews).select_for_update(of=("self",))
    sheets = list(rows.with_names().with_scores().order_by("pk"))
    standings = standings_of(sheets)
    mine = {sheet.pk for sheet in reviewed_by(by, period, sheets)}
    lines = lines_of(period)
    sent = 0
    for sheet in sheets:
        if sheet.pk not in mine:
            raise DomainError(f"Phiếu của {sheet.person} không thuộc phần chấm của thầy/cô.")
        if not is_reviewable(sheet, standings.get(sheet.pk)):
            raise DomainError(
                f"Phiếu của {sheet.person} {sheet.get_state_display().lower()} nên không chấm được lúc này."
            )
        sent += _save_one(sheet, reviews[sheet.pk], lines, recommend=recommend, by=by)
    return sent


def _save_one(sheet: EvaluationSheet, review: Review, lines, *, recommend: bool, by) -> bool:
    before = cells_of(sheet, Score.Column.DEPARTMENT)
    cells = dict(review.cells)
    if review.adopts_self:
        own = cells_of(sheet, Score.Column.SELF)
        cells |= {key: cell for key, cell in own.items() if cells.get(key, before.get(key)) is None}
    after = {**before, **cells}
    is_whole = all(after.get(line.key) for line in lines)
    is_stale = sheet.version != review.version
    has_changed = write_cells(sheet, Score.Column.DEPARTMENT, cells, lines) or sheet.department_note != review.note
    sends_on = recommend and is_whole and sheet.state != State.DEPARTMENT_RECOMMENDED
    if not has_changed and not sends_on:
        return False
    if is_stale:
        raise ConflictError(f"Phiếu của {sheet.person} đã thay đổi sau khi mở trang này. Xem lại rồi lưu.")
    if sheet.state == State.DEPARTMENT_RECOMMENDED and not is_whole:
        missing = next(line for line in lines if not after.get(line.key))
        raise DomainError(f"Phiếu của {sheet.person} đã được tổ đề nghị. {criteria.blank_sentence(missing)}")
    state = sheet.state
    sheet.department_note = review.note
    sheet.reviewed_by, sheet.reviewed_at = by, clock.now()
    if sends_on:
        sheet.move_to(State.DEPARTMENT_RECOMMENDED)
    sheet.touch()
    sheet.save()
    update_review_obligation(sheet)
    audit.record(
        "evaluations.sheet_reviewed",
        sheet,
        by=by,
        before={"state": state, "points": _plain(before)},
        after={"state": sheet.state, "points": _plain(after)},
    )
    return sends_on


def _plain(cells: Mapping[int, Cell | None]) -> dict[str, str]:
    return {
        str(key): str(cell.points if cell.state == criteria.SCORED else cell.state)
        for key, cell in cells.items()
        if cell
    }
