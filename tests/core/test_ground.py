"""The ground: scope, access, clock, guards, names."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from core import clock
from core.scoping import scope
from core.vietnamese import name_sort_key, search_key
from organisation.models import Department, Employment


@pytest.mark.parametrize("wrong", [None, [], "th-ngoc-cau", True])
def test_scope_refuses_anything_but_one_organisation(wrong):
    with pytest.raises(TypeError), scope(wrong):
        pass


def test_query_without_scope_raises(world):
    with pytest.raises(ScopeError):
        list(Department.objects.all())


def test_scope_shows_only_its_own_rows(world):
    with scope(world.other_school):
        assert [d.name for d in Department.objects.all()] == ["Tổ Khoa học tự nhiên"]


def test_database_refuses_a_key_into_another_organisation(world):
    with (
        scopes_disabled(),
        pytest.raises(IntegrityError, match=r"names organisation_employment\.department_id"),
        transaction.atomic(),
    ):
        Employment.objects.create(
            organisation=world.school,
            person=world.other_teacher,
            department=world.other_department,
            from_on=clock.today(),
        )


def test_clock_stands_where_the_test_puts_it():
    with clock.travel_to("2027-05-20 16:59"):
        assert clock.now().isoformat() == "2027-05-20T16:59:00+07:00"
        assert clock.end_of_day(clock.today()).hour == 23


def test_people_sort_by_given_name_letters_before_tones():
    names = ["Trần Thị Ân", "Lê Văn An", "Đỗ Anh", "Phạm Đức", "Vũ Dũng", "Lý Án", "Hồ Ấn", "Bùi Hòa", "Bùi Hoa"]

    ordered = sorted(names, key=name_sort_key)

    assert ordered == [
        "Lê Văn An",
        "Lý Án",
        "Đỗ Anh",
        "Trần Thị Ân",
        "Hồ Ấn",
        "Vũ Dũng",
        "Phạm Đức",
        "Bùi Hoa",
        "Bùi Hòa",
    ]


def test_search_key_has_no_marks():
    assert search_key("  ĐỖ Thị  Hòa") == search_key("do thi hoa") == "do thi hoa"
