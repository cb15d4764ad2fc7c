"""Initiatives of a session: put before the council, marked on paper, recognised."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from awards import services
from awards.papers.initiatives import FIRST_SCALE
from awards.scale_forms import ScaleForm, scale_lines
from core.access import access
from core.errors import DomainError
from councils.models import Council, CouncilSession
from documents.models import OfficialDocument
from documents.papers_here import drafted


def _session(request, pk):
    """A real session of a council that judges initiatives."""
    rows = CouncilSession.objects.for_organisation(request.organisation).real()
    rows = rows.filter(council__kind=Council.Kind.INITIATIVE)
    return get_object_or_404(rows.select_related("council", "organisation", "school_year", "minutes__series"), pk=pk)


@access("awards.judge_initiatives", _session, methods=["GET"])
def initiative_list(request, session):
    """What the session judges, the papers that were made of it, and what can be done next."""
    return _page(request, session, ScaleForm(initial={"scale": scale_lines(FIRST_SCALE)}))


def _page(request, session, form, *, findings=()):
    decision = services.initiative_papers_of(session, "initiative_decision").first()
    is_issued = decision is not None and decision.state == OfficialDocument.State.ISSUED
    context = {
        "session": session,
        "can_record": is_issued,
        "recorded": services.recorded_initiatives(decision) if is_issued else 0,
        "motions": services.initiative_motions(session),
        "waiting": services.initiatives_to_judge(session).count() if session.is_draft else 0,
        "form": form,
        "sheets": services.initiative_papers_of(session, "initiative_scoring"),
        "decision": decision,
        "findings": findings,
    }
    return render(request, "awards/initiative_list.html", context)


@access("awards.judge_initiatives", _session, methods=["POST"])
def initiatives_put(request, session):
    """Put every registered initiative of the year before the council."""
    try:
        count = len(services.propose_initiatives(session, by=request.user))
    except DomainError as error:
        messages.error(request, error.message)
        form = ScaleForm(initial={"scale": scale_lines(FIRST_SCALE)})
        return _page(request, session, form, findings=error.findings)
    messages.success(request, f"Đã đưa {count} sáng kiến vào phiên họp.")
    return redirect("awards:initiative_list", request.organisation.slug, session.pk)


@access("awards.judge_initiatives", _session, methods=["POST"])
def scoring_sheets(request, session):
    """Make a blank phiếu chấm for each initiative, with the scale as typed."""
    form = ScaleForm(request.POST)
    if form.is_valid():
        try:
            made = services.draw_scoring_sheets(session, form.cleaned_data["scale"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã lập {len(made)} phiếu chấm. Mở từng phiếu để in.")
            return redirect("awards:initiative_list", request.organisation.slug, session.pk)
    return _page(request, session, form)


@access("awards.judge_initiatives", _session, methods=["POST"])
def recognition_record(request, session):
    """Write what the issued decision recognises into the authors' records."""
    try:
        count = services.record_recognised(session, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        done = f"Đã ghi {count} sáng kiến vào hồ sơ của tác giả." if count else "Các sáng kiến này đã có trong hồ sơ."
        messages.success(request, done)
    return redirect("awards:initiative_list", request.organisation.slug, session.pk)


@access("awards.judge_initiatives", _session, methods=["POST"])
def recognition_create(request, session):
    """Draft the decision about the initiatives that passed."""
    back = redirect("awards:initiative_list", request.organisation.slug, session.pk)
    return drafted(request, lambda: services.draft_recognition(session, by=request.user), back=back)
