"""Every result that a vote of up to twenty-five members can have, against an oracle that only counts people.

A member is in one cell: what she did, where she was. The oracle adds up cells and compares fractions; the rooms' own
arithmetic takes parts off totals and compares whole numbers. What a result rests on is split in three, each tried
whole: the base of every possible electorate, the result of every (votes for, base), every split of the papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

from councils import criteria
from councils.criteria import Electorate, read_threshold
from councils.models import Motion
from councils.services import deciding

MOST = 25
THRESHOLDS = {
    "1/2": (Fraction(1, 2), False),
    "2/3": (Fraction(2, 3), False),
    "3/4": (Fraction(3, 4), False),
    "4/5": (Fraction(4, 5), False),
    "9/10": (Fraction(9, 10), False),
    ">1/2": (Fraction(1, 2), True),
}
BASES = Motion.Base.values


def agrees(votes_for: int, base: int, threshold: str) -> bool:
    """The oracle: the share is taken as it is, and nothing is no share of nothing."""
    if base == 0:
        return False
    share, is_strict = THRESHOLDS[threshold]
    reached = Fraction(votes_for, base)
    return reached > share if is_strict else reached >= share


def cells_of(size: int, *, most_recused: int) -> Iterator[tuple[int, int, int, int, int, int]]:
    """Every way in which `size` members are (present, written, absent) and, of each, recused."""
    for recused in range(min(size, most_recused) + 1):
        for here_recused in range(recused + 1):
            for written_recused in range(recused - here_recused + 1):
                away_recused = recused - here_recused - written_recused
                rest = size - recused
                for here in range(rest + 1):
                    for written in range(rest - here + 1):
                        away = rest - here - written
                        yield here, written, away, here_recused, written_recused, away_recused


def electorate_of(cells, *, asks_written: bool, leave: bool) -> Electorate:
    """As the services count it: of the whole session, and of the recused within."""
    here, written, away, here_recused, written_recused, away_recused = cells
    present, sent = here + here_recused, written + written_recused
    return Electorate(
        members=present + sent + away + away_recused,
        present=present,
        taking_part=present + sent * asks_written,
        recused_members=here_recused + written_recused + away_recused,
        recused_present=here_recused,
        recused_taking_part=here_recused + written_recused * asks_written,
        abstainers_leave=leave,
    )


def counted_base(kind: str, cells, *, asks_written: bool, leave: bool) -> int:
    """The oracle: each cell is in the base or not."""
    here, written, away, here_recused, written_recused, away_recused = cells
    who = [here] if leave else [here, here_recused]
    if kind == "all_members":
        who += [written, away] if leave else [written, written_recused, away, away_recused]
    if kind == "taking_part" and asks_written:
        who += [written] if leave else [written, written_recused]
    return sum(who)


def test_the_base_of_every_electorate_to_twenty_five_members(is_full):
    """Every member somewhere, up to three of them recused; with the whole counts any number."""
    wrong, tried = [], 0
    for size in range(MOST + 1):
        for cells in cells_of(size, most_recused=size if is_full else 3):
            for asks_written, leave in product((False, True), repeat=2):
                electorate = electorate_of(cells, asks_written=asks_written, leave=leave)
                entitled = cells[0] + cells[1] * asks_written
                tried += 1
                if electorate.entitled != entitled:
                    wrong.append((cells, asks_written, leave, "entitled"))
                for kind in ("all_members", "present", "taking_part"):
                    base = counted_base(kind, cells, asks_written=asks_written, leave=leave)
                    if electorate.base(kind, votes_for=entitled, votes_against=0) != base:
                        wrong.append((cells, asks_written, leave, kind))

    assert wrong == []
    assert tried > 50_000


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_the_result_of_every_count_to_twenty_five(threshold):
    read = read_threshold(threshold)
    cases = [(votes, base) for base in range(MOST + 1) for votes in range(base + 1)]

    assert [(votes, base) for votes, base in cases if criteria.passes(votes, base, read)] == [
        (votes, base) for votes, base in cases if agrees(votes, base, threshold)
    ]
    assert [(votes, base) for votes, base in cases if criteria.has_quorum(votes, base, read)] == [
        (votes, base) for votes, base in cases if agrees(votes, base, threshold)
    ]


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_the_number_that_is_shown_is_the_first_that_passes(threshold):
    for base in range(1, MOST + 1):
        passing = [votes for votes in range(base + 2) if agrees(votes, base, threshold)]
        assert criteria.needed(base, read_threshold(threshold)) == passing[0]


def splits(entitled: int) -> Iterator[tuple[int, int, int, int]]:
    """Every (for, against, blank, invalid) of so many; whoever is missing stayed away from the box."""
    for votes_for in range(entitled + 1):
        for against in range(entitled - votes_for + 1):
            for blank in range(entitled - votes_for - against + 1):
                for invalid in range(entitled - votes_for - against - blank + 1):
                    yield votes_for, against, blank, invalid


def test_every_split_of_the_papers_is_decided_as_its_people_say(is_full, on_day):
    """Each split of up to twenty-five papers; every base and threshold with each up to nine, and in turn above
    (with the whole counts: with each). One member is recused and one absent besides."""
    motion = Motion()
    every = list(product(BASES, THRESHOLDS))
    wrong, turn = [], 0
    for entitled in range(MOST + 1):
        cells = (entitled, 0, 1, 1, 0, 0)
        electorate = electorate_of(cells, asks_written=False, leave=False)
        bases = {kind: counted_base(kind, cells, asks_written=False, leave=False) for kind in BASES}
        for votes in splits(entitled):
            turn += 1
            chosen = every if is_full or entitled <= 9 else [every[turn % len(every)]]
            for kind, threshold in chosen:
                motion.base_kind, motion.threshold = kind, threshold
                deciding.decide(motion, votes, electorate=electorate, by=None)
                base = votes[0] + votes[1] if kind == "valid" else bases[kind]
                stored = (motion.votes_for, motion.votes_against, motion.votes_blank, motion.votes_invalid)
                found = (*stored, motion.base, motion.eligible_count, motion.passed)
                if found != (*votes, base, entitled, agrees(votes[0], base, threshold)):
                    wrong.append((votes, kind, threshold, found))

    assert wrong == []
    assert turn == 142_506  # the ways to put up to 25 papers into four heaps and a rest


@pytest.mark.parametrize(("kind", "threshold"), list(product(BASES, THRESHOLDS)))
def test_what_cannot_pass_is_what_passes_with_no_split(kind, threshold):
    """The warning before opening, against trying every split of the papers."""
    read = read_threshold(threshold)
    for size in range(1, 10):
        for cells in cells_of(size, most_recused=2):
            for leave in (False, True):
                electorate = electorate_of(cells, asks_written=True, leave=leave)
                entitled = cells[0] + cells[1]
                fixed = counted_base(kind, cells, asks_written=True, leave=leave)
                some_pass = any(
                    agrees(votes, votes + against if kind == "valid" else fixed, threshold)
                    for votes in range(entitled + 1)
                    for against in range(entitled - votes + 1)
                )
                assert electorate.can_pass(kind, read) is some_pass, (cells, leave)
