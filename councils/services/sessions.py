"""A session from its call to its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, time

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from councils import voting_rules
from councils.agenda import Point
from councils.models import Attendance, Council, CouncilMember, CouncilSession, Recusal
from councils.papers import facts
from councils.services.interests import note_interests
from councils.services.minutes import draw_minutes
from councils.services.preparing import meeting_words, oblige_to_open, refuse_day, tell_members, write_agenda
from councils.services.presiding import IN_TURN
from councils.services.recusals import recuse_candidates
from councils.services.roll_call import quorum_of
from councils.services.rows import locked, members_of, present_members
from deadlines import services as deadlines
from organisation.models import SchoolYear

Seat = CouncilMember.Seat
State = CouncilSession.State


# ---- before it opens ----


@transaction.atomic
def convene(
    *,
    council: Council,
    school_year: SchoolYear,
    title: str,
    held_on: date,
    starts_at: time,
    place: str,
    agenda: Sequence[Point] = (),
    by,
) -> CouncilSession:
    """Call a session; the members are told, the secretary is obliged to open it on its day."""
    refuse_day(council, held_on)
    session = CouncilSession.objects.create(
        organisation=council.organisation,
        council=council,
        school_year=school_year,
        title=clean_line(title),
        held_on=held_on,
        starts_at=starts_at,
        place=clean_line(place),
    )
    write_agenda(session, agenda)
    oblige_to_open(session)
    tell_members(session, key="convened", subject=f"Mời họp: {session.title}", body=meeting_words(session))
    audit.record("councils.session_convened", session, by=by, after={"held_on": held_on, "starts_at": starts_at})
    return session


@transaction.atomic
def cancel_session(session: CouncilSession, *, reason: str, by) -> CouncilSession:
    """Call off a session that has not opened: what was handed to it is free for another one, the members are told."""
    session = locked(session)
    if session.is_practice:
        raise DomainError("Phiên họp thử thì xóa, không hủy: không ai được mời nên không ai cần được báo.")
    session.move_to(State.CANCELLED, "Chỉ hủy được phiên họp chưa mở.")
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Chưa có lý do hủy phiên họp. Ghi ngắn gọn để các thành viên biết.")
    Recusal.objects.for_organisation(session.organisation).filter(motion__session=session).delete()
    freed, _ = session.motions.all().delete()
    session.save(update_fields=["state"])
    deadlines.cancel(session.organisation, f"session:{session.pk}:open")
    tell_members(
        session,
        key="cancelled",
        subject=f"Hủy phiên họp: {session.title}",
        body=f"Phiên họp ngày {session.held_on:%d/%m/%Y} không diễn ra. Lý do: {reason}",
    )
    audit.record(
        "councils.session_cancelled",
        session,
        by=by,
        before={"state": State.DRAFT, "motions": freed},
        after={"state": session.state},
        personal={"reason": reason},
    )
    return session


# ---- opening ----


@transaction.atomic
def open_session(session: CouncilSession, *, recorder: int | None = None, by) -> CouncilSession:
    """Open the meeting: freeze the quorum rule and the number of members, name who presides and who records.

    `recorder` is the id of the member who records where the secretary is away.
    """
    session = locked(session)
    session.move_to(State.OPEN, "Phiên họp này đã mở rồi.")
    if clock.today() < session.held_on:
        raise DomainError(
            f"Phiên họp được triệu tập vào ngày {session.held_on:%d/%m/%Y}, chưa đến ngày họp."
            " Họp sớm hơn thì đổi ngày họp trước."
        )
    members = list(members_of(session))
    session.attendances.exclude(member__in=members).delete()  # of whoever left after the roll was called
    present = {row.member_id for row in session.attendances.all() if row.state == Attendance.State.PRESENT}
    if session.attendances.filter(member__in=members).count() != len(members):
        raise DomainError("Chưa điểm danh đủ các thành viên. Ghi có mặt hoặc vắng mặt cho từng người rồi lưu.")
    quorum = quorum_of(session)
    if not quorum.is_met:
        raise DomainError(quorum.finding.detail, findings=[quorum.finding])
    here = [member for member in members if member.pk in present]
    session.presided_by = _presiding(here)
    session.recorded_by = _recording(here, session.presided_by, recorder=recorder, by=by)
    session.quorum, session.quorum_citation = str(quorum.share), asdict(quorum.citation)
    session.rules = voting_rules.frozen(voting_rules.rules_of(session))
    session.member_count, session.opened_at = len(members), clock.now()
    session.save()
    _settle_base(session)
    motions = list(session.motions.all())
    recuse_candidates(session, motions)
    note_interests(session, motions)
    deadlines.fulfil(session.organisation, f"session:{session.pk}:open")
    audit.record(
        "councils.session_opened",
        session,
        by=by,
        before={"state": State.DRAFT},
        after={"state": session.state, "members": len(members), "present": len(here), "quorum": session.quorum},
    )
    return session


def _settle_base(session: CouncilSession) -> None:
    """The rows were put before the session had its rules: what a share is a share of is that of the rules it froze."""
    base = voting_rules.rules_of(session)[voting_rules.VOTE_BASE]
    citation = asdict(base.citation) if base.citation else {}
    session.motions.update(base_kind=base.value, base_citation=citation)


def _presiding(here: list[CouncilMember]) -> CouncilMember:
    member = _first_in_turn(here)
    if member is None:
        raise DomainError("Chủ tịch và Phó Chủ tịch hội đồng đều vắng mặt nên chưa có người chủ trì phiên họp.")
    return member


def _first_in_turn(here: list[CouncilMember]) -> CouncilMember | None:
    return next((member for seat in IN_TURN for member in here if member.seat == seat), None)


def recorders_of(session: CouncilSession) -> list[CouncilMember]:
    """Of a session about to open, whom the opening may name to record it; nobody where the secretary is there."""
    here = present_members(session)
    if any(member.seat == Seat.SECRETARY for member in here):
        return []
    presiding = _first_in_turn(here)
    return [member for member in here if member != presiding]


def _recording(here: list[CouncilMember], presiding: CouncilMember, *, recorder: int | None, by) -> CouncilMember:
    """The secretary; where she is away, the member named, else the one who opens the session; never who presides."""
    others = [member for member in here if member != presiding]
    user_id = getattr(by, "pk", None)
    for is_right in (
        lambda member: member.seat == Seat.SECRETARY,
        lambda member: member.pk == recorder,
        lambda member: user_id is not None and member.person.user_id == user_id,
    ):
        for member in filter(is_right, others):
            return member
    raise DomainError("Thư ký hội đồng vắng mặt. Chọn một thành viên có mặt, không phải chủ tọa, làm thư ký phiên họp.")


# ---- the end ----


@transaction.atomic
def close_session(session: CouncilSession, *, by) -> CouncilSession:
    """Close the meeting, seal its facts and draw up its minutes from them. Only when everything is decided."""
    session = locked(session)
    session.move_to(State.CLOSED, "Chỉ kết thúc được phiên họp đang mở.")
    _refuse_unfinished(session)
    session.closed_at = clock.now()
    if session.is_practice:  # nothing of it is kept
        session.save(update_fields=["state", "closed_at"])
        return session
    session.save(update_fields=["state", "closed_at"])
    sealed = draw_minutes(session, by=by)
    audit.record(
        "councils.session_closed",
        session,
        by=by,
        before={"state": State.OPEN},
        after={"state": session.state, "minutes": session.minutes_id, "sealed": facts.fingerprint(sealed)},
    )
    return session


def _refuse_unfinished(session: CouncilSession) -> None:
    boxes = list(session.boxes.all())
    if any(box.is_open for box in boxes):
        raise DomainError("Phiếu kín còn đang mở. Kết thúc bỏ phiếu trước khi kết thúc phiên họp.")
    if any(not box.is_released for box in boxes):
        raise DomainError("Kết quả bỏ phiếu kín chưa được chủ tọa công bố. Công bố kết quả rồi mới kết thúc phiên họp.")
    open_count = session.motions.waiting().count()
    if open_count:
        raise DomainError(f"Còn {open_count} nội dung chưa biểu quyết. Biểu quyết hết rồi mới kết thúc phiên họp.")
    if not session.motions.exists():
        raise DomainError("Phiên họp chưa có nội dung nào được biểu quyết nên chưa lập biên bản được.")
