"""Boards: month by month for the school, a tổ, a person; how grades spread; what is missing, and reminding of it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from audit import services as audit
from core.access import access
from core.errors import DomainError
from core.workbook import table_response
from evaluations import services
from evaluations.boards import tables
from evaluations.boards.choices import Choice, Reader, departments_of, groups_of, label_of
from evaluations.boards.missing import HANDING, LACKS, PUBLICATION, REVIEW, Missing
from evaluations.boards.months import MonthBoard
from evaluations.boards.people import PersonBoard
from evaluations.boards.spread import Spread
from organisation.models import Person

PAGE_SIZE = 25
REMIND = {
    HANDING: services.remind_to_hand_in,
    REVIEW: services.remind_to_review,
    PUBLICATION: services.remind_to_publish,
}
REMIND_WORDS = {HANDING: "người chưa nộp", REVIEW: "người chấm của tổ", PUBLICATION: "người công bố"}


def reader_of(request) -> Reader:
    return Reader(request.user, request.organisation, request.school_year)


def _filters(request, choice: Choice) -> dict:
    """What the filter form of every board shows."""
    manages = request.user.has_perm("evaluations.manage_evaluationperiod", request.organisation)
    reader = reader_of(request)
    return {
        "choice": choice,
        "manages": manages,
        "departments": departments_of(reader, everywhere=manages),
        "groups": groups_of(reader),
    }


# ---- month by month ----


@access("evaluations.review_evaluationperiod", methods=["GET"])
def board(request):
    """Everybody the reader may list × the year's periods of one kind."""
    choice = Choice.read(request.GET)
    drawn = MonthBoard(reader_of(request), choice)
    page = Paginator(drawn.people, PAGE_SIZE).get_page(request.GET.get("page"))
    slug = request.organisation.slug
    urls = {label_of(each): reverse("evaluations:period_detail", args=[slug, each.pk]) for each in drawn.periods}
    context = {
        "board": drawn,
        "page": page,
        "rows": drawn.rows(page.object_list),
        "chart": drawn.chart(urls),
        "sort": drawn.sort,
        **_filters(request, choice),
    }
    return render(request, "evaluations/board.html", context)


# ---- one person ----


def person_board_of(request, pk: int, **kwargs) -> PersonBoard:
    person = get_object_or_404(Person.objects.ever_at(request.organisation), pk=pk)
    return PersonBoard(reader_of(request), person, Choice.read(request.GET).kind)


@access("evaluations.view_person_board", person_board_of, methods=["GET"])
def person_board(request, drawn, **kwargs):
    """One person's periods, each result with its reasons."""
    slug = request.organisation.slug
    urls = {row.sheet.pk: reverse("evaluations:sheet_detail", args=[slug, row.sheet.pk]) for row in drawn.rows}
    is_own = drawn.person.user_id == request.user.pk
    context = {
        "board": drawn,
        "rows": drawn.rows,
        "chart": drawn.chart(urls),
        "is_own": is_own,
        "reviews": request.user.has_perm("evaluations.review_evaluationperiod", request.organisation),
    }
    return render(request, "evaluations/person_board.html", context)


# ---- distribution ----


@access("evaluations.review_evaluationperiod", methods=["GET"])
def spread_board(request):
    """The grades of one period, by tổ and by group."""
    choice = Choice.read(request.GET)
    spread = Spread(reader_of(request), choice)
    if choice.period and (spread.period is None or spread.period.pk != choice.period):
        raise Http404
    return render(request, "evaluations/spread_board.html", {"spread": spread, **_filters(request, choice)})


# ---- who is missing ----


@access("evaluations.review_evaluationperiod", methods=["GET"])
def missing_board(request):
    """What is not done in the periods that run, and whom it waits for."""
    choice = Choice.read(request.GET)
    missing = Missing(reader_of(request), choice)
    page = Paginator(missing.sheets, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "missing": missing,
        "page": page,
        "rows": [missing.row(sheet) for sheet in page],
        "lacks": [
            {"code": code, "words": words, "count": missing.counts[code], "whom": REMIND_WORDS[code]}
            for code, words in LACKS.items()
        ],
        "sort": missing.sort,
        **_filters(request, choice),
    }
    return render(request, "evaluations/missing_board.html", context)


@access("evaluations.review_evaluationperiod", methods=["POST"])
def missing_remind(request):
    """Remind those, and only those, for whom the sheets of the list wait."""
    choice = replace(Choice.read(request.GET), lack=request.POST.get("lack", "")[:20])
    missing = Missing(reader_of(request), choice)
    if not missing.lack:
        raise Http404
    sheets = [sheet for sheet in missing.sheets if missing.lack != HANDING or missing.row(sheet).can_hand_in]
    try:
        reminded = REMIND[missing.lack](request.organisation, sheets, by=request.user)
    except DomainError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, reminded.sentence)
    back = reverse("evaluations:missing_board", args=[request.organisation.slug])
    return redirect(f"{back}?{request.GET.urlencode()}" if request.GET else back)


# ---- downloads ----


@access("evaluations.review_evaluationperiod", methods=["GET"])
def board_export(request, name: str):
    """A board as it is filtered, as an Excel file."""
    table = tables.BOARDS[name](reader_of(request), Choice.read(request.GET))
    return _download(request, name, table)


@access("evaluations.view_person_board", person_board_of, methods=["GET"])
def person_board_export(request, drawn):
    return _download(request, "person", tables.person_table(drawn), person=drawn.person.pk)


def _download(request, name: str, table, **facts):
    after = {"board": name, "count": len(table.rows), **facts}
    audit.record(
        "evaluations.board_exported",
        request.organisation,
        by=request.user,
        organisation=request.organisation,
        after=after,
    )
    return table_response(tables.file_name(name, request.school_year), tables.TITLES[name], table)


@access("evaluations.review_evaluationperiod", methods=["POST"])
def board_paper(request, name: str):
    """Order a board as a landscape PDF; its page shows how far it is."""
    return _order(request, name)


@access("evaluations.view_person_board", person_board_of, methods=["POST"])
def person_board_paper(request, drawn):
    return _order(request, "person", person=drawn.person)


def _order(request, name: str, *, person=None):
    job = services.request_board_paper(
        request.organisation,
        name,
        school_year=request.school_year,
        query=Choice.read(request.GET).query,
        person=person,
        by=request.user,
    )
    return redirect("core:job_detail", request.organisation.slug, job.uuid)
