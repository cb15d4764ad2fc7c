"""What a session does not get to is put off with its reason, so that nothing is lost and another session takes it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import CouncilSession, Motion
from councils.services.rows import hold_subjects, locked


@transaction.atomic
def defer_motions(session: CouncilSession, motions: Sequence[Motion], *, reason: str, by) -> int:
    """Put undecided rows off; returns how many. They stand in the minutes, and may be put before another session."""
    session = locked(session)
    if not session.is_open:
        raise DomainError("Chỉ hoãn nội dung được khi phiên họp đang mở.")
    reason = clean_line(reason)[:250]
    if not reason:
        raise DomainError("Chưa có lý do hoãn. Ghi ngắn gọn; lý do được ghi vào biên bản.")
    rows = list(session.motions.filter(pk__in=[motion.pk for motion in motions]).with_candidates())
    if not rows or len(rows) != len({motion.pk for motion in motions}):
        raise DomainError("Chọn ít nhất một nội dung của phiên họp này để hoãn. Tải lại trang rồi chọn lại.")
    for motion in rows:
        if motion.is_decided:
            raise DomainError(f"“{motion.heading}” đã biểu quyết nên không hoãn được. Bỏ chọn dòng này.")
        if motion.box_id:
            raise DomainError(f"“{motion.heading}” đang trong phiếu kín. Kết thúc bỏ phiếu trước rồi mới hoãn.")
    waiting = [motion for motion in rows if not motion.is_deferred]
    for motion in waiting:
        motion.deferred_reason = reason
    Motion.objects.bulk_update(waiting, ["deferred_reason"])
    if waiting:
        after = {"motions": [motion.pk for motion in waiting], "reason": reason}
        audit.record("councils.motions_deferred", session, by=by, after=after)
    return len(waiting)


@transaction.atomic
def take_up(motion: Motion, *, by) -> None:
    """A row that was put off is voted on after all, in the same session and unless another session has it by now."""
    hold_subjects(motion.organisation)
    session = locked(motion.session)
    motion = session.motions.with_candidates().get(pk=motion.pk)
    if not session.is_open:
        raise DomainError("Phiên họp không còn mở. Đưa nội dung này vào phiên họp khác.")
    if not motion.is_deferred:
        return
    elsewhere = Motion.objects.for_organisation(session.organisation).filter(subject_key=motion.subject_key)
    if motion.subject_key and elsewhere.exclude(session=session).filter(deferred_reason="", pk__gt=motion.pk).exists():
        raise DomainError(f"“{motion.heading}” đã được đưa vào phiên họp khác nên để phiên đó xét.")
    motion.deferred_reason = ""
    motion.save(update_fields=["deferred_reason"])
    audit.record("councils.motion_taken_up", session, by=by, after={"motion": motion.pk})
