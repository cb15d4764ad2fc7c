"""What a council decided, as the rooms above quote it: read from the rows, never typed or worked out elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.vietnamese import percent
from councils.models import Attendance, CouncilSession, Motion


@dataclass(frozen=True)
class MotionFacts:
    """One decided row. `present` are those of the moment it was decided."""

    session: int
    candidate: str
    is_secret: bool
    attempt: int
    votes_for: int
    present: int | None
    base: int
    percent: str

    @property
    def share(self) -> str:
        """ "4/5": votes for, of the base."""
        return f"{self.votes_for}/{self.base}"


@dataclass(frozen=True)
class SessionFacts:
    """One session: who met when, and how many were there. `minutes` is its number, "" before it has one.

    `present` are those there when its rows were decided: two numbers where members came or went between them.
    """

    session: int
    council: str
    held_on: date
    members: int
    present: tuple[int, int]
    minutes: str
    minutes_on: date | None

    @property
    def present_words(self) -> str:
        """ "5", or "từ 4 đến 5" where members came or went."""
        least, most = self.present
        return str(most) if least == most else f"từ {least} đến {most}"


def motion_facts(motion: Motion) -> MotionFacts:
    """A decided motion, loaded with its candidate; ValueError for one that is not decided."""
    if not motion.is_decided:
        raise ValueError(f"motion {motion.pk} is not decided")
    return MotionFacts(
        session=motion.session_id,
        candidate=motion.candidate_name,
        is_secret=motion.is_secret,
        attempt=motion.attempt,
        votes_for=motion.votes_for,
        present=motion.present_count,
        base=motion.base,
        percent=percent(motion.votes_for, motion.base),
    )


def session_facts(session: CouncilSession, motions: Iterable[Motion] = ()) -> SessionFacts:
    """An opened session, loaded with council and minutes; of its presence that behind the given rows, else the roll."""
    counts = [motion.present_count for motion in motions if motion.present_count is not None]
    if not counts:
        counts = [session.attendances.filter(state=Attendance.State.PRESENT).count()]
    minutes = session.minutes
    return SessionFacts(
        session=session.pk,
        council=session.council.name,
        held_on=session.held_on,
        members=session.member_count,
        present=(min(counts), max(counts)),
        minutes=minutes.full_number if minutes is not None and minutes.number else "",
        minutes_on=minutes.issued_on if minutes is not None else None,
    )
