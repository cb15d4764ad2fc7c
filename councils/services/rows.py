"""Sessions and their people as the services read them."""

from __future__ import annotations

from collections.abc import Sequence

from councils import voting_rules
from councils.criteria import Electorate, SealedElectorate
from councils.models import Attendance, Council, CouncilMember, CouncilSession, Motion, Recusal
from organisation.models import Organisation


def locked(session: CouncilSession) -> CouncilSession:
    """The session as it is now, held until the transaction ends."""
    rows = CouncilSession.objects.for_organisation(session.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation", "council").get(pk=session.pk)


def hold_subjects(organisation: Organisation) -> None:
    """Until the transaction ends nobody else gives a subject to a session of the organisation: what waits in one
    session is not put before another at the same moment. Held before the session is locked.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def locked_council(council: Council) -> Council:
    """The council as it is now, held until the transaction ends."""
    rows = Council.objects.for_organisation(council.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation").get(pk=council.pk)


def members_of(session: CouncilSession):
    """The council as it stands on the day of the session, in the order of its decision."""
    return session.council.members.sitting_on(session.held_on).select_related("person")


def present_members(session: CouncilSession) -> list[CouncilMember]:
    return _members_in(session, [Attendance.State.PRESENT])


def voting_members(session: CouncilSession, *, is_secret: bool) -> list[CouncilMember]:
    """Who takes part in a vote of this kind: those present, and absent ones whose written opinion the rule counts."""
    states = [Attendance.State.PRESENT]
    if counts_written(session, is_secret=is_secret):
        states.append(Attendance.State.WRITTEN)
    return _members_in(session, states)


def counts_written(session: CouncilSession, *, is_secret: bool) -> bool:
    counted = voting_rules.rules_of(session)[voting_rules.ABSENT_OPINION].value
    return counted == "all" or (counted == "hands" and not is_secret)


def _members_in(session: CouncilSession, states: Sequence[str]) -> list[CouncilMember]:
    rows = session.attendances.filter(state__in=states).select_related("member__person")
    return [row.member for row in rows.order_by("member__position", "member_id")]


def recused_from(motions: Sequence[Motion]) -> dict[int, set[int]]:
    """By motion id the ids of the members who do not vote on it; no entry where all do. One query."""
    found: dict[int, set[int]] = {}
    for motion_id, member_id in Recusal.objects.filter(motion__in=motions).values_list("motion_id", "member_id"):
        found.setdefault(motion_id, set()).add(member_id)
    return found


def electorates(session: CouncilSession, motions: Sequence[Motion]) -> dict[int, Electorate | SealedElectorate]:
    """Who stands behind each motion, as counts: of a decided one those of that time, of another those of now.

    A constant number of queries for any number of motions.
    """
    found = voting_rules.rules_of(session)
    leave, counted = found[voting_rules.ABSTAINER].value == "leaves", found[voting_rules.ABSENT_OPINION].value
    states = dict(session.attendances.values_list("member_id", "state"))
    present = {pk for pk, state in states.items() if state == Attendance.State.PRESENT}
    written = {pk for pk, state in states.items() if state == Attendance.State.WRITTEN}
    members = session.member_count or members_of(session).count()
    recused = recused_from(motions)
    answers: dict[int, Electorate | SealedElectorate] = {}
    for motion in motions:
        if motion.is_decided:
            answers[motion.pk] = SealedElectorate(motion.eligible_count, motion.present_count, motion.base)
            continue
        is_asked = counted == "all" or (counted == "hands" and not motion.is_secret)
        taking_part = present | written if is_asked else present
        away = recused.get(motion.pk, set())
        answers[motion.pk] = Electorate(
            members=members,
            present=len(present),
            taking_part=len(taking_part),
            recused_members=len(away),
            recused_present=len(away & present),
            recused_taking_part=len(away & taking_part),
            abstainers_leave=leave,
        )
    return answers
