"""A rubric sent down, the sheet a unit scores by it sent up, and what was decided sent down again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from documents.models import OfficialDocument
from organisation.models import Organisation
from submissions.models import Submission
from submissions.scores import Scores
from submissions.services.sending import newly_sent, submit
from submissions.services.shown import submit_as_shown

Kind = Submission.Kind


@transaction.atomic
def send_rubric(
    *,
    organisation: Organisation,
    key: str,
    title: str,
    manifest: dict,
    recipients: Sequence[Organisation],
    line: str,
    school_year_code: str,
    by,
) -> int:
    """Send a rubric to organisations supervised in a line; returns how many got it now. Who has it is left alone.

    `key` names the rubric and its version: “rubric:…”.
    """
    sent = Submission.objects.sent_by(organisation).rubrics().filter(subject_key__startswith=f"{key}:")
    newly = newly_sent(sent, organisation, recipients, line=line, what="biểu điểm")
    for recipient in newly:
        submit(
            organisation=organisation,
            recipient=recipient,
            line=line,
            kind=Kind.RUBRIC,
            subject_key=f"{key}:{recipient.pk}",
            title=title,
            school_year_code=school_year_code,
            manifest=manifest,
            files=[],
            due_at=None,
            by=by,
        )
    return len(newly)


@transaction.atomic
def send_self_score(
    rubric: Submission, scores: Scores, *, document: OfficialDocument | None = None, shown: str, by
) -> Submission:
    """Send the sheet to whoever sent the rubric, as it was shown, see `submit_as_shown`."""
    return submit_as_shown(
        scores,
        organisation=rubric.recipient,
        recipient=rubric.organisation,
        line=rubric.line,
        kind=Kind.SELF_SCORE,
        subject_key=self_score_key(scores),
        school_year_code=scores.school_year,
        document=document,
        shown=shown,
        due_at=None,
        by=by,
    )


def self_score_key(scores: Scores) -> str:
    days = f"{scores.starts_on.isoformat()}:{scores.ends_on.isoformat()}"
    return f"self_score:{scores.family}:{scores.version}:{scores.period_kind}:{days}"


def send_result(answered: Submission, scores: Scores, *, edition: int, by) -> Submission:
    """Send what was decided about a unit's sheet back to it, once for each edition."""
    return submit(
        organisation=answered.recipient,
        recipient=answered.organisation,
        line=answered.line,
        kind=Kind.UNIT_RESULT,
        subject_key=f"unit_result:{answered.pk}:{edition}",
        title=scores.title,
        school_year_code=answered.school_year_code,
        manifest=scores.manifest(),
        files=[],
        due_at=None,
        by=by,
    )
