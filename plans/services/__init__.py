"""Every write of this room: reading a text, deciding about what was understood, issuing and publishing."""

from plans.services.changes import begin_change, comparison, entries_of, lineage, relate_draft
from plans.services.public_pages import find_page, open_page, withdraw_page
from plans.services.publication import effects_of, publish, submission_findings, submit_for_approval
from plans.services.reading import Chosen, acknowledge, keep_all_readers, keep_readers, reading_rows, remind_unread
from plans.services.regulations import cited_values
from plans.services.review import (
    accept_clear_facts,
    accept_fact,
    answer_doubt,
    correct_fact,
    keep_earlier,
    refuse_fact,
    refuse_waiting_facts,
    reopen_fact,
    replace_everywhere,
    undo_act,
)
from plans.services.starting import start_plan
from plans.services.targets import set_base, target_rows
from plans.services.texts import MAX_CHARACTERS, Signer, import_plan, subject_key, update_header, write_content

__all__ = [
    "MAX_CHARACTERS",
    "Chosen",
    "Signer",
    "accept_clear_facts",
    "accept_fact",
    "acknowledge",
    "answer_doubt",
    "begin_change",
    "cited_values",
    "comparison",
    "correct_fact",
    "effects_of",
    "entries_of",
    "find_page",
    "import_plan",
    "keep_all_readers",
    "keep_earlier",
    "keep_readers",
    "lineage",
    "open_page",
    "publish",
    "reading_rows",
    "refuse_fact",
    "refuse_waiting_facts",
    "relate_draft",
    "remind_unread",
    "reopen_fact",
    "replace_everywhere",
    "set_base",
    "start_plan",
    "subject_key",
    "submission_findings",
    "submit_for_approval",
    "target_rows",
    "undo_act",
    "update_header",
    "withdraw_page",
    "write_content",
]
