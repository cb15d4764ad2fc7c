"""Sổ số văn bản: the books of numbers, and who numbers in each."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from documents import services
from documents.models import NumberSeries
from documents.series_forms import BodyForm, GiveBackForm, SeriesForm, TakeOverForm


@access("documents.list_numberseries", methods=["GET"])
def series_list(request):
    """Every series with its numbers of a year: used, the last one, what is missing."""
    years = services.numbered_years(request.organisation)
    asked = whole_number(request.GET.get("year"))
    year = asked if asked in years else clock.today().year
    context = {
        "books": services.books_of(request.organisation, year),
        "year": year,
        "years": years,
        "can_change": request.user.has_perm("documents.change_numberseries", request.organisation),
    }
    return render(request, "documents/series_list.html", context)


@access("documents.change_numberseries")
def series_create(request):
    """Enter a series before its first document."""
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            series = services.enter_series(organisation=request.organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("symbol", error.message)
        else:
            messages.success(request, f"Đã ghi sổ {series.symbol}.")
            return redirect("documents:series_list", request.organisation.slug)
    return render(request, "documents/series_form.html", {"form": form, "heading": "Ghi thêm sổ số", "verb": "Ghi sổ"})


@access("documents.change_numberseries", NumberSeries)
def series_edit(request, series):
    """Say whose the series is."""
    form = BodyForm(request.POST or None, initial={"body": series.body})
    if request.method == "POST" and form.is_valid():
        services.name_series(series, by=request.user, **form.cleaned_data)
        messages.success(request, f"Đã lưu sổ {series.symbol}.")
        return redirect("documents:series_list", request.organisation.slug)
    context = {"form": form, "heading": f"Sổ {series.symbol}", "verb": "Lưu"}
    return render(request, "documents/series_form.html", context)


@access("documents.change_numberseries", NumberSeries)
def series_take_over(request, series):
    """Let the application number, after the highest number used on paper this year."""
    year = clock.today().year
    known = services.last_number(series, year)
    form = TakeOverForm(request.POST or None, initial={"paper_last": known or ""})
    if request.method == "POST" and form.is_valid():
        try:
            services.number_by_application(series, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("paper_last", error.message)
        else:
            messages.success(request, f"Từ nay hệ thống cấp số sổ {series.symbol}.")
            return redirect("documents:series_list", request.organisation.slug)
    context = {
        "heading": f"Hệ thống cấp số sổ {series.symbol}",
        "consequences": [
            f"Văn bản mang ký hiệu này, đề ngày từ năm {year}, được cấp số khi ban hành; văn thư không gõ số nữa.",
            "Tra sổ giấy trước khi bấm: số kế tiếp là số liền sau số nhập dưới đây. Mỗi năm số lại bắt đầu từ 01.",
        ],
        "form": form,
        "verb": "Hệ thống cấp số",
        "cancel_url": reverse("documents:series_list", args=[request.organisation.slug]),
    }
    return render(request, "components/confirm.html", context)


@access("documents.change_numberseries", NumberSeries)
def series_give_back(request, series):
    """Back to the clerk's own book, with a reason."""
    form = GiveBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.number_by_clerk(series, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Từ nay văn thư cho số sổ {series.symbol}.")
            return redirect("documents:series_list", request.organisation.slug)
    context = {
        "heading": f"Văn thư cho số sổ {series.symbol}",
        "consequences": [
            "Số và ngày lại do văn thư gõ theo sổ của đơn vị. Số đã cấp giữ nguyên, không cấp lại cho văn bản khác."
        ],
        "form": form,
        "verb": "Văn thư cho số",
        "cancel_url": reverse("documents:series_list", args=[request.organisation.slug]),
    }
    return render(request, "components/confirm.html", context)
