from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import has_role

sets_deadlines = has_role(
    Role.PRINCIPAL, Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.OFFICE_OFFICER, Role.OFFICE_LEADER
)


@rules.predicate
def may_extend(user, obj=None):
    """Asked where the work is owed: an office lengthens what schools owe it, a school only what is owed to itself."""
    return sets_deadlines.test(user, getattr(obj, "owed_to", obj))


rules.add_perm("deadlines.extend_deadline", may_extend)
rules.add_perm("deadlines.set_reminders", sets_deadlines)
# Notices of days off come in over the records clerk's desk.
rules.add_perm("deadlines.change_holidays", sets_deadlines | has_role(Role.RECORDS_CLERK))
