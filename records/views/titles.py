"""The titles that people and collectives hold, for those who keep them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from audit import services as audit
from core.access import access
from core.templatetags.ui import vi_date
from core.workbook import workbook_response
from legal.models import Distinction
from organisation.models import Department, Person
from records import services
from records.models import CorrectionRequest, Origin, TitleRecord

PAGE_SIZE = 25
SORTS = {"name": "person__sort_key", "distinction": "distinction__position", "year": "school_year_code"}


def _person_here(request, pk, **kwargs):
    """A person who works or worked here; the right to it is asked of the acting organisation."""
    person = get_object_or_404(Person.objects.ever_at(request.organisation), pk=pk)
    person.organisation = request.organisation
    return person


@access("records.view_titlerecord", _person_here, methods=["GET"])
def person_record(request, person):
    """Everything on record about one person, for whoever keeps the records; conduct for the head alone."""
    user, here = request.user, request.organisation
    is_own = person.user_id == user.pk
    sees = {
        "sees_ratings": user.has_perm("records.view_qualityrating", here),
        "sees_conduct": user.has_perm("records.view_conduct", here),
    }
    file = services.person_file(here, person, **sees)
    return render(
        request, "records/person_record.html", {"person": person, "file": file, "can_keep": not is_own, **sees}
    )


@access("records.view_titlerecord", methods=["GET"])
def record_list(request):
    """Everything that persons, tổ and the school hold."""
    rows = TitleRecord.objects.for_organisation(request.organisation)
    years, departments = _years(rows), _departments(request)
    filters, sort = _filters_of(request, years, departments), _sort_of(request)
    context = {
        "page": Paginator(_shown(rows, filters, sort), PAGE_SIZE).get_page(request.GET.get("page")),
        "years": years,
        "departments": departments,
        "distinctions": Distinction.objects.all(),
        "kinds": Distinction.Kind.choices,
        "bases": TitleRecord.Basis.choices,
        "origins": Origin.choices,
        "filters": filters,
        "sort": sort,
        "open_count": CorrectionRequest.objects.for_organisation(request.organisation).filter(state="open").count(),
    }
    return render(request, "records/record_list.html", context)


@access("records.view_titlerecord", methods=["GET"])
def record_export(request):
    """The list as it is filtered, as an Excel file."""
    rows = TitleRecord.objects.for_organisation(request.organisation)
    filters = _filters_of(request, _years(rows), _departments(request))
    shown = list(_shown(rows, filters, _sort_of(request)))
    audit.record(
        "records.records_exported",
        request.organisation,
        organisation=request.organisation,
        by=request.user,
        after={"count": len(shown)},
    )
    header = ["TT", "Họ tên, tập thể", "Danh hiệu, hình thức", "Tên cụ thể", "Loại", "Phương thức", "Năm học"]
    header += ["Số quyết định", "Ngày", "Cấp quyết định", "Nguồn", "Quyết định thu hồi", "Thu hồi ngày"]
    table = [_export_row(number, row) for number, row in enumerate(shown, start=1)]
    return workbook_response("Thanh-tich", "Thành tích", header, table)


def _export_row(number: int, row: TitleRecord) -> list:
    return [
        number,
        row.candidate_name,
        row.distinction.name,
        row.detail,
        row.distinction.get_kind_display(),
        row.get_basis_display(),
        row.school_year_code,
        row.decision_number,
        vi_date(row.decided_on),
        row.authority,
        row.get_origin_display(),
        row.revoked_by_number,
        vi_date(row.revoked_on),
    ]


def _years(rows) -> list[str]:
    return list(rows.order_by("-school_year_code").values_list("school_year_code", flat=True).distinct())


def _departments(request) -> list[Department]:
    return list(Department.objects.for_organisation(request.organisation).order_by("name"))


def _shown(rows, filters: dict, sort: str):
    sign = "-" if sort.startswith("-") else ""
    return rows.matching(**filters).with_names().order_by(f"{sign}{SORTS[sort.lstrip('-')]}", "-decided_on", "pk")


def _sort_of(request) -> str:
    sort = request.GET.get("sort", "name")
    return sort if sort.lstrip("-") in SORTS else "name"


def _filters_of(request, years: list[str], departments: list[Department]) -> dict:
    """Only what is known filters; the rest of an address is ignored."""
    get = request.GET.get
    known = {str(each.pk): each.pk for each in departments}
    return {
        "words": get("q", "").strip()[:100],
        "year": get("school_year") if get("school_year") in years else "",
        "distinction": get("distinction", "")[:30],
        "kind": get("kind") if get("kind") in Distinction.Kind.values else "",
        "basis": get("basis") if get("basis") in TitleRecord.Basis.values else "",
        "origin": get("origin") if get("origin") in Origin.values else "",
        "department": known.get(get("department", "")),
    }
