"""Files of many documents as one job: workers share it, it can be stopped, and what a dead worker left is taken up.

A document is taken by an UPDATE that skips what others are taking, for `LEASE`; a worker that dies loses only the one
it had in hand. Whatever has a file is never rendered again.
"""

from __future__ import annotations

import logging
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from audit import services as audit
from core import clock, jobs
from core.errors import DomainError
from core.models import Job
from core.vietnamese import search_key
from documents.models import OfficialDocument, RenderItem
from documents.services.renderings import frozen_content, issued_pdf, seal_of, store_rendering

logger = logging.getLogger(__name__)
RENDER_BATCH, ZIP_BATCH = "documents.render_batch", "documents.zip_batch"
HANDS = 2  # workers that share one batch; more than one for each core gains nothing
TURN_SECONDS = 15  # then other work of the queue comes in between
REPORT_SECONDS = 1
LEASE = timedelta(minutes=3)  # longer than the longest paper takes
MOST_TRIES = 3  # workers that may die over one document
AT_ONCE = 500
STOPS_WORKERS = "Máy chủ dừng giữa chừng mỗi lần tạo tệp này, nên hệ thống không thử nữa. Báo người quản trị."
BROKEN = "Có lỗi khi tạo tệp. Thử tạo lại; nếu vẫn lỗi, báo người quản trị."


@transaction.atomic
def render_batch(*, organisation, documents: Iterable[OfficialDocument], by, label: str) -> Job:
    """Ask for the files of issued documents as one job; those that have a file cost nothing.

    Shown at `documents:batch_detail`. DomainError where a document is not issued.
    """
    ids = [document.pk for document in documents]
    rows = OfficialDocument.objects.for_organisation(organisation).filter(pk__in=ids)
    if rows.issued().count() != len(set(ids)):
        raise DomainError("Có văn bản chưa ban hành nên chưa tạo tệp hàng loạt được. Ban hành các văn bản đó trước.")
    if not ids:
        raise DomainError("Chưa có văn bản nào để tạo tệp.")
    job = jobs.enqueue(RENDER_BATCH, organisation=organisation, label=label, by=by)
    job.total_count = len(set(ids))
    job.save(update_fields=["total_count"])
    RenderItem.objects.bulk_create(
        [RenderItem(organisation=organisation, job=job, document_id=pk) for pk in dict.fromkeys(ids)],
        batch_size=AT_ONCE,
    )
    rows.filter(file="").update(render_job=job)
    audit.record("documents.batch_asked", job, by=by, organisation=organisation, after={"count": len(set(ids))})
    return job


@transaction.atomic
def go_on_with_batch(job: Job, *, by) -> Job:
    """A new job for what a stopped or failed one left without a file; DomainError where nothing is left."""
    job = Job.objects.for_organisation(job.organisation).select_for_update().get(pk=job.pk)
    if not job.is_over:
        raise DomainError("Việc tạo tệp đang chạy, không cần tạo thêm.")
    left = OfficialDocument.objects.for_organisation(job.organisation).filter(render_items__job=job, file="")
    left = [each for each in left.select_related("render_job") if each.render_job is None or each.render_job.is_over]
    if not left:
        raise DomainError("Mọi văn bản trong đợt này đã có tệp hoặc đang được tạo tệp.")
    return render_batch(organisation=job.organisation, documents=left, by=by, label=job.label)


def batch_items(job: Job):
    return RenderItem.objects.for_organisation(job.organisation).filter(job=job)


# ---- the work ----


def work_on_batch(job: Job, render) -> dict | jobs.Turn:
    """One turn of one worker; `render(content, seal)` makes the bytes."""
    end, reported = time.monotonic() + TURN_SECONDS, 0.0
    while time.monotonic() < end:
        if time.monotonic() - reported >= REPORT_SECONDS:
            _report(job)
            reported = time.monotonic()
        item = _take(job)
        if item is None:
            break
        _do(item, render)
    else:
        return jobs.AGAIN
    _report(job)
    items = batch_items(job)
    if items.filter(done_at=None).exists():
        return jobs.WAITING
    return {"failed": items.exclude(failure="").count()}


