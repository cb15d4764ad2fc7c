"""The way to a dossier in a few lines: locked registrations, a council's result, issued papers."""

from __future__ import annotations

import io
from datetime import date, time

import pikepdf

from awards import services as awards
from core import clock
from core.scoping import scope
from councils.models import Council, CouncilMember, CouncilSession, Motion
from deadlines import services as deadlines
from documents import services as documents
from documents.content import Content, Paragraph, Run
from documents.models import OfficialDocument
from legal.models import Distinction
from organisation.models import Role, RoleAssignment
from registrations.models import Registration, RegistrationRound
from tests.factories.minutes import sign_minutes

HELD_ON = date(2026, 10, 10)


def a_pdf(pages: int = 1) -> bytes:
    whole = pikepdf.new()
    for _ in range(pages):
        whole.add_blank_page()
    stream = io.BytesIO()
    whole.save(stream)
    return stream.getvalue()


def distinction(code: str = "LDTT", name: str = "Lao động tiên tiến") -> Distinction:
    defaults = {"name": name, "kind": "title", "target": "individual", "position": 1}
    return Distinction.objects.get_or_create(code=code, defaults=defaults)[0]


def issue(
    document: OfficialDocument, *, by, number: int = 7, pages: int = 1, rendered: bool = True
) -> OfficialDocument:
    """Through approval (of a council's minutes, by those who sign them) and numbering to an issued file."""
    if document.is_generated:
        document = sign_minutes(CouncilSession.objects.get(minutes=document), by=by)
    else:
        document = documents.submit_for_approval(document, by=by)
        head = RoleAssignment.objects.filter(organisation=document.organisation, role=Role.PRINCIPAL).get().person.user
        document = documents.approve(document, content_hash=document.content_hash, by=head)
    document = documents.issue(document, number=number, issued_on=clock.today(), by=by)
    return documents.store_rendering(document, a_pdf(pages)) if rendered else document


def make_round(world, people, *, title: str = "LDTT") -> list[Registration]:
    """A locked round in which each of the people registered the title."""
    entry = deadlines.add_calendar_entry(
        organisation=world.school,
        school_year=world.year,
        purpose="registration",
        title="Đăng ký danh hiệu",
        opens_at=clock.at(date(2026, 9, 1)),
        due_at=clock.at(date(2026, 9, 30), 17),
    )
    round = RegistrationRound.objects.create(
        organisation=world.school,
        school_year=world.year,
        entry=entry,
        state="locked",
        locked_at=clock.now(),
        locked_by=world.secretary.user,
    )
    return [
        Registration.objects.create(
            organisation=world.school,
            round=round,
            person=person,
            home_department=world.department,
            distinction=distinction(title),
            goals="Hoàn thành tốt nhiệm vụ",
            state="locked",
            submitted_at=clock.now(),
        )
        for person in people
    ]


def make_session(world, *, held_on: date = HELD_ON) -> CouncilSession:
    """A session being prepared, of a council of five."""
    council = Council.objects.create(
        organisation=world.school, name="Hội đồng thi đua - khen thưởng", from_on=date(2026, 8, 1)
    )
    for position, person in enumerate(world.members):
        seat = ["chair", "secretary", "vice_chair", "member", "member"][position]
        CouncilMember.objects.create(
            organisation=world.school,
            council=council,
            person=person,
            seat=seat,
            position=position,
            from_on=council.from_on,
        )
    return CouncilSession.objects.create(
        organisation=world.school,
        council=council,
        school_year=world.year,
        title="Xét danh hiệu thi đua",
        held_on=held_on,
        starts_at=time(14),
        place="Phòng họp",
    )


def close_with(session: CouncilSession, registrations, *, votes: int = 5, by) -> list[Motion]:
    """Titles voted on with so many of five votes, the session closed, its minutes issued."""
    motions = [
        Motion.objects.create(
            organisation=session.organisation,
            session=session,
            position=position,
            method="secret_ballot",
            label="Đề nghị danh hiệu",
            subject_key=f"registration:{row.pk}",
            person=row.person,
            department=row.department,
            snapshot={"distinction": row.distinction.code, "place": "Tổ 1, 2, 3"},
            threshold="7/10",
            threshold_citation={},
            base=5,
            eligible_count=5,
            votes_for=votes,
            votes_against=5 - votes,
            votes_blank=0,
            passed=votes >= 4,
            decided_at=clock.now(),
            decided_by=by,
        )
        for position, row in enumerate(registrations)
    ]
    members = list(session.council.members.all())
    minutes = documents.create_document(
        organisation=session.organisation,
        kind="minutes",
        content=Content(
            title="BIÊN BẢN",
            subject="Xét danh hiệu thi đua",
            letterhead=documents.letterhead_for(session.organisation, type_code="BB"),
            blocks=[Paragraph([Run("Hội đồng đã họp.")])],
            is_minutes=True,
        ),
        by=by,
    )
    session.minutes = issue(minutes, by=by)
    session.state, session.opened_at, session.closed_at = "closed", clock.now(), clock.now()
    session.quorum, session.member_count = "2/3", 5
    session.presided_by, session.recorded_by = members[0], members[1]
    session.save()
    return motions


def make_dossier(world, people=None):
    """A dossier with its nominations and minutes; tờ trình and list are not made yet. Call within the scope."""
    registrations = make_round(world, people or [world.teacher, world.teacher2])
    close_with(make_session(world), registrations, by=world.secretary.user)
    return awards.create_dossier(organisation=world.school, school_year=world.year, by=world.secretary.user)


def complete(dossier, world, *, number: int = 8):
    """Tờ trình and list made, approved, numbered and rendered."""
    for offset, kind in enumerate(("proposal", "list")):
        document = awards.draft_part(dossier, kind=kind, by=world.secretary.user)
        issue(document, by=world.principal.user, number=number + offset, pages=offset + 1)
    return type(dossier).objects.with_names().get(pk=dossier.pk)


def send(dossier, world):
    return awards.submit_dossier(dossier, shown=awards.fingerprint_of(dossier), by=world.secretary.user)


def sent_dossier(world):
    """A submitted dossier and its submission. Opens the school's scope itself."""
    with scope(world.school):
        dossier = complete(make_dossier(world), world)
        return dossier, send(dossier, world)
