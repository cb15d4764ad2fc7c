"""Among equals: women first, and collectives of which seven in ten are women (khoản 6 Điều 4 NĐ 152/2025). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from records.eligibility.facts import COLLECTIVE, Facts

WOMEN_SHARE = Fraction(7, 10)


def comes_first(facts: Facts) -> bool:
    """Whether the text prefers her among equals. A sex that nobody entered prefers nobody."""
    if facts.kind == COLLECTIVE:
        whole = len(facts.members)
        return facts.women is not None and whole > 0 and facts.women >= WOMEN_SHARE * whole
    return facts.is_female is True


def tie_order(equals: Iterable[Facts]) -> list[Facts]:
    """Candidates of equal achievements, those who are preferred first; the others keep their order."""
    return sorted(equals, key=lambda facts: not comes_first(facts))
