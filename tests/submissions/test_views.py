"""The sender's pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from submissions import services
from tests.factories.dossiers import sent_dossier
from tests.submissions.test_services import tamper


def url(name, organisation, *args):
    return reverse(f"submissions:{name}", args=[organisation.slug, *args])


def test_the_sender_sees_versions_reason_and_both_clocks(world):
    _, row = sent_dossier(world)
    services.receive(row, by=world.officer.user)
    services.return_for_revision(row, part="proposal", reason="Ghi rõ căn cứ", due_on=None, by=world.officer.user)

    page = world.client(world.secretary).get(url("sent_detail", world.school, row.pk)).content.decode()

    assert "Ghi rõ căn cứ" in page
    assert "Thời gian xử lý" in page
    assert "Yêu cầu bổ sung" in page


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("secretary", 200), ("clerk", 200)])
def test_who_reads_what_was_sent(world, who, status):
    _, row = sent_dossier(world)
    client = world.client(getattr(world, who))

    statuses = {
        client.get(url("sent_detail", world.school, row.pk)).status_code,
        client.get(url("sent_list", world.school)).status_code,
        client.get(url("sent_file", world.school, row.pk, 1)).status_code,
    }

    assert statuses == {status}


def test_another_schools_delivery_does_not_exist(world):
    _, row = sent_dossier(world)
    client = world.client(world.other_secretary)

    assert client.get(url("sent_detail", world.other_school, row.pk)).status_code == 404
    assert client.get(url("sent_file", world.other_school, row.pk, 1)).status_code == 404
    assert row.code not in client.get(url("sent_list", world.other_school)).content.decode()


def test_a_file_comes_down_as_it_was_sent(world):
    _, row = sent_dossier(world)

    response = world.client(world.secretary).get(url("sent_file", world.school, row.pk, 1))

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert "HS-2026-0001_01_to-trinh-so-08-ttr-thnc.pdf" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"


def test_a_changed_file_is_a_sentence_not_an_error(world):
    _, row = sent_dossier(world)
    tamper(row.files.first())

    response = world.client(world.secretary).get(url("sent_file", world.school, row.pk, 1), follow=True)

    assert response.status_code == 200
    assert "không còn đúng với bản đã nộp" in response.content.decode()


def test_the_list_costs_the_same_with_one_and_with_three(world, django_assert_num_queries):
    from tests.submissions.test_services import send

    client = world.client(world.secretary)
    address = url("sent_list", world.school)
    send(world, "matter:1")
    client.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(address)
    send(world, "matter:2")
    send(world, "matter:3")

    with django_assert_num_queries(len(one)):
        client.get(address)
