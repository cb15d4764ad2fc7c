from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from core.findings import blocking
from councils.models import CouncilSession
from deadlines.services import effective_times
from evaluations import services
from evaluations.models import EvaluationPeriod, EvaluationSheet, Objection, Score
from evaluations.models.rubrics import Subject
from evaluations.services import self_scores
from evaluations.services.policies import policy_for
from evaluations.services.publication import DECIDED, again_blocking
from evaluations.services.ratings import takes_ratings
from evaluations.services.reports import is_reported
from evaluations.services.results import passed_count
from evaluations.services.sheets import past_figures, times_of, totals_of, verdict_for
from evaluations.views.opening import roster_of, state_of
from evaluations.views.period_papers import papers_of
from evaluations.visibility import (
    announced_to_staff,
    filters_of,
    placement_of,
    public_until,
    sheets_for,
    shows_department,
    shows_result,
    shows_self,
)
from organisation.models import Department
from organisation.permissions import headed_departments, role_codes

PAGE_SIZE = 25
SORTS = {"name": "person__sort_key", "department": "department__name", "state": "state", "submitted": "submitted_at"}
SELF, DEPARTMENT = Score.Column.SELF, Score.Column.DEPARTMENT
State = EvaluationSheet.State


# ---- one period ----


def visible_period(request, pk: int) -> EvaluationPeriod:
    rows = EvaluationPeriod.objects.for_organisation(request.organisation)
    period = (
        rows.select_related("entry", "organisation", "school_year").prefetch_related("rubrics").filter(pk=pk).first()
    )
    if period is None or (clock.now() < period.entry.opens_at and not _may(request, "manage_evaluationperiod")):
        raise Http404
    return period


@access("evaluations.view_evaluationperiod", visible_period, methods=["GET"])
def period_detail(request, period):
    """One's own sheets; the head's tổ; the whole list for those who manage the period."""
    opens_at, due_at, cut_off_at = effective_times(period.entry)
    rows = sheets_for(request.user, period, request.GET)
    context = {
        "period": period,
        "state": state_of(period, cut_off_at),
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at,
        "own": _own_sheets(request, period) if clock.now() >= opens_at else [],
        "manages": _may(request, "manage_evaluationperiod"),
        "reviews": _may(request, "review_evaluationperiod"),
        "can_publish": request.user.has_perm("evaluations.publish_evaluationperiod", period),
        "can_decide": request.user.has_perm("evaluations.decide_evaluationperiod", period),
        "can_report": bool(period.published_at)
        and is_reported(period)
        and request.user.has_perm("evaluations.report_evaluationperiod", period),
        "can_offer_ratings": takes_ratings(period)
        and request.user.has_perm("records.propose_qualityrating", request.organisation),
        "self_score_sheet": self_scores.sheet_to_send(period)
        if period.published_at and request.user.has_perm("evaluations.send_self_score", period)
        else None,
        "announced": [] if _may(request, "manage_evaluationperiod") else announced_to_staff(period),
        "public_until": public_until(period),
    }
    if rows is not None:
        context |= _table_of(request, period, rows)
    if context["manages"]:
        context |= _chain_of(request, period)
        context["roster"] = roster_of(period)
    if context["reviews"]:
        context["papers"] = papers_of(request, period)
    return render(request, "evaluations/period_detail.html", context)


def _own_sheets(request, period) -> list[dict]:
    """The person's own sheet, and those of the collectives she writes for."""
    headed = headed_departments(request.user, request.organisation)
    mine = Q(person__user=request.user) | Q(subject=Subject.DEPARTMENT, department__in=headed)
    if _may(request, "manage_evaluationperiod"):
        mine |= Q(subject=Subject.ORGANISATION)
    rows = EvaluationSheet.objects.of_period(period).filter(mine).with_names().order_by("-subject", "pk")
    found = sorted(rows, key=lambda sheet: sheet.subject != Subject.PERSON)
    return [
        {
            "sheet": sheet,
            "is_writable": sheet.is_editable and _is_open_for(period, sheet),
            "placement": placement_of(request.user, sheet),
        }
        for sheet in found
    ]


def _is_open_for(period, sheet) -> bool:
    _, _, cut_off_at = times_of(sheet)
    return not period.is_rolled_up and period.published_at is None and clock.now() <= cut_off_at


