"""Longer deadlines: of one obligation, of a tổ, of everybody under an entry."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from deadlines import services
from deadlines.forms import EntryExtensionForm, ExtensionForm
from deadlines.models import CalendarEntry, Obligation
from organisation.models import Department

PER_PAGE = 25


@access("deadlines.extend_deadline", methods=["GET"])
def obligation_list(request):
    """The dates of the year and what is still owed, each of which may be given a longer deadline."""
    organisation, now = request.organisation, clock.now()
    rows = Obligation.objects.extendable_by(organisation).select_related("person", "department", "organisation")
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.named_like(words)
    page = Paginator(rows.by_cut_off(), PER_PAGE).get_page(request.GET.get("page"))
    entries = CalendarEntry.objects.for_organisation(organisation).filter(school_year=request.school_year).coming(now)
    context = {"page": page, "entries": entries, "words": words, "now": now}
    return render(request, "deadlines/obligation_list.html", context)


def _extendable(request, pk):
    row = Obligation.objects.extendable_by(request.organisation).select_related("person", "organisation", "owed_to")
    row = row.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@access("deadlines.extend_deadline", _extendable)
def obligation_extend(request, obligation):
    whom = obligation.person or obligation.role_name or "người nhận việc này"
    consequence = f"Chỉ gia hạn cho {whom}; hạn của người khác không đổi."
    if obligation.organisation_id != request.organisation.pk:
        consequence = f"Chỉ gia hạn cho {obligation.organisation}; hạn của các đơn vị khác không đổi."
    form = ExtensionForm(request.POST or None)
    return _extension_page(request, obligation, form, obligation.due_at, consequence)


@access("deadlines.extend_deadline", CalendarEntry)
def entry_extend(request, entry):
    departments = Department.objects.for_organisation(request.organisation).on(clock.today())
    form = EntryExtensionForm(request.POST or None, departments=departments)
    consequence = (
        "Gia hạn cho mọi người, hoặc chỉ cho một tổ, có việc theo mốc này; mỗi người có hạn đổi nhận một thông báo."
    )
    return _extension_page(request, entry, form, entry.times_for()[1], consequence)


def _extension_page(request, subject, form, due_at, consequence: str):
    if request.method == "POST" and form.is_valid():
        try:
            services.extend(subject, by=request.user, **form.values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã gia hạn: {subject.title}.")
            return redirect("deadlines:obligation_list", request.organisation.slug)
    context = {"form": form, "subject": subject, "due_at": due_at, "consequence": consequence}
    return render(request, "deadlines/extend.html", context)
