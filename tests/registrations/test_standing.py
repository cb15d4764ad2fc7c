"""The verdict of the chosen title beside a registration: for herself and who reads the records, never a condition."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core.scoping import scope
from records.services import conduct
from tests.councils.sessions import rule
from tests.factories.dossiers import make_round


@pytest.fixture
def registration(world):
    with scope(world.school):
        rule(world.school, "condition.LDTT.own", "title LDTT x2 consecutive", locator="Điều 7")
        [row] = make_round(world, [world.teacher])
        yield row


def detail(world, person, row) -> str:
    return world.client(person).get(reverse("registrations:registration_detail", args=[world.school.slug, row.pk])).text


def test_who_keeps_the_records_and_she_herself_see_it(world, registration):
    own = world.client(world.teacher).get(reverse("registrations:registration_edit", args=[world.school.slug])).text

    assert "Điều kiện của danh hiệu" in own
    assert reverse("records:own_verdicts", args=[world.school.slug]) in own
    page = detail(world, world.secretary, registration)
    assert reverse("records:person_verdicts", args=[world.school.slug, world.teacher.pk]) in page
    assert "Điều 7" in page


def test_the_head_of_her_department_does_not(world, registration):
    page = detail(world, world.head, registration)

    assert "Đỗ Thị Hòa" in page
    assert "Điều kiện của danh hiệu" not in page


def test_why_somebody_is_blocked_is_not_said(world, registration):
    conduct.save_discipline(
        world.school,
        person=world.teacher,
        sanction="warning",
        decision_number="9/QĐ-BIMAT",
        from_on=date(2026, 9, 1),
        to_on=None,
        note="",
        by=world.principal.user,
    )

    for person in (world.secretary, world.vice_principal):
        page = detail(world, person, registration)
        assert "Xem thông báo riêng" in page
        assert "9/QĐ-BIMAT" not in page
        assert "kỷ luật" not in page.lower()
