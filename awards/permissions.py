from __future__ import annotations

import rules

from councils.permissions import runs_session
from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, has_role, headed_departments, is_own, organisation_of
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

# A decision as a document of our own, and what is made after it.
rules.add_perm("awards.draft_decision", has_role_at_recipient(Role.OFFICE_OFFICER))
makes_decisions = keeps_dossiers | has_role(Role.OFFICE_OFFICER)
rules.add_perm("awards.draft_own_decision", makes_decisions)
rules.add_perm("awards.view_decisionpaper", reads_dossiers | has_role(*OFFICE_STAFF))
rules.add_perm("awards.record_decision", makes_decisions | has_role(Role.RECORDS_CLERK))
rules.add_perm("awards.make_certificates", makes_decisions)


@rules.predicate
def heads_candidate(user, registration=None):
    """True for the head of the tổ that a collective registration is of."""
    return getattr(registration, "department_id", None) in headed_departments(user, organisation_of(registration))


@rules.predicate
def heads_home(user, registration=None):
    """True for the head of the tổ in which the candidate works."""
    return getattr(registration, "home_department_id", None) in headed_departments(user, organisation_of(registration))


# Reports: asked about the registration they belong to. Nobody confirms her own.
rules.add_perm("awards.write_report", is_own | heads_candidate)
rules.add_perm("awards.view_report", is_own | heads_candidate | heads_home | keeps_dossiers)
rules.add_perm("awards.confirm_report", has_role(*LEADERS) & ~is_own)
rules.add_perm("awards.return_report", keeps_dossiers & ~is_own)
rules.add_perm("awards.list_reports", keeps_dossiers)
