"""Every state in which a session and its box can stand, and whoever may come to it.

Ten members, one of them absent: one row by hands, two secret ones (about a teacher, about `member`). `teller` counts
where the vote is on paper. A file lies before the members.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from councils import ballots, paper_ballots, services
from councils.models import BallotBox, CouncilMember, CouncilSession, Motion, Recusal, SessionPaper
from councils.services.practice import begin_practice
from tests.councils import sessions
from tests.documents.test_evidence import pdf

SITTING = ("chair", "secretary", "deputy", "member", "teller", "absent")
OUTSIDE = ("other_school", "office")
ROLES = (*SITTING, "teacher", "clerk", *OUTSIDE)
PERSONS = {  # the roles that are called otherwise in the world of the tests
    "chair": "principal",
    "deputy": "vice_principal",
    "member": "head",
    "absent": "outsider_head",
    "other_school": "other_principal",
    "office": "officer",
}
COUNTED = (6, 2, 1, 0)


@dataclass
class Case:
    world: object
    session: CouncilSession
    recusal: Recusal = None
    paper: SessionPaper = None
    last_row: Motion = None
    tellers: list[CouncilMember] = field(default_factory=list)
    clients: dict = field(default_factory=dict)

    @property
    def by(self):
        return self.world.secretary.user

    def person(self, role: str):
        return self.members[6].person if role == "teller" else getattr(self.world, PERSONS.get(role, role))

    def seat(self, role: str) -> CouncilMember:
        return next(member for member in self.members if member.person == self.person(role))

    @property
    def members(self) -> list[CouncilMember]:
        return list(services.members_of(self.session))

    @property
    def box(self) -> BallotBox | None:
        return ballots.last_box(self.session)

    def sign_in(self) -> None:
        """Before anything is tried and undone, so that the browsers' sessions stay."""
        for role in ROLES:
            self.clients[role] = self.world.client(self.person(role))
            self.clients[role].get("/")

    def standing(self) -> str:
        session = CouncilSession.objects.filter(pk=self.session.pk).first()
        if session is None:
            return "erased"
        box = self.box
        if not session.is_open or box is None:
            return session.state
        return "voting" if box.is_open else "released" if box.is_released else "counted"


# ---- states ----


def build(world, state: str) -> Case:
    session = sessions.convene(world, sessions.make_council(world, 10))
    case = Case(world, session)
    motion = sessions.hands(world, session, person=world.teacher)
    for person in (world.teacher, world.head):
        sessions.secret(world, session, person=person)
    services.declare_family(session, member=case.members[8], motions=[motion], by=case.by)
    case.recusal = motion.recusals.get()
    case.last_row = session.motions.last()
    case.paper = services.add_paper(session, upload=a_file(), by=case.by)
    STATES[state](case)
    case.session.refresh_from_db()
    case.sign_in()
    return case


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("Tờ trình.pdf", pdf())


def _draft(case: Case) -> None:
    pass


def _called(case: Case) -> None:
    sessions.call_roll(case.world, case.session, absent=[case.world.outsider_head])


def _too_few_called(case: Case) -> None:
    sessions.call_roll(case.world, case.session, absent=[member.person for member in case.members[4:]])


def _cancelled(case: Case) -> None:
    services.cancel_session(case.session, reason="Trùng lịch", by=case.by)


def _open(case: Case) -> None:
    _called(case)
    services.open_session(case.session, by=case.by)
    case.session.refresh_from_db()


def _too_few(case: Case) -> None:
    _open(case)
    _too_few_called(case)


def _last_put_off(case: Case) -> None:
    _open(case)
    services.defer_motions(case.session, [case.last_row], reason="Hết giờ", by=case.by)


def _rest_put_off(case: Case) -> None:
    _hands_counted(case)
    services.defer_motions(case.session, case.session.motions.secret(), reason="Hết giờ", by=case.by)


