from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, has_role, role_codes


def has_role_at_recipient(*roles: str):
    """True for a user who holds one of the roles where the submission was sent to."""

    @rules.predicate(f"has_role_at_recipient:{','.join(roles)}")
    def holds(user, obj=None):
        return bool(role_codes(user, getattr(obj, "recipient", None)) & frozenset(roles))

    return holds


rules.add_perm(
    "submissions.view_sent_submission", has_role(Role.COUNCIL_SECRETARY, Role.RECORDS_CLERK, *LEADERS, *OFFICE_STAFF)
)
rules.add_perm("submissions.view_received_submission", has_role_at_recipient(*OFFICE_STAFF))
rules.add_perm("submissions.examine_submission", has_role_at_recipient(*OFFICE_STAFF))
rules.add_perm("submissions.send_document", has_role(*OFFICE_STAFF))
