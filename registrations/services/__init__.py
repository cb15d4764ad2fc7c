"""The year's registration: opened from its date, written by each person, remarked by the tổ, locked into a list."""

from registrations.services.lists import lock_round
from registrations.services.own import missing_parts, register_again, save_draft, submit, withdraw
from registrations.services.papers import issue_registration_paper, registration_paper
from registrations.services.remarks import recommend, return_for_revision
from registrations.services.rounds import is_open_for, not_open_sentence, open_round

__all__ = [
    "is_open_for",
    "issue_registration_paper",
    "lock_round",
    "missing_parts",
    "not_open_sentence",
    "open_round",
    "recommend",
    "register_again",
    "registration_paper",
    "return_for_revision",
    "save_draft",
    "submit",
    "withdraw",
]
