"""Which fact of the last reading is which of the new one, so that what a person decided survives an edited text. Pure.

Found, in this order: the same sentence on the same line, the same sentence elsewhere, and a sentence on whose line or
in whose words enough stayed to be the old one changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Protocol

from documents.reading.lines import fold

BY_CAUSE = ("doubt", "aim")  # what is asked about, what stands under a heading: their key, whatever the sentences are
LIKE_HERE = 0.5  # how much two sentences share to be one that was edited, where it stood
LIKE_ELSEWHERE = 0.75  # and where its line is a new one


class Said(Protocol):
    """A fact or a proposal: what is compared of it."""

    kind: str
    key: str
    line: int
    sentence: str

    @property
    def said(self) -> str: ...  # what was understood, apart from the sentence and its days


@dataclass(frozen=True)
class Pair:
    """A proposal with the fact it was before; `is_changed`: the sentence is another."""

    old: Any
    new: Any
    is_changed: bool = False


def line_map(old: str, new: str) -> dict[int, int]:
    """Lines of the old text, from 1, to where they stand in the new one; of an edited stretch its lines in order."""
    before = [fold(line) for line in old.split("\n")]
    after = [fold(line) for line in new.split("\n")]
    lines: dict[int, int] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            lines |= {i + 1: j + 1 for i, j in zip(range(i1, i2), range(j1, j2), strict=False)}
    return lines


def paired(old: Iterable[Said], new: Iterable[Said], lines: dict[int, int]) -> list[Pair]:
    """A pair for each of `new`, in its order; what of `old` is in none is gone. `lines` is their `line_map`."""
    match = _Match(list(old), list(new), lines)
    match.by(lambda fact: (fact.kind, fact.key) if fact.kind in BY_CAUSE else None)
    for words in (_exactly, _same_sentence):
        match.by(lambda fact, words=words: (*words(fact), match.line_of(fact)))
        match.by(words)
    match.by_likeness()
    return match.pairs()


def _exactly(fact: Said) -> tuple:
    return fact.kind, fold(fact.sentence), fact.said


def _same_sentence(fact: Said) -> tuple:
    return fact.kind, fold(fact.sentence)


class _Match:
    """The pairs found so far: from an index in `new` to the old fact, and whether its sentence is another."""

    def __init__(self, old: list, new: list, lines: dict[int, int]):
        self.old, self.new, self.lines = old, new, lines
        self.found: dict[int, tuple[Any, bool]] = {}
        self.taken: set[int] = set()  # indexes in `old`
        self.index_of_old = {id(fact): index for index, fact in enumerate(old)}

    def line_of(self, fact: Said) -> int:
        """The line in the new text; 0 where the old line is gone."""
        return self.lines.get(fact.line, 0) if id(fact) in self.index_of_old else fact.line

    def by(self, words) -> None:
        """Pair what has the same words; where several have, in their order."""
        waiting: dict[tuple, list[int]] = {}
        for index, fact in enumerate(self.old):
            if index not in self.taken and (key := words(fact)) is not None:
                waiting.setdefault(key, []).append(index)
        for index, fact in enumerate(self.new):
            if index not in self.found and (key := words(fact)) is not None and waiting.get(key):
                self._take(waiting[key].pop(0), index, is_changed=False)

    def by_likeness(self) -> None:
        """Pair what is left of the same kind, the likest first."""
        scores = []
        for i, before in enumerate(self.old):
            if i in self.taken or before.kind == "doubt":
                continue
            for j, after in enumerate(self.new):
                if j not in self.found and after.kind == before.kind and (score := self._likeness(before, after)):
                    scores.append((-score, i, j))
        for _, i, j in sorted(scores):
            if i not in self.taken and j not in self.found:
                self._take(i, j, is_changed=True)

    def _likeness(self, before: Said, after: Said) -> float:
        """0 where too little is shared; what was understood alike decides between sentences that are equally like."""
        one, other = fold(before.sentence).split(), fold(after.sentence).split()
        share = SequenceMatcher(None, one, other, autojunk=False).ratio()
        is_here = self.line_of(before) == after.line
        if share < (LIKE_HERE if is_here else LIKE_ELSEWHERE):
            return 0
        return share + 0.2 * is_here + 0.3 * (before.said == after.said)

    def _take(self, i: int, j: int, *, is_changed: bool) -> None:
        self.taken.add(i)
        self.found[j] = (self.old[i], is_changed)

    def pairs(self) -> list[Pair]:
        nobody = (None, False)
        found = [self.found.get(index, nobody) for index in range(len(self.new))]
        return [Pair(old, fact, is_changed) for fact, (old, is_changed) in zip(self.new, found, strict=True)]
