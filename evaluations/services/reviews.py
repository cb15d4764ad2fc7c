"""The columns that others fill: the tổ's, many sheets at once, and the council's where the school has one."""

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
from evaluations.models.rubrics import Subject
from evaluations.services.candidates import locked_period
from evaluations.services.policies import policy_for
from evaluations.services.results import record_results, standings_of
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of, update_review_obligation, write_cells
from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, headed_departments, role_codes
from registrations.reviewers import has_other_head, heads_by_department

State = EvaluationSheet.State
Column = Score.Column


@dataclass
class Review:
    """What was entered for one sheet; `adopts_before` fills blanks with the column before (the person's, the tổ's).

    `page`: the open page that saves, which may go on saving. `stays`: kept, but not sent on (something on its page is
    still wrong).
    """

    version: int
    cells: Mapping[int, Cell | None] = field(default_factory=dict)
    note: str = ""
    adopts_before: bool = False
    page: str = ""
    stays: bool = False


def reviewed_by(user, period: EvaluationPeriod, sheets) -> list[EvaluationSheet]:
    """Those of the sheets whose tổ column is this user's to fill: nobody's own, nor that of the tổ she heads.

    Of people: the head of the tổ, else the secretary or a leader. Of collectives: the secretary or a leader who did
    not hand the sheet in herself.
    """
    heads = heads_by_department(period.organisation)
    headed = headed_departments(user, period.organisation)
    is_manager = bool(role_codes(user, period.organisation) & {Role.COUNCIL_SECRETARY, *LEADERS, *OFFICE_STAFF})

    def is_mine(sheet: EvaluationSheet) -> bool:
        if sheet.subject != Subject.PERSON:
            return is_manager and sheet.department_id not in headed and sheet.submitted_by_id != user.pk
        if sheet.is_about(user):
            return False
        if sheet.department_id in headed:
            return True
        has_head = has_other_head(heads, person_id=sheet.person_id, department_id=sheet.department_id)
        return is_manager and not has_head

    return [sheet for sheet in sheets if is_mine(sheet)]


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
    period, sheets, standings = _locked(period, reviews, by=by)
    mine = {sheet.pk for sheet in reviewed_by(by, period, sheets)}
    sent = 0
    for sheet in sheets:
        if sheet.pk not in mine:
            raise DomainError(f"Phiếu của {sheet.candidate_name} không thuộc phần chấm của thầy/cô.")
        _refuse_closed(period, sheet)
        if not is_reviewable(sheet, standings.get(sheet.pk)):
            raise DomainError(
                f"Phiếu của {sheet.candidate_name} {sheet.get_state_display().lower()} nên không chấm được lúc này."
            )
        sent += _save_one(sheet, reviews[sheet.pk], recommend=recommend, by=by)
    return sent


def _locked(period: EvaluationPeriod, reviews: Mapping[int, Review], *, by):
    """The period and the sheets under their locks, with where each stands with the council."""
    period = locked_period(period)
    record_results(period, by=by)
    rows = EvaluationSheet.objects.of_period(period).filter(pk__in=reviews).select_for_update(of=("self",))
    sheets = list(rows.with_names().with_scores().prefetch_related("rubric__criteria").order_by("pk"))
    return period, sheets, standings_of(sheets)


def _refuse_closed(period: EvaluationPeriod, sheet: EvaluationSheet) -> None:
    """A published period is over, but for a sheet that was reopened."""
    if period.published_at and not sheet.edition:
        raise DomainError(f"Kết quả {period.label} đã công bố nên không chấm được nữa.")


