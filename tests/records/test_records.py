"""What a person holds: written once, read by herself and the leaders."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from records.models import TitleRecord
from records.services import record_title
from tests.factories.dossiers import distinction


def write(world, person, **changes):
    values = {
        "organisation": world.school,
        "person": person,
        "distinction": distinction(),
        "school_year_code": "2026-2027",
        "decision_number": "128/QĐ-UBND",
        "decided_on": date(2026, 10, 1),
        "authority": "Chủ tịch Ủy ban nhân dân phường",
        "source_key": "submission:1",
        "by": world.clerk.user,
    }
    with scope(world.school):
        return record_title(**{**values, **changes})


def url(name, organisation, *args):
    return reverse(f"records:{name}", args=[organisation.slug, *args])


def test_the_same_decision_twice_is_one_record(world):
    first = write(world, world.teacher)
    second = write(world, world.teacher)

    assert first == second


def test_a_title_of_a_department_is_written_once_too(world):
    for _ in range(2):
        write(world, None, department=world.department, distinction=distinction("TTLDTT", "Tập thể"))

    with scope(world.school):
        assert [row.candidate_name for row in TitleRecord.objects.all()] == [world.department.name]


def test_another_decision_about_the_same_title_is_refused(world):
    write(world, world.teacher)

    with pytest.raises(DomainError, match="128/QĐ-UBND"):
        write(world, world.teacher, decision_number="9/QĐ")


def test_a_person_sees_her_own_titles_and_nobody_elses(world):
    write(world, world.teacher, decision_number="111/QĐ")
    write(world, world.teacher2, decision_number="222/QĐ")

    page = world.client(world.teacher).get(url("own_record", world.school)).content.decode()

    assert "111/QĐ" in page
    assert "222/QĐ" not in page


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("head", 403), ("principal", 200), ("secretary", 200)])
def test_who_reads_the_record_of_another(world, who, status):
    write(world, world.teacher)
    client = world.client(getattr(world, who))

    assert client.get(url("person_record", world.school, world.teacher.pk)).status_code == status
    assert client.get(url("record_list", world.school)).status_code == status


def test_a_person_of_another_school_does_not_exist(world):
    client = world.client(world.principal)

    assert client.get(url("person_record", world.school, world.other_teacher.pk)).status_code == 404


def test_an_empty_record_says_what_will_stand_there(world):
    page = world.client(world.teacher).get(url("own_record", world.school)).content.decode()

    assert "Chưa có danh hiệu nào được ghi" in page


def test_the_list_filters_by_year_title_and_name_without_marks(world):
    write(world, world.teacher)
    write(world, world.teacher2, school_year_code="2025-2026", decided_on=date(2026, 6, 1))
    client = world.client(world.principal)
    address = url("record_list", world.school)

    by_name = client.get(address, {"q": "do thi hoa"}).context["page"].object_list
    by_year = client.get(address, {"school_year": "2025-2026"}).context["page"].object_list
    nonsense = client.get(address, {"school_year": "x", "sort": "--x", "page": "z"})

    assert [row.person for row in by_name] == [world.teacher]
    assert [row.person for row in by_year] == [world.teacher2]
    assert nonsense.context["page"].paginator.count == 2
