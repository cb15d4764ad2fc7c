"""The secret ballot: what it counts, what it refuses, and what happens when everybody casts at once."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from councils import ballots, services
from councils.models import BallotBox, Vote
from councils.voting_rules import VOTE_BASE
from deadlines.models import Obligation
from tests.councils import sessions
from tests.councils.sessions import rule


def three_rows(school):
    """Rows about a teacher, a member and the secretary."""

    def prepare(session):
        for person in (school.teacher, school.head, school.secretary):
            sessions.secret(school, session, person=person)

    return prepare


@pytest.fixture
def session(school):
    session = sessions.open_session(school, 9, prepare=three_rows(school))
    ballots.open_box(session, by=school.secretary.user)
    return session


def test_a_whole_ballot_is_counted_and_decided(school, session):
    for number, person in enumerate(sessions.voters(session)):
        sessions.cast(session, person, "agree" if number < 6 else "disagree")

    ballots.close_box(session, by=school.secretary.user)

    rows = [
        (row.votes_for, row.votes_against, row.votes_blank, row.eligible_count, row.base, row.passed)
        for row in session.motions.all()
    ]
    assert rows == [(6, 3, 0, 9, 9, True), (5, 3, 0, 8, 9, False), (5, 3, 0, 8, 9, False)]


def test_blank_papers_are_counted_and_those_who_stay_away_are_not(school, session):
    voters = sessions.voters(session)
    sessions.cast(session, voters[0], "blank")
    sessions.cast(session, voters[5], "agree")

    ballots.close_box(session, by=school.secretary.user)

    first = session.motions.first()
    assert (first.votes_for, first.votes_against, first.votes_blank, first.eligible_count) == (1, 0, 1, 9)


def test_a_box_that_nobody_used_decides_against_every_row(school, session):
    ballots.close_box(session, by=school.secretary.user)

    assert set(session.motions.values_list("votes_for", "passed")) == {(0, False)}


# ---- opening ----


def test_the_electorate_is_those_present(school):
    session = sessions.open_session(school, 12, absent=[school.head], prepare=three_rows(school))

    box = ballots.open_box(session, by=school.secretary.user)

    assert box.electorate_count == 11
    assert box.credentials.filter(is_used=True).count() == 0
    assert not box.credentials.filter(member__person=school.head).exists()


def test_opening_needs_an_open_session(school):
    session = sessions.convene(school, sessions.make_council(school))
    sessions.secret(school, session, person=school.teacher)

    with pytest.raises(DomainError, match="khi phiên họp đang mở"):
        ballots.open_box(session, by=school.secretary.user)


def test_opening_needs_a_secret_row(school):
    session = sessions.open_session(school, 9)

    with pytest.raises(DomainError, match="không có nội dung nào"):
        ballots.open_box(session, by=school.secretary.user)


def test_the_box_opens_once(school, session):
    with pytest.raises(DomainError, match="đã được mở"):
        ballots.open_box(session, by=school.secretary.user)


def test_below_nine_voters_the_council_says_that_it_votes_here(school):
    session = sessions.open_session(school, 5, prepare=three_rows(school))

    with pytest.raises(DomainError, match="Chỉ có 5 người bỏ phiếu"):
        ballots.open_box(session, by=school.secretary.user)

    assert ballots.open_box(session, accepts_small=True, by=school.secretary.user).electorate_count == 5


def test_tellers_are_present_members(school):
    session = sessions.open_session(school, 9, absent=[school.head], prepare=three_rows(school))
    away = session.council.members.get(person=school.head)

    with pytest.raises(DomainError, match="Ban kiểm phiếu"):
        ballots.open_box(session, tellers=[away], accepts_small=True, by=school.secretary.user)


def test_nothing_changes_after_the_box_has_opened(school, session):
    motion = session.motions.first()
    member = services.present_members(session)[2]
    for act in (
        lambda: sessions.call_roll(school, session),
        lambda: sessions.secret(school, session, person=school.teacher2),
        lambda: services.declare_family(session, member=member, motions=[motion], by=school.secretary.user),
    ):
        with pytest.raises(DomainError):
            act()


# ---- casting ----


def test_a_paper_leaves_out_the_own_row_and_those_of_relatives(school):
    def prepare(session):
        three_rows(school)(session)
        member = session.council.members.get(person=school.vice_principal)
        services.declare_family(session, member=member, motions=[session.motions.first()], by=school.secretary.user)

    session = sessions.open_session(school, 9, prepare=prepare)
    ballots.open_box(session, by=school.secretary.user)

    papers = {
        person: [motion.person for motion in ballots.paper_of(session, person.user)]
        for person in (school.principal, school.head, school.vice_principal)
    }
    assert papers == {
        school.principal: [school.teacher, school.head, school.secretary],
        school.head: [school.teacher, school.secretary],
        school.vice_principal: [school.head, school.secretary],
    }


def agree_to(motions):
    return {motion.pk: "agree" for motion in motions}


def test_the_own_row_is_refused(school, session):
    with pytest.raises(DomainError, match="không thuộc phần bỏ phiếu"):
        ballots.cast(session, choices=agree_to(session.motions.all()), by=school.head.user)

    assert not Vote.objects.exists()
    assert not session.boxes.get().credentials.filter(is_used=True).exists()


def test_a_row_of_another_session_is_refused(school, session):
    stranger = sessions.secret(school, sessions.convene(school, session.council), person=school.teacher)

    choices = agree_to([*ballots.paper_of(session, school.principal.user), stranger])
    with pytest.raises(DomainError, match="không thuộc phần bỏ phiếu"):
        ballots.cast(session, choices=choices, by=school.principal.user)

    assert not Vote.objects.exists()


def test_a_paper_with_a_row_missing_is_refused(school, session):
    rows = ballots.paper_of(session, school.principal.user)

    with pytest.raises(DomainError, match="còn 1 dòng chưa chọn"):
        ballots.cast(session, choices=agree_to(rows[1:]), by=school.principal.user)

    assert not Vote.objects.exists()


def test_an_invented_choice_is_refused(school, session):
    rows = ballots.paper_of(session, school.principal.user)

    with pytest.raises(DomainError, match="không hợp lệ"):
        ballots.cast(session, choices=agree_to(rows) | {rows[0].pk: "twice"}, by=school.principal.user)

    assert not Vote.objects.exists()


def test_a_second_paper_is_refused_and_the_first_stands(school, session):
    sessions.cast(session, school.principal, "agree")

    with pytest.raises(DomainError, match="đã bỏ phiếu rồi"):
        sessions.cast(session, school.principal, "disagree")

    assert list(session.boxes.get().votes.values_list("choice", flat=True)) == ["agree"] * 3


def test_somebody_absent_has_no_paper(school):
    session = sessions.open_session(school, 12, absent=[school.head], prepare=three_rows(school))
    ballots.open_box(session, by=school.secretary.user)

    with pytest.raises(DomainError, match="chỉ phát cho thành viên có mặt"):
        sessions.cast(session, school.head)


def test_somebody_outside_the_council_has_no_paper(school, session):
    with pytest.raises(DomainError, match="chỉ phát cho thành viên có mặt"):
        sessions.cast(session, school.teacher)


def test_a_paper_before_opening_and_after_closing_is_refused(school):
    session = sessions.open_session(school, 9, prepare=three_rows(school))
    with pytest.raises(DomainError, match="chưa mở"):
        sessions.cast(session, school.principal)
    ballots.open_box(session, by=school.secretary.user)
    ballots.close_box(session, by=school.secretary.user)
    with pytest.raises(DomainError, match="Đã kết thúc bỏ phiếu"):
        sessions.cast(session, school.principal)
    with pytest.raises(DomainError, match="không đang mở"):
        ballots.close_box(session, by=school.secretary.user)

    assert not Vote.objects.exists()


# ---- obligations ----


def test_everybody_present_owes_a_paper_until_the_box_closes(school, session):
    owed = Obligation.objects.filter(key__startswith=f"session:{session.pk}:ballot:")
    assert set(owed.values_list("person_id", flat=True)) == {person.pk for person in sessions.voters(session)}

    sessions.cast(session, school.principal)
    assert set(owed.values_list("state", flat=True)) == {"open"}
    ballots.close_box(session, by=school.secretary.user)

    assert set(owed.values_list("state", flat=True)) == {"fulfilled"}
    assert owed.values("closed_at").distinct().count() == 1


# ---- cost ----


def test_counting_costs_the_same_for_three_rows_and_for_thirty(school):
    council = sessions.make_council(school, 9)
    costs = []
    for count in (3, 30):
        session = sessions.open_session_of(
            school,
            council,
            prepare=lambda s, count=count: [sessions.secret(school, s, label=f"Dòng {n}") for n in range(count)],
        )
        ballots.open_box(session, by=school.secretary.user)
        sessions.cast(session, school.principal)
        with CaptureQueriesContext(connection) as queries:
            ballots.close_box(session, by=school.secretary.user)
        costs.append(len(queries))

    assert costs[0] == costs[1]


# ---- three defects that other programs had ----


def test_an_absent_member_is_never_counted_among_those_who_voted(school):
    """She has no paper, no row counts her as entitled, and a base of those present leaves her out."""
    rule(school.school, VOTE_BASE, "present")
    session = sessions.open_session(school, 10, absent=[school.outsider_head], prepare=three_rows(school))
    ballots.open_box(session, by=school.secretary.user)
    for person in sessions.voters(session):
        sessions.cast(session, person)
    with pytest.raises(DomainError, match="Không có phiếu"):
        sessions.cast(session, school.outsider_head)

    ballots.close_box(session, by=school.secretary.user)

    first = session.motions.first()
    assert (first.votes_for, first.eligible_count, first.present_count, first.base) == (9, 9, 9, 9)


def test_a_later_paper_never_overwrites_an_earlier_one(school, session):
    """Each cast rewrites the whole box: every earlier choice is still there after each of them."""
    expected = Counter()
    for number, person in enumerate(sessions.voters(session)):
        choice = Vote.Choice.values[number % 3]
        rows = ballots.paper_of(session, person.user)
        sessions.cast(session, person, choice)
        expected.update((motion.pk, choice) for motion in rows)

        assert Counter(session.boxes.get().votes.values_list("motion_id", "choice")) == expected


def test_whoever_has_not_voted_is_counted_as_missing_and_never_as_agreeing(school, session):
    """Closing does not wait for everybody; it says how many are missing, and their votes are nobody's."""
    for person in sessions.voters(session)[:4]:
        sessions.cast(session, person)
    client = school.client(school.secretary)
    asked = client.get(reverse("councils:ballot_close", args=[school.school.slug, session.pk]))

    ballots.close_box(session, by=school.secretary.user)

    first = session.motions.first()
    assert "4 trong 9 người đã bỏ phiếu" in asked.text
    assert "Còn 5 người chưa bỏ" in asked.text
    assert (first.votes_for, first.votes_against, first.votes_blank, first.eligible_count) == (4, 0, 0, 9)
    assert first.passed is False  # 4 of 9, and not 4 of 4


