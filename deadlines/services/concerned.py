"""Who is meant by an obligation today."""

from __future__ import annotations

from collections import defaultdict

from core import clock
from core.scoping import scope
from deadlines.models import Obligation
from organisation.models import Employment, Person, RoleAssignment


class Concerned:
    """Who owes what at one organisation today: the person named, or each holder of the role (in the tổ, if named).

    People who have left are not written to. Read once, asked for many obligations.
    """

    def __init__(self, organisation):
        today = clock.today()
        with scope(organisation):
            held = RoleAssignment.objects.for_organisation(organisation).on(today).select_related("person")
            self._holders = defaultdict(dict)
            here = set(Employment.objects.for_organisation(organisation).on(today).values_list("person_id", flat=True))
            for row in held:
                here.add(row.person_id)
                self._holders[row.role, None][row.person_id] = row.person
                if row.department_id:
                    self._holders[row.role, row.department_id][row.person_id] = row.person
        self._here = here

    def by(self, obligation: Obligation) -> list[Person]:
        if obligation.person_id is None:
            return list(self._holders[obligation.role, obligation.department_id].values())
        return [obligation.person] if obligation.person_id in self._here else []
