"""Since when the records are whole."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core.access import access
from records import services
from records.entry_forms import NO_YEAR, CoverageForm
from records.models import RecordCoverage
from records.services.entries import known_years
from records.views.keeping import write


@access("records.keep_records")
def record_coverage(request):
    """Say since which school year all is entered, with what that does to verdicts and what is there by year."""
    known = RecordCoverage.objects.for_organisation(request.organisation).select_related("noted_by").first()
    since = known.complete_since if known else ""
    years = sorted({*known_years(request.organisation, count=30), *filter(None, [since])}, reverse=True)
    form = CoverageForm(request.POST or None, years=years, initial={"complete_since": since or NO_YEAR})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["complete_since"]
        chosen = "" if chosen == NO_YEAR else chosen
        saved = write(
            form,
            lambda: (services.set_coverage(request.organisation, complete_since=chosen, by=request.user),),
        )
        if saved:
            messages.success(request, "Đã lưu.")
            return redirect("records:record_coverage", request.organisation.slug)
    context = {"form": form, "known": known, "rows": services.rows_by_year(request.organisation)}
    return render(request, "records/record_coverage.html", context, status=422 if form.is_bound else 200)
