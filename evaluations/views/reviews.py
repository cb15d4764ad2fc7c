from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from evaluations import criteria, services
from evaluations.forms import ReviewForm
from evaluations.models import EvaluationSheet, Score
from evaluations.services.results import standings_of
from evaluations.services.reviews import is_reviewable, reviewed_by
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of, past_figures, verdict_for
from evaluations.views.periods import visible_period
from evaluations.visibility import shows_self

SELF, DEPARTMENT = Score.Column.SELF, Score.Column.DEPARTMENT


@access("evaluations.review_evaluationperiod", visible_period)
def department_review(request, period):
    """The tổ's column of everybody the reader reviews, on one page; those who differ come first.

    What is posted names its sheets: one handed in meanwhile waits for the next look, one that went on is told of.
    """
    mine = _sheets_of(request, period)
    lines = {sheet.rubric_id: lines_of(sheet.rubric) for sheet in mine}
    standings = standings_of(mine)
    waiting = [sheet for sheet in mine if sheet.is_submitted and is_reviewable(sheet, standings.get(sheet.pk))]
    typed = [sheet for sheet in mine if f"version_{sheet.pk}" in request.POST]
    open_sheets = [sheet for sheet in waiting if sheet in typed] if request.method == "POST" else waiting
    columns = {
        sheet.pk: {SELF: cells_of(sheet, SELF), DEPARTMENT: cells_of(sheet, DEPARTMENT)}
        for sheet in mine
        if sheet.is_submitted
    }
    apart = {sheet.pk: _difference(columns[sheet.pk], lines[sheet.rubric_id]) for sheet in open_sheets}
    open_sheets.sort(key=lambda sheet: (-apart[sheet.pk], sheet.person.sort_key if sheet.person_id else ""))
    form = ReviewForm(request.POST or None, sheets=open_sheets, lines=lines, columns=columns, column=DEPARTMENT)
    if request.method == "POST" and form.is_valid():
        recommend = request.POST.get("act") == "recommend"
        try:
            sent = services.save_review(period, reviews=form.reviews, recommend=recommend, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã lưu và đề nghị {sent} phiếu." if recommend else "Đã lưu điểm của tổ.")
            if gone := [sheet.candidate_name for sheet in typed if sheet not in open_sheets]:
                messages.warning(
                    request,
                    f"Chưa lưu phần chấm của {', '.join(gone)}: phiếu đã được lấy lại hoặc đã chuyển hội đồng.",
                )
            return redirect("evaluations:department_review", request.organisation.slug, period.pk)
    past = past_figures(open_sheets)
    context = {
        "period": period,
        "form": form,
        "cards": [
            _card(
                request.user,
                sheet,
                form,
                columns[sheet.pk],
                lines[sheet.rubric_id],
                past.get(sheet.pk),
                bool(apart[sheet.pk]),
            )
            for sheet in open_sheets
        ],
        "drafts": [sheet for sheet in mine if sheet.state == EvaluationSheet.State.DRAFT],
        "done": [sheet for sheet in mine if sheet.is_submitted and sheet not in waiting],
        "own": EvaluationSheet.objects.of_period(period).filter(person__user=request.user).first(),
    }
    return render(request, "evaluations/department_review.html", context)


def _sheets_of(request, period) -> list[EvaluationSheet]:
    rows = EvaluationSheet.objects.of_period(period).with_names().with_scores().with_evidence()
    rows = rows.prefetch_related("rubric__criteria", "rubric__grades").by_candidate()
    return reviewed_by(request.user, period, rows)


def _difference(columns, lines) -> Decimal:
    """How far the two columns are apart, over the criteria that both scored; more, where one left a criterion out."""
    apart = Decimal(0)
    for line in lines:
        own, theirs = columns[SELF].get(line.key), columns[DEPARTMENT].get(line.key)
        if own is None or theirs is None or own == theirs:
            continue
        both = own.state == theirs.state == criteria.SCORED
        apart += abs(own.amount - theirs.amount) if both else line.max_points or Decimal(1)
    return apart


def _card(reader, sheet, form, columns, lines, past, differs: bool) -> dict:
    totals = criteria.total_of(lines, columns[DEPARTMENT], past=past)
    shows_own = shows_self(reader, sheet)
    return {
        "sheet": sheet,
        "own_totals": criteria.total_of(lines, columns[SELF], past=past) if shows_own else None,
        "totals": totals,
        "grade": verdict_for(sheet, totals).grade if totals.is_whole else "",
        "differs": differs and shows_own,
        "version": form[f"version_{sheet.pk}"],
        "adopt": form[f"adopt_{sheet.pk}"],
        "note": form[f"note_{sheet.pk}"],
        "rows": [
            {
                "criterion": criterion,
                "own": columns[SELF].get(criterion.pk) if shows_own else None,
                "score": form[f"score_{sheet.pk}_{criterion.pk}"],
                "kind": form[f"kind_{sheet.pk}_{criterion.pk}"],
                "evidence": [link for link in sheet.all_evidence if link.criterion_id == criterion.pk],
            }
            for criterion in sheet.rubric.criteria.all()
            if criterion.kind != criteria.GROUP
        ],
    }
