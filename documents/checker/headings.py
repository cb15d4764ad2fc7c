"""The numbers in front of headings and points, and whether they run on without a gap.

Levels are not assumed: a number belongs to the nearest list above it of the same kind that it continues; 1 may begin a
list of its own. Điều run on through the whole document.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"  # the Vietnamese alphabet as points are lettered
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LABELS = (
    ("part", re.compile(r"^Phần ([IVXLC]+)\b\.?", re.IGNORECASE)),
    ("chapter", re.compile(r"^Chương ([IVXLC]+)\b\.?", re.IGNORECASE)),
    ("division", re.compile(r"^Mục (\d+)\b\.?$", re.IGNORECASE)),
    ("article", re.compile(r"^Điều (\d+)\s*[.:]")),
    ("roman", re.compile(r"^([IVXLC]+)\.(?=\s)")),
    ("decimal", re.compile(r"^(\d+(?:\.\d+)+)\.?(?=\s)")),
    ("arabic", re.compile(r"^(\d{1,3})\.(?=\s)")),
    ("letter", re.compile(r"^([a-zđ]{1,2})\)(?=\s)")),
)


@dataclass(frozen=True)
class Label:
    """`number` counts from 1; 0 for a letter that no Vietnamese list has. `trail`: what precedes a decimal's last."""

    kind: str
    printed: str
    number: int
    trail: str = ""


def label_of(text: str) -> Label | None:
    for kind, pattern in _LABELS:
        if not (match := pattern.match(text)):
            continue
        said = match[1]
        if kind in ("part", "chapter", "roman"):
            return Label(kind, match[0], _roman(said.upper()))
        if kind == "letter":
            return Label(kind, match[0], _letter(said))
        if kind == "decimal":
            trail, _, last = said.rpartition(".")
            return Label(f"decimal{said.count('.')}", match[0], int(last), trail)
        return Label(kind, match[0], int(said))
    return None


def _roman(signs: str) -> int:
    values = [_VALUES[sign] for sign in signs] + [0]
    return sum(-a if a < b else a for a, b in itertools.pairwise(values))


def _letter(letters: str) -> int:
    if any(letter not in POINT_LETTERS for letter in letters):
        return 0
    value = 0
    for letter in letters:
        value = value * len(POINT_LETTERS) + POINT_LETTERS.index(letter) + 1
    return value


class Counter:
    """Asked for each line in reading order: what is wrong with its number, "" where nothing is."""

    def __init__(self):
        self._open: list[Label] = []
        self._article = 0
        self._may_begin = True

    def pause(self) -> None:
        """Something without a number that divides the text: a list may begin anew below it."""
        self._may_begin = True

    def fault(self, label: Label) -> str:
        may_begin, self._may_begin = self._may_begin, False
        if label.kind == "article":
            expected, self._article = self._article + 1, label.number
            self._open = [label]
            return "" if label.number == expected else f"sau Điều {expected - 1} phải là Điều {expected}"
        for place in range(len(self._open) - 1, -1, -1):
            before = self._open[place]
            if before.kind == label.kind and before.trail == label.trail and label.number == before.number + 1:
                self._open[place:] = [label]
                return ""
        top = self._open[-1] if self._open else None
        if label.number == 1 and (may_begin or top is None or top.kind != label.kind or top.trail != label.trail):
            self._open.append(label)
            return ""
        last = next((each for each in reversed(self._open) if each.kind == label.kind), None)
        self._open = [*self._open[: self._open.index(last)], label] if last else [*self._open, label]
        if label.kind == "letter" and label.number == 0:
            return "không phải chữ cái tiếng Việt dùng để đánh điểm"
        return f"đứng sau “{last.printed}”" if last else "không bắt đầu từ số đầu tiên"
