"""The papers of a school's councils: decisions, quy chế, giấy mời, initiatives judged and recognised."""

from __future__ import annotations

from datetime import time

from awards import services as awards
from awards.papers.initiatives import FIRST_SCALE
from core import clock
from councils import ballots
from councils import services as councils
from councils.models import Attendance, Council, CouncilSession, Vote
from organisation.models import Organisation, Role, SchoolYear
from thiduakhenthuong.demo.papers import issue, user_of


def found_council(school: Organisation) -> None:
    """The decision that founds the council of initiatives, and the quy chế of the council of emulation."""
    decision = _initiative_council(school).decisions.get()
    issue(councils.draft_decision(decision, by=user_of(school, Role.PRINCIPAL)))
    council = Council.objects.for_organisation(school).of_kind(Council.Kind.EMULATION).get()
    issue(councils.draft_regulation(council, by=user_of(school, Role.COUNCIL_SECRETARY)))


def renew_council(school: Organisation) -> None:
    """Kiện toàn with the same people, from today to the same end."""
    council = _initiative_council(school)
    decision = councils.renew_council(
        council,
        members=[councils.Seating(row.person, row.seat) for row in _seated(council)],
        from_on=clock.today(),
        to_on=council.to_on,
        by=user_of(school, Role.PRINCIPAL),
    )
    issue(councils.draft_decision(decision, by=user_of(school, Role.PRINCIPAL)))


def judge_initiatives(school: Organisation, year: SchoolYear) -> None:
    """A session of five: sheets to mark, a vote on devices, one initiative that fails, minutes, the decision."""
    council = _initiative_council(school)
    runs = _secretary(council)
    chair = _seated(council).get(seat="chair").person.user
    session = councils.convene(
        council=council,
        school_year=year,
        title=f"Xét công nhận sáng kiến năm học {year.code}",
        held_on=clock.today(),
        starts_at=time(14, 0),
        place="Phòng họp của trường",
        by=runs,
    )
    motions = awards.propose_initiatives(session, by=runs)
    awards.draw_scoring_sheets(session, FIRST_SCALE, by=runs)
    issue(councils.draft_invitation(session, by=runs))
    present = {member.pk: Attendance.State.PRESENT for member in councils.members_of(session)}
    councils.take_roll_call(session, states=present, reasons={}, by=runs)
    councils.open_session(session, by=runs)
    _vote(session, doubted=motions[-1].pk, by=runs, chair=chair)
    session = councils.close_session(session, by=runs)
    for box in session.boxes.all():
        issue(box.count_sheet)
    issue(session.minutes)
    session.refresh_from_db()
    issue(awards.draft_recognition(session, by=runs)[0])
    awards.record_recognised(session, by=runs)


def _vote(session: CouncilSession, *, doubted: int, by, chair) -> None:
    ballots.open_box(session, accepts_small=True, by=by)
    for member in councils.present_members(session):
        paper = ballots.paper_of(session, member.person.user)
        choices = {row.pk: Vote.Choice.DISAGREE if row.pk == doubted else Vote.Choice.AGREE for row in paper}
        ballots.cast(session, choices=choices, by=member.person.user)
    ballots.close_box(session, by=by)
    ballots.release(session, by=chair)
    session.refresh_from_db()


def _initiative_council(school: Organisation) -> Council:
    return Council.objects.for_organisation(school).of_kind(Council.Kind.INITIATIVE).get()


def _seated(council: Council):
    return council.members.sitting_on(clock.today()).order_by("position", "pk")


def _secretary(council: Council):
    return _seated(council).get(seat="secretary").person.user