def _nobody_presides(case: Case) -> None:
    """Chair and deputy abstain from the row by hands and from a secret one."""
    _open(case)
    rows = case.session.motions.filter(person=case.world.teacher)
    for role in ("chair", "deputy"):
        services.declare_family(case.session, member=case.seat(role), motions=rows, by=case.by)


def _handed_over(case: Case) -> None:
    _open(case)
    services.hand_over_chair(case.session, to=case.seat("deputy"), by=case.by)
    services.hand_over_record(case.session, to=case.seat("teller"), reason="Thư ký có tiết", by=case.by)


def _hands_counted(case: Case) -> None:
    _open(case)
    motion = case.session.motions.by_hands().get()
    services.record_hands(case.session, counts={motion.pk: (7, 1, 0)}, by=case.by)


def _voting(case: Case) -> None:
    _hands_counted(case)
    ballots.open_box(case.session, by=case.by)


def _voted(case: Case) -> None:
    _voting(case)
    for person in sessions.voters(case.session):
        sessions.cast(case.session, person)


def _on_paper(case: Case) -> None:
    _hands_counted(case)
    case.tellers = [case.members[6], case.members[7]]
    ballots.open_box(case.session, mode="paper", tellers=case.tellers, by=case.by)


def _one_handed_in(case: Case) -> None:
    _on_paper(case)
    _hand_in(case, 0)


def _both_handed_in(case: Case) -> None:
    _one_handed_in(case)
    _hand_in(case, 1)


def _hand_in(case: Case, place: int) -> None:
    motions = case.session.motions.secret()
    counts = {motion.pk: (6, 2, 0, 0) if motion.person == case.world.head else COUNTED for motion in motions}
    paper_ballots.hand_in(case.session, counts=counts, by=case.tellers[place].person.user)


def _counted(case: Case) -> None:
    _voted(case)
    ballots.close_box(case.session, by=case.by)


def _counted_handed_over(case: Case) -> None:
    _counted(case)
    services.hand_over_chair(case.session, to=case.seat("deputy"), by=case.by)


def _released(case: Case) -> None:
    _counted(case)
    ballots.release(case.session, by=case.world.principal.user)


def _failed(case: Case) -> None:
    _voting(case)
    ballots.close_box(case.session, by=case.by)
    ballots.release(case.session, by=case.world.principal.user)


def _closed(case: Case) -> None:
    _released(case)
    services.close_session(case.session, by=case.by)


def _submitted(case: Case) -> None:
    _closed(case)
    services.submit_minutes(case.session, by=case.by)
    services.submit_count_sheet(case.box, by=case.by)


def _practice(case: Case) -> None:
    council = case.session.council
    case.session = begin_practice(council, school_year=case.world.year, by=case.by)
    case.recusal, case.paper, case.last_row = None, None, case.session.motions.last()


def _practice_open(case: Case) -> None:
    _practice(case)
    _open(case)


def _practice_closed(case: Case) -> None:
    _practice_open(case)
    services.defer_motions(case.session, case.session.motions.all(), reason="Hết giờ", by=case.by)
    services.close_session(case.session, by=case.by)


STATES: dict[str, Callable[[Case], None]] = {
    "draft": _draft,
    "draft, roll called": _called,
    "draft, too few": _too_few_called,
    "cancelled": _cancelled,
    "open": _open,
    "open, too few": _too_few,
    "open, nobody presides": _nobody_presides,
    "open, handed over": _handed_over,
    "open, a row put off": _last_put_off,
    "open, hands counted": _hands_counted,
    "open, the rest put off": _rest_put_off,
    "voting": _voting,
    "voting, all have voted": _voted,
    "voting on paper": _on_paper,
    "voting on paper, one teller handed in": _one_handed_in,
    "voting on paper, counted alike": _both_handed_in,
    "counted": _counted,
    "counted, chair handed over": _counted_handed_over,
    "released": _released,
    "released, nothing passed": _failed,
    "closed": _closed,
    "closed, papers submitted": _submitted,
    "practice, draft": _practice,
    "practice, open": _practice_open,
    "practice, closed": _practice_closed,
}
