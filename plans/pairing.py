"""Which date or target of a changed plan is which of the old one. Pure.

An old entry keeps its row when its date moves, so that whatever hangs on it stays; that needs to know what became what.
Certain signs come first: the same words, the same month of a returning step, the only one of its kind. What is left is
paired by the words of its title, or not at all: then the old one ends and a new one begins, and both are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime

from core.clock import ZONE
from documents.reading.lines import fold

LIKE = 0.5
ONE_OF_A_KIND = {"registration", "semester_review", "calendar_year_review", "year_review", "dossier"}
BY_MONTH = {"monthly_review", "quarter_review"}


@dataclass(frozen=True)
class Dated:
    """A date of one version. `key` is that of the sentence it was read from, "" where it is not known.

    `is_returning`: one of a row of dates ("ngày 25 hằng tháng"), which never becomes that of another month.
    """

    key: str
    purpose: str
    title: str
    due_at: datetime
    is_returning: bool = False

    @property
    def month(self) -> tuple[int, int]:
        due_on = self.due_at.astimezone(ZONE)
        return due_on.year, due_on.month


@dataclass(frozen=True)
class Aimed:
    """A target of one version."""

    code: str
    who: str
    award: str
    is_registration: bool


def pair_dates(old: list[Dated], new: list[Dated]) -> list[tuple[int | None, int | None]]:
    """(place in `old`, place in `new`), None where there is no counterpart; in the order of the new ones."""
    signs: list[Callable[[Dated], Hashable]] = [
        lambda each: (each.key, each.due_at) if each.key else None,
        lambda each: (each.purpose, each.month) if each.purpose in BY_MONTH else None,
        lambda each: (each.purpose, fold(each.title), each.month),
        lambda each: None if each.is_returning else (each.purpose, fold(each.title)),
        lambda each: each.purpose if each.purpose in ONE_OF_A_KIND else None,
    ]
    return _pair(old, new, signs, lambda each: each.title, _may_be_one)


def _may_be_one(old: Dated, new: Dated) -> bool:
    is_returning = old.is_returning or new.is_returning
    return old.purpose == new.purpose and (not is_returning or old.month == new.month)


def pair_targets(old: list[Aimed], new: list[Aimed]) -> list[tuple[int | None, int | None]]:
    signs: list[Callable[[Aimed], Hashable]] = [
        lambda each: (each.code, fold(each.who), fold(each.award), each.is_registration),
        lambda each: (each.code, fold(each.who), each.is_registration) if each.code else None,
        lambda each: (each.code, each.is_registration) if each.code else None,
    ]
    return _pair(
        old, new, signs, lambda each: f"{each.award} {each.who}", lambda a, b: a.is_registration == b.is_registration
    )


def _pair(old: list, new: list, signs, words_of, may_pair) -> list[tuple[int | None, int | None]]:
    left, right = dict(enumerate(old)), dict(enumerate(new))
    found: dict[int, int] = {}
    for sign in signs:
        for i, j in _alone(left, right, sign):
            found[j] = i
            del left[i], right[j]
    for i, j in _alike(left, right, words_of, may_pair):
        found[j] = i
        del left[i], right[j]
    return [(found.get(j), j) for j in range(len(new))] + [(i, None) for i in left]


def _alone(left: dict, right: dict, sign) -> list[tuple[int, int]]:
    """Those of which each side has exactly one with the same sign."""
    groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, each in enumerate((left, right)):
        for index, item in each.items():
            if (key := sign(item)) is not None:
                groups[key][side].append(index)
    return [(a[0], b[0]) for a, b in groups.values() if len(a) == len(b) == 1]


def _alike(left: dict, right: dict, words_of, may_pair) -> list[tuple[int, int]]:
    """By the words in common, the most alike first."""
    scored = []
    for i, one in left.items():
        for j, other in right.items():
            likeness = _likeness(words_of(one), words_of(other))
            if likeness >= LIKE and may_pair(one, other):
                scored.append((-likeness, i, j))
    used_left, used_right, found = set(), set(), []
    for _, i, j in sorted(scored):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            found.append((i, j))
    return found


def _likeness(one: str, other: str) -> float:
    a, b = set(fold(one).split()), set(fold(other).split())
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
