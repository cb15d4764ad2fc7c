from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from deadlines.judged import PURPOSE_OF_KIND, REVIEWS
from deadlines.models import CalendarEntry
from evaluations import services
from evaluations.models import EvaluationPeriod, EvaluationSheet
from evaluations.models.rubrics import PeriodKind, Subject
from evaluations.services.candidates import Changes
from evaluations.services.periods import Opening, preview_of
from evaluations.services.policies import policy_of, worked_out
from evaluations.visibility import EXEMPT_FOR_OTHERS
from organisation.models import Department, Person

PAGE_SIZE = 25
SOON = 6  # dates that are still to be opened, shown at once
NAMED = 5  # people named in one sentence
GROUPS = ("Đang mở", "Chờ kết quả", "Sắp mở", "Đã công bố")
SUBJECTS = (Subject.PERSON, Subject.DEPARTMENT, Subject.ORGANISATION)
DONE = {
    "joined": "thêm {} phiếu",
    "exempted": "miễn {} phiếu",
    "returned": "trả lại {} phiếu để điền",
    "moved": "chuyển {} phiếu sang tổ hoặc biểu điểm khác",
}

# ---- all periods of the year ----


@access("evaluations.view_evaluationperiod", methods=["GET"])
def period_list(request):
    """The year's periods, what is open first: one's own sheets, and for those who manage them what comes next."""
    manages = _may(request, "manage_evaluationperiod")
    periods = EvaluationPeriod.objects.for_organisation(request.organisation).of_year(request.school_year)
    if not manages:
        periods = periods.begun(clock.now())
    filters = _filters(request)
    if filters["kind"]:
        periods = periods.filter(kind=filters["kind"])
    if filters["subject"]:
        periods = periods.of_subject(filters["subject"])
    rows = periods.with_counts().with_times().by_group(clock.now()).select_related("entry")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    coming = _dates_to_open(request, filters["kind"])
    context = {
        "page": page,
        "groups": _grouped(page, _own_sheets(request, page)),
        "filters": filters,
        "kinds": PeriodKind.choices,
        "subjects": [(each.value, each.label) for each in SUBJECTS],
        "manages": manages,
        "reviews": _may(request, "review_evaluationperiod"),
        "entries": list(coming[:SOON]) if manages else [],
        "more_entries": max(coming.count() - SOON, 0) if manages else 0,
        "next_entry": coming.first(),
    }
    return render(request, "evaluations/period_list.html", context)


def _filters(request) -> dict[str, str]:
    kind, subject = request.GET.get("kind", ""), request.GET.get("subject", "")
    return {"kind": kind if kind in PeriodKind.values else "", "subject": subject if subject in SUBJECTS else ""}


def _own_sheets(request, page) -> dict[int, EvaluationSheet]:
    rows = EvaluationSheet.objects.for_organisation(request.organisation)
    rows = rows.filter(person__user=request.user, period__in=[period.pk for period in page])
    return {sheet.period_id: sheet for sheet in rows}


def _grouped(page, own: dict[int, EvaluationSheet]) -> list[tuple[str, list[dict]]]:
    """[(heading, rows)] in the order of `GROUPS`, none of them empty."""
    now = clock.now()
    return [
        (
            GROUPS[group],
            [
                {
                    "period": period,
                    "sheet": own.get(period.pk) if period.entry.opens_at <= now else None,
                    "state": state_of(period, period.cut_off_at),
                }
                for period in periods
            ],
        )
        for group, periods in groupby(page, key=lambda period: period.group)
    ]


def state_of(period, cut_off_at) -> tuple[str, str]:
    """(look, word) of a period by the clock; `cut_off_at` with what was extended for everybody."""
    if period.published_at:
        return "published", "Đã công bố"
    if clock.now() < period.entry.opens_at:
        return "not_open", "Chưa mở"
    if period.is_rolled_up:
        return "closed", "Chờ tổng hợp"
    if clock.now() <= cut_off_at:
        return "open", "Đang mở"
    return "closed", "Hết hạn nộp"


def _dates_to_open(request, kind: str = ""):
    rows = CalendarEntry.objects.for_organisation(request.organisation).filter(
        school_year=request.school_year,
        purpose__in=[PURPOSE_OF_KIND[kind]] if kind else REVIEWS,
        evaluation_period=None,
        cut_off_at__gte=clock.now(),
    )
    return rows.order_by("opens_at", "pk")


# ---- before opening ----


def date_to_open(request, pk: int) -> CalendarEntry:
    rows = CalendarEntry.objects.for_organisation(request.organisation).filter(purpose__in=REVIEWS)
    entry = rows.select_related("organisation", "school_year", "evaluation_period").filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


