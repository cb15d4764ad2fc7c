"""What may happen to a machine in the night: nobody is told twice, nobody is forgotten.

Real Redis, real workers and beats as processes of their own, a real mail server that keeps what it takes.
"""

from __future__ import annotations

import time as machine
from datetime import time

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from django_scopes import scopes_disabled

from core.scoping import scope
from deadlines.models import Obligation, Reminder, ReminderLadder
from deadlines.tasks import sweep
from notifications.models import Letter, MailHours, Notification
from notifications.tasks import send_pending
from organisation.models import Employment, Person, Role, RoleAssignment
from tests.deadlines.obligations import moment
from tests.factories.people import START
from tests.processes import wait_for
from thiduakhenthuong.celery import app

pytestmark = [pytest.mark.redis, pytest.mark.slow]

LATE = moment("2026-10-10 17:00")  # in all these tests the day after is over: one rung holds, whatever the hour
PATIENCE = 300  # seconds; a process starts in ten, on a machine that is busy in a hundred
NOON = "2026-10-12T12:00:00"


@pytest.fixture
def school(transactional_world):
    """A school that reminds once, the day after, at any hour of day and night."""
    world = transactional_world
    with scope(world.school):
        ReminderLadder.objects.create(
            organisation=world.school,
            days_before=[1],
            remind_at=time(0),
            department_head_after=None,
            head_after=None,
        )
        MailHours.objects.create(organisation=world.school, quiet_from=time(0), quiet_to=time(0), daily_at=time(0, 1))
    return world.school


@pytest.fixture
def staff(school):
    def make(count: int) -> list[Person]:
        people = [
            Person(full_name=f"Nguyễn Thị Số {number}", email=f"so{number}@vidu.test", sort_key=f"{number:05}")
            for number in range(count)
        ]
        Person.objects.bulk_create(people)
        with scope(school):
            Employment.objects.bulk_create(
                Employment(organisation=school, person=person, from_on=START) for person in people
            )
            RoleAssignment.objects.bulk_create(
                RoleAssignment(organisation=school, person=person, role=Role.STAFF, from_on=START) for person in people
            )
        return people

    return make


def owe(school, people, *, each: int = 1, due_at=LATE) -> int:
    rows = [
        Obligation(
            organisation=school,
            owed_to=school,
            person=person,
            key=f"{due_at:%d%H}:{number}:{person.pk}",
            title=f"Việc số {number}",
            url_name="todo",
            opens_at=moment("2026-10-01 07:00"),
            due_at=due_at,
        )
        for person in people
        for number in range(each)
    ]
    Obligation.objects.bulk_create(rows)
    return len(rows)


def every_second(*tasks) -> None:
    """In the table that beat reads, as an administrator would write it."""
    second, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.SECONDS)
    for task in tasks:
        PeriodicTask.objects.create(name=f"each second {task.name}", task=task.name, interval=second)


def send_task(processes, task) -> None:
    with app.connection_for_write(processes.broker_url) as broker:
        task.apply_async(connection=broker)


def counts() -> tuple[int, int, int]:
    """Reminders, messages, messages mailed."""
    with scopes_disabled():
        sent = Notification.objects.filter(mail="sent")
        return Reminder.objects.count(), Notification.objects.count(), sent.count()


def letter_ids() -> set[str]:
    with scopes_disabled():
        return set(Letter.objects.values_list("message_id", flat=True))


def test_a_worker_killed_among_its_mails_loses_none_and_repeats_at_most_one(school, staff, processes, is_full):
    people = staff(1000 if is_full else 150)
    with scope(school):
        Notification.objects.bulk_create(
            Notification(organisation=school, person=person, key="a:1", subject="Nộp phiếu") for person in people
        )
    processes.start_redis()
    sink = processes.start_sink()
    first = processes.start_worker("first", clock=NOON)
    send_task(processes, send_pending)
    assert wait_for(lambda: sink.count() >= len(people) // 4, seconds=PATIENCE), processes.log("first")

    processes.kill(first)

    before = sink.count()
    assert before < len(people)
    # The letter in the hands of the dead is taken up two minutes later: by the clock of the next worker, now.
    processes.start_worker("second", clock="2026-10-12T12:05:00")
    send_task(processes, send_pending)
    done = wait_for(lambda: counts()[2] == len(people), seconds=PATIENCE)
    assert done, processes.log("second")

    mails = sink.message_ids()
    assert set(mails) == letter_ids()
    assert len(mails) == len(people)
    assert sum(mails.values()) <= len(people) + 1
    assert len(sink.recipients()) == len(people)


def test_a_redis_that_is_away_for_a_while_delays_and_forgets_nobody(school, staff, processes):
    people = staff(30)
    every_second(sweep, send_pending)
    redis = processes.start_redis()
    sink = processes.start_sink()
    processes.start_worker(clock=NOON)
    processes.start_beat()
    owe(school, people[:10])
    assert wait_for(lambda: counts()[2] == 10, seconds=PATIENCE), processes.log("worker") + processes.log("beat")

    processes.kill(redis)
    machine.sleep(4)  # what the worker had already taken is done before more is owed
    owe(school, people[10:])
    machine.sleep(8)
    told_without = counts()
    processes.start_redis()

    assert wait_for(lambda: counts()[2] == 30, seconds=PATIENCE), processes.log("worker") + processes.log("beat")
    machine.sleep(3)
    assert told_without == (10, 10, 10)
    assert counts() == (30, 30, 30)
    assert sorted(sink.message_ids().values()) == [1] * 30
    assert set(sink.message_ids()) == letter_ids()


def test_a_beat_started_twice_tells_nobody_twice(school, staff, processes):
    people = staff(20)
    owed = owe(school, people, each=3)
    every_second(sweep, send_pending)
    processes.start_redis()
    sink = processes.start_sink()
    for number in (1, 2):
        processes.start_beat(f"beat{number}")
        processes.start_worker(f"worker{number}", clock=NOON)

    assert wait_for(lambda: counts()[2] == owed, seconds=PATIENCE), processes.log("worker1") + processes.log("beat1")
    machine.sleep(4)  # both go on asking

    assert counts() == (owed, owed, owed)
    assert sorted(sink.message_ids().values()) == [1] * len(people)  # three messages, one mail each
    assert set(sink.message_ids()) == letter_ids()


def test_midnight_in_vietnam_passes_under_two_workers(school, staff, processes):
    """At midnight a rung ends and the next begins; Greenwich, where this machine may be, has another day."""
    people = staff(6)
    on_the_day = owe(school, people[:3], due_at=moment("2026-10-24 23:59:59"))
    day_before = owe(school, people[3:], due_at=moment("2026-10-25 00:00:00"))
    every_second(sweep, send_pending)
    processes.start_redis()
    sink = processes.start_sink()
    processes.start_beat("beat1")
    processes.start_beat("beat2")
    for number in (1, 2):
        processes.start_worker(f"worker{number}", clock="2026-10-24T23:59:45")

    assert wait_for(lambda: counts()[0] == on_the_day + day_before, seconds=PATIENCE), processes.log("worker1")
    assert wait_for(lambda: counts()[2] == 2 * (on_the_day + day_before), seconds=PATIENCE), processes.log("worker1")
    machine.sleep(4)

    with scope(school):
        told = sorted(Reminder.objects.values_list("person_id", "rung"))
    expected = [(person.pk, rung) for person in people[:3] for rung in (0, 1)]
    expected += [(person.pk, rung) for person in people[3:] for rung in (-1, 0)]
    assert told == sorted(expected)
    assert sorted(sink.message_ids().values()) == [1] * 12
