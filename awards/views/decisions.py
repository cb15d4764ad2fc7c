"""Decisions as documents of our own, and the giấy khen after them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards import services
from awards.forms import CertificatesForm, CommendForm, DraftDecisionForm, OwnDecisionForm
from awards.models import Decision, DecisionPaper, Dossier
from core import clock
from core.access import access
from core.errors import DomainError
from documents.models import OfficialDocument
from documents.previewing import draft_response
from legal.models import Distinction
from submissions.models import Submission

# ---- drafting ----


def _accepted(request, pk, **kwargs):
    """A dossier that was sent to the acting organisation."""
    return get_object_or_404(Submission.objects.addressed_to(request.organisation).dossiers().with_details(), pk=pk)


@access("awards.draft_decision", _accepted)
def decision_draft(request, submission):
    """The office drafts its decision about an accepted dossier; nothing is preselected."""
    nominations = submission.manifest["nominations"]
    back = reverse("oversight:submission_detail", args=[request.organisation.slug, submission.pk])
    if request.method == "GET" and not services.awaits_decision(submission):
        messages.error(request, "Chỉ soạn quyết định cho hồ sơ đã chấp nhận và chưa có quyết định.")
        return redirect(back)
    if request.method == "POST" and "grant_all" in request.POST:
        form = DraftDecisionForm.with_all_granted(request.POST, nominations=nominations)
    else:
        initial = DraftDecisionForm.initial_of(services.first_authority(request.organisation))
        form = DraftDecisionForm(request.POST or None, nominations=nominations, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                paper = services.draft_about_dossier(
                    submission, granted=form.granted, authority=form.authority, by=request.user
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                return _drafted(request, paper)
    return render(request, "awards/decision_draft.html", {"submission": submission, "form": form, "back": back})


@access("awards.draft_own_decision", Dossier)
def own_decision_draft(request, dossier):
    """The school's own decision about what its head decides."""
    rows = services.own_nominations(dossier)
    if not rows:
        raise Http404
    initial = OwnDecisionForm.initial_of(services.first_authority(request.organisation))
    form = OwnDecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            paper = services.draft_own_titles(dossier, authority=form.authority, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _drafted(request, paper)
    return render(request, "awards/own_decision_draft.html", {"dossier": dossier, "nominations": rows, "form": form})


@access("awards.draft_own_decision")
def commendation_draft(request):
    """A decision of commendation without a dossier: who, with what, for what."""
    if request.school_year is None:
        raise Http404
    initial = CommendForm.initial_of(services.first_authority(request.organisation))
    form = CommendForm(request.POST or None, organisation=request.organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            paper = services.draft_commendation(
                request.organisation,
                distinction=data["distinction"],
                period=data["period"],
                school_year_code=request.school_year.code,
                people=services.commended(
                    request.organisation,
                    people=data["people"],
                    departments=data["departments"],
                    others=data["others"],
                    achievement=data["achievement"],
                ),
                authority=form.authority,
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _drafted(request, paper)
    rules = services.deciders(request.organisation, on=clock.today())
    forms = Distinction.objects.filter(kind=Distinction.Kind.COMMENDATION, code__in=rules)
    context = {"form": form, "rules": [(each, rules[each.code]) for each in forms]}
    return render(request, "awards/commendation_draft.html", context)


def _drafted(request, paper: DecisionPaper):
    messages.success(request, "Đã lập dự thảo quyết định. Xem lại rồi trình duyệt.")
    return redirect("documents:document_detail", request.organisation.slug, paper.document_id)


# ---- the decision as a document ----


def _paper(request, pk, **kwargs):
    rows = DecisionPaper.objects.for_organisation(request.organisation)
    return get_object_or_404(rows.select_related("document__series", "submission__organisation", "organisation"), pk=pk)


@access("awards.view_decisionpaper", _paper, methods=["GET"])
def decision_paper(request, paper):
    """Who is granted what, where the document stands, and what follows once it is issued."""
    decision = Decision.objects.for_organisation(request.organisation).filter(paper=paper).first()
    is_issued = paper.document.state == OfficialDocument.State.ISSUED
    context = {
        "paper": paper,
        "document": paper.document,
        "decision": decision,
        "refused": [line for line in paper.lines if not line["granted"]],
        "can_record": decision is None and is_issued and request.user.has_perm("awards.record_decision", paper),
        "can_certify": decision is not None and request.user.has_perm("awards.make_certificates", decision),
    }
    return render(request, "awards/decision_paper.html", context)


@access("awards.record_decision", _paper, methods=["POST"])
def decision_record(request, paper):
    """Take number and day from the issued document."""
    try:
        decision = services.record_issued(paper, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        to = "gửi về trường" if paper.submission_id else "ghi vào hồ sơ cá nhân"
        messages.success(request, f"Đã ghi nhận Quyết định số {decision.number} và {to}.")
    return redirect("awards:decision_paper", request.organisation.slug, paper.pk)


# ---- giấy khen ----


def _decision(request, pk, **kwargs):
    rows = Decision.objects.for_organisation(request.organisation)
    return get_object_or_404(rows.select_related("submission__organisation", "paper__document", "organisation"), pk=pk)


@access("awards.make_certificates", _decision)
def certificates(request, decision):
    """One of them to look at; then all at once, their files in one job."""
    made = list(decision.certificates.select_related("document").order_by("position"))
    first = services.next_book_number(request.organisation, decision.decided_on.year)
    form = CertificatesForm(request.POST or None, initial={"first_number": first})
    if request.method == "POST" and form.is_valid():
        try:
            job = services.make_certificates(decision, first_number=form.cleaned_data["first_number"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("documents:batch_detail", request.organisation.slug, job.uuid)
    job = services.certificates_job(decision)
    context = {
        "decision": decision,
        "granted": decision.granted,
        "made": [(row, decision.granted[row.position]) for row in made],
        "job": job if job and request.user.has_perm("documents.view_batch", job) else None,
        "form": form,
    }
    return render(request, "awards/certificates.html", context)


@access("awards.make_certificates", _decision, methods=["GET"])
def certificate_preview(request, decision):
    """The first one as it would be printed."""
    paper = next(services.certificate_papers(decision, [None]), None)
    if paper is None:
        raise Http404
    return draft_response(paper)
