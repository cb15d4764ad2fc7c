"""Two tellers of a ballot on paper, and the count, at the same moment on real connections.

With `./run test --full` twenty connections try two hundred times, otherwise four try a few times. No round knows who
comes first; each asks that whatever was answered is what is stored.
"""

from __future__ import annotations

from functools import partial

import pytest

from core.scoping import scope
from councils import paper_ballots
from councils.models import BallotBox, Motion, SealedFacts, Teller, TellerCount
from tests.councils.test_paper_ballots import Counting, opened
from tests.councils.unguarded import unguarded
from tests.races import Race, done

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FIRST, SECOND, OTHER = (8, 2, 1, 1), (7, 4, 0, 0), (6, 5, 0, 0)
UNDECIDED = {"passed": None, "decided_at": None, "decided_by": None, "votes_for": None, "votes_against": None}


@pytest.fixture
def race(transactional_world, is_full):
    with scope(transactional_world.school):
        yield Race.of_size(transactional_world, is_full)


def put_back(counting: Counting) -> None:
    """The box as it was when it opened."""
    with unguarded():
        SealedFacts.objects.filter(box__in=counting.session.boxes.all()).delete()
        TellerCount.objects.all().delete()
        Teller.objects.update(handed_at=None)
        Motion.objects.update(**UNDECIDED)
        BallotBox.objects.update(state="open", closed_at=None, closed_by=None)


def stored(counting: Counting, place: int) -> list[tuple]:
    teller = Teller.objects.get(box=counting.box, member=counting.tellers[place])
    counts = paper_ballots.counts_of(teller)
    return [counts[pk] for pk in sorted(counts)]


def test_two_tellers_who_hand_in_at_once_are_both_in_once(race):
    """However often each presses, each count is stored once and whole, and a second one is told so."""
    counting = opened(race.world)
    for _ in range(race.rounds):
        put_back(counting)
        acts = [partial(counting.hand_in, 0, FIRST, SECOND), partial(counting.hand_in, 1, FIRST, OTHER)]
        answers = race.run(race.many(*acts))
        assert len(done(answers)) == 2
        assert [stored(counting, place) for place in (0, 1)] == [[FIRST, SECOND], [FIRST, OTHER]]
        tellers = paper_ballots.tellers_of(counting.box)
        assert paper_ballots.are_both_in(tellers)
        assert len(paper_ballots.differing(tellers)) == 1


def test_a_correction_against_the_count(race):
    """What is decided is what both tellers' stored figures say; after the count nobody opens them again."""
    counting = opened(race.world)
    for number in range(race.rounds):
        put_back(counting)
        counting.hand_in(0, FIRST, SECOND)
        counting.hand_in(1, FIRST, SECOND)
        acts = [counting.close] * (race.connections - 1)
        acts.insert(number % race.connections, partial(_correct, counting, looks_first=number % 2 == 0))
        race.run(acts)
        box = counting.box
        first, second = paper_ballots.tellers_of(box)
        if box.is_open:
            assert second.handed_at is None or stored(counting, 1) == [FIRST, OTHER]
            assert not counting.session.motions.decided().exists()
        else:
            assert first.handed_at
            assert second.handed_at
            assert stored(counting, 0) == stored(counting, 1) == [FIRST, SECOND]
            assert list(counting.session.motions.values_list("votes_for", flat=True)) == [8, 7]
        race.tally[box.state] += 1
    race.check_came("open", "closed")


def _correct(counting: Counting, *, looks_first: bool) -> None:
    """Open what was handed in and hand in other figures; with a look at it before, the count comes first more often."""
    if looks_first:
        assert stored(counting, 1) == [FIRST, SECOND]
    counting.take_back(1)
    counting.hand_in(1, FIRST, OTHER)
