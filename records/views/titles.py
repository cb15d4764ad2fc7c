"""The titles that people and collectives hold, for those who keep them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from core.access import access
from legal.models import Distinction
from organisation.models import Person
from records import services
from records.models import TitleRecord

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
    sees = {
        "sees_ratings": user.has_perm("records.view_qualityrating", here),
        "sees_conduct": user.has_perm("records.view_conduct", here),
    }
    file = services.person_file(here, person, **sees)
    return render(request, "records/person_record.html", {"person": person, "file": file, **sees})


@access("records.view_titlerecord", methods=["GET"])
def record_list(request):
    """All titles that persons and tổ of the school hold."""
    rows = TitleRecord.objects.for_organisation(request.organisation)
    years = list(rows.order_by("-school_year_code").values_list("school_year_code", flat=True).distinct())
    filters = _filters_of(request, years)
    sort = request.GET.get("sort", "name")
    sort = sort if sort.lstrip("-") in SORTS else "name"
    sign = "-" if sort.startswith("-") else ""
    rows = rows.matching(**filters).with_names().order_by(f"{sign}{SORTS[sort.lstrip('-')]}", "-decided_on", "pk")
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "years": years,
        "distinctions": Distinction.objects.all(),
        "filters": filters,
        "sort": sort,
    }
    return render(request, "records/record_list.html", context)


def _filters_of(request, years: list[str]) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    year = request.GET.get("school_year", "")
    return {
        "words": request.GET.get("q", "").strip()[:100],
        "year": year if year in years else "",
        "distinction": request.GET.get("distinction", "")[:30],
    }
