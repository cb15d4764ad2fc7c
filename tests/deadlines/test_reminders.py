from __future__ import annotations

import threading
from datetime import date, time

import pytest
from django.core import mail
from django.db import connection, transaction
from django_scopes import scopes_disabled

from core import clock
from core.scoping import scope
from deadlines import services
from deadlines.models import CalendarEntry, Obligation, Reminder
from deadlines.services import reminders
from deadlines.services.ladders import Round
from notifications import services as notifications
from notifications.models import Notification
from organisation.models import Employment, Role, RoleAssignment
from tests.deadlines.obligations import make_entry, moment, owe

DAY_BEFORE = "2026-10-23 08:00"
DAY_AFTER = "2026-10-25 08:00"


def told() -> list[tuple[str, str]]:
    with scopes_disabled():
        rows = Notification.objects.order_by("pk").values_list("person__full_name", "subject")
        return list(rows)


def rungs(world, person=None) -> list[tuple[str, int]]:
    with scope(world.school):
        rows = Reminder.objects.order_by("pk")
        if person:
            rows = rows.filter(person=person)
        return list(rows.values_list("audience", "rung"))


def sweep_at(text: str) -> int:
    with clock.travel_to(text):
        return services.sweep()


def set_ladder(world, **values):
    ladder = services.ladder_of(world.school)
    fields = ("days_before", "on_the_day", "days_after", "remind_at", "department_head_after", "head_after")
    values = {name: getattr(ladder, name) for name in fields} | values
    hours = {"quiet_from": time(21), "quiet_to": time(6), "daily_at": time(7)}
    services.set_ladder(world.school, values=values, hours=hours, by=world.principal.user)


# ---- the ladder ----


def test_each_rung_is_told_on_its_day_and_once(world):
    owe(world)
    set_ladder(world, department_head_after=None, head_after=None)

    for day in range(12, 31):
        for hour in ("06:29", "06:30", "14:00", "22:00"):
            sweep_at(f"2026-10-{day} {hour}")

    with scope(world.school):
        days = [clock.at(row.sent_at.date()).day for row in Reminder.objects.order_by("pk")]
    assert (rungs(world), days) == (
        [("owner", -7), ("owner", -3), ("owner", -1), ("owner", 0), ("owner", 1)],
        [16, 20, 22, 23, 24],  # in UTC: 06:30 in Vietnam is the evening before
    )


def test_the_words_name_the_day_since_they_are_read_later(world):
    owe(world, why="Theo kế hoạch.")

    sweep_at(DAY_BEFORE)

    with scope(world.school):
        row = Notification.objects.get()
    assert row.subject == "Hạn thứ Bảy 24/10/2026: Đăng ký danh hiệu"
    assert row.body == ("Hạn: 17:00, thứ Bảy 24/10/2026. Tính đến thứ Sáu 23/10/2026: ngày mai.\nTheo kế hoạch.")


def test_a_run_after_a_stop_catches_up_with_one_message(world):
    owe(world)

    assert sweep_at("2026-10-25 20:59") == 1
    assert told() == [("Đỗ Thị Hòa", "Quá hạn thứ Bảy 24/10/2026: Đăng ký danh hiệu")]


def test_an_organisation_sets_its_own_ladder(world):
    owe(world)
    owe(world, organisation=world.other_school, person=world.other_teacher)
    set_ladder(world, days_before=[5], on_the_day=False, days_after=[], head_after=None, department_head_after=None)

    assert [sweep_at(f"2026-10-{day} 08:00") for day in (17, 19, 21, 24, 25)] == [1, 1, 1, 1, 1]
    with scope(world.other_school):
        assert list(Reminder.objects.order_by("pk").values_list("rung", flat=True)) == [-7, -3, 0, 1]
    assert rungs(world) == [("owner", -5)]


def test_nothing_is_written_in_quiet_hours(world):
    owe(world)

    assert [sweep_at(f"2026-10-23 {hour}") for hour in ("21:00", "23:59")] == [0, 0]
    assert sweep_at("2026-10-24 06:30") == 1


def test_what_has_not_begun_is_not_reminded_of(world):
    owe(world, opens_at=moment("2026-10-24 07:00"))

    assert sweep_at(DAY_BEFORE) == 0


# ---- only those who have not done it ----


