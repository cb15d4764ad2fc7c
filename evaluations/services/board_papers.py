"""Ordering a board as a PDF: a row of work, done by a worker."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core import jobs
from core.models import Job
from evaluations.jobs import BOARD_PAPER
from organisation.models import Person


@transaction.atomic
def request_board_paper(
    organisation, name: str, *, school_year, query: dict[str, str], person: Person | None = None, by
) -> Job:
    """`query` are the filters of the page; what is printed is what `by` may see when the work begins."""
    job = jobs.enqueue(
        BOARD_PAPER,
        organisation=organisation,
        label=f"Bảng kết quả đánh giá năm học {school_year.code} (PDF)",
        by=by,
        board=name,
        school_year_id=school_year.pk,
        query=query,
        person_id=person.pk if person else None,
    )
    after = {"board": name, "job": job.pk, "person": person.pk if person else None}
    audit.record("evaluations.board_exported", organisation, by=by, organisation=organisation, after=after)
    return job
