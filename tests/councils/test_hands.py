"""Shows of hands, and the end of a session."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from councils import ballots, services
from tests.councils import sessions

# ---- hands ----


@pytest.fixture
def voting(school):
    def prepare(session):
        for person in (school.teacher, school.teacher2, school.head):
            sessions.hands(school, session, person=person, value="2/3")

    return sessions.open_session(school, 9, prepare=prepare)


def test_hands_are_counted_and_decided(school, voting):
    first, second, own = voting.motions.all()
    counts = {first.pk: (6, 2, 1), second.pk: (5, 4, 0), own.pk: (8, 0, 0)}

    changed = services.record_hands(voting, counts=counts, by=school.secretary.user)

    rows = [(row.base, row.eligible_count, row.passed) for row in voting.motions.all()]
    assert (changed, rows) == (3, [(9, 9, True), (9, 9, False), (9, 8, True)])
    assert voting.motions.first().decided_by == school.secretary.user


def test_a_count_that_is_not_whole_saves_nothing(school, voting):
    first, _, own = voting.motions.all()

    with pytest.raises(DomainError, match=r"là 9, nhưng có 8 thành viên"):
        services.record_hands(voting, counts={first.pk: (9, 0, 0), own.pk: (9, 0, 0)}, by=school.secretary.user)

    assert not voting.motions.decided().exists()


def test_a_count_may_be_mended_while_the_session_is_open(school, voting):
    motion = voting.motions.first()
    services.record_hands(voting, counts={motion.pk: (9, 0, 0)}, by=school.secretary.user)

    assert services.record_hands(voting, counts={motion.pk: (9, 0, 0)}, by=school.secretary.user) == 0
    assert services.record_hands(voting, counts={motion.pk: (3, 6, 0)}, by=school.secretary.user) == 1
    motion.refresh_from_db()
    assert (motion.votes_for, motion.passed) == (3, False)


def test_hands_of_another_session_are_refused(school, voting):
    council = voting.council
    other = sessions.convene(school, council)
    stranger = sessions.hands(school, other, person=school.teacher)

    with pytest.raises(DomainError, match="không thuộc"):
        services.record_hands(voting, counts={stranger.pk: (9, 0, 0)}, by=school.secretary.user)


def test_a_secret_row_is_not_decided_by_hands(school):
    session = sessions.open_session(school, prepare=lambda s: sessions.secret(school, s, person=school.teacher))

    with pytest.raises(DomainError, match="không thuộc biểu quyết giơ tay"):
        services.record_hands(session, counts={session.motions.get().pk: (5, 0, 0)}, by=school.secretary.user)


def test_hands_before_opening_are_refused(school):
    session = sessions.convene(school, sessions.make_council(school))
    motion = sessions.hands(school, session, person=school.teacher)

    with pytest.raises(DomainError, match="đang mở"):
        services.record_hands(session, counts={motion.pk: (5, 0, 0)}, by=school.secretary.user)


@pytest.mark.parametrize(
    ("kind", "base", "passed"), [("all_members", 9, False), ("present", 7, False), ("valid", 6, True)]
)
def test_each_base_is_applied(school, kind, base, passed):
    council = sessions.make_council(school, 9)
    session = sessions.convene(school, council)
    sessions.rule(school.school, "council.vote_base", kind)
    motion = sessions.hands(school, session, person=school.teacher, value="2/3")
    sessions.call_roll(school, session, absent=[member.person for member in council.members.all()[7:]])
    session = services.open_session(session, by=school.secretary.user)

    services.record_hands(session, counts={motion.pk: (4, 2, 1)}, by=school.secretary.user)

    motion.refresh_from_db()
    assert (motion.base, motion.passed) == (base, passed)


def test_saving_hands_costs_the_same_for_three_rows_and_for_thirty(school):
    council = sessions.make_council(school)
    costs = []
    for count in (3, 30):
        session = sessions.convene(school, council)
        rows = [sessions.hands(school, session, label=f"Dòng {number}") for number in range(count)]
        sessions.call_roll(school, session)
        services.open_session(session, by=school.secretary.user)
        with CaptureQueriesContext(connection) as queries:
            services.record_hands(session, counts={row.pk: (5, 0, 0) for row in rows}, by=school.secretary.user)
        costs.append(len(queries))

    assert costs[0] == costs[1]


# ---- the end ----


def test_a_session_with_open_questions_does_not_close(school, voting):
    with pytest.raises(DomainError, match="Còn 3 nội dung chưa biểu quyết"):
        services.close_session(voting, by=school.secretary.user)


def test_a_session_without_questions_does_not_close(school):
    with pytest.raises(DomainError, match="chưa có nội dung nào"):
        services.close_session(sessions.open_session(school), by=school.secretary.user)


def test_a_session_with_an_open_ballot_does_not_close(school):
    session = sessions.open_session(school, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)

    with pytest.raises(DomainError, match="Kết thúc bỏ phiếu trước"):
        services.close_session(session, by=school.secretary.user)


def test_a_closed_session_takes_nothing_more(school, voting):
    counts = {row.pk: (services.electorates(voting, [row])[row.pk].entitled, 0, 0) for row in voting.motions.all()}
    services.record_hands(voting, counts=counts, by=school.secretary.user)
    closed = services.close_session(voting, by=school.secretary.user)

    assert closed.minutes.origin_kwargs == {"pk": closed.pk}
    for act in (
        lambda: services.close_session(closed, by=school.secretary.user),
        lambda: services.record_hands(closed, counts=counts, by=school.secretary.user),
        lambda: sessions.hands(school, closed, person=school.teacher),
        lambda: sessions.call_roll(school, closed),
    ):
        with pytest.raises(DomainError):
            act()
