"""Which side of a sheet a reader may see: the same answer for pages, lists and exports."""

from __future__ import annotations

from evaluations.models import EvaluationSheet


def is_own(user, sheet: EvaluationSheet) -> bool:
    return sheet.person.user_id is not None and sheet.person.user_id == user.pk


def shows_self(user, sheet: EvaluationSheet) -> bool:
    """A draft is read by its author alone."""
    return is_own(user, sheet) or sheet.is_submitted


def shows_department(user, sheet: EvaluationSheet) -> bool:
    """Nobody reads the tổ's column about herself before publication, whatever her role."""
    if is_own(user, sheet):
        return sheet.state == EvaluationSheet.State.PUBLISHED
    return sheet.is_submitted
