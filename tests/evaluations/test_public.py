"""Anybody reads who is commended, for the days of the school's rules, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.scoping import scope
from evaluations import services
from tests.evaluations.months import make_period, reviewed, rubric_of, submitted

PUBLISHED = "2026-10-28 08:00"


@pytest.fixture
def shown(world):
    period = make_period(world, uses_council=False, objection_days=0, public_days=7)
    with scope(world.school):
        rubric_of(period).grades.filter(name="Xuất sắc").update(praise="Xuất sắc tháng")
        reviewed(period, submitted(period, world.teacher), world.head)
        reviewed(period, submitted(period, world.teacher2), world.head, 20, 20, 15, 10, 10)
        with clock.travel_to(PUBLISHED):
            services.decide_by_head(period, by=world.principal.user)
            services.publish(period, by=world.principal.user)
        period.refresh_from_db()
        yield period


def page(period, moment=PUBLISHED):
    with clock.travel_to(moment):
        return Client().get(reverse("public_results:commended", args=[period.public_code]))


def test_the_commended_stand_there_by_name_and_praise(world, shown):
    response = page(shown)

    text = response.content.decode()
    assert world.teacher.full_name in text
    assert "Xuất sắc tháng" in text
    assert world.teacher2.full_name not in text
    assert "điểm" not in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_after_the_days_there_is_no_page(shown):
    assert page(shown, "2026-11-04 23:00").status_code == 200
    assert page(shown, "2026-11-05 00:30").status_code == 404


def test_a_guess_finds_nothing(shown):
    assert Client().get("/public/results/khong-co/").status_code == 404


def test_who_was_opened_again_is_no_longer_named(world, shown):
    with clock.travel_to("2026-10-29 08:00"):
        sheet = shown.sheets.get(person=world.teacher)
        services.reopen(sheet, reason="Cộng sai.", by=world.secretary.user)

    assert world.teacher.full_name not in page(shown, "2026-10-29 09:00").content.decode()


def test_a_school_without_such_days_has_no_page(world):
    period = make_period(world, uses_council=False, objection_days=0)
    with scope(world.school):
        reviewed(period, submitted(period, world.teacher), world.head)
        with clock.travel_to(PUBLISHED):
            services.decide_by_head(period, by=world.principal.user)
            period = services.publish(period, by=world.principal.user)

    assert period.public_code == ""
