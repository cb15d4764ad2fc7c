"""An office's rubrics for its units, and what goes up and down by them, at two schools."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry
from deadlines.services import add_calendar_entry
from evaluations.models import EvaluationSheet
from evaluations.services import create_period, given_rubrics, self_scores
from oversight import services as oversight
from submissions import services as submissions
from submissions.models import Submission
from submissions.scores import UNIT_RESULT, Scores
from tests.evaluations.semesters import add_sheet
from tests.evaluations.units import unit_rubric

OCTOBER = {
    "period_kind": "month",
    "label": "tháng 10/2026",
    "starts_on": date(2026, 10, 1),
    "ends_on": date(2026, 10, 31),
}


def add_points(office, school, other) -> None:
    """Holdings get: a rubric to take, a sheet to send, one that is being read, a result; the office its own sheet."""
    officer = office.user("officer")
    used, waiting, partly = (
        unit_rubric(office.organisation, by=officer, name=f"Chỉ tiêu thi đua {number}") for number in (1, 2, 3)
    )
    both = [school.organisation, other.organisation]
    with scope(office.organisation):
        for rubric, recipients in ((used, both), (waiting, both), (partly, both[:1])):
            given_rubrics.send_rubric_down(
                rubric, recipients=recipients, line="professional", school_year_code=office.year.code, by=officer
            )
        office.unit_rubric, office.unit_period = partly, _period(office, used)
    for holdings in (school, other):
        holdings.given_rubric = given_rubrics.deliveries_of(waiting).get(recipient=holdings.organisation)
        delivery = given_rubrics.deliveries_of(used).get(recipient=holdings.organisation)
        holdings.asked_sheet, scores = _sheet(holdings, delivery)
        sent = _sent(holdings, delivery, replace(scores, **OCTOBER))
        with scope(office.organisation):
            holdings.points_up = submissions.receive(sent, by=officer)
            result = replace(sent.scores, kind=UNIT_RESULT, answers=sent.code)
            holdings.unit_result = submissions.send_result(sent, result, edition=1, by=officer)
        if holdings is school:
            second = _sent(holdings, delivery, replace(scores, **OCTOBER | {"starts_on": date(2026, 10, 2)}))
            office.unit_sheet = _accepted(office, second)


def _period(office, rubric):
    entry = add_calendar_entry(
        organisation=office.organisation,
        school_year=office.year,
        purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
        title="Chấm điểm các trường tháng 10",
        opens_at=clock.at(date(2026, 10, 1)),
        due_at=clock.at(date(2026, 10, 24)),
    )
    return create_period(entry, rubrics=[rubric], by=office.user("officer"))


def _sheet(holdings, delivery: Submission) -> tuple[EvaluationSheet, Scores]:
    """The published sheet of the whole year, and what of it would go up."""
    with scope(holdings.organisation):
        rubric = given_rubrics.take_rubric(delivery, by=holdings.user("secretary"))
        sheet = add_sheet(holdings.reported_period, subject="organisation", grade="Tốt", points=80, reachable=100)
        sheet.rubric = rubric
        sheet.save()
        return sheet, self_scores.scores_of(sheet)


def _sent(holdings, delivery: Submission, scores: Scores) -> Submission:
    with scope(holdings.organisation):
        shown = submissions.shown_hash(scores)
        return submissions.send_self_score(delivery, scores, shown=shown, by=holdings.user("secretary"))


def _accepted(office, sent: Submission) -> EvaluationSheet:
    officer = office.user("officer")
    with scope(office.organisation):
        submissions.receive(sent, by=officer)
        oversight.accept(sent, by=officer)
        return EvaluationSheet.objects.for_organisation(office.organisation).with_names().get(submission=sent)
