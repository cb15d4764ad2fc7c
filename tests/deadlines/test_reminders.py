from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core import mail
from django.db import connection, transaction
from django_scopes import scopes_disabled

from core import clock
from core.scoping import scope
from deadlines import services
from deadlines.models import Reminder
from deadlines.services import reminders
from notifications.models import Notification
from organisation.models import Employment, Role, RoleAssignment
from tests.deadlines.obligations import make_entry, moment, owe

SOON = "2026-10-23 08:00"
LATE = "2026-10-26 08:00"


def told() -> list[tuple[str, str]]:
    with scopes_disabled():
        rows = Notification.objects.order_by("pk").values_list("person__full_name", "subject")
        return list(rows)


def sweep_at(text: str) -> int:
    with clock.travel_to(text):
        return services.sweep()


def test_nothing_is_sent_more_than_two_days_before(world):
    owe(world)

    assert sweep_at("2026-10-22 16:59") == 0
    assert told() == []


def test_a_second_run_sends_nothing(world):
    owe(world)

    assert (sweep_at(SOON), sweep_at(SOON), sweep_at("2026-10-24 10:00")) == (1, 0, 0)
    assert told() == [("Đỗ Thị Hòa", "Ngày mai: Đăng ký danh hiệu")]


def test_lateness_is_told_once(world):
    owe(world)
    sweep_at(SOON)

    assert (sweep_at(LATE), sweep_at("2026-10-27 08:00"), sweep_at("2026-12-01 08:00")) == (1, 0, 0)
    assert told()[-1] == ("Đỗ Thị Hòa", "Đã quá hạn: Đăng ký danh hiệu")


def test_a_run_after_a_stop_catches_up_with_one_message(world):
    owe(world)

    assert sweep_at(LATE) == 1
    assert told() == [("Đỗ Thị Hòa", "Đã quá hạn: Đăng ký danh hiệu")]


def test_who_has_done_it_is_not_reminded(world):
    mine = owe(world)
    services.fulfil(world.school, mine.key)

    assert (sweep_at(SOON), sweep_at(LATE)) == (0, 0)
    assert told() == []


def test_what_was_done_between_choosing_and_sending_is_not_sent(world):
    chosen = owe(world)
    services.fulfil(world.school, chosen.key)

    with clock.travel_to(SOON), scope(world.school):
        assert services.remind(chosen, [world.teacher]) == 0
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

    with clock.travel_to(SOON):
        with transaction.atomic():
            services.fulfil(world.school, mine.key)
            other = threading.Thread(target=run)
            other.start()
            other.join(0.5)
            assert other.is_alive()  # it chose the row, which is still open outside, and waits for the lock
        other.join(10)

    assert (sent, told()) == ([0], [])


def test_what_has_not_begun_is_not_reminded_of(world):
    owe(world, opens_at=moment("2026-10-24 07:00"))

    assert sweep_at(SOON) == 0


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

    sweep_at(SOON)

    assert sorted(name for name, _ in told()) == sorted([world.clerk.full_name, world.teacher2.full_name])


def test_a_role_in_a_department_reaches_its_head_alone(world):
    owe(world, key="review:1", role=Role.DEPARTMENT_HEAD, department=world.department2)

    sweep_at(SOON)

    assert [name for name, _ in told()] == [world.outsider_head.full_name]


def test_who_has_left_is_not_written_to(world):
    owe(world)
    with scope(world.school):
        Employment.objects.filter(person=world.teacher).update(to_on=date(2026, 10, 20))
        RoleAssignment.objects.filter(person=world.teacher).update(to_on=date(2026, 10, 20))

    assert sweep_at(SOON) == 0


def test_an_extension_for_one_reminds_her_again_and_nobody_else(world):
    entry = make_entry(world)
    mine = owe(world, entry=entry, key="registration:1:1")
    owe(world, entry=entry, key="registration:1:2", person=world.teacher2)
    assert sweep_at(SOON) == 2

    with clock.travel_to(SOON):
        services.extend(mine, new_due_at=moment("2026-10-30 17:00"), reason="Nghỉ ốm", by=world.secretary.user)

    assert sweep_at("2026-10-23 09:00") == 0
    assert sweep_at("2026-10-29 08:00") == 2  # hers is near again, the other's is late for the first time
    assert told()[-2:] == [
        ("Đỗ Thị Hòa", "Ngày mai: Đăng ký danh hiệu"),
        ("Lê Minh Ân", "Đã quá hạn: Đăng ký danh hiệu"),
    ]


def test_what_is_owed_anew_is_reminded_of_anew(world):
    mine = owe(world)
    sweep_at(SOON)
    services.fulfil(world.school, mine.key)

    owe(world, why="Tổ trưởng trả lại")

    assert sweep_at("2026-10-23 10:00") == 1


def test_each_organisation_keeps_its_own_reminders(world):
    owe(world)
    owe(world, organisation=world.other_school, person=world.other_teacher)

    assert sweep_at(SOON) == 2

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
    assert sweep_at(SOON) == 1
    with scope(world.school):
        assert [row.person for row in Reminder.objects.all()] == [world.teacher2]

    monkeypatch.setattr(reminders, "notify", notify)
    assert sweep_at(SOON) == 1


def test_the_schedule_runs_the_sweep_and_the_mail(world, settings):
    from thiduakhenthuong.celery import app

    owe(world)
    app.loader.import_default_modules()
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert {"deadlines.sweep", "notifications.send_pending"} <= set(scheduled)

    with clock.travel_to(SOON):
        app.tasks["deadlines.sweep"]()
        app.tasks["notifications.send_pending"]()

    assert [message.to[0].endswith(f"<{world.teacher.email}>") for message in mail.outbox] == [True]
