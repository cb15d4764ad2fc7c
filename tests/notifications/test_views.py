from __future__ import annotations

import pytest
from django.urls import reverse

from core import clock
from core.scoping import scope
from notifications import services
from notifications.models import Notification


@pytest.fixture
def message(world):
    services.notify(
        world.teacher, organisation=world.school, key="a:1", subject="Nộp phiếu", url="/o/th-ngoc-cau/year/"
    )
    with scope(world.school):
        return Notification.objects.get()


def list_url(world, organisation=None):
    return reverse("notifications:notification_list", args=[(organisation or world.school).slug])


def test_unread_messages_stand_first(world):
    for number in range(1, 4):
        services.notify(world.teacher, organisation=world.school, key=f"a:{number}", subject=f"Việc số {number}")
    with scope(world.school):
        services.mark_read(Notification.objects.get(key="a:3"))

    page = world.client(world.teacher).get(list_url(world))

    assert [row.subject for row in page.context["page"]] == ["Việc số 2", "Việc số 1", "Việc số 3"]
    assert "Có 2 thông báo chưa đọc" in page.content.decode()


def test_opening_marks_it_read_and_leads_to_its_page(world, message):
    url = reverse("notifications:notification_open", args=[world.school.slug, message.pk])

    answer = world.client(world.teacher).post(url)

    message.refresh_from_db()
    assert (answer.status_code, answer.url, message.read_at) == (302, "/o/th-ngoc-cau/year/", clock.now())


def test_reading_never_changes_by_get(world, message):
    client = world.client(world.teacher)

    client.get(list_url(world))
    answer = client.get(reverse("notifications:notification_open", args=[world.school.slug, message.pk]))

    message.refresh_from_db()
    assert (answer.status_code, message.read_at) == (405, None)


def test_a_link_to_another_site_is_not_followed(world, message):
    Notification._base_manager.filter(pk=message.pk).update(url="//evil.test/")

    answer = world.client(world.teacher).post(
        reverse("notifications:notification_open", args=[world.school.slug, message.pk])
    )

    assert answer.url == list_url(world)


def test_all_can_be_marked_read_and_only_ones_own(world, message):
    services.notify(world.teacher2, organisation=world.school, key="a:1", subject="Việc khác")

    world.client(world.teacher).post(reverse("notifications:notification_read_all", args=[world.school.slug]))

    with scope(world.school):
        unread = Notification.objects.unread().values_list("person", flat=True)
        assert list(unread) == [world.teacher2.pk]


def test_another_persons_message_is_not_there(world, message):
    url = reverse("notifications:notification_open", args=[world.school.slug, message.pk])

    assert world.client(world.teacher2).post(url).status_code == 404
    assert world.client(world.other_teacher).post(url).status_code == 404
    page = world.client(world.teacher2).get(list_url(world))
    assert "Nộp phiếu" not in page.content.decode()
    assert "Chưa có thông báo nào" in page.content.decode()


def test_the_list_costs_the_same_at_one_and_at_many_rows(world, message, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = world.client(world.teacher)
    client.get(list_url(world))
    with CaptureQueriesContext(connection) as few:
        client.get(list_url(world))
    for number in range(2, 25):
        services.notify(world.teacher, organisation=world.school, key=f"a:{number}", subject=f"Việc số {number}")

    with django_assert_num_queries(len(few)):
        client.get(list_url(world))
