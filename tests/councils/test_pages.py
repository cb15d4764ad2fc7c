from __future__ import annotations

import pytest
from django.urls import reverse

from core.scoping import scope
from councils import ballots, services
from tests.councils import sessions


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def url(world, name, *args):
    return reverse(f"councils:{name}", args=[world.school.slug, *args])


def test_a_whole_session_over_its_pages(school):
    secretary, chair = school.client(school.secretary), school.client(school.principal)
    council = sessions.make_council(school, 9)
    session = sessions.convene(school, council)
    first = sessions.hands(school, session, person=school.teacher)
    second = sessions.secret(school, session, person=school.head)
    members = list(services.members_of(session))
    data = {f"state-{member.pk}": "present" for member in members}

    secretary.post(url(school, "session_roll_call", session.pk), data)
    secretary.post(url(school, "session_open", session.pk))
    secretary.post(
        url(school, "session_hands", session.pk), {f"for-{first.pk}": "9", f"against-{first.pk}": "0", f"blank-{first.pk}": "0"}
    )
    secretary.post(url(school, "ballot_open", session.pk), {"tellers": [members[3].pk]})
    for person in (school.principal, school.secretary, school.vice_principal):
        client = school.client(person)
        page = client.get(url(school, "ballot", session.pk))
        assert "checked" not in page.content.decode()
        check = client.post(url(school, "ballot", session.pk), {f"choice-{second.pk}": "agree"})
        assert "Xem lại phiếu kín" in check.content.decode()
        answer = client.post(url(school, "ballot_cast", session.pk), {f"choice-{second.pk}": "agree"}, follow=True)
        assert "Đã bỏ phiếu" in answer.content.decode()
    secretary.post(url(school, "ballot_close", session.pk))
    answer = chair.post(url(school, "session_close", session.pk), follow=True)

    assert "Đã kết thúc phiên họp" in answer.content.decode()
    second.refresh_from_db()
    assert (second.votes_for, second.eligible_count, second.base, second.passed) == (3, 8, 9, False)
