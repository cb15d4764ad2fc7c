"""The pages of the month's evaluation: of a period, of the tổ, of one sheet."""

from evaluations.views.boards import (
    board,
    board_export,
    board_paper,
    missing_board,
    missing_remind,
    person_board,
    person_board_export,
    person_board_paper,
    spread_board,
)
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
    "board",
    "board_export",
    "board_paper",
    "department_review",
    "missing_board",
    "missing_remind",
    "period_create",
    "period_detail",
    "period_export",
    "period_hand",
    "period_list",
    "period_publish",
    "person_board",
    "person_board_export",
    "person_board_paper",
    "rubric_detail",
    "sheet_autosave",
    "sheet_check",
    "sheet_detail",
    "sheet_edit",
    "sheet_evidence",
    "sheet_recall",
    "sheet_receipt",
    "sheet_total",
    "spread_board",
]
