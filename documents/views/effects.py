"""“Văn bản này sửa đổi / thay thế / bãi bỏ …”: entered on the draft, in force when it is issued."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from documents import services
from documents.approvers import steps_open_to
from documents.effect_forms import EffectForm
from documents.models import DocumentEffect, OfficialDocument
from organisation.permissions import role_codes

MOST_OFFERED = 30


@access("documents.change_officialdocument", OfficialDocument)
def document_effects(request, document):
    """What the draft does to others: those entered, and a form for one more, offered by number or words."""
    offered = _offered(request, document)
    posted = whole_number(request.POST.get("target"))
    targets = list(offered[:MOST_OFFERED])
    if posted:  # of another organisation, or one she may not read: not found
        chosen = get_object_or_404(_readable(request), pk=posted)
        targets = targets if chosen in targets else [chosen, *targets]
    form = EffectForm(request.POST or None, targets=targets)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_effect(document, target=chosen, effect=data["effect"], note=data["note"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi. Có hiệu lực khi văn bản này được ban hành.")
            return redirect("documents:document_effects", request.organisation.slug, document.pk)
    context = {
        "document": document,
        "form": form,
        "effects": document.effects.select_related("target__series"),
        "findings": services.effect_findings(document),
        "can_edit": document.state == OfficialDocument.State.DRAFT,
        "q": request.GET.get("q", ""),
    }
    return render(request, "documents/document_effects.html", context)


def _readable(request):
    roles = role_codes(request.user, request.organisation)
    steps = steps_open_to(request.user, request.organisation)
    rows = OfficialDocument.objects.for_organisation(request.organisation)
    return rows.readable_by(request.user, roles=roles, steps=steps).select_related("series")


def _offered(request, document):
    """The latest issued ones that still hold, found by `?q=`."""
    rows = _readable(request).issued().filter(number__isnull=False).exclude(pk=document.pk)
    rows = rows.without_end().defer("data", "frozen").order_by("-issued_on", "-pk")
    return rows.matching(request.GET.get("q", ""))


@access("documents.change_documenteffect", DocumentEffect, methods=["POST"])
def effect_remove(request, row):
    """Take an effect off the draft."""
    try:
        services.remove_effect(row, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã bỏ.")
    return redirect("documents:document_effects", request.organisation.slug, row.document_id)
