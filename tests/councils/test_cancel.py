"""A session that is called off frees what was handed to it and tells its members why."""

from __future__ import annotations

import pytest

from core.errors import DomainError
from core.scoping import scope
from councils import services
from councils.models import CouncilSession, Motion
from deadlines.models import Obligation
from notifications.models import Notification
from tests.councils import sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world):
    with scope(world.school):
        session = sessions.convene(world, sessions.make_council(world))
        sessions.hands(world, session, person=world.teacher)
        yield session


def test_cancelled_session_frees_its_motions_and_closes_its_task(world, draft):
    services.cancel_session(draft, reason="Trùng lịch kiểm tra học kỳ", by=world.secretary.user)

    draft.refresh_from_db()
    told = Notification.objects.filter(key=f"session:{draft.pk}:cancelled")
    assert draft.state == CouncilSession.State.CANCELLED
    assert not Motion.objects.filter(session=draft).exists()
    assert Obligation.objects.get(key=f"session:{draft.pk}:open").state == "cancelled"
    assert {row.person for row in told} == set(world.members)
    assert "Trùng lịch" in told[0].body


def test_cancelled_session_opens_no_more(world, draft):
    services.cancel_session(draft, reason="Hoãn", by=world.secretary.user)

    with pytest.raises(DomainError):
        services.open_session(draft, by=world.secretary.user)
    with pytest.raises(DomainError, match="chưa mở"):
        services.cancel_session(draft, reason="Hoãn", by=world.secretary.user)


def test_reason_is_asked_and_the_session_stays(world, draft):
    with pytest.raises(DomainError, match="lý do"):
        services.cancel_session(draft, reason="  ", by=world.secretary.user)

    draft.refresh_from_db()
    assert draft.is_draft


def test_page_asks_for_the_reason_and_shows_the_cancelled_session(world, draft):
    client = world.client(world.secretary)
    url = f"/o/th-ngoc-cau/councils/sessions/{draft.pk}/"

    refused = client.post(url + "cancel/", {"reason": ""})
    done = client.post(url + "cancel/", {"reason": "Trùng lịch"}, follow=True)

    assert refused.status_code == 200
    assert "Đã hủy" in done.text
    assert "Hủy phiên họp</a>" not in done.text
