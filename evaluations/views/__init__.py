"""The pages of the month's evaluation: of a period, of the tổ, of one sheet."""

from evaluations.views.periods import (
    period_create,
    period_detail,
    period_export,
    period_hand,
    period_list,
    period_publish,
    rubric_detail,
)
from evaluations.views.reviews import department_review
from evaluations.views.sheets import (
    sheet_autosave,
    sheet_check,
    sheet_detail,
    sheet_edit,
    sheet_evidence,
    sheet_recall,
    sheet_receipt,
    sheet_total,
)

__all__ = [
    "department_review",
    "period_create",
    "period_detail",
    "period_export",
    "period_hand",
    "period_list",
    "period_publish",
    "rubric_detail",
    "sheet_autosave",
    "sheet_check",
    "sheet_detail",
    "sheet_edit",
    "sheet_evidence",
    "sheet_recall",
    "sheet_receipt",
    "sheet_total",
]
