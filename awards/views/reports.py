"""Báo cáo thành tích: written, handed in, confirmed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards import services
from awards.forms import ReportForm, ReturnReportForm
from awards.models import AchievementReport
from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_time
from core.vietnamese import whole_number
from documents.previewing import draft_response
from registrations.models import Registration

State = AchievementReport.State


def _registration(request, pk, **kwargs) -> Registration:
    """One that was handed in: a report is about its title."""
    rows = Registration.objects.for_organisation(request.organisation).with_names().select_related("round__school_year")
    return get_object_or_404(rows.filter(state__in=services.READY, distinction__isnull=False), pk=pk)


@access("awards.list_reports", methods=["GET"])
def report_list(request):
    """Every registered candidate of the year: who reported, whose report is asked for, what waits for the head."""
    if request.school_year is None:
        raise Http404
    rows = (
        Registration.objects.for_organisation(request.organisation)
        .with_names()
        .filter(round__school_year=request.school_year, state__in=services.READY, distinction__isnull=False)
    )
    asked = services.asks_report(request.organisation, on=clock.today())
    rows = rows.select_related("achievement_report").order_by("distinction__position", "person__sort_key", "pk")
    lines = [
        {
            "registration": row,
            "report": getattr(row, "achievement_report", None),
            "rule": asked.get(row.distinction.code),
        }
        for row in rows
    ]
    wanted = [line for line in lines if line["rule"] or line["report"]]
    context = {"lines": wanted, "others": len(lines) - len(wanted), "rules": asked.values()}
    return render(request, "awards/report_list.html", context)


# ---- writing ----


@access("awards.write_report", _registration)
def report_edit(request, registration):
    """Write on from what the application knows; kept as a draft, handed in at the end."""
    report = services.report_of(registration)
    if report.state != State.DRAFT:
        return redirect("awards:report_detail", request.organisation.slug, registration.pk)
    details = services.asked_details(registration)
    form = ReportForm(request.POST or None, details=details, initial=ReportForm.initial_of(report))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report = services.save_report(
                registration,
                values={name: data[name] for name in form.text_names},
                version=data["version"],
                page=data["page"],
                by=request.user,
            )
            if request.POST.get("act") == "submit":
                report = services.submit_report(report, version=report.version, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            form.data = form.data.copy()
            form.data["version"] = services.report_of(registration).version  # the next press knows what it replaces
        else:
            is_in = report.state == State.SUBMITTED
            messages.success(request, "Đã nộp báo cáo để thủ trưởng xác nhận." if is_in else "Đã lưu bản nháp.")
            page = "report_detail" if is_in else "report_edit"
            return redirect(f"awards:{page}", request.organisation.slug, registration.pk)
    context = {
        "registration": registration,
        "report": report,
        "form": form,
        "autosave_query": urlencode({"version": form["version"].value(), "page": form["page"].value() or ""}),
    }
    return render(request, "awards/report_edit.html", context)


@access("awards.write_report", _registration, methods=["POST"])
def report_autosave(request, registration):
    """Keep the fields that changed while one writes (the protocol of `autosave.js`)."""
    form = ReportForm(
        {**request.POST.dict(), "version": request.GET.get("version", "0"), "page": request.GET.get("page", "")[:32]},
        details=services.asked_details(registration),
    )
    form.is_valid()
    names = [name for name in form.text_names if name in request.POST]
    bad = [name for name in names if name in form.errors]
    good = {name: form.cleaned_data[name] for name in names if name not in bad}
    try:
        if good:
            services.save_report(
                registration,
                values=good,
                version=whole_number(request.GET.get("version")) or 0,
                page=request.GET.get("page", "")[:32],
                by=request.user,
            )
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    if bad:  # the rest is stored
        headers = {"X-Refused": ",".join(bad)}
        return HttpResponse(
            form.errors[bad[0]][0], status=422, content_type="text/plain; charset=utf-8", headers=headers
        )
    return HttpResponse(status=204, headers={"X-Saved-At": vi_time(clock.now())})


# ---- reading, confirming ----


@access("awards.view_report", _registration, methods=["GET"])
def report_detail(request, registration):
    """Where the report stands, what it says, and what its reader may do."""
    return _detail(request, registration)


def _detail(request, registration, *, return_form=None):
    report = services.report_of(registration)
    is_writer = request.user.has_perm("awards.write_report", registration)
    if report.state == State.DRAFT and report.document_id is None and not is_writer:
        report_shown = None  # what is not handed in is read by its author alone
    else:
        report_shown = report
    may_return = request.user.has_perm("awards.return_report", registration)
    is_frozen = report.state == State.CONFIRMED
    page, pk = ("awards:report_preview", registration.pk)
    if is_frozen:
        page, pk = ("documents:document_preview", report.document_id)
    context = {
        "registration": registration,
        "report": report_shown,
        "preview_url": reverse(page, args=[request.organisation.slug, pk]),
        "state": report.state,
        "can_write": is_writer and report.state == State.DRAFT,
        "can_confirm": report.state == State.SUBMITTED and request.user.has_perm("awards.confirm_report", registration),
        "can_return": report.state != State.DRAFT and may_return,
        "return_form": return_form or ReturnReportForm(),
        "return_is_open": return_form is not None,
    }
    return render(request, "awards/report_detail.html", context)


def _stored(registration) -> AchievementReport:
    report = services.report_of(registration)
    if report.pk is None:
        raise Http404
    return report


@access("awards.view_report", _registration, methods=["GET"])
def report_preview(request, registration):
    """The paper as it would be printed now."""
    report = services.report_of(registration)
    if report.state == State.DRAFT and not request.user.has_perm("awards.write_report", registration):
        raise Http404
    return draft_response(services.report_paper(report))


@access("awards.confirm_report", _registration, methods=["POST"])
def report_confirm(request, registration):
    """The head confirms what the page showed; the paper is frozen."""
    version = whole_number(request.POST.get("version")) or 0
    try:
        document = services.confirm_report(_stored(registration), version=version, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("awards:report_detail", request.organisation.slug, registration.pk)
    messages.success(request, f"Đã xác nhận báo cáo của {registration.candidate_name}.")
    return redirect("documents:document_detail", request.organisation.slug, document.pk)


@access("awards.return_report", _registration, methods=["POST"])
def report_return(request, registration):
    """Give it back with a reason."""
    form = ReturnReportForm(request.POST)
    if form.is_valid():
        try:
            services.return_report(_stored(registration), reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã trả lại báo cáo của {registration.candidate_name}.")
            return redirect("awards:report_detail", request.organisation.slug, registration.pk)
    return _detail(request, registration, return_form=form)
