"""Sessions of the council, its roll, its motions and ballots."""

from __future__ import annotations

import base64
from datetime import date, time

from django.core.files.uploadedfile import SimpleUploadedFile

from councils import ballots, paper_ballots
from councils import services as councils
from councils.models import BallotBox, Council, CouncilMember, Motion
from councils.services.practice import begin_practice
from evaluations import services as evaluations
from legal.models import LegalParameter
from tests.factories.estate.holdings import TODAY, Holdings

Seat = CouncilMember.Seat
PICTURE = base64.b64decode(  # one white point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)


def add_councils(holdings: Holdings) -> None:
    cast = holdings.cast
    seats = {
        "principal": Seat.CHAIR,
        "secretary": Seat.SECRETARY,
        "vice_principal": Seat.VICE_CHAIR,
        "head": Seat.MEMBER,
        "member": Seat.MEMBER,
    }
    holdings.council = councils.establish_council(
        organisation=holdings.organisation,
        name=f"Hội đồng {holdings.inside}",
        decision="Quyết định số 21/QĐ",
        from_on=date(2026, 9, 1),
        members=[(cast[name], seat) for name, seat in seats.items()],
        by=holdings.user("principal"),
    )
    holdings.draft_session = convene(holdings, "chuẩn bị")
    holdings.hands_motion = _propose(holdings, holdings.draft_session, Motion.Method.SHOW_OF_HANDS)
    call_roll(holdings, holdings.draft_session)
    councils.declare_family(
        holdings.draft_session,
        member=holdings.council.members.get(person=cast["member"]),
        motions=[holdings.hands_motion],
        by=holdings.user("secretary"),
    )
    holdings.recusal = holdings.hands_motion.recusals.get(reason="family")

    holdings.session_paper = councils.add_paper(
        holdings.draft_session,
        upload=SimpleUploadedFile(f"{holdings.inside}.png", PICTURE),
        by=secretary_of(holdings),
    )

    holdings.hands_session = convene(holdings, "biểu quyết giơ tay")
    holdings.open_motion = _propose(holdings, holdings.hands_session, Motion.Method.SHOW_OF_HANDS)
    _open(holdings, "hands_session")

    holdings.deferred_session = convene(holdings, "hoãn")
    holdings.deferred_motion = _propose(holdings, holdings.deferred_session, Motion.Method.SHOW_OF_HANDS)
    _open(holdings, "deferred_session")
    councils.defer_motions(
        holdings.deferred_session, [holdings.deferred_motion], reason="Hết giờ", by=secretary_of(holdings)
    )

    holdings.voting_session = convene(holdings, "sắp bỏ phiếu")
    _propose(holdings, holdings.voting_session, Motion.Method.SECRET_BALLOT)
    _open(holdings, "voting_session")

    holdings.ballot_session = convene(holdings, "đang bỏ phiếu")
    holdings.secret_motion = _propose(holdings, holdings.ballot_session, Motion.Method.SECRET_BALLOT)
    _open(holdings, "ballot_session")
    ballots.open_box(
        holdings.ballot_session,
        tellers=_members(holdings.ballot_session)[:2],
        accepts_small=True,
        by=secretary_of(holdings),
    )

    holdings.paper_session = convene(holdings, "phiếu giấy")
    holdings.paper_motion = _propose(holdings, holdings.paper_session, Motion.Method.SECRET_BALLOT)
    _open(holdings, "paper_session")
    tellers = [member for member in _members(holdings.paper_session) if member.seat == Seat.MEMBER]
    ballots.open_box(holdings.paper_session, mode=BallotBox.Mode.PAPER, tellers=tellers, by=secretary_of(holdings))
    paper_ballots.hand_in(
        holdings.paper_session, counts={holdings.paper_motion.pk: (5, 0, 0, 0)}, by=holdings.user("head")
    )

    holdings.counted_session = convene(holdings, "đã kiểm phiếu")
    _propose(holdings, holdings.counted_session, Motion.Method.SECRET_BALLOT)
    _open(holdings, "counted_session")
    ballots.open_box(holdings.counted_session, accepts_small=True, by=secretary_of(holdings))
    ballots.close_box(holdings.counted_session, by=secretary_of(holdings))

    holdings.practice_session = begin_practice(holdings.council, school_year=holdings.year, by=secretary_of(holdings))

    holdings.released_session = convene(holdings, "đã công bố")
    _propose(holdings, holdings.released_session, Motion.Method.SECRET_BALLOT)
    _open(holdings, "released_session")
    ballots.open_box(holdings.released_session, accepts_small=True, by=secretary_of(holdings))
    ballots.close_box(holdings.released_session, by=secretary_of(holdings))
    holdings.released_box = ballots.release(holdings.released_session, by=holdings.user("principal"))

    holdings.closed_session = convene(holdings, "đã họp")
    evaluations.hand_to_council(holdings.passed_period, holdings.closed_session, by=secretary_of(holdings))
    motion = holdings.closed_session.motions.get()
    _open(holdings, "closed_session")
    councils.record_hands(holdings.closed_session, counts={motion.pk: (5, 0, 0)}, by=secretary_of(holdings))
    holdings.closed_session = councils.close_session(holdings.closed_session, by=secretary_of(holdings))
    holdings.minutes = holdings.closed_session.minutes

    holdings.finished_session = convene(holdings, "họp xong")
    motion = _propose(holdings, holdings.finished_session, Motion.Method.SHOW_OF_HANDS)
    _open(holdings, "finished_session")
    councils.record_hands(holdings.finished_session, counts={motion.pk: (5, 0, 0)}, by=secretary_of(holdings))
    _add_second_council(holdings)


def _add_second_council(holdings: Holdings) -> None:
    """One that does not sit, so that it can be renewed and ended."""
    cast, by = holdings.cast, holdings.user("principal")
    holdings.body = councils.enter_body(
        organisation=holdings.organisation, name=f"Tổ chức {holdings.inside}", from_on=date(2026, 9, 1), by=by
    )
    holdings.initiative_council = councils.establish_council(
        organisation=holdings.organisation,
        kind=Council.Kind.INITIATIVE,
        name=f"Hội đồng sáng kiến {holdings.inside}",
        from_on=date(2026, 9, 1),
        members=[
            (cast["principal"], Seat.CHAIR),
            (cast["secretary"], Seat.SECRETARY),
            councils.Seating(cast["member"], Seat.MEMBER, holdings.body, f"Theo dõi {holdings.inside}"),
        ],
        by=by,
    )
    holdings.council_decision = holdings.initiative_council.decisions.get()
    holdings.council_seat = holdings.initiative_council.members.get(person=cast["member"])
    holdings.working_group = councils.create_group(
        holdings.initiative_council,
        name=f"Tổ giúp việc {holdings.inside}",
        task="Chuẩn bị hồ sơ",
        from_on=date(2026, 9, 1),
        people=[cast["colleague"]],
        head=None,
        by=by,
    )

    holdings.refused_session = convene(holdings, "không thông qua")
    holdings.refused_motion = _propose(
        holdings,
        holdings.refused_session,
        Motion.Method.SHOW_OF_HANDS,
        subject_key="registration:0",
        snapshot={"distinction": "CSTDCS", "lower_page": "awards:title_lower"},
    )
    _open(holdings, "refused_session")
    councils.record_hands(
        holdings.refused_session, counts={holdings.refused_motion.pk: (0, 5, 0)}, by=secretary_of(holdings)
    )


def secretary_of(holdings: Holdings):
    return holdings.user("secretary")


def _members(session) -> list[CouncilMember]:
    return list(councils.members_of(session))


def convene(holdings: Holdings, title: str):
    return councils.convene(
        council=holdings.council,
        school_year=holdings.year,
        title=f"Phiên {title} {holdings.inside}",
        held_on=TODAY,
        starts_at=time(8, 0),
        place="Phòng họp tầng 2",
        by=secretary_of(holdings),
    )


def _propose(holdings: Holdings, session, method: str, **more) -> Motion:
    rule = LegalParameter.objects.in_force("vote_threshold.LDTT", on=TODAY, at=holdings.organisation)
    return councils.add_motion(
        session,
        method=method,
        label=f"Đề nghị {holdings.inside}",
        threshold=rule,
        person=holdings.cast["teacher"],
        by=secretary_of(holdings),
        **{"subject_key": f"estate:{session.pk}"} | more,
    )


def call_roll(holdings: Holdings, session) -> None:
    present = {member.pk: "present" for member in _members(session)}
    councils.take_roll_call(session, states=present, reasons={}, by=secretary_of(holdings))


def _open(holdings: Holdings, name: str) -> None:
    session = getattr(holdings, name)
    call_roll(holdings, session)
    setattr(holdings, name, councils.open_session(session, by=secretary_of(holdings)))
