"""The cells of a sheet and what they add up to; the own column: drafts, handing in and taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date, vi_time
from deadlines.services import closed_sentence, effective_times, fulfil, oblige
from deadlines.services.extensions import due_for_department
from evaluations import criteria
from evaluations.bases import NOTE, coded, mark_of, split_changes
from evaluations.criteria import Cell, Line
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.models.rubrics import PeriodKind, Subject
from evaluations.services.candidates import keeper_of, locked_period, oblige_sheet
from evaluations.services.rubrics import bands_of, lines_of, weights_of
from notifications.services import notify
from organisation.models import Role
from registrations.reviewers import has_other_head, heads_by_department

State = EvaluationSheet.State
Column = Score.Column
CODE_MARKS = {
    PeriodKind.MONTH: "",
    PeriodKind.QUARTER: "Q",
    PeriodKind.ROUND: "D",
    PeriodKind.SEMESTER: "H",
    PeriodKind.CALENDAR_YEAR: "C",
    PeriodKind.SCHOOL_YEAR: "N",
}


def cells_of(sheet: EvaluationSheet, column: str) -> dict[int, Cell]:
    """One column of a sheet; a blank criterion has no entry."""
    scores = sheet.all_scores if hasattr(sheet, "all_scores") else sheet.scores.all()
    return {each.criterion_id: Cell(each.state, each.amount) for each in scores if each.column == column}


def totals_of(sheet: EvaluationSheet, column: str, *, past: Mapping[int, Decimal] | None = None) -> criteria.Totals:
    return criteria.total_of(lines_of(sheet.rubric), cells_of(sheet, column), past=past)


def final_totals(sheet: EvaluationSheet, *, past: Mapping[int, Decimal] | None = None) -> criteria.Totals:
    """What decides: the last column that was begun, or all of them by the rubric's weights."""
    lines = lines_of(sheet.rubric)
    columns = {name: criteria.total_of(lines, cells_of(sheet, name), past=past) for name in Column.values}
    return criteria.final_of(columns, weights=weights_of(sheet.rubric))


def past_figures(sheets: Sequence[EvaluationSheet]) -> dict[int, dict[int, Decimal]]:
    """For each sheet the last earlier figure of its lines of progress, by criterion; in one query.

    The line is the same where the rubric's family and the number of the criterion are; of an earlier sheet the last
    column that was filled counts.
    """
    lines = [
        (sheet, criterion)
        for sheet in sheets
        if sheet.rubric_id and sheet.subject == Subject.PERSON
        for criterion in sheet.rubric.criteria.all()
        if criterion.kind == criteria.PROGRESS
    ]
    if not lines:
        return {}
    order = {name: place for place, name in enumerate(Column.values)}
    rows = (
        Score.objects.for_organisation(lines[0][0].organisation)
        .filter(
            sheet__person__in={sheet.person_id for sheet, _ in lines},
            criterion__kind=criteria.PROGRESS,
            criterion__code__in={criterion.code for _, criterion in lines},
            state=Score.State.SCORED,
            sheet__state__in=[*EvaluationSheet.SETTLED, State.COUNCIL_PASSED, State.HEAD_DECIDED],
        )
        .values_list(
            "sheet__person",
            "criterion__rubric__family",
            "criterion__code",
            "sheet__period__ends_on",
            "column",
            "amount",
        )
    )
    figures: dict[tuple, list] = {}
    for person_id, family, code, ends_on, column, amount in rows:
        figures.setdefault((person_id, family, code), []).append((ends_on, order[column], amount))
    found: dict[int, dict[int, Decimal]] = {}
    for sheet, criterion in lines:
        earlier = figures.get((sheet.person_id, sheet.rubric.family, criterion.code), [])
        earlier = [each for each in earlier if each[0] < sheet.period.starts_on]
        if earlier:
            found.setdefault(sheet.pk, {})[criterion.pk] = max(earlier)[2]
    return found


def verdict_for(sheet: EvaluationSheet, totals: criteria.Totals, *, late_cap: str = "") -> criteria.Verdict:
    """The grade a total earns by the sheet's rubric, and under the school's rule for late sheets."""
    caps = [(late_cap, "Nộp muộn")] if late_cap and sheet.is_late else []
    return criteria.verdict_of(totals, bands_of(sheet.rubric), scale=sheet.rubric.scale, caps=caps)


def locked(sheet: EvaluationSheet) -> EvaluationSheet:
    rows = EvaluationSheet.objects.for_organisation(sheet.organisation).select_for_update(of=("self",))
    return rows.with_names().get(pk=sheet.pk)


