"""Letters: one for what waits, in the hours and in the way people want, each sent once as far as mail allows."""

from __future__ import annotations

import smtplib
from datetime import time
from email.utils import make_msgid

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from core import clock, jobs
from core.models import Job
from core.scoping import scope
from notifications import services
from notifications.criteria import is_quiet
from notifications.models import Letter, Notification


def tell(world, person=None, key="a:1", **values):
    values = {"subject": f"Việc {key}", "organisation": world.school} | values
    services.notify(person or world.teacher, key=key, **values)


def letters(world) -> list[tuple[str, int]]:
    with scope(world.school):
        rows = Letter.objects.order_by("pk")
        return [(letter.state, letter.notifications.count()) for letter in rows]


def send_at(text: str) -> int:
    with clock.travel_to(text):
        return services.send_pending()


# ---- one letter ----


def test_what_waits_for_one_person_goes_in_one_letter(world):
    for number in range(3):
        tell(world, key=f"a:{number}", url=f"/o/th-ngoc-cau/?{number}")
    tell(world, person=world.teacher2)

    assert services.send_pending() == 2

    first = mail.outbox[0]
    assert first.subject == "[Trường Tiểu học Ngọc Cầu] 3 thông báo: Việc a:0"
    assert [f"{number + 1}. Việc a:{number}" in first.body for number in range(3)] == [True] * 3
    assert letters(world) == [("sent", 3), ("sent", 1)]


def test_a_letter_names_itself_and_says_that_a_machine_wrote_it(world, settings):
    settings.SITE_URL = "https://thidua.vidu.test"
    tell(world)

    services.send_pending()

    headers = mail.outbox[0].message()
    with scope(world.school):
        assert headers["Message-ID"] == Letter.objects.get().message_id
    assert headers["Message-ID"].endswith("@thidua.vidu.test>")
    assert headers["Auto-Submitted"] == "auto-generated"


