from __future__ import annotations

import pytest

from core.errors import DomainError
from core.scoping import scope
from councils import ballots, services
from tests.councils import sessions


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def test_a_whole_ballot_is_counted_and_decided(school):
    def prepare(session):
        sessions.secret(school, session, person=school.teacher)
        sessions.secret(school, session, person=school.head)

    session = sessions.open_session(school, 9, prepare=prepare)
    ballots.open_box(session, by=school.secretary.user)
    for number, person in enumerate(sessions.voters(session)):
        sessions.cast(session, person, "agree" if number < 6 else "disagree")

    ballots.close_box(session, by=school.secretary.user)

    first, second = session.motions.all()
    assert (first.votes_for, first.votes_against, first.votes_blank, first.eligible_count) == (6, 3, 0, 9)
    assert (second.votes_for + second.votes_against, second.eligible_count, second.base) == (8, 8, 9)
    assert (first.passed, second.passed) == (True, False)
    services.close_session(session, by=school.secretary.user)
    session.refresh_from_db()
    assert session.minutes.full_number == ""
    assert services.result_of(school.school, "registration:1").passed is True


def test_one_member_votes_once(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    ballots.open_box(session, by=school.secretary.user)
    sessions.cast(session, school.secretary)

    with pytest.raises(DomainError, match="đã bỏ phiếu rồi"):
        sessions.cast(session, school.secretary, "disagree")

    assert list(session.ballot_box.votes.values_list("choice", flat=True)) == ["agree"]
