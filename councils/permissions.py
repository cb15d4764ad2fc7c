"""Who may do what in a council: a seat in the council concerned, on the session's day; heads and leaders beside it.

The role that comes with a seat says only that somebody sits in some council; it opens the lists. A seat counts while
its holder works here at all, and on the day of the session: who sat there then goes on reading that session.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import rules
from django_scopes import scopes_disabled

from core import clock
from councils.models import Council, CouncilMember, CouncilSession
from councils.querysets import READS_SESSIONS, RUNNING_SEATS
from councils.services.presiding import DEPUTIES
from organisation.models import Organisation, Role
from organisation.permissions import LEADERS, OFFICE_STAFF, SCHOOL_STAFF, has_role, role_codes

COUNCIL = (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER)
HEADS = (Role.PRINCIPAL, Role.OFFICE_LEADER)
Seat = CouncilMember.Seat


# ---- seats ----


class Held(NamedTuple):
    """A seat of a user, as far as rights ask for it."""

    pk: int
    organisation_id: int
    council_id: int
    seat: str
    from_on: date
    to_on: date | None
    body_from_on: date | None
    body_to_on: date | None

    def is_on(self, day: date) -> bool:
        """As `sitting_on` says it in the database."""
        begins = max(self.from_on, self.body_from_on or self.from_on)
        return begins <= day and all(end is None or day <= end for end in (self.to_on, self.body_to_on))


def seats_of(user) -> tuple[Held, ...]:
    """Every seat that a user has or had, wherever; one query a request, like her roles."""
    if not user.is_authenticated:
        return ()
    found = getattr(user, "_council_seats", None)
    if found is None:
        with scopes_disabled():
            rows = CouncilMember.objects.filter(person__user_id=user.pk).order_by()
            columns = [*Held._fields[:6], "body__from_on", "body__to_on"]
            found = user._council_seats = tuple(Held(*row) for row in rows.values_list(*columns))
    return found


def session_of(obj) -> CouncilSession | None:
    """The session itself, or the one of a box, a paper, a row, an abstention."""
    if isinstance(obj, CouncilSession):
        return obj
    return getattr(obj, "session", None) or getattr(getattr(obj, "motion", None), "session", None)


def sits(*seats: str):
    """True for whoever has one of the seats (any, if none is named) in the session's council on the session's day."""

    @rules.predicate(f"sits:{','.join(seats)}")
    def holds(user, obj=None):
        session = session_of(obj)
        if session is None or not role_codes(user, session.organisation):
            return False
        mine = (held for held in seats_of(user) if held.council_id == session.council_id)
        return any(held.is_on(session.held_on) and (not seats or held.seat in seats) for held in mine)

    return holds


def _is_seat(user, member_id: int | None) -> bool:
    return member_id is not None and any(held.pk == member_id for held in seats_of(user))


@rules.predicate
def presides(user, obj=None):
    """True for whoever presides over the session."""
    return _is_seat(user, getattr(session_of(obj), "presided_by_id", None))


@rules.predicate
def records(user, obj=None):
    """True for whoever records the session."""
    return _is_seat(user, getattr(session_of(obj), "recorded_by_id", None))


@rules.predicate
def runs_council(user, obj=None):
    """True for chair and secretary of a council; asked of an organisation, for those of any of its councils today."""
    council = obj if isinstance(obj, Council) else getattr(obj, "council", None)
    organisation = obj if isinstance(obj, Organisation) else getattr(obj, "organisation", None)
    if not role_codes(user, organisation):
        return False
    today = clock.today()
    if council is None:
        mine = [held for held in seats_of(user) if held.organisation_id == organisation.pk]
        return any(held.seat in RUNNING_SEATS and held.is_on(today) for held in mine)
    day = max(today, council.from_on)
    day = min(day, council.to_on) if council.to_on else day
    mine = [held for held in seats_of(user) if held.council_id == council.pk]
    return any(held.seat in RUNNING_SEATS and held.is_on(day) for held in mine)


@rules.predicate
def has_sat(user, obj=None):
    """True for whoever has or had a seat in a council of the organisation."""
    organisation = getattr(obj, "organisation", obj)
    mine = (held.organisation_id == getattr(organisation, "pk", None) for held in seats_of(user))
    return any(mine) and bool(role_codes(user, organisation))


# ---- ballots ----


@rules.predicate
def has_paper(user, session=None):
    """True for whoever was given a paper of the open box: the electorate is frozen, even if a seat ends."""
    boxes = getattr(session, "boxes", None)
    return boxes is not None and boxes.filter(state="open", credentials__member__person__user=user).exists()


@rules.predicate
def counts_papers(user, session=None):
    """True for the tellers of a ballot on paper."""
    boxes = getattr(session, "boxes", None)
    return boxes is not None and boxes.filter(teller_rows__member__person__user=user).exists()


# ---- councils ----

rules.add_perm("councils.view_council", has_role(*COUNCIL, *LEADERS, *OFFICE_STAFF))
rules.add_perm("councils.add_council", has_role(*HEADS))  # establish, renew, end: what gives and takes roles
rules.add_perm("councils.arrange_council", runs_council | has_role(*HEADS))  # duties, working groups, papers

# ---- sessions ----

runs_session = sits(*RUNNING_SEATS) | presides | records
rules.add_perm(
    "councils.list_councilsession", has_role(*COUNCIL, *READS_SESSIONS) | (has_role(*SCHOOL_STAFF) & has_sat)
)
rules.add_perm("councils.view_councilsession", sits() | has_role(*READS_SESSIONS))
rules.add_perm("councils.add_councilsession", runs_council)
rules.add_perm("councils.run_councilsession", runs_session)  # also reads the reasons of absences
rules.add_perm("councils.hand_over_councilsession", runs_session | sits(*DEPUTIES))
rules.add_perm("councils.cast_ballot", sits() | has_paper)
rules.add_perm("councils.count_papers", counts_papers)
rules.add_perm("councils.write_minutes", records | sits(Seat.SECRETARY))
rules.add_perm("councils.release_results", presides | sits(Seat.CHAIR))
rules.add_perm("councils.read_sessionpaper", sits() | has_role(*READS_SESSIONS))
rules.add_perm("councils.declare_own_recusal", sits())
