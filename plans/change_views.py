"""A published plan amended or replaced: begun, related, compared."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from plans import services
from plans.acting import done
from plans.models import EmulationPlan, PlanFact
from plans.publication_forms import ChangeForm, RelationForm
from plans.publication_views import change_context, published, to_plan


@access("plans.change_emulationplan", published)
def change_create(request, plan):
    """Amend or replace: a new draft begins from the whole text that is in force."""
    if plan.successor is not None:
        messages.error(request, f"{plan.changed_words}. Lập sửa đổi từ văn bản mới nhất đó.")
        return to_plan(request, plan)
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, initial={"form_token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            draft = services.begin_change(
                plan, change=values["change"], form_token=values["form_token"], by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lập văn bản mới từ toàn văn hiện hành. Sửa văn bản rồi xem phần so sánh.")
            return redirect("plans:plan_review", request.organisation.slug, draft.pk)
    drafts = plan.changed_by.filter(state=EmulationPlan.State.DRAFT).order_by("-created_at")
    return render(request, "plans/change_create.html", {"plan": plan, "form": form, "drafts": drafts})


@access("plans.change_emulationplan", EmulationPlan)
def plan_relation(request, plan):
    """Say of a draft which published plan it changes."""
    if not plan.is_editable:
        messages.error(request, "Văn bản đã trình hoặc đã ban hành nên không đổi được quan hệ với văn bản khác.")
        return to_plan(request, plan)
    initial = {"changes": plan.changes_id, "change": plan.change, "keeps_rest": plan.keeps_rest}
    form = RelationForm(request.POST if request.method == "POST" else None, initial=initial, plan=plan)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if done(form, lambda: services.relate_draft(plan, by=request.user, **values)):
            messages.success(request, "Đã lưu.")
            name = "plans:plan_comparison" if values["changes"] else "plans:plan_detail"
            return redirect(name, request.organisation.slug, plan.pk)
    return render(request, "plans/plan_relation.html", {"plan": plan, "form": form})


def _changing(request, pk: int) -> EmulationPlan:
    rows = EmulationPlan.objects.for_organisation(request.organisation).filter(pk=pk, changes__isnull=False)
    rows = rows.select_related("document__series", "organisation", "school_year", "changes__document__series")
    plan = rows.first()
    if plan is None:
        raise Http404
    return plan


@access("plans.view_emulationplan", _changing, methods=["GET"])
def plan_comparison(request, plan):
    """Word by word what is new, and before publication what it will do to dates and targets.

    The comparison shows the old text too, so it is for those who may read both.
    """
    if not request.user.has_perm("plans.view_emulationplan", plan.changes):
        raise PermissionDenied
    context = {"plan": plan, **change_context(plan)}
    context["is_drafter"] = request.user.has_perm("plans.change_emulationplan", plan)
    context["can_publish"] = request.user.has_perm("plans.publish_emulationplan", plan)
    if plan.is_editable:
        facts = PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan)
        context["waiting"] = sum(fact.waits for fact in facts)
    return render(request, "plans/plan_comparison.html", context)
