"""From the text of a plan to the whole list of periods that its dates open."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry
from plans import services
from plans.services.calendar import planned_entries
from plans.services.publication import submission_findings
from tests.evaluations.opened import BY_QUARTER, EACH_24TH, periods_of
from tests.plans.plans import fact_with, reviewed_plan

MONTHS = [(2026, 9), (2026, 10), (2026, 11), (2026, 12), (2027, 1), (2027, 2), (2027, 3), (2027, 4), (2027, 5)]
LAST_DAYS = [30, 31, 30, 31, 31, 28, 31, 30, 31]
FIRST_HALF = ("học kỳ I năm học 2026-2027", "semester", date(2026, 8, 1), date(2027, 1, 11))
SECOND_HALF = ("học kỳ II năm học 2026-2027", "semester", date(2027, 1, 12), date(2027, 7, 31))


def months(who: str) -> list[tuple]:
    return [
        (f"tháng {month}/{year}", "month", date(year, month, 1), date(year, month, day), who)
        for (year, month), day in zip(MONTHS, LAST_DAYS, strict=True)
    ]


@pytest.fixture
def school(world):
    with clock.travel_to("2026-09-15 08:00"), scope(world.school):
        yield world


def test_the_24th_week_one_of_january_and_may(school):
    found = periods_of(reviewed_plan(school, EACH_24TH))

    monthly = months("both")
    whole_year = ("năm học 2026-2027", "school_year", date(2026, 8, 1), date(2027, 7, 31), "both")
    assert found == [*monthly[:4], (*FIRST_HALF, "both"), *monthly[4:], whole_year]


def test_each_month_each_quarter_both_semesters_and_the_calendar_year(school):
    plan = reviewed_plan(school, BY_QUARTER)
    quarterly = fact_with(plan, "theo quý")
    was_asked = quarterly.state
    services.accept_fact(quarterly, by=school.principal.user)

    found = periods_of(plan)

    monthly = months("persons")
    assert was_asked == "proposed"  # whether quarters are of the calendar or of the school year is not said
    assert found == [
        monthly[0],
        ("quý III/2026", "quarter", date(2026, 7, 1), date(2026, 9, 30), "persons"),
        *monthly[1:4],
        ("quý IV/2026", "quarter", date(2026, 10, 1), date(2026, 12, 31), "persons"),
        ("năm 2026", "calendar_year", date(2026, 1, 1), date(2026, 12, 31), "both"),
        (*FIRST_HALF, "both"),
        *monthly[4:7],
        ("quý I/2027", "quarter", date(2027, 1, 1), date(2027, 3, 31), "persons"),
        *monthly[7:],
        (*SECOND_HALF, "both"),
        ("quý II/2027", "quarter", date(2027, 4, 1), date(2027, 6, 30), "persons"),
    ]


@pytest.mark.parametrize("text", [EACH_24TH, BY_QUARTER])
def test_an_entry_of_the_calendar_says_what_the_plan_said(school, text):
    plan = reviewed_plan(school, text)
    planned = planned_entries(plan, list(plan.facts.filter(kind="deadline", state="accepted")))

    entries = [(step.judged, step.enter(plan)) for step in planned]

    for period, entry in entries:
        read = CalendarEntry.objects.select_related("school_year").get(pk=entry.pk).judged_period()
        said = period and (period.kind, period.starts_on, period.ends_on, period.label, period.subject)
        assert (read and (read.kind, read.starts_on, read.ends_on, read.label, read.subject)) == said


def test_each_point_of_a_list_has_its_own_purpose_and_title(school):
    plan = reviewed_plan(school, BY_QUARTER)

    steps = planned_entries(plan, [fact_with(plan, "theo định kỳ")])

    assert [(step.purpose, step.title, step.due_at.astimezone(clock.ZONE).date()) for step in steps] == [
        ("calendar_year_review", "Bình xét năm 2026", date(2026, 12, 31)),
        ("semester_review", "Bình xét học kỳ I năm học 2026-2027", date(2027, 1, 11)),
        ("semester_review", "Bình xét học kỳ II năm học 2026-2027", date(2027, 5, 31)),
    ]


def test_two_dates_of_one_period_are_told_before_approval(school):
    text = EACH_24TH.replace(
        "2. Kết quả được", "2. Các tổ họp bình xét học kỳ I vào ngày 05/01/2027.\n\n3. Kết quả được"
    )
    told = [each.detail for each in submission_findings(reviewed_plan(school, text)) if each.code == "period_twice"]
    quiet = submission_findings(reviewed_plan(school, EACH_24TH))

    assert told == ["Có hai mốc cùng mở kỳ đánh giá học kỳ I năm học 2026-2027; chỉ mốc sớm hơn mở được kỳ."]
    assert "period_twice" not in [each.code for each in quiet]
