"""The stamped papers of a secret ballot as a PDF: as many as are handed out, and no two of one kind that differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from django.template.loader import render_to_string

from councils.models import BallotBox
from councils.paper_ballots import PrintedPaper, papers_in

STYLESHEET = Path(__file__).parent / "styles" / "ballots.css"
TEMPLATE = "councils/paper/ballots.html"
FITS = (4, 3, 2)  # papers of equal size on one A4 page; one that fits none of them has its pages alone


def ballots_html(box: BallotBox, papers: Sequence[tuple[PrintedPaper, int]], *, copies: int | None = None) -> str:
    """The page of `papers`, each with how many stand on one A4 page. `copies` replaces how many are handed out."""
    session = box.session
    name = session.title if box.number == 1 else f"{session.title}, lượt {box.number}"
    sheets = [_sheet(each, per_page, each.issued if copies is None else copies) for each, per_page in papers]
    context = {
        "title": name,
        "is_practice": session.is_practice,
        "held_on": session.held_on,
        "organisation_name": session.organisation.name,
        "council_name": session.council.name,
        "sheets": sheets,
    }
    return render_to_string(TEMPLATE, context)


def ballots_pdf(box: BallotBox) -> bytes:
    """Every paper of the box, as often as it is handed out."""
    from documents import rendering  # loads WeasyPrint: only in the process that renders

    papers = [(each, _per_page(box, each)) for each in papers_in(box) if each.issued]
    return rendering.form_pdf(ballots_html(box, papers), STYLESHEET)


def _per_page(box: BallotBox, paper: PrintedPaper) -> int:
    from documents import rendering

    for count in FITS:
        if rendering.page_count(ballots_html(box, [(paper, count)], copies=count), STYLESHEET) == 1:
            return count
    return 1


def _sheet(paper: PrintedPaper, per_page: int, copies: int) -> SimpleNamespace:
    slips = [
        SimpleNamespace(is_cut=place % per_page != 0, ends_page=place % per_page == 0 or place == copies)
        for place in range(1, copies + 1)
    ]
    return SimpleNamespace(name=paper.name, motions=paper.motions, per_page=per_page, slips=slips)
