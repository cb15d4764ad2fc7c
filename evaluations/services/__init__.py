"""Every write of the month's evaluation, by what it is about."""

from evaluations.services.periods import create_period, open_due_periods, sync_people
from evaluations.services.results import hand_to_council, publication_findings, publish, record_results
from evaluations.services.reviews import save_review
from evaluations.services.sheets import attach_evidence, detach_evidence, recall, save_draft, submit

__all__ = [
    "attach_evidence",
    "create_period",
    "detach_evidence",
    "hand_to_council",
    "open_due_periods",
    "publication_findings",
    "publish",
    "recall",
    "record_results",
    "save_draft",
    "save_review",
    "submit",
    "sync_people",
]
