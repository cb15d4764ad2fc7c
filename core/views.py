from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render

from core import jobs
from core.access import access
from core.errors import DomainError
from core.models import Job


def _job(request, uuid):
    return get_object_or_404(Job.objects.for_organisation(request.organisation), uuid=uuid)


@access("core.view_job", _job, methods=["GET"])
def job_detail(request, job):
    """How far a long task is; one may leave the page."""
    template = "core/job_detail.html#card" if request.htmx else "core/job_detail.html"
    return render(request, template, {"job": job})


@access("core.cancel_job", _job, methods=["POST"])
def job_cancel(request, job):
    """Ask a long task to stop."""
    try:
        jobs.cancel(job)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("core:job_detail", request.organisation.slug, job.uuid)


@access("core.take_job_file", _job, methods=["GET"])
def job_file(request, job):
    """The file a job made, to the person who asked for it."""
    if not job.result_file:
        raise Http404
    response = FileResponse(job.result_file.open("rb"), as_attachment=True, filename=job.result_name)
    response["Cache-Control"] = "private, no-store"
    return response
