"""Who gets a sheet in a period, and what the staff list changes afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import CalendarEntry, DeadlineExtension, Obligation
from deadlines.services import Owed, oblige, oblige_many
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import AudienceGroup, EvaluationPeriod, EvaluationSheet, PeriodRubric, RollUp
from evaluations.services import periods
from evaluations.tasks import open_due_periods, update_open_periods
from organisation.models import Department, Employment, Leave, SchoolYear
from organisation.services import transfer
from tests.evaluations.months import (
    DURING,
    make_entry,
    make_policy,
    make_rubric,
    scored,
    sheet_of,
    submitted,
)
from tests.factories.people import make_person

Purpose = CalendarEntry.Purpose
MEAN = {
    "method": "mean",
    "of": "month",
    "least": 1,
    "ungraded": "ungraded",
    "bands": [{"name": "Tốt", "minimum": "0", "praise": ""}],
}


def away(world, person, first, last=None):
    return Leave.objects.create(
        organisation=world.school,
        person=person,
        from_on=first,
        to_on=last,
        kind=Leave.Kind.MATERNITY,
        entered_by=world.principal.user,
    )


def owed(period, person) -> Obligation:
    return Obligation.objects.get(key=sheet_of(period, person).subject_key)


# ---- by the rule ----


def test_a_long_leave_exempts_and_takes_the_task_away(world, period):
    away(world, world.teacher, date(2026, 10, 5))

    changes = services.sync_candidates(period, by=world.secretary.user)

    sheet = sheet_of(period, world.teacher)
    assert changes.counts == {"exempted": 1}
    assert (sheet.state, sheet.exemption) == ("exempt", "leave")
    assert "Nghỉ 27 ngày" in sheet.placement_note
    assert owed(period, world.teacher).state == "cancelled"
    assert owed(period, world.teacher2).state == "open"


def test_who_comes_back_gets_the_draft_with_what_was_typed(world, period):
    with clock.travel_to(DURING):
        scored(period, world.teacher, 20, 15)
    leave = away(world, world.teacher, date(2026, 10, 5))
    services.sync_candidates(period)
    leave.delete()

    changes = services.sync_candidates(period)

    sheet = sheet_of(period, world.teacher)
    assert changes.counts == {"returned": 1}
    assert (sheet.state, sheet.exemption, sheet.placement_note) == ("draft", "", "")
    assert sheet.scores.count() == 2
    assert owed(period, world.teacher).state == "open"


def test_another_group_leaves_the_rubric_of_a_sheet_in_which_something_stands(world, period):
    """What was typed and attached hangs on its criteria, also while the sheet is exempt."""
    first = period.rubrics.get()
    with clock.travel_to(DURING):
        scored(period, world.teacher, 20, 15)
        services.attach_link(
            sheet_of(period, world.teacher2),
            criterion=first.criteria.first(),
            url="https://example.vn/anh",
            by=world.teacher2.user,
        )
    leave = away(world, world.teacher, date(2026, 10, 5))
    services.sync_candidates(period)
    newer = make_rubric(world.school)
    newer.audience = AudienceGroup.objects.create(organisation=world.school, name="Giáo viên", position=1)
    newer.save()
    PeriodRubric.objects.create(organisation=world.school, period=period, rubric=newer)
    leave.delete()

    services.sync_candidates(period)

    rubrics = {person: sheet_of(period, person).rubric for person in (world.teacher, world.teacher2, world.head)}
    assert rubrics == {world.teacher: first, world.teacher2: first, world.head: newer}
    assert sheet_of(period, world.teacher).state == "draft"


def test_a_draft_of_somebody_who_left_is_exempt_and_a_submitted_one_stands_and_is_shown(world, period):
    submitted(period, world.teacher2)
    Employment.objects.filter(person__in=[world.teacher, world.teacher2]).update(to_on=date(2026, 10, 15))

    changes = services.sync_candidates(period)

    left = sheet_of(period, world.teacher)
    assert (left.state, left.exemption) == ("exempt", "left")
    assert sheet_of(period, world.teacher2).state == "submitted"
    assert [sheet.person for sheet in changes.stands] == [world.teacher2]


def test_a_newcomer_of_the_last_days_is_exempt_from_the_start(world, period):
    newcomer = make_person(world.school, "Phan Thị Mây", "staff", department=world.department)
    Employment.objects.filter(person=newcomer).update(from_on=date(2026, 10, 20))

    services.sync_candidates(period)

    sheet = sheet_of(period, newcomer)
    assert (sheet.state, sheet.exemption) == ("exempt", "short_service")
    assert not Obligation.objects.filter(key=sheet.subject_key).exists()


def test_who_changes_the_department_is_reviewed_by_the_rule(world, period):
    other = Department.objects.create(organisation=world.school, name="Tổ Thử", from_on=date(2020, 8, 1))
    employment = Employment.objects.get(person=world.teacher)
    kept = {"staff_kind": "teacher", "is_homeroom_teacher": False, "groups": []}
    transfer(employment, department=other, from_on=date(2026, 10, 8), by=world.principal.user, **kept)

    changes = services.sync_candidates(period)

    sheet = sheet_of(period, world.teacher)
    assert changes.counts == {"moved": 1}
    assert sheet.department == other
    assert sheet.placement_note.startswith("Chuyển từ")


def test_the_share_of_days_is_the_one_of_the_school(world):
    make_rubric(world.school)
    make_policy(world, least_service="1/4")
    with scope(world.school):
        away(world, world.teacher, date(2026, 10, 9))  # eight days served of 31
        away(world, world.teacher2, date(2026, 10, 8))

        period = services.create_period(make_entry(world))

        assert sheet_of(period, world.teacher).state == "draft"
        assert sheet_of(period, world.teacher2).state == "exempt"


def test_nothing_changes_twice_and_one_row_of_the_log_tells_what_did(world, period):
    make_person(world.school, "Phan Thị Mây", "staff")
    services.sync_candidates(period)
    before = list(EvaluationSheet.objects.order_by("pk").values())

    changes = services.sync_candidates(period)

    assert changes.counts == {}
    assert list(EvaluationSheet.objects.order_by("pk").values()) == before
    assert [row.after for row in AuditEntry.objects.filter(verb="evaluations.period_updated")] == [{"joined": 1}]


def test_once_results_are_told_the_list_stands(world, period):
    period.provisional_at, period.provisional_by = clock.now(), world.principal.user
    period.objections_until = clock.now()
    period.save()

    with pytest.raises(DomainError, match="đã được báo"):
        services.sync_candidates(period)


# ---- by rubric ----


def test_people_without_a_rubric_are_listed_and_not_dropped(world):
    with scope(world.school):
        rubric = make_rubric(world.school)
        teachers = AudienceGroup.objects.create(organisation=world.school, name="Giáo viên", staff_kind="teacher")
        rubric.audience = teachers
        rubric.save()
        nurse = make_person(world.school, "Phan Thị Mây", "staff")
        Employment.objects.filter(person=nurse).update(staff_kind="support")

        period = services.create_period(make_entry(world))

        assert nurse.pk in services.changes_of(period).without_rubric
        assert not period.sheets.filter(person=nurse).exists()
        assert period.sheets.filter(person=world.teacher).exists()


def test_a_typed_draft_keeps_its_rubric_when_the_group_changes(world):
    with scope(world.school):
        everybody, managers = make_rubric(world.school), make_rubric(world.school)
        managers.audience = AudienceGroup.objects.create(
            organisation=world.school, name="Quản lý", staff_kind="manager"
        )
        managers.save()
        period = services.create_period(make_entry(world))
        with clock.travel_to(DURING):
            sheet = sheet_of(period, world.teacher)
            criterion = everybody.criteria.first()
            services.save_draft(
                sheet, cells={criterion.pk: Cell("scored", 20)}, version=sheet.version, by=world.teacher.user
            )
        Employment.objects.filter(person__in=[world.teacher, world.teacher2]).update(staff_kind="manager")

        services.sync_candidates(period)

        assert sheet_of(period, world.teacher).rubric == everybody
        assert sheet_of(period, world.teacher2).rubric == managers


def test_collectives_are_judged_where_the_date_and_a_rubric_say_so(world):
    with scope(world.school):
        make_rubric(world.school)
        collective = make_rubric(world.school)
        collective.subject = "department"
        collective.save()

        unsaid = services.create_period(make_entry(world))
        persons = services.create_period(make_entry(world, month=11, title="Bình xét cá nhân tháng 11"))
        collectives = services.create_period(make_entry(world, month=12, title="Bình xét tập thể tháng 12"))

        departments = Department.objects.for_organisation(world.school).on(date(2026, 10, 31)).count()
        assert unsaid.sheets.filter(subject="department").count() == departments > 0
        assert set(persons.sheets.values_list("subject", flat=True)) == {"person"}
        assert set(collectives.sheets.values_list("subject", flat=True)) == {"department"}


# ---- kinds ----


@pytest.mark.parametrize(
    ("purpose", "title", "due", "kind", "label"),
    [
        (Purpose.QUARTER_REVIEW, "Bình xét quý IV", date(2026, 12, 28), "quarter", "quý IV/2026"),
        (Purpose.SEMESTER_REVIEW, "Bình xét học kỳ I", date(2027, 1, 8), "semester", "học kỳ I năm học 2026-2027"),
        (Purpose.CALENDAR_YEAR_REVIEW, "Bình xét năm 2026", date(2026, 12, 30), "calendar_year", "năm 2026"),
        (Purpose.YEAR_REVIEW, "Bình xét năm học", date(2027, 5, 25), "school_year", "năm học 2026-2027"),
    ],
)
def test_every_kind_of_review_opens_its_period(world, purpose, title, due, kind, label):
    with scope(world.school):
        make_rubric(world.school)
        entry = make_entry(
            world,
            purpose=purpose,
            title=title,
            opens_at=clock.at(due - timedelta(days=3)),
            due_at=clock.at(due, 17),
            cut_off_at=clock.at(due + timedelta(days=2), 17),
        )

        period = services.create_period(entry)

        assert (period.kind, period.label) == (kind, label)
        assert period.sheets.filter(state="draft").count() == 8


def test_a_calendar_year_belongs_to_the_pages_of_both_school_years(world):
    with scope(world.school):
        make_rubric(world.school)
        due = date(2026, 12, 30)
        values = {"opens_at": clock.at(due), "due_at": clock.at(due, 17), "cut_off_at": clock.at(due, 18)}
        purpose = Purpose.CALENDAR_YEAR_REVIEW
        period = services.create_period(make_entry(world, purpose=purpose, title="Bình xét năm 2026", **values))
        month = services.create_period(make_entry(world))
        before = SchoolYear.objects.get(organisation=world.school, code="2025-2026")

        assert list(EvaluationPeriod.objects.of_year(before)) == [period]
        assert set(EvaluationPeriod.objects.of_year(world.year)) == {period, month}


def test_a_round_begins_the_day_after_the_one_before_it(world):
    with scope(world.school):
        make_rubric(world.school)

        def due(day, title):
            values = {"opens_at": clock.at(day), "due_at": clock.at(day, 17), "cut_off_at": clock.at(day, 18)}
            return make_entry(world, purpose=Purpose.ROUND_REVIEW, title=title, **values)

        first, second = due(date(2026, 11, 20), "Bình xét đợt 1"), due(date(2027, 1, 10), "Bình xét đợt 2")

        later, earlier = services.create_period(second), services.create_period(first)

        assert (earlier.starts_on, earlier.ends_on) == (date(2026, 8, 1), date(2026, 11, 20))
        assert (later.starts_on, later.ends_on) == (date(2026, 11, 21), date(2027, 1, 10))


def test_a_roll_up_makes_sheets_that_nobody_owes(world):
    with scope(world.school):
        RollUp.objects.create(
            organisation=world.school, school_year=world.year, name="Quý", period_kind="quarter", formula=MEAN
        )
        due = date(2026, 12, 28)
        values = {"opens_at": clock.at(due), "due_at": clock.at(due, 17), "cut_off_at": clock.at(due, 18)}

        period = services.create_period(
            make_entry(world, purpose=Purpose.QUARTER_REVIEW, title="Bình xét quý IV", **values)
        )

        assert period.is_rolled_up
        assert set(period.sheets.values_list("subject", "rubric", "state")) == {("person", None, "draft")}
        assert not Obligation.objects.filter(key__startswith="sheet:").exists()


# ---- in bulk ----


def test_opening_costs_the_same_for_one_and_for_many(world):
    def cost(month):
        entry = make_entry(world, month=month)
        with CaptureQueriesContext(connection) as queries:
            services.create_period(entry)
        return len(queries)

    with scope(world.school):
        make_rubric(world.school)
        few = cost(10)
        for number in range(12):
            make_person(world.school, f"Phan Thị Mây {number}", "staff", department=world.department)

        assert cost(11) == few


def test_one_school_that_fails_does_not_stop_the_others(world, monkeypatch):
    make_rubric(world.school)
    make_rubric(world.other_school)
    make_entry(world)
    make_entry(world, organisation=world.other_school, year=world.other_year)
    create = periods.create_period

    def broken(entry, **values):
        if entry.organisation == world.school:
            raise RuntimeError("hỏng")
        return create(entry, **values)

    monkeypatch.setattr(periods, "create_period", broken)
    with clock.travel_to("2026-10-20 08:00"):
        open_due_periods()

    with scope(world.other_school):
        assert EvaluationPeriod.objects.count() == 1
    with scope(world.school):
        assert EvaluationPeriod.objects.count() == 0


def test_the_daily_sweep_leaves_closed_and_told_periods_alone(world, period):
    make_person(world.school, "Phan Thị Mây", "staff")

    with clock.travel_to("2026-10-26 17:01"):
        update_open_periods()

    assert period.sheets.count() == 8


def test_many_obligations_are_as_each_by_itself(world, period):
    """Extended for all and for one tổ, new and known: what `oblige` would write."""
    entry = period.entry
    for changes in ({"new_due_at": clock.at(date(2026, 10, 27), 17)}, {"new_due_at": clock.at(date(2026, 10, 29), 17)}):
        DeadlineExtension.objects.create(
            organisation=world.school,
            entry=entry,
            reason="Mưa bão",
            granted_by=world.principal.user,
            department=world.department if changes["new_due_at"].day == 29 else None,
            **changes,
        )
    people = [world.teacher, world.secretary, world.teacher2]
    rows = [Owed(f"thử:{each.pk}", "Việc thử", "todo", {}, person=each, why="vì sao") for each in people]
    oblige(organisation=world.school, entry=entry, **rows[2]._asdict())

    oblige_many(world.school, rows, entry=entry)
    together = {row.key: facts(row) for row in Obligation.objects.filter(key__startswith="thử:")}
    Obligation.objects.filter(key__startswith="thử:").delete()
    for row in rows:
        oblige(organisation=world.school, entry=entry, **row._asdict())

    assert together == {row.key: facts(row) for row in Obligation.objects.filter(key__startswith="thử:")}
    assert together[rows[0].key]["due_at"].day == 29


def facts(row) -> dict:
    return {
        name: getattr(row, name) for name in ("title", "person", "opens_at", "due_at", "cut_off_at", "state", "why")
    }