def _table_of(request, period, rows) -> dict:
    sort = request.GET.get("sort", "name")
    sort = sort if sort.lstrip("-") in SORTS else "name"
    field = F(SORTS[sort.lstrip("-")])
    order = field.desc(nulls_last=True) if sort.startswith("-") else field.asc(nulls_last=True)
    rows = rows.with_names().with_scores().prefetch_related("rubric__criteria", "rubric__grades")
    rows = rows.order_by(order, "person__sort_key", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": _rows(request.user, period, list(page)),
        "sort": sort,
        "filters": filters_of(request.GET),
        "states": EvaluationSheet.State.choices,
        "departments": Department.objects.for_organisation(request.organisation).on(clock.today()),
    }


def _rows(user, period, sheets) -> list[dict]:
    """What a list says of sheets to this reader; the hidden side of each stays None."""
    past, late_cap = past_figures(sheets), policy_for(period).late_cap
    return [_row(user, sheet, past.get(sheet.pk), late_cap) for sheet in sheets]


def _row(user, sheet, past, late_cap: str) -> dict:
    shows = shows_result(user, sheet)
    own = totals_of(sheet, SELF, past=past) if shows_self(user, sheet) else None
    department, grade = None, sheet.grade if shows else ""
    if shows_department(user, sheet):
        department = totals_of(sheet, DEPARTMENT, past=past)
        if not grade and department.is_whole and sheet.rubric:
            grade = verdict_for(sheet, department, late_cap=late_cap).grade
    return {"sheet": sheet, "own": own, "department": department, "grade": grade, "shows_points": shows}


def _chain_of(request, period) -> dict:
    found = services.publication_findings(period) if not period.published_at else []
    sessions = _sessions_of(request).real().filter(state=CouncilSession.State.DRAFT)
    states = EvaluationSheet.objects.of_period(period).values_list("state").annotate(count=Count("pk"))
    counts = dict(states.order_by())
    policy = policy_for(period)
    asked = Objection.objects.for_organisation(request.organisation).filter(sheet__period=period)
    recommended = counts.get(State.DEPARTMENT_RECOMMENDED, 0)
    decided = sum(counts.get(state, 0) for state in DECIDED) + passed_count(period)
    return {
        "policy": policy,
        "decided_count": decided,
        "steps_show_results": not period.published_at or decided or counts.get(State.PROVISIONAL) or asked.exists(),
        "provisional_count": counts.get(State.PROVISIONAL, 0),
        "objection_count": asked.count(),
        "open_objection_count": asked.filter(outcome="", withdrawn_at=None).count(),
        "findings_found": found,
        "can_be_published": not period.published_at and not blocking(found),
        "sessions": sessions.order_by("held_on", "pk") if recommended else [],
        "recommended_count": recommended,
        "has_reopened": bool(period.published_at) and (decided or counts.get(State.PROVISIONAL, 0)) > 0,
    }


def _sessions_of(request):
    """Those of the councils she sits in; of all for who leads."""
    rows = CouncilSession.objects.for_organisation(request.organisation)
    return rows.readable_by(request.user, roles=role_codes(request.user, request.organisation))


@access("evaluations.manage_evaluationperiod", EvaluationPeriod, methods=["POST"])
def period_hand(request, period):
    """Put the recommended sheets before a session that is being prepared."""
    pk = request.POST.get("session", "")
    sessions = _sessions_of(request)
    session = sessions.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 16 else None
    if session is None:
        messages.error(request, "Chọn phiên họp sẽ xét các phiếu này.")
        return redirect("evaluations:period_detail", request.organisation.slug, period.pk)
    try:
        count = services.hand_to_council(period, session, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã đưa {count} phiếu vào phiên họp “{session.title}”.")
    return redirect("evaluations:period_detail", request.organisation.slug, period.pk)


@access("evaluations.publish_evaluationperiod", EvaluationPeriod)
def period_publish(request, period):
    """Say what lacks and what publishing does; then publish. Again only for what was reopened and decided anew."""
    found = services.publication_findings(period)
    if request.method == "POST":
        try:
            services.publish(period, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("evaluations:period_publish", request.organisation.slug, period.pk)
        messages.success(request, f"Đã công bố kết quả {period.label}.")
        return redirect("evaluations:period_detail", request.organisation.slug, period.pk)
    ready = EvaluationSheet.objects.of_period(period).filter(state__in=[*DECIDED, State.PROVISIONAL], edition__gt=0)
    if period.published_at and not ready.exists():
        return redirect("evaluations:period_detail", request.organisation.slug, period.pk)
    context = {
        "period": period,
        "findings_found": again_blocking(found) if period.published_at else found,
        "is_blocked": bool(again_blocking(found) if period.published_at else blocking(found)),
        "staff_sees": policy_for(period).get_staff_sees_display(),
    }
    return render(request, "evaluations/period_publish.html", context)


def _may(request, permission: str) -> bool:
    return request.user.has_perm(f"evaluations.{permission}", request.organisation)
