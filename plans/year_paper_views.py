"""“Giấy tờ của năm”: what the year needs, what there is, what is missing."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core.access import access
from plans.acting import done
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


@access("plans.note_yearpaper")
def paper_note(request):
    """Say that a paper (`?paper=`, its code) exists elsewhere or is not needed this year."""
    organisation, code = request.organisation, request.GET.get("paper", "")
    paper = next((each for each in year_papers.papers_of(organisation) if each.code == code), None)
    if paper is None or request.school_year is None:
        messages.error(request, "Chọn văn bản cần ghi trong danh sách này.")
        return redirect("plans:paper_list", organisation.slug)
    rows = YearPaper.objects.for_organisation(organisation).filter(school_year=request.school_year, code=paper.code)
    initial = rows.values("state", "number", "issued_on", "note").first() or {"state": ""}
    form = YearPaperForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        frame = {"organisation": organisation, "school_year": request.school_year, "code": paper.code}
        if done(form, lambda: year_papers.note_paper(**frame, **form.cleaned_data, by=request.user)):
            messages.success(request, "Đã lưu.")
            return redirect("plans:paper_list", organisation.slug)
    return render(request, "plans/paper_note.html", {"form": form, "paper": paper})
