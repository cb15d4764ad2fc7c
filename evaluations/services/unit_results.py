"""What a unit learns of the sheet that was made of its own: told while it is provisional, pinned when published."""

from __future__ import annotations

from dataclasses import replace

from evaluations.models import EvaluationSheet
from evaluations.services.self_scores import final_cells, scored_lines
from evaluations.services.sheets import cells_of
from submissions import services as submissions
from submissions.models import Submission
from submissions.scores import UNIT_RESULT, plain_number


def tell_unit(sheet: EvaluationSheet, *, key: str, subject: str, body: str) -> None:
    """Notify those who sent the unit's own sheet, on the page of what they sent."""
    submissions.tell_sender(sheet.submission, key, subject, body)


def send_unit_result(sheet: EvaluationSheet, *, by) -> Submission:
    """Send the published points, line by line beside those that the unit sent, back to it."""
    answered = sheet.submission
    scores = replace(
        answered.scores,
        kind=UNIT_RESULT,
        lines=scored_lines(sheet, own=cells_of(sheet, "self"), final=final_cells(sheet)),
        points=plain_number(sheet.points),
        reachable=plain_number(sheet.reachable),
        grade=sheet.grade,
        answers=answered.code,
    )
    return submissions.send_result(answered, scores, edition=sheet.edition, by=by)