def test_a_count_that_does_not_fit_its_voters_is_not_accepted(school, session):
    """Votes and used credentials are held against each other at the count."""
    sessions.cast(session, school.principal)
    session.boxes.get().votes.first().delete()

    with pytest.raises(DomainError, match="không khớp với số người đã bỏ phiếu"):
        ballots.close_box(session, by=school.secretary.user)

    assert session.boxes.get().is_open


def test_counting_costs_the_same_for_six_rows_of_nine_and_for_sixty_of_twelve(school):
    council, costs = sessions.make_council(school, 12), []
    for rows, absent in ((6, [school.head, school.outsider_head, school.vice_principal]), (60, [])):
        session = sessions.open_session_of(
            school,
            council,
            absent=absent,
            prepare=lambda s, rows=rows: [sessions.secret(school, s, label=f"Dòng {n}") for n in range(rows)],
        )
        ballots.open_box(session, by=school.secretary.user)
        for person in sessions.voters(session):
            sessions.cast(session, person)
        with CaptureQueriesContext(connection) as queries:
            ballots.close_box(session, by=school.secretary.user)
        costs.append(len(queries))

    assert costs[0] == costs[1]


# ---- at once ----


def at_once(world, acts):
    """Run each act in a thread with its own connection, all from one starting signal; returns what each raised."""
    start = threading.Barrier(len(acts))
    raised = [None] * len(acts)

    def run(index, act):
        try:
            with scope(world.school):
                start.wait(20)
                act()
        except Exception as error:
            raised[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def opened(world):
    session = sessions.open_session(world, 9, prepare=three_rows(world))
    ballots.open_box(session, by=world.secretary.user)
    return session


@pytest.mark.django_db(transaction=True)
def test_nine_members_who_cast_at_once_make_nine_papers(committed_school):
    session = opened(committed_school)

    raised = at_once(committed_school, [lambda p=p: sessions.cast(session, p) for p in sessions.voters(session)])

    assert raised == [None] * 9
    assert session.boxes.get().credentials.filter(is_used=True).count() == 9
    assert [motion.votes.count() for motion in session.motions.all()] == [9, 8, 8]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_paper(committed_school):
    session = opened(committed_school)
    voter = committed_school.principal

    raised = at_once(committed_school, [lambda: sessions.cast(session, voter)] * 2)

    assert sorted(type(error).__name__ for error in raised) == ["DomainError", "NoneType"]
    assert Vote.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_races_with_the_count_is_counted_or_refused(committed_school):
    session = opened(committed_school)
    voters = sessions.voters(session)
    acts = [lambda p=p: sessions.cast(session, p) for p in voters[:4]]
    acts.append(lambda: ballots.close_box(session, by=committed_school.secretary.user))

    raised = at_once(committed_school, acts)

    refused = sum(isinstance(error, DomainError) for error in raised)
    assert [error for error in raised if error is not None and not isinstance(error, DomainError)] == []
    assert BallotBox.objects.get(session=session).state == "closed"
    assert session.motions.first().votes_for == 4 - refused


def test_whoever_presides_is_asked_to_release_what_was_counted(school, session):
    ballots.close_box(session, by=school.secretary.user)
    owed = Obligation.objects.open().filter(key__contains=":release:")
    assert [row.person for row in owed] == [school.principal]

    ballots.release(session, by=school.principal.user)

    assert not owed.all().exists()


def test_opening_a_box_costs_the_same_for_nine_voters_and_for_twelve(school):
    council, costs = sessions.make_council(school, 12), []
    members = [member.person for member in council.members.all()]
    for absent in (members[9:], ()):
        session = sessions.open_session_of(school, council, absent=absent, prepare=three_rows(school))
        with CaptureQueriesContext(connection) as queries:
            ballots.open_box(session, by=school.secretary.user)
        costs.append(len(queries))

    assert costs[0] == costs[1]
