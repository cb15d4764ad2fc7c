"""The person's own column: drafts, proofs, handing in and taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date, vi_time
from deadlines.services import closed_sentence, effective_times, fulfil, oblige
from documents.services import store_evidence
from evaluations import criteria
from evaluations.criteria import Cell, Line
from evaluations.models import Criterion, EvaluationPeriod, EvaluationSheet, Score, SheetEvidence
from evaluations.services.periods import oblige_sheet
from notifications.services import notify
from organisation.models import Role
from registrations.reviewers import has_other_head, heads_by_department

State = EvaluationSheet.State
MOST_PROOFS = 10  # of one criterion


def lines_of(period: EvaluationPeriod) -> list[Line]:
    return [Line(each.pk, each.code, each.max_points) for each in period.rubric.criteria.all()]


def cells_of(sheet: EvaluationSheet, column: str) -> dict[int, Cell]:
    """One column of a sheet; a blank criterion has no entry."""
    scores = sheet.all_scores if hasattr(sheet, "all_scores") else sheet.scores.all()
    return {each.criterion_id: Cell(each.state, each.points) for each in scores if each.column == column}


def locked(sheet: EvaluationSheet) -> EvaluationSheet:
    rows = EvaluationSheet.objects.for_organisation(sheet.organisation).select_for_update(of=("self",))
    return rows.with_names().get(pk=sheet.pk)


def write_cells(sheet: EvaluationSheet, column: str, cells: Mapping[int, Cell | None], lines: Sequence[Line]) -> bool:
    """Store some cells of a column; None makes one blank. Returns whether anything changed."""
    most = {line.key: line for line in lines}
    before = {each.criterion_id: each for each in sheet.scores.filter(column=column)}
    has_changed = False
    for key, cell in cells.items():
        line, old = most.get(key), before.get(key)
        if line is None:
            raise DomainError("Tiêu chí này không thuộc biểu điểm của kỳ. Tải lại trang.")
        if (cell is None and old is None) or (cell and old and cell == Cell(old.state, old.points)):
            continue
        has_changed = True
        if cell is None:
            old.delete()
            continue
        if cell.state == criteria.SCORED and (error := criteria.points_error(line, str(cell.points))):
            raise DomainError(error)
        Score.objects.update_or_create(
            sheet=sheet,
            criterion_id=key,
            column=column,
            defaults={"organisation": sheet.organisation, "state": cell.state, "points": cell.points},
        )
    return has_changed


# ---- the draft ----


@transaction.atomic
def save_draft(
    sheet: EvaluationSheet,
    *,
    cells: Mapping[int, Cell | None],
    note: str | None = None,
    version: int,
    by,
    page: str = "",
) -> EvaluationSheet:
    """Keep some or all of one's own column and note; ConflictError where another page saved since this one opened."""
    sheet = locked(sheet)
    refuse_unwritable(sheet)
    is_stale = sheet.is_stale_for(version=version, page=page)
    has_changed = write_cells(sheet, Score.Column.SELF, cells, lines_of(sheet.period))
    if note is not None and note != sheet.self_note:
        sheet.self_note, has_changed = note, True
    if not has_changed:
        return sheet
    if is_stale:  # what is above is undone with the transaction
        moment = vi_time(sheet.saved_at)
        raise ConflictError(f"Phiếu này đã được sửa ở nơi khác lúc {moment}. Xem thay đổi trước khi lưu.")
    sheet.touch(page=page)
    sheet.save()
    return sheet


def refuse_unwritable(sheet: EvaluationSheet) -> datetime:
    """The deadline that holds for the person; DomainError outside the window or once the sheet was handed in."""
    opens_at, due_at, cut_off_at = effective_times(sheet.period.entry, sheet.person)
    if not sheet.is_editable:
        raise DomainError(f"Phiếu đang ở trạng thái “{sheet.get_state_display()}” nên không sửa được.")
    if sheet.period.published_at:
        raise DomainError(f"Kết quả {sheet.period.label} đã công bố nên phiếu không sửa được nữa.")
    if clock.now() < opens_at:
        raise DomainError(f"Phiếu mở từ {vi_time(opens_at)} ngày {vi_date(opens_at)}.")
    if clock.now() > cut_off_at:
        raise DomainError(closed_sentence(cut_off_at, entry=sheet.period.entry, person=sheet.person))
    return due_at


@transaction.atomic
def attach_evidence(sheet: EvaluationSheet, *, criterion: Criterion, upload, by) -> SheetEvidence:
    """Store a file as proof of a criterion; DomainError with its sentence where the file is unfit."""
    sheet = locked(sheet)
    refuse_unwritable(sheet)
    if criterion.rubric_id != sheet.period.rubric_id:
        raise DomainError("Tiêu chí này không thuộc biểu điểm của kỳ. Tải lại trang.")
    if sheet.evidence_links.filter(criterion=criterion).count() >= MOST_PROOFS:
        raise DomainError(f"Tiêu chí {criterion.code} đã có {MOST_PROOFS} minh chứng. Gỡ bớt rồi thêm tệp mới.")
    evidence = store_evidence(organisation=sheet.organisation, person=sheet.person, upload=upload, by=by)
    same = sheet.evidence_links.filter(criterion=criterion, evidence__sha256=evidence.sha256).first()
    return same or SheetEvidence.objects.create(
        organisation=sheet.organisation, sheet=sheet, criterion=criterion, evidence=evidence
    )


