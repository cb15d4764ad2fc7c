"""A semester whose results are published, ready for a test; written straight into the rows."""

from __future__ import annotations

from datetime import date

from core import clock
from deadlines.models import CalendarEntry
from deadlines.services import add_calendar_entry
from evaluations.models import EvaluationPeriod, EvaluationSheet, GradeBand, PeriodRubric, Rubric

GRADES = [("Xuất sắc", 90), ("Tốt", 70), ("Hoàn thành", 50), ("Chưa hoàn thành", 0)]
SEMESTER = {"kind": "semester", "label": "học kỳ I", "starts_on": date(2026, 9, 5), "ends_on": date(2027, 1, 10)}
WHOLE_YEAR = {"kind": "school_year", "label": "cả năm học", "starts_on": date(2026, 9, 5), "ends_on": date(2027, 5, 31)}


def publish_rows(*, organisation, year, by, kind: str, label: str, starts_on: date, ends_on: date) -> EvaluationPeriod:
    """A published period with one rubric, and no sheets yet. Call within the scope."""
    entry = add_calendar_entry(
        organisation=organisation,
        school_year=year,
        purpose=CalendarEntry.Purpose.SEMESTER_REVIEW,
        title=f"Bình xét {label}",
        opens_at=clock.at(date(2026, 10, 1)),
        due_at=clock.at(date(2026, 10, 5)),
    )
    rubric = Rubric.objects.create(
        organisation=organisation, name=f"Biểu điểm {label}", adopted_at=clock.now(), adopted_by=by
    )
    for name, minimum in GRADES:
        GradeBand.objects.create(organisation=organisation, rubric=rubric, name=name, minimum=minimum)
    period = EvaluationPeriod.objects.create(
        organisation=organisation,
        school_year=year,
        entry=entry,
        kind=kind,
        label=label,
        starts_on=starts_on,
        ends_on=ends_on,
        published_at=clock.now(),
        published_by=by,
    )
    PeriodRubric.objects.create(organisation=organisation, period=period, rubric=rubric)
    return period


def make_semester(world) -> EvaluationPeriod:
    return publish_rows(organisation=world.school, year=world.year, by=world.secretary.user, **SEMESTER)


def add_sheet(period, *, state: str = "published", subject: str = "person", **values) -> EvaluationSheet:
    """One sheet as publication leaves it; drafts and exempt ones without a result."""
    settled = {}
    if state == "published":
        settled = {"submitted_at": clock.now(), "reviewed_at": clock.now(), "reviewed_by": period.published_by}
    return EvaluationSheet.objects.create(
        organisation=period.organisation,
        period=period,
        subject=subject,
        state=state,
        rubric=period.rubrics.get(),
        **settled | values,
    )
