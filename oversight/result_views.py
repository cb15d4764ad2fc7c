"""The results that units below reported: totals, who is late, the call for them, the office's own report upward."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from core.vietnamese import percent
from core.workbook import workbook_response
from organisation.models import Level, SchoolYear, Supervision
from organisation.years import school_year_code
from oversight import criteria, results, services
from oversight.forms import CallForm
from oversight.views import result_board_address
from submissions import services as submissions
from submissions.reports import TERMS, Term

PAGE_SIZE = 25
SORTS = ("state", "name", "level", "people", "graded")
STATES = {code: label for code, label in criteria.LABELS.items() if code != criteria.DECIDED}


def _term_of(request) -> Term:
    """The term that the address names; the one most likely meant where it names none that exists."""
    year = school_year_code(request)
    code = request.GET.get("term", "")
    return Term(year, code if code in TERMS else results.term_of_day(request.organisation, year))


def _filters_of(request) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    state, level = request.GET.get("state", ""), request.GET.get("level", "")
    return {
        "state": state if state in STATES else "",
        "level": level if level in Level.values else "",
        "words": request.GET.get("q", "").strip()[:100],
    }


def _sort_of(request) -> str:
    sort = request.GET.get("sort", "state")
    return sort if sort.lstrip("-") in SORTS and not sort.startswith("--") else "state"


@access("oversight.view_board", methods=["GET"])
def result_board(request):
    """The totals of a term by level and by unit, from what was accepted and, marked, from what is being read."""
    term = _term_of(request)
    rows = results.result_rows(request.organisation, term)
    lines = results.level_lines(rows)
    filters, sort = _filters_of(request), _sort_of(request)
    found = results.ordered(results.matching(rows, **filters), sort)
    counts = Counter(row.standing.state for row in rows)
    context = {
        "term": term,
        "terms": TERMS.items(),
        "lines": lines,
        "whole": results.whole_line(lines),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "found_count": len(found),
        "total": len(rows),
        "reported_count": sum(1 for row in rows if row.counted),
        "received_count": sum(1 for row in rows if row.is_only_received),
        "late_count": counts[criteria.LATE],
        "is_called": any(row.standing.state != criteria.NOT_ASKED for row in rows),
        "superior": Supervision.objects.superior_of(
            request.organisation, line=Supervision.Line.PROFESSIONAL, on=clock.today()
        ),
        "filters": filters,
        "sort": sort,
        "states": STATES.items(),
        "levels": Level.choices,
        "now": clock.now(),
    }
    return render(request, "oversight/result_board.html", context)


@access("oversight.view_board", methods=["GET"])
def result_export(request):
    """The units as they are filtered, each grade a column of its own, and below them their total."""
    term = _term_of(request)
    rows = results.matching(results.result_rows(request.organisation, term), **_filters_of(request))
    rows = results.ordered(rows, _sort_of(request))
    grades = results.grade_names(rows)
    header = ["TT", "Đơn vị", "Cấp học", "Tình trạng", "Số ngày trễ", "Mã tiếp nhận", "Số người", "Được xếp loại"]
    header += [text for grade in grades for text in (grade, f"{grade}, tỷ lệ")]
    header += ["Miễn", "Không xếp loại", "Ghi chú"]
    cells = [_export_row(number, row, grades) for number, row in enumerate(rows, start=1)]
    whole = results.whole_line(results.level_lines(rows))
    total = ["", "Cộng", "", f"{whole.reported}/{whole.units} trường", None, ""]
    cells.append([*total, *_figures(whole.tally, grades), "Tỷ lệ tính trên số người được xếp loại"])
    return workbook_response(f"Ket-qua-{term.code}-{term.school_year}", "Kết quả đánh giá", header, cells)


def _export_row(number: int, row, grades: list[str]) -> list:
    figures = _figures(row.tally, grades) if row.tally else [None] * (4 + 2 * len(grades))
    return [
        number,
        row.unit.name,
        row.level,
        criteria.LABELS[row.standing.state],
        row.standing.days_late or row.standing.days_late_when_sent,
        row.submission.code if row.submission else "",
        *figures,
        "Mới tiếp nhận, chưa chấp nhận" if row.is_only_received else "",
    ]


def _figures(tally, grades: list[str]) -> list:
    """A grade that the unit does not have stays empty: it is not nought."""
    had = dict(tally.grades)
    shared = [
        cell
        for grade in grades
        for cell in ((had[grade], percent(had[grade], tally.graded)) if grade in had else (None, None))
    ]
    return [tally.people, tally.graded, *shared, tally.exempt, tally.unrated]


# ---- asking for them, passing them on ----


def _term_in_address(year: str, term: str) -> Term:
    try:
        return Term(year, term)
    except DomainError as error:
        raise Http404 from error


@access("oversight.call_for_reports")
def result_call(request, year, term):
    """Ask all units below for the results of a term; the day is that of the office's own calendar, if it has one."""
    term = _term_in_address(year, term)
    own_year = SchoolYear.objects.for_organisation(request.organisation).filter(code=year).first()
    entry = results.date_of_term(request.organisation, own_year, term)
    due_at = entry.due_at.astimezone(clock.ZONE) if entry else None
    initial = {"due_on": due_at.date(), "due_time": due_at.time()} if entry and due_at > clock.now() else None
    form = CallForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.call_for_reports(request.organisation, term=term, due_at=form.due_at, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã gửi yêu cầu báo cáo đến {count} đơn vị.")
            return redirect(result_board_address(request, term))
    context = {
        "form": form,
        "term": term,
        "entry": entry if initial else None,
        "unit_count": results.reporting_units(request.organisation).count(),
        "board_url": result_board_address(request, term),
    }
    return render(request, "oversight/result_call.html", context)


@access("oversight.forward_results")
def result_forward(request, year, term):
    """Show the office's own totals once more, then send exactly those to whoever stands above."""
    term = _term_in_address(year, term)
    office = request.organisation
    if request.method == "POST":
        try:
            sent = services.forward_results(office, term=term, shown=request.POST.get("shown", ""), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã gửi báo cáo đến {sent.recipient.name}, mã tiếp nhận {sent.code}.")
            return redirect("submissions:sent_detail", office.slug, sent.pk)
    context = {"term": term, "board_url": result_board_address(request, term), "refusal": ""}
    rows = results.result_rows(office, term)
    try:
        report, recipient = results.report_of_office(office, term, rows), submissions.recipient_of_reports(office)
    except DomainError as error:
        context["refusal"] = error.message
    else:
        context |= {
            "report": report,
            "recipient": recipient,
            "shown": submissions.shown_hash(report),
            "owed": submissions.report_obligation(office, term),
            "left_out": [row for row in rows if not row.is_accepted],
        }
    return render(request, "oversight/result_forward.html", context)
