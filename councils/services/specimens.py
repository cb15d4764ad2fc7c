"""Which papers were given out, kept as documents beside the minutes."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from councils.models import BallotBox, CouncilSession
from councils.paper_ballots import PrintedPaper, papers_in
from councils.papers.ballot import BallotFacts, ballot_content
from councils.services.rows import locked
from documents import services as documents
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
    made = [held.get(_subject(session, box, paper)) or _keep(session, box, paper, by=by) for box, paper in papers]
    audit.record("councils.specimens_kept", session, by=by, after={"documents": [each.pk for each in made]})
    return made


def specimens_of(session: CouncilSession):
    """Documents: the kept specimens of the session's papers."""
    rows = OfficialDocument.objects.for_organisation(session.organisation).filter(form=FORM)
    return rows.filter(origin_name="councils:session_detail", origin_kwargs={"pk": session.pk}).order_by("pk")


def _subject(session: CouncilSession, box: BallotBox, paper: PrintedPaper) -> str:
    return _content(session, box, paper).subject


def _keep(session: CouncilSession, box: BallotBox, paper: PrintedPaper, *, by) -> OfficialDocument:
    return documents.issue_form(
        organisation=session.organisation,
        form=FORM,
        content=_content(session, box, paper),
        by=by,
        issued_on=session.held_on,
        origin_name="councils:session_detail",
        origin_kwargs={"pk": session.pk},
    )


def _content(session: CouncilSession, box: BallotBox, paper: PrintedPaper):
    facts = BallotFacts(
        session=session.title,
        held_on=session.held_on,
        round=box.number,
        number=paper.number,
        rows=[motion.heading for motion in paper.motions],
        issued=paper.issued,
    )
    head = documents.letterhead_for(session.organisation, type_code="", on=session.held_on)
    issuer = [session.council.name]
    return ballot_content(
        facts, letterhead=replace(head, superior=head.issuer, issuer=issuer, symbol="", place="", issued_on=None)
    )