def test_who_has_done_it_is_not_reminded(world):
    mine = owe(world)
    services.fulfil(world.school, mine.key)

    assert (sweep_at(DAY_BEFORE), sweep_at(DAY_AFTER)) == (0, 0)
    assert told() == []


def test_what_is_done_before_its_mail_goes_is_not_mailed(world):
    mine = owe(world)
    other = owe(world, key="registration:1:2", person=world.teacher2)
    sweep_at(DAY_BEFORE)

    with clock.travel_to("2026-10-23 08:01"):
        services.fulfil(world.school, mine.key)
        notifications.send_pending()

    assert [message.to[0].endswith(f"<{other.person.email}>") for message in mail.outbox] == [True]
    with scope(world.school):
        assert Notification.objects.get(person=world.teacher).read_at is not None


def test_what_was_done_between_choosing_and_writing_is_not_written(world):
    chosen = owe(world)
    services.fulfil(world.school, chosen.key)

    with clock.travel_to(DAY_BEFORE), scope(world.school):
        turn = Round(world.school, clock.now())
        assert reminders._tell(turn, world.teacher, [chosen.pk]) == 0
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_a_reminder_waits_for_the_change_that_holds_the_row(transactional_world):
    """The sweep asks again under the lock: what another session is just fulfilling is not sent."""
    world = transactional_world
    mine = owe(world)
    sent = []

    def run():
        try:
            sent.append(services.sweep())
        finally:
            connection.close()

    with clock.travel_to(DAY_BEFORE):
        with transaction.atomic():
            services.fulfil(world.school, mine.key)
            other = threading.Thread(target=run)
            other.start()
            other.join(0.5)
            assert other.is_alive()  # it chose the row, which is still open outside, and waits for the lock
        other.join(10)

    assert (sent, told()) == ([0], [])


def test_a_role_reaches_each_who_holds_it_that_day_and_nobody_else(world):
    with scope(world.school):
        RoleAssignment.objects.create(
            organisation=world.school,
            person=world.teacher2,
            role=Role.RECORDS_CLERK,
            from_on=date(2026, 10, 23),
            to_on=date(2026, 10, 23),
        )
        RoleAssignment.objects.create(
            organisation=world.school,
            person=world.teacher,
            role=Role.RECORDS_CLERK,
            from_on=date(2026, 9, 1),
            to_on=date(2026, 10, 22),
        )
    owe(world, key="document:1:number", role=Role.RECORDS_CLERK, title="Lấy số văn bản")

    sweep_at(DAY_BEFORE)

    assert sorted(name for name, _ in told()) == sorted([world.clerk.full_name, world.teacher2.full_name])


def test_a_role_in_a_department_reaches_its_head_alone(world):
    owe(world, key="review:1", role=Role.DEPARTMENT_HEAD, department=world.department2)

    sweep_at(DAY_BEFORE)

    assert [name for name, _ in told()] == [world.outsider_head.full_name]


def test_who_takes_over_is_told_the_rung_that_holds(world):
    owe(world, key="review:1", role=Role.DEPARTMENT_HEAD, department=world.department2)
    sweep_at("2026-10-21 08:00")
    with scope(world.school):
        RoleAssignment.objects.filter(person=world.outsider_head, role=Role.DEPARTMENT_HEAD).update(
            to_on=date(2026, 10, 21)
        )
        RoleAssignment.objects.create(
            organisation=world.school,
            person=world.secretary,
            role=Role.DEPARTMENT_HEAD,
            department=world.department2,
            from_on=date(2026, 10, 22),
        )

    assert [sweep_at(f"2026-10-{at}") for at in ("22 06:00", "22 08:00", "22 09:00")] == [0, 1, 0]
    assert [name for name, _ in told()] == [world.outsider_head.full_name, world.secretary.full_name]


def test_who_has_left_is_not_written_to(world):
    owe(world)
    with scope(world.school):
        Employment.objects.filter(person=world.teacher).update(to_on=date(2026, 10, 20))
        RoleAssignment.objects.filter(person=world.teacher).update(to_on=date(2026, 10, 20))

    assert sweep_at(DAY_BEFORE) == 0
    assert sweep_at("2026-10-30 08:00") == 0  # nor is anybody above told of her


# ---- longer deadlines ----


