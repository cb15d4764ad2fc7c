"""A ballot on stamped paper: which papers there are, and two tellers who count each for herself."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.models import AuditEntry
from core.errors import DomainError
from councils import ballots, paper_ballots, services
from councils.criteria import Paper, count_refusals, papers_of
from councils.models import CouncilMember, CouncilSession, Credential, TellerCount
from deadlines.models import Obligation
from tests.councils import sessions

# ---- which papers ----


def test_rows_from_which_the_same_members_abstain_are_on_one_paper():
    papers = papers_of([10, 20, 30, 40], {1, 2, 3}, {20: {2}, 40: {2}, 30: {9}})

    assert papers == [
        Paper(1, (10, 30), frozenset({1, 2, 3})),  # member 9 does not vote at all, so she makes no difference
        Paper(2, (20, 40), frozenset({1, 3})),
    ]


@given(
    voters=st.frozensets(st.integers(1, 12), min_size=1),
    recused=st.dictionaries(st.integers(1, 8), st.frozensets(st.integers(1, 12), max_size=4), max_size=8),
    count=st.integers(1, 8),
)
def test_everybody_gets_whole_papers_with_exactly_the_rows_she_may_vote_on(voters, recused, count):
    rows = list(range(1, count + 1))

    papers = papers_of(rows, voters, recused)

    assert sorted(row for paper in papers for row in paper.rows) == rows
    assert [paper.number for paper in papers] == list(range(1, len(papers) + 1))
    for voter in voters:
        mine = {row for paper in papers if voter in paper.voters for row in paper.rows}
        assert mine == {row for row in rows if voter not in recused.get(row, ())}
    # As few as possible: two papers are never for the same people.
    assert len({paper.voters for paper in papers}) == len(papers)


@pytest.mark.parametrize(
    ("counts", "sentences"),
    [
        ({1: (11, 0, 0, 0), 2: (5, 3, 2, 1)}, {}),
        ({1: (0, 0, 0, 0), 2: (0, 0, 0, 0)}, {}),
        ({1: (12, 0, 0, 0), 2: (11, 0, 0, 0)}, {1: "Phiếu số 1 phát ra 11, thầy/cô nhập 12 phiếu."}),
    ],
)
def test_figures_of_a_paper_are_held_against_what_was_handed_out(counts, sentences):
    assert count_refusals(Paper(1, (1, 2), frozenset(range(11))), counts) == sentences


def test_every_row_of_a_paper_has_as_many_as_came_back():
    counts = {1: (9, 1, 0, 0), 2: (9, 0, 0, 0), 3: (4, 4, 1, 1)}

    found = count_refusals(Paper(2, (1, 2, 3), frozenset(range(11))), counts)

    assert list(found) == [2]
    assert "Phiếu số 2: dòng này cộng lại là 9 phiếu, dòng khác là 10." in found[2]


# ---- a box on paper ----


@dataclass
class Counting:
    """An open box on paper: twelve members, a row of a teacher and one of a member; two tellers."""

    school: object
    session: CouncilSession
    tellers: list[CouncilMember]

    @property
    def box(self):
        return self.session.boxes.get()

    def figures(self, first, second):
        return dict(zip(self.session.motions.values_list("pk", flat=True), (first, second), strict=True))

    def hand_in(self, place: int, first=(8, 2, 1, 1), second=(7, 4, 0, 0)) -> None:
        teller = self.tellers[place].person.user
        paper_ballots.hand_in(self.session, counts=self.figures(first, second), by=teller)

    def take_back(self, place: int) -> None:
        paper_ballots.take_back(self.session, by=self.tellers[place].person.user)

    def close(self):
        return ballots.close_box(self.session, by=self.school.secretary.user)

    def owed(self) -> set[str]:
        rows = Obligation.objects.filter(key__startswith=f"session:{self.session.pk}:count:")
        assert set(rows.values_list("person_id", flat=True)) == {teller.person_id for teller in self.tellers}
        return set(rows.values_list("state", flat=True))


def opened(school) -> Counting:
    def prepare(session):
        for person in (school.teacher, school.head):
            sessions.secret(school, session, person=person)

    session = sessions.open_session(school, 12, prepare=prepare)
    tellers = services.present_members(session)[4:6]
    ballots.open_box(session, mode="paper", tellers=tellers, by=school.secretary.user)
    return Counting(school, session, tellers)


@pytest.fixture
def counting(school):
    return opened(school)


def test_what_two_tellers_counted_alike_becomes_the_result(school, counting):
    counting.hand_in(0)
    counting.hand_in(1)
    assert counting.owed() == {"open"}

    counting.close()

    rows = [
        (row.votes_for, row.votes_against, row.votes_blank, row.votes_invalid, row.eligible_count, row.base, row.passed)
        for row in counting.session.motions.all()
    ]
    assert rows == [(8, 2, 1, 1, 12, 12, True), (7, 4, 0, 0, 11, 12, False)]
    assert counting.owed() == {"fulfilled"}
    assert not counting.box.is_released


def test_nothing_is_cast_on_a_device_while_the_vote_is_on_paper(school, counting):
    with pytest.raises(DomainError, match="Lượt này bỏ phiếu giấy"):
        sessions.cast(counting.session, school.principal)

    assert not counting.box.votes.exists()
    assert not Credential.objects.filter(is_used=True).exists()
    assert not Obligation.objects.filter(key__startswith=f"session:{counting.session.pk}:ballot:").exists()


@pytest.mark.parametrize("handed", [[], [0]])
def test_the_box_stays_open_until_both_tellers_are_in(counting, handed):
    for place in handed:
        counting.hand_in(place)

    with pytest.raises(DomainError, match="chưa nộp số kiểm phiếu"):
        counting.close()

    assert counting.box.is_open
    assert not counting.session.motions.decided().exists()


def test_the_box_stays_open_while_the_tellers_differ_and_closes_when_one_has_corrected(counting):
    counting.hand_in(0)
    counting.hand_in(1, second=(6, 5, 0, 0))
    with pytest.raises(DomainError, match="nhập khác nhau ở 1 dòng"):
        counting.close()
    assert not counting.session.motions.decided().exists()

    counting.take_back(1)
    with pytest.raises(DomainError, match="chưa nộp số kiểm phiếu"):
        counting.close()
    counting.hand_in(1)
    counting.close()

    assert counting.session.motions.last().votes_for == 7


def test_a_correction_is_in_the_log_with_its_figures_and_a_first_count_without(counting):
    row = counting.session.motions.last().pk
    counting.hand_in(0, second=(6, 5, 0, 0))
    counting.take_back(0)
    counting.hand_in(0)

    first, second = AuditEntry.objects.filter(verb="councils.count_handed_in").order_by("pk")
    assert (first.before, first.after["corrected"]) == ({}, {})
    assert (second.before, second.after["corrected"]) == ({str(row): [6, 5, 0, 0]}, {str(row): [7, 4, 0, 0]})


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ((12, 0, 0, 0), (12, 0, 0, 0), "Phiếu số 2 phát ra 11, thầy/cô nhập 12 phiếu"),
        ((-1, 0, 0, 0), (0, 0, 0, 0), "từ 0 trở lên"),
    ],
)
def test_impossible_figures_are_refused_and_nothing_is_kept(counting, first, second, sentence):
    with pytest.raises(DomainError, match=sentence):
        counting.hand_in(0, first, second)

    assert not TellerCount.objects.exists()


def test_a_row_that_is_missing_or_foreign_is_refused(school, counting):
    by = counting.tellers[0].person.user
    stranger = sessions.secret(school, sessions.convene(school, counting.session.council), person=school.teacher2)
    whole = counting.figures((8, 2, 1, 1), (7, 4, 0, 0))
    for counts in ({stranger.pk: (1, 0, 0, 0)} | whole, dict(list(whole.items())[:1]), {}):
        with pytest.raises(DomainError, match="đủ các dòng"):
            paper_ballots.hand_in(counting.session, counts=counts, by=by)

    assert not TellerCount.objects.exists()


def test_only_a_teller_counts_and_only_once(school, counting):
    with pytest.raises(DomainError, match="Chỉ hai người kiểm phiếu"):
        paper_ballots.hand_in(counting.session, counts=counting.figures((0,) * 4, (0,) * 4), by=school.secretary.user)
    with pytest.raises(DomainError, match="chưa nộp số"):
        counting.take_back(0)
    counting.hand_in(0)
    with pytest.raises(DomainError, match="đã nộp số rồi"):
        counting.hand_in(0, second=(0, 11, 0, 0))

    assert TellerCount.objects.filter(votes_for=0).count() == 0


def test_after_the_count_nothing_is_taken_or_opened_again(counting):
    counting.hand_in(0)
    counting.hand_in(1)
    counting.close()

    for act in (lambda: counting.take_back(0), lambda: counting.hand_in(0), counting.close):
        with pytest.raises(DomainError, match="không đang mở"):
            act()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_paper_takes_exactly_two_tellers(school, count):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))

    with pytest.raises(DomainError, match="Chọn đúng hai người"):
        ballots.open_box(
            session, mode="paper", tellers=services.present_members(session)[:count], by=school.secretary.user
        )


def test_everybody_is_handed_the_papers_on_which_she_may_vote(school, counting):
    papers = paper_ballots.papers_in(counting.box)

    handed = {
        member.person: [each.number for each in own] for member, own in paper_ballots.handed_out(counting.box, papers)
    }
    assert [(each.number, each.issued) for each in papers] == [(1, 12), (2, 11)]
    assert handed.pop(school.head) == [1]
    assert set(map(tuple, handed.values())) == {(1, 2)}


def test_a_row_on_which_only_its_candidate_could_vote_has_no_paper_to_count(school):
    """Absent members have no paper; a row whose only present voters abstain is decided with nobody's vote."""
    paper = papers_of([1], {5}, {1: {5}})[0]

    assert (paper.issued, count_refusals(paper, {1: (0, 0, 0, 0)})) == (0, {})
    assert "phát ra 0" in count_refusals(paper, {1: (1, 0, 0, 0)})[1]
