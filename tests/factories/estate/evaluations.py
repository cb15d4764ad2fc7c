"""Rubrics, periods, sheets along the whole chain and what is rolled up from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from deadlines import services as deadlines
from deadlines.models import CalendarEntry
from documents import services as documents
from evaluations import services as evaluations
from evaluations.criteria import Cell
from evaluations.models import (
    Criterion,
    DepartmentMeeting,
    EvaluationPeriod,
    EvaluationPolicy,
    EvaluationSheet,
    GradeBand,
    RollUp,
    Rubric,
    Score,
)
from evaluations.rubric_tables import DraftRow, RubricDraft
from evaluations.rubric_tables.writing import workbook_of
from evaluations.services import audiences, rubric_editing, rubric_import
from evaluations.services.rubrics import use_rubrics
from tests.factories.estate.councils import secretary_of
from tests.factories.estate.holdings import Holdings
from tests.factories.estate.papers import photo


def add_evaluations(holdings: Holdings) -> None:
    organisation = holdings.organisation
    holdings.rubric = Rubric.objects.create(
        organisation=organisation, name=f"Biểu điểm {holdings.inside}", adopted_at=clock.now()
    )
    EvaluationPolicy.objects.create(organisation=organisation, school_year=holdings.year, objection_days=0)
    holdings.criterion = Criterion.objects.create(
        organisation=organisation, rubric=holdings.rubric, code="1", title="Thực hiện quy chế chuyên môn", max_points=10
    )
    GradeBand.objects.create(organisation=organisation, rubric=holdings.rubric, name="Hoàn thành tốt", minimum=0)
    secretary = holdings.user("secretary")
    holdings.period = evaluations.create_period(holdings.month_entry, by=secretary)
    holdings.own_file = documents.store_evidence(
        organisation=organisation, person=holdings.cast["teacher"], upload=photo(), by=holdings.user("teacher")
    )
    holdings.own_sheet = _sheet_of(holdings, "teacher", holdings.private)
    sheet = _sheet_of(holdings, "colleague", holdings.inside)
    holdings.sheet_evidence = evaluations.attach_evidence(
        sheet, criterion=holdings.criterion, upload=photo(), by=holdings.user("colleague")
    )
    sheet.refresh_from_db()
    holdings.sheet = evaluations.submit(sheet, version=sheet.version, by=holdings.user("colleague"))
    holdings.recommended_period = _past_period(holdings, 9, {"objection_days": 0, "council_scores": True})
    holdings.recommended_sheet = holdings.recommended_period.sheets.get()
    DepartmentMeeting.objects.create(
        organisation=organisation,
        period=holdings.recommended_period,
        department=holdings.department,
        held_at=clock.at(date(2026, 9, 26), 15),
        remarks=holdings.inside,
        chaired_by=holdings.cast["head"],
        secretary=holdings.cast["colleague"],
    )
    _add_chain(holdings)
    holdings.passed_period = _past_period(holdings, 8)


def _add_chain(holdings: Holdings) -> None:
    """Months further along the chain: for the head to decide, decided, provisional with an objection, published."""
    principal = holdings.user("principal")
    by_head = {"uses_council": False, "objection_days": 3}
    holdings.headed_period = _past_period(holdings, 7, by_head)
    holdings.decided_period = _past_period(holdings, 6, by_head)
    evaluations.decide_by_head(holdings.decided_period, by=principal)
    holdings.provisional_sheet = _settled_sheet(holdings, 5, by_head)
    objected = _settled_sheet(holdings, 4, by_head)
    holdings.objection = evaluations.file_objection(
        objected, kind="objection", text=f"Xem lại {holdings.inside}", by=holdings.user("colleague")
    )
    published = _past_period(holdings, 3, {"uses_council": False, "objection_days": 0, "staff_sees": "grades"})
    evaluations.decide_by_head(published, by=principal)
    evaluations.publish(published, by=principal)
    holdings.published_sheet = published.sheets.get()
    holdings.published_period = published
    _add_roll_ups(holdings)


def _settled_sheet(holdings: Holdings, month: int, policy: dict) -> EvaluationSheet:
    """A sheet of a month whose provisional result was shown."""
    period = _past_period(holdings, month, policy)
    evaluations.decide_by_head(period, by=holdings.user("principal"))
    evaluations.announce_provisional(period, by=holdings.user("principal"))
    return period.sheets.get()


def add_rubrics(holdings: Holdings) -> None:
    """One being made, its next version, one in use that nobody has used, and files read on the way to one."""
    organisation, by = holdings.organisation, holdings.user("secretary")
    values = {"staff_kind": "teacher", "is_homeroom": True, "staff_group": None}
    for label in ("Giáo viên", "Chủ nhiệm"):
        holdings.audience = audiences.add_audience(
            organisation=organisation, values=values | {"name": f"{label} {holdings.inside}"}, by=by
        )
    name = f"Biểu điểm đang soạn {holdings.inside}"
    holdings.open_rubric = rubric_editing.create_rubric(organisation=organisation, values={"name": name}, by=by)
    for number in (1, 2):
        row = DraftRow(str(number), f"Tiêu chí {holdings.inside}", max_points=Decimal(50))
        rubric_editing.add_criterion(holdings.open_rubric, row, parent=None, by=by)
    holdings.open_criterion = holdings.open_rubric.criteria.get(code="2")
    holdings.open_rubric.refresh_from_db()
    holdings.unused_rubric = rubric_editing.create_rubric(
        organisation=organisation,
        values={"name": f"Biểu điểm tổ {holdings.inside}", "subject": "department"},
        draft=RubricDraft(rows=[DraftRow("1", "Nền nếp tổ", max_points=Decimal(10))]),
        by=by,
    )
    rubric_editing.adopt_rubric(holdings.unused_rubric, by=by)
    holdings.next_rubric = rubric_editing.new_version(holdings.rubric, by=by)
    holdings.rubric_table = rubric_import.preview_rubric(rubric_upload(), organisation=organisation, by=by)
    holdings.kept_rubric_table = rubric_import.preview_rubric(rubric_upload(), organisation=organisation, by=by)
    rubric_import.apply_preview(holdings.kept_rubric_table, values={"name": f"Đã đọc {holdings.inside}"}, by=by)


def _add_roll_ups(holdings: Holdings) -> None:
    """A formula, a period rolled up from the published month, and a published year."""
    formula = {"method": "mean", "of": "month", "bands": [{"name": "Tốt", "minimum": "0", "praise": ""}]}
    holdings.roll_up = evaluations.save_roll_up(
        RollUp(organisation=holdings.organisation, school_year=holdings.year, period_kind="semester"),
        name=f"Công thức {holdings.inside}",
        formula=formula,
        by=secretary_of(holdings),
    )
    holdings.rolled_period = _longer_period(holdings, "round_review", date(2026, 3, 1), date(2026, 3, 31), formula)
    holdings.year_period = _longer_period(
        holdings, "calendar_year_review", date(2026, 1, 1), date(2026, 12, 31), formula, is_published=True
    )


def _longer_period(holdings: Holdings, purpose: str, first: date, last: date, formula, *, is_published=False):
    """With one sheet: a draft, or one whose result was published."""
    entry = deadlines.add_calendar_entry(
        organisation=holdings.organisation,
        school_year=holdings.year,
        purpose=purpose,
        title=f"Đánh giá {purpose} {holdings.inside}",
        opens_at=clock.at(first),
        due_at=clock.end_of_day(last),
    )
    moment = clock.at(first) if is_published else None
    reviewer = secretary_of(holdings) if is_published else None
    period = EvaluationPeriod.objects.create(
        organisation=holdings.organisation,
        school_year=holdings.year,
        entry=entry,
        kind=purpose.removesuffix("_review"),
        label=f"{purpose} {holdings.inside}",
        starts_on=first,
        ends_on=last,
        formula=formula,
        published_at=moment,
        published_by=reviewer,
    )
    result = {"state": EvaluationSheet.State.PUBLISHED, "edition": 1, "points": 80, "reachable": 100, "grade": "Tốt"}
    times = {"submitted_at": moment, "reviewed_at": moment, "reviewed_by": reviewer}
    EvaluationSheet.objects.create(
        organisation=holdings.organisation,
        period=period,
        person=holdings.cast["colleague"],
        department=holdings.department,
        **(result | times if is_published else {}),
    )
    return period


def rubric_upload() -> SimpleUploadedFile:
    data = workbook_of(RubricDraft(name="Đọc", rows=[DraftRow("1", "Nền nếp", max_points=Decimal(10))]))
    return SimpleUploadedFile("bieu-diem.xlsx", data)


def _past_period(holdings: Holdings, month: int, policy: dict | None = None) -> EvaluationPeriod:
    """A month that is over, with one sheet that the tổ recommends."""
    first = date(2026, month, 1)
    entry = deadlines.add_calendar_entry(
        organisation=holdings.organisation,
        school_year=holdings.year,
        purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
        title=f"Bình xét tháng {month} {holdings.inside}",
        opens_at=clock.at(first),
        due_at=clock.end_of_day(date(2026, month, 25)),
    )
    period = EvaluationPeriod.objects.create(
        organisation=holdings.organisation,
        school_year=holdings.year,
        entry=entry,
        label=f"tháng {month}/2026",
        starts_on=first,
        ends_on=date(2026, month, 28),
        policy=policy or {"objection_days": 0},
    )
    use_rubrics(period, [holdings.rubric])
    sheet = EvaluationSheet.objects.create(
        organisation=holdings.organisation,
        period=period,
        person=holdings.cast["colleague"],
        department=holdings.department,
        rubric=holdings.rubric,
        state=EvaluationSheet.State.DEPARTMENT_RECOMMENDED,
        submitted_at=clock.at(first),
        reviewed_by=holdings.user("head"),
        reviewed_at=clock.at(first),
    )
    for column in (Score.Column.SELF, Score.Column.DEPARTMENT):
        Score.objects.create(
            organisation=holdings.organisation, sheet=sheet, criterion=holdings.criterion, column=column, amount=8
        )
    return period


def _sheet_of(holdings: Holdings, role: str, note: str) -> EvaluationSheet:
    sheet = EvaluationSheet.objects.of_period(holdings.period).get(person=holdings.cast[role])
    return evaluations.save_draft(
        sheet,
        cells={holdings.criterion.pk: Cell(Score.State.SCORED, 8)},
        note=f"Tự nhận xét {note}",
        version=sheet.version,
        by=holdings.user(role),
    )