def test_an_extension_for_one_reminds_her_by_the_new_date_and_nobody_else(world):
    set_ladder(world, department_head_after=None, head_after=None)
    entry = make_entry(world)
    mine = owe(world, entry=entry, key="registration:1:1")
    owe(world, entry=entry, key="registration:1:2", person=world.teacher2)
    assert sweep_at(DAY_BEFORE) == 2

    with clock.travel_to(DAY_BEFORE):
        services.extend(mine, new_due_at=moment("2026-10-30 17:00"), reason="Nghỉ ốm", by=world.secretary.user)

    assert [sweep_at(f"2026-10-{at}") for at in ("23 09:00", "24 08:00", "25 08:00", "27 08:00")] == [0, 1, 1, 1]
    assert rungs(world, world.teacher) == [("owner", -1), ("owner", -3)]
    assert rungs(world, world.teacher2) == [("owner", -1), ("owner", 0), ("owner", 1)]


def test_an_extension_takes_back_the_mail_about_the_old_date(world):
    mine = owe(world)
    sweep_at(DAY_BEFORE)

    with clock.travel_to("2026-10-23 08:01"):
        services.extend(mine, new_due_at=moment("2026-10-30 17:00"), reason="Nghỉ ốm", by=world.secretary.user)
        notifications.send_pending()

    assert [message.subject for message in mail.outbox] == ["[Trường Tiểu học Ngọc Cầu] Gia hạn: Đăng ký danh hiệu"]


def test_what_is_owed_anew_is_reminded_of_anew(world):
    mine = owe(world)
    sweep_at(DAY_BEFORE)
    services.fulfil(world.school, mine.key)

    owe(world, why="Tổ trưởng trả lại")

    assert sweep_at("2026-10-23 10:00") == 1


# ---- a date that a changed paper moves ----


def move(entry, day: str):
    due_at = moment(f"{day} 17:00")
    return services.move_entry(
        entry,
        title=entry.title,
        opens_at=entry.opens_at,
        due_at=due_at,
        cut_off_at=due_at,
        source_label="Kế hoạch mới",
        source_key="plan:2:dang-ky",
        source_sentence="",
        rule={},
        reading="",
        by=None,
    )


@pytest.mark.parametrize("hour", ["05:00", "09:00"])  # before the hour of reminding, and after it
def test_who_was_told_of_a_moved_date_is_not_reminded_of_it_on_that_day(world, hour):
    set_ladder(world, department_head_after=None, head_after=None)
    owe(world, entry=make_entry(world))
    with scope(world.school):
        entry = CalendarEntry.objects.get()

    with clock.travel_to(f"2026-10-21 {hour}"):
        moved = move(entry, "2026-10-23")

    assert [person for _, person in moved] == [world.teacher]
    assert [sweep_at(f"2026-10-{at}") for at in ("21 10:00", "21 20:00", "22 08:00", "23 08:00")] == [0, 0, 1, 1]


def test_nobody_else_is_counted_as_told(world):
    set_ladder(world, department_head_after=None, head_after=None)
    entry = make_entry(world)
    owe(world, entry=entry)
    owe(world, key="registration:1:2", person=world.teacher2, due_at=moment("2026-10-23 17:00"))

    with clock.travel_to("2026-10-21 05:00"):
        move(entry, "2026-10-23")

    assert sweep_at("2026-10-21 10:00") == 1
    assert rungs(world, world.teacher2) == [("owner", -3)]


def test_a_moved_date_takes_back_the_mail_about_the_old_one(world):
    entry = make_entry(world)
    owe(world, entry=entry)
    sweep_at(DAY_BEFORE)

    with clock.travel_to("2026-10-23 08:01"):
        move(entry, "2026-11-20")
        notifications.send_pending()

    assert mail.outbox == []
    with scope(world.school):
        assert Notification.objects.get().read_at is not None


def test_a_date_that_is_taken_back_takes_back_its_mail(world):
    entry = make_entry(world)
    owe(world, entry=entry)
    sweep_at(DAY_BEFORE)

    with clock.travel_to("2026-10-23 08:01"):
        assert services.withdraw_entry(entry, by=None)
        notifications.send_pending()

    assert mail.outbox == []


# ---- what is late is told above ----


