"""“Việc cần làm”: what one person owes across all her roles, and what she has done."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from core import clock
from core.access import access
from core.scoping import scope
from core.templatetags.ui import WEEKDAYS
from deadlines.criteria import GROUPS
from deadlines.models import CalendarEntry, Obligation
from organisation.models import Employment, Organisation, Role
from organisation.permissions import roles_at

MILESTONES = 6
WAITING = 10
PER_PAGE = 25
SORTS = (("due", "Gần hạn trước"), ("newest", "Mới giao trước"), ("title", "Theo tên việc"))
SHOWS = (("", "Tất cả"), *GROUPS)
ORDERS = {"newest": ("-opens_at", "-pk"), "title": ("title", "due_at", "pk")}


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


@dataclass(frozen=True)
class Elsewhere:
    """What waits for the reader at another organisation."""

    organisation: Organisation
    count: int

    @property
    def url(self) -> str:
        return reverse("todo", args=[self.organisation.slug])


class CountedPaginator(Paginator):
    """A paginator that was told its count: the page has counted its groups already."""

    def __init__(self, rows, per_page: int, *, count: int):
        super().__init__(rows, per_page)
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count


def todo_page(request):
    """What the reader owes, grouped by how near it is; beside it the year's next dates and her own year.

    The number of queries does not grow with the number of tasks.
    """
    organisation, now = request.organisation, clock.now()
    mine = Obligation.objects.for_user(request.user, organisation, roles=roles_at(request.user, organisation))
    current = Q(state=Obligation.State.OPEN, opens_at__lte=now)
    counts = _counts(mine, current, request.school_year, now)
    request.todo_count = sum(counts[code] for code, _ in GROUPS)  # the frame shows it too
    show = request.GET.get("show") if request.GET.get("show") in dict(GROUPS) else ""
    sort = request.GET.get("sort") if request.GET.get("sort") in ORDERS else "due"
    page = _page(request, mine.filter(current).with_group(now).with_extended(), counts, show, sort)
    # The acting organisation's own rows: no join is needed for the slug in their addresses.
    tasks = [_task(_with(row, organisation), now) for row in page]
    milestones = CalendarEntry.objects.for_organisation(organisation).filter(school_year=request.school_year)
    waiting = Obligation.objects.addressed_to(organisation).open().begun(now).select_related("organisation")
    employment = _employment(request.user, organisation)
    context = {
        "now": now,
        "page": page,
        "groups": _grouped(tasks) if sort == "due" else [("all", dict(SORTS)[sort], tasks)] if tasks else [],
        "task_count": request.todo_count,
        "late_count": counts["late"],
        "week_count": counts["today"] + counts["week"],
        "shows": [(code, name, counts.get(code, request.todo_count)) for code, name in SHOWS],
        "show": show,
        "sorts": SORTS,
        "sort": sort,
        "elsewhere": _elsewhere(request),
        "milestones": milestones.coming_for(employment.person if employment else None, now)[:MILESTONES],
        "waiting": list(waiting.by_cut_off()[:WAITING]) if organisation.is_office else [],
        "done_count": counts["done"],
        "employment": employment,
        "roles": _role_names(request.user, organisation),
        "phone_link": "".join(sign for sign in organisation.contact_phone if sign.isdigit() or sign == "+"),
        "calendar_url": reverse("deadlines:calendar_month", args=[organisation.slug]),
    }
    return render(request, "deadlines/todo.html", context)


@access("organisation.view_organisation", methods=["GET"])
def done_list(request):
    """What the reader has done this school year, and what of it came late."""
    organisation = request.organisation
    mine = Obligation.objects.for_user(request.user, organisation, roles=roles_at(request.user, organisation))
    done = mine.filter(state=Obligation.State.FULFILLED, **_closed_within(request.school_year)).order_by(
        "-closed_at", "-pk"
    )
    page = Paginator(done, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        _with(row, organisation)
    return render(request, "deadlines/done_list.html", {"page": page})


# ---- what is counted and listed ----


def _counts(mine, current: Q, year, now) -> dict[str, int]:
    """How many tasks each group has, and how many were done this school year; one query."""
    done = Q(state=Obligation.State.FULFILLED, **_closed_within(year))
    rows = mine.filter(current | done).with_group(now)
    groups = {code: Count("pk", filter=current & Q(group=at)) for at, (code, _) in enumerate(GROUPS)}
    return rows.aggregate(done=Count("pk", filter=done), **groups)


def _page(request, rows, counts: dict[str, int], show: str, sort: str):
    if show:
        rows = rows.filter(group=[code for code, _ in GROUPS].index(show))
    rows = rows.order_by(*ORDERS[sort]) if sort in ORDERS else rows.by_group()
    count = counts[show] if show else request.todo_count
    return CountedPaginator(rows, PER_PAGE, count=count).get_page(request.GET.get("page"))


def _task(row: Obligation, now) -> Task:
    days_late = (now.date() - row.due_at.astimezone(clock.ZONE).date()).days if row.due_at else 0
    is_cut_off = row.cut_off_at is not None and row.cut_off_at < now
    return Task(row, row.address, days_late, is_cut_off)


def _grouped(tasks: list[Task]) -> list[tuple[str, str, list[Task]]]:
    """(code, heading, tasks) of each group that has any on this page, in the order of the headings."""
    return [(*GROUPS[at], list(members)) for at, members in groupby(tasks, key=lambda task: task.obligation.group)]


def _elsewhere(request) -> list[Elsewhere]:
    """The reader's other organisations where something waits, each read in its own scope."""
    found = []
    for other in request.acted_for:
        if other.pk == request.organisation.pk:
            continue
        with scope(other):
            mine = Obligation.objects.for_user(request.user, other, roles=roles_at(request.user, other))
            found.append(Elsewhere(other, mine.open().begun(clock.now()).count()))
    return [each for each in found if each.count]


def _with(row: Obligation, organisation) -> Obligation:
    row.organisation = organisation
    return row


def _closed_within(year) -> dict:
    if year is None:
        return {}
    return {"closed_at__gte": clock.at(year.starts_on), "closed_at__lte": clock.end_of_day(year.ends_on)}


def _employment(user, organisation) -> Employment | None:
    rows = Employment.objects.for_organisation(organisation).on(clock.today()).filter(person__user=user)
    return rows.select_related("department", "person").first()


def _role_names(user, organisation) -> list[str]:
    held = {role for role, _ in roles_at(user, organisation)}
    named = [role.label for role in Role if role in held and role != Role.STAFF]
    return named or [Role.STAFF.label]
