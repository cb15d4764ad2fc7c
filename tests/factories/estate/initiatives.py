"""A council that judges initiatives: a session being prepared, and one that has passed one."""

from __future__ import annotations

from datetime import time

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
    session = _convene(holdings, "đã xét sáng kiến", threshold)
    call_roll(holdings, session)
    session = councils.open_session(session, by=secretary_of(holdings))
    motion = session.motions.get()
    counts = {motion.pk: (len(councils.present_members(session)), 0, 0)}
    councils.record_hands(session, counts=counts, by=secretary_of(holdings))
    holdings.recognised_session = councils.close_session(session, by=secretary_of(holdings))
    minutes = sign_minutes(holdings.recognised_session, by=secretary_of(holdings))
    documents.issue(minutes, number=61, issued_on=TODAY, by=holdings.user("clerk"))


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
