"""A council that judges initiatives: a session being prepared, and one that has passed one."""

from __future__ import annotations

from datetime import time

from awards import services as awards
from councils import services as councils
from councils.models import Motion
from documents import services as documents
from registrations.models import Registration
from tests.councils.sessions import rule
from tests.factories.estate.councils import call_roll, secretary_of
from tests.factories.estate.holdings import TODAY, Holdings
from tests.factories.minutes import sign_minutes


def add_initiatives(holdings: Holdings) -> None:
    rule(holdings.organisation, "quorum.initiative_council", "1/2", locator="Điều 5")
    threshold = rule(holdings.organisation, "vote_threshold.initiative", "1/2", locator="Điều 6")
    rows = Registration.objects.filter(pk=holdings.head_registration.pk)
    rows.update(initiative_title=f"Sáng kiến {holdings.inside}")
    holdings.initiative_session = _convene(holdings, "chuẩn bị xét sáng kiến", threshold)
    holdings.recognised_session = _held(holdings, "đã xét sáng kiến", threshold, number=61)
    holdings.decided_session = _held(holdings, "đã công nhận sáng kiến", threshold, number=62)
    decision, _ = awards.draft_recognition(holdings.decided_session, by=secretary_of(holdings))
    decision = documents.submit_for_approval(decision, by=secretary_of(holdings))
    decision = documents.approve(decision, content_hash=decision.content_hash, by=holdings.user("principal"))
    documents.issue(decision, number=63, issued_on=TODAY, by=holdings.user("clerk"))


def _held(holdings: Holdings, title: str, threshold, *, number: int):
    """A closed session that has passed its initiative, with its minutes issued."""
    session = _convene(holdings, title, threshold)
    call_roll(holdings, session)
    session = councils.open_session(session, by=secretary_of(holdings))
    motion = session.motions.get()
    counts = {motion.pk: (len(councils.present_members(session)), 0, 0)}
    councils.record_hands(session, counts=counts, by=secretary_of(holdings))
    session = councils.close_session(session, by=secretary_of(holdings))
    minutes = sign_minutes(session, by=secretary_of(holdings))
    documents.issue(minutes, number=number, issued_on=TODAY, by=holdings.user("clerk"))
    session.refresh_from_db()
    return session


def _convene(holdings: Holdings, title: str, threshold):
    session = councils.convene(
        council=holdings.initiative_council,
        school_year=holdings.year,
        title=f"Phiên {title} {holdings.inside}",
        held_on=TODAY,
        starts_at=time(9, 0),
        place="Phòng họp tầng 2",
        by=secretary_of(holdings),
    )
    councils.add_motion(
        session,
        method=Motion.Method.SHOW_OF_HANDS,
        label=f"Công nhận sáng kiến {holdings.inside}",
        subject_key=f"initiative:{session.pk + 900_000}",
        threshold=threshold,
        person=holdings.cast["teacher"],
        snapshot={"initiative_title": f"Góc đọc {holdings.inside}", "place": ""},
        by=secretary_of(holdings),
    )
    return session
