"""The review of what was read from a plan: the page, and a person's word on each thing or on many."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import render
from django.utils.dateparse import parse_date

from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_weekday_date
from plans import services
from plans.acting import STEPS, attempt, done, to_review
from plans.models import EmulationPlan, PlanFact, ReviewAct
from plans.review_forms import (
    AimFactForm,
    CampaignFactForm,
    DeadlineFactForm,
    DoubtForm,
    EventFactForm,
    MemberFactForm,
    RecipientFactForm,
    TargetFactForm,
)
from plans.review_page import NOUNS, TABS, review_page
from plans.services.targets import BaseGroups

Kind = PlanFact.Kind


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
    }
    return render(request, "plans/plan_review.html", context)


# ---- one fact ----


@access("plans.change_emulationplan", PlanFact)
def fact_edit(request, fact):
    """“Sửa”: one fact on a page of its own."""
    form = _fact_form(request, fact)
    if request.method == "POST" and form.is_valid():

        def save():
            if fact.kind == Kind.DOUBT:
                services.answer_doubt(fact, note=form.cleaned_data["note"], by=request.user)
            else:
                services.correct_fact(fact, values=form.values, by=request.user)

        if done(form, save):
            messages.success(request, "Đã lưu.")
            return to_review(request, fact.plan, after=fact)
    return render(request, "plans/fact_edit.html", {"form": form, "fact": fact, "plan": fact.plan})


def _fact_form(request, fact: PlanFact):
    data, terms = request.POST or None, fact.terms
    days = {"title": fact.title, "from_on": fact.from_on, "to_on": fact.to_on}
    if fact.kind == Kind.DOUBT:
        return DoubtForm(data, initial={"note": fact.note})
    if fact.kind == Kind.TARGET:
        groups = BaseGroups(fact.organisation, clock.today())
        base = terms["base"] if "base" in terms else groups.guess(terms.get("who", ""))
        return TargetFactForm(data, initial={**terms, "base": base, "title": fact.title}, groups=groups)
    if fact.kind == Kind.MEMBER:
        positions = ", ".join(terms.get("positions", []))
        return MemberFactForm(data, initial={**terms, "positions": positions, "title": fact.title})
    if fact.kind == Kind.EVENT:
        return EventFactForm(data, initial={**terms, **days})
    if fact.kind == Kind.RECIPIENT:
        return RecipientFactForm(data, initial={**terms, "title": fact.title})
    if fact.kind == Kind.AIM:
        return AimFactForm(data, initial={"title": fact.title, "items": "\n".join(terms.get("items", []))})
    return _dated_form(data, fact, days)


def _dated_form(data, fact: PlanFact, days: dict):
    year = fact.plan.school_year
    if fact.kind == Kind.CAMPAIGN:
        return CampaignFactForm(data, initial=days, fact=fact, school_year=year)
    if fact.from_on == fact.to_on:
        days["from_on"] = None
    if fact.rule != "monthly" and not fact.has_days:
        days |= {"from_on": None, "to_on": None}
    day = fact.terms.get("parameters", {}).get("day")
    if fact.anchor_on is not None:  # the day is counted, so it is not typed
        days |= {"from_on": None, "to_on": None, "anchor_on": fact.anchor_on}
    initial = {
        **days,
        "purpose": fact.purpose or "other",
        **{name: fact.terms.get(name, "") for name in ("who", "judges", "subject")},
        "month_day": "cuối" if day == "last" else day,
    }
    return DeadlineFactForm(data, initial=initial, fact=fact, school_year=year)


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_accept(request, fact):
    return _decided(request, fact, lambda: services.accept_fact(fact, by=request.user))


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_refuse(request, fact):
    return _decided(request, fact, lambda: services.refuse_fact(fact, by=request.user))


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_keep(request, fact):
    """“Giữ như đã quyết”, of a fact whose sentence changed."""
    return _decided(request, fact, lambda: services.keep_earlier(fact, by=request.user))


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_reopen(request, fact):
    return _decided(request, fact, lambda: services.reopen_fact(fact, by=request.user))


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_move(request, fact):
    """The one-click correction of a deadline that falls on a day off."""
    day = parse_date(request.POST.get("to_on", "")) if request.POST.get("to_on", "").isascii() else None

    def move():
        if day is None or not fact.plan.school_year.holds(day) or fact.kind != Kind.DEADLINE:
            raise DomainError("Chưa rõ chuyển sang ngày nào. Bấm “Sửa” để nhập ngày.")
        services.correct_fact(fact, values={"from_on": day, "to_on": day}, by=request.user)
        messages.success(request, f"“{fact}”: ngày ghi trong kế hoạch nay là {vi_weekday_date(day)}.")

    return _decided(request, fact, move)


@access("plans.change_emulationplan", PlanFact, methods=["POST"])
def fact_replace(request, fact):
    """Put the school's own name, or this year, where the text still has another."""
    count = attempt(request, lambda: services.replace_everywhere(fact, by=request.user))
    if count is not None:
        messages.success(request, f"Đã thay ở {count} chỗ và đọc lại văn bản. Điều đã xác nhận vẫn giữ.")
    return to_review(request, fact.plan)


def _decided(request, fact, act):
    attempt(request, act)
    return to_review(request, fact.plan, after=fact)


# ---- many facts ----


@access("plans.change_emulationplan", EmulationPlan, methods=["POST"])
def facts_accept(request, plan):
    """Accept what nothing speaks against, of one kind or of all."""
    kind = request.POST.get("kind", "")
    if kind and kind not in Kind.values:
        messages.error(request, "Chưa rõ xác nhận loại nội dung nào. Bấm lại nút trên trang.")
        return to_review(request, plan)
    count = attempt(request, lambda: services.accept_clear_facts(plan, kind=kind, by=request.user))
    if count is not None:
        messages.success(request, f"Đã xác nhận {count} nội dung.")
    return to_review(request, plan)


@access("plans.change_emulationplan", EmulationPlan, methods=["POST"])
def facts_refuse(request, plan):
    """“Không theo dõi” all of one kind that waits."""
    kind = request.POST.get("kind", "")
    if kind not in NOUNS:
        messages.error(request, "Chưa rõ không theo dõi loại nội dung nào. Bấm lại nút trên trang.")
        return to_review(request, plan)
    count = attempt(request, lambda: services.refuse_waiting_facts(plan, kind=kind, by=request.user))
    if count is not None:
        messages.success(request, f"Không theo dõi {count} {NOUNS[kind]}.")
    return to_review(request, plan)


@access("plans.change_emulationplan", ReviewAct, methods=["POST"])
def act_undo(request, act):
    count = attempt(request, lambda: services.undo_act(act, by=request.user))
    if count is not None:
        messages.success(request, f"Đã hoàn tác: {count} nội dung chờ xác nhận lại.")
    return to_review(request, act.plan)
