"""The yearly rating for those who keep it: the year's list, one proposal, its caps; nobody else reads any of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from audit import services as audit
from core import clock
from core.access import access
from core.errors import ConflictError, DomainError
from core.workbook import workbook_response
from organisation.models import SchoolYear
from records import services
from records.criteria import LEVEL_NAMES, SHORT_NAMES
from records.models import QualityRating, YearKind
from records.rating_forms import RatingForm

PAGE_SIZE = 25
SORTS = {
    "name": "person__sort_key",
    "group": "duty_group",
    "points": "points",
    "level": "level_rank",
    "state": "state",
}
SHOWN_STATES = [each for each in QualityRating.State.choices if each[0] in ("proposed", "decided")]

# ---- the year ----


def desk_of(request) -> services.RatingDesk:
    """The year named in the address (`of`), or the year of the page; 404 for one that is none."""
    code = request.GET.get("of") or _usual_year(request)
    kind = YearKind.SCHOOL_YEAR if "-" in code else YearKind.CALENDAR_YEAR
    try:
        return services.open_desk(request.organisation, kind, code)
    except DomainError as error:
        raise Http404 from error


def _usual_year(request) -> str:
    year = getattr(request, "school_year", None)
    if request.organisation.is_office or year is None:
        return str(clock.today().year)
    return year.code


def _years(request, desk) -> list[tuple[str, str]]:
    """(code, name) of the years that can be opened: the school years, this calendar year and the last."""
    codes = list(SchoolYear.objects.for_organisation(request.organisation).values_list("code", flat=True))
    calendar = {str(clock.today().year), str(clock.today().year - 1)}
    if desk.kind == YearKind.CALENDAR_YEAR:
        calendar.add(desk.code)
    return [(code, f"Năm học {code}") for code in codes] + [
        (code, f"Năm {code}") for code in sorted(calendar, reverse=True)
    ]


def list_url(request, desk, name: str = "rating_list") -> str:
    return reverse(f"records:{name}", args=[request.organisation.slug], query={"of": desk.code})


@access("records.view_qualityrating", methods=["GET"])
def rating_list(request):
    """Everybody's rating of one year, with the caps beside it."""
    desk = desk_of(request)
    rows = desk.rows().current()
    groups = list(rows.order_by("duty_group").values_list("duty_group", flat=True).distinct())
    filters, sort = _filters_of(request, groups), _sort_of(request)
    shown = _sorted(rows.matching(**filters), sort).with_names()
    counts = rows.level_counts()
    context = {
        "desk": desk,
        "years": _years(request, desk),
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "sort": sort,
        "filters": filters,
        "groups": groups,
        "levels": LEVEL_NAMES.items(),
        "states": SHOWN_STATES,
        "counts": [(LEVEL_NAMES[level], count) for level, count in counts if level],
        "unleveled": sum(count for level, count in counts if not level),
        "caps": [cap.finding for cap in desk.caps()],
        "missing_count": len(services.people_without_rating(desk)),
        "proposed_count": rows.filter(state="proposed").count(),
        "can_decide": request.user.has_perm("records.decide_qualityrating", request.organisation),
        "scheme": desk.rules.get("scheme"),
    }
    return render(request, "records/rating_list.html", context)


def _filters_of(request, groups: list[str]) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    get = request.GET.get
    return {
        "words": get("q", "").strip()[:100],
        "group": get("group") if get("group") in groups else "",
        "level": get("level") if get("level") in (*LEVEL_NAMES, "none") else "",
        "state": get("state") if get("state") in dict(SHOWN_STATES) else "",
    }


def _sort_of(request) -> str:
    sort = request.GET.get("sort", "name")
    return sort if sort.lstrip("-") in SORTS else "name"


def _sorted(rows, sort: str):
    sign = "-" if sort.startswith("-") else ""
    return rows.with_level_rank().order_by(f"{sign}{SORTS[sort.lstrip('-')]}", "person__sort_key", "pk")


@access("records.view_qualityrating", methods=["GET"])
def rating_export(request):
    """The year as it is filtered, as an Excel file; what is private stays out of it."""
    desk = desk_of(request)
    rows = desk.rows().current()
    groups = list(rows.order_by("duty_group").values_list("duty_group", flat=True).distinct())
    shown = list(_sorted(rows.matching(**_filters_of(request, groups)), _sort_of(request)).with_names())
    audit.record(
        "records.ratings_exported",
        request.organisation,
        organisation=request.organisation,
        by=request.user,
        after={"year": desk.year_name, "count": len(shown)},
    )
    header = ["TT", "Họ và tên", "Tổ", "Nhóm", "Điểm", "Mức theo số liệu", "Mức xếp loại", "Viết tắt", "Trạng thái"]
    header += ["Quyết định ngày", "Ghi chú"]
    table = [_export_row(number, row) for number, row in enumerate(shown, start=1)]
    return workbook_response(f"Xep-loai-chat-luong-{desk.code}", f"Xếp loại {desk.code}", header, table)


