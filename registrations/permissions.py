from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import (
    LEADERS,
    SCHOOL_STAFF,
    has_role,
    headed_departments,
    is_own,
    organisation_of,
)

sees_all = has_role(Role.COUNCIL_SECRETARY, *LEADERS)


@rules.predicate
def heads_home_department(user, obj=None):
    """True for the head of the tổ in which the candidate works."""
    return getattr(obj, "home_department_id", None) in headed_departments(user, organisation_of(obj))


rules.add_perm("registrations.view_registrationround", has_role(*SCHOOL_STAFF))
rules.add_perm("registrations.change_own_registration", has_role(*SCHOOL_STAFF))
rules.add_perm("registrations.view_all_registrations", sees_all)
rules.add_perm("registrations.export_registrations", sees_all | has_role(Role.DEPARTMENT_HEAD))
rules.add_perm("registrations.manage_registrationround", sees_all)
rules.add_perm("registrations.view_registration", is_own | heads_home_department | sees_all)
# Nobody writes the tổ's remark on her own registration: that of a head is remarked by the secretary or a leader.
rules.add_perm("registrations.remark_registration", (heads_home_department | sees_all) & ~is_own)
