from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from documents.models import OfficialDocument
from documents.papers_here import drafted, papers_here
from submissions import services
from submissions.criteria import clocks, duration_in_words
from submissions.models import Submission
from submissions.send_pages import send_page
from submissions.timeline import steps_of


def sent_submission(request, pk, **kwargs):
    """A submission of the acting organisation's own."""
    return get_object_or_404(Submission.objects.sent_by(request.organisation).with_details(), pk=pk)


@access("submissions.view_sent_submission", methods=["GET"])
def sent_list(request):
    """Everything this organisation sent, the last version of each first."""
    rows = Submission.objects.sent_by(request.organisation).latest().with_details()
    rows = rows.exclude(kind__in=Submission.SENT_DOWN)  # they go to many at once: pages of their own
    if request.school_year is not None:
        rows = rows.filter(school_year_code=request.school_year.code)
    return render(request, "submissions/sent_list.html", {"submissions": rows})


@access("submissions.send_document", OfficialDocument)
def document_send(request, document):
    """Send an issued document to the organisations below; who has it, who has entered it, how many have read it."""
    return send_page(
        request,
        "submissions/document_send.html",
        {"document": document},
        sent=Submission.objects.of_document(document),
        send=partial(services.send_document, document),
        is_ready=document.can_be_sent,
        button="Gửi văn bản",
        told="Văn thư từng đơn vị thấy việc vào sổ.",
    )


@access("submissions.view_sent_submission", sent_submission, methods=["GET"])
def sent_detail(request, submission):
    """Where a delivery stands: its versions, what was asked back, how long it lay with whom."""
    versions = list(Submission.objects.versions_of(submission).with_details())
    at_receiver, at_sender = clocks(
        [(each.submitted_at, each.closed_at, each.state == Submission.State.RETURNED) for each in versions],
        clock.now(),
    )
    context = {
        "submission": submission,
        "versions": versions[::-1],
        "is_latest": versions[-1] == submission,
        "latest": versions[-1],
        "steps": steps_of(versions),
        "at_receiver": duration_in_words(at_receiver),
        "at_sender": duration_in_words(at_sender),
        "papers": papers_here(request, services.SENT_PAGE, pk=submission.pk),
        "has_letter": submission.kind in services.WITH_LETTER,
    }
    return render(request, "submissions/sent_detail.html", context)


@access("submissions.view_sent_submission", sent_submission, methods=["POST"])
def letter_draft(request, submission):
    """Lập công văn gửi hồ sơ."""
    back = redirect("submissions:sent_detail", request.organisation.slug, submission.pk)
    return drafted(request, lambda: services.draft_covering_letter(submission, by=request.user), back=back)


def _sent_file(request, pk, position, **kwargs):
    submission = sent_submission(request, pk)
    file = submission.files.filter(position=position).first()
    if file is None:
        raise Http404
    file.submission = submission
    file.organisation = submission.organisation
    return file


@access("submissions.view_sent_submission", _sent_file, methods=["GET"])
def sent_file(request, file):
    """One file as it was sent, to the sender."""
    try:
        return services.file_response(file, by=request.user, at=request.organisation)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("submissions:sent_detail", request.organisation.slug, file.submission_id)
