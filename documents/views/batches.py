"""The files of many documents as one job: how far it is, what failed, all of them in one download."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from core import jobs
from core.access import access
from core.errors import DomainError
from core.models import Job
from documents import services

SHOWN_FAILURES = 50


def _batch(request, uuid) -> Job:
    job = Job.objects.for_organisation(request.organisation).filter(uuid=uuid, handler=services.RENDER_BATCH).first()
    if job is None:
        raise Http404
    return job


class Standing:
    """How many files of a batch there are; asked only as far as the page shows it."""

    def __init__(self, job: Job):
        self.job, self.items = job, services.batch_items(job)

    @cached_property
    def total(self) -> int:
        return self.items.count()

    @cached_property
    def ready(self) -> int:
        return self.items.exclude(document__file="").count()

    @property
    def can_go_on(self) -> bool:
        return self.job.is_over and self.ready < self.total

    @cached_property
    def failures(self) -> list:
        rows = self.items.exclude(Q(failure="")).filter(document__file="").select_related("document__series")
        return list(rows.defer("document__data", "document__frozen")[:SHOWN_FAILURES])


@access("documents.view_batch", _batch, methods=["GET"])
def batch_detail(request, job):
    """How far the files are; one may leave the page."""
    template = "documents/batch_detail.html#card" if request.htmx else "documents/batch_detail.html"
    return render(request, template, {"job": job, "standing": Standing(job)})


@access("documents.view_batch", _batch, methods=["POST"])
def batch_stop(request, job):
    """Dừng: what is ready stays."""
    try:
        jobs.cancel(job)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("documents:batch_detail", request.organisation.slug, job.uuid)


@access("documents.view_batch", _batch, methods=["POST"])
def batch_go_on(request, job):
    """Make the files that are missing."""
    try:
        job = services.go_on_with_batch(job, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("documents:batch_detail", request.organisation.slug, job.uuid)


@access("documents.view_batch", _batch, methods=["POST"])
def batch_zip(request, job):
    """All files in one archive, made by a job; the right is asked again when it is downloaded."""
    try:
        made = services.zip_batch(job, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("documents:batch_detail", request.organisation.slug, job.uuid)
    return redirect("core:job_detail", request.organisation.slug, made.uuid)
