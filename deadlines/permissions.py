from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import has_role

rules.add_perm(
    "deadlines.extend_deadline",
    has_role(Role.PRINCIPAL, Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.OFFICE_OFFICER, Role.OFFICE_LEADER),
)
