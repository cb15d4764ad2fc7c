"""Published months and a longer period above them, written as rows; what is tested is what comes of them."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry
from deadlines.services import add_calendar_entry
from evaluations.criteria import UNGRADED
from evaluations.models import EvaluationPeriod, EvaluationSheet

State = EvaluationSheet.State
BANDS = [("Xuất sắc", 90), ("Tốt", 80), ("Hoàn thành", 50), ("Chưa hoàn thành", 0)]
QUARTER = (date(2026, 10, 1), date(2026, 12, 31))
LATER = "2027-01-04 08:00"


def mean_formula(**changes) -> dict:
    bands = [{"name": name, "minimum": str(minimum), "praise": ""} for name, minimum in BANDS]
    bands[0]["praise"] = "Chuyên nghiệp quý"
    return {"method": "mean", "of": "month", "least": 1, "ungraded": "ungraded", "bands": bands} | changes


def entry(world, purpose: str, day: date, title: str) -> CalendarEntry:
    return add_calendar_entry(
        organisation=world.school,
        school_year=world.year,
        purpose=purpose,
        title=title,
        opens_at=clock.at(day),
        due_at=clock.at(day, 17),
    )


def sheet(period, person, *, state=State.PUBLISHED, by, points=None, reachable="100", grade="", **values):
    """A row in any state, with the times and people that the state asks for."""
    if state not in (State.DRAFT, State.EXEMPT):
        moment = clock.at(period.ends_on)
        values = {"submitted_at": moment, "reviewed_at": moment, "reviewed_by": by} | values
    if state == State.PUBLISHED:
        values |= {"edition": 1, "grade": grade or grade_of(points)}
    if points is not None:
        values |= {"points": Decimal(points), "reachable": Decimal(reachable)}
    return EvaluationSheet.objects.create(
        organisation=period.organisation,
        period=period,
        person=person,
        department_id=person.employments.first().department_id,
        state=state,
        **values,
    )


def grade_of(points) -> str:
    return UNGRADED if points is None else next(name for name, minimum in BANDS if Decimal(points) >= minimum)


def make_month(world, year: int, month: int, rows, *, published=True) -> EvaluationPeriod:
    """`rows`: by person points out of 100, "exempt", "draft", "ungraded", or the values of `sheet`."""
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    by = world.secretary.user
    with scope(world.school):
        period = EvaluationPeriod.objects.create(
            organisation=world.school,
            school_year=world.year,
            entry=entry(world, "monthly_review", last, f"Bình xét tháng {month}"),
            label=f"tháng {month}/{year}",
            starts_on=first,
            ends_on=last,
            policy={"objection_days": 0},
            published_at=clock.at(last) if published else None,
            published_by=by if published else None,
        )
        for person, value in rows.items():
            sheet(period, person, by=by, **_values(value))
    return period


def _values(value) -> dict:
    if isinstance(value, dict):
        return value
    named = {
        "exempt": {"state": State.EXEMPT, "exemption": "leave"},
        "draft": {"state": State.DRAFT},
        "ungraded": {"grade": UNGRADED, "points": 95},
    }
    return named.get(value) or {"points": value}


def make_longer(world, people, *, kind="quarter", span=QUARTER, label="quý IV năm 2026", formula=None, **policy):
    """A period that is rolled up, with an empty sheet for everybody."""
    purposes = {"quarter": "quarter_review", "semester": "semester_review", "calendar_year": "calendar_year_review"}
    with scope(world.school):
        period = EvaluationPeriod.objects.create(
            organisation=world.school,
            school_year=world.year,
            kind=kind,
            entry=entry(world, purposes.get(kind, "year_review"), span[1], f"Đánh giá {label}"),
            label=label,
            starts_on=span[0],
            ends_on=span[1],
            formula=mean_formula() if formula is None else formula,
            policy={"objection_days": 0, "uses_council": False} | policy,
        )
        for person in people:
            sheet(period, person, by=world.secretary.user, state=State.DRAFT)
    return period


def found(period) -> dict[str, EvaluationSheet]:
    """The period's sheets by the name of the person."""
    return {each.candidate_name: each for each in EvaluationSheet.objects.of_period(period).with_names()}
