from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from documents import services as documents
from documents.timeline import timeline
from plans import movements, services
from plans.acting import STEPS, attempt, done, imported, to_review
from plans.forms import PlanHeaderForm, PlanImportForm
from plans.models import EmulationPlan, PlanFact
from plans.paper import read_paper
from plans.publication_views import reading_counts

PAGE_SIZE = 25


# ---- the year's plans ----


@access("plans.list_emulationplan", methods=["GET"])
def plan_list(request):
    """The plans of a year; drafts only for those who draw them up."""
    is_drafter = request.user.has_perm("plans.add_emulationplan", request.organisation)
    rows = EmulationPlan.objects.for_organisation(request.organisation).plans().filter(school_year=request.school_year)
    person = getattr(request.user, "person", None)
    rows = rows.visible_to(person, is_drafter=is_drafter, on=clock.today()).with_progress()
    rows = rows.order_by("-created_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "plans/plan_list.html", {"page": page, "can_add": is_drafter})


@access("plans.add_emulationplan")
def plan_create(request):
    """Paste a plan, or choose its file, and have it read."""
    form = PlanImportForm(request.POST or None, request.FILES or None, initial={"form_token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        plan = imported(request, form)
        if plan is not None:
            return redirect("plans:plan_review", request.organisation.slug, plan.pk)
    return render(request, "plans/plan_create.html", {"form": form, "steps": STEPS})


# ---- text ----


@access("plans.change_emulationplan", EmulationPlan)
def plan_header(request, plan):
    content = plan.content
    head, signer = content.letterhead, content.signatories[0] if content.signatories else None
    initial = {
        "superior": "\n".join(head.superior),
        "issuer": "\n".join(head.issuer),
        "symbol": head.symbol,
        "place": head.place,
        "title": content.title,
        "subject": content.subject,
        "signer_post": signer.post if signer else "",
        "signer_name": signer.name if signer else "",
        "drafting_body": plan.drafting_body,
        "author": plan.author_id,
    }
    form = PlanHeaderForm(request.POST or None, initial=initial, organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        values = form.values
        if done(form, lambda: services.update_header(plan, values=values, by=request.user)):
            messages.success(request, "Đã lưu đầu văn bản.")
            return to_review(request, plan)
    printed = plan.printed.get("letterhead", {})
    context = {"form": form, "plan": plan, "printed": printed, "heading": "Đầu văn bản"}
    return render(request, "plans/plan_header.html", context)


# ---- approval and publication ----


@access("plans.change_emulationplan", EmulationPlan)
def plan_submit(request, plan):
    """What is still to be looked at, then the plan goes to the head."""
    if request.method == "POST":
        if attempt(request, lambda: services.submit_for_approval(plan, by=request.user)) is not None:
            messages.success(request, "Đã trình duyệt. Người duyệt thấy việc này trong danh sách cần làm.")
            return redirect("plans:plan_detail", request.organisation.slug, plan.pk)
        return redirect("plans:plan_submit", request.organisation.slug, plan.pk)
    found = services.submission_findings(plan)
    context = {
        "plan": plan,
        "content": plan.content,
        "findings": found,
        "is_blocked": any(finding.blocks for finding in found),
        "steps": STEPS,
        "counts": _accepted_counts(plan),
    }
    return render(request, "plans/plan_submit.html", context)


def _accepted_counts(plan: EmulationPlan) -> dict[str, int]:
    kinds = list(
        PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan).accepted().values_list("kind", flat=True)
    )
    return {kind: kinds.count(kind) for kind in PlanFact.Kind.values}


def _with_document(request, pk: int) -> EmulationPlan:
    rows = EmulationPlan.objects.for_organisation(request.organisation).filter(pk=pk)
    related = ("document__series", "organisation", "school_year", "changes__document__series", "public_page")
    plan = rows.select_related(*related).first()
    if plan is None:
        raise Http404
    return plan


@access("plans.view_emulationplan", _with_document, methods=["GET"])
def plan_detail(request, plan):
    """The plan as issued: its file, its dates, its targets; who has read it, for those who published it."""
    organisation = request.organisation
    is_drafter = request.user.has_perm("plans.change_emulationplan", plan)
    can_publish = request.user.has_perm("plans.publish_emulationplan", plan)
    is_published = plan.state == EmulationPlan.State.PUBLISHED
    versions = services.lineage(plan) if is_published else [plan.pk]
    person = getattr(request.user, "person", None)
    context = {
        "plan": plan,
        "document": plan.document,
        "is_drafter": is_drafter,
        "can_publish": can_publish,
        "can_read_old": plan.changes_id and request.user.has_perm("plans.view_emulationplan", plan.changes),
        "is_published": is_published,
        "steps": timeline(plan.document, with_reasons=True) if is_drafter and plan.document_id else [],
        "has_read": person is not None and plan.acknowledgements.filter(person=person).exists(),
        "can_read": plan.is_being_read
        and person is not None
        and request.user.has_perm("plans.acknowledge_emulationplan", plan),
        "can_add_campaign": request.user.has_perm("campaigns.add_campaign", organisation),
        "now": clock.now(),
        "today": clock.today(),
    }
    if plan.is_regulation:
        context |= {"content": plan.content, "paper": read_paper(plan.content, [])}
    else:
        context |= _acting(organisation, plan, versions)
    if can_publish and is_published:
        context |= reading_counts(services.reading_rows(plan))
    return render(request, "plans/plan_detail.html", context)


def _acting(organisation, plan: EmulationPlan, versions: list[int]) -> dict:
    """What the plan sets in motion: its dates with those of earlier versions that still stand, targets, movements."""
    entries = services.entries_of(organisation, versions if plan.successor is None else [plan.pk])
    movement_facts = PlanFact.objects.for_organisation(organisation).filter(plan=plan, kind=PlanFact.Kind.CAMPAIGN)
    begun = movements.begun(organisation, versions)
    now = clock.now()
    entries = entries.with_extended().order_by("due_at", "pk")
    return {
        # What is over stands below what is still to come.
        "entries": sorted(entries, key=lambda entry: entry.closes_at < now),
        "targets": services.target_rows(plan),
        "campaign_facts": [(fact, begun.get(movements.name_key(fact.title), "")) for fact in movement_facts.accepted()],
    }


@access("plans.view_emulationplan", EmulationPlan, methods=["GET"])
def plan_pdf(request, plan):
    """The issued file, for everybody who may read the plan."""
    try:
        if plan.document_id is None:
            raise DomainError("Kế hoạch chưa ban hành nên chưa có tệp PDF.")
        return documents.pdf_response(plan.document)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("plans:plan_detail", request.organisation.slug, plan.pk)


@access("plans.acknowledge_emulationplan", EmulationPlan, methods=["POST"])
def plan_acknowledge(request, plan):
    person = getattr(request.user, "person", None)
    if person is None:
        messages.error(request, "Tài khoản này chưa gắn với người nào nên chưa ghi nhận được.")
    elif attempt(request, lambda: services.acknowledge(plan, person=person)) is not None:
        messages.success(request, "Đã ghi nhận thầy/cô đã đọc kế hoạch.")
    return redirect("plans:plan_detail", request.organisation.slug, plan.pk)
