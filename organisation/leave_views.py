"""Long leaves: entered, changed and ended by those who keep the staff list."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import ConflictError, DomainError
from organisation import services
from organisation.leave_forms import BackForm, LeaveFilterForm, LeaveForm
from organisation.models import Leave, Person

DEFAULT_SORT = "-from_on"
SORTS = {"name": "person__sort_key", "from_on": "from_on", "to_on": "to_on"}
RECENT = timedelta(days=400)  # a leave may be noted afterwards, of somebody who has left meanwhile


@access("organisation.manage_leave", methods=["GET"])
def leave_list(request):
    """Who is, will be or was on leave: search, filter, sort, page."""
    form = LeaveFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = Leave.objects.for_organisation(request.organisation).standing(asked.get("state"), on=clock.today())
    if asked.get("q"):
        rows = rows.matching(asked["q"])
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    sort = request.GET.get("sort", DEFAULT_SORT)
    sort = sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT
    page = Paginator(rows.select_related("person").order_by(*_ordering(sort)), 25).get_page(request.GET.get("page"))
    data = {
        "page": page,
        "rows": [{"leave": leave, "state": state_of(leave)} for leave in page],
        "filter": form,
        "is_filtered": any(asked.values()),
        "sort": sort,
    }
    return render(request, "organisation/leave_list.html", data)


def _ordering(sort: str) -> list:
    field = F(SORTS[sort.removeprefix("-")])  # a leave without an end ends last
    return [field.desc(nulls_first=True) if sort.startswith("-") else field.asc(nulls_last=True), "-pk"]


def state_of(leave: Leave) -> str:
    """now, coming or past."""
    if leave.from_on > clock.today():
        return "coming"
    return "now" if leave.holds(clock.today()) else "past"


@access("organisation.manage_leave")
def leave_create(request):
    """Enter a leave."""
    today = clock.today()
    people = Person.objects.employed_between(request.organisation, today - RECENT, today + RECENT)
    form = LeaveForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            leave = services.enter_leave(organisation=request.organisation, by=request.user, **values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã ghi thời gian nghỉ của {leave.person.full_name}.")
            return _to_list(request)
    return render(request, "organisation/leave_form.html", {"form": form, "heading": "Ghi thời gian nghỉ"})


@access("organisation.manage_leave", Leave)
def leave_edit(request, leave):
    """Correct the days, the kind or the note of a leave."""
    form = LeaveForm(request.POST or None, initial=LeaveForm.initial_of(leave))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_leave(leave, by=request.user, **form.cleaned_data)
        except ConflictError as error:
            form.add_error(None, error.message)
            leave.refresh_from_db(fields=["version"])
            form.data = {**request.POST.dict(), "version": leave.version}  # the next press knows what it replaces
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã sửa thời gian nghỉ của {leave.person.full_name}.")
            return _to_list(request)
    data = {"form": form, "heading": leave.person.full_name, "leave": leave, "state": state_of(leave)}
    return render(request, "organisation/leave_form.html", data)


@access("organisation.manage_leave", Leave)
def leave_end(request, leave):
    """Note from which day she works again."""
    form = BackForm(request.POST or None, initial={"back_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_leave(leave, back_on=form.cleaned_data["back_on"], by=request.user)
        except DomainError as error:
            form.add_error("back_on", error.message)
        else:
            messages.success(request, f"Đã ghi ngày {leave.person.full_name} làm việc lại.")
            return _to_list(request)
    return render(request, "organisation/leave_end.html", {"form": form, "leave": leave})


@access("organisation.manage_leave", Leave)
def leave_remove(request, leave):
    """Take back a leave that was entered by mistake."""
    if request.method == "POST":
        try:
            services.remove_leave(leave, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã xóa lần nghỉ ghi nhầm của {leave.person.full_name}.")
        return _to_list(request)
    data = {
        "heading": f"Xóa lần nghỉ của {leave.person.full_name}?",
        "consequences": [
            "Chỉ xóa khi ghi nhầm. Đã nghỉ rồi trở lại thì ghi ngày trở lại.",
            "Những ngày này lại được tính là ngày làm việc ở các kỳ đánh giá mở sau đó.",
        ],
        "verb": "Xóa lần nghỉ ghi nhầm",
        "cancel_url": reverse("organisation:leave_edit", args=[request.organisation.slug, leave.pk]),
    }
    return render(request, "components/confirm.html", data)


def _to_list(request):
    return redirect("organisation:leave_list", request.organisation.slug)
