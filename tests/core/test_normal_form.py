"""What arrives in decomposed letters is stored and found in NFC."""

from __future__ import annotations

import unicodedata

import pytest

from organisation.models import Person

pytestmark = pytest.mark.django_db


def test_name_typed_in_decomposed_letters_is_stored_composed(world):
    typed = unicodedata.normalize("NFD", "Nguyễn Thị Mỹ Hường")

    world.client(world.clerk).post(
        "/o/th-ngoc-cau/staff/new/",
        {"full_name": typed, "born_on": "", "staff_kind": "teacher", "department": "", "email": ""},
    )

    assert Person.objects.latest("pk").full_name == "Nguyễn Thị Mỹ Hường"


def test_search_in_decomposed_letters_finds_the_person(world):
    page = world.client(world.clerk).get("/o/th-ngoc-cau/staff/", {"q": unicodedata.normalize("NFD", "Đỗ Thị Hòa")})

    assert [row.person.full_name for row in page.context["page"]] == ["Đỗ Thị Hòa"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?year=2026-2027%00", 200),
        ("?year=%00", 200),
        ("?year=2020-%00", 404),
        ("deadlines/?q=%00", 200),
        ("staff/?q=%00&department=%C2%B2", 200),
        ("documents/?q=%00", 200),
    ],
)
def test_address_with_what_the_database_cannot_hold_is_no_error(world, address, status):
    assert world.client(world.principal).get(f"/o/th-ngoc-cau/{address}").status_code == status
