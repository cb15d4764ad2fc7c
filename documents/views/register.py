"""The register of documents: listed, searched, exported, printed."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import redirect, render

from audit import services as audit
from core import clock
from core.access import access
from core.workbook import table_response
from documents import services
from documents.models import ApprovalStep
from documents.register import register_lines, register_of
from documents.register_table import sheet

PAGE_SIZE = 25


@access("documents.list_officialdocument", methods=["GET"])
def document_list(request):
    """The register of documents: what the reader may see, filtered, searched and sorted by GET."""
    rows, form, sort = register_of(request.user, request.organisation, request.GET)
    asked_steps = ApprovalStep.objects.asked().select_related("person", "department")
    rows = rows.prefetch_related(Prefetch("approval_steps", asked_steps, to_attr="asked_steps"))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    documents = list(page.object_list)
    standings = services.standings_of([document for document in documents if document.number])
    context = {
        "page": page,
        "rows": [{"document": document, "standing": standings.get(document.pk)} for document in documents],
        "filter": form,
        "sort": sort,
        "is_filtered": any(form.cleaned_data.values()) if form.is_valid() else False,
        "can_see_books": request.user.has_perm("documents.list_numberseries", request.organisation),
        "can_print": request.user.has_perm("documents.print_register", request.organisation),
        "may_write": request.user.has_perm("documents.add_officialdocument", request.organisation),
    }
    return render(request, "documents/document_list.html", context)


@access("documents.list_officialdocument", methods=["GET"])
def document_register(request):
    """The same rows as the list shows, as a table for a spreadsheet."""
    rows, _, _ = register_of(request.user, request.organisation, request.GET)
    audit.record(
        "documents.register_exported", request.organisation, by=request.user, organisation=request.organisation
    )
    return table_response(f"so-van-ban-{clock.today():%Y-%m-%d}", "Sổ văn bản", sheet(register_lines(rows)))


@access("documents.print_register", methods=["POST"])
def register_print(request):
    """Sổ đăng ký văn bản đi as a PDF, made by a worker: a year may hold thousands of lines."""
    query = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    job = services.order_register(request.organisation, query=query, by=request.user)
    return redirect("core:job_detail", request.organisation.slug, job.uuid)