def _locked_for_typing(sheet: EvaluationSheet) -> EvaluationSheet:
    """The sheet under its lock; period, names, rubric and criteria as its page read them a moment ago.

    Typing is what comes in bursts, and a draft is part of no result: handing in reads everything anew.
    """
    fresh = EvaluationSheet.objects.for_organisation(sheet.organisation_id).select_for_update().get(pk=sheet.pk)
    for name in ("organisation", "period", "person", "department", "rubric"):
        field = EvaluationSheet._meta.get_field(name)
        if field.is_cached(sheet) and getattr(sheet, field.attname) == getattr(fresh, field.attname):
            field.set_cached_value(fresh, field.get_cached_value(sheet))
    return fresh


def locked_after_period(sheet: EvaluationSheet) -> EvaluationSheet:
    """The same for what an act of the whole period must not overtake: every such act locks the period first."""
    locked_period(sheet.period)
    return locked(sheet)


def write_cells(
    sheet: EvaluationSheet, column: str, cells: Mapping[int, Cell | None], lines: Sequence[Line]
) -> set[int]:
    """Store some cells of a column; None makes one blank. Returns the criteria that changed. Three queries at most."""
    by_key = {line.key: line for line in lines if line.is_entered}
    stored = Score.objects.for_organisation(sheet.organisation_id).filter(sheet=sheet.pk, column=column)
    before = {key: Cell(state, amount) for key, state, amount in stored.values_list("criterion", "state", "amount")}
    if set(cells) - set(by_key):
        raise DomainError("Tiêu chí này không thuộc biểu điểm của kỳ. Tải lại trang.")
    changed = {key: cell for key, cell in cells.items() if before.get(key) != cell}
    for key, cell in changed.items():
        if (
            cell
            and cell.state == criteria.SCORED
            and (error := criteria.points_error(by_key[key], criteria.show(cell.amount)))
        ):
            raise DomainError(error)
    if blanks := [key for key, cell in changed.items() if cell is None]:
        sheet.scores.filter(column=column, criterion__in=blanks).delete()
    Score.objects.bulk_create(
        [
            Score(
                organisation_id=sheet.organisation_id,
                sheet=sheet,
                criterion_id=key,
                column=column,
                state=cell.state,
                amount=cell.amount,
            )
            for key, cell in changed.items()
            if cell is not None
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion", "column"],
        update_fields=["state", "amount"],
    )
    return set(changed)


# ---- the draft ----


class SheetConflict(ConflictError):
    """Somebody else wrote something else meanwhile; `clashes` names the fields: a criterion's key, or NOTE."""

    def __init__(self, message: str, *, clashes: set[str]):
        super().__init__(message)
        self.clashes = clashes


@transaction.atomic
def save_draft(
    sheet: EvaluationSheet,
    *,
    cells: Mapping[int, Cell | None],
    note: str | None = None,
    version: int,
    by,
    page: str = "",
    base: Mapping[str, str] | None = None,
) -> EvaluationSheet:
    """Keep some or all of one's own column and note, all of it or nothing.

    Where another page saved since this one opened, only what this page changed is written (`base`: what it held when it
    was made, as `evaluations.bases.read_base` reads it); SheetConflict where the other one changed the same.
    """
    sheet = _locked_for_typing(sheet)
    refuse_unwritable(sheet)
    if sheet.is_stale_for(version=version, page=page):
        cells, note = _without_clashes(sheet, cells, note, base)
    has_changed = bool(changed := write_cells(sheet, Column.SELF, cells, lines_of(sheet.rubric)))
    if note is not None and note != sheet.self_note:
        sheet.self_note, has_changed = note, True
        changed = {*changed, NOTE}
    if not has_changed:
        return sheet
    sheet.taken = [name for name in sheet.taken if name not in {str(each) for each in changed}]
    sheet.touch(page=page)
    sheet.save(update_fields=["self_note", "taken", "version", "saved_at", "saved_from"])
    return sheet


def _without_clashes(sheet: EvaluationSheet, cells, note, base):
    stored = {str(key): coded(cell) for key, cell in cells_of(sheet, Column.SELF).items()}
    wanted = {str(key): coded(cell) for key, cell in cells.items()}
    stored[NOTE] = mark_of(sheet.self_note)
    if note is not None:
        wanted[NOTE] = mark_of(note)
    began = None if base is None else {NOTE: mark_of("")} | dict(base)
    writes, clashes = split_changes(wanted, began=began, stored=stored)
    if clashes:
        moment = vi_time(sheet.saved_at)
        raise SheetConflict(
            f"Phiếu này đã được sửa ở nơi khác lúc {moment}. Xem thay đổi trước khi lưu.", clashes=clashes
        )
    return {key: cell for key, cell in cells.items() if str(key) in writes}, note if NOTE in writes else None


def times_of(sheet: EvaluationSheet) -> tuple[datetime, datetime, datetime]:
    """(opens_at, due_at, cut_off_at): with what was extended for its person, or for the tổ whose own sheet it is."""
    entry = sheet.period.entry
    opens_at, due_at, cut_off_at = effective_times(entry, sheet.person)
    if sheet.subject == Subject.DEPARTMENT:
        extended = due_for_department(entry, sheet.department)
        return opens_at, max(due_at, extended), max(cut_off_at, extended)
    return opens_at, due_at, cut_off_at


def refuse_unwritable(sheet: EvaluationSheet, *, at: datetime | None = None) -> None:
    """DomainError outside the window or once the sheet was handed in.

    `at`: when it was asked for, if that was before the row could be locked. Within the times of the entry itself no
    extension is read: it can only lengthen them.
    """
    moment, entry = at or clock.now(), sheet.period.entry
    if sheet.state == State.EXEMPT:
        raise DomainError(f"Thầy/cô được miễn đánh giá {sheet.period.label} nên phiếu không cần điền.")
    if not sheet.is_editable:
        raise DomainError(f"Phiếu đang ở trạng thái “{sheet.get_state_display()}” nên không sửa được.")
    if sheet.period.published_at:
        raise DomainError(f"Kết quả {sheet.period.label} đã công bố nên phiếu không sửa được nữa.")
    if sheet.period.is_rolled_up:
        raise DomainError(f"Kết quả {sheet.period.label} được tổng hợp từ các kỳ ngắn hơn nên không điền phiếu.")
    if entry.opens_at <= moment <= entry.cut_off_at:
        return
    opens_at, _, cut_off_at = times_of(sheet)
    if moment < opens_at:
        raise DomainError(f"Phiếu mở từ {vi_time(opens_at)} ngày {vi_date(opens_at)}.")
    if moment > cut_off_at:
        raise DomainError(closed_sentence(cut_off_at, entry=entry, person=sheet.person))


# ---- handing in and taking back ----


def missing_sentences(sheet: EvaluationSheet) -> list[tuple[int, str]]:
    """(criterion, sentence) for each blank of the own column that has to be filled, and each proof that lacks."""
    cells = cells_of(sheet, Column.SELF)
    found = [
        (line.key, criteria.blank_sentence(line))
        for line in lines_of(sheet.rubric)
        if line.is_required and line.key not in cells
    ]
    proven = set(sheet.evidence_links.values_list("criterion_id", flat=True))
    for each in sheet.rubric.criteria.all():
        cell = cells.get(each.pk)
        if each.needs_evidence and cell and cell.amount and each.pk not in proven:
            found.append((each.pk, f"Tiêu chí {each.code} cần minh chứng. Thêm tệp, ảnh hoặc đường dẫn."))
    return found


@transaction.atomic
def submit(
    sheet: EvaluationSheet, *, version: int, late_reason: str = "", has_reviewed: bool = False, by
) -> EvaluationSheet:
    """Hand the sheet in and give it its number. A second press of the button changes nothing.

    After the deadline with a reason only; what was taken from an earlier sheet only with `has_reviewed`.
    Whoever pressed in time is in time, however long the queue of those who did so at the last minute.
    """
    moment = clock.now()
    period = locked_period(sheet.period)  # one number at a time
    sheet = locked(sheet)
    if sheet.state == State.SUBMITTED and sheet.version == version + 1:
        return sheet
    refuse_unwritable(sheet, at=moment)
    _, due_at, _ = times_of(sheet)
    if sheet.version != version:
        raise ConflictError("Phiếu đã được sửa sau khi mở trang này. Xem lại nội dung rồi nộp.")
    if missing := missing_sentences(sheet):
        raise DomainError(" ".join(sentence for _, sentence in missing))
    if sheet.taken and not has_reviewed:
        raise DomainError(f"Phiếu còn nội dung lấy từ {sheet.taken_from}. Xem lại rồi đánh dấu “Đã xem lại”.")
    is_late = moment > due_at
    if is_late and not late_reason.strip():
        raise DomainError("Đã qua hạn nộp. Ghi lý do nộp muộn rồi nộp.")
    sheet.move_to(State.SUBMITTED)
    sheet.submitted_at, sheet.submitted_by = moment, by
    sheet.is_late, sheet.late_reason = is_late, late_reason.strip()[:500] if is_late else ""
    sheet.taken = []
    sheet.code = sheet.code or _next_code(period)
    sheet.touch()
    sheet.save()
    fulfil(sheet.organisation, sheet.subject_key)
    update_review_obligation(sheet)
    _confirm(sheet, by=by)
    audit.record(
        "evaluations.sheet_submitted",
        sheet,
        by=by,
        before={"state": State.DRAFT},
        after={"state": sheet.state, "code": sheet.code, "is_late": sheet.is_late},
    )
    return sheet


def _confirm(sheet: EvaluationSheet, *, by) -> None:
    person = sheet.person or getattr(by, "person", None)
    if person is None:
        return
    notify(
        person,
        organisation=sheet.organisation,
        key=f"{sheet.subject_key}:submitted:{sheet.version}",
        subject=f"Đã nộp phiếu tự đánh giá {sheet.period.label}",
        body=f"Mã tiếp nhận {sheet.code}, lúc {vi_time(sheet.submitted_at)} ngày {vi_date(sheet.submitted_at)}.",
        url=reverse("evaluations:sheet_detail", args=[sheet.organisation.slug, sheet.pk]),
    )


def _next_code(period: EvaluationPeriod) -> str:
    """TĐ-2026-10-0047: never used twice, since a sheet that is taken back keeps its number."""
    prefix = f"TĐ-{period.starts_on:%Y-%m}{CODE_MARKS[period.kind]}-"
    rows = EvaluationSheet.objects.for_organisation(period.organisation).filter(code__startswith=prefix)
    last = rows.order_by("-code").values_list("code", flat=True).first()
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:04d}"