def _report(job: Job) -> None:
    done = batch_items(job).exclude(done_at=None).count()
    jobs.progress(job, done, job.total_count)


def _take(job: Job) -> RenderItem | None:
    """The next document nobody holds; those that ended several workers are given up."""
    now = clock.now()
    with transaction.atomic():
        waiting = batch_items(job).filter(Q(taken_at=None) | Q(taken_at__lt=now - LEASE), done_at=None)
        item = waiting.select_for_update(skip_locked=True).first()
        if item is None:
            return None
        if item.tries >= MOST_TRIES:
            item.done_at, item.failure = now, STOPS_WORKERS
        item.taken_at, item.tries = now, item.tries + 1
        item.save(update_fields=["taken_at", "tries", "done_at", "failure"])
    return item


def _do(item: RenderItem, render) -> None:
    if item.done_at is not None:
        return
    failure = ""
    try:
        render_once(item.document, render)
    except DomainError as error:
        failure = error.message
    except Exception:
        logger.exception("Document %s of job %s was not rendered", item.document_id, item.job_id)
        failure = BROKEN
    RenderItem.objects.filter(pk=item.pk).update(done_at=clock.now(), failure=failure[:500])


def render_once(document: OfficialDocument, render) -> OfficialDocument:
    """Make the file of an issued document from its frozen content, unless it has one."""
    if document.file:
        return document
    return store_rendering(document, render(frozen_content(document), seal_of(document)))


# ---- all of a batch as one download ----


def zip_batch(job: Job, *, by) -> Job:
    """Ask for the files of a batch as one archive."""
    if not batch_items(job).exclude(document__file="").exists():
        raise DomainError("Chưa có tệp nào để tải. Chờ hệ thống tạo xong rồi tải lại.")
    return jobs.enqueue(
        ZIP_BATCH, organisation=job.organisation, label=f"Gói tệp: {job.label}"[:250], by=by, batch_id=job.pk
    )


def write_archive(job: Job, batch: Job) -> dict:
    """Write the archive of a batch; memory holds one file at a time. What is wanting is named in it."""
    with tempfile.TemporaryFile() as output:
        total, left_out = batch_items(batch).count(), []
        with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
            for number, item in enumerate(_in_order(batch), 1):
                try:
                    archive.writestr(_archived(archive_name(item.document, number)), issued_pdf(item.document))
                except (DomainError, OSError):
                    left_out.append(f"{number}. {item.document.subject_line}")
                if number % 20 == 0:
                    jobs.progress(job, number, total)
            if left_out:
                words = "Các tệp sau chưa có hoặc không còn đúng với bản đã ban hành nên không có trong gói này:\r\n"
                archive.writestr(_archived("CHUA-CO.txt"), "\ufeff" + words + "\r\n".join(left_out) + "\r\n")
        output.seek(0)
        jobs.store_file(job, f"{search_key(batch.label).replace(' ', '-')[:80] or 'tep'}.zip", File(output))
    return {"left_out": len(left_out)}


def _in_order(batch: Job) -> Iterable[RenderItem]:
    """The items with their documents, some hundreds at a time, without the content."""
    ids: Sequence[int] = list(batch_items(batch).values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        items = RenderItem.objects.filter(pk__in=ids[start : start + AT_ONCE])
        yield from items.select_related("document__series").defer("document__data", "document__frozen").order_by("pk")


def archive_name(document: OfficialDocument, number: int) -> str:
    """A name that every system can store: “0012_giay-khen-….pdf”."""
    return f"{number:04d}_{search_key(document.subject_line).replace(' ', '-')[:60] or document.form}.pdf"


def _archived(name: str) -> zipfile.ZipInfo:
    """Dated by the application's own clock."""
    return zipfile.ZipInfo(name, clock.now().timetuple()[:6])