@access("evaluations.manage_evaluationperiod", date_to_open, methods=["GET"])
def period_preview(request, entry):
    """Who will be judged, by which rubric, who is exempt: as opening the period now would make it."""
    if period := getattr(entry, "evaluation_period", None):
        return redirect("evaluations:period_detail", request.organisation.slug, period.pk)
    context = {"entry": entry}
    try:
        opening = services.opening_of(entry)
        changes = preview_of(opening)
    except DomainError as error:
        return render(request, "evaluations/period_preview.html", context | {"refusal": error.message})
    context |= _preview(request, opening, changes)
    return render(request, "evaluations/period_preview.html", context)


def _preview(request, opening: Opening, changes: Changes) -> dict:
    rows = _people_rows(request, changes)
    show = request.GET.get("show", "")
    shown = [row for row in rows if show in ("", row["look"])]
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    sheets = [each for each in changes.joined if not each.exemption]
    return {
        "judged": opening.judged,
        "is_rolled_up": bool(opening.formula),
        "subjects": [each.label.lower() for each in SUBJECTS if any(row.subject == each for row in changes.joined)],
        "rubrics": [
            {"rubric": rubric, "count": sum(each.rubric == rubric for each in sheets)} for rubric in opening.rubrics
        ],
        "collectives": [each for each in changes.joined if each.subject != Subject.PERSON],
        "exempt_count": sum(bool(each.exemption) for each in changes.joined),
        "sheet_count": len(sheets),
        "without_count": len(changes.without_rubric),
        "page": page,
        "show": show,
        "shows": [("", "Tất cả"), ("exempt", "Được miễn"), ("without", "Chưa có biểu điểm")],
        "worked_out": worked_out(policy_of(request.organisation, opening.entry.school_year), of=opening.judged),
        "can_open": bool(sheets) and (bool(opening.formula) or bool(opening.rubrics)),
    }


def _people_rows(request, changes: Changes) -> list[dict]:
    """Everybody by name: what awaits her; why somebody is exempt only for those who keep the staff list."""
    keeps_staff = request.user.has_perm("organisation.manage_leave", request.organisation)
    sheets = {each.person_id: each for each in changes.joined if each.subject == Subject.PERSON}
    people = Person.objects.filter(pk__in=[*sheets, *changes.without_rubric]).order_by("sort_key", "pk")
    departments = Department.objects.for_organisation(request.organisation).in_bulk(
        {each.department_id for each in sheets.values() if each.department_id}
    )
    rows = []
    for person in people:
        sheet = sheets.get(person.pk)
        look = "without" if sheet is None else "exempt" if sheet.exemption else "judged"
        note = sheet.placement_note if sheet and keeps_staff else EXEMPT_FOR_OTHERS if look == "exempt" else ""
        department = departments.get(sheet.department_id) if sheet else None
        rows.append({"person": person, "sheet": sheet, "look": look, "note": note, "department": department})
    return rows


@access("evaluations.manage_evaluationperiod", methods=["POST"])
def period_create(request):
    """Make the period of a date now, instead of a week before it opens."""
    pk = request.POST.get("entry", "")
    entries = CalendarEntry.objects.for_organisation(request.organisation)
    entry = entries.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 16 else None
    if entry is None:
        raise Http404
    try:
        period = services.create_period(entry, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("evaluations:period_list", request.organisation.slug)
    messages.success(request, f"Đã lập kỳ đánh giá {period.label}. Mọi người thấy phiếu khi đến ngày mở.")
    return redirect("evaluations:period_detail", request.organisation.slug, period.pk)


# ---- kept up to date ----


@access("evaluations.manage_evaluationperiod", EvaluationPeriod, methods=["POST"])
def period_update(request, period):
    """Bring the sheets up to date with the staff list, and say what changed."""
    try:
        changes = services.sync_candidates(period, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _told(changes))
    return redirect("evaluations:period_detail", request.organisation.slug, period.pk)


def _told(changes: Changes) -> str:
    parts = [f"{DONE[name].format(count)} ({_names(getattr(changes, name))})" for name, count in changes.counts.items()]
    return f"Đã cập nhật danh sách: {'; '.join(parts)}." if parts else "Danh sách đã đúng, không có gì thay đổi."


def _names(sheets: list[EvaluationSheet]) -> str:
    names = [sheet.candidate_name for sheet in sheets[:NAMED]]
    return ", ".join(names) + (f" và {len(sheets) - NAMED} phiếu khác" if len(sheets) > NAMED else "")


def roster_of(period: EvaluationPeriod) -> dict | None:
    """What the page of a period says of its list; None once its results were told."""
    if period.published_at or period.provisional_at:
        return None
    try:
        changes = services.changes_of(period)
    except DomainError as error:
        return {"refusal": error.message}
    without = Person.objects.filter(pk__in=changes.without_rubric).order_by("sort_key", "pk")
    return {
        "counts": [DONE[name].format(count) for name, count in changes.counts.items()],
        "without_rubric": list(without) if changes.without_rubric else [],
        "stands": changes.stands,
    }


def _may(request, permission: str) -> bool:
    return request.user.has_perm(f"evaluations.{permission}", request.organisation)
