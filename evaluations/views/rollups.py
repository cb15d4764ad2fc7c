"""Roll-ups: the formulas of a year, and a longer period computed after a look at what will come."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import access
from core.errors import ConflictError, DomainError
from core.findings import Finding, blocking
from evaluations import rollups, services
from evaluations.forms.rollups import (
    RollUpForm,
    drafts_of,
    example_of,
    grades_of,
    initial_of,
    rows_class,
    rows_initial,
)
from evaluations.models import EvaluationPeriod, EvaluationSheet, RollUp
from evaluations.models.rubrics import PeriodKind, Subject
from evaluations.rollups import Source
from evaluations.services.ratings import feed_ratings, rating_feed, takes_ratings
from evaluations.services.rollups import formula_findings, formula_of, known_grades, roll_ups_of
from evaluations.visibility import shows_result
from legal.models import LegalDocument

EXAMPLE = (("95", 0), ("92.5", 0), ("88", 1))  # points of three months, and the place of their grade
STATE_WORDS = {"exempt": "Được miễn", "absent": "Chưa có phiếu", "ungraded": "Không xếp loại"}

# ---- formulas ----


@access("evaluations.view_evaluationperiod", methods=["GET"])
def roll_up_list(request):
    """The formulas of the year in words, each worked out on an example; staff may read how results come about."""
    rows = roll_ups_of(request.organisation, request.school_year)
    context = {
        "rows": [{"roll_up": each, **_told(each.formula)} for each in rows],
        "methods": rollups.METHODS.items(),
        "can_manage": request.user.has_perm("evaluations.manage_policy", request.organisation),
    }
    return render(request, "evaluations/roll_up_list.html", context)


def _told(data: dict) -> dict:
    """A stored formula in words; one that cannot be read is said to be so."""
    try:
        formula = rollups.read_formula(data)
    except ValueError:
        return {"words": ["Công thức này không đọc được. Lập lại công thức."], "example": ()}
    return {"words": rollups.words_of(formula), "example": _example(formula).reasons, "noun": formula.noun}


def _example(formula):
    grades = formula.order or [band.name for band in formula.bands] or [""]
    sources = [
        Source(
            f"{formula.noun} {number}",
            rollups.GRADED_STATE,
            Decimal(points),
            rollups.WHOLE,
            grades[min(place, len(grades) - 1)],
            number,
        )
        for number, (points, place) in enumerate(EXAMPLE, start=1)
    ]
    return rollups.roll_up(formula, sources)


@access("evaluations.manage_policy")
def roll_up_create(request):
    """A new formula by one of the three methods, beginning with an example."""
    method = request.GET.get("method", rollups.MEAN)
    if method not in rollups.METHODS or request.school_year is None:
        raise Http404
    kind = request.POST.get("period_kind", "")
    subject = request.POST.get("subject", "")
    roll_up = RollUp(
        organisation=request.organisation,
        school_year=request.school_year,
        period_kind=kind if kind in PeriodKind.values else PeriodKind.QUARTER,
        subject=subject if subject in Subject.values else Subject.PERSON,
        formula=example_of(method, known_grades(request.organisation)),
    )
    return _edit(request, roll_up, method)


@access("evaluations.manage_policy", RollUp)
def roll_up_edit(request, roll_up):
    """Change a formula; periods that were opened keep the copy they were opened with."""
    return _edit(request, roll_up, roll_up.formula["method"])


def _edit(request, roll_up: RollUp, method: str):
    is_new = roll_up.pk is None
    documents = LegalDocument.objects.filter(organisation=request.organisation)
    build = {"method": method, "documents": documents, "is_new": is_new}
    if request.method != "POST":
        form = RollUpForm(initial=initial_of(roll_up), **build)
        rows = rows_class(method)(initial=rows_initial(roll_up.formula), prefix="grades")
        return _edit_page(request, roll_up, form, rows)
    form, rows = RollUpForm(request.POST, **build), rows_class(method)(request.POST, prefix="grades")
    if not (form.is_valid() and rows.is_valid()):
        return _edit_page(request, roll_up, form, rows, status=422)
    data = form.formula_with(grades_of(rows))
    found = formula_findings(request.organisation, data, kind=roll_up.period_kind)
    found += [each for each in rollups.bands_check(drafts_of(rows)) if each not in found] if drafts_of(rows) else []
    if blocking(found):
        return _edit_page(request, roll_up, form, rows, found=found, status=422)
    values = form.cleaned_data
    kept = {"name": values["name"], "document": values["document"], "locator": values["locator"]}
    try:
        services.save_roll_up(roll_up, **kept, formula=data, version=values["version"] or 0, by=request.user)
    except ConflictError as error:
        roll_up.refresh_from_db()
        form = RollUpForm({**request.POST.dict(), "version": roll_up.version}, **build)
        return _edit_page(request, roll_up, form, rows, conflict=error.message, typed=data, status=409)
    except DomainError as error:
        form.add_error(None, error.message)
        return _edit_page(request, roll_up, form, rows, status=422)
    messages.success(request, f"Đã lưu công thức “{values['name']}”.")
    for finding in found:
        messages.warning(request, f"{finding.title} {finding.detail}")
    return redirect("evaluations:roll_up_list", request.organisation.slug)


def _edit_page(request, roll_up, form, rows, *, found: list[Finding] = (), conflict="", typed=None, status=200):
    context = {
        "roll_up": roll_up,
        "form": form,
        "formset": rows,
        "found": found,
        "conflict": conflict,
        "stored_words": _told(roll_up.formula)["words"] if conflict else [],
        "typed_words": _told(typed)["words"] if typed else [],
        "method": form.method,
        "method_name": rollups.METHODS[form.method],
        "has_errors": bool(status == 422),
    }
    return render(request, "evaluations/roll_up_edit.html", context, status=status)


@access("evaluations.manage_policy", RollUp)
def roll_up_delete(request, roll_up):
    if request.method == "POST":
        services.delete_roll_up(roll_up, by=request.user)
        messages.success(request, f"Đã xóa công thức “{roll_up.name}”.")
        return redirect("evaluations:roll_up_list", request.organisation.slug)
    kind = roll_up.get_period_kind_display().lower()
    context = {
        "heading": f"Xóa công thức “{roll_up.name}”?",
        "consequences": [
            "Các kỳ đã lập theo công thức này giữ nguyên bản công thức của mình.",
            f"Kỳ {kind} lập sau này sẽ chấm bằng phiếu, cho đến khi có công thức khác.",
        ],
        "verb": "Xóa công thức",
        "cancel_url": reverse("evaluations:roll_up_list", args=[request.organisation.slug]),
    }
    return render(request, "components/confirm.html", context)


# ---- a longer period ----


def _rolled_up_period(request, pk: int) -> EvaluationPeriod:
    rows = EvaluationPeriod.objects.for_organisation(request.organisation).select_related("entry", "organisation")
    period = rows.filter(pk=pk).first()
    if period is None or not period.is_rolled_up:
        raise Http404
    return period


@access("evaluations.manage_evaluationperiod", _rolled_up_period)
def period_roll_up(request, period):
    """For each person the worked-out line before anything is written; then the act."""
    if request.method == "POST":
        try:
            count = services.compute_roll_up(period, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("evaluations:period_roll_up", request.organisation.slug, period.pk)
        text = f"Đã tổng hợp {count} phiếu." if count else "Kết quả đã đúng với các kỳ ngắn, không có gì thay đổi."
        messages.success(request, text)
        return redirect("evaluations:period_detail", request.organisation.slug, period.pk)
    try:
        desk = services.open_roll_up(period)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("evaluations:period_detail", request.organisation.slug, period.pk)
    found = desk.findings()
    rows = desk.worked if not blocking(found) else []
    context = {
        "period": period,
        "findings_found": found,
        "is_blocked": bool(blocking(found)),
        "shorter": desk.shorter,
        "formulas": [
            {"subject": Subject(key).label, "words": rollups.words_of(value)} for key, value in desk.formulas.items()
        ],
        "graded": [_row(desk, row) for row in rows if row.result.is_graded],
        "ungraded": [_row(desk, row) for row in rows if not row.result.is_graded],
        "exempt": desk.exempt,
        "counts": _counts_of(rows),
        "open_count": sum(row.is_changed for row in desk.open_rows) if rows else 0,
    }
    return render(request, "evaluations/roll_up_preview.html", context)


def _row(desk, row) -> dict:
    return {"sheet": row.sheet, "result": row.result, "is_held": row.is_changed and not desk.is_open(row.sheet)}


def _counts_of(rows) -> list[tuple[str, int]]:
    """(grade, how many), in the order in which the formula gives them."""
    found: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (not row.result.is_graded, -(row.result.points or 0))):
        found[row.result.grade] = found.get(row.result.grade, 0) + 1
    return list(found.items())


# ---- one sheet of it ----


def sources_of(request, sheet) -> list[dict]:
    """The counted periods of a rolled-up sheet as rows of a page: a figure, or a word why there is none.

    A shorter period's own sheet is linked where the reader may open it: another tổ may have reviewed it.
    """
    rows = EvaluationSheet.objects.for_organisation(request.organisation).with_names()
    shorter = rows.filter(pk__in=[row["sheet"] for row in sheet.sources if row["sheet"]])
    readable = {each.pk for each in shorter if request.user.has_perm("evaluations.view_evaluationsheet", each)}
    return [
        {
            "label": row["label"],
            "sheet": row["sheet"] if row["sheet"] in readable else None,
            "points": None if row["points"] is None else Decimal(row["points"]),
            "reachable": None if row["reachable"] is None else Decimal(row["reachable"]),
            "grade": row["grade"] if row["state"] == rollups.GRADED_STATE else STATE_WORDS[row["state"]],
        }
        for row in sheet.sources
    ]


def rolled_up_context(request, sheet) -> dict:
    """What the page of a sheet shows instead of criteria, where its period is rolled up."""
    try:
        words = rollups.words_of(formula_of(sheet.period, sheet.subject))
    except DomainError as error:
        words = [error.message]
    return {
        "sources": sources_of(request, sheet),
        "formula_words": words,
        "shows_result": shows_result(request.user, sheet),
    }


# ---- the yearly rating ----


def _year_period(request, pk: int) -> EvaluationPeriod:
    rows = EvaluationPeriod.objects.for_organisation(request.organisation).select_related("organisation", "school_year")
    period = rows.filter(pk=pk).first()
    if period is None or not takes_ratings(period):
        raise Http404
    return period


@access("records.propose_qualityrating", _year_period)
def period_ratings(request, period):
    """What of a published year is offered to the yearly rating by law, which is another thing; then the act."""
    if request.method == "POST":
        try:
            count = feed_ratings(period, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request,
                f"Đã đưa {count} người sang xếp loại chất lượng." if count else "Không có gì mới để đưa sang.",
            )
        return redirect("evaluations:period_ratings", request.organisation.slug, period.pk)
    try:
        feed, error = rating_feed(period), ""
    except DomainError as refusal:
        feed, error = None, refusal.message
    context = {"period": period, "feed": feed, "error": error}
    return render(request, "evaluations/period_ratings.html", context)
