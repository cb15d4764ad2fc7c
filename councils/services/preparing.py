"""What is made ready before a session opens: agenda, day and place, giấy mời."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, time

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_weekday_date
from core.vietnamese import clean_line
from councils.agenda import Point
from councils.models import AgendaItem, Council, CouncilMember, CouncilSession
from councils.papers.invitation import TYPE_CODE, Invitation, invitation_content, still_says
from councils.papers.letterheads import chair_signatory, letterhead_of
from councils.services.interests import note_interests
from councils.services.recusals import recuse_candidates, reseat_recusals
from councils.services.rows import locked, members_of
from deadlines import services as deadlines
from documents import services as documents
from documents.models import OfficialDocument
from notifications import services as notifications
from organisation.models import Role, SchoolYear

Seat = CouncilMember.Seat


# ---- told and owed ----


def oblige_to_open(session: CouncilSession) -> None:
    """The secretary of its council owes its opening, on its day; without one, the chair."""
    seats = {member.seat: member.person for member in members_of(session)}
    deadlines.oblige(
        organisation=session.organisation,
        key=f"session:{session.pk}:open",
        title=f"Điểm danh và mở phiên họp: {session.title}"[:250],
        url_name="councils:session_detail",
        url_kwargs={"pk": session.pk},
        person=seats.get(Seat.SECRETARY) or seats.get(Seat.CHAIR),
        role=Role.COUNCIL_SECRETARY,  # where both seats are empty that day
        why=f"Họp lúc {session.starts_at:%H:%M} tại {session.place}.",
        button="Mở phiên họp",
        opens_at=clock.at(session.held_on),
        due_at=clock.at(session.held_on, session.starts_at.hour, session.starts_at.minute),
    )


def oblige_anew(council: Council) -> None:
    """After a change of seats: whoever is secretary on the day of a coming session owes its opening."""
    for session in council.sessions.filter(state=CouncilSession.State.DRAFT, is_practice=False):
        oblige_to_open(session)


def tell_members(session: CouncilSession, *, key: str, subject: str, body: str) -> None:
    """A message to every member; what was said of this session before is settled by it."""
    about = f"session:{session.pk}"
    notifications.settle(session.organisation, about)
    for member in members_of(session):
        notifications.notify(
            member.person,
            organisation=session.organisation,
            key=f"{about}:{key}",
            about=about,
            subject=subject[:250],
            body=body,
            url=reverse("councils:session_detail", args=[session.organisation.slug, session.pk]),
        )


def meeting_words(session: CouncilSession) -> str:
    """ "Hội đồng … họp lúc 14:00 thứ Sáu 14/5/2027 tại phòng họp"."""
    day = vi_weekday_date(session.held_on)
    return f"{session.council.name} họp lúc {session.starts_at:%H:%M} {day} tại {session.place}."


def refuse_day(council, day: date) -> None:
    if council.from_on > day or (council.to_on and council.to_on < day):
        raise DomainError(f"{council.name} không hoạt động vào ngày {day:%d/%m/%Y}. Kiểm tra lại ngày họp.")


def _draft(session: CouncilSession) -> CouncilSession:
    session = locked(session)
    if not session.is_draft:
        raise DomainError("Phiên họp không còn ở bước chuẩn bị nên không sửa chương trình, ngày giờ, giấy mời được.")
    return session


def _refuse_practice(session: CouncilSession) -> None:
    if session.is_practice:
        raise DomainError("Phiên họp thử không có giấy mời và không đổi lịch. Lập phiên họp thử khác nếu cần.")


# ---- agenda ----


@transaction.atomic
def set_agenda(session: CouncilSession, points: Sequence[Point], *, by) -> None:
    """Replace the agenda of a session that is being prepared."""
    session = _draft(session)
    before = session.agenda.count()
    write_agenda(session, points)
    audit.record("councils.agenda_set", session, by=by, before={"points": before}, after={"points": len(points)})


def write_agenda(session: CouncilSession, points: Sequence[Point]) -> None:
    session.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            organisation=session.organisation,
            session=session,
            position=number,
            text=point.text,
            presenter=point.presenter,
        )
        for number, point in enumerate(points, start=1)
    )


def agenda_of(session: CouncilSession) -> list[Point]:
    return [Point(item.text, item.presenter) for item in session.agenda.all()]


# ---- another day, hour or place ----


@transaction.atomic
def move_session(
    session: CouncilSession, *, school_year: SchoolYear, title: str, held_on: date, starts_at: time, place: str, by
) -> CouncilSession:
    """Change what a session in preparation was called for; the members are told again where they must know.

    On another day the roll-call taken before no longer holds, and members and tổ are those of the new day.
    """
    session = _draft(session)
    _refuse_practice(session)
    refuse_day(session.council, held_on)
    before = {name: getattr(session, name) for name in ("title", "held_on", "starts_at", "place")}
    values = {"title": clean_line(title), "held_on": held_on, "starts_at": starts_at, "place": clean_line(place)}
    if before == values:
        return session
    for name, value in values.items():
        setattr(session, name, value)
    session.school_year = school_year
    session.save(update_fields=[*values, "school_year"])
    if held_on != before["held_on"]:
        session.attendances.all().delete()
        reseat_recusals(session)
        recuse_candidates(session, session.motions.all())
        note_interests(session, list(session.motions.all()))
    oblige_to_open(session)
    if any(before[name] != values[name] for name in ("held_on", "starts_at", "place")):
        tell_members(
            session,
            key=f"moved:{uuid.uuid4().hex}",
            subject=f"Đổi lịch họp: {session.title}",
            body=f"{meeting_words(session)} Lịch trước ({before['starts_at']:%H:%M} ngày {before['held_on']:%d/%m/%Y},"
            f" {before['place']}) không còn hiệu lực.",
        )
    audit.record("councils.session_moved", session, by=by, before=before, after=values)
    return session


# ---- giấy mời ----


@transaction.atomic
def draft_invitation(session: CouncilSession, *, by) -> OfficialDocument:
    """Write the giấy mời from the session as it stands; a draft is written anew, an issued one followed by another."""
    session = _draft(session)
    _refuse_practice(session)
    today, members = clock.today(), list(members_of(session))
    chair = next((member for member in members if member.seat == Seat.CHAIR), None)
    content = invitation_content(
        _invitation(session, members),
        letterhead=letterhead_of(session.council, type_code=TYPE_CODE, on=today),
        signatory=chair_signatory(session.council, chair, on=today),
    )
    former = session.invitation
    if former is not None and former.state != OfficialDocument.State.ISSUED:
        return documents.update_content(former, content, version=former.version, by=by)
    session.invitation = documents.create_document(
        organisation=session.organisation,
        kind=OfficialDocument.Kind.INVITATION,
        form="invitation",
        content=content,
        by=by,
        origin_name="councils:session_detail",
        origin_kwargs={"pk": session.pk},
    )
    session.save(update_fields=["invitation"])
    audit.record("councils.invitation_drafted", session, by=by, after={"document": session.invitation_id})
    return session.invitation


def _invitation(session: CouncilSession, members: Sequence[CouncilMember]) -> Invitation:
    if not members:
        raise DomainError(f"{session.council.name} không có thành viên nào vào ngày họp nên chưa lập được giấy mời.")
    return Invitation(
        council=session.council.name,
        title=session.title,
        held_on=session.held_on,
        starts_at=session.starts_at,
        place=session.place,
        recipients=[(member.person.full_name, member.get_seat_display()) for member in members],
        agenda=agenda_of(session),
        papers=[paper.title for paper in session.papers.all()],
    )


def invitation_is_outdated(session: CouncilSession) -> bool:
    """Whether the giấy mời names another time or place than the session now has."""
    if session.invitation is None:
        return False
    content = session.invitation.content
    return not still_says(content, held_on=session.held_on, starts_at=session.starts_at, place=session.place)