@transaction.atomic
def detach_evidence(link: SheetEvidence, *, by) -> None:
    """Take a proof off the sheet; the file itself stays in the person's store."""
    sheet = locked(link.sheet)
    refuse_unwritable(sheet)
    audit.record("evaluations.evidence_detached", sheet, by=by, before={"evidence": link.evidence_id})
    link.delete()


# ---- handing in and taking back ----


def missing_sentences(sheet: EvaluationSheet) -> list[tuple[int, str]]:
    """(criterion, sentence) for each blank of the own column."""
    cells = cells_of(sheet, Score.Column.SELF)
    return [(line.key, criteria.blank_sentence(line)) for line in lines_of(sheet.period) if line.key not in cells]


@transaction.atomic
def submit(sheet: EvaluationSheet, *, version: int, by) -> EvaluationSheet:
    """Hand the sheet in and give it its number. A second press of the button changes nothing."""
    period = EvaluationPeriod.objects.select_for_update(of=("self",)).get(pk=sheet.period_id)  # one number at a time
    sheet = locked(sheet)
    if sheet.state == State.SUBMITTED and sheet.version == version + 1:
        return sheet
    due_at = refuse_unwritable(sheet)
    if sheet.version != version:
        raise ConflictError("Phiếu đã được sửa sau khi mở trang này. Xem lại nội dung rồi nộp.")
    if missing := missing_sentences(sheet):
        raise DomainError(" ".join(sentence for _, sentence in missing))
    sheet.move_to(State.SUBMITTED)
    sheet.submitted_at = clock.now()
    sheet.is_late = clock.now() > due_at
    sheet.code = sheet.code or _next_code(period)
    sheet.touch()
    sheet.save()
    fulfil(sheet.organisation, sheet.subject_key)
    update_review_obligation(sheet)
    notify(
        sheet.person,
        organisation=sheet.organisation,
        key=f"{sheet.subject_key}:submitted:{sheet.version}",
        subject=f"Đã nộp phiếu tự đánh giá {period.label}",
        body=f"Mã tiếp nhận {sheet.code}, lúc {vi_time(sheet.submitted_at)} ngày {vi_date(sheet.submitted_at)}.",
        url=reverse("evaluations:sheet_detail", args=[sheet.organisation.slug, sheet.pk]),
    )
    audit.record(
        "evaluations.sheet_submitted",
        sheet,
        by=by,
        before={"state": State.DRAFT},
        after={"state": sheet.state, "code": sheet.code, "is_late": sheet.is_late},
    )
    return sheet


def _next_code(period: EvaluationPeriod) -> str:
    """TĐ-2026-10-0047: never used twice, since a sheet that is taken back keeps its number."""
    prefix = f"TĐ-{period.starts_on:%Y-%m}-"
    rows = EvaluationSheet.objects.for_organisation(period.organisation).filter(code__startswith=prefix)
    last = rows.order_by("-code").values_list("code", flat=True).first()
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:04d}"


@transaction.atomic
def recall(sheet: EvaluationSheet, *, by) -> EvaluationSheet:
    """Take a sheet back to mend it, while its window is open and the tổ has not begun."""
    sheet = locked(sheet)
    _, _, cut_off_at = effective_times(sheet.period.entry, sheet.person)
    if clock.now() > cut_off_at:
        raise DomainError(closed_sentence(cut_off_at, entry=sheet.period.entry, person=sheet.person))
    if sheet.scores.filter(column=Score.Column.DEPARTMENT).exists():
        raise DomainError("Tổ đã bắt đầu chấm phiếu này nên không lấy lại được. Trao đổi với người nhận xét.")
    sheet.move_to(State.DRAFT)
    sheet.touch()
    sheet.save()
    oblige_sheet(sheet, sheet.period)
    update_review_obligation(sheet)
    audit.record("evaluations.sheet_recalled", sheet, by=by, before={"state": "submitted"}, after={"state": "draft"})
    return sheet


def update_review_obligation(sheet: EvaluationSheet) -> None:
    """While handed-in sheets wait for the tổ's column, its head owes it (or the secretary, in her place)."""
    period, department = sheet.period, sheet.department
    heads = heads_by_department(sheet.organisation)
    by_head = has_other_head(heads, person_id=sheet.person_id, department_id=sheet.department_id)
    waiting = period.sheets.filter(state__in=[State.SUBMITTED, State.COUNCIL_NOT_PASSED])
    waiting = waiting.filter(department=department) if by_head else waiting
    count = sum(
        has_other_head(heads, person_id=person_id, department_id=department_id) == by_head
        for person_id, department_id in waiting.values_list("person_id", "department_id")
    )
    key = f"review:{period.pk}:{department.pk if by_head else 'secretary'}"
    if not count:
        fulfil(sheet.organisation, key)
        return
    oblige(
        organisation=sheet.organisation,
        key=key,
        title=f"Chấm phiếu {period.label}: {department.name if by_head else 'tổ trưởng và lãnh đạo'}",
        url_name="evaluations:department_review",
        url_kwargs={"pk": period.pk},
        role=Role.DEPARTMENT_HEAD if by_head else Role.COUNCIL_SECRETARY,
        department=department if by_head else None,
        why=f"{count} phiếu đang chờ nhận xét",
        button="Chấm phiếu",
    )
