"""Counts of a year's work for reports and resolutions, supplied by the rooms that know. Counts alone: no names.

    @counts.register(counts.REGISTERED)
    def registered(span: Span) -> list[DataTable]: ...

A counter answers with the tables it has for a span, in a fixed number of queries; with none where nothing was begun
yet, which is not 0. The place says where its tables stand among the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.tables import DataTable


@dataclass(frozen=True)
class Span:
    """Of which organisation and school year, from which day to which."""

    organisation: Any
    school_year: Any
    from_on: date
    to_on: date


MOVEMENTS, REGISTERED, GRADES, AWARDS = range(4)  # the places
Counter = Callable[[Span], list[DataTable]]
COUNTERS: dict[int, Counter] = {}


def register(place: int) -> Callable[[Counter], Counter]:
    def keep(counter: Counter) -> Counter:
        if COUNTERS.get(place, counter) is not counter:
            raise LookupError(f"Two counters stand at place {place}")
        COUNTERS[place] = counter
        return counter

    return keep


def tables(span: Span) -> list[DataTable]:
    return [table for place in sorted(COUNTERS) for table in COUNTERS[place](span)]
