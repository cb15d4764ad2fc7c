from __future__ import annotations

import rules

from core import clock
from councils.models import CouncilMember
from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, has_role

COUNCIL = (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER)
RUNNING = (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY)

HEADS = (Role.PRINCIPAL, Role.OFFICE_LEADER)


@rules.predicate
def not_of_another_council(user, obj=None):
    """False for whoever leads or records councils of other kinds only: the role says no council, the seats do.

    Asked of a session or of what lies in one; true for who holds the role without a seat, or asks of something else.
    """
    of_motion = getattr(obj, "motion", obj)
    session = getattr(of_motion, "session", of_motion)
    if not hasattr(session, "held_on"):
        return True
    seats = CouncilMember.objects.for_organisation(session.organisation).on(clock.today())
    seats = seats.filter(person__user_id=user.pk, seat__in=[CouncilMember.Seat.CHAIR, CouncilMember.Seat.SECRETARY])
    kinds = set(seats.values_list("council__kind", flat=True))
    return not kinds or session.council.kind in kinds


def runs_as(*roles: str):
    """True for a user whose role is one of these, in the council of the session."""
    return has_role(*roles) & not_of_another_council


rules.add_perm("councils.view_council", has_role(*COUNCIL, *LEADERS, *OFFICE_STAFF))
rules.add_perm("councils.add_council", has_role(*HEADS))  # establish, renew, end: what gives and takes roles
rules.add_perm("councils.arrange_council", has_role(*RUNNING, *HEADS))  # duties, working groups, papers
rules.add_perm("councils.view_councilsession", has_role(*COUNCIL, *LEADERS, Role.OFFICE_LEADER))
rules.add_perm("councils.add_councilsession", has_role(*RUNNING))
rules.add_perm("councils.run_councilsession", runs_as(*RUNNING))  # also reads the reasons of absences


@rules.predicate
def presides(user, session=None):
    """True for whoever presides over the session."""
    member = getattr(session, "presided_by", None)
    return member is not None and member.person.user_id == user.pk


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


rules.add_perm("councils.cast_ballot", has_role(*COUNCIL) | has_paper)
rules.add_perm("councils.count_papers", counts_papers)


@rules.predicate
def records(user, owned=None):
    """True for whoever records the session; asked about the session or one of its boxes."""
    member = getattr(getattr(owned, "session", owned), "recorded_by", None)
    return member is not None and member.person.user_id == user.pk


rules.add_perm("councils.write_minutes", records | runs_as(Role.COUNCIL_SECRETARY))
rules.add_perm("councils.release_results", presides | runs_as(Role.COUNCIL_CHAIR))


@rules.predicate
def sits_on(user, obj=None):
    """True for a member of the session's council on its day; asked of a session, or of a paper laid before it."""
    session = getattr(obj, "session", obj)
    if not hasattr(session, "held_on"):
        return False
    return session.council.members.sitting_on(session.held_on).filter(person__user_id=user.pk).exists()


rules.add_perm("councils.read_sessionpaper", sits_on | runs_as(*RUNNING) | has_role(*LEADERS, Role.OFFICE_LEADER))
rules.add_perm("councils.declare_own_recusal", sits_on)
