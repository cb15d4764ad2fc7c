from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from documents import services as documents
from documents.timeline import timeline
from plans import movements, services
from plans.forms import (
    CampaignFactForm,
    DeadlineFactForm,
    DoubtForm,
    PlanHeaderForm,
    PlanImportForm,
    PlanTextForm,
    TargetFactForm,
)
from plans.models import EmulationPlan, PlanFact
from plans.paper import read_paper
from plans.publication_views import reading_counts
from plans.review_page import TABS, review_page
from plans.services.texts import fingerprint

STEPS = ["Nhập văn bản", "Rà soát", "Trình duyệt", "Ban hành"]
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
        if request.school_year is None or not request.school_year.is_current:
            form.add_error(None, "Chỉ lập được kế hoạch của năm học đang diễn ra. Chọn năm học ở đầu trang.")
        else:
            try:
                plan = services.import_plan(
                    organisation=request.organisation,
                    school_year=request.school_year,
                    text=form.plan_text,
                    form_token=form.cleaned_data["form_token"],
                    by=request.user,
                )
            except DomainError as error:
                form.add_error("file" if form.cleaned_data.get("file") else "text", error.message)
            else:
                for note in form.file_notes:
                    messages.warning(request, note)
                return redirect("plans:plan_review", request.organisation.slug, plan.pk)
    return render(request, "plans/plan_create.html", {"form": form, "steps": STEPS})


# ---- review ----


@access("plans.change_emulationplan", EmulationPlan, methods=["GET"])
def plan_review(request, plan):
    """The document beside what was understood of it; each fact waits for Đúng, Sửa or Không theo dõi."""
    show = request.GET.get("show", "open")
    show = show if show in TABS else "open"
    context = {
        "plan": plan,
        "content": plan.content,
        "year": plan.school_year,
        "review": review_page(plan, show=show),
        "show": show,
        "steps": STEPS,
        "can_edit": plan.is_editable,
        "can_edit_text": plan.is_editable and not (plan.is_edited_elsewhere or plan.printed.get("is_stale")),
    }
    return render(request, "plans/plan_review.html", context)


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
    }
    form = PlanHeaderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if _done(form, lambda: services.update_header(plan, values=values, by=request.user)):
            messages.success(request, "Đã lưu đầu văn bản.")
            return _to_review(request, plan)
    printed = plan.printed.get("letterhead", {})
    context = {"form": form, "plan": plan, "printed": printed, "heading": "Đầu văn bản"}
    return render(request, "plans/plan_header.html", context)


@access("plans.change_emulationplan", EmulationPlan)
def plan_text(request, plan):
    initial = {"text": plan.source_text, "before": fingerprint(plan.source_text)}
    form = PlanTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        text, before = form.cleaned_data["text"], form.cleaned_data["before"]
        if _done(form, lambda: services.update_text(plan, text, before=before, by=request.user)):
            messages.success(request, "Đã lưu và đọc lại văn bản. Điều đã xác nhận vẫn giữ.")
            return _to_review(request, plan)
    return render(request, "plans/plan_text.html", {"form": form, "plan": plan})


@access("plans.change_emulationplan", PlanFact)
def fact_edit(request, fact):
    """“Sửa”: one fact on a page of its own."""
    form = _fact_form(request, fact)
    if request.method == "POST" and form.is_valid():

        def save():
            if fact.kind == PlanFact.Kind.DOUBT:
                services.answer_doubt(fact, note=form.cleaned_data["note"], by=request.user)
            else:
                services.correct_fact(fact, values=form.values, by=request.user)

        if _done(form, save):
            messages.success(request, "Đã lưu.")
            return _to_review(request, fact.plan, after=fact)
    return render(request, "plans/fact_edit.html", {"form": form, "fact": fact, "plan": fact.plan})


def _fact_form(request, fact: PlanFact):
    data = request.POST or None
    days = {"title": fact.title, "from_on": fact.from_on, "to_on": fact.to_on}
    if fact.kind == PlanFact.Kind.DOUBT:
        return DoubtForm(data, initial={"note": fact.note})
    if fact.kind == PlanFact.Kind.TARGET:
        return TargetFactForm(data, initial={**fact.terms, "title": fact.title})
    year = fact.plan.school_year
    if fact.kind == PlanFact.Kind.CAMPAIGN:
        return CampaignFactForm(data, initial=days, fact=fact, school_year=year)
    if fact.from_on == fact.to_on:
        days["from_on"] = None
    if fact.rule != "monthly" and not fact.has_days:
        days |= {"from_on": None, "to_on": None}
    day = fact.terms.get("parameters", {}).get("day")
    initial = {**days, "purpose": fact.purpose or "other", "month_day": "cuối" if day == "last" else day}
    return DeadlineFactForm(data, initial=initial, fact=fact, school_year=year)


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_accept(request, fact):
    return _decided(request, fact, lambda: services.accept_fact(fact, by=request.user))


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_refuse(request, fact):
    return _decided(request, fact, lambda: services.refuse_fact(fact, by=request.user))


