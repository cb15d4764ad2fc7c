"""Every state in which a session and its box can stand, and every act that somebody may try on it.

Ten members, one of them absent: one row by hands, two secret ones (about a teacher, about `member`). `teller` counts
where the vote is on paper. An act goes through its page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.urls import reverse

from core.scoping import scope
from councils import ballots, paper_ballots, services
from councils.models import CouncilMember, CouncilSession, Recusal
from councils.services.practice import begin_practice
from tests.councils import sessions
from tests.state_tables import Outcome, post, rows, undone

ROLES = ("chair", "secretary", "member", "teller", "absent", "teacher", "clerk", "other_school", "office")
OUTSIDE = ("other_school", "office")
COUNTED = (6, 2, 1, 0)


@dataclass
class Case:
    world: object
    session: CouncilSession
    recusal: Recusal = None
    tellers: list[CouncilMember] = field(default_factory=list)
    clients: dict = field(default_factory=dict)

    @property
    def by(self):
        return self.world.secretary.user

    def person(self, role: str):
        names = {"chair": "principal", "member": "head", "absent": "outsider_head", "other_school": "other_principal"}
        if role == "teller":
            return self.members[6].person
        return getattr(self.world, names.get(role, "officer" if role == "office" else role))

    @property
    def members(self) -> list[CouncilMember]:
        return list(services.members_of(self.session))

    def sign_in(self) -> None:
        """Before anything is tried and undone, so that the browsers' sessions stay."""
        for role in ROLES:
            self.clients[role] = self.world.client(self.person(role))
            self.clients[role].get("/")

    def standing(self) -> str:
        session = CouncilSession.objects.filter(pk=self.session.pk).first()
        if session is None:
            return "erased"
        box = ballots.last_box(session)
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
    relative = session.council.members.get(person=world.vice_principal)
    services.declare_family(session, member=relative, motions=[motion], by=case.by)
    case.recusal = motion.recusals.get()
    STATES[state](case)
    case.session.refresh_from_db()
    case.sign_in()
    return case


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


def _practice(case: Case) -> None:
    council = case.session.council
    case.session = begin_practice(council, school_year=case.world.year, by=case.by)


STATES: dict[str, Callable[[Case], None]] = {
    "draft": _draft,
    "draft, roll called": _called,
    "draft, too few": _too_few_called,
    "cancelled": _cancelled,
    "open": _open,
    "open, too few": _too_few,
    "open, hands counted": _hands_counted,
    "voting": _voting,
    "voting, all have voted": _voted,
    "voting on paper": _on_paper,
    "voting on paper, one teller handed in": _one_handed_in,
    "voting on paper, counted alike": _both_handed_in,
    "counted": _counted,
    "released": _released,
    "released, nothing passed": _failed,
    "closed": _closed,
    "practice, draft": _practice,
}


# ---- acts: (URL name, pk, fields) ----

Request = tuple[str, int, dict]


def _act(name: str, fields: Callable[[Case, str], dict] = lambda case, role: {}) -> Callable[[Case, str], Request]:
    return lambda case, role: (name, case.session.pk, fields(case, role))


def _roll(case: Case, role: str) -> dict:
    away = case.world.outsider_head
    return {f"state-{member.pk}": "absent" if member.person == away else "present" for member in case.members}


def _hands(case: Case, role: str) -> dict:
    """As many as may vote, all but two agreeing."""
    motions = list(case.session.motions.by_hands())
    asked = services.electorates(case.session, motions)
    return {
        f"{vote}-{motion.pk}": count
        for motion in motions
        for vote, count in (("for", max(0, asked[motion.pk].entitled - 2)), ("against", 1), ("blank", 1))
    }


def _family(case: Case, role: str) -> dict:
    motion = case.session.motions.order_by("-position").first()
    return {"member": case.members[5].pk, "motions": [motion.pk] if motion else []}


def _device(case: Case, role: str) -> dict:
    return {"mode": "device", "accepts_small": "on"}


def _paper(case: Case, role: str) -> dict:
    return {"mode": "paper", "tellers": [case.members[6].pk, case.members[7].pk]}


def _choices(case: Case, role: str) -> dict:
    mine = case.session.motions.secret().exclude(person=case.person(role))
    return {f"choice-{motion.pk}": "agree" for motion in mine}


def _figures(case: Case, role: str) -> dict:
    return {
        f"{name}-{motion.pk}": count
        for motion in case.session.motions.secret()
        for name, count in zip(paper_ballots.COUNT_FIELDS, (6, 2, 0, 0), strict=True)
    }


def _again(case: Case, role: str) -> dict:
    return {"motions": list(case.session.motions.secret().values_list("pk", flat=True))}


PAGES: dict[str, Callable[[Case, str], Request]] = {
    "call the roll": _act("session_roll_call", _roll),
    "open the session": _act("session_open"),
    "cancel": _act("session_cancel", lambda case, role: {"reason": "Trùng lịch kiểm tra"}),
    "declare a relative": _act("session_recusals", _family),
    "withdraw a relative": lambda case, role: ("recusal_withdraw", case.recusal.pk, {}),
    "count hands": _act("session_hands", _hands),
    "open a box on devices": _act("ballot_open", _device),
    "open a box on paper": _act("ballot_open", _paper),
    "cast": _act("ballot_cast", _choices),
    "print the papers": _act("papers_print"),
    "hand in a count": _act("teller_count", _figures),
    "take a count back": _act("teller_reopen"),
    "close the box": _act("ballot_close"),
    "release": _act("ballot_release"),
    "vote again": _act("session_again", _again),
    "close the session": _act("session_close"),
    "erase the practice": _act("practice_erase"),
}


def states_of(act: str) -> tuple[str, ...]:
    """A practice session has no relative that could be withdrawn."""
    without = ("practice, draft",) if act == "withdraw a relative" else ()
    return tuple(state for state in STATES if state not in without)


# ---- tried ----


def tables() -> list[str]:
    """All there are: a refused act writes nowhere."""
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - {"django_session", "spatial_ref_sys"})


def try_act(case: Case, act: str, role: str, watched: list[str], stored: set[tuple[str, str]]) -> Outcome:
    """Do it and undo it; `stored` are the watched rows before."""
    with undone(), scope(case.world.school):
        before = case.standing()
        name, pk, fields = PAGES[act](case, role)
        url = reverse(f"councils:{name}", args=[case.world.school.slug, pk])
        status, said = post(case.clients[role], url, fields)
        return Outcome(before, case.standing(), stored ^ rows(watched), status, said)
