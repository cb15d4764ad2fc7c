from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import WEEKDAYS
from deadlines import services
from deadlines.criteria import GROUPS, group_of
from deadlines.forms import ExtensionForm
from deadlines.models import CalendarEntry, Obligation
from organisation.models import Employment, Role
from organisation.permissions import roles_at

MILESTONES = 6
WAITING = 10
PER_PAGE = 25


@dataclass(frozen=True)
class Task:
    """One row of the to-do list, as the page shows it."""

    obligation: Obligation
    url: str
    days_late: int
    is_cut_off: bool

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.obligation.due_at.astimezone(clock.ZONE).weekday()]


def todo_page(request):
    """What the reader owes, grouped by how near it is; beside it the year's next dates and her own year."""
    organisation, now = request.organisation, clock.now()
    mine = Obligation.objects.for_user(request.user, organisation, roles=roles_at(request.user, organisation))
    # The acting organisation's own rows: no join is needed for the slug in their addresses.
    current = [_with(row, organisation) for row in mine.open().begun(now).with_extended().by_cut_off()]
    groups = _grouped(current, now)
    year = request.school_year
    milestones = CalendarEntry.objects.for_organisation(organisation).filter(school_year=year).coming(now)[:MILESTONES]
    waiting = Obligation.objects.addressed_to(organisation).open().begun(now).select_related("organisation")
    context = {
        "now": now,
        "groups": groups,
        "task_count": len(current),
        "week_count": sum(len(rows) for code, _, rows in groups if code in ("today", "week")),
        "late_count": sum(len(rows) for code, _, rows in groups if code == "late"),
        "milestones": milestones,
        "waiting": list(waiting.by_cut_off()[:WAITING]) if organisation.is_office else [],
        "done_count": mine.filter(state=Obligation.State.FULFILLED, **_closed_within(year)).count(),
        "employment": _employment(request.user, organisation),
        "roles": _role_names(request.user, organisation),
        "phone_link": "".join(sign for sign in organisation.contact_phone if sign.isdigit() or sign == "+"),
    }
    return render(request, "deadlines/todo.html", context)


@access("organisation.view_organisation", methods=["GET"])
def done_list(request):
    """What the reader has done this school year."""
    organisation = request.organisation
    mine = Obligation.objects.for_user(request.user, organisation, roles=roles_at(request.user, organisation))
    done = mine.filter(state=Obligation.State.FULFILLED, **_closed_within(request.school_year)).order_by(
        "-closed_at", "-pk"
    )
    page = Paginator(done, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        _with(row, organisation)
    return render(request, "deadlines/done_list.html", {"page": page})


# ---- longer deadlines ----


@access("deadlines.extend_deadline", methods=["GET"])
def obligation_list(request):
    """The dates of the year and what is still owed, each of which may be given a longer deadline."""
    organisation, now = request.organisation, clock.now()
    rows = Obligation.objects.extendable_by(organisation).select_related("person", "department", "organisation")
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.named_like(words)
    page = Paginator(rows.by_cut_off(), PER_PAGE).get_page(request.GET.get("page"))
    entries = CalendarEntry.objects.for_organisation(organisation).filter(school_year=request.school_year).coming(now)
    context = {"page": page, "entries": entries, "words": words, "now": now}
    return render(request, "deadlines/obligation_list.html", context)


def _extendable(request, pk):
    row = Obligation.objects.extendable_by(request.organisation).select_related("person", "organisation", "owed_to")
    row = row.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@access("deadlines.extend_deadline", _extendable)
def obligation_extend(request, obligation):
    whom = obligation.person or obligation.role_name or "người nhận việc này"
    consequence = f"Chỉ gia hạn cho {whom}; hạn của người khác không đổi."
    if obligation.organisation_id != request.organisation.pk:
        consequence = f"Chỉ gia hạn cho {obligation.organisation}; hạn của các đơn vị khác không đổi."
    return _extension_page(request, obligation, obligation.due_at, consequence)


@access("deadlines.extend_deadline", CalendarEntry)
def entry_extend(request, entry):
    consequence = "Gia hạn cho mọi người có việc theo mốc này; mỗi người nhận một thông báo."
    return _extension_page(request, entry, entry.times_for()[1], consequence)


def _extension_page(request, subject, due_at, consequence: str):
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.extend(subject, new_due_at=form.new_due_at, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã gia hạn: {subject.title}.")
            return redirect("deadlines:obligation_list", request.organisation.slug)
    context = {"form": form, "subject": subject, "due_at": due_at, "consequence": consequence}
    return render(request, "deadlines/extend.html", context)


# ---- pieces of the pages ----


def _grouped(rows: list[Obligation], now) -> list[tuple[str, str, list[Task]]]:
    """(code, heading, tasks) of each group that has any, in the order of the headings."""
    tasks = [
        Task(
            obligation=row,
            url=row.address,
            days_late=(now.date() - row.due_at.astimezone(clock.ZONE).date()).days if row.due_at else 0,
            is_cut_off=row.cut_off_at is not None and row.cut_off_at < now,
        )
        for row in rows
    ]
    order = {code: position for position, (code, _) in enumerate(GROUPS)}
    tasks.sort(key=lambda task: order[group_of(task.obligation.due_at, at=now)])  # stable: by cut-off within a group
    names = dict(GROUPS)
    return [
        (code, names[code], list(members))
        for code, members in groupby(tasks, key=lambda task: group_of(task.obligation.due_at, at=now))
    ]


def _with(row: Obligation, organisation) -> Obligation:
    row.organisation = organisation
    return row


def _closed_within(year) -> dict:
    if year is None:
        return {}
    return {"closed_at__gte": clock.at(year.starts_on), "closed_at__lte": clock.end_of_day(year.ends_on)}


def _employment(user, organisation) -> Employment | None:
    rows = Employment.objects.for_organisation(organisation).on(clock.today()).filter(person__user=user)
    return rows.select_related("department").first()


def _role_names(user, organisation) -> list[str]:
    held = {role for role, _ in roles_at(user, organisation)}
    named = [role.label for role in Role if role in held and role != Role.STAFF]
    return named or [Role.STAFF.label]
