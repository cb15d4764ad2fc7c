"""From registered titles to a council, from its answer to a dossier, from a decision to the people's records."""

from awards.services.dossiers import (
    AWARDING,
    awaits_decision,
    collect_results,
    create_dossier,
    decision_key,
    draft_part,
    due_at_of,
    enter_decision,
    files_of,
    fingerprint_of,
    locked_dossier,
    manifest_of,
    submit_dossier,
    take_decision,
)
from awards.services.initiatives import (
    draft_recognition,
    draw_scoring_sheets,
    initiative_motions,
    initiatives_to_judge,
    propose_initiatives,
)
from awards.services.initiatives import papers_of as initiative_papers_of
from awards.services.titles import (
    left_out_sentence,
    lower_title,
    lower_titles,
    propose_titles,
    threshold_code,
)

__all__ = [
    "AWARDING",
    "awaits_decision",
    "collect_results",
    "create_dossier",
    "decision_key",
    "draft_part",
    "draft_recognition",
    "draw_scoring_sheets",
    "due_at_of",
    "enter_decision",
    "files_of",
    "fingerprint_of",
    "initiative_motions",
    "initiative_papers_of",
    "initiatives_to_judge",
    "left_out_sentence",
    "locked_dossier",
    "lower_title",
    "lower_titles",
    "manifest_of",
    "propose_initiatives",
    "propose_titles",
    "submit_dossier",
    "take_decision",
    "threshold_code",
]
