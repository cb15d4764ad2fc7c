"""Slow work of this room; every process knows the handlers (`core.apps`)."""

from __future__ import annotations

from dataclasses import replace

from core import clock, jobs
from core.errors import DomainError
from documents.content import Signatory
from documents.services import letterhead_for
from evaluations.models import Rubric
from evaluations.papers.lists import table_content
from evaluations.papers.sheet import sheet_content
from organisation.models import Person, SchoolYear

BOARD_PAPER = "evaluations.board_paper"
RUBRIC_FORM = "evaluations.rubric_form"
PAPER = "evaluations.paper"


@jobs.handler(BOARD_PAPER)
def render_board(job, *, board: str, school_year_id: int, query: dict[str, str], person_id: int | None = None) -> None:
    """A board as a landscape PDF, as far as whoever asked may see it when the work begins."""
    from documents import rendering  # loads WeasyPrint: only in the process that renders
    from evaluations.boards import tables

    year = SchoolYear.objects.for_organisation(job.organisation).get(pk=school_year_id)
    table = _table(job, board, year, query, person_id)
    letterhead = replace(letterhead_for(job.organisation, type_code="", on=clock.today()), symbol="")
    content = table_content(table, letterhead=letterhead, signatories=[])
    jobs.store_file(job, f"{tables.file_name(board, year)}.pdf", rendering.render_pdf(content, draft=False))


def _table(job, name, school_year, query, person_id):
    from evaluations.boards import tables
    from evaluations.boards.choices import Choice, Reader
    from evaluations.boards.people import PersonBoard

    reader = Reader(job.created_by, job.organisation, school_year)
    choice = Choice.read(query)
    if person_id is None:
        _ask(job, "evaluations.review_evaluationperiod", job.organisation)
        return tables.BOARDS[name](reader, choice)
    board = PersonBoard(reader, Person.objects.ever_at(job.organisation).get(pk=person_id), choice.kind)
    _ask(job, "evaluations.view_person_board", board)
    return tables.person_table(board)


def _ask(job, permission: str, about) -> None:
    if not job.created_by.has_perm(permission, about):
        raise DomainError("Tài khoản không còn quyền xem bảng này.")


@jobs.handler(RUBRIC_FORM)
def render_rubric_form(job, *, rubric_id: int) -> None:
    """The empty form of a rubric as a PDF."""
    from documents import rendering  # loads WeasyPrint: only in the process that renders
    from evaluations.services.rubric_papers import blank_facts

    rubric = Rubric.objects.for_organisation(job.organisation).with_lines().get(pk=rubric_id)
    _ask(job, "evaluations.view_rubric", rubric)
    letterhead = letterhead_for(job.organisation, type_code="", on=clock.today())
    facts = blank_facts(rubric)
    first = "ĐẠI DIỆN TẬP THỂ" if facts.is_collective else "NGƯỜI TỰ ĐÁNH GIÁ"
    signatories = [Signatory(first), Signatory("TỔ TRƯỞNG"), Signatory("THỦ TRƯỞNG ĐƠN VỊ")]
    content = sheet_content(facts, letterhead=letterhead, signatories=signatories)
    jobs.store_file(job, f"phieu-trong-{rubric.pk}.pdf", rendering.render_pdf(content, draft=False))


# ---- papers of a period and of a sheet ----


@jobs.handler(PAPER)
def render_paper(job, *, what: str, pk: int, query: dict[str, str]) -> None:
    """One paper of `evaluations.printing`, as far as whoever asked may see it when the work begins."""
    from evaluations.printing import MAKERS

    name, data = MAKERS[what](job, pk, query)
    jobs.store_file(job, name, data)
