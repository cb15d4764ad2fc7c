"""The papers a year needs, and what is missing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from councils.services import enter_decision, establish_council
from deadlines.models import CalendarEntry
from documents.content import Content
from documents.services import create_document, letterhead_for
from plans.services.year_papers import note_paper, paper_rows
from tests.plans.plans import imported_plan, published_plan

pytestmark = pytest.mark.django_db


def states(world) -> dict[str, str]:
    return {row.paper.code: row.found.state for row in paper_rows(world.school, world.year)}


def test_the_years_papers_follow_what_is_made(school, run_jobs):
    empty = states(school)
    imported_plan(school)
    drafted = states(school)
    published_plan(school, run_jobs)
    done = states(school)

    assert (empty["plan"], drafted["plan"], done["plan"]) == ("missing", "draft", "issued")
    assert empty["registration_list"] == "missing"
    assert "office_plan" not in empty


def test_the_councils_decision_is_issued_once_it_has_a_number(school):
    seats = [(school.principal, "chair"), (school.secretary, "secretary")]
    values = {"organisation": school.school, "from_on": date(2026, 9, 1), "members": seats, "by": school.principal.user}
    empty = states(school)["council_decision"]
    establish_council(**values, name="Hội đồng sáng kiến", kind="initiative", decision="Quyết định số 20")
    other = states(school)["council_decision"]
    council = establish_council(**values, name="Hội đồng thi đua")
    drafted = states(school)["council_decision"]
    enter_decision(council.decisions.get(), reference="Quyết định số 21", by=school.principal.user)

    assert (empty, other, drafted, states(school)["council_decision"]) == ("missing", "missing", "draft", "issued")


def test_a_papers_day_is_that_of_the_plan_where_it_sets_one(school, run_jobs):
    before = {row.paper.code: row.due_on for row in paper_rows(school.school, school.year)}
    published_plan(school, run_jobs)
    after = {row.paper.code: row.due_on for row in paper_rows(school.school, school.year)}

    entry = CalendarEntry.objects.filter(purpose="dossier").order_by("due_at").first()
    assert before["proposal"] == date(2027, 6, 5)
    assert after["proposal"] == entry.due_at.astimezone(clock.ZONE).date()
    assert after["year_report"] == before["year_report"]


def test_a_person_says_of_a_paper_that_it_exists_elsewhere_or_is_not_needed(school):
    note = {"organisation": school.school, "school_year": school.year, "by": school.clerk.user}
    blank = {"number": "", "issued_on": None, "note": ""}

    note_paper(**note, **blank | {"number": "31/BC-THNC"}, code="semester_report", state="elsewhere")
    note_paper(**note, **blank | {"note": "Không phát động."}, code="campaign_papers", state="not_needed")

    assert states(school)["semester_report"] == "issued"
    assert states(school)["campaign_papers"] == "not_needed"
    note_paper(**note, **blank, code="semester_report", state="")
    assert states(school)["semester_report"] == "missing"
    for state in ("elsewhere", "not_needed"):
        with pytest.raises(DomainError):
            note_paper(**note, **blank, code="year_report", state=state)
    with pytest.raises(DomainError):
        note_paper(**note, **blank | {"number": "1"}, code="no-such-paper", state="elsewhere")


def test_the_papers_page_costs_the_same_however_many_documents(school, run_jobs, django_assert_max_num_queries):
    published_plan(school, run_jobs)
    page = reverse("plans:paper_list", args=[school.school.slug])
    client = school.client(school.clerk)

    with django_assert_max_num_queries(45):
        shown = client.get(page)

    assert "Số 12/KH-THNC" in shown.content.decode()


@pytest.mark.parametrize(("made_on", "found"), [("2026-10-27 15:00", "missing"), ("2027-01-08 15:00", "draft")])
def test_minutes_of_a_months_session_are_not_those_of_the_semester(school, made_on, found):
    with clock.travel_to(made_on):
        create_document(
            organisation=school.school,
            kind="minutes",
            form="council_minutes",
            content=Content("BIÊN BẢN", "Họp hội đồng", letterhead=letterhead_for(school.school, type_code="BB")),
            by=school.secretary.user,
            origin_name="councils:session_detail",
            origin_kwargs={"pk": 1},
        )

    assert states(school)["semester_minutes"] == found
