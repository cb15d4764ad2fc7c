"""Who presides over each row: the chair of the session, unless the row is about the chair or a relative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.errors import DomainError
from councils.models import CouncilMember, CouncilSession, Motion
from councils.services.rows import present_members, recused_from

Seat = CouncilMember.Seat
DEPUTIES = (Seat.STANDING_VICE_CHAIR, Seat.VICE_CHAIR)
IN_TURN = (Seat.CHAIR, *DEPUTIES)  # who presides over a session, the first who is there


def presiding_of(session: CouncilSession, motions: Sequence[Motion]) -> dict[int, CouncilMember | None]:
    """By motion: who presides now; None where the session's chair abstains and no deputy present may stand in.

    Two queries for any number of motions. Empty before the session has opened.
    """
    chair = session.presided_by
    if chair is None:
        return {}
    here, away = present_members(session), recused_from(motions)
    deputies = sorted((each for each in here if each.seat in DEPUTIES), key=lambda each: DEPUTIES.index(each.seat))
    in_turn = [chair, *(deputy for deputy in deputies if deputy != chair)]
    return {
        motion.pk: next((member for member in in_turn if member.pk not in away.get(motion.pk, ())), None)
        for motion in motions
    }


def to_be_named(session: CouncilSession, motions: Sequence[Motion]) -> dict[int, list[CouncilMember]]:
    """Rows without anybody to preside, each with those of whom the secretary names one: present, not abstaining."""
    lacking = [pk for pk, member in presiding_of(session, motions).items() if member is None]
    if not lacking:
        return {}
    here, away = present_members(session), recused_from(motions)
    return {pk: [member for member in here if member.pk not in away.get(pk, ())] for pk in lacking}


def preside(session: CouncilSession, motions: Sequence[Motion], named: Mapping[int, CouncilMember]) -> None:
    """Set who presides over each row; `named` by motion id where nobody does by seat. The caller saves."""
    presiding, choices = presiding_of(session, motions), to_be_named(session, motions)
    for motion in motions:
        member = presiding[motion.pk]
        if member is None:
            member = named.get(motion.pk)
            if member is None or member not in choices[motion.pk]:
                raise DomainError(
                    f"{motion.heading}: chủ tọa không biểu quyết dòng này và không có Phó Chủ tịch nào thay được."
                    " Chọn một thành viên có mặt, không tránh mặt, chủ trì dòng này."
                )
        motion.presided_by = member
