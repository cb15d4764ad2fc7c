"""What stands on a sheet's page about its result: the grade and why, what was said of it, earlier editions."""

from __future__ import annotations

from evaluations.models import EvaluationSheet
from evaluations.services.objections import objection_refusal
from evaluations.services.publication import DECIDED
from evaluations.visibility import shows_result


def chain_of(request, sheet: EvaluationSheet, *, is_own: bool) -> dict:
    """Context of `evaluations/sheet_result.html`. Objections are read by their author and by who answers them."""
    answers = request.user.has_perm("evaluations.answer_objection", sheet)
    stands = sheet.is_settled or sheet.state in DECIDED or sheet.period.is_rolled_up  # else: what was, before reopening
    shows = stands and shows_result(request.user, sheet)
    reads = is_own or answers
    return {
        "shows_result": shows,
        "can_object": is_own and not objection_refusal(sheet),
        "can_answer": answers and not is_own,
        "can_reopen": sheet.state == EvaluationSheet.State.PUBLISHED
        and not (is_own and sheet.person_id)
        and request.user.has_perm("evaluations.reopen_evaluationsheet", sheet),
        "objections": sheet.objections.order_by("filed_at") if reads and sheet.state != "draft" else [],
        "editions": sheet.editions.all() if sheet.edition and (is_own or sheet.is_submitted) else [],
    }
