"""A person's own store of evidence, to be used in any sheet or dossier to come."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.access import access
from core.errors import DomainError
from documents.services import delete_evidence, evidence_response, store_evidence
from records.forms import EvidenceForm
from records.services import attachables

PAGE_SIZE = 25
EVIDENCE_SORTS = {"name": "original_name", "uploaded": "uploaded_at", "size": "size"}


@access("records.keep_own_evidence")
def own_evidence(request):
    """The person's own files, to be used in any sheet or dossier to come; new ones are added here."""
    person = _own_person(request)
    form = EvidenceForm(request.POST or None, request.FILES or None) if request.method == "POST" else EvidenceForm()
    if request.method == "POST" and form.is_valid() and _keep_files(request, person, form):
        return redirect("records:own_evidence", request.organisation.slug)
    rows = attachables(person, organisation=request.organisation).evidence
    months = rows.months()
    month = next((each for each in months if f"{each:%Y-%m}" == request.GET.get("month")), None)
    sort = request.GET.get("sort", "-uploaded")
    sort = sort if sort.lstrip("-") in EVIDENCE_SORTS else "-uploaded"
    sign = "-" if sort.startswith("-") else ""
    shown = (rows.in_month(month) if month else rows).order_by(f"{sign}{EVIDENCE_SORTS[sort.lstrip('-')]}", "-pk")
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "months": months,
        "month": month,
        "sort": sort,
        "form": form,
    }
    return render(request, "records/own_evidence.html", context)


def _keep_files(request, person, form) -> bool:
    """Whether all were kept; what is wrong with one stands at the field and in the others' way no longer."""
    kept, values = 0, form.cleaned_data
    for upload in values["files"]:
        try:
            store_evidence(
                organisation=request.organisation,
                person=person,
                upload=upload,
                by=request.user,
                caption=values["caption"],
                is_confidential=values["is_confidential"],
            )
            kept += 1
        except DomainError as error:
            form.add_error("files", error.message)
    if kept:
        messages.success(request, f"Đã lưu {kept} tệp vào kho minh chứng.")
    return form.is_valid()


def _own_person(request):
    person = getattr(request.user, "person", None)
    if person is None:
        raise Http404
    return person


def _own_file(request, pk):
    """A file of one's own; anybody else's does not exist here."""
    rows = attachables(_own_person(request), organisation=request.organisation).evidence
    return get_object_or_404(rows, pk=pk)


@access("records.keep_own_evidence", _own_file, methods=["GET"])
def evidence_file(request, evidence):
    return evidence_response(evidence)


@access("records.keep_own_evidence", _own_file)
def evidence_delete(request, evidence):
    """Ask, then remove a file that nothing rests on."""
    if request.method == "POST":
        try:
            delete_evidence(evidence, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã xóa tệp “{evidence.original_name}”.")
        return redirect("records:own_evidence", request.organisation.slug)
    context = {
        "heading": f"Xóa tệp “{evidence.original_name}”?",
        "consequences": ["Tệp được xóa hẳn, không lấy lại được."],
        "verb": "Xóa tệp",
        "cancel_url": reverse("records:own_evidence", args=[request.organisation.slug]),
    }
    return render(request, "components/confirm.html", context)
