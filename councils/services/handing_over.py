"""Who presides or records has to leave: another member present goes on in her place, from that moment."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import BallotBox, CouncilMember, CouncilSession, HandOver
from councils.services.presiding import IN_TURN
from councils.services.releasing import ask_for_release
from councils.services.rows import locked, present_members

Seat, Task = CouncilMember.Seat, HandOver.Task
FIELD = {Task.CHAIR: "presided_by", Task.RECORD: "recorded_by"}
# Whose seat says that she goes on; anybody else is named by the council, and the minutes say why.
NEXT = {Task.CHAIR: IN_TURN, Task.RECORD: (Seat.SECRETARY,)}


def may_take_over(session: CouncilSession) -> list[CouncilMember]:
    """Members present who neither preside nor record, in the order of the council."""
    busy = (session.presided_by_id, session.recorded_by_id)
    return [member for member in present_members(session) if member.pk not in busy]


def hand_over_chair(session: CouncilSession, *, to: CouncilMember, reason: str = "", by) -> HandOver:
    """From now on `to` presides. Rows that were voted on keep who presided over them."""
    return _hand_over(session, Task.CHAIR, to=to, reason=reason, by=by)


def hand_over_record(session: CouncilSession, *, to: CouncilMember, reason: str = "", by) -> HandOver:
    """From now on `to` records."""
    return _hand_over(session, Task.RECORD, to=to, reason=reason, by=by)


@transaction.atomic
def _hand_over(session: CouncilSession, task: str, *, to: CouncilMember, reason: str, by) -> HandOver:
    session, reason = locked(session), clean_line(reason)
    _refuse(session, task, to, reason)
    former = getattr(session, FIELD[task])
    setattr(session, FIELD[task], to)
    session.save(update_fields=[FIELD[task]])
    if task == Task.CHAIR:
        for box in session.boxes.filter(state=BallotBox.State.CLOSED, released_at=None):
            ask_for_release(box, to)
    row = HandOver.objects.create(
        organisation=session.organisation,
        session=session,
        task=task,
        from_member=former,
        to_member=to,
        reason=reason,
        by=by,
    )
    audit.record(
        "councils.handed_over",
        session,
        by=by,
        before={"task": task, "member": former.pk},
        after={"task": task, "member": to.pk, "at": row.at},
        personal={"reason": reason} if reason else None,
    )
    return row


def _refuse(session: CouncilSession, task: str, to: CouncilMember, reason: str) -> None:
    if not session.is_open:
        raise DomainError("Chỉ giao chủ tọa, thư ký khi phiên họp đang mở.")
    if task == Task.CHAIR and session.boxes.filter(state="open").exists():
        raise DomainError("Phiếu kín đang mở. Thư ký kết thúc bỏ phiếu rồi giao người chủ tọa.")
    if to.pk == getattr(session, f"{FIELD[task]}_id"):
        raise DomainError(f"{to.person.full_name} đang là {Task(task).label}. Chọn người khác.")
    if to.pk in (session.presided_by_id, session.recorded_by_id):
        raise DomainError("Một người không vừa chủ tọa vừa làm thư ký phiên họp. Chọn thành viên khác.")
    if to.pk not in {member.pk for member in present_members(session)}:
        raise DomainError(f"{to.person.full_name} không có mặt. Chọn thành viên có mặt, hoặc điểm danh lại trước.")
    if to.seat not in NEXT[task] and not reason:
        raise DomainError(
            f"{to.person.full_name} là {to.get_seat_display()}: hội đồng cử thì ghi lý do, lý do được ghi vào biên bản."
        )
