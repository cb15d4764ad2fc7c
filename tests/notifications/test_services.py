from __future__ import annotations

import threading

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from core import clock
from core.scoping import scope
from notifications import services
from notifications.models import Letter, Notification


def tell(world, person=None, **values):
    values = {"key": "a:1", "subject": "Còn 2 ngày: Nộp phiếu", "url": "/o/th-ngoc-cau/"} | values
    services.notify(person or world.teacher, organisation=values.pop("organisation", world.school), **values)


def states(world) -> list[str]:
    with scope(world.school):
        return list(Notification.objects.order_by("pk").values_list("mail", flat=True))


def test_the_same_key_is_one_message(world):
    tell(world)
    tell(world, subject="Viết lại")
    tell(world, person=world.teacher2)

    with scope(world.school):
        rows = Notification.objects.order_by("pk").values_list("person__full_name", "subject")
        assert list(rows) == [
            ("Đỗ Thị Hòa", "Còn 2 ngày: Nộp phiếu"),
            ("Lê Minh Ân", "Còn 2 ngày: Nộp phiếu"),
        ]


def test_a_message_is_undone_with_the_change_that_caused_it(world):
    with transaction.atomic():
        tell(world)
        transaction.set_rollback(True)

    assert states(world) == []


def test_mail_is_plain_vietnamese_with_organisation_and_whole_link(world, settings):
    settings.SITE_URL = "https://thidua.vidu.test/"
    tell(world, body="Hạn: 17:00, thứ Bảy 24/10/2026.")

    assert services.send_pending() == 1

    message = mail.outbox[0]
    assert message.subject == "[Trường Tiểu học Ngọc Cầu] Còn 2 ngày: Nộp phiếu"
    assert message.recipients() == [message.to[0]]
    assert world.teacher.email in message.to[0]
    assert "Hạn: 17:00, thứ Bảy 24/10/2026." in message.body
    assert "https://thidua.vidu.test/o/th-ngoc-cau/" in message.body
    assert states(world) == ["sent"]


def test_a_second_run_mails_nothing(world):
    tell(world)

    assert (services.send_pending(), services.send_pending(), len(mail.outbox)) == (1, 0, 1)


def test_who_has_no_address_and_what_is_not_for_mail_stay_in_the_application(world):
    world.teacher2.email = ""
    tell(world, person=world.teacher2)
    tell(world, mail=False)

    assert states(world) == ["none", "none"]
    assert services.send_pending() == 0


def test_a_line_break_in_a_subject_cannot_forge_a_header(world):
    tell(world, subject="Nhắc việc\r\nBcc: ai-do@vidu.test")

    services.send_pending()

    assert mail.outbox[0].subject == "[Trường Tiểu học Ngọc Cầu] Nhắc việc Bcc: ai-do@vidu.test"
    assert mail.outbox[0].bcc == []


class AwayBackend(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_a_server_that_is_away_is_asked_again_later_and_at_last_given_up(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.AwayBackend"
    tell(world)

    assert services.send_pending() == 0
    assert states(world) == ["pending"]
    with scope(world.school):
        letter = Letter.objects.get()
    assert (letter.tries, letter.next_at > clock.now()) == (1, True)
    assert services.send_pending() == 0
    letter.refresh_from_db()
    assert letter.tries == 1  # not before its time

    for hour in range(10, 22):
        with clock.travel_to(f"2026-10-13 {hour}:00"):
            services.send_pending()
    assert states(world) == ["failed"]


class WatchingBackend(EmailBackend):
    def send_messages(self, messages):
        in_transaction.append(connection.in_atomic_block)
        return super().send_messages(messages)


in_transaction: list[bool] = []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_the_mail_server(transactional_world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.WatchingBackend"
    in_transaction.clear()
    tell(transactional_world)

    assert (services.send_pending(), in_transaction) == (1, [False])


def test_one_bad_address_does_not_hold_up_the_others(world):
    world.teacher.email = "khong phai dia chi\n@x"
    world.teacher.save()
    tell(world)
    tell(world, person=world.teacher2)

    services.send_pending()

    assert states(world) == ["pending", "sent"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_different_rows(transactional_world):
    world = transactional_world
    tell(world)
    tell(world, person=world.teacher2)
    sent = []

    def run():
        try:
            sent.append(services.send_pending())
        finally:
            connection.close()

    with scope(world.school), transaction.atomic():
        list(Notification.objects.filter(person=world.teacher).select_for_update())
        other = threading.Thread(target=run)
        other.start()
        other.join(10)

    assert sent == [1]
    assert states(world) == ["pending", "sent"]
