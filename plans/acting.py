"""What the views of this room share: doing an act and saying how it went."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from core.errors import DomainError
from plans.models import PlanFact
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


def to_review(request, plan, *, after: PlanFact | None = None):
    """Back to the review: to the next fact that waits, or to the one just decided where all are shown."""
    show = request.POST.get("show", "open")
    show = show if show in TABS else "open"
    target = after if after is None or show == "all" else next_waiting(plan, after)
    anchor = f"#u{target.pk}" if target is not None else ""
    address = reverse("plans:plan_review", args=[request.organisation.slug, plan.pk])
    return redirect(f"{address}{'' if show == 'open' else f'?show={show}'}{anchor}")
