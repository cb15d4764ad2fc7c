"""Which papers were given out, kept as documents beside the minutes."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from councils.models import BallotBox, CouncilSession
from councils.paper_ballots import PrintedPaper, papers_in
from councils.papers.ballot import BallotFacts, ballot_content
from councils.papers.letterheads import sheet_head
from councils.services.rows import locked
from documents import services as documents
from documents.content import Content
from documents.models import OfficialDocument

FORM = "ballot"


@transaction.atomic
def keep_specimens(session: CouncilSession, *, by) -> list[OfficialDocument]:
    """Freeze a specimen of each kind of paper of the session's boxes; what is kept already is given back."""
    session = locked(session)
    if session.is_practice:
        raise DomainError("Phiên họp thử không lưu phiếu.")
    boxes = session.boxes.filter(mode=BallotBox.Mode.PAPER).order_by("number")
    papers = [(box, paper) for box in boxes for paper in papers_in(box) if paper.issued]
    if not papers:
        raise DomainError("Phiên họp không có lượt bỏ phiếu giấy nào nên không có mẫu phiếu để lưu.")
    held = {document.subject_line: document for document in specimens_of(session)}
    head = sheet_head(session.council, on=session.held_on)
    contents = [ballot_content(_facts(session, box, paper), letterhead=head) for box, paper in papers]
    made = [held.get(content.subject) or _keep(session, content, by=by) for content in contents]
    audit.record("councils.specimens_kept", session, by=by, after={"documents": [each.pk for each in made]})
    return made


def specimens_of(session: CouncilSession):
    """Documents: the kept specimens of the session's papers, in the order of their boxes."""
    made = documents.papers_made_at(session.organisation, "councils:session_detail", pk=session.pk)
    return made.filter(form=FORM).order_by("pk")


def _keep(session: CouncilSession, content: Content, *, by) -> OfficialDocument:
    return documents.issue_form(
        organisation=session.organisation,
        form=FORM,
        content=content,
        by=by,
        issued_on=session.held_on,
        origin_name="councils:session_detail",
        origin_kwargs={"pk": session.pk},
    )


def _facts(session: CouncilSession, box: BallotBox, paper: PrintedPaper) -> BallotFacts:
    return BallotFacts(
        session=session.title,
        held_on=session.held_on,
        round=box.number,
        number=paper.number,
        rows=[motion.heading for motion in paper.motions],
        issued=paper.issued,
    )
