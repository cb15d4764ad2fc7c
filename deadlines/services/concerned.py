"""Who is meant by an obligation on a day, and who is above them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from core import clock
from core.scoping import scope
from deadlines.models import Obligation, Reminder
from organisation.models import Employment, Person, Role, RoleAssignment

HEADS = (Role.PRINCIPAL, Role.OFFICE_LEADER)
Audience = Reminder.Audience


class Concerned:
    """Who owes what at one organisation on a day: the person named, or each holder of the role (in the tổ, if named).

    People who have left are not written to. Read once, asked for many obligations.
    """

    def __init__(self, organisation, on: date | None = None):
        day = on or clock.today()
        with scope(organisation):
            held = RoleAssignment.objects.for_organisation(organisation).on(day).select_related("person")
            employed = Employment.objects.for_organisation(organisation).on(day)
            self._department_of = dict(employed.values_list("person_id", "department_id"))
            self._holders = defaultdict(dict)
            self._here = set(self._department_of)
            for row in held:
                self._here.add(row.person_id)
                self._holders[row.role, None][row.person_id] = row.person
                if row.department_id:
                    self._holders[row.role, row.department_id][row.person_id] = row.person

    def by(self, obligation: Obligation) -> list[Person]:
        if obligation.person_id is None:
            return list(self._holders[obligation.role, obligation.department_id].values())
        return [obligation.person] if obligation.person_id in self._here else []

    def told_as(self, audience: str, obligation: Obligation) -> list[Person]:
        """Who hears of an obligation as its owner, as head of her tổ, or as the organisation's head.

        Nobody hears of her own work as somebody's superior; of what nobody here owes any more nobody hears.
        """
        owners = self.by(obligation)
        if audience == Audience.OWNER or not owners:
            return owners
        above = self._above(audience, obligation)
        return [person for pk, person in above.items() if all(pk != owner.pk for owner in owners)]

    def _above(self, audience: str, obligation: Obligation) -> dict[int, Person]:
        if audience == Audience.HEAD:
            return {pk: person for role in HEADS for pk, person in self._holders[role, None].items()}
        department = self._department_of.get(obligation.person_id)
        return self._holders[Role.DEPARTMENT_HEAD, department] if department else {}
