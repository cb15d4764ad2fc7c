from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import CalendarEntry, Obligation
from evaluations import services
from evaluations.models import EvaluationPeriod, EvaluationSheet, Rubric
from evaluations.tasks import open_due_periods, update_open_periods
from organisation.models import Employment
from tests.evaluations.months import make_entry, make_rubric, rubric_of, sheet_of
from tests.factories.people import make_person


def test_a_period_brings_a_sheet_and_a_task_for_everybody(world, period):
    assert (period.label, period.starts_on, period.ends_on) == ("tháng 10/2026", date(2026, 10, 1), date(2026, 10, 31))
    assert period.sheets.count() == 8
    sheet = sheet_of(period, world.teacher)
    owed = Obligation.objects.get(key=f"sheet:{sheet.pk}")
    assert (sheet.department, sheet.state) == (world.department, "draft")
    assert (owed.person, owed.opens_at, owed.due_at) == (world.teacher, period.entry.opens_at, period.entry.due_at)
    assert rubric_of(period).is_frozen


def test_nobody_sees_the_task_before_it_opens(world, period):
    roles = set()

    def seen():
        tasks = Obligation.objects.for_user(world.teacher.user, world.school, roles=roles).open()
        return tasks.begun(clock.now()).count()

    with clock.travel_to("2026-10-19 23:59"):
        before = seen()
    with clock.travel_to("2026-10-20 00:00"):
        after = seen()

    assert (before, after) == (0, 1)


def test_making_it_again_reaches_joiners_only(world, period):
    with scope(world.school):
        newcomer = make_person(world.school, "Phan Thị Mây", "staff", department=world.department)

        again = services.create_period(period.entry)

    assert again == period
    assert EvaluationSheet.objects.count() == 9
    assert Obligation.objects.get(key=f"sheet:{sheet_of(period, newcomer).pk}").state == "open"


def test_who_has_left_owes_nothing(world, period):
    Employment.objects.filter(person=world.teacher).update(to_on=date(2026, 10, 11))

    services.sync_candidates(period)

    assert Obligation.objects.get(key=f"sheet:{sheet_of(period, world.teacher).pk}").state == "cancelled"
    assert Obligation.objects.get(key=f"sheet:{sheet_of(period, world.teacher2).pk}").state == "open"


def test_the_task_makes_periods_a_week_ahead_and_once(world):
    make_rubric(world.school)
    make_rubric(world.other_school)
    with scope(world.school):
        entry = make_entry(world)
        make_entry(world, month=11)
    make_entry(world, organisation=world.other_school, year=world.other_year)

    with clock.travel_to("2026-10-12 23:59"):
        open_due_periods()
        early = _periods()
    with clock.travel_to("2026-10-13 00:00"):
        open_due_periods()
        open_due_periods()

    assert early == 0
    assert _periods() == 2
    with scope(world.school):
        assert EvaluationPeriod.objects.get().entry == entry


def test_the_task_reaches_joiners_of_an_open_period(world, period):
    make_person(world.school, "Phan Thị Mây", "staff")

    with clock.travel_to("2026-10-21 08:00"):
        update_open_periods()
        update_open_periods()

    assert period.sheets.count() == 9


def test_a_missed_day_makes_no_period_of_the_past(world):
    make_rubric(world.school)
    make_entry(world)

    with clock.travel_to("2026-10-26 17:01"):
        open_due_periods()

    assert _periods() == 0


def test_a_school_without_rubric_waits(world):
    make_rubric(world.other_school)
    entry = make_entry(world)
    make_entry(world, organisation=world.other_school, year=world.other_year)

    with clock.travel_to("2026-10-20 08:00"):
        open_due_periods()

    assert _periods() == 1
    with scope(world.school), pytest.raises(DomainError, match="Chưa có biểu điểm"):
        services.create_period(entry)


def test_a_rubric_without_criteria_opens_nothing(world):
    with scope(world.school), pytest.raises(DomainError, match="Chưa có biểu điểm"):
        services.create_period(
            make_entry(world), rubrics=[Rubric.objects.create(organisation=world.school, name="Trống")]
        )


def test_a_month_has_one_period(world, period):
    second = make_entry(world, due_at=clock.at(date(2026, 10, 25), 17))

    with pytest.raises(DomainError, match="Đã có kỳ đánh giá tháng 10/2026"):
        services.create_period(second)


def test_a_date_of_another_purpose_makes_no_period(world):
    with scope(world.school), pytest.raises(DomainError, match="không phải là mốc bình xét"):
        services.create_period(make_entry(world, purpose=CalendarEntry.Purpose.DOSSIER))


def _periods() -> int:
    from django_scopes import scopes_disabled

    with scopes_disabled():
        return EvaluationPeriod.objects.count()
