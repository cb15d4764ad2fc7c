"""Setting the ladder, and seeing who will be told before it happens."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.scoping import scope
from deadlines import services
from deadlines.models import Reminder, ReminderLadder
from notifications import services as notifications
from organisation.models import Role, RoleAssignment
from tests.deadlines.obligations import moment, owe

FORM = {
    "days_before": "5; 2",
    "on_the_day": "on",
    "days_after": "",
    "remind_at": "07:15",
    "department_head_after": "",
    "head_after": "3",
    "quiet_from": "20:00",
    "quiet_to": "06:30",
    "daily_at": "07:45",
}


def edit_url(world):
    return reverse("deadlines:reminder_ladder_edit", args=[world.school.slug])


def preview_url(world):
    return reverse("deadlines:reminder_preview", args=[world.school.slug])


def test_the_secretary_sets_ladder_and_hours(world):
    answer = world.client(world.secretary).post(edit_url(world), FORM)

    assert answer.status_code == 302
    with scope(world.school):
        ladder = ReminderLadder.objects.get()
    assert (ladder.rungs, ladder.remind_at) == ((-5, -2, 0), time(7, 15))
    assert (ladder.department_head_after, ladder.head_after) == (None, 3)
    hours = notifications.mail_hours(world.school)
    assert (hours.quiet_from, hours.quiet_to, hours.daily_at) == (time(20), time(6, 30), time(7, 45))
    assert "5, 2" in world.client(world.secretary).get(edit_url(world)).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"days_before": "bảy"}, "Nhắc trước hạn: ghi các số ngày, cách nhau bằng dấu phẩy"),
        ({"days_before": "7, -3"}, "Nhắc trước hạn: ghi các số ngày, cách nhau bằng dấu phẩy"),
        ({"days_before": "0"}, "Số ngày nhắc phải từ 1 đến 30"),
        ({"days_after": "400"}, "Số ngày nhắc phải từ 1 đến 30"),
        ({"days_before": "", "on_the_day": ""}, "Cần ít nhất một lần nhắc"),
        ({"remind_at": "05:00"}, "nằm trong giờ yên tĩnh"),
        ({"daily_at": "07:00"}, "Giờ gửi thư gộp phải sau giờ nhắc"),
        ({"head_after": "0"}, "ghi số ngày từ 1 đến 30"),
        ({"quiet_from": ""}, "Nhập giờ yên tĩnh từ."),
    ],
)
def test_a_wrong_ladder_is_refused_in_words_and_kept_in_the_form(world, wrong, sentence):
    page = world.client(world.principal).post(edit_url(world), FORM | wrong)

    assert page.status_code == 200
    assert sentence in page.text
    with scope(world.school):
        assert not ReminderLadder.objects.exists()
    kept = next(iter(wrong.items()))
    assert f'value="{kept[1]}"' in page.text or not kept[1]


def test_a_teacher_neither_sees_nor_sets_it(world):
    client = world.client(world.teacher)

    assert (client.get(preview_url(world)).status_code, client.post(edit_url(world), FORM).status_code) == (403, 403)


def busy_month(world):
    """Work of some people with unlike dates; a role that changes hands; somebody who has done it."""
    people = [world.teacher, world.teacher2, world.head, world.clerk]
    for number, person in enumerate(people):
        due_at = moment(f"2026-10-{14 + 3 * number} 17:00")
        owe(world, key=f"a:{number}", person=person, title=f"Việc số {number}", due_at=due_at)
    owe(world, key="role", role=Role.RECORDS_CLERK, title="Cho số")
    owe(world, key="later", person=world.teacher, title="Việc sau", opens_at=moment("2026-10-18 07:00"))
    done = owe(world, key="done", person=world.teacher, title="Đã làm")
    services.fulfil(world.school, done.key)
    with scope(world.school):
        RoleAssignment.objects.filter(role=Role.RECORDS_CLERK).update(to_on=date(2026, 10, 22))
        RoleAssignment.objects.create(
            organisation=world.school, person=world.teacher2, role=Role.RECORDS_CLERK, from_on=date(2026, 10, 23)
        )


def test_what_is_shown_beforehand_is_what_is_told(world):
    busy_month(world)
    services.sweep()
    shown = [
        (at.date(), person.pk, telling.title, telling.audience, telling.rung)
        for at, tellings in services.preview(world.school, date(2026, 10, 12), date(2026, 11, 5))
        for telling in tellings
        for person in telling.people
    ]

    for day in [*(date(2026, 10, number) for number in range(13, 32)), *(date(2026, 11, n) for n in range(1, 6))]:
        for hour in (6, 7, 15):
            with clock.travel_to(clock.at(day, hour)):
                services.sweep()

    with scope(world.school):
        rows = Reminder.objects.exclude(sent_at=clock.now()).select_related("obligation")
        told = [
            (row.sent_at.astimezone(clock.ZONE).date(), row.person_id, row.obligation.title, row.audience, row.rung)
            for row in rows
        ]
    assert len(told) > 20
    assert sorted(shown) == sorted(told)


def test_the_page_names_day_work_rung_and_people(world):
    owe(world)
    owe(world, key="b", person=world.teacher2)
    notifications.set_mail_mode(world.school, world.teacher2, "off")

    page = world.client(world.secretary).get(preview_url(world)).text
    other = world.client(world.secretary).get(preview_url(world) + "?q=hoa").text

    for words in ("Thứ Bảy 17/10/2026, từ 06:30", "Trước hạn 7 ngày", "Ngày đến hạn", "Sau hạn 1 ngày"):
        assert words in page
    assert 'Lê Minh Ân <span class="muted">(chỉ trong ứng dụng)</span>' in page
    assert "Đỗ Thị Hòa" in other
    assert "Lê Minh Ân" not in other


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("first=01/10/2026", "Chọn từ hôm nay trở đi"),
        ("first=20/10/2026&last=19/10/2026", "Đến ngày phải bằng hoặc sau từ ngày"),
        ("first=20/10/2026&last=20/12/2026", "Mỗi lần xem nhiều nhất 31 ngày"),
        ("first=31/2/2027", "nhập theo mẫu"),
    ],
)
def test_an_impossible_range_is_answered_in_words(world, asked, sentence):
    page = world.client(world.secretary).get(f"{preview_url(world)}?{asked}")

    assert (page.status_code, sentence in page.text) == (200, True)


def test_the_preview_costs_the_same_for_few_and_for_many(world, django_assert_num_queries):
    client = world.client(world.secretary)
    owe(world)
    client.get(preview_url(world))
    with CaptureQueriesContext(connection) as few:
        client.get(preview_url(world))
    for number in range(40):
        owe(world, key=f"b:{number}", person=world.teacher2)

    with django_assert_num_queries(len(few)):
        client.get(preview_url(world))
