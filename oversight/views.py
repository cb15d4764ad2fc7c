from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.models import Decision, DecisionPaper
from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_date
from core.workbook import workbook_response
from documents.papers_here import papers_here
from evaluations.services.units import places_for, sheet_of
from organisation.models import Level, SchoolYear
from organisation.years import school_year_code
from oversight import criteria, services
from oversight.forms import CallForm, ReturnForm
from oversight.querysets import board_rows, matching, ordered, supervised_schools
from submissions import services as submissions
from submissions.criteria import clocks, duration_in_words
from submissions.models import Submission
from submissions.reports import Term
from submissions.timeline import steps_of

PAGE_SIZE = 25
RECENT_LETTERS = 5
# What follows an acceptance.
THEN = {
    Submission.Kind.DOSSIER: "Nhập quyết định khi đã có.",
    Submission.Kind.REPORT: "Các số đã được cộng vào bảng tổng hợp.",
    Submission.Kind.SELF_SCORE: "Phiếu của đơn vị đã vào kỳ đánh giá của cơ quan, chờ chấm.",
}
SORTS = ("state", "name", "due", "sent")
# The drawn parts of the bar: fill, what is counted in it, its words.
BAR = [
    ("fill-accent", (criteria.RECEIVED, criteria.ACCEPTED, criteria.DECIDED), "đã tiếp nhận"),
    ("fill-wait", (criteria.SUBMITTED,), "chờ tiếp nhận"),
    ("fill-warn", (criteria.RETURNED,), "bổ sung"),
    ("fill-danger", (criteria.LATE,), "trễ hạn"),
    ("fill-none", (criteria.WAITING, criteria.NOT_ASKED), "chưa đến hạn"),
]


def result_board_address(request, term: Term) -> str:
    """The page of the results of a term; its year stands in the address where it is not the one of the day."""
    query, current = {"term": term.code}, request.school_year
    is_other = current is not None and current.code != term.school_year
    if is_other and SchoolYear.objects.for_organisation(request.organisation).filter(code=term.school_year).exists():
        query["year"] = term.school_year
    return reverse("oversight:result_board", args=[request.organisation.slug], query=query)


# ---- the board ----


@access("oversight.view_board", methods=["GET"])
def board(request):
    """Who sent the year's dossier, who is late, what waits for the office."""
    code = school_year_code(request)
    rows = board_rows(request.organisation, code)
    filters, sort = _filters_of(request), _sort_of(request)
    found = ordered(matching(rows, **filters), sort)
    counts = Counter(row.standing.state for row in rows)
    context = {
        "code": code,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "found_count": len(found),
        "total": len(rows),
        "late_count": counts[criteria.LATE],
        "is_called": any(row.standing.state != criteria.NOT_ASKED for row in rows),
        "bar": _bar(counts),
        "filters": filters,
        "sort": sort,
        "states": criteria.LABELS.items(),
        "levels": Level.choices,
        "now": clock.now(),
        "papers": papers_here(request, services.BOARD_PAGE)[:RECENT_LETTERS],
    }
    return render(request, "oversight/board.html", context)


def _bar(counts: Counter) -> list[dict]:
    """Rectangles in whole schools, left to right, with their words."""
    drawn, left = [], 0
    for fill, states, words in BAR:
        width = sum(counts[state] for state in states)
        drawn.append({"fill": fill, "x": left, "width": width, "words": words, "is_late": fill == "fill-danger"})
        left += width
    return drawn


def _filters_of(request) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    state, level = request.GET.get("state", ""), request.GET.get("level", "")
    return {
        "state": state if state in criteria.LABELS else "",
        "level": level if level in Level.values else "",
        "words": request.GET.get("q", "").strip()[:100],
    }


def _sort_of(request) -> str:
    sort = request.GET.get("sort", "state")
    return sort if sort.lstrip("-") in SORTS and not sort.startswith("--") else "state"


@access("oversight.view_board", methods=["GET"])
def board_export(request):
    """The board as it is filtered, as an Excel file."""
    code = school_year_code(request)
    rows = ordered(matching(board_rows(request.organisation, code), **_filters_of(request)), _sort_of(request))
    header = ["TT", "Trường", "Cấp học", "Tình trạng", "Số ngày trễ", "Hạn nộp", "Nộp lúc", "Lần nộp", "Mã tiếp nhận"]
    return workbook_response(
        f"Tien-do-ho-so-{code}",
        "Tiến độ hồ sơ",
        header,
        [_export_row(number, row) for number, row in enumerate(rows, start=1)],
    )


def _export_row(number: int, row) -> list:
    sent = row.submission
    return [
        number,
        row.school.name,
        row.level,
        criteria.LABELS[row.standing.state],
        row.standing.days_late or row.standing.days_late_when_sent,
        row.due_at.astimezone(clock.ZONE) if row.due_at else None,
        sent.submitted_at.astimezone(clock.ZONE) if sent else None,
        sent.version if sent else None,
        sent.code if sent else "",
    ]


