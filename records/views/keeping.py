"""What the pages of entering by hand have in common: looking up, refusing with what was typed, asking before an act."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core.errors import ConflictError, DomainError
from organisation.models import Person


def people_here(organisation):
    """Everybody who works or worked here, by name."""
    return Person.objects.ever_at(organisation).order_by("sort_key", "pk")


def person_url(organisation, person_id: int) -> str:
    return reverse("records:person_record", args=[organisation.slug, person_id])


def write(form, act: Callable):
    """Do it; None where it was refused, and the form says why. `form.conflict`: somebody changed the row meanwhile."""
    form.conflict = ""
    try:
        return act()
    except ConflictError as error:
        form.conflict = error.message
    except DomainError as error:
        form.add_error(None, error.message)
    return None


def with_seen(form, seen: str):
    """The typed form again, which has now seen the row as it is stored."""
    form.data = {**form.data.dict(), "seen": seen}
    return form


def asked(request, *, form, act: Callable, done: str, done_url: str, **page):
    """A page that asks before an act, and does it. `page`: what `components/confirm.html` takes."""
    if request.method == "POST" and form.is_valid() and write(form, lambda: act(form.cleaned_data) or True):
        messages.success(request, done)
        return redirect(done_url)
    return render(request, "components/confirm.html", {"form": form, **page}, status=422 if form.is_bound else 200)
