"""The library of legal documents: found, read, and what of the application rests on each."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from core import clock
from core.access import access
from core.vietnamese import search_key
from core.workbook import workbook_response
from legal.binding import names_of_distinctions
from legal.catalogue import meaning, value_words
from legal.forms import day_of
from legal.models import MARKS, LegalDocument, LegalParameter

PAGE_SIZE = 25
SORTS = {"number": "number", "kind": "kind", "from": "from_on", "issued": "issued_on"}


def _visible(request):
    return LegalDocument.objects.read_at(request.organisation, on=clock.today())


@access("legal.view_legalparameter", methods=["GET"])
def document_list(request):
    """The nation's documents and those of the places above and of this one."""
    filters, sort = _filters(request), _sort(request)
    rows = _sorted(request, sort)
    kinds = sorted({row.kind for row in rows})
    day, day_error = day_of(filters["on"])
    context = {
        "page": Paginator(_matching(rows, filters, day), PAGE_SIZE).get_page(request.GET.get("page")),
        "kinds": kinds,
        "marks": MARKS,
        "filters": filters,
        "day_error": day_error,
        "sort": sort,
        "is_empty": not rows,
    }
    return render(request, "legal/document_list.html", context)


@access("legal.view_legalparameter", methods=["GET"])
def document_export(request):
    """The same list as an Excel file."""
    filters = _filters(request)
    rows = _matching(_sorted(request, _sort(request)), filters, day_of(filters["on"])[0])
    header = ["TT", "Loại", "Số, ký hiệu", "Trích yếu", "Cơ quan ban hành", "Ngày ban hành", "Từ ngày", "Đến ngày"]
    body = [
        [at, row.kind, row.number, row.title, row.issuer, row.issued_on, row.from_on, row.to_on, row.get_mark_display()]
        for at, row in enumerate(rows, start=1)
    ]
    return workbook_response("Van-ban-phap-luat", "Văn bản pháp luật", [*header, "Mức đối chiếu"], body)


def _filters(request) -> dict[str, str]:
    return {
        "words": request.GET.get("q", "").strip()[:100],
        "kind": request.GET.get("kind", "")[:60],
        "mark": request.GET.get("mark", "")[:1],
        "on": request.GET.get("on", "").strip()[:10],
    }


def _sort(request) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in SORTS else "-from"


def _sorted(request, sort: str):
    sign = "-" if sort.startswith("-") else ""
    rows = _visible(request).select_related("organisation")
    return rows.order_by(f"{sign}{SORTS[sort.removeprefix('-')]}", "number")


def _matching(rows, filters: dict[str, str], day) -> list[LegalDocument]:
    """Some hundred rows at most: the words are compared without marks, as everywhere."""
    wanted = search_key(filters["words"])
    return [
        row
        for row in rows
        if (not wanted or wanted in search_key(f"{row.kind} {row.number} {row.title} {row.issuer}"))
        and filters["kind"] in ("", row.kind)
        and filters["mark"] in ("", row.mark)
        and (day is None or (row.from_on <= day and (row.to_on is None or row.to_on >= day)))
    ]


def _document(request, pk):
    document = get_object_or_404(_visible(request).select_related("organisation"), pk=pk)
    request.document = document
    return request.organisation


@access("legal.view_legalparameter", _document, methods=["GET"])
def document_detail(request, organisation):
    """One document: its days, what it does to others, what it says in short, and the values that cite it."""
    document, names = request.document, names_of_distinctions()
    rows = LegalParameter.objects.read_at(organisation, on=clock.today()).filter(document=document)
    context = {
        "document": document,
        "acts_on": document.acts_on.select_related("other"),
        "acted_on_by": document.acted_on_by.select_related("document"),
        "provisions": document.provisions.all(),
        "transitions": document.transitions.all(),
        "regimes": document.regimes.all(),
        "values": [(row, meaning(row.code, names), value_words(row.code, row.value, names)) for row in rows],
        "today": clock.today(),
    }
    return render(request, "legal/document_detail.html", context)
