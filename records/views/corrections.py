"""Requests to correct a record: sent and withdrawn by the person, answered by whoever keeps it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.access import access
from core.errors import DomainError
from documents.services import evidence_response, store_evidence
from records import services
from records.correction_forms import AnswerForm, CorrectionForm
from records.models import CorrectionRequest

PAGE_SIZE = 25


def _own_url(request) -> str:
    return reverse("records:own_record", args=[request.organisation.slug]) + "#requests"


def own_person(request):
    person = getattr(request.user, "person", None)
    if person is None:
        raise Http404
    return person


@access("records.view_own_record")
def correction_create(request):
    """Say that a row is wrong (`?about=title-12`) or that one is missing."""
    person = own_person(request)
    rows = services.attachables(person, organisation=request.organisation).evidence
    if request.method != "POST":
        line = services.person_file(request.organisation, person).line(request.GET.get("about", ""))
        form = CorrectionForm(rows=rows, initial={"about": line.words[:250] if line else ""})
        return render(request, "records/correction_create.html", {"form": form, "about": form.initial["about"]})
    form = CorrectionForm(request.POST, request.FILES, rows=rows)
    if form.is_valid() and (asked := _ask(request, person, form)):
        messages.success(
            request, f"Đã gửi đề nghị. Thầy/cô sẽ được báo khi có trả lời: {asked.about or 'thiếu thành tích'}."
        )
        return redirect(_own_url(request))
    context = {"form": form, "about": request.POST.get("about", "")[:250]}
    return render(request, "records/correction_create.html", context, status=422)


def _ask(request, person, form) -> CorrectionRequest | None:
    """None where it was refused; then the form says why, and a file that was sent is chosen in it."""
    values = form.cleaned_data
    try:
        evidence = values["evidence"]
        if values["upload"]:
            evidence = store_evidence(
                organisation=request.organisation, person=person, upload=values["upload"], by=request.user
            )
            form.data = {**form.data.dict(), "evidence": str(evidence.pk)}
        return services.ask_correction(
            organisation=request.organisation,
            person=person,
            about=values["about"],
            text=values["text"],
            evidence=evidence,
            by=request.user,
        )
    except DomainError as error:
        form.add_error("text" if form.data.get("evidence") or not values["upload"] else "upload", error.message)
    return None


def _own_request(request, pk):
    """A request of one's own; anybody else's does not exist here."""
    rows = CorrectionRequest.objects.for_organisation(request.organisation).filter(person=own_person(request))
    return get_object_or_404(rows, pk=pk)


@access("records.view_own_record", _own_request, methods=["POST"])
def correction_withdraw(request, correction):
    try:
        services.withdraw_correction(correction, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã rút đề nghị.")
    return redirect(_own_url(request))


# ---- for whoever keeps the records ----


@access("records.keep_records", methods=["GET"])
def correction_list(request):
    """The open requests, or those of another state (`?state=all`: all)."""
    rows = CorrectionRequest.objects.for_organisation(request.organisation).select_related("person")
    state = request.GET.get("state", "open")
    state = state if state in CorrectionRequest.State.values else ""
    shown = rows.filter(state=state) if state else rows
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "state": state,
        "states": CorrectionRequest.State.choices,
    }
    return render(request, "records/correction_list.html", context)


def _request_here(request, pk):
    rows = CorrectionRequest.objects.for_organisation(request.organisation)
    return get_object_or_404(rows.select_related("person", "evidence", "answered_by", "organisation"), pk=pk)


@access("records.keep_records", _request_here)
def correction_detail(request, correction):
    """What she says, her file, and the answer."""
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _answer(request, correction, form):
            messages.success(request, f"Đã trả lời và báo {correction.person.full_name}.")
            return redirect("records:correction_list", request.organisation.slug)
        status = 422
        correction.refresh_from_db()
    context = {
        "correction": correction,
        "form": form,
        "is_own": correction.person.user_id == request.user.pk,
        "is_open": correction.state == CorrectionRequest.State.OPEN,
    }
    return render(request, "records/correction_detail.html", context, status=status)


def _answer(request, correction, form) -> bool:
    values = form.cleaned_data
    try:
        services.answer_correction(
            correction, is_done=values["outcome"] == "done", answer=values["answer"], by=request.user
        )
    except DomainError as error:
        form.add_error(None, error.message)
    return form.is_valid()


@access("records.keep_records", _request_here, methods=["GET"])
def correction_evidence(request, correction):
    """The file that she sent with it."""
    if correction.evidence is None:
        raise Http404
    return evidence_response(correction.evidence)