def test_lateness_goes_to_the_head_of_the_department_and_then_to_the_principal(world):
    owe(world)
    owe(world, key="registration:1:2", person=world.teacher2, why="Lý do riêng của cô giáo")
    for day in range(24, 32):
        sweep_at(f"2026-10-{day} 08:00")

    assert rungs(world, world.head) == [("department_head", 2)] * 2
    assert rungs(world, world.principal) == [("head", 4)] * 2
    with scope(world.school):
        (row,) = Notification.objects.filter(person=world.head)
        (top,) = Notification.objects.filter(person=world.principal)
    assert row.subject == "2 việc quá hạn trong tổ, tính đến 26/10/2026"
    assert row.body == "- Đăng ký danh hiệu (hạn 24/10/2026): Lê Minh Ân, Đỗ Thị Hòa."
    assert top.subject == "2 việc quá hạn trong đơn vị, tính đến 28/10/2026"
    assert "Lý do riêng" not in row.body + top.body
    assert rungs(world, world.outsider_head) == []


def test_who_owes_it_herself_is_not_told_of_herself(world):
    owe(world, person=world.head)
    owe(world, key="b", person=world.principal)

    for day in range(24, 32):
        sweep_at(f"2026-10-{day} 08:00")

    assert {audience for audience, _ in rungs(world, world.head)} == {"owner"}
    assert rungs(world, world.principal) == [("owner", 0), ("owner", 1), ("head", 4)]


def test_what_is_done_in_time_is_told_to_nobody_above(world):
    mine = owe(world)
    sweep_at("2026-10-25 08:00")
    with clock.travel_to("2026-10-25 09:00"):
        services.fulfil(world.school, mine.key)

    assert sweep_at("2026-10-30 08:00") == 0


# ---- one mail for one morning ----


def test_the_reminders_of_one_morning_are_one_mail_and_a_message_each(world):
    for number in range(3):
        owe(world, key=f"a:{number}", title=f"Việc số {number}")

    sweep_at(DAY_BEFORE)
    with clock.travel_to("2026-10-23 08:01"):
        notifications.send_pending()

    assert len(told()) == 3
    assert [message.subject for message in mail.outbox] == [
        "[Trường Tiểu học Ngọc Cầu] 3 thông báo: Hạn thứ Bảy 24/10/2026: Việc số 0"
    ]
    assert all(f"Việc số {number}" in mail.outbox[0].body for number in range(3))


# ---- together or not at all ----


def test_each_organisation_keeps_its_own_reminders(world):
    owe(world)
    owe(world, organisation=world.other_school, person=world.other_teacher)

    assert sweep_at(DAY_BEFORE) == 2

    for organisation, person in ((world.school, world.teacher), (world.other_school, world.other_teacher)):
        with scope(organisation):
            assert [(row.organisation, row.person) for row in Reminder.objects.all()] == [(organisation, person)]
            assert [(row.organisation, row.person) for row in Notification.objects.all()] == [(organisation, person)]


def test_a_reminder_and_its_message_stand_or_fall_together(world, monkeypatch):
    owe(world)
    owe(world, key="registration:1:2", person=world.teacher2)
    notify = reminders.notify

    def failing(person, **values):
        if person == world.teacher:
            raise OSError("disk full")
        notify(person, **values)

    monkeypatch.setattr(reminders, "notify", failing)
    assert sweep_at(DAY_BEFORE) == 1
    with scope(world.school):
        assert [row.person for row in Reminder.objects.all()] == [world.teacher2]

    monkeypatch.setattr(reminders, "notify", notify)
    assert sweep_at(DAY_BEFORE) == 1


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_time_write_each_message_once(transactional_world):
    world = transactional_world
    people = [world.teacher, world.teacher2, world.head, world.clerk, world.principal]
    for number, person in enumerate(people * 4):
        owe(world, key=f"a:{number}", person=person)
    counts = []

    def run():
        try:
            counts.append(services.sweep())
        finally:
            connection.close()

    with clock.travel_to(DAY_BEFORE):
        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    assert (sum(counts), len(told())) == (20, 20)
    assert Obligation.objects.open().count() == 20


def test_the_schedule_runs_the_sweep_and_the_mail(world, settings):
    from thiduakhenthuong.celery import app

    owe(world)
    app.loader.import_default_modules()
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert {"deadlines.sweep", "notifications.send_pending"} <= set(scheduled)

    with clock.travel_to(DAY_BEFORE):
        app.tasks["deadlines.sweep"]()
        app.tasks["notifications.send_pending"]()

    assert [message.to[0].endswith(f"<{world.teacher.email}>") for message in mail.outbox] == [True]
