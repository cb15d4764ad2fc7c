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


@rules.predicate
def is_collective(user, obj=None):
    return getattr(obj, "department_id", None) is not None


@rules.predicate
def heads_it(user, department=None):
    """True for the head of a tổ."""
    return getattr(department, "pk", None) in headed_departments(user, organisation_of(department))


rules.add_perm("registrations.view_registrationround", has_role(*SCHOOL_STAFF))
rules.add_perm("registrations.change_own_registration", has_role(*SCHOOL_STAFF))
rules.add_perm("registrations.view_all_registrations", sees_all)
rules.add_perm("registrations.export_registrations", sees_all | has_role(Role.DEPARTMENT_HEAD))
rules.add_perm("registrations.manage_registrationround", sees_all)
rules.add_perm("registrations.view_registration", is_own | heads_home_department | sees_all)
# Nobody writes the tổ's remark on her own registration: that of a head, and what she registers for the tổ, is
# remarked by the secretary or a leader.
rules.add_perm("registrations.remark_registration", ((heads_home_department & ~is_collective) | sees_all) & ~is_own)
rules.add_perm("registrations.register_department", heads_it)
rules.add_perm("registrations.print_registration", is_own | heads_home_department | sees_all)
