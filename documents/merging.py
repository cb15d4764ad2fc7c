"""Two edited wordings of one text laid together over the wording both began with. Pure.

Nothing that one of them wrote is lost: where both changed the same words, both wordings stay, one below the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from documents.matching import Matching

_TOKENS = re.compile(r"\s+|\S+")


@dataclass
class Merge:
    """The text laid together, and the passages (theirs, mine) of which both wordings were kept."""

    text: str
    clashes: list[tuple[str, str]] = field(default_factory=list)


def merge(base: str | None, theirs: str, mine: str) -> Merge:
    """Line by line, inside a line word by word. `base` None: unknown; then only what both share is sure."""
    if theirs == mine:
        return Merge(mine)
    other, own = theirs.split("\n"), mine.split("\n")
    matching = Matching()
    before = _shared(other, own, matching) if base is None else base.split("\n")
    clashes: list[tuple[str, str]] = []

    def resolve(old: Sequence[str], new: Sequence[str], ours: Sequence[str]) -> list[str]:
        words = (
            _merge_words("\n".join(old), "\n".join(new), "\n".join(ours), matching) if old and new and ours else None
        )
        if words is not None:
            return words.split("\n")
        if new and ours:
            clashes.append(("\n".join(new), "\n".join(ours)))
        known = set(new)
        return [*new, *(line for line in ours if line not in known)]

    return Merge("\n".join(_merged(before, other, own, resolve, matching)), clashes)


class _Clash(Exception):
    pass


def _merge_words(base: str, theirs: str, mine: str, matching: Matching) -> str | None:
    """None where both changed the same words."""

    def refuse(*_):
        raise _Clash

    try:
        return "".join(_merged(*(_TOKENS.findall(text) for text in (base, theirs, mine)), refuse, matching))
    except _Clash:
        return None


def _shared(one: list[str], other: list[str], matching: Matching) -> list[str]:
    return [line for a, _, size in matching.blocks(one, other) for line in one[a : a + size]]


def _merged(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], resolve: Callable, matching: Matching
) -> list[str]:
    """Stretch by stretch between the places that all three share."""
    merged: list[str] = []
    at = (0, 0, 0)
    for place in _common_places(base, theirs, mine, matching):
        old, new, own = base[at[0] : place[0]], theirs[at[1] : place[1]], mine[at[2] : place[2]]
        if new in (old, own):
            merged += own
        elif own == old:
            merged += new
        else:
            merged += _beside(old, new, own) or _beside(old, own, new) or resolve(old, new, own)
        merged += base[place[0] : place[0] + 1]
        at = (place[0] + 1, place[1] + 1, place[2] + 1)
    return merged


def _beside(old: Sequence[str], changed: Sequence[str], extended: Sequence[str]) -> list[str] | None:
    """One changed the stretch, the other only wrote something before or behind it."""
    size = len(old)
    if old and list(extended[:size]) == list(old):
        return [*changed, *extended[size:]]
    if old and list(extended[-size:]) == list(old):
        return [*extended[:-size], *changed]
    return None


def _common_places(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], matching: Matching
) -> list[tuple[int, int, int]]:
    """Where one element stands in all three, in order; last the place behind all of them."""
    into_theirs, into_mine = _places(base, theirs, matching), _places(base, mine, matching)
    shared = [(i, into_theirs[i], into_mine[i]) for i in range(len(base)) if i in into_theirs and i in into_mine]
    return [*shared, (len(base), len(theirs), len(mine))]


def _places(base: Sequence[str], other: Sequence[str], matching: Matching) -> dict[int, int]:
    return {a + step: b + step for a, b, size in matching.blocks(base, other) for step in range(size)}
