"""Who stands behind a target's figure, supplied by the rooms that know.

    @meters.register(meters.REGISTERED)
    def registered(targets: list[PlanTarget]) -> dict[int, set[Candidate]]: ...

A meter answers with the candidates of each target it can measure, by the target's id, in a fixed number of queries.
A target that it leaves out has no figure yet, which is not 0.
"""

from __future__ import annotations

from collections.abc import Callable

REGISTERED, ACHIEVED = "registered", "achieved"
Candidate = tuple[str, int]  # ("person", id), ("department", id) or ("organisation", id)
Meter = Callable[..., dict[int, set[Candidate]]]
METERS: dict[str, list[Meter]] = {REGISTERED: [], ACHIEVED: []}


def register(stage: str) -> Callable[[Meter], Meter]:
    def keep(meter: Meter) -> Meter:
        METERS[stage].append(meter)
        return meter

    return keep


def holders(stage: str, targets: list) -> dict[int, set[Candidate]]:
    """By target id, all whom the meters of a stage name; a target without any figure is left out."""
    found: dict[int, set[Candidate]] = {}
    for meter in METERS[stage]:
        for target_id, candidates in meter(targets).items():
            found.setdefault(target_id, set()).update(candidates)
    return found


def candidate_of(row) -> Candidate:
    """The candidate of a row with `CandidateFields`."""
    if row.person_id:
        return "person", row.person_id
    return ("department", row.department_id) if row.department_id else ("organisation", row.organisation_id)
