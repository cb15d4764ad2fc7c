"""Who is near to a candidate without being family: shown beside the row, never left out of the vote."""

from __future__ import annotations

from collections.abc import Sequence

from councils.models import CouncilSession, Motion
from councils.services.rows import members_of
from organisation.models import Employment

SAME_DEPARTMENT = Motion.Interest.SAME_DEPARTMENT.value


def note_interests(session: CouncilSession, motions: Sequence[Motion]) -> None:
    """Write which members are of the candidate's tổ on the session's day; of a tổ, who of it sits here.

    What the caller handed over (nominator, co-author) stays. A constant number of queries.
    """
    members = {member.person_id: member for member in members_of(session)}
    candidates = {motion.person_id for motion in motions if motion.person_id}
    rows = Employment.objects.for_organisation(session.organisation).on(session.held_on)
    rows = rows.filter(person__in={*members, *candidates}, department__isnull=False)
    department_of = dict(rows.values_list("person_id", "department_id"))
    for motion in motions:
        home = department_of.get(motion.person_id) if motion.person_id else motion.department_id
        near = [
            {"person": person_id, "name": member.person.full_name, "kind": SAME_DEPARTMENT}
            for person_id, member in members.items()
            if home is not None and person_id != motion.person_id and department_of.get(person_id) == home
        ]
        motion.interests = [*near, *(row for row in motion.interests if row["kind"] != SAME_DEPARTMENT)]
    Motion.objects.bulk_update(motions, ["interests"])
