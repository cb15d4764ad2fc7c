"""Pages with few and with 1,200 people, against the empty page of the same run; the number of queries must not grow."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench._measure import median_ms, report, rolled_back
from core.scoping import scope
from organisation.models import Employment, Person, Role, RoleAssignment
from tests.factories.people import START
from tests.factories.world import build_world


def add_people(school, department, count: int) -> None:
    people = [Person(full_name=f"Nguyễn Thị Số {number}") for number in range(count)]
    for person in people:
        person.save()
    with scope(school):
        Employment.objects.bulk_create(
            Employment(organisation=school, person=person, department=department, from_on=START) for person in people
        )
        RoleAssignment.objects.bulk_create(
            RoleAssignment(organisation=school, person=person, role=Role.STAFF, from_on=START) for person in people
        )


def main() -> None:
    with rolled_back():
        world = build_world()
        client = Client(headers={"host": "localhost"})
        client.force_login(world.clerk.user, backend="django.contrib.auth.backends.ModelBackend")

        def get(url):
            response = client.get(url)
            if response.status_code != 200:
                raise RuntimeError(f"{url} answered {response.status_code}")

        baseline = median_ms(lambda: get("/healthz"))
        report("empty page", baseline, baseline)
        for url in ("/o/th-ngoc-cau/", "/o/th-ngoc-cau/staff/", "/o/th-ngoc-cau/documents/"):
            measure(url, "few", get, baseline)
        add_people(world.school, world.department, 1200)
        for url in ("/o/th-ngoc-cau/", "/o/th-ngoc-cau/staff/"):
            measure(url, "1,200 people", get, baseline)


def measure(url: str, size: str, get, baseline: float) -> None:
    with CaptureQueriesContext(connection) as queries:
        get(url)
    count = len(queries)  # counted now: later requests empty the log
    report(f"{url} ({size})", median_ms(lambda: get(url)), baseline, f"{count} queries")
