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
    """By key in the old version the key in the new one, "" where the line is gone."""
    blocks = compare(old, new)
    before = [block for block in blocks if block.state != ADDED]
    after = [block for block in blocks if block.state != REMOVED]
    new_keys = dict(zip(map(id, after), _keys(after, lambda block: block.new_text), strict=True))
    elsewhere = {_said(block.new_text): new_keys[id(block)] for block in after if block.is_moved}
    return {
        key: new_keys.get(id(block)) or elsewhere.get(_said(block.old_text), "")
        for key, block in zip(_keys(before, lambda block: block.old_text), before, strict=True)
    }


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
