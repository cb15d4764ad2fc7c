"""Which elements two sequences share, in order, in time that grows with their length. Pure.

`difflib` alone takes a time that grows with the square of how often elements repeat, and more: two wordings of a plan
that repeat a word a few thousand times would hold a page for minutes. Long sequences are therefore cut at what stands
in both exactly once; a stretch that still repeats too much counts as different, which a reader sees as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

EASY = 4_000  # pairs of equal elements that difflib compares at once
WORK = 600_000  # such pairs in all that one comparison may spend

Block = tuple[int, int, int]  # a[i : i + size] == b[j : j + size]
Opcode = tuple[str, int, int, int, int]  # as difflib's


class Matching:
    """Compares many pairs of sequences for one page; all of them together spend a bounded effort."""

    def __init__(self, work: int = WORK):
        self._left = work

    def blocks(self, a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Block]:
        """What both share, in order, without overlap; neighbouring blocks are one."""
        joined: list[Block] = []
        for i, j, size in self._found(a, b):
            if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (i, j):
                first, second, length = joined.pop()
                joined.append((first, second, length + size))
            else:
                joined.append((i, j, size))
        return joined

    def opcodes(self, a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Opcode]:
        """How a becomes b: (tag, a from, a to, b from, b to), tags "equal", "replace", "delete", "insert"."""
        steps: list[Opcode] = []
        at_a = at_b = 0
        for i, j, size in [*self.blocks(a, b), (len(a), len(b), 0)]:
            if at_a < i or at_b < j:
                tag = "replace" if at_a < i and at_b < j else "delete" if at_a < i else "insert"
                steps.append((tag, at_a, i, at_b, j))
            if size:
                steps.append(("equal", i, i + size, j, j + size))
            at_a, at_b = i + size, j + size
        return steps

    def _found(self, a: Sequence[Hashable], b: Sequence[Hashable]) -> Iterator[Block]:
        pending = [(0, len(a), 0, len(b))]  # the next stretch last
        while pending:
            a_from, a_to, b_from, b_to = pending.pop()
            one, other = a[a_from:a_to], b[b_from:b_to]
            effort = _pairs(one, other)
            if not effort:
                continue
            if effort <= min(EASY, self._left):
                self._left -= effort
                matcher = SequenceMatcher(None, one, other, autojunk=False)
                yield from ((a_from + i, b_from + j, size) for i, j, size in matcher.get_matching_blocks() if size)
                continue
            if self._left <= 0:
                continue
            self._left -= (len(one) + len(other)) // 4
            head = _common_head(one, other)
            tail = _common_head(one[head:][::-1], other[head:][::-1])
            if head:
                yield a_from, b_from, head
            inner = (a_from + head, a_to - tail, b_from + head, b_to - tail)
            fixed = [(inner[0] + i, inner[2] + j) for i, j in _anchors(a[inner[0] : inner[1]], b[inner[2] : inner[3]])]
            stretches = list(_between(fixed, inner))
            if tail:
                stretches.append((a_to - tail, a_to, b_to - tail, b_to))
            if head or tail or fixed:
                pending += reversed(stretches)


def _pairs(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """How many pairs of equal elements there are: what difflib goes through, at least once."""
    counts = Counter(b)
    return sum(times * counts[element] for element, times in Counter(a).items() if element in counts)


def _common_head(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    pairs = zip(a, b, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(a), len(b)))


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest row of elements that stand once in each and in the same order in both."""
    in_a, in_b = Counter(a), Counter(b)
    places = {element: j for j, element in enumerate(b) if in_b[element] == 1}
    pairs = [(i, places[element]) for i, element in enumerate(a) if in_a[element] == 1 and element in places]
    ends: list[int] = []  # the smallest last place in b of a row of each length
    last_of: list[int] = []  # and which pair that is
    before: list[int | None] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last_of[length - 1] if length else None)
        ends[length : length + 1], last_of[length : length + 1] = [j], [index]
    row: list[tuple[int, int]] = []
    index = last_of[-1] if last_of else None
    while index is not None:
        row.append(pairs[index])
        index = before[index]
    return row[::-1]


def _between(fixed: list[tuple[int, int]], whole: tuple[int, int, int, int]) -> Iterator[tuple[int, int, int, int]]:
    """The anchors and the stretches round them, in order."""
    a_at, a_end, b_at, b_end = whole
    for i, j in fixed:
        yield a_at, i, b_at, j
        yield i, i + 1, j, j + 1
        a_at, b_at = i + 1, j + 1
    yield a_at, a_end, b_at, b_end
