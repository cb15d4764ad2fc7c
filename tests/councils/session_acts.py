"""Every act that somebody may try on a session, through its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from core.scoping import scope
from councils import paper_ballots, services
from councils.urls import urlpatterns
from tests.councils.session_states import SITTING, STATES, Case, a_file
from tests.state_tables import Outcome, post, rows, undone, writes


@dataclass(frozen=True)
class Page:
    """`address` names the URL, `of` what its pk is of, `fields` what a role sends."""

    address: str
    fields: Callable[[Case, str], dict] = lambda case, role: {}
    of: Callable[[Case], object] = lambda case: case.session

    def post(self, case: Case, role: str) -> tuple[int, str]:
        url = reverse(f"councils:{self.address}", args=[case.world.school.slug, self.of(case).pk])
        return post(case.clients[role], url, self.fields(case, role))


# ---- what is sent ----


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


def _presiding(case: Case) -> dict:
    return {f"presides-{motion.pk}": case.members[5].pk for motion in case.session.motions.all()}


def _still_open(case: Case):
    """The last row on which somebody may be declared to abstain; where there is none, one that the page refuses."""
    waiting = services.open_to_recusal(case.session).exclude(person=case.person("member"))
    return waiting.last() or case.last_row


def _family(case: Case, role: str) -> dict:
    return {"member": case.members[5].pk, "motions": [_still_open(case).pk]}


def _own_family(case: Case, role: str) -> dict:
    """A row from which she does not abstain yet."""
    waiting = services.open_to_recusal(case.session)
    if role in SITTING:
        waiting = waiting.exclude(recusals__member=case.seat(role))
    return {"motions": [(waiting.last() or case.last_row).pk]}


def _deferral(case: Case, role: str) -> dict:
    return {"motions": [_still_open(case).pk], "reason": "Không còn đủ thời gian"}


def _chair_to(case: Case, role: str) -> dict:
    deputy, presides = case.seat("deputy"), case.session.presided_by
    return {"task": "chair", "to": (case.seat("chair") if presides == deputy else deputy).pk}


def _record_to(case: Case, role: str) -> dict:
    secretary, records = case.seat("secretary"), case.session.recorded_by
    to = case.seat("member") if records in (None, secretary) else secretary
    return {"task": "record", "to": to.pk, "reason": "Thư ký có tiết dạy"}


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


def _meeting(case: Case, role: str) -> dict:
    return {"title": "Xét danh hiệu", "held_on": "12/10/2026", "starts_at": "14:00", "place": "Phòng họp tầng 3"}


def _sent(**fields) -> Callable[[Case, str], dict]:
    return lambda case, role: fields


PAGES: dict[str, Page] = {
    "write the agenda": Page("session_agenda", _sent(agenda="Xét danh hiệu | Bà Lan")),
    "move": Page("session_move", _meeting),
    "draft the invitation": Page("session_invitation"),
    "add a paper to read": Page("paper_add", lambda case, role: {"upload": a_file()}),
    "remove a paper to read": Page("paper_remove", of=lambda case: case.paper),
    "call the roll": Page("session_roll_call", _roll),
    "open the session": Page("session_open"),
    "cancel": Page("session_cancel", _sent(reason="Trùng lịch kiểm tra")),
    "declare a relative": Page("session_recusals", _family),
    "declare an own relative": Page("own_recusals", _own_family),
    "withdraw a relative": Page("recusal_withdraw", of=lambda case: case.recusal),
    "hand the chair over": Page("session_hand_over", _chair_to),
    "hand the record over": Page("session_hand_over", _record_to),
    "put a row off": Page("session_defer", _deferral),
    "take a row up": Page("motion_take_up", of=lambda case: case.last_row),
    "count hands": Page("session_hands", _hands),
    "count hands and name who presides": Page(
        "session_hands", lambda case, role: _hands(case, role) | _presiding(case)
    ),
    "open a box on devices": Page("ballot_open", _device),
    "open a box and name who presides": Page("ballot_open", lambda case, role: _device(case, role) | _presiding(case)),
    "open a box on paper": Page("ballot_open", _paper),
    "look over the own paper": Page("ballot", _choices),
    "cast": Page("ballot_cast", _choices),
    "print the papers": Page("papers_print"),
    "hand in a count": Page("teller_count", _figures),
    "take a count back": Page("teller_reopen"),
    "close the box": Page("ballot_close"),
    "release": Page("ballot_release"),
    "vote again": Page("session_again", _again),
    "write remarks": Page("session_remarks", _sent(remarks="Bà Lan trình bày", before="")),
    "close the session": Page("session_close"),
    "submit the minutes": Page("minutes_submit"),
    "submit the count sheet": Page("count_sheet_submit", of=lambda case: case.box),
    "erase the practice": Page("practice_erase"),
}

# What takes a POST without there being a session, with where it is tried instead; by whom, tests/rights says of all.
WITHOUT_SESSION = {
    "session_create": "the session begins with it: test_preparing",
    "practice_begin": "the session begins with it: test_practice",
    "papers_keep": "keeps what was given out and moves nothing: test_specimens",
    "council_create": "of a council: test_body_pages",
    "council_renew": "of a council: test_body_pages",
    "council_end": "of a council: test_body_pages",
    "council_seal": "of a council: test_seal",
    "council_regulation": "of a council: test_body_pages",
    "regulation_draft": "of a council: test_body_pages",
    "decision_draft": "of a council: test_body_pages",
    "member_edit": "of a council: test_body_pages",
    "group_create": "of a council: test_body_pages",
    "decision_edit": "of a council, its service: test_bodies",
    "group_edit": "of a council, its service: test_bodies",
    "group_end": "of a council, its service: test_bodies",
    "body_list": "of who sends members: test_body_pages",
    "body_end": "of who sends members, its service: test_bodies",
}


def changing_addresses() -> set[str]:
    """The names of all addresses of the room that take a POST."""
    return {each.name for each in urlpatterns if "POST" in each.callback.access_rule.methods}


# In these states there is nothing that the act's address could name.
PRACTICE = tuple(state for state in STATES if state.startswith("practice"))
BEFORE_A_BOX = tuple(state for state in STATES if state.split(",")[0] in ("draft", "cancelled", "open"))
NOTHING_TO_NAME = {
    "withdraw a relative": PRACTICE,
    "remove a paper to read": PRACTICE,
    "submit the count sheet": (*BEFORE_A_BOX, *PRACTICE),
}


def states_of(act: str) -> tuple[str, ...]:
    return tuple(state for state in STATES if state not in NOTHING_TO_NAME.get(act, ()))


# ---- tried ----


def tables() -> list[str]:
    """All there are: a refused act writes nowhere."""
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - {"django_session", "spatial_ref_sys"})


def try_act(case: Case, act: str, role: str, watched: list[str], stored: set[tuple[str, str]]) -> Outcome:
    """Do it and undo it; `stored` are the watched rows before."""
    with undone(), scope(case.world.school):
        before, written = case.standing(), writes(watched)
        status, said = PAGES[act].post(case, role)
        changed = stored ^ rows(watched) if writes(watched) != written else set()
        return Outcome(before, case.standing(), changed, status, said)
