"""The year's dates of 120 schools, and the to-do page at 5 and at 500 works: counts of queries, times as ratios."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench._measure import median_ms, report, rolled_back
from core import clock
from core.scoping import scope
from deadlines import services
from deadlines.models import Obligation
from organisation.models import SchoolYear
from tests.factories.people import OrganisationFactory, make_year, supervise
from tests.factories.world import build_world

SCHOOLS = 120
RULES = [
    {"kind": "monthly", "parameters": {"day": 24, "shift": "next"}},
    {"kind": "week_of_month", "parameters": {"month": 1, "week": 1}},
    {"kind": "date", "parameters": {"date": "2027-05-20", "boundary": "before"}},
    {"kind": "monthly_weekday", "parameters": {"weekday": 4, "week": "last"}},
    {"kind": "semester", "parameters": {"semester": 2, "part": "end"}},
]


def main() -> None:
    with rolled_back():
        world = build_world()
        client = Client(headers={"host": "localhost"})
        client.force_login(world.teacher.user, backend="django.contrib.auth.backends.ModelBackend")
        baseline = median_ms(lambda: client.get("/healthz"))
        report("empty page", baseline, baseline)
        measure_years(world, baseline)
        for count in (5, 500):
            add_works(world, count)
            measure(f"to-do page, {count} works", lambda: client.get(f"/o/{world.school.slug}/"), baseline)


def measure_years(world, baseline: float) -> None:
    years = make_years(world.office, SCHOOLS)
    services.enter_holiday_change(
        organisation=world.office,
        day=date(2026, 11, 25),
        is_off=True,
        name="Nghỉ bù",
        document="Thông báo",
        by=world.officer.user,
    )
    for number in (3, SCHOOLS):
        measure(f"dates of {number} schools", lambda n=number: services.occurrences_in(RULES, years[:n]), baseline)


def make_years(office, count: int) -> list[SchoolYear]:
    schools = [OrganisationFactory(slug=f"bench-{number}") for number in range(count)]
    supervise(office, *schools)
    years = []
    for school in schools:
        with scope(school):
            year = make_year(school)
            year.save()
        years.append(year)
    return years


def add_works(world, count: int) -> None:
    now = clock.now()
    Obligation.objects.filter(organisation=world.school).delete()
    Obligation.objects.bulk_create(
        Obligation(
            organisation=world.school,
            owed_to=world.school,
            person=world.teacher,
            key=f"bench:{number}",
            title=f"Việc {number}",
            url_name="todo",
            opens_at=now,
            due_at=clock.end_of_day(date(now.year + 1, 1, number % 28 + 1)),
        )
        for number in range(count)
    )


def measure(name: str, act, baseline: float) -> None:
    with CaptureQueriesContext(connection) as queries:
        act()
    count = len(queries)  # counted now: later calls empty the log
    report(name, median_ms(act), baseline, f"{count} queries")