def _export_row(number: int, row: QualityRating) -> list:
    return [
        number,
        row.person.full_name,
        row.department.name if row.department else "",
        row.duty_group,
        row.points,
        row.get_reached_display(),
        row.get_level_display() or "Chưa đề nghị",
        SHORT_NAMES.get(row.level, ""),
        row.get_state_display(),
        row.decided_at.astimezone(clock.ZONE) if row.decided_at else None,
        row.remark,
    ]


# ---- one proposal ----


@access("records.propose_qualityrating")
def rating_create(request):
    """Open the ratings of one person or of everybody who has none."""
    desk = desk_of(request)
    people = services.people_without_rating(desk)
    error = ""
    if request.method == "POST":
        asked = request.POST.get("person", "")
        chosen = people if asked == "all" else [person for person in people if str(person.pk) == asked]
        try:
            if not chosen:
                raise DomainError("Chọn một người trong danh sách hoặc “Tất cả”.")
            rows = services.propose_ratings(desk, [(person, None, "") for person in chosen], by=request.user)
        except DomainError as refusal:
            error = refusal.message
        else:
            messages.success(request, f"Đã lập {len(rows)} phiếu xếp loại.")
            if len(rows) == 1:
                return redirect("records:rating_edit", request.organisation.slug, rows[0].pk)
            return redirect(list_url(request, desk))
    context = {"desk": desk, "people": people, "error": error, "list_url": list_url(request, desk), "has_errors": error}
    return render(request, "records/rating_create.html", context, status=422 if error else 200)


def _rating(request, pk, **kwargs):
    return get_object_or_404(QualityRating.objects.for_organisation(request.organisation).with_names(), pk=pk)


@access("records.view_qualityrating", _rating, methods=["GET"])
def rating_detail(request, rating):
    """One rating with why; the rules as they were frozen."""
    user = request.user
    is_own = rating.person.user_id == user.pk
    context = {
        "rating": rating,
        "list_url": reverse("records:rating_list", args=[request.organisation.slug], query={"of": rating.year_code}),
        "why": rating.shown_findings,
        "sees_grounds": user.has_perm("records.view_exclusion_grounds", rating),
        "is_own": is_own,
        "can_edit": rating.state == QualityRating.State.PROPOSED and not is_own,
        "can_replace": rating.state == QualityRating.State.DECIDED
        and user.has_perm("records.decide_qualityrating", rating),
        "next_rating": rating.replacements.exclude(state=QualityRating.State.WITHDRAWN).first(),
    }
    return render(request, "records/rating_detail.html", context)


@access("records.propose_qualityrating", _rating)
def rating_edit(request, rating):
    """Enter the figures and the level of one proposal; what was typed is never lost."""
    desk = services.open_desk(request.organisation, rating.year_kind, rating.year_code)
    sees_grounds = request.user.has_perm("records.view_exclusion_grounds", rating)
    build = {"rating": rating, "rules": desk.rules, "sees_grounds": sees_grounds}
    if request.method != "POST":
        return _edit_page(request, rating, desk, RatingForm(**build))
    form = RatingForm(request.POST, **build)
    if not form.is_valid():
        return _edit_page(request, rating, desk, form, status=422)
    try:
        services.save_proposal(
            rating,
            values=form.values(),
            version=form.cleaned_data["version"],
            page=form.cleaned_data["page"],
            by=request.user,
        )
    except ConflictError as error:
        rating.refresh_from_db()
        differences = RatingForm(request.POST, **build).differences()
        again = RatingForm({**request.POST.dict(), "version": rating.version}, **build)
        return _edit_page(request, rating, desk, again, conflict=error.message, differences=differences, status=409)
    except DomainError as error:
        form.add_error(None, error.message)
        return _edit_page(request, rating, desk, form, status=422)
    messages.success(request, "Đã lưu phiếu xếp loại.")
    return redirect("records:rating_detail", request.organisation.slug, rating.pk)


def _edit_page(request, rating, desk, form, *, status=200, **extra):
    context = {"rating": rating, "desk": desk, "form": form, "scheme": desk.rules.get("scheme"), **extra}
    return render(request, "records/rating_edit.html", context, status=status)


@access("records.propose_qualityrating", _rating, methods=["POST"])
def rating_withdraw(request, rating):
    try:
        services.withdraw_proposal(rating, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("records:rating_detail", request.organisation.slug, rating.pk)
    messages.success(request, f"Đã rút phiếu của {rating.person.full_name}.")
    return redirect(reverse("records:rating_list", args=[request.organisation.slug], query={"of": rating.year_code}))
