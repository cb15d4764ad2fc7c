"""The office's acts: calling for dossiers and reports, what follows an acceptance, inspections, letters."""

from oversight.services.calls import (
    accept,
    accept_dossier,
    call_for_dossiers,
    call_for_reports,
    forward_results,
    request_merged_pdf,
)
from oversight.services.inspections import (
    PLAN_PAGE,
    VISIT_PAGE,
    Findings,
    Team,
    change_inspection,
    create_inspection,
    describe_visit,
    draft_inspection_plan,
    draft_minutes,
)
from oversight.services.letters import BOARD_PAGE, draft_reminder

__all__ = [
    "BOARD_PAGE",
    "PLAN_PAGE",
    "VISIT_PAGE",
    "Findings",
    "Team",
    "accept",
    "accept_dossier",
    "call_for_dossiers",
    "call_for_reports",
    "change_inspection",
    "create_inspection",
    "describe_visit",
    "draft_inspection_plan",
    "draft_minutes",
    "draft_reminder",
    "forward_results",
    "request_merged_pdf",
]
