from __future__ import annotations

import rules

from evaluations.models import EvaluationSheet
from organisation.models import Role
from organisation.permissions import (
    LEADERS,
    OFFICE_STAFF,
    SCHOOL_STAFF,
    has_role,
    headed_departments,
    heads_department_of,
)
from organisation.permissions import is_own as is_own_person
from registrations.reviewers import has_other_head, heads_by_department
from submissions.permissions import has_role_at_recipient

# At an office its officer does what a school's secretary does, its leader what a principal does, with the office's own
# periods: of the units below they read what was sent.
MANAGERS = (Role.COUNCIL_SECRETARY, *LEADERS, *OFFICE_STAFF)
manages = has_role(*MANAGERS)
publishes = has_role(Role.COUNCIL_SECRETARY, Role.PRINCIPAL, *OFFICE_STAFF)
decides = has_role(*LEADERS, Role.OFFICE_LEADER)


@rules.predicate
def writes_self_column(user, sheet=None):
    """The person herself; for a tổ its head; for the whole organisation those who run the year."""
    if not isinstance(sheet, EvaluationSheet):
        return False
    if sheet.subject == "person":
        return is_own_person(user, sheet)
    if sheet.subject == "department":
        return sheet.department_id in headed_departments(user, sheet.organisation) or manages(user, sheet)
    return sheet.subject == "organisation" and manages(user, sheet)


@rules.predicate
def owns_sheet_of(user, obj=None):
    return writes_self_column(user, getattr(obj, "sheet", None))


def scores_or_decides(user, sheet: EvaluationSheet) -> bool:
    """The head of the tổ, the secretary and the principal; a vice principal where no other head scores the person."""
    if heads_department_of(user, sheet) or publishes(user, sheet):
        return True
    heads = heads_by_department(sheet.organisation)
    has_head = has_other_head(heads, person_id=sheet.person_id, department_id=sheet.department_id)
    return manages(user, sheet) and not has_head


@rules.predicate
def reviews_sheet_of(user, obj=None):
    """Proofs of a sheet are read by those who list it, once it was handed in; confidential ones by who scores it."""
    sheet = getattr(obj, "sheet", None)
    if sheet is None or not sheet.is_submitted or not (heads_department_of(user, sheet) or manages(user, sheet)):
        return False
    return not obj.is_confidential or scores_or_decides(user, sheet)


@rules.predicate
def heads_a_department_of(user, board=None):
    """A head reads, of one person's periods, those of his tổ."""
    departments = getattr(board, "department_ids", ())
    return bool(headed_departments(user, getattr(board, "organisation", None)) & set(departments))


rules.add_perm("evaluations.view_evaluationperiod", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("evaluations.view_rubric", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("evaluations.manage_rubric", manages)  # an office makes those for its schools
rules.add_perm("evaluations.manage_policy", manages)
rules.add_perm("evaluations.manage_evaluationperiod", manages)
rules.add_perm("evaluations.publish_evaluationperiod", publishes)
rules.add_perm("evaluations.report_evaluationperiod", has_role(Role.COUNCIL_SECRETARY, Role.PRINCIPAL))
rules.add_perm("evaluations.decide_evaluationperiod", decides)
rules.add_perm("evaluations.review_evaluationperiod", manages | has_role(Role.DEPARTMENT_HEAD))
rules.add_perm("evaluations.score_council", publishes)
rules.add_perm("evaluations.hold_departmentmeeting", manages | heads_department_of)
rules.add_perm("evaluations.change_evaluationsheet", writes_self_column)
rules.add_perm("evaluations.prove_sheet", owns_sheet_of)
rules.add_perm("evaluations.view_evaluationsheet", writes_self_column | heads_department_of | manages)
rules.add_perm("evaluations.reopen_evaluationsheet", publishes)
rules.add_perm("evaluations.object_evaluationsheet", writes_self_column)
rules.add_perm("evaluations.withdraw_objection", owns_sheet_of)
rules.add_perm("evaluations.answer_objection", publishes)
rules.add_perm("evaluations.view_person_board", is_own_person | heads_a_department_of | manages)
rules.add_perm("evaluations.view_sheetevidence", owns_sheet_of | reviews_sheet_of)

receives = has_role_at_recipient(Role.COUNCIL_SECRETARY, *LEADERS, *OFFICE_STAFF)
rules.add_perm("evaluations.view_given", manages)
rules.add_perm("evaluations.view_given_submission", receives)
rules.add_perm("evaluations.take_given_submission", receives)
rules.add_perm("evaluations.send_rubric", has_role(*OFFICE_STAFF))
rules.add_perm("evaluations.send_self_score", publishes)
