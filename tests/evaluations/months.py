"""A month under evaluation, ready for a test."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from PIL import Image

from core import clock
from core.scoping import scope
from councils import services as councils
from deadlines.models import CalendarEntry
from deadlines.services import add_calendar_entry
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import Criterion, EvaluationPeriod, EvaluationPolicy, EvaluationSheet, GradeBand, Rubric
from evaluations.services.reviews import Review
from tests.councils.sessions import call_roll, convene, make_council, rule

CRITERIA = [("1.1", 20), ("1.2", 20), ("2.1", 15), ("2.2", 15), ("3.1", 30)]
GRADES = [("Xuất sắc", 90), ("Tốt", 70), ("Hoàn thành", 50), ("Chưa hoàn thành", 0)]
DURING, AFTER = "2026-10-22 09:00", "2026-10-27 08:00"


def make_rubric(organisation) -> Rubric:
    with scope(organisation):
        rubric = Rubric.objects.create(
            organisation=organisation, name="Biểu điểm tháng", source="Quy chế số 15/QC-THNC", adopted_at=clock.now()
        )
        for position, (code, most) in enumerate(CRITERIA):
            Criterion.objects.create(
                organisation=organisation,
                rubric=rubric,
                code=code,
                title=f"Tiêu chí thử {code}",
                max_points=most,
                position=position,
            )
        for name, minimum in GRADES:
            GradeBand.objects.create(organisation=organisation, rubric=rubric, name=name, minimum=minimum)
    return rubric


def make_entry(world, *, month: int = 10, organisation=None, year=None, **changes) -> CalendarEntry:
    values = {
        "organisation": organisation or world.school,
        "school_year": year or world.year,
        "purpose": CalendarEntry.Purpose.MONTHLY_REVIEW,
        "title": f"Bình xét thi đua tháng {month}",
        "opens_at": clock.at(date(2026, month, 20)),
        "due_at": clock.at(date(2026, month, 24), 17),
        "cut_off_at": clock.at(date(2026, month, 26), 17),
        "source_label": "Kế hoạch số 12/KH-THNC",
    }
    return add_calendar_entry(**values | changes)


def make_policy(world, **values) -> EvaluationPolicy:
    """The school's rules of the year; without others, a result is published without days for objections."""
    with scope(world.school):
        return EvaluationPolicy.objects.create(
            organisation=world.school, school_year=world.year, **{"objection_days": 0} | values
        )


def make_period(world, **policy) -> EvaluationPeriod:
    make_rubric(world.school)
    make_policy(world, **policy)
    with scope(world.school):
        return services.create_period(make_entry(world), by=world.secretary.user)


def sheet_of(period, person) -> EvaluationSheet:
    return EvaluationSheet.objects.with_names().get(period=period, person=person)


def rubric_of(period) -> Rubric:
    return period.rubrics.get()


def by_code(period) -> dict[str, Criterion]:
    return {each.code: each for each in rubric_of(period).criteria.all()}


def cells(period, *values) -> dict[int, Cell | None]:
    """One value for each criterion in order: a number, a state in words, or None for blank."""
    found = {}
    for criterion, value in zip(rubric_of(period).criteria.all(), values, strict=False):
        if isinstance(value, str) and not value[0].isdigit():
            found[criterion.pk] = Cell(value)
        else:
            found[criterion.pk] = None if value is None else Cell("scored", Decimal(value))
    return found


def scored(period, person, *values) -> EvaluationSheet:
    sheet = sheet_of(period, person)
    return services.save_draft(sheet, cells=cells(period, *values), version=sheet.version, page="thử", by=person.user)


def submitted(period, person, *values) -> EvaluationSheet:
    """Handed in while the window is open; full points where none are given."""
    with clock.travel_to(DURING):
        sheet = scored(period, person, *(values or [most for _, most in CRITERIA]))
        return services.submit(sheet, version=sheet.version, by=person.user)


def reviewed(period, sheet, reviewer, *values, recommend=True) -> EvaluationSheet:
    with clock.travel_to(AFTER):
        review = Review(version=sheet.version, cells=cells(period, *(values or [most for _, most in CRITERIA])))
        services.save_review(period, reviews={sheet.pk: review}, recommend=recommend, by=reviewer.user)
    sheet.refresh_from_db()
    return sheet


def picture(shade: int = 0) -> bytes:
    """A small photo, another one for each shade."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), (shade * 20, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def draft_session(world):
    rule(world.school, "vote_threshold.monthly_grade", "1/2")
    return convene(world, make_council(world), held_on=date(2026, 10, 28), title="Xét tháng 10")


def voted(world, session, *, against=()) -> None:
    """The session is held: everybody for, but against the sheets of some."""
    with clock.travel_to("2026-10-28 08:30"):
        call_roll(world, session)
        councils.open_session(session, by=world.secretary.user)
        counts = {}
        for motion in session.motions.all():
            entitled = councils.electorates(session, [motion])[motion.pk].entitled
            counts[motion.pk] = (0, entitled, 0) if motion.person in against else (entitled, 0, 0)
        councils.record_hands(session, counts=counts, by=world.secretary.user)
        councils.close_session(session, by=world.secretary.user)
