from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import SCHOOL_STAFF, has_role

drafter = has_role(Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.COUNCIL_SECRETARY)
reader = has_role(*SCHOOL_STAFF)


@rules.predicate
def is_published(user, plan=None):
    return getattr(plan, "state", "") == "published"


rules.add_perm("plans.list_emulationplan", reader)
rules.add_perm("plans.view_emulationplan", drafter | (reader & is_published))
rules.add_perm("plans.add_emulationplan", drafter)
rules.add_perm("plans.change_emulationplan", drafter)
rules.add_perm("plans.publish_emulationplan", drafter)
rules.add_perm("plans.acknowledge_emulationplan", reader & is_published)
