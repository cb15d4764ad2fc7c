"""Slow work of this room; every process knows the handlers (`core.apps`)."""

from __future__ import annotations

from core import jobs
from core.errors import DomainError
from councils.ballots import vacuum
from councils.models import BallotBox
from councils.paper_ballots import PRINT
from councils.printing import ballots_pdf

__all__ = ["print_ballots", "vacuum"]


@jobs.handler(PRINT)
def print_ballots(job, *, box_id: int) -> None:
    """The stamped papers of an open box, for whoever may still run its session."""
    boxes = BallotBox.objects.for_organisation(job.organisation).select_related("session__council", "organisation")
    box = boxes.get(pk=box_id)
    if not job.created_by.has_perm("councils.run_councilsession", box.session):
        raise DomainError("Tài khoản không còn quyền điều hành phiên họp này.")
    if not box.is_open:
        raise DomainError("Lượt bỏ phiếu này đã kết thúc nên không in phiếu nữa.")
    jobs.store_file(job, f"phieu-kin-{box.session_id}-luot-{box.number}.pdf", ballots_pdf(box))
