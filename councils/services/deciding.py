"""Figures become results; votes by hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from councils import criteria, voting_rules
from councils.criteria import Electorate, SealedElectorate
from councils.models import CouncilMember, CouncilSession, Motion
from councils.services.presiding import preside
from councils.services.roll_call import refuse_without_quorum
from councils.services.rows import electorates, locked

WHICH_SIDE = (
    "Số đồng ý và không đồng ý bằng nhau nên kết quả theo ý kiến chủ tọa."
    " Ghi chủ tọa đồng ý hay không đồng ý rồi lưu lại."
)

NOT_OPEN = "Chỉ ghi biểu quyết được khi phiên họp đang mở."


@transaction.atomic
def record_hands(
    session: CouncilSession,
    *,
    counts: dict[int, tuple[int, int, int]],
    presiding: Mapping[int, CouncilMember] | None = None,
    casting: Mapping[int, bool] | None = None,
    by,
) -> int:
    """Save shows of hands: (for, against, blank) by motion id. All rows or none; returns how many changed.

    `presiding` names, by motion id, who presides over a row that the session's chair and deputies abstain from.
    `casting` says of tied rows on which side the chair stood (True: for); asked for where the result follows it.
    A count may be mended until the session closes: it is then held against those who stood behind it at the time.
    """
    session = locked(session)
    if not session.is_open:
        raise DomainError(NOT_OPEN)
    motions = {motion.pk: motion for motion in hands_to_count(session)}
    if unknown := set(counts) - set(motions):
        raise DomainError(f"Có {len(unknown)} dòng không thuộc biểu quyết giơ tay của phiên họp này. Tải lại trang.")
    behind = electorates(session, list(motions.values()))
    follows_chair = ties_follow_chair(session)
    if new := [motions[pk] for pk in counts if not motions[pk].is_decided]:
        refuse_without_quorum(session)
        preside(session, new, presiding or {})
    changed, before = [], {}
    for pk, (votes_for, against, blank) in counts.items():
        motion = motions[pk]
        if refusal := criteria.hands_refusal(votes_for + against + blank, behind[pk].entitled):
            raise DomainError(f"{motion.heading}: {refusal}")
        side = None
        if follows_chair and is_tied(motion, behind[pk], votes_for, against):
            side = (casting or {}).get(pk)
            if side is None:
                raise DomainError(f"{motion.heading}: {WHICH_SIDE}")
        held = (motion.votes_for, motion.votes_against, motion.votes_blank, motion.casting_vote)
        if held != (votes_for, against, blank, side):
            before[pk] = figures(motion)
            decide(motion, (votes_for, against, blank, 0), electorate=behind[pk], casting_vote=side, by=by)
            changed.append(motion)
    if changed:
        save_decisions(changed)
        after = {motion.pk: figures(motion) for motion in changed}
        audit.record("councils.hands_counted", session, by=by, before=before, after=after)
    return len(changed)


def hands_to_count(session: CouncilSession) -> list[Motion]:
    """The shows of hands whose figures may be entered or mended; one that was voted on again keeps its own."""
    return list(session.motions.by_hands().waiting_or_decided().filter(followed_by=None).with_candidates())


def ties_follow_chair(session: CouncilSession) -> bool:
    """Whether a tied show of hands follows whoever presides over the row; a secret ballot never does."""
    return voting_rules.rules_of(session)[voting_rules.TIE].value == "chair"


def is_tied(motion: Motion, electorate: Electorate | SealedElectorate, votes_for: int, votes_against: int) -> bool:
    """Whether these figures leave the result to the chair's side."""
    base = electorate.base(motion.base_kind, votes_for=votes_for, votes_against=votes_against)
    return criteria.tie_decides(votes_for, votes_against, base, motion.needs)


def figures(motion: Motion) -> list:
    """What the log keeps of a result: for, against, blank, invalid, passed."""
    return [motion.votes_for, motion.votes_against, motion.votes_blank, motion.votes_invalid, motion.passed]


def decide(
    motion: Motion,
    votes: tuple[int, int, int, int],
    *,
    electorate: Electorate | SealedElectorate,
    casting_vote: bool | None = None,
    by,
) -> None:
    """Set the figures (for, against, blank, invalid) and the result of a motion. The caller saves.

    `casting_vote` is the chair's side of a tie that follows it; the caller knows that it does.
    """
    motion.votes_for, motion.votes_against, motion.votes_blank, motion.votes_invalid = votes
    motion.eligible_count, motion.present_count = electorate.entitled, electorate.present
    motion.base = electorate.base(motion.base_kind, votes_for=motion.votes_for, votes_against=motion.votes_against)
    motion.casting_vote = casting_vote
    motion.passed = criteria.passes(motion.votes_for, motion.base, motion.needs) or casting_vote is True
    motion.decided_at, motion.decided_by = clock.now(), by


def save_decisions(motions: Sequence[Motion]) -> None:
    votes = ["votes_for", "votes_against", "votes_blank", "votes_invalid", "casting_vote"]
    people = ["eligible_count", "present_count", "base"]
    Motion.objects.bulk_update(motions, [*votes, *people, "presided_by", "passed", "decided_at", "decided_by"])
