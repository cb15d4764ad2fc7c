"""The results of a semester or year sent to the office above: what is sent, checked once more, then the code."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from evaluations.services import reports
from evaluations.views.periods import visible_period
from submissions import services as submissions
from submissions.models import Submission
from submissions.reports import Term


@access("evaluations.report_evaluationperiod", visible_period)
def period_report(request, period):
    """Show the figures and the paper that goes with them; then send exactly those."""
    if not reports.is_reported(period):
        raise Http404
    papers = reports.documents_to_add(request.organisation)
    chosen = _chosen(papers, (request.POST if request.method == "POST" else request.GET).get("document", ""))
    if request.method == "POST":
        try:
            sent = reports.send_report(period, document=chosen, shown=request.POST.get("shown", ""), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã gửi báo cáo đến {sent.recipient.name}, mã tiếp nhận {sent.code}.")
            return redirect("submissions:sent_detail", request.organisation.slug, sent.pk)
    return render(request, "evaluations/period_report.html", _context_of(request, period, papers, chosen))


def _chosen(papers, pk: str):
    """The paper that was chosen; None where none was, or where it is not one of these."""
    return next((each for each in papers if str(each.pk) == pk), None)


def _context_of(request, period, papers, chosen) -> dict:
    sent = reports.sent_report_of(period)
    context = {
        "period": period,
        "sent": sent,
        "can_send": sent is None or sent.state == Submission.State.RETURNED,
        "papers": papers,
        "chosen": chosen,
        "refusal": "",
    }
    try:
        report = reports.report_of(period)
        return context | {
            "report": report,
            "recipient": submissions.recipient_of_reports(request.organisation),
            "owed": submissions.report_obligation(request.organisation, report.term),
            "shown": submissions.shown_hash(report, chosen),
        }
    except DomainError as error:
        return context | {"refusal": error.message, "can_send": False}


@access("evaluations.report_evaluationperiod", methods=["GET"])
def term_report(request, year, term):
    """Where the office's request leads: to the own period of that term, or to what there is to do first."""
    try:
        term = Term(year, term)
    except DomainError as error:
        raise Http404 from error
    period = reports.period_of_term(request.organisation, term)
    if period is None:
        return render(request, "evaluations/term_report.html", {"term": term})
    return redirect("evaluations:period_report", request.organisation.slug, period.pk)
