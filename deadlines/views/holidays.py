"""Days off: the national calendar, and what was entered when the Government moved a day."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from deadlines import services
from deadlines.forms import HolidayChangeForm
from deadlines.models import CalendarEntry, PublicHolidayChange


@access("organisation.view_organisation", methods=["GET"])
def holiday_list(request):
    return _page(request, HolidayChangeForm())


@access("deadlines.change_holidays")
def holiday_create(request):
    form = HolidayChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change = services.enter_holiday_change(organisation=request.organisation, by=request.user, **form.values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã ghi: {change}. Mốc đã có trong lịch không tự dời.")
            return redirect("deadlines:holiday_list", request.organisation.slug)
    return _page(request, form)


def _own(request, pk):
    change = PublicHolidayChange.objects.entered_by(request.organisation).filter(pk=pk).first()
    if change is None:
        raise Http404
    return change


@access("deadlines.change_holidays", _own, methods=["POST"])
def holiday_remove(request, change):
    services.remove_holiday_change(change, by=request.user)
    messages.success(request, "Đã bỏ. Ngày này lại theo lịch chung.")
    return redirect("deadlines:holiday_list", request.organisation.slug)


def _page(request, form):
    """The days off of the school year on weekdays, whose notice each is, and the coming dates that fall on one."""
    organisation, year = request.organisation, request.school_year
    days_off = services.days_off_at(organisation)
    form.helper.form_action = reverse("deadlines:holiday_create", args=[organisation.slug])
    first, last = (year.starts_on, year.ends_on) if year else (clock.today(), clock.today() + timedelta(days=365))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    entries = CalendarEntry.objects.for_organisation(organisation).filter(school_year=year).coming(clock.now())
    context = {
        "form": form,
        "days": [(day, name) for day in span if (name := days_off.holiday(day))],
        "changes": services.holiday_changes_at(organisation),
        "clashes": [
            (entry, name)
            for entry in entries
            if (name := days_off.holiday(entry.last_day_at.astimezone(clock.ZONE).date()))
        ],
        "may_change": request.user.has_perm("deadlines.change_holidays", organisation),
        "has_errors": bool(form.errors),
    }
    return render(request, "deadlines/holiday_list.html", context)
