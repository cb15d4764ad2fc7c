from __future__ import annotations

import rules

from documents.querysets import OPEN_KINDS, READS_ALL, READS_MINUTES
from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, SCHOOL_STAFF, has_role, organisation_of, role_codes


@rules.predicate
def is_author(user, document=None):
    """True for whoever began the document, while she still works here."""
    return getattr(document, "created_by_id", None) == user.pk and bool(role_codes(user, organisation_of(document)))


@rules.predicate
def is_readable(user, document=None):
    """The same answer as `readable_by` gives for a list."""
    roles = role_codes(user, organisation_of(document))
    if not roles or document is None:
        return False
    if READS_ALL & roles or document.created_by_id == user.pk:
        return True
    if document.kind == "minutes":
        return bool(READS_MINUTES & roles)
    return document.state == "issued" and document.kind in OPEN_KINDS


approver = has_role(Role.PRINCIPAL, Role.OFFICE_LEADER)
registrar = has_role(Role.RECORDS_CLERK, Role.OFFICE_OFFICER)

rules.add_perm("documents.list_officialdocument", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("documents.view_officialdocument", is_readable)
rules.add_perm(
    "documents.change_officialdocument",
    is_author | has_role(Role.COUNCIL_SECRETARY, *LEADERS) | has_role(*OFFICE_STAFF),
)
rules.add_perm("documents.approve_officialdocument", approver)
rules.add_perm("documents.issue_officialdocument", registrar)
rules.add_perm("documents.return_officialdocument", approver | registrar)
