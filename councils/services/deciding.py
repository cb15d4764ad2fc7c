"""Figures become results; votes by hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from councils import criteria
from councils.criteria import Electorate
from councils.models import CouncilMember, CouncilSession, Motion
from councils.services.presiding import preside
from councils.services.roll_call import refuse_without_quorum
from councils.services.rows import electorates, locked


@transaction.atomic
def record_hands(
    session: CouncilSession,
    *,
    counts: dict[int, tuple[int, int, int]],
    presiding: Mapping[int, CouncilMember] | None = None,
    by,
) -> int:
    """Save shows of hands: (for, against, blank) by motion id. All rows or none; returns how many changed.

    `presiding` names, by motion id, who presides over a row that the session's chair and deputies abstain from.

    A count may be mended until the session closes: it is then held against those who stood behind it at the time.
    """
    session = locked(session)
    if not session.is_open:
        raise DomainError("Chỉ ghi biểu quyết được khi phiên họp đang mở.")
    motions = {motion.pk: motion for motion in session.motions.by_hands().waiting_or_decided().with_candidates()}
    if unknown := set(counts) - set(motions):
        raise DomainError(f"Có {len(unknown)} dòng không thuộc biểu quyết giơ tay của phiên họp này. Tải lại trang.")
    behind = electorates(session, list(motions.values()))
    if new := [motions[pk] for pk in counts if not motions[pk].is_decided]:
        refuse_without_quorum(session)
        preside(session, new, presiding or {})
    changed, before = [], {}
    for pk, (votes_for, against, blank) in counts.items():
        motion = motions[pk]
        if refusal := criteria.hands_refusal(votes_for + against + blank, behind[pk].entitled):
            raise DomainError(f"{motion.heading}: {refusal}")
        if (motion.votes_for, motion.votes_against, motion.votes_blank) != (votes_for, against, blank):
            before[pk] = figures(motion)
            decide(motion, (votes_for, against, blank, 0), electorate=behind[pk], by=by)
            changed.append(motion)
    if changed:
        save_decisions(changed)
        after = {motion.pk: figures(motion) for motion in changed}
        audit.record("councils.hands_counted", session, by=by, before=before, after=after)
    return len(changed)


def figures(motion: Motion) -> list:
    """What the log keeps of a result: for, against, blank, invalid, passed."""
    return [motion.votes_for, motion.votes_against, motion.votes_blank, motion.votes_invalid, motion.passed]


def decide(motion: Motion, votes: tuple[int, int, int, int], *, electorate: Electorate, by) -> None:
    """Set the figures (for, against, blank, invalid) and the result of a motion. The caller saves."""
    motion.votes_for, motion.votes_against, motion.votes_blank, motion.votes_invalid = votes
    motion.eligible_count, motion.present_count = electorate.entitled, electorate.present
    motion.base = electorate.base(motion.base_kind, votes_for=motion.votes_for, votes_against=motion.votes_against)
    motion.passed = criteria.passes(motion.votes_for, motion.base, motion.needs)
    motion.decided_at, motion.decided_by = clock.now(), by


def save_decisions(motions: Sequence[Motion]) -> None:
    votes = ["votes_for", "votes_against", "votes_blank", "votes_invalid"]
    people = ["eligible_count", "present_count", "base"]
    Motion.objects.bulk_update(motions, [*votes, *people, "presided_by", "passed", "decided_at", "decided_by"])
