"""Who is there, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.findings import Citation, Finding
from core.vietnamese import clean_line
from councils import criteria
from councils.criteria import Threshold, read_threshold
from councils.models import Attendance, CouncilSession
from councils.services.rows import locked, members_of
from councils.voting_rules import QUORUM_CODES
from legal.models import LegalParameter

State = Attendance.State
HAND_OVER = "Giao chủ tọa, thư ký"  # the page where it is done


@dataclass(frozen=True)
class Quorum:
    """How many must be there, how many are, and where that is written."""

    present: int
    members: int
    share: Threshold
    citation: Citation

    @property
    def needed(self) -> int:
        return criteria.needed(self.members, self.share)

    @property
    def is_met(self) -> bool:
        return criteria.has_quorum(self.present, self.members, self.share)

    @property
    def finding(self) -> Finding:
        if self.is_met:
            return Finding(
                code="quorum_met",
                severity="ok",
                title=f"Đủ số thành viên để họp: {self.present} trong {self.members}",
                detail=f"Cần {self.needed} ({self.share.words} tổng số thành viên).",
                citation=self.citation,
            )
        return Finding(
            code="quorum_missing",
            severity="must",
            title="Chưa đủ số thành viên để họp",
            detail=f"Cần ít nhất {self.needed} trong {self.members} thành viên có mặt, mới có {self.present}.",
            change="Mời thêm thành viên rồi điểm danh lại, hoặc triệu tập phiên họp vào ngày khác.",
            citation=self.citation,
            facts={"needed": self.needed, "present": self.present, "members": self.members},
        )

    @property
    def lost_finding(self) -> Finding:
        """The same in the middle of an open session: what stands, and the two ways out."""
        return Finding(
            code="quorum_lost",
            severity="must",
            title="Phiên họp không còn đủ số thành viên để biểu quyết",
            detail=(
                f"Cần ít nhất {self.needed} trong {self.members} thành viên có mặt, nay còn {self.present}."
                " Kết quả đã biểu quyết vẫn giữ nguyên."
            ),
            change="Chờ thêm thành viên rồi điểm danh lại, hoặc hoãn các nội dung còn lại sang phiên họp khác.",
            citation=self.citation,
            facts={"needed": self.needed, "present": self.present, "members": self.members},
        )


def quorum_of(session: CouncilSession) -> Quorum:
    """Frozen once the session is open; before that, by the rule in force on its day."""
    present = session.attendances.filter(state=Attendance.State.PRESENT).count()
    if session.quorum:
        return Quorum(present, session.member_count, read_threshold(session.quorum), session.quorum_provision)
    try:
        rule = LegalParameter.objects.in_force(
            QUORUM_CODES[session.council.kind], on=session.held_on, at=session.organisation
        )
    except LookupError as error:
        raise DomainError(
            f"Chưa có quy định về số thành viên tối thiểu để {session.council.get_kind_display().lower()} họp."
            " Nhập quy định trong mục Tham số pháp lý."
        ) from error
    return Quorum(present, members_of(session).count(), read_threshold(rule.value), rule.citation)


def refuse_without_quorum(session: CouncilSession) -> None:
    """Nothing is voted on while too few are there."""
    quorum = quorum_of(session)
    if not quorum.is_met:
        raise DomainError(f"Phiên họp không còn đủ số thành viên. {quorum.finding.detail}", findings=[quorum.finding])


@transaction.atomic
def take_roll_call(session: CouncilSession, *, states: dict[int, str], reasons: dict[int, str], by) -> None:
    """Save who is present, for all members at once. `states` and `reasons` go by member id; a reason is private.

    While the session is open members come and go: the time is kept, what was decided before stays as it was, and
    without a quorum nothing further is voted on.
    """
    session = locked(session)
    members = list(members_of(session))
    if set(states) != {member.pk for member in members}:
        raise DomainError("Điểm danh phải ghi cho mọi thành viên của phiên họp. Tải lại trang rồi điểm danh lại.")
    if set(states.values()) - set(State.values):
        raise DomainError("Điểm danh có lựa chọn không hợp lệ. Tải lại trang rồi điểm danh lại.")
    _refuse_roll_call(session, states)
    former = {row.member_id: row for row in session.attendances.all()}
    rows = [_row(session, member, states, reasons, former.get(member.pk)) for member in members]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "member"],
        update_fields=["state", "reason", "arrived_at", "left_at"],
    )
    before = sum(row.state == State.PRESENT for row in former.values())
    after = {"present": sum(row.state == State.PRESENT for row in rows)}
    audit.record("councils.roll_call_taken", session, by=by, before={"present": before}, after=after)


def _row(session, member, states, reasons, former: Attendance | None) -> Attendance:
    state = states[member.pk]
    row = Attendance(organisation=session.organisation, session=session, member=member, state=state)
    row.reason = "" if state == State.PRESENT else clean_line(reasons.get(member.pk, ""))
    row.arrived_at, row.left_at = (former.arrived_at, former.left_at) if former else (None, None)
    was_here, is_here = former is not None and former.state == State.PRESENT, state == State.PRESENT
    if session.is_open and was_here and not is_here:
        row.left_at = clock.now()
    if session.is_open and is_here and not was_here:
        row.arrived_at, row.left_at = clock.now(), None
    return row


def _refuse_roll_call(session: CouncilSession, states: dict[int, str]) -> None:
    if session.is_over:
        raise DomainError(f"Phiên họp {session.get_state_display().lower()} nên không sửa điểm danh được.")
    if session.boxes.filter(state="open").exists():
        raise DomainError("Phiếu kín đang mở cho những người có mặt nên chưa sửa điểm danh được.")
    if session.is_open and any(
        states.get(pk) != State.PRESENT for pk in (session.presided_by_id, session.recorded_by_id)
    ):
        raise DomainError(
            "Chủ tọa và thư ký của phiên đang họp phải có mặt. Người phải rời họp thì giao cho thành viên khác"
            f" ở mục “{HAND_OVER}” rồi điểm danh lại."
        )
