"""One initiative serves once: which initiatives a verdict would use up, each for one term. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

from legal.conditions import SCOPES, InitiativeTerm, MeetsTerm, Term
from records.eligibility.facts import Recognised
from records.eligibility.spans import MET, Asked
from records.eligibility.standing import is_window_known, term_standing, usable

Slots = tuple[InitiativeTerm, ...]  # one initiative each
MANY = 200  # combinations of alternatives that are tried


def used_up(asked: Asked, code: str) -> tuple[list[Recognised], Slots] | None:
    """The initiatives that the conditions of a distinction use, and the slots left without one.

    The way that needs fewest is taken, the narrowest and oldest initiative first. None where a row is not met anyway.
    """
    ways = sorted(islice(_ways(asked, code), MANY), key=len)
    if not ways:
        return None
    best: tuple[list[Recognised], Slots] | None = None
    for slots in ways:
        found = _matched(slots, asked, f"{asked.path[0]} {asked.facts.year}")
        if best is None or len(found[1]) < len(best[1]):
            best = found
        if not best[1]:
            break
    return best


class Shared(NamedTuple):
    """Each row alone has its initiatives, but there are not enough for all. `is_known`: no more can be on record."""

    needed: int
    had: int
    is_known: bool


def shared_initiative(asked: Asked, code: str) -> Shared | None:
    """None where every term has initiatives of its own, or a row is not met anyway."""
    found = used_up(asked, code)
    if found is None or not found[1]:
        return None
    used, left = found
    return Shared(len(used) + len(left), len(used), all(is_window_known(slot, asked.facts) for slot in left))


def _ways(asked: Asked, code: str) -> Iterator[Slots]:
    """By every choice of a met alternative in each row: the initiatives it asks for."""
    rows = []
    for row in asked.book.conditions(code):
        if row.condition is None:
            return
        if not row.condition.alternatives:
            continue
        own = [slots for terms in row.condition.alternatives for slots in _slots(terms, asked)]
        if not own:
            return
        rows.append(own)
    for choice in product(*rows):
        yield tuple(slot for slots in choice for slot in slots)


def _slots(terms: tuple[Term, ...], asked: Asked) -> Iterator[Slots]:
    parts: list[list[Slots]] = []
    for term in terms:
        standing = term_standing(term, asked)
        if standing is not None and standing.state != MET:
            return
        if isinstance(term, InitiativeTerm):
            parts.append([(term,) * term.span.times])
        elif isinstance(term, MeetsTerm) and asked.facts.judged not in asked.facts.years_of.get(term.code, ()):
            inner = asked._replace(path=(*asked.path, term.code))
            parts.append(list(islice(_ways(inner, term.code), MANY)))
    for choice in product(*parts):
        yield tuple(slot for slots in choice for slot in slots)


def _matched(slots: Slots, asked: Asked, purpose: str) -> tuple[list[Recognised], Slots]:
    """As many slots as can be served at once, each by an initiative of its own (augmenting paths)."""
    choices = [
        sorted(usable(slot, asked, purpose), key=lambda each: (SCOPES.index(each.scope), each.year, each.key))
        for slot in slots
    ]
    holder: dict[str, int] = {}
    by_key = {each.key: each for choice in choices for each in choice}

    def place(number: int, tried: set[str]) -> bool:
        for each in choices[number]:
            if each.key in tried:
                continue
            tried.add(each.key)
            if each.key not in holder or place(holder[each.key], tried):
                holder[each.key] = number
                return True
        return False

    left = tuple(slot for number, slot in enumerate(slots) if not place(number, set()))
    return [by_key[key] for key in holder], left
