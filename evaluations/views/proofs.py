from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import access
from core.errors import DomainError
from evaluations import services
from evaluations.forms import ProofForm
from evaluations.models import Criterion, EvaluationSheet
from evaluations.services.proofs import items_for
from evaluations.views.sheet_parts import heading_of
from evaluations.views.sheets import own_sheet


@dataclass(frozen=True)
class ProofPlace:
    """One criterion of one sheet, where a proof is put."""

    sheet: EvaluationSheet
    criterion: Criterion


def _place(request, pk: int, criterion: int) -> ProofPlace:
    sheet = own_sheet(request, pk)
    rows = sheet.rubric.criteria.all() if sheet.rubric else []
    found = next((each for each in rows if each.pk == criterion and each.kind != Criterion.Kind.GROUP), None)
    if found is None:
        raise Http404
    return ProofPlace(sheet, found)


@access("evaluations.prove_sheet", _place)
def sheet_proof(request, place):
    """Put a proof to one criterion: a file, an address, something of one's own record; or take one off."""
    sheet, criterion = place.sheet, place.criterion
    if not sheet.is_editable:
        return redirect("evaluations:sheet_detail", request.organisation.slug, sheet.pk)
    back = f"{reverse('evaluations:sheet_edit', args=[request.organisation.slug, sheet.pk])}#criterion-{criterion.pk}"
    items = items_for(sheet)
    is_sent = request.method == "POST"
    form = ProofForm(*((request.POST, request.FILES) if is_sent else ()), items=items)
    if is_sent and form.is_valid() and _attach(form, sheet, criterion, by=request.user):
        messages.success(request, f"Đã thêm minh chứng tiêu chí {criterion.code}.")
        return redirect(back)
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "heading": heading_of(sheet),
        "criterion": criterion,
        "form": form,
        "back_url": back,
        "proofs": [link for link in sheet.all_evidence if link.criterion_id == criterion.pk],
    }
    return render(request, "evaluations/sheet_proof.html", context)


def _attach(form, sheet, criterion, *, by) -> bool:
    """Each of the things that were given; a sentence beside what was not taken."""
    values = form.cleaned_data
    more = {"criterion": criterion, "is_confidential": values["is_confidential"], "by": by}
    if values.get("upload"):
        _try(form, "upload", services.attach_evidence, sheet, upload=values["upload"], **more)
    if values.get("link"):
        _try(form, "link", services.attach_link, sheet, url=values["link"], label=values["label"], **more)
    if values.get("item"):
        _try(form, "item", services.attach_item, sheet, item=form.items[values["item"]], **more)
    return not form.errors


def _try(form, name: str, act, sheet, **values) -> None:
    try:
        act(sheet, **values)
    except DomainError as error:
        form.add_error(name, error.message)
