"""Regulations: the school's own rules, version by version."""

from __future__ import annotations

import uuid

from django.shortcuts import redirect, render

from core import clock
from core.access import access
from plans.acting import imported
from plans.models import EmulationPlan
from plans.publication_forms import RegulationForm


@access("plans.list_emulationplan", methods=["GET"])
def regulation_list(request):
    """The versions, the newest first; drafts only for those who draw them up."""
    is_drafter = request.user.has_perm("plans.add_emulationplan", request.organisation)
    person = getattr(request.user, "person", None)
    rows = EmulationPlan.objects.for_organisation(request.organisation).regulations()
    rows = rows.visible_to(person, is_drafter=is_drafter, on=clock.today()).select_related("document__series")
    rows = rows.order_by("-from_on", "-created_at")
    context = {"regulations": rows, "can_add": is_drafter, "today": clock.today()}
    return render(request, "plans/regulation_list.html", context)


@access("plans.add_emulationplan")
def regulation_create(request):
    """Paste a regulation, or choose its file."""
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RegulationForm(*data, initial={"form_token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        plan = imported(request, form, kind=EmulationPlan.Kind.REGULATION, from_on=form.cleaned_data["from_on"])
        if plan is not None:
            return redirect("plans:plan_review", request.organisation.slug, plan.pk)
    return render(request, "plans/regulation_create.html", {"form": form})
