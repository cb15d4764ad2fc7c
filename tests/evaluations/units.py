"""A rubric for units on its way down, the school's sheet by it on its way up; each step in one call."""

from __future__ import annotations

from decimal import Decimal

from core import clock
from core.scoping import scope
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import EvaluationPeriod, EvaluationPolicy, EvaluationSheet, Rubric
from evaluations.rubric_tables import DraftBand, DraftRow, RubricDraft
from evaluations.services import given_rubrics, rubric_editing, self_scores
from evaluations.services.reviews import Review
from oversight import services as oversight
from submissions import services as submissions
from submissions.models import Submission
from tests.evaluations.months import AFTER, DURING, make_entry

LATER = "2026-10-28 08:00"
ROWS = [("1", "Phổ cập giáo dục", 20), ("2", "Chuyển đổi số", 30), ("3", "Cơ sở vật chất", 50)]
BANDS = [("Tốt", 80), ("Khá", 60), ("Chưa đạt", 0)]


def unit_rubric(office, *, by, name: str = "Chỉ tiêu thi đua các trường", **values) -> Rubric:
    """Adopted, with one deduction beside its points."""
    rows = [DraftRow(code=code, title=title, max_points=Decimal(most)) for code, title, most in ROWS]
    rows.append(DraftRow(code="4", title="Báo cáo nộp muộn", kind="deduction", each_points=Decimal("0.5"), unit="lần"))
    bands = [DraftBand(name=name, minimum=Decimal(minimum)) for name, minimum in BANDS]
    with scope(office):
        rubric = rubric_editing.create_rubric(
            organisation=office,
            values={"name": name, "subject": "unit", "period_kinds": ["month"], "scale": "points", **values},
            draft=RubricDraft(rows=rows, bands=bands),
            by=by,
        )
        return rubric_editing.adopt_rubric(rubric, by=by)


def sent_down(world, rubric: Rubric, *schools) -> list[Submission]:
    """The deliveries to the schools, in their order."""
    schools = schools or (world.school,)
    with scope(rubric.organisation):
        given_rubrics.send_rubric_down(
            rubric, recipients=schools, line="professional", school_year_code="2026-2027", by=world.officer.user
        )
    received = {each.recipient_id: each for each in given_rubrics.deliveries_of(rubric)}
    return [received[school.pk] for school in schools]


def taken(world, delivery: Submission) -> Rubric:
    with scope(world.school):
        return given_rubrics.take_rubric(delivery, by=world.secretary.user)


def published_sheet(world, *, own=(18, 25, 45, 2), given=(16, 25, 45, 2)) -> EvaluationSheet:
    """October of the school, by the rubric it has taken: scored by the secretary, reviewed and decided by the head."""
    with scope(world.school):
        EvaluationPolicy.objects.create(
            organisation=world.school, school_year=world.year, uses_council=False, objection_days=0
        )
        period = services.create_period(make_entry(world), by=world.secretary.user)
        sheet = EvaluationSheet.objects.get(period=period, subject="organisation")
        with clock.travel_to(DURING):
            values = typed(sheet, own)
            sheet = services.save_draft(sheet, cells=values, version=sheet.version, page="thử", by=world.secretary.user)
            sheet = services.submit(sheet, version=sheet.version, by=world.secretary.user)
        with clock.travel_to(AFTER):
            review = Review(version=sheet.version, cells=typed(sheet, given))
            services.save_review(period, reviews={sheet.pk: review}, recommend=True, by=world.principal.user)
            services.decide_by_head(period, by=world.principal.user)
            services.publish(period, by=world.principal.user)
        return fresh(sheet)


def typed(sheet: EvaluationSheet, values) -> dict[int, Cell]:
    return {
        criterion.pk: Cell(value) if isinstance(value, str) else Cell("scored", Decimal(value))
        for criterion, value in zip(sheet.rubric.criteria.all(), values, strict=True)
    }


def fresh(sheet: EvaluationSheet) -> EvaluationSheet:
    """As a page reads it."""
    rows = EvaluationSheet.objects.for_organisation(sheet.organisation).with_names().with_scores()
    return rows.select_related("period__school_year", "rubric__given__organisation").get(pk=sheet.pk)


def sent_up(world, sheet: EvaluationSheet) -> Submission:
    with scope(world.school):
        shown = submissions.shown_hash(self_scores.scores_of(sheet))
        return self_scores.send_up(sheet, shown=shown, by=world.secretary.user)


def office_entry(world):
    with scope(world.office):
        return make_entry(world, organisation=world.office, year=world.office_year)


def accepted(world, sent: Submission, *, place: str = "") -> EvaluationSheet:
    """Received and accepted by the officer: the office's own sheet."""
    with scope(world.office):
        submissions.receive(sent, by=world.officer.user)
        oversight.accept(sent, place=place, by=world.officer.user)
        return EvaluationSheet.objects.with_names().get(submission=sent)


def judged(world, sheet: EvaluationSheet, values=(15, 25, 40, 2)) -> EvaluationPeriod:
    """Scored by the officer, decided by the office's head."""
    with scope(world.office):
        review = Review(version=sheet.version, cells=typed(sheet, values))
        services.save_review(sheet.period, reviews={sheet.pk: review}, recommend=True, by=world.officer.user)
        services.decide_by_head(sheet.period, by=world.leader.user)
    return sheet.period


def made_public(world, period: EvaluationPeriod, *, on: str = "2026-11-06 08:00") -> None:
    """Provisional at once, published after the days for objections."""
    with scope(world.office):
        services.announce_provisional(period, by=world.officer.user)
        with clock.travel_to(on):
            services.publish(period, by=world.officer.user)