@access("oversight.call_for_dossiers")
def call(request):
    """Ask all supervised schools for the year's dossier."""
    code = school_year_code(request)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.call_for_dossiers(
                request.organisation, school_year_code=code, due_at=form.due_at, by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã gửi yêu cầu nộp hồ sơ đến {count} trường.")
            return redirect("oversight:board", request.organisation.slug)
    context = {"form": form, "code": code, "school_count": supervised_schools(request.organisation).count()}
    return render(request, "oversight/call.html", context)


# ---- one dossier or report ----


def received_submission(request, pk, **kwargs):
    """A dossier or report that was sent to the acting organisation; nothing else of a school is ever looked up."""
    rows = Submission.objects.addressed_to(request.organisation).examined().with_details()
    return get_object_or_404(rows, pk=pk)


def _board_url(request, submission) -> str:
    """Where it is one row among those of the other units."""
    if submission.is_report:
        return result_board_address(request, submission.report.term)
    if submission.is_self_score:
        return reverse("evaluations:period_list", args=[request.organisation.slug])
    return reverse("oversight:board", args=[request.organisation.slug])


@access("submissions.view_received_submission", received_submission, methods=["GET"])
def submission_detail(request, submission):
    """A dossier or report as it was sent, its files, and what the office may do with it now."""
    versions = list(Submission.objects.versions_of(submission).with_details())
    at_receiver, at_sender = clocks(
        [(each.submitted_at, each.closed_at, each.state == Submission.State.RETURNED) for each in versions],
        clock.now(),
    )
    can_examine = request.user.has_perm("submissions.examine_submission", submission)
    decision = Decision.objects.for_organisation(request.organisation).filter(submission=submission).first()
    context = {
        "submission": submission,
        "board_url": _board_url(request, submission),
        "versions": versions[::-1],
        "is_latest": versions[-1] == submission,
        "latest": versions[-1],
        "steps": steps_of(versions),
        "at_receiver": duration_in_words(at_receiver),
        "at_sender": duration_in_words(at_sender),
        "can_receive": can_examine and submission.state == Submission.State.SUBMITTED,
        "can_answer": can_examine and submission.state == Submission.State.RECEIVED,
        "decision": decision,
        "decision_paper": DecisionPaper.objects.for_organisation(request.organisation)
        .filter(submission=submission)
        .first(),
        "can_certify": decision is not None and request.user.has_perm("awards.make_certificates", decision),
        "unit_sheet": sheet_of(submission) if submission.is_self_score else None,
        "can_decide": decision is None
        and submission.kind == Submission.Kind.DOSSIER
        and submission.state == Submission.State.ACCEPTED
        and request.user.has_perm("awards.enter_decision", submission),
    }
    return render(request, "oversight/submission_detail.html", context)


@access("submissions.examine_submission", received_submission, methods=["POST"])
def submission_receive(request, submission):
    try:
        submissions.receive(submission, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã tiếp nhận {submission.noun} {submission.code}.")
    return redirect("oversight:submission_detail", request.organisation.slug, submission.pk)


@access("submissions.examine_submission", received_submission)
def submission_return(request, submission):
    """Say which part, why and until when; then send it back."""
    form = ReturnForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        try:
            submissions.return_for_revision(
                submission,
                part=form.part_code,
                reason=form.cleaned_data["reason"],
                due_on=form.cleaned_data["due_on"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            until = vi_date(form.cleaned_data["due_on"])
            messages.success(request, f"Đã gửi yêu cầu bổ sung, hạn {until}.")
            return redirect("oversight:submission_detail", request.organisation.slug, submission.pk)
    if request.method == "GET" and submission.state != Submission.State.RECEIVED:
        messages.error(request, f"Chỉ yêu cầu bổ sung được khi {submission.noun} đã tiếp nhận và chưa trả lời.")
        return redirect("oversight:submission_detail", request.organisation.slug, submission.pk)
    return render(request, "oversight/submission_return.html", {"submission": submission, "form": form})


@access("submissions.examine_submission", received_submission)
def submission_accept(request, submission):
    """Say what accepting means; then accept."""
    back = reverse("oversight:submission_detail", args=[request.organisation.slug, submission.pk])
    if request.method == "POST":
        try:
            services.accept(submission, place=request.POST.get("place", ""), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã chấp nhận {submission.noun} {submission.code}. {THEN[submission.kind]}")
        return redirect(back)
    if submission.state != Submission.State.RECEIVED:
        messages.error(request, f"Chỉ chấp nhận được khi {submission.noun} đã tiếp nhận và chưa trả lời.")
        return redirect(back)
    context = {"submission": submission, "cancel_url": back}
    if submission.is_self_score:
        context["places"] = places_for(submission)
    return render(request, "oversight/submission_accept.html", context)


def _received_file(request, pk, position, **kwargs):
    submission = received_submission(request, pk)
    file = submission.files.filter(position=position).first()
    if file is None:
        raise Http404
    file.submission, file.recipient = submission, submission.recipient
    return file


@access("submissions.view_received_submission", _received_file, methods=["GET"])
def submission_file(request, file):
    """One file as it was sent; the download is logged."""
    try:
        return submissions.file_response(file, by=request.user, at=request.organisation)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("oversight:submission_detail", request.organisation.slug, file.submission_id)


@access("submissions.view_received_submission", received_submission, methods=["POST"])
def submission_merge(request, submission):
    """Order one PDF of all files; its page shows how far it is."""
    job = services.request_merged_pdf(submission, by=request.user)
    return redirect("core:job_detail", request.organisation.slug, job.uuid)
