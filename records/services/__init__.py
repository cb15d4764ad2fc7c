"""Every write of what people and collectives hold: titles, initiatives, the yearly rating."""

from records.services.corrections import answer_correction, ask_correction, withdraw_correction
from records.services.coverage import rows_by_year, set_coverage
from records.services.edits import (
    edit_initiative,
    edit_rating,
    edit_title,
    remove_initiative,
    remove_rating,
    remove_title,
    restore_title,
    revoke_title,
)
from records.services.entries import Entered, enter_initiative, enter_rating, enter_title
from records.services.person_files import PersonFile, person_file
from records.services.rating_years import RatingDesk, open_desk, year_span
from records.services.ratings import (
    decide_ratings,
    decision_check,
    note_rated_year,
    people_without_rating,
    propose_rating,
    propose_ratings,
    replace_rating,
    save_proposal,
    withdraw_proposal,
)
from records.services.titles import attachables, record_title

__all__ = [
    "Entered",
    "PersonFile",
    "RatingDesk",
    "answer_correction",
    "ask_correction",
    "attachables",
    "decide_ratings",
    "decision_check",
    "edit_initiative",
    "edit_rating",
    "edit_title",
    "enter_initiative",
    "enter_rating",
    "enter_title",
    "note_rated_year",
    "open_desk",
    "people_without_rating",
    "person_file",
    "propose_rating",
    "propose_ratings",
    "record_title",
    "remove_initiative",
    "remove_rating",
    "remove_title",
    "replace_rating",
    "restore_title",
    "revoke_title",
    "rows_by_year",
    "save_proposal",
    "set_coverage",
    "withdraw_correction",
    "withdraw_proposal",
    "year_span",
]
