from __future__ import annotations

import rules

from councils.permissions import runs_session
from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, has_role
from submissions.permissions import has_role_at_recipient

keeps_dossiers = has_role(Role.COUNCIL_SECRETARY, *LEADERS)
reads_dossiers = keeps_dossiers | has_role(Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.RECORDS_CLERK)

rules.add_perm("awards.propose_titles", has_role(Role.COUNCIL_SECRETARY))
rules.add_perm("awards.lower_title", has_role(Role.COUNCIL_SECRETARY) & runs_session)  # in the session of her council
rules.add_perm("awards.judge_initiatives", runs_session)
rules.add_perm("awards.view_dossier", reads_dossiers)
rules.add_perm("awards.change_dossier", keeps_dossiers)
# The school reads decisions that came down; the office its own.
rules.add_perm("awards.list_decisions", reads_dossiers | has_role(*OFFICE_STAFF))
rules.add_perm(
    "awards.view_delivered_decision",
    has_role_at_recipient(
        Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.RECORDS_CLERK, *LEADERS
    ),
)
rules.add_perm("awards.take_decision", has_role_at_recipient(Role.RECORDS_CLERK, Role.COUNCIL_SECRETARY))
rules.add_perm("awards.enter_decision", has_role_at_recipient(Role.OFFICE_OFFICER))