@access("plans.change_emulationplan", EmulationPlan, methods=["POST"])
def facts_accept(request, plan):
    """Accept what nothing speaks against, of one kind."""
    kind = request.POST.get("kind", "")
    if kind not in PlanFact.Kind.values:
        messages.error(request, "Chưa rõ xác nhận loại nội dung nào. Bấm lại nút trên trang.")
        return _to_review(request, plan)
    count = _attempt(request, lambda: services.accept_clear_facts(plan, kind=kind, by=request.user))
    if count is not None:
        messages.success(request, f"Đã xác nhận {count} nội dung.")
    return _to_review(request, plan)


def _decided(request, fact, act):
    _attempt(request, act)
    return _to_review(request, fact.plan, after=fact)


def _to_review(request, plan, *, after: PlanFact | None = None):
    """Back to the review: to the next fact that waits, or to the one just decided where all are shown."""
    show = request.POST.get("show", "open")
    show = show if show in TABS else "open"
    target = after
    if after is not None and show != "all":
        waiting = PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan).waiting()
        target = waiting.filter(kind=after.kind, line__gte=after.line).exclude(pk=after.pk).first() or waiting.first()
    anchor = f"#u{target.pk}" if target is not None else ""
    address = reverse("plans:plan_review", args=[request.organisation.slug, plan.pk])
    return redirect(f"{address}{'' if show == 'open' else f'?show={show}'}{anchor}")


# ---- approval and publication ----


@access("plans.change_emulationplan", EmulationPlan)
def plan_submit(request, plan):
    """What is still to be looked at, then the plan goes to the head."""
    if request.method == "POST":
        if _attempt(request, lambda: services.submit_for_approval(plan, by=request.user)) is not None:
            messages.success(request, "Đã trình duyệt. Hiệu trưởng thấy việc này trong danh sách cần làm.")
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
    is_published = plan.state == EmulationPlan.State.PUBLISHED
    versions = services.lineage(plan) if is_published else [plan.pk]
    person = getattr(request.user, "person", None)
    context = {
        "plan": plan,
        "document": plan.document,
        "is_drafter": is_drafter,
        "is_published": is_published,
        "steps": timeline(plan.document, with_reasons=True) if is_drafter and plan.document_id else [],
        "has_read": person is not None and plan.acknowledgements.filter(person=person).exists(),
        "can_read": is_published and plan.successor is None and person is not None,
        "can_add_campaign": request.user.has_perm("campaigns.add_campaign", organisation),
        "now": clock.now(),
        "today": clock.today(),
    }
    if plan.is_regulation:
        context |= {"content": plan.content, "paper": read_paper(plan.content, [])}
    else:
        context |= _acting(organisation, plan, versions)
    if is_drafter and is_published:
        context |= reading_counts(services.reading_rows(plan))
    return render(request, "plans/plan_detail.html", context)


def _acting(organisation, plan: EmulationPlan, versions: list[int]) -> dict:
    """What the plan sets in motion: its dates with those of earlier versions that still stand, targets, movements."""
    entries = services.entries_of(organisation, versions if plan.successor is None else [plan.pk])
    movement_facts = PlanFact.objects.for_organisation(organisation).filter(plan=plan, kind=PlanFact.Kind.CAMPAIGN)
    begun = movements.begun(organisation, versions)
    return {
        "entries": entries.with_extended().order_by("due_at", "pk"),
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
    elif _attempt(request, lambda: services.acknowledge(plan, person=person)) is not None:
        messages.success(request, "Đã ghi nhận thầy/cô đã đọc kế hoạch.")
    return redirect("plans:plan_detail", request.organisation.slug, plan.pk)


# ---- pieces ----


def _attempt(request, act):
    """The act's result; None where it was refused, with the sentence as a message."""
    try:
        return act() or True
    except DomainError as error:
        messages.error(request, error.message)
        return None


def _done(form, act) -> bool:
    """Whether the act was done; a refusal stands in the form, with what was typed."""
    try:
        act()
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True
