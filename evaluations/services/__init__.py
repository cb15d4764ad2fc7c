"""Every write of the evaluations, by what it is about."""

from evaluations.services.board_papers import request_board_paper
from evaluations.services.candidates import changes_of, sync_candidates
from evaluations.services.meetings import draw_minutes, save_meeting
from evaluations.services.objections import answer_objection, file_objection, withdraw_objection
from evaluations.services.official_papers import draft_result_table, freeze_sheet
from evaluations.services.paper_orders import announce, request_paper
from evaluations.services.periods import create_period, open_due_periods, opening_of, update_open_periods
from evaluations.services.proofs import attach_evidence, attach_item, attach_link, detach_evidence
from evaluations.services.publication import announce_provisional, publication_findings, publish, reopen
from evaluations.services.reminding import remind_to_hand_in, remind_to_publish, remind_to_review
from evaluations.services.results import decide_by_head, hand_to_council, record_results
from evaluations.services.reviews import save_council_column, save_review
from evaluations.services.rollups import compute_roll_up, delete_roll_up, frozen_formula, open_roll_up, save_roll_up
from evaluations.services.sheets import recall, save_draft, submit
from evaluations.services.taking import take_over

__all__ = [
    "announce",
    "announce_provisional",
    "answer_objection",
    "attach_evidence",
    "attach_item",
    "attach_link",
    "changes_of",
    "compute_roll_up",
    "create_period",
    "decide_by_head",
    "delete_roll_up",
    "detach_evidence",
    "draft_result_table",
    "draw_minutes",
    "file_objection",
    "freeze_sheet",
    "frozen_formula",
    "hand_to_council",
    "open_due_periods",
    "open_roll_up",
    "opening_of",
    "publication_findings",
    "publish",
    "recall",
    "record_results",
    "remind_to_hand_in",
    "remind_to_publish",
    "remind_to_review",
    "reopen",
    "request_board_paper",
    "request_paper",
    "save_council_column",
    "save_draft",
    "save_meeting",
    "save_review",
    "save_roll_up",
    "submit",
    "sync_candidates",
    "take_over",
    "update_open_periods",
    "withdraw_objection",
]
