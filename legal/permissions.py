import rules

from organisation.models import Role
from organisation.permissions import ANY_ROLE, has_role

rules.add_perm("legal.view_legalparameter", has_role(*ANY_ROLE))
rules.add_perm(
    "legal.enter_legalparameter",
    has_role(Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.COUNCIL_SECRETARY, Role.OFFICE_LEADER, Role.OFFICE_OFFICER),
)
