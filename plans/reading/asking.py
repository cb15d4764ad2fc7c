"""One question for one cause: the same doubt at many places is asked at the first, and names them all."""

from __future__ import annotations

from dataclasses import replace

from documents.reading import Doubt

_NAMED = 8  # lines that a message names before it says how many more there are


def ask_once(doubts: list[Doubt]) -> list[Doubt]:
    """The doubts in the order of their lines; those of one code and one cause as one, with all its places."""
    groups: dict[tuple, list[Doubt]] = {}
    for doubt in sorted(doubts, key=lambda doubt: doubt.line):
        groups.setdefault((doubt.code, doubt.cause) if doubt.cause else (doubt,), []).append(doubt)
    return [_joined(group) for group in groups.values()]


def _joined(group: list[Doubt]) -> Doubt:
    first = group[0]
    lines = tuple(dict.fromkeys(doubt.line for doubt in group))
    if len(lines) < 2:
        return first
    named = ", ".join(str(line) for line in lines[:_NAMED])
    more = f" và {len(lines) - _NAMED} chỗ khác" if len(lines) > _NAMED else ""
    return replace(first, message=f"{first.message} Như vậy ở các dòng {named}{more}.", places=lines)
