"""A ballot on paper: its printed papers, and the count of each of the two tellers."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from core.access import access
from core.errors import DomainError
from councils import ballots, paper_ballots, services
from councils.forms.tellers import TellerCountForm
from councils.models import CouncilSession
from councils.paper_ballots import COUNT_WORDS
from councils.views.page import NOT_RUNNING, to_session

NOT_COUNTING = "Chỉ hai người kiểm phiếu đã chọn khi mở phiếu nhập số."


@access("councils.run_councilsession", CouncilSession, methods=["POST"], refusal=NOT_RUNNING)
def papers_print(request, session):
    try:
        job = paper_ballots.request_print(session, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return to_session(session)
    return redirect("core:job_detail", session.organisation.slug, job.uuid)


@access("councils.run_councilsession", CouncilSession, methods=["POST"], refusal=NOT_RUNNING)
def papers_keep(request, session):
    """Keep a specimen of each paper that was given out, with the session's other papers."""
    try:
        kept = services.keep_specimens(session, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã lưu {len(kept)} mẫu phiếu vào hồ sơ phiên họp.")
    return to_session(session)


@access("councils.count_papers", CouncilSession, refusal=NOT_COUNTING)
@never_cache
def teller_count(request, session):
    """A teller's own figures; handed in, they wait for the other's, then both stand beside each other."""
    box = ballots.last_box(session)
    teller = paper_ballots.teller_of(box, request.user)
    if request.method == "POST" and teller and teller.handed_at is None:
        return _hand_in(request, session, box, teller)
    if teller and box.is_open and teller.handed_at is None:
        return _form_page(request, session, box, _form(box, teller))
    tellers = paper_ballots.tellers_of(box) if teller else []
    is_both = bool(teller) and box.is_open and paper_ballots.are_both_in(tellers)
    sheets = _compared(box, tellers) if is_both else []
    context = {
        "session": session,
        "box": box,
        "teller": teller,
        "others": [str(each) for each in tellers if each.pk != teller.pk],
        "names": [str(each) for each in tellers],
        "is_both": is_both,
        "sheets": sheets,
        "differing": sum(row.differs for sheet in sheets for row in sheet.rows),
    }
    return render(request, "councils/teller_state.html", context)


def _form(box, teller, data=None) -> TellerCountForm:
    return TellerCountForm(data, papers=paper_ballots.papers_in(box), known=paper_ballots.counts_of(teller))


def _hand_in(request, session, box, teller):
    form = _form(box, teller, request.POST)
    if form.is_valid():
        try:
            paper_ballots.hand_in(session, counts=form.counts(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã nộp số kiểm phiếu.")
            return redirect("councils:teller_count", session.organisation.slug, session.pk)
    return _form_page(request, session, box, form)


def _form_page(request, session, box, form):
    return render(request, "councils/teller_count.html", {"session": session, "box": box, "form": form})


def _compared(box, tellers) -> list[SimpleNamespace]:
    """Every row with what each teller counted, paper by paper. Only asked when both are in."""
    counts = [paper_ballots.counts_of(teller) for teller in tellers]
    return [
        SimpleNamespace(paper=paper, rows=[_compared_row(motion, counts) for motion in paper.motions])
        for paper in paper_ballots.papers_in(box)
    ]


def _compared_row(motion, counts) -> SimpleNamespace:
    rows = [each[motion.pk] for each in counts]
    figures = [
        SimpleNamespace(words=words, values=values, differs=len(set(values)) > 1)
        for words, values in zip(COUNT_WORDS, zip(*rows, strict=True), strict=True)
    ]
    return SimpleNamespace(motion=motion, figures=figures, differs=any(each.differs for each in figures))


@access("councils.count_papers", CouncilSession, methods=["POST"], refusal=NOT_COUNTING)
def teller_reopen(request, session):
    try:
        paper_ballots.take_back(session, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("councils:teller_count", session.organisation.slug, session.pk)
