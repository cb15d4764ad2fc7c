from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import LEADERS, SCHOOL_STAFF, has_role, heads_department_of, is_own

manages = has_role(Role.COUNCIL_SECRETARY, *LEADERS)


@rules.predicate
def owns_sheet_of(user, obj=None):
    return is_own(user, getattr(obj, "sheet", None))


@rules.predicate
def reviews_sheet_of(user, obj=None):
    """Proofs of a sheet are read by those who review it, once it was handed in."""
    sheet = getattr(obj, "sheet", None)
    return sheet is not None and sheet.is_submitted and (heads_department_of(user, sheet) or manages(user, sheet))


rules.add_perm("evaluations.view_evaluationperiod", has_role(*SCHOOL_STAFF))
rules.add_perm("evaluations.view_rubric", has_role(*SCHOOL_STAFF))
rules.add_perm("evaluations.manage_evaluationperiod", manages)
rules.add_perm("evaluations.publish_evaluationperiod", has_role(Role.COUNCIL_SECRETARY, Role.PRINCIPAL))
rules.add_perm("evaluations.review_evaluationperiod", manages | has_role(Role.DEPARTMENT_HEAD))
rules.add_perm("evaluations.change_evaluationsheet", is_own)
rules.add_perm("evaluations.view_evaluationsheet", is_own | heads_department_of | manages)
rules.add_perm("evaluations.view_sheetevidence", owns_sheet_of | reviews_sheet_of)
