"""Accounts handed out by the school: once, to be changed at once, never a way to somebody else's rights."""

from __future__ import annotations

import pytest

from core.scoping import scope
from organisation.models import Employment, Person, Role
from tests.factories.people import employ

pytestmark = pytest.mark.django_db


def account_url(world, person) -> str:
    with scope(world.school):
        return f"/o/th-ngoc-cau/staff/{Employment.objects.get(person=person).pk}/account/"


def test_new_person_gets_a_sign_in_and_must_choose_her_own_password(world, client):
    clerk = world.client(world.clerk)
    clerk.post(
        "/o/th-ngoc-cau/staff/new/",
        {"full_name": "Đỗ Thị Hòa", "born_on": "", "staff_kind": "teacher", "department": "", "email": ""},
    )
    person = Person.objects.latest("pk")

    page = clerk.post(account_url(world, person))
    account, password = page.context["account"], page.context["password"]
    signed_in = client.post("/accounts/sign-in/", {"username": account.username, "password": password})

    assert account.username.startswith("dothihoa")
    assert password in page.text
    assert "no-store" in page["Cache-Control"]
    assert signed_in.status_code == 302
    assert client.get("/o/th-ngoc-cau/").url == "/accounts/password/"


def test_second_person_of_a_name_gets_another_sign_in(world):
    clerk, names = world.client(world.clerk), []
    for _ in range(2):
        clerk.post(
            "/o/th-ngoc-cau/staff/new/",
            {"full_name": "Lưu Thị Hạ", "born_on": "", "staff_kind": "teacher", "department": "", "email": ""},
        )
        names.append(clerk.post(account_url(world, Person.objects.latest("pk"))).context["account"].username)

    assert names == ["luuthiha", "luuthiha2"]


def test_new_password_ends_the_sessions_of_the_old_one(world):
    teacher = world.client(world.teacher)

    world.client(world.clerk).post(account_url(world, world.teacher))

    assert teacher.get("/o/th-ngoc-cau/").status_code == 302


@pytest.mark.parametrize("role", ["principal", "vice_principal", "secretary", "clerk"])
def test_clerk_opens_nobodys_rights_but_those_of_staff(world, role):
    page = world.client(world.clerk).post(account_url(world, getattr(world, role)))

    assert page.status_code == 403


def test_account_that_acts_for_another_organisation_is_left_alone(world):
    with scope(world.office):
        employ(world.teacher, world.office, Role.OFFICE_OFFICER)
    before = world.teacher.user.password

    page = world.client(world.principal).post(account_url(world, world.teacher), follow=True)

    world.teacher.user.refresh_from_db()
    assert "còn làm việc cho đơn vị khác" in page.text
    assert world.teacher.user.password == before
