"""The calendar: a month, the whole school year, one date with the reason for its times."""

from __future__ import annotations

import re
from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from core import clock
from core.access import access
from core.templatetags.ui import WEEKDAYS
from deadlines import services
from deadlines.agenda import Item, agenda
from deadlines.calendar_file import CONTENT_TYPE
from deadlines.days_off import DaysOff
from deadlines.models import CalendarEntry, DeadlineExtension
from deadlines.rules import Frame, last_day, months_of

MONTH = re.compile(r"(\d{4})-(\d{2})$")


@dataclass
class Day:
    """One day as the calendar shows it."""

    day: date
    is_in_month: bool
    is_today: bool
    holiday: str
    is_off: bool
    due: list[Item] = field(default_factory=list)
    opening: list[Item] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.due or self.opening or self.holiday)


@dataclass(frozen=True)
class Month:
    """The first day of a month, for links and headings."""

    first: date

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        return f"Tháng {self.first.month}/{self.first.year}"

    @property
    def last(self) -> date:
        return last_day(self.first.year, self.first.month)

    @property
    def before(self) -> Month:
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> Month:
        return Month(self.last + timedelta(days=1))


@access("organisation.view_organisation", methods=["GET"])
def calendar_month(request):
    """The days of one month with what is due and what opens; the days off beside them."""
    month, purpose = _month(request), _purpose(request)
    weeks = Calendar().monthdatescalendar(month.first.year, month.first.month)
    items = agenda(request.organisation, request.user, weeks[0][0], weeks[-1][-1], purpose=purpose)
    days = _days(items, [day for week in weeks for day in week], month, services.days_off_at(request.organisation))
    context = {
        "month": month,
        "weeks": [[days[day] for day in week] for week in weeks],
        "listed": [day for day in days.values() if day.is_in_month and not day.is_empty],
        "weekday_names": WEEKDAYS,
        **_filters(purpose),
    }
    return render(request, "deadlines/calendar_month.html", context)


@access("organisation.view_organisation", methods=["GET"])
def calendar_year(request):
    """The school year month by month, each date a line."""
    purpose, year = _purpose(request), request.school_year
    months = []
    if year is not None:
        days_off = services.days_off_at(request.organisation)
        items = agenda(request.organisation, request.user, year.starts_on, year.ends_on, purpose=purpose)
        months = [_lines(items, Month(date(*pair, 1)), days_off) for pair in months_of(Frame.of(year))]
    return render(request, "deadlines/calendar_year.html", {"months": months, **_filters(purpose)})


@access("organisation.view_organisation", CalendarEntry, methods=["GET"])
def entry_detail(request, entry):
    """One date of the year: whether it is open for the reader, and why in words."""
    person = getattr(request.user, "person", None)
    may_extend = request.user.has_perm("deadlines.extend_deadline", request.organisation)
    opens_at, due_at, cut_off_at = entry.times_for(person)
    context = {
        "entry": entry,
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at,
        "state": services.state_sentence(entry, person),
        "reasons": services.reasons(entry, person),
        "extensions": _extensions(entry) if may_extend else [],
        "may_extend": may_extend,
    }
    return render(request, "deadlines/entry_detail.html", context)


@access("organisation.view_organisation", methods=["GET"])
def calendar_download(request):
    """The reader's own calendar as a file."""
    response = HttpResponse(services.calendar_of(request.user, request.organisation), content_type=CONTENT_TYPE)
    add_never_cache_headers(response)
    response["Content-Disposition"] = 'attachment; filename="lich-thi-dua.ics"'
    return response


# ---- pieces ----


def _month(request) -> Month:
    """The month of the address; else the present one, or the first of a year that is not the present."""
    found = MONTH.match(request.GET.get("month", ""))
    if found and 2000 <= int(found[1]) <= 2100 and 1 <= int(found[2]) <= 12:
        return Month(date(int(found[1]), int(found[2]), 1))
    today, year = clock.today(), request.school_year
    return Month((today if year is None or year.holds(today) or year.is_current else year.starts_on).replace(day=1))


def _purpose(request) -> str:
    purpose = request.GET.get("purpose", "")
    return purpose if purpose in CalendarEntry.Purpose.values else ""


def _filters(purpose: str) -> dict:
    return {"purpose": purpose, "purposes": CalendarEntry.Purpose.choices}


def _days(items: list[Item], span: list[date], month: Month, days_off: DaysOff) -> dict[date, Day]:
    today = clock.today()
    days = {
        day: Day(day, month.first <= day <= month.last, day == today, days_off.holiday(day), days_off.is_off(day))
        for day in span
    }
    for item in items:
        if item.day in days:
            days[item.day].due.append(item)
        if item.entry is not None and item.opens_on in days and item.opens_on != item.day:
            days[item.opens_on].opening.append(item)
    return days


def _lines(items: list[Item], month: Month, days_off: DaysOff) -> tuple[Month, list[str], list[Day]]:
    """A month of the year's page: its days off in words, and the days on which something is due."""
    span = [month.first + timedelta(days=n) for n in range(month.last.day)]
    days = _days(items, span, month, days_off).values()
    for day in days:
        day.opening = []
    runs = [list(run) for is_holiday, run in groupby(days, key=lambda day: bool(day.holiday)) if is_holiday]
    return month, [_run_words(run) for run in runs], [day for day in days if day.due]


def _run_words(run: list[Day]) -> str:
    """“04/02 đến 10/02 (29 Tết … Mùng năm Tết Nguyên Đán)”."""
    names = list(dict.fromkeys(day.holiday for day in run))
    first, last = (f"{day.day:%d/%m}" for day in (run[0], run[-1]))
    days = first if len(run) == 1 else f"{first} đến {last}"
    return f"{days} ({names[0] if len(names) == 1 else f'{names[0]} … {names[-1]}'})"


def _extensions(entry: CalendarEntry) -> list[DeadlineExtension]:
    """All of them, also those of single people: for whoever grants them."""
    rows = DeadlineExtension.objects.for_organisation(entry.organisation).under(entry)
    return list(rows.select_related("department", "obligation__person", "granted_by"))
