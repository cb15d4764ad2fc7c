"""The printed lines of a document as places that can be named: a key for each, followed from one version to the next.

A key is made of the part of the document and the words themselves, so that it stays the same while other lines come
and go or numbers shift; where the words change, the comparison of the two versions says what they became. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from documents.comparison import ADDED, REMOVED, ComparedBlock, compare
from documents.content import Content

LIKE_ENOUGH = 0.7  # the share of words that a line taken out and one put in elsewhere have in common
_SENTENCE_END = re.compile(r"(?<=[.;!?…])\s+(?=[^\W\d_])")


@dataclass(frozen=True)
class Place:
    """One printed line, paragraph, heading, list item or table row."""

    key: str
    part: str
    kind: str
    label: str
    text: str

    @property
    def sentences(self) -> list[str]:
        return [each.strip() for each in _SENTENCE_END.split(self.text) if each.strip()]


def places(content: Content) -> list[Place]:
    """Everything that is printed, in reading order."""
    blocks = compare(content, content)
    keys = _keys(blocks, lambda block: block.new_text)
    return [
        Place(key, block.part, block.kind, block.label, block.new_text) for key, block in zip(keys, blocks, strict=True)
    ]


def moved_keys(old: Content, new: Content) -> dict[str, str]:
    """By key in the old version the key in the new one, "" where the line is gone.

    A line that was carried elsewhere is followed too, even if some of its words changed on the way.
    """
    blocks = compare(old, new)
    before = [block for block in blocks if block.state != ADDED]
    after = [block for block in blocks if block.state != REMOVED]
    new_keys = dict(zip(map(id, after), _keys(after, lambda block: block.new_text), strict=True))
    added = [block for block in after if block.state == ADDED]
    followed = {}
    for key, block in zip(_keys(before, lambda block: block.old_text), before, strict=True):
        if block.state == REMOVED:
            block = _likest(block, added)
        followed[key] = new_keys[id(block)] if block else ""
    return followed


def _likest(removed: ComparedBlock, added: list[ComparedBlock]) -> ComparedBlock | None:
    """The added line of the same part that shares most of its words; None where none is like it enough."""
    words = _words(removed.old_text)

    def likeness(block: ComparedBlock) -> float:
        others = _words(block.new_text)
        return 2 * len(words & others) / (len(words) + len(others)) if words and others else 0.0

    best = max((block for block in added if block.part == removed.part), key=likeness, default=None)
    return best if best is not None and likeness(best) >= LIKE_ENOUGH else None


def _words(text: str) -> set[str]:
    return set(text.casefold().split())


def _keys(blocks: Iterable[ComparedBlock], text_of: Callable[[ComparedBlock], str]) -> list[str]:
    counts: Counter = Counter()
    keys = []
    for block in blocks:
        digest = hashlib.sha256(f"{block.part}\n{_said(text_of(block))}".encode()).hexdigest()[:16]
        counts[digest] += 1
        keys.append(f"{digest}-{counts[digest]}")
    return keys


def _said(text: str) -> str:
    return " ".join(text.split())
