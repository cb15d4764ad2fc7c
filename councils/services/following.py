"""What a council votes on after a row has failed: the same once more, or something lower in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Max

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.criteria import read_threshold
from councils.models import CouncilSession, Motion, Recusal
from councils.services.rows import locked
from legal.models import LegalParameter

COPIED = (
    "method",
    "label",
    "snapshot",
    "subject_key",
    "person_id",
    "department_id",
    "interests",
    "base_kind",
    "base_citation",
    "threshold",
    "threshold_citation",
)


@transaction.atomic
def vote_again(session: CouncilSession, *, motions: Sequence[Motion], by) -> list[Motion]:
    """Put rows that were not passed to a further round: all of them, or none and the reason."""
    session = locked(session)
    chosen = _loaded(session, motions)
    if not chosen:
        raise DomainError("Chưa chọn nội dung nào để biểu quyết lại.")
    rows = [_following(motion, Motion.FollowKind.AGAIN) for motion in chosen]
    return _put(session, rows, by=by)


@transaction.atomic
def follow(motion: Motion, *, kind: str, label: str, snapshot: dict, threshold: LegalParameter, by) -> Motion:
    """Put something else about the same candidate in the place of a row that was not passed, with its own threshold."""
    session = locked(motion.session)
    [failed] = _loaded(session, [motion])
    row = _following(failed, kind)
    row.label, row.snapshot = clean_line(label)[:300], snapshot
    row.threshold, row.threshold_citation = str(read_threshold(threshold.value)), asdict(threshold.citation)
    return _put(session, [row], by=by)[0]


def following_refusal(motion: Motion) -> str:
    """Why nothing follows a row (yet), a sentence; "" where something may. How it ended is said once it is released.

    The row comes with its box and its follower.
    """
    why = ""
    if motion.passed is None:
        why = "chưa biểu quyết nên chưa biểu quyết lại được."
    elif motion.box_id and not motion.box.is_released:
        why = "có kết quả chưa công bố. Chủ tọa công bố kết quả rồi mới biểu quyết lại."
    elif motion.passed:
        why = "đã được thông qua nên không biểu quyết lại."
    elif hasattr(motion, "followed_by"):
        why = "đã được đưa ra biểu quyết lại rồi."
    return f"“{motion.heading}” {why}" if why else ""


def _loaded(session: CouncilSession, motions: Sequence[Motion]) -> list[Motion]:
    """The rows as they are now, all of them such that something may follow."""
    if not session.is_open:
        raise DomainError("Chỉ biểu quyết lại được khi phiên họp đang mở.")
    asked = {motion.pk for motion in motions}
    found = list(session.motions.filter(pk__in=asked).with_candidates().select_related("box", "followed_by"))
    if len(found) != len(asked):
        raise DomainError("Có nội dung thuộc phiên họp khác. Tải lại trang rồi chọn lại.")
    for motion in found:
        if refusal := following_refusal(motion):
            raise DomainError(refusal)
    if any(motion.is_secret for motion in found) and session.boxes.filter(state="open").exists():
        raise DomainError("Phiếu kín đang mở. Kết thúc bỏ phiếu rồi mới đưa ra biểu quyết lại.")
    return found


def _following(motion: Motion, kind: str) -> Motion:
    row = Motion(organisation_id=motion.organisation_id, session_id=motion.session_id)
    for name in COPIED:
        setattr(row, name, getattr(motion, name))
    row.attempt, row.follows, row.follow_kind = motion.attempt + 1, motion, kind
    return row


def _put(session: CouncilSession, rows: list[Motion], *, by) -> list[Motion]:
    last = session.motions.aggregate(last=Max("position"))["last"] or 0
    for position, row in enumerate(rows, start=last + 1):
        row.position = position
    made = Motion.objects.bulk_create(rows)
    follower = {row.follows_id: row.pk for row in made}
    Recusal.objects.bulk_create(
        Recusal(
            organisation=session.organisation,
            motion_id=follower[recusal.motion_id],
            member_id=recusal.member_id,
            reason=recusal.reason,
        )
        for recusal in Recusal.objects.filter(motion__in=follower)
    )
    audit.record(
        "councils.motion_followed",
        session,
        by=by,
        after={"kind": made[0].follow_kind, "motions": {row.follows_id: row.pk for row in made}},
    )
    return made