@transaction.atomic
def recall(sheet: EvaluationSheet, *, by) -> EvaluationSheet:
    """Take a sheet back to mend it, while its window is open and the tổ has not begun."""
    sheet = locked_after_period(sheet)
    if refusal := recall_refusal(sheet):
        raise DomainError(refusal)
    sheet.move_to(State.DRAFT)
    sheet.touch()
    sheet.save()
    oblige_sheet(sheet, sheet.period)
    update_review_obligation(sheet)
    audit.record("evaluations.sheet_recalled", sheet, by=by, before={"state": "submitted"}, after={"state": "draft"})
    return sheet


def recall_refusal(sheet: EvaluationSheet) -> str:
    """Why a sheet cannot be taken back now; "" where it can."""
    _, _, cut_off_at = times_of(sheet)
    if sheet.state != State.SUBMITTED:
        return f"Phiếu đang ở trạng thái “{sheet.get_state_display()}” nên không làm được việc này."
    if clock.now() > cut_off_at:
        return closed_sentence(cut_off_at, entry=sheet.period.entry, person=sheet.person)
    if sheet.scores.filter(column=Column.DEPARTMENT).exists():
        return "Tổ đã bắt đầu chấm phiếu này nên không lấy lại được. Trao đổi với người nhận xét."
    return ""


