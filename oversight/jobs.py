"""Slow work of this room; `apps.ready` imports it so that every process knows the handlers."""

from __future__ import annotations

from core import jobs
from core.errors import DomainError
from submissions.models import Submission
from submissions.services import merged_pdf

MERGE = "oversight.merge_dossier"


@jobs.handler(MERGE)
def merge_dossier(job, *, submission_id: int) -> dict:
    """One PDF of a received dossier. The right of whoever asked is checked again when the work begins."""
    submission = Submission.objects.addressed_to(job.organisation).filter(pk=submission_id).first()
    asker = job.created_by
    if submission is None or not asker.has_perm("submissions.view_received_submission", submission):
        raise DomainError("Tài khoản không còn quyền tải hồ sơ này.")
    data = merged_pdf(
        submission, by=asker, report=lambda done, total: jobs.progress(job, done, total, f"Đã gộp {done}/{total} tệp")
    )
    jobs.store_file(job, f"{submission.code}.pdf", data)
    return {"submission": submission.pk}
