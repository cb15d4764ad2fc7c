"""Who does not vote on a row: its candidate, and whoever declared a relative before it was voted on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from councils.models import CouncilMember, CouncilSession, Motion, Recusal
from councils.services.rows import locked, members_of


def recuse_candidates(session: CouncilSession, motions) -> None:
    """Nobody votes on the own row."""
    seat_of = {member.person_id: member for member in members_of(session)}
    Recusal.objects.bulk_create(
        [
            Recusal(
                organisation=session.organisation,
                motion=motion,
                member=seat_of[motion.person_id],
                reason=Recusal.Reason.OWN,
            )
            for motion in motions
            if motion.person_id in seat_of
        ],
        ignore_conflicts=True,
    )


def reseat_recusals(session: CouncilSession) -> None:
    """On another day a person may sit on another row of the list: what was declared follows her there.

    Who has no seat on that day does not vote, so nothing is kept of her; own rows are noted again by the caller.
    """
    seat_of = {member.person_id: member for member in members_of(session)}
    stale = Recusal.objects.filter(motion__session=session).exclude(member__in=seat_of.values())
    for recusal in stale.select_related("member"):
        seat = seat_of.get(recusal.member.person_id)
        if seat and not Recusal.objects.filter(motion=recusal.motion_id, member=seat).exists():
            recusal.member = seat
            recusal.save(update_fields=["member"])
        else:
            recusal.delete()


@transaction.atomic
def declare_family(session: CouncilSession, *, member: CouncilMember, motions: Sequence[Motion], by) -> None:
    """A member with a relative among the candidates does not vote on those rows; declared before they are voted on."""
    session = locked(session)
    members = {each.pk for each in members_of(session)}
    if member.pk not in members:
        raise DomainError("Người này không phải là thành viên hội đồng của phiên họp.")
    for motion in Motion.objects.filter(pk__in=[motion.pk for motion in motions]).with_candidates():
        _refuse_recusal(session, motion)
        recusal, is_new = Recusal.objects.get_or_create(
            organisation=session.organisation,
            motion=motion,
            member=member,
            defaults={"reason": Recusal.Reason.FAMILY},
        )
        if is_new:
            audit.record("councils.recusal_declared", recusal, by=by, after={"motion": motion.pk, "member": member.pk})


def seat_of(session: CouncilSession, user) -> CouncilMember | None:
    """The user's own seat in the council on the session's day."""
    return members_of(session).filter(person__user=user).first()


def open_to_recusal(session: CouncilSession):
    """The rows on which somebody may still declare a relation: neither decided nor put off nor in a box."""
    return session.motions.waiting().filter(box=None).with_candidates()


@transaction.atomic
def declare_own_family(session: CouncilSession, *, motions: Sequence[Motion], by) -> None:
    """A member declares for herself, from her own page."""
    member = seat_of(session, by)
    if member is None:
        raise DomainError("Thầy/cô không phải là thành viên hội đồng của phiên họp này.")
    declare_family(session, member=member, motions=motions, by=by)


@transaction.atomic
def withdraw_recusal(recusal: Recusal, *, by) -> None:
    """Take back a family relation declared by mistake; that of a candidate to the own row stays."""
    session = locked(recusal.motion.session)
    if recusal.reason == Recusal.Reason.OWN:
        raise DomainError("Thành viên là người được đề nghị không bao giờ biểu quyết cho chính mình.")
    _refuse_recusal(session, Motion.objects.with_candidates().get(pk=recusal.motion_id))
    audit.record(
        "councils.recusal_withdrawn",
        recusal,
        by=by,
        before={"motion": recusal.motion_id, "member": recusal.member_id},
    )
    recusal.delete()


def _refuse_recusal(session: CouncilSession, motion: Motion) -> None:
    if motion.session_id != session.pk:
        raise DomainError("Nội dung này thuộc phiên họp khác.")
    if session.is_over or motion.is_decided or motion.box_id:
        raise DomainError(f"“{motion.heading}” đã biểu quyết hoặc đã mở phiếu nên không đổi người tránh mặt được.")