class LosingBackend(EmailBackend):
    """Takes the mail, then loses the connection before it says so."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise smtplib.SMTPServerDisconnected


def test_a_letter_tried_again_is_the_same_letter(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.LosingBackend"
    tell(world)
    services.send_pending()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tell(world, key="a:2")

    assert send_at("2026-10-12 09:00") == 2

    first, again, other = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == again != other
    assert mail.outbox[0].body == mail.outbox[1].body


class ClosedBackend(EmailBackend):
    def open(self):
        raise ConnectionRefusedError


def test_a_server_that_is_away_costs_no_try_and_nothing_is_lost(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.ClosedBackend"
    tell(world)
    tell(world, person=world.teacher2)
    for hour in range(8, 20):
        assert send_at(f"2026-10-12 {hour:02}:00") == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert send_at("2026-10-12 20:00") == 2
    with scope(world.school):
        assert set(Letter.objects.values_list("tries", flat=True)) == {1}


def test_what_is_settled_is_read_and_not_mailed(world):
    tell(world, about="obligation:a")
    tell(world, key="a:2")
    services.settle(world.school, "obligation:a")

    assert services.send_pending() == 1

    assert "Việc a:1" not in mail.outbox[0].body
    with scope(world.school):
        assert [row.read_at is None for row in Notification.objects.order_by("pk")] == [False, True]


def test_a_letter_whose_every_message_is_settled_is_withdrawn(world, settings):
    settings.EMAIL_BACKEND = "tests.notifications.test_services.AwayBackend"
    tell(world, about="obligation:a")
    services.send_pending()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    services.settle(world.school, "obligation:a")

    assert send_at("2026-10-12 09:00") == 0
    assert (letters(world), mail.outbox) == ([("withdrawn", 1)], [])


# ---- what people want ----


def test_who_wants_no_mail_still_has_every_message(world):
    services.set_mail_mode(world.school, world.teacher, "off")
    tell(world)

    assert services.send_pending() == 0
    with scope(world.school):
        assert [(row.mail, row.read_at) for row in Notification.objects.all()] == [("none", None)]


def test_a_daily_letter_goes_once_a_day_after_its_hour(world):
    services.set_mail_mode(world.school, world.teacher, "daily")
    tell(world, key="a:1")
    tell(world, key="a:2")

    assert [send_at(f"2026-10-13 {at}") for at in ("06:59", "07:00", "07:05")] == [0, 1, 0]
    tell(world, key="a:3")
    assert [send_at(f"2026-10-{at}") for at in ("13 20:00", "14 06:00", "14 07:00")] == [0, 0, 1]
    assert letters(world) == [("sent", 2), ("sent", 1)]


def test_a_daily_letter_that_had_nothing_at_its_hour_goes_later_that_day(world):
    services.set_mail_mode(world.school, world.teacher, "daily")
    assert send_at("2026-10-13 07:00") == 0
    tell(world)

    assert send_at("2026-10-13 09:30") == 1


def test_a_preference_is_of_one_person_at_one_organisation(world):
    services.set_mail_mode(world.school, world.teacher, "off")
    tell(world, person=world.teacher2)
    services.notify(world.other_teacher, organisation=world.other_school, key="a", subject="Việc")

    assert services.send_pending() == 2


def test_she_sets_it_herself(world):
    url = f"/o/{world.school.slug}/notifications/mail/"

    answer = world.client(world.teacher).post(url, {"mode": "daily"})
    wrong = world.client(world.teacher).post(url, {"mode": "weekly"})

    assert (answer.status_code, services.mail_mode(world.school, world.teacher)) == (302, "daily")
    assert "Chọn một trong các cách nhận thư" in wrong.text
    assert services.mail_mode(world.school, world.teacher2) == "each"


# ---- quiet hours ----


@pytest.mark.parametrize(
    ("hour", "quiet_from", "quiet_to", "quiet"),
    [
        ("20:59", 21, 6, False),
        ("21:00", 21, 6, True),
        ("23:59", 21, 6, True),
        ("00:00", 21, 6, True),
        ("05:59", 21, 6, True),
        ("06:00", 21, 6, False),
        ("12:30", 12, 13, True),
        ("13:00", 12, 13, False),
        ("00:00", 7, 7, False),
    ],
)
def test_quiet_hours_may_hold_midnight(hour, quiet_from, quiet_to, quiet):
    with clock.travel_to(f"2026-10-12 {hour}"):
        assert is_quiet(clock.now(), quiet_from=time(quiet_from), quiet_to=time(quiet_to)) is quiet


def test_mail_waits_for_the_end_of_quiet_hours_and_the_message_does_not(world):
    with clock.travel_to("2026-10-12 22:00"):
        tell(world)
        assert services.send_pending() == 0

    assert world.client(world.teacher).get("/o/th-ngoc-cau/notifications/").text.count("Việc a:1")
    assert [send_at(f"2026-10-13 {at}") for at in ("05:59", "06:00", "06:01")] == [0, 1, 0]


# ---- long work that was given up ----


def test_who_asked_for_work_that_no_worker_survived_is_told_once(world):
    with scope(world.school):
        job = Job.objects.create(
            organisation=world.school,
            handler="x",
            label="Tải bảng đánh giá",
            created_by=world.clerk.user,
            state=Job.State.FAILED,
            message=jobs.GIVEN_UP,
            finished_at=clock.now(),
        )

    services.send_pending()
    services.send_pending()

    with scope(world.school):
        (row,) = Notification.objects.all()
    assert (row.person, row.subject) == (world.clerk, "Không làm được: Tải bảng đánh giá")
    assert "Đã thử 3 lần" in row.body
    assert str(job.uuid) in row.url
    assert len(mail.outbox) == 1


def test_message_ids_are_well_formed():
    made = services._new_message_id()

    assert made.startswith("<")
    assert made.endswith(">")
    assert made.count("@") == make_msgid().count("@") == 1