def update_review_obligation(sheet: EvaluationSheet) -> None:
    """While handed-in sheets wait for the tổ's column, its head owes it (or the secretary, in her place)."""
    period, department = sheet.period, sheet.department
    heads = heads_by_department(sheet.organisation)
    by_head = _is_reviewed_by_head(heads, sheet.subject, sheet.person_id, sheet.department_id)
    waiting = period.sheets.filter(state__in=[State.SUBMITTED, State.COUNCIL_NOT_PASSED])
    waiting = waiting.filter(department=department) if by_head else waiting
    count = sum(
        _is_reviewed_by_head(heads, *each) == by_head
        for each in waiting.values_list("subject", "person_id", "department_id")
    )
    key = f"review:{period.pk}:{department.pk if by_head else 'secretary'}"
    if not count:
        fulfil(sheet.organisation, key)
        return
    oblige(
        organisation=sheet.organisation,
        key=key,
        title=f"Chấm phiếu {period.label}: {department.name if by_head else _others_of(sheet.organisation)}",
        url_name="evaluations:department_review",
        url_kwargs={"pk": period.pk},
        role=Role.DEPARTMENT_HEAD if by_head else keeper_of(sheet.organisation),
        department=department if by_head else None,
        why=f"{count} phiếu đang chờ nhận xét",
        button="Chấm phiếu",
    )


def reviewer_words(sheet: EvaluationSheet) -> str:
    """Who scores the sheet next: “tổ trưởng Tổ Ngữ văn”."""
    heads = heads_by_department(sheet.organisation)
    if _is_reviewed_by_head(heads, sheet.subject, sheet.person_id, sheet.department_id):
        return f"tổ trưởng {sheet.department.name}"
    return "chuyên viên hoặc lãnh đạo" if sheet.organisation.is_office else "thư ký hội đồng hoặc lãnh đạo"


def _others_of(organisation) -> str:
    return "các đơn vị" if organisation.is_office else "tổ trưởng, lãnh đạo, tập thể"


def _is_reviewed_by_head(heads, subject: str, person_id: int | None, department_id: int | None) -> bool:
    return subject == Subject.PERSON and has_other_head(heads, person_id=person_id, department_id=department_id)
