"""Who is put up for what in a year, supplied by the rooms that know.

    @proposals.register(proposals.PROPOSED)
    def proposed(organisation, year_code: str) -> list[tuple[str, Candidate]]: ...

A source answers with (code of the distinction, candidate) in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable

REGISTERED, PROPOSED = "registered", "proposed"
Candidate = tuple[str, int | None]  # ("person", id), ("department", id) or ("organisation", None)
Source = Callable[..., list[tuple[str, Candidate]]]
SOURCES: dict[str, list[Source]] = {REGISTERED: [], PROPOSED: []}


def register(stage: str) -> Callable[[Source], Source]:
    def keep(source: Source) -> Source:
        SOURCES[stage].append(source)
        return source

    return keep


def named(stage: str, organisation, year_code: str) -> dict[str, set[Candidate]]:
    """By distinction, all whom the sources of a stage name."""
    found: dict[str, set[Candidate]] = {}
    for source in SOURCES[stage]:
        for code, candidate in source(organisation, year_code):
            found.setdefault(code, set()).add(candidate)
    return found


def candidate_of(person_id: int | None, department_id: int | None) -> Candidate:
    if person_id:
        return "person", person_id
    return ("department", department_id) if department_id else ("organisation", None)
