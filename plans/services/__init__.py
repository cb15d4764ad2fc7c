"""Every write of this room: reading a text, deciding about what was understood, issuing and publishing."""

from plans.services.publication import acknowledge, publish, submission_findings, submit_for_approval
from plans.services.review import accept_clear_facts, accept_fact, answer_doubt, correct_fact, refuse_fact
from plans.services.texts import MAX_CHARACTERS, import_plan, update_header, update_text

__all__ = [
    "MAX_CHARACTERS",
    "accept_clear_facts",
    "accept_fact",
    "acknowledge",
    "answer_doubt",
    "correct_fact",
    "import_plan",
    "publish",
    "refuse_fact",
    "submission_findings",
    "submit_for_approval",
    "update_header",
    "update_text",
]
