from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import OFFICE_STAFF, has_role

rules.add_perm("oversight.view_board", has_role(*OFFICE_STAFF))
rules.add_perm("oversight.call_for_dossiers", has_role(Role.OFFICE_OFFICER, Role.OFFICE_LEADER))
rules.add_perm("oversight.call_for_reports", has_role(Role.OFFICE_OFFICER, Role.OFFICE_LEADER))
rules.add_perm("oversight.forward_results", has_role(Role.OFFICE_OFFICER, Role.OFFICE_LEADER))
rules.add_perm("oversight.view_inspection", has_role(*OFFICE_STAFF))
rules.add_perm("oversight.change_inspection", has_role(*OFFICE_STAFF))
