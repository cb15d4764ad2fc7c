from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, SCHOOL_STAFF, has_role

leader = has_role(*LEADERS)
reader = has_role(*SCHOOL_STAFF)


@rules.predicate
def is_launched(user, campaign=None):
    return getattr(campaign, "state", "") == "launched"


rules.add_perm("campaigns.list_campaign", reader)
rules.add_perm("campaigns.view_campaign", leader | (reader & is_launched))
rules.add_perm("campaigns.add_campaign", leader)
rules.add_perm("campaigns.change_campaign", leader)
rules.add_perm("campaigns.launch_campaign", leader)
rules.add_perm("campaigns.join_campaign", has_role(Role.DEPARTMENT_HEAD))  # which tổ: the view and the service
rules.add_perm("campaigns.add_gooddeed", reader)
rules.add_perm("campaigns.view_gooddeed", reader)

rules.add_perm("campaigns.list_emulationgroup", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("campaigns.view_emulationgroup", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("campaigns.change_emulationgroup", has_role(*LEADERS, *OFFICE_STAFF))
