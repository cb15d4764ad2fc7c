"""Papers of a period and of a sheet: Excel at once, PDF by a worker, the announcement as an official document."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from audit import services as audit
from core import clock
from core.access import access
from core.errors import DomainError
from core.workbook import table_response
from deadlines.services import effective_times
from evaluations import services
from evaluations.exports import export_tables
from evaluations.models import EvaluationPeriod, EvaluationSheet
from evaluations.printing import file_stem, summary_tables
from evaluations.services.papers import loaded
from evaluations.views.periods import visible_period
from evaluations.visibility import is_own, sheets_for

AT_ONCE = 200  # rows; more are written by a worker


# ---- tables ----


@access("evaluations.review_evaluationperiod", visible_period)
def period_export(request, period):
    """Every cell of the list as it is filtered, as an Excel file; the four values of a cell stay four."""
    return _excel(request, period, "export", "Danh-gia", export_tables)


@access("evaluations.review_evaluationperiod", visible_period)
def period_summary(request, period):
    """Bảng tổng hợp as an Excel file."""
    return _excel(request, period, "summary_excel", "Tong-hop-xep-loai", summary_tables)


def _excel(request, period, what: str, name: str, tables: Callable):
    """The file at once; a long one is ordered by a button, so that looking at an address starts no work."""
    rows = sheets_for(request.user, period, request.GET)
    if rows is None:
        raise Http404
    count = rows.count()
    if request.method == "POST":
        return _order(request, what, period, f"Bảng đánh giá {period.label} (Excel)", query=request.GET.dict())
    if count > AT_ONCE:
        return _ask(request, period, count)
    audit.record("evaluations.period_exported", period, by=request.user, after={"count": count})
    found = tables(request.user, period, loaded(rows))
    return table_response(f"{name}-{file_stem(period)}", period.label.capitalize(), *found)


def _ask(request, period, count: int):
    context = {
        "heading": f"Tạo bảng Excel {period.label}?",
        "consequences": [f"Bảng có {count} phiếu nên được tạo ở nền; xong thì tải về từ trang tiến độ."],
        "verb": "Tạo bảng",
        "cancel_url": reverse("evaluations:period_detail", args=[request.organisation.slug, period.pk]),
    }
    return render(request, "components/confirm.html", context)


@access("evaluations.review_evaluationperiod", visible_period, methods=["POST"])
def period_summary_paper(request, period):
    """Order bảng tổng hợp as a landscape PDF."""
    if sheets_for(request.user, period) is None:
        raise Http404
    return _order(request, "summary", period, f"Bảng tổng hợp xếp loại {period.label} (PDF)")


def _order(request, what: str, about, label: str, *, query: dict[str, str] | None = None):
    job = services.request_paper(what, about, label=label, by=request.user, query=query)
    return redirect("core:job_detail", request.organisation.slug, job.uuid)


# ---- one sheet ----


def _begun_sheet(request, pk: int) -> EvaluationSheet:
    """Before its window opens a sheet does not exist for those who write it."""
    rows = EvaluationSheet.objects.for_organisation(request.organisation).with_names()
    sheet = get_object_or_404(rows, pk=pk)
    opens_at, _, _ = effective_times(sheet.period.entry, sheet.person)
    if clock.now() < opens_at and is_own(request.user, sheet):
        raise Http404
    return sheet


@access("evaluations.view_evaluationsheet", _begun_sheet, methods=["POST"])
def sheet_paper(request, sheet):
    """Order a sheet as PDF, with the columns that its reader may see."""
    return _order(request, "sheet", sheet, f"Phiếu đánh giá {sheet.period.label}: {sheet.candidate_name} (PDF)")


@access("evaluations.view_evaluationsheet", _begun_sheet, methods=["POST"])
def sheet_official(request, sheet):
    """Freeze the official copy of a published sheet, with the code under which anybody can verify it."""
    return _document(
        request,
        lambda: services.freeze_sheet(sheet, by=request.user),
        done="Đã lập bản chính thức. Tệp PDF có ngay sau ít phút.",
        else_to=("evaluations:sheet_detail", sheet.pk),
    )


# ---- documents with a number ----


@access("evaluations.publish_evaluationperiod", EvaluationPeriod, methods=["POST"])
def period_result_table(request, period):
    """Make bảng tổng hợp xếp loại a document to be approved and numbered."""
    return _document(
        request,
        lambda: services.draft_result_table(period, by=request.user),
        done="Đã lập bảng tổng hợp. Xem lại rồi trình duyệt, cho số.",
        else_to=("evaluations:period_detail", period.pk),
    )


def _document(request, make: Callable, *, done: str, else_to: tuple[str, int]):
    """The page of the document that was made, or where it was asked for with the reason why not."""
    try:
        document = make()
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(else_to[0], request.organisation.slug, else_to[1])
    messages.success(request, done)
    return redirect("documents:document_detail", request.organisation.slug, document.pk)


@access("evaluations.publish_evaluationperiod", EvaluationPeriod, methods=["POST"])
def period_announce(request, period):
    """Make the announcement of the published results, a draft in the way of every official document."""
    return _document(
        request,
        lambda: services.announce(period, by=request.user),
        done="Đã lập thông báo. Xem lại rồi trình duyệt, cho số.",
        else_to=("evaluations:period_detail", period.pk),
    )
