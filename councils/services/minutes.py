"""The papers of a session: drawn up from sealed facts, never written by hand, signed in their order, checked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.vietnamese import clean_line
from councils.models import BallotBox, CouncilMember, CouncilSession, HandOver, SealedFacts, Teller
from councils.papers import count_sheet, facts, minutes
from councils.services.rows import locked
from documents import services as documents
from documents.content import Content
from documents.models import OfficialDocument
from documents.services import Step
from organisation.models import Person, Role, RoleAssignment

State = OfficialDocument.State
LONGEST_REMARKS = 20_000  # characters
NO_PRACTICE_MINUTES = "Phiên họp thử không có biên bản. Xem xong thì xóa phiên họp thử."


# ---- drawn up ----


def draw_minutes(session: CouncilSession, *, by) -> dict:
    """Seal the facts of a session that has just closed and draw up its minutes, a draft. Gives what was sealed."""
    data = facts.seal_session(session)
    SealedFacts.objects.create(organisation=session.organisation, session=session, data=data)
    session.minutes = _draw(session, minutes.content_of(data, remarks=session.remarks), form="council_minutes", by=by)
    session.save(update_fields=["minutes"])
    return data


def draw_count_sheet(box: BallotBox, *, by) -> dict:
    """Seal a box whose results were just released and draw up its biên bản kiểm phiếu. Gives what was sealed."""
    data = facts.seal_box(box)
    SealedFacts.objects.create(organisation=box.organisation, box=box, data=data)
    box.count_sheet = _draw(box.session, count_sheet.content_of(data), form="count_minutes", by=by)
    box.save(update_fields=["count_sheet"])
    return data


def sealed_facts(of: CouncilSession | BallotBox) -> dict | None:
    """What was sealed; None for practice, and for what was closed before there was a seal."""
    row = getattr(of, "sealed", None)
    return row.data if row else None


def _draw(session: CouncilSession, content: Content, *, form: str, by) -> OfficialDocument:
    return documents.create_document(
        organisation=session.organisation,
        kind=OfficialDocument.Kind.MINUTES,
        form=form,
        content=content,
        by=by,
        origin_name="councils:session_detail",
        origin_kwargs={"pk": session.pk},
        is_generated=True,
    )


# ---- remarks ----


def remarks_refusal(session: CouncilSession) -> str:
    """Why nothing more can be remarked; "" where it can."""
    if session.is_draft or session.is_cancelled:
        return "Ý kiến, diễn biến được ghi khi phiên họp đang mở hoặc đã kết thúc."
    if session.is_closed and session.is_practice:
        return NO_PRACTICE_MINUTES
    document = session.minutes
    if document is not None and document.state == State.ISSUED:
        return f"Biên bản số {document.full_number} đã ban hành nên không ghi thêm được."
    if document is not None and document.state != State.DRAFT:
        return "Biên bản đã trình ký nên không ghi thêm được. Cần ghi thêm thì người ký trả lại biên bản trước."
    if session.is_closed and sealed_facts(session) is None:
        return "Biên bản này được lập trước khi có niêm phong số liệu nên không lập lại được."
    return ""


@transaction.atomic
def write_remarks(session: CouncilSession, *, text: str, before: str, by) -> CouncilSession:
    """Words for the minutes, a paragraph a line; figures stay those that were sealed.

    `before` is what the page showed: ConflictError where somebody else has written since.
    """
    session = locked(session)
    if refusal := remarks_refusal(session):
        raise DomainError(refusal)
    text = _lines(text)
    if len(text) > LONGEST_REMARKS:
        raise DomainError(f"Ý kiến, diễn biến dài quá {LONGEST_REMARKS} ký tự. Rút gọn rồi lưu.")
    if text == session.remarks:
        return session
    if _lines(before) != session.remarks:
        raise ConflictError("Người khác vừa ghi ý kiến, diễn biến. Xem phần đang lưu rồi ghép với phần vừa gõ.")
    session.remarks = text
    session.save(update_fields=["remarks"])
    if session.minutes is not None:
        content = minutes.content_of(sealed_facts(session), remarks=text)
        documents.update_content(session.minutes, content, version=session.minutes.version, by=by)
    audit.record("councils.remarks_written", session, by=by, after={"length": len(text)})
    return session


def _lines(text: str) -> str:
    return "\n".join(line for line in map(clean_line, text.splitlines()) if line)


# ---- signed ----


@transaction.atomic
def submit_minutes(session: CouncilSession, *, by) -> OfficialDocument:
    """Ask the session's secretary first, then whoever presided: the order holds whatever the school's route says."""
    session = locked(session)
    if session.is_practice:
        raise DomainError(NO_PRACTICE_MINUTES)
    if session.minutes is None:
        raise DomainError("Phiên họp chưa kết thúc nên chưa có biên bản để trình ký.")
    steps = [_step(session.recorded_by, Role.COUNCIL_SECRETARY), _step(session.presided_by, Role.COUNCIL_CHAIR)]
    return documents.submit_for_approval(session.minutes, steps=steps, by=by)


@transaction.atomic
def submit_count_sheet(box: BallotBox, *, by) -> OfficialDocument:
    """Ask the tellers (the secretary where the system counted), then whoever presided when it was released."""
    session = locked(box.session)
    box = session.boxes.select_related("count_sheet").get(pk=box.pk)
    if box.count_sheet is None:
        raise DomainError("Kết quả chưa được công bố nên chưa có biên bản kiểm phiếu để trình ký.")
    return documents.submit_for_approval(box.count_sheet, steps=_count_sheet_steps(session, box), by=by)


def _count_sheet_steps(session: CouncilSession, box: BallotBox) -> list[Step]:
    tellers = Teller.objects.filter(box=box).select_related("member__person")[: count_sheet.MOST_SIGNING]
    counting = [_step(teller.member, Role.COUNCIL_SECRETARY) for teller in tellers]
    recorded_by = facts.holder_at(session, HandOver.Task.RECORD, box.released_at)
    presided_by = facts.holder_at(session, HandOver.Task.CHAIR, box.released_at)
    counting = counting or [_step(recorded_by, Role.COUNCIL_SECRETARY)]
    return _without_repeats([*counting, _step(presided_by, Role.COUNCIL_CHAIR)])


def _without_repeats(steps: Sequence[Step]) -> list[Step]:
    """Nobody is asked twice; whoever stands twice is asked at the later step."""
    return [step for index, step in enumerate(steps) if step not in steps[index + 1 :]]


def _step(member: CouncilMember, role: str) -> Step:
    """The person herself while she works here; when she has left, whoever holds the role today."""
    return Step(person=member.person) if _works_here(member.person, member.organisation) else Step(role=role)


def _works_here(person: Person, organisation) -> bool:
    held = RoleAssignment.objects.for_organisation(organisation).on(clock.today())
    return held.filter(person=person).exists()


# ---- checked again ----


@dataclass(frozen=True)
class Check:
    """One paper held against what was sealed, and what was sealed against the rows it came from."""

    name: str
    document: OfficialDocument
    figures_match: bool
    text_matches: bool | None  # None where another layout of the builders drew it up

    @property
    def is_whole(self) -> bool:
        return self.figures_match and self.text_matches is not False


def checks_of(session: CouncilSession) -> list[Check]:
    """The minutes and count sheets of a session that were drawn up from sealed facts."""
    found = []
    if (data := sealed_facts(session)) is not None:
        again = minutes.content_of(data, remarks=session.remarks)
        same = facts.session_figures(session) == data["figures"]
        found.append(_check("Biên bản họp", session.minutes, data, again, figures_match=same))
    boxes = session.boxes.exclude(count_sheet=None).select_related("count_sheet__series", "sealed")
    for box in boxes.order_by("number"):
        data = box.sealed.data
        same = facts.box_figures(box) == data["figures"]
        name = f"Biên bản kiểm phiếu lượt {box.number}"
        found.append(_check(name, box.count_sheet, data, count_sheet.content_of(data), figures_match=same))
    return found


def _check(name: str, document: OfficialDocument, sealed: dict, again: Content, *, figures_match: bool) -> Check:
    if document.state == State.ISSUED:  # the clerk's number and day came after
        head = document.content.letterhead
        again.letterhead.number, again.letterhead.issued_on = head.number, head.issued_on
    is_same = documents.hash_of(again) == documents.hash_of(document.content) == document.content_hash
    text_matches = is_same if sealed["layout"] == facts.LAYOUT or is_same else None
    return Check(name, document, figures_match, text_matches)