def _save_one(sheet: EvaluationSheet, review: Review, *, recommend: bool, by) -> bool:
    lines = lines_of(sheet.rubric)
    before = cells_of(sheet, Column.DEPARTMENT)
    cells = _with_adopted(review, before, cells_of(sheet, Column.SELF), lines)
    after = {**before, **cells}
    missing = [line for line in lines if line.is_required and not after.get(line.key)]
    is_stale = sheet.is_stale_for(version=review.version, page=review.page)
    has_changed = write_cells(sheet, Column.DEPARTMENT, cells, lines) or sheet.department_note != review.note
    sends_on = recommend and not missing and not review.stays and sheet.state != State.DEPARTMENT_RECOMMENDED
    if not has_changed and not sends_on:
        return False
    if is_stale:
        raise ConflictError(f"Phiếu của {sheet.candidate_name} đã thay đổi sau khi mở trang này. Xem lại rồi lưu.")
    if sheet.state == State.DEPARTMENT_RECOMMENDED and missing:
        raise DomainError(f"Phiếu của {sheet.candidate_name} đã được tổ đề nghị. {criteria.blank_sentence(missing[0])}")
    state = sheet.state
    sheet.department_note = review.note
    sheet.reviewed_by, sheet.reviewed_at = by, clock.now()
    if sends_on:
        sheet.move_to(State.DEPARTMENT_RECOMMENDED)
    sheet.touch(page=review.page)
    sheet.save()
    update_review_obligation(sheet)
    audit.record(
        "evaluations.sheet_reviewed",
        sheet,
        by=by,
        before={"state": state},
        after={"state": sheet.state, "changed": sorted(_changed(before, after, lines))},
    )
    return sends_on


def _with_adopted(review: Review, stored, source, lines) -> dict[int, Cell | None]:
    """The entered cells; where the reviewer asks for it, blanks get what the column before says."""
    cells = dict(review.cells)
    if review.adopts_before:
        keys = {line.key for line in lines if line.is_entered}
        cells |= {key: cell for key, cell in source.items() if key in keys and cells.get(key, stored.get(key)) is None}
    return cells


def _changed(before, after, lines) -> list[str]:
    """Numbers of the criteria that changed; points stay in the sheet, not in the audit."""
    return [line.code for line in lines if before.get(line.key) != after.get(line.key)]


# ---- the council's own column ----


@transaction.atomic
def save_council_column(period: EvaluationPeriod, *, reviews: Mapping[int, Review], by) -> int:
    """Keep the council's (the head's) column of sheets the tổ recommends; returns how many changed. All or nothing."""
    period, sheets, standings = _locked(period, reviews, by=by)
    if not policy_for(period).council_scores:
        raise DomainError("Quy định đánh giá của kỳ này không có cột điểm của hội đồng.")
    changed = 0
    for sheet in sheets:
        if sheet.is_about(by):
            raise DomainError("Không ai chấm phiếu của chính mình ở cột khác.")
        _refuse_closed(period, sheet)
        if sheet.state != State.DEPARTMENT_RECOMMENDED or standings.get(sheet.pk) is not None:
            raise DomainError(
                f"Phiếu của {sheet.candidate_name} không ở bước hội đồng chấm (“{sheet.get_state_display()}”)."
            )
        changed += _save_council_cells(sheet, reviews[sheet.pk], by=by)
    return changed


def _save_council_cells(sheet: EvaluationSheet, review: Review, *, by) -> bool:
    lines = lines_of(sheet.rubric)
    before = cells_of(sheet, Column.COUNCIL)
    cells = _with_adopted(review, before, cells_of(sheet, Column.DEPARTMENT), lines)
    is_stale = sheet.is_stale_for(version=review.version, page=review.page)
    if not (write_cells(sheet, Column.COUNCIL, cells, lines) or sheet.council_note != review.note):
        return False
    if is_stale:
        raise ConflictError(f"Phiếu của {sheet.candidate_name} đã thay đổi sau khi mở trang này. Xem lại rồi lưu.")
    sheet.council_note = review.note
    sheet.touch(page=review.page)
    sheet.save()
    audit.record(
        "evaluations.council_scored",
        sheet,
        by=by,
        after={"changed": sorted(_changed(before, {**before, **cells}, lines))},
    )
    return True
