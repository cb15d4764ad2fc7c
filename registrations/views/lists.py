"""The registrations of a round: the list, its export, its opening and its lock."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render

from audit import services as audit
from core import clock
from core.access import access
from core.errors import DomainError
from core.workbook import workbook_response
from deadlines.services import effective_times
from legal.models import Distinction
from organisation.models import Department, Employment, Person
from organisation.permissions import headed_departments
from registrations import services
from registrations.models import Registration, RegistrationRound
from registrations.querysets import UNSEEN
from registrations.views.asked import entry_of, may, own_of, person_of, round_of

PAGE_SIZE = 25
SORTS = {
    "name": "person__sort_key",
    "distinction": "shown_position",
    "state": "state",
}


@access("registrations.view_registrationround", methods=["GET"])
def registration_list(request):
    """Everybody's own registration; the head's tổ; the whole round for the secretary and the leaders."""
    round = round_of(request)
    context = {"round": round, "entry": None if round else entry_of(request), "can_open": False}
    if round is None:
        context["can_open"] = bool(context["entry"]) and may(request, "manage_registrationround")
        return render(request, "registrations/registration_list.html", context)
    own = own_of(request, round)
    opens_at, due_at, cut_off_at = effective_times(round.entry, person_of(request))
    context |= {
        "own": own,
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at,
        "is_before": clock.now() < opens_at,
        "is_open": services.is_open_for(round, person_of(request)),
        "open_return": own.returns.filter(resolved_at=None).first() if own else None,
    }
    context["collectives"] = _collectives_of(request, round)
    visible = _visible(request, round)
    if visible is not None:
        context |= _table_of(request, round, visible)
    return render(request, "registrations/registration_list.html", context)


def _collectives_of(request, round) -> list[dict]:
    """Each tổ that the reader leads, with what it registered."""
    headed = headed_departments(request.user, request.organisation)
    if not headed:
        return []
    rows = {row.department_id: row for row in Registration.objects.of_round(round).filter(department__in=headed)}
    departments = Department.objects.for_organisation(request.organisation).filter(pk__in=headed)
    return [{"department": each, "registration": rows.get(each.pk)} for each in departments]


def _table_of(request, round, visible) -> dict:
    sort = request.GET.get("sort", "name")
    sort = sort if sort.lstrip("-") in SORTS else "name"
    filters = _filters_of(request)
    page = Paginator(_sorted(visible.matching(**filters), sort).with_names(), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    missing = _missing_people(request, round)
    return {
        "page": page,
        "sort": sort,
        "filters": filters,
        "states": Registration.State.choices,
        "departments": Department.objects.for_organisation(request.organisation).on(clock.today()),
        "distinctions": Distinction.objects.filter(kind=Distinction.Kind.TITLE),
        "sees_all": may(request, "view_all_registrations"),
        "can_manage": may(request, "manage_registrationround"),
        "missing": missing,
        "unseen": UNSEEN,
    }


def _filters_of(request) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    department, distinction = request.GET.get("department", ""), request.GET.get("distinction", "")
    state = request.GET.get("state", "")
    return {
        "department": department if department.isdecimal() else "",
        "distinction": distinction if distinction.isdecimal() else "",
        "state": state if state in Registration.State.values else "",
    }


def _sorted(rows, sort: str):
    sign = "-" if sort.startswith("-") else ""
    return rows.with_shown_position().order_by(f"{sign}{SORTS[sort.lstrip('-')]}", "person__sort_key", "pk")


def _visible(request, round):
    """The rows a reader may see beside her own; None for those who see no others."""
    rows = Registration.objects.of_round(round)
    if may(request, "view_all_registrations"):
        return rows
    headed = headed_departments(request.user, request.organisation)
    return rows.of_departments(headed) if headed else None


def _missing_people(request, round) -> list[Person]:
    """Employed today and not registered: no row, or a draft."""
    people = Person.objects.employed_at(request.organisation, on=clock.today())
    if not may(request, "view_all_registrations"):
        headed = headed_departments(request.user, request.organisation)
        here = Employment.objects.for_organisation(request.organisation).on(clock.today())
        people = people.filter(pk__in=here.filter(department__in=headed).values("person"))
    rows = Registration.objects.of_round(round).exclude(state__in=UNSEEN).filter(person=OuterRef("pk"))
    return list(people.filter(~Exists(rows)))


@access("registrations.export_registrations", methods=["GET"])
def registration_export(request):
    """The list as it is filtered, as an Excel file."""
    round = round_of(request)
    visible = _visible(request, round) if round else None
    if visible is None:
        raise Http404
    rows = list(_sorted(visible.matching(**_filters_of(request)), "name").with_names())
    audit.record("registrations.list_exported", round, by=request.user, after={"count": len(rows)})
    header = [
        "TT",
        "Họ và tên",
        "Tổ",
        "Danh hiệu đăng ký",
        "Nội dung phấn đấu",
        "Sáng kiến dự kiến",
        "Trạng thái",
        "Nộp lúc",
        "Nộp muộn",
        "Nhận xét của tổ",
    ]
    return workbook_response(
        f"Dang-ky-danh-hieu-{round.school_year.code}",
        "Đăng ký danh hiệu",
        header,
        [_export_row(number, row) for number, row in enumerate(rows, start=1)],
    )


def _export_row(number: int, row: Registration) -> list:
    is_seen = row.state not in UNSEEN
    return [
        number,
        row.candidate_name,
        row.home_department.name if row.home_department else "",
        row.distinction.name if is_seen and row.distinction else "",
        row.goals if is_seen else "",
        row.initiative_title if is_seen else "",
        row.get_state_display(),
        row.submitted_at.astimezone(clock.ZONE) if is_seen and row.submitted_at else None,
        "Muộn" if row.is_late else "",
        row.remark if is_seen else "",
    ]


@access("registrations.manage_registrationround", methods=["POST"])
def round_open(request):
    entry = entry_of(request)
    if entry is None:
        messages.error(request, "Năm học này chưa có mốc đăng ký danh hiệu trong lịch. Ban hành kế hoạch trước.")
        return redirect("registrations:registration_list", request.organisation.slug)
    try:
        services.open_round(entry, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã mở đợt đăng ký và giao việc cho từng người.")
    return redirect("registrations:registration_list", request.organisation.slug)


@access("registrations.manage_registrationround", RegistrationRound)
def round_lock(request, round):
    """Say what locking does and to whom; then lock and draft the list."""
    if request.method == "POST":
        try:
            round = services.lock_round(round, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("registrations:registration_list", request.organisation.slug)
        messages.success(request, "Đã khóa đợt đăng ký và lập dự thảo danh sách.")
        return redirect("documents:document_detail", request.organisation.slug, round.list_document_id)
    rows = Registration.objects.of_round(round)
    context = {
        "round": round,
        "counts": rows.counted()
        .values("distinction__name")
        .annotate(count=Count("pk"))
        .order_by("distinction__position"),
        "total": rows.counted().count(),
        "without_remark": rows.filter(state="submitted").count(),
        "unfinished": rows.unfinished().with_names(),
        "cut_off_at": effective_times(round.entry)[2],
        "is_early": clock.now() <= effective_times(round.entry)[2],
    }
    return render(request, "registrations/round_lock.html", context)
