"""“Giấy tờ của năm”: what the year needs, what there is, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from organisation.models import Organisation
from plans.models import YearPaper
from plans.publication_forms import YearPaperForm
from plans.services import year_papers


@access("plans.list_yearpaper", methods=["GET"])
def paper_list(request):
    rows = year_papers.paper_rows(request.organisation, request.school_year) if request.school_year else []
    done = sum(row.is_done for row in rows)
    context = {
        "rows": rows,
        "done_count": done,
        "missing_count": len(rows) - done,
        "late_count": sum(row.is_late for row in rows),
        "can_note": request.user.has_perm("plans.note_yearpaper", request.organisation),
    }
    return render(request, "plans/paper_list.html", context)


@dataclass(frozen=True)
class _Asked:
    """A paper of this organisation's list, in the year at the head of the page."""

    organisation: Organisation
    paper: year_papers.Paper


def _asked(request, code: str) -> _Asked:
    found = [paper for paper in year_papers.papers_of(request.organisation) if paper.code == code]
    if not found or request.school_year is None:
        raise Http404
    return _Asked(request.organisation, found[0])


@access("plans.note_yearpaper", _asked)
def paper_note(request, asked):
    """Say that a paper exists elsewhere or is not needed this year."""
    organisation, paper = asked.organisation, asked.paper
    rows = YearPaper.objects.for_organisation(organisation).filter(school_year=request.school_year, code=paper.code)
    initial = rows.values("state", "number", "issued_on", "note").first() or {"state": ""}
    form = YearPaperForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            year_papers.note_paper(
                organisation=organisation,
                school_year=request.school_year,
                code=paper.code,
                by=request.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("plans:paper_list", organisation.slug)
    return render(request, "plans/paper_note.html", {"form": form, "paper": paper})
