"""A year of sheets as they stand in the database, each in the state a test names: for boards, lists and exports."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

from core import clock
from core.scoping import scope
from deadlines.services import oblige
from evaluations.models import EvaluationPeriod, EvaluationSheet, GradeBand, PeriodRubric, Rubric
from tests.evaluations.months import make_entry

GRADES = [("Xuất sắc", 90), ("Tốt", 70), ("Hoàn thành", 50), ("Chưa hoàn thành", 0)]
State = EvaluationSheet.State
HANDED_IN = [each for each in State.values if each not in (State.DRAFT, State.EXEMPT)]
REVIEWED = [each for each in HANDED_IN if each != State.SUBMITTED]


def make_scale(organisation, *, audience=None, name="Biểu điểm tháng") -> Rubric:
    with scope(organisation):
        rubric = Rubric.objects.create(organisation=organisation, name=name, audience=audience, is_frozen=True)
        for grade, minimum in GRADES:
            GradeBand.objects.create(organisation=organisation, rubric=rubric, name=grade, minimum=minimum)
    return rubric


def add_period(world, month: int, *rubrics: Rubric, published: bool = False, **changes) -> EvaluationPeriod:
    """One month's period under an entry of its own, of the calendar year of the school year that holds it."""
    first = date(2026 if month >= 8 else 2027, month, 1)
    last = date(first.year, month, calendar.monthrange(first.year, month)[1])
    entry = make_entry(
        world,
        month=month,
        opens_at=clock.at(first.replace(day=20)),
        due_at=clock.at(first.replace(day=24), 17),
        cut_off_at=clock.at(first.replace(day=26), 17),
    )
    with scope(world.school):
        period = EvaluationPeriod.objects.create(
            organisation=world.school,
            school_year=world.year,
            entry=entry,
            label=f"tháng {month}/{first.year}",
            starts_on=first,
            ends_on=last,
            published_at=clock.now() if published else None,
            published_by=world.principal.user if published else None,
            **changes,
        )
        for rubric in rubrics:
            PeriodRubric.objects.create(organisation=world.school, period=period, rubric=rubric)
    return period


def add_sheet(period, person, state="published", *, grade="Tốt", rubric=None, **changes) -> EvaluationSheet:
    """A sheet in a state, with whatever its constraints ask of it; of her tổ today."""
    with scope(period.organisation):
        employment = person.employments.filter(organisation=period.organisation).first()
        values = {"department": employment.department if employment else None}
        if state in HANDED_IN:
            values |= {"submitted_at": clock.now(), "code": f"TĐ-{period.pk}-{person.pk}"}
        if state in REVIEWED:
            user = person.user
            values |= {
                "reviewed_by": user,
                "reviewed_at": clock.now(),
                "grade": grade,
                "points": Decimal("85"),
                "reachable": Decimal("100"),
                "reasons": [f"85 trên 100 điểm, từ 70 nên xếp mức {grade}."],
            }
        if state == State.HEAD_DECIDED:
            values |= {"decided_by": user, "decided_at": clock.now()}
        if state == State.EXEMPT:
            values |= {"exemption": "leave"}
        sheet = EvaluationSheet.objects.create(
            organisation=period.organisation,
            period=period,
            person=person,
            rubric=rubric or period.rubrics.first(),
            state=state,
            **values | changes,
        )
        if state == State.DRAFT:
            oblige(
                organisation=period.organisation,
                key=sheet.subject_key,
                title=f"Nộp phiếu {period.label}",
                url_name="evaluations:sheet_edit",
                url_kwargs={"pk": sheet.pk},
                person=person,
                entry=period.entry,
            )
    return sheet
