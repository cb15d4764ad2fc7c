from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import LEADERS, SCHOOL_STAFF, has_role

rules.add_perm("records.view_own_record", has_role(*SCHOOL_STAFF))
rules.add_perm("records.keep_own_evidence", has_role(*SCHOOL_STAFF))  # whose: the view looks among the own files only
rules.add_perm("records.view_titlerecord", has_role(Role.COUNCIL_SECRETARY, *LEADERS))
