"""One list for one person: its groups, pages, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.scoping import scope
from deadlines import services
from deadlines.models import Obligation
from organisation.models import Role
from tests.deadlines.obligations import moment, owe
from tests.factories.people import employ

MOST_QUERIES = 12


def todo(world, person, organisation=None, **query):
    return world.client(person).get(reverse("todo", args=[(organisation or world.school).slug]), query)


def titles(answer) -> list[str]:
    return [task.obligation.title for _, _, tasks in answer.context["groups"] for task in tasks]


def add_works(world, count: int, *, organisation=None, person=None) -> None:
    organisation = organisation or world.school
    Obligation.objects.bulk_create(
        Obligation(
            organisation=organisation,
            owed_to=organisation,
            person=person or world.teacher,
            key=f"work:{number}",
            title=f"Việc {number:03}",
            url_name="todo",
            opens_at=moment("2026-10-01 07:00"),
            due_at=moment(f"2026-10-{number % 28 + 1:02} 17:00"),
        )
        for number in range(count)
    )


def test_works_of_all_her_roles_stand_in_one_list(world):
    owe(world, key="own", person=world.head, title="Tự đánh giá")
    owe(world, key="role", role=Role.DEPARTMENT_HEAD, department=world.department, title="Tổ chấm")
    owe(world, key="council", role=Role.COUNCIL_MEMBER, title="Bỏ phiếu")
    owe(world, key="other", role=Role.DEPARTMENT_HEAD, department=world.department2, title="Tổ khác chấm")

    assert sorted(titles(todo(world, world.head))) == ["Bỏ phiếu", "Tổ chấm", "Tự đánh giá"]


def test_what_is_due_first_stands_first_however_long_it_stays_open(world):
    soon, later = clock.now() + timedelta(days=9), clock.now() + timedelta(days=12)
    owe(world, key="soon", title="Tự đánh giá", due_at=soon, cut_off_at=later + timedelta(days=5))
    owe(world, key="later", title="Đọc kế hoạch", due_at=later)

    assert titles(todo(world, world.teacher)) == ["Tự đánh giá", "Đọc kế hoạch"]


@pytest.mark.parametrize("count", [5, 500])
def test_the_page_costs_the_same_at_five_and_at_five_hundred(world, count):
    add_works(world, count)
    client, url = world.client(world.teacher), reverse("todo", args=[world.school.slug])
    client.get(url)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)

    assert len(queries) <= MOST_QUERIES
    assert answer.context["task_count"] == count
    assert len(titles(answer)) == min(count, 25)


def test_an_office_costs_no_more(world):
    add_works(world, 30, organisation=world.office, person=world.officer)
    client, url = world.client(world.officer), reverse("todo", args=[world.office.slug])
    client.get(url)

    with CaptureQueriesContext(connection) as queries:
        client.get(url)

    assert len(queries) <= MOST_QUERIES


def test_pages_filters_and_orders(world):
    add_works(world, 60)

    late = todo(world, world.teacher, show="late")
    assert {code for code, _, _ in late.context["groups"]} == {"late"}
    assert late.context["page"].paginator.count == late.context["late_count"]
    assert titles(todo(world, world.teacher, sort="title"))[:3] == ["Việc 000", "Việc 001", "Việc 002"]
    assert todo(world, world.teacher, show="nonsense", sort="nonsense").context["page"].paginator.count == 60


def test_every_page_together_holds_each_work_once(world):
    add_works(world, 60)

    found = [title for number in (1, 2, 3) for title in titles(todo(world, world.teacher, page=number))]

    assert sorted(found) == [f"Việc {number:03}" for number in range(60)]


def test_one_line_for_each_other_organisation_with_what_waits_there(world):
    with scope(world.other_school):
        employ(world.teacher, world.other_school, Role.STAFF)
    owe(world, organisation=world.other_school, key="there", title="Việc bên kia")
    owe(world, title="Việc ở đây")

    here = todo(world, world.teacher)
    there = todo(world, world.teacher, world.other_school)
    stranger = todo(world, world.teacher2)

    assert [(each.organisation, each.count) for each in here.context["elsewhere"]] == [(world.other_school, 1)]
    assert f"{world.other_school.name}: 1 việc đang chờ" in here.text
    assert "Việc bên kia" not in here.text
    assert titles(there) == ["Việc bên kia"]
    assert stranger.context["elsewhere"] == []


def test_late_is_flagged_not_lost(world):
    work = owe(world)
    with clock.travel_to("2026-10-26 08:00"):
        services.fulfil(world.school, work.key)
        page = world.client(world.teacher).get(reverse("deadlines:done_list", args=[world.school.slug]))

    assert [row.was_late for row in page.context["page"]] == [True]
    assert "Trễ hạn" in page.text
