"""Counts of a year's work for reports and resolutions, supplied by the rooms that know. Counts alone: no names.

    @counts.register(counts.REGISTERED)
    def registered(span: Span) -> list[DataTable]: ...

A counter answers with the tables it has for a span, in a fixed number of queries; with none where nothing was begun
yet, which is not 0. The place says where its tables stand among the others.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.tables import Column, DataTable, Row


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


def by_distinction(caption: str, heading: str, rows: Iterable, *, has_sum: bool = False) -> DataTable:
    """How many persons and collectives for each title or commendation, in the order of the catalogue.

    `rows` have a `distinction` and a `person_id`, None for a collective.
    """
    rows = list(rows)
    people = Tally(row.distinction for row in rows if row.person_id)
    collectives = Tally(row.distinction for row in rows if not row.person_id)
    columns = [
        Column("TT", 12, "ordinal"),
        Column(heading, 93, "name"),
        Column("Cá nhân", 30, "number"),
        Column("Tập thể", 30, "number"),
    ]
    named = sorted(people.keys() | collectives.keys(), key=lambda each: (each.position, each.pk))
    cells = [Row([at, each.name, people[each], collectives[each]]) for at, each in enumerate(named, start=1)]
    if has_sum:
        cells.append(Row(["", "Cộng", people.total(), collectives.total()], is_strong=True))
    return DataTable(caption, columns, cells)
