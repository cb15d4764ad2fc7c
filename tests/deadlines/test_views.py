from __future__ import annotations

import pytest
from django.urls import reverse

from organisation.models import Role
from tests.deadlines.obligations import DUE, make_entry, moment, owe

LONGER = {"day": "28/10/2026", "hour": "17:00", "reason": "Nghỉ ốm"}


def url_of(name, row, organisation):
    return reverse(f"deadlines:{name}", args=[organisation.slug, row.pk])


def test_the_secretary_lengthens_one_deadline(world):
    mine = owe(world)

    answer = world.client(world.secretary).post(url_of("obligation_extend", mine, world.school), LONGER)

    mine.refresh_from_db()
    assert (answer.status_code, mine.due_at) == (302, moment("2026-10-28 17:00"))


def test_the_secretary_lengthens_an_entry(world):
    entry = make_entry(world)
    mine = owe(world, entry=entry)

    world.client(world.secretary).post(url_of("entry_extend", entry, world.school), LONGER)

    mine.refresh_from_db()
    assert mine.due_at == moment("2026-10-28 17:00")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "30/02/2027"}, "Nhập theo mẫu 24/10/2026"),
        ({"day": "20/10/2026"}, "Hạn mới phải sau hạn hiện nay"),
        ({"reason": ""}, "Ghi lý do gia hạn."),
    ],
)
def test_a_refusal_keeps_what_was_typed(world, typed, sentence):
    mine = owe(world)

    answer = world.client(world.secretary).post(url_of("obligation_extend", mine, world.school), LONGER | typed)

    text = answer.content.decode()
    mine.refresh_from_db()
    assert (answer.status_code, mine.due_at) == (200, DUE)
    assert sentence in text
    assert (typed.get("day") or "28/10/2026") in text


def test_others_may_not(world):
    mine = owe(world)

    for person in (world.teacher, world.head, world.clerk):
        answer = world.client(person).post(url_of("obligation_extend", mine, world.school), LONGER)
        assert answer.status_code == 403
    answer = world.client(world.other_secretary).post(url_of("obligation_extend", mine, world.other_school), LONGER)

    mine.refresh_from_db()
    assert (answer.status_code, mine.due_at) == (404, DUE)


def test_a_school_cannot_lengthen_what_it_owes_the_office_but_the_office_can(world):
    dossier = owe(world, key="dossier:2026-2027", role=Role.COUNCIL_SECRETARY, owed_to=world.office)

    refused = world.client(world.secretary).post(url_of("obligation_extend", dossier, world.school), LONGER)
    granted = world.client(world.officer).post(url_of("obligation_extend", dossier, world.office), LONGER)

    dossier.refresh_from_db()
    assert (refused.status_code, granted.status_code) == (404, 302)
    assert dossier.due_at == moment("2026-10-28 17:00")


def test_the_list_finds_a_name_without_marks_and_shows_no_other_organisation(world):
    owe(world)
    owe(world, key="2", person=world.teacher2)
    owe(world, organisation=world.other_school, person=world.other_teacher)
    client, url = world.client(world.secretary), reverse("deadlines:obligation_list", args=[world.school.slug])

    found = [row.person for row in client.get(url, {"q": "do thi hoa"}).context["page"]]
    everybody = {row.person for row in client.get(url).context["page"]}

    assert found == [world.teacher]
    assert everybody == {world.teacher, world.teacher2}


def test_the_list_costs_the_same_at_one_and_at_many_rows(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = world.client(world.secretary), reverse("deadlines:obligation_list", args=[world.school.slug])
    owe(world)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(2, 25):
        owe(world, key=f"registration:1:{number}", person=world.teacher2)

    with django_assert_num_queries(len(few)):
        page = client.get(url).context["page"]
    assert len(page) == 24
