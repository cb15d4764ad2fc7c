"""Slow work of this room; `apps.ready` imports it so that every process knows the handlers.

WeasyPrint is loaded only in the process that renders.
"""

from __future__ import annotations

from core import jobs
from core.errors import DomainError
from core.models import Job
from documents import services
from documents.models import OfficialDocument
from documents.permissions import may_read_batch


@jobs.handler(services.RENDER, queue=jobs.RENDER_QUEUE)
def render_issued(job, *, document_id: int) -> None:
    """Make the file of an issued document from its frozen content; a second run changes nothing."""
    document = OfficialDocument.objects.for_organisation(job.organisation).get(pk=document_id)
    services.render_once(document, _render)


@jobs.handler(services.RENDER_BATCH, queue=jobs.RENDER_QUEUE, hands=services.HANDS)
def render_batch(job) -> dict | jobs.Turn:
    """A turn at the files of a batch."""
    return services.work_on_batch(job, _render)


@jobs.handler(services.ZIP_BATCH, may_take=lambda user, job: may_read_batch(user, _batch(job)))
def zip_batch(job, *, batch_id: int) -> dict:
    """The files of a batch as one archive."""
    return services.write_archive(job, _batch(job))


def _batch(job: Job) -> Job:
    return Job.objects.for_organisation(job.organisation).get(pk=job.arguments["batch_id"])


def _render(content, seal) -> bytes:
    from documents import rendering

    return rendering.render_pdf(content, draft=False, seal=seal)


@jobs.handler(services.REGISTER)
def print_register(job, *, query: dict[str, str]) -> None:
    """Sổ đăng ký văn bản đi, as far as whoever asked may read when the work begins."""
    from documents.register import printed_register

    if not job.created_by.has_perm("documents.print_register", job.organisation):
        raise DomainError("Tài khoản không còn quyền in sổ đăng ký văn bản đi.")
    content = printed_register(job.created_by, job.organisation, query)
    year = content.subject.split()[-1]
    jobs.store_file(job, f"so-dang-ky-van-ban-di-{year}.pdf", _render(content, None))
