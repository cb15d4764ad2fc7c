"""What the views of this room share: doing an act and saying how it went."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from core.errors import DomainError
from plans import services
from plans.models import EmulationPlan, PlanFact
from plans.review_page import TABS, next_waiting

STEPS = ["Nhập văn bản", "Rà soát", "Trình duyệt", "Ban hành"]


def attempt(request, act):
    """The act's result, True where it has none; None where it was refused, with the sentence as a message."""
    try:
        result = act()
        return True if result is None else result
    except DomainError as error:
        messages.error(request, error.message)
        return None


def done(form, act) -> bool:
    """Whether the act was done; a refusal stands in the form, with what was typed."""
    try:
        act()
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


def imported(request, form, **kinds) -> EmulationPlan | None:
    """The draft read from a valid import form; None where it was refused, with the sentence in the form.

    `kinds`: what `services.import_plan` takes of a regulation.
    """
    if request.school_year is None or not request.school_year.is_current:
        name = EmulationPlan.Kind(kinds.get("kind", EmulationPlan.Kind.PLAN)).label.lower()
        form.add_error(None, f"Chỉ lập được {name} của năm học đang diễn ra. Chọn năm học ở đầu trang.")
        return None
    try:
        plan = services.import_plan(
            organisation=request.organisation,
            school_year=request.school_year,
            text=form.plan_text,
            form_token=form.cleaned_data["form_token"],
            by=request.user,
            **kinds,
        )
    except DomainError as error:
        form.add_error("file" if form.cleaned_data.get("file") else "text", error.message)
        return None
    for note in form.file_notes:
        messages.warning(request, note)
    return plan


def to_review(request, plan, *, after: PlanFact | None = None):
    """Back to the review: to the next fact that waits, or to the one just decided where all are shown."""
    show = request.POST.get("show", "open")
    show = show if show in TABS else "open"
    target = after if after is None or show == "all" else next_waiting(plan, after)
    anchor = f"#u{target.pk}" if target is not None else ""
    address = reverse("plans:plan_review", args=[request.organisation.slug, plan.pk])
    return redirect(f"{address}{'' if show == 'open' else f'?show={show}'}{anchor}")
