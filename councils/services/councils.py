"""Councils: set up by decision; their members get their roles, those of the former one lose theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import Council, CouncilDecision, CouncilMember, CouncilSession
from organisation.models import Organisation, Person, Role, RoleAssignment
from organisation.querysets import in_force_on

Seat = CouncilMember.Seat
State = CouncilSession.State
ROLE_OF_SEAT = {
    Seat.CHAIR: Role.COUNCIL_CHAIR,
    Seat.STANDING_VICE_CHAIR: Role.COUNCIL_MEMBER,
    Seat.VICE_CHAIR: Role.COUNCIL_MEMBER,
    Seat.SECRETARY: Role.COUNCIL_SECRETARY,
    Seat.MEMBER: Role.COUNCIL_MEMBER,
}
COUNCIL_ROLES = tuple(dict.fromkeys(ROLE_OF_SEAT.values()))


@transaction.atomic
def establish_council(
    *, organisation: Organisation, name: str, decision: str, from_on: date, members: Sequence[tuple[Person, str]], by
) -> Council:
    """Set up (or renew) the emulation council: its members get their roles, those of the former one lose theirs."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_members(organisation, from_on, members)
    _end_former_council(organisation, from_on, by=by)
    council = Council.objects.create(organisation=organisation, name=clean_line(name), from_on=from_on)
    CouncilDecision.objects.create(
        organisation=organisation,
        council=council,
        kind=CouncilDecision.Kind.ESTABLISH,
        reference=clean_line(decision),
        from_on=from_on,
        recorded_by=by,
    )
    CouncilMember.objects.bulk_create(
        CouncilMember(
            organisation=organisation, council=council, person=person, seat=seat, position=position, from_on=from_on
        )
        for position, (person, seat) in enumerate(members, start=1)
    )
    for person, seat in members:
        _give_role(organisation, person, ROLE_OF_SEAT[Seat(seat)], from_on)
    audit.record("councils.council_established", council, by=by, after={"from_on": from_on, "members": len(members)})
    return council


def _refuse_members(organisation, from_on: date, members) -> None:
    people = [person.pk for person, _ in members]
    seats = [seat for _, seat in members]
    if len(set(people)) != len(people):
        raise DomainError("Có người được ghi hai lần trong hội đồng. Mỗi người giữ một nhiệm vụ.")
    for seat in (Seat.CHAIR, Seat.SECRETARY):
        if seats.count(seat) != 1:
            raise DomainError(f"Hội đồng cần đúng một {Seat(seat).label}, danh sách đang có {seats.count(seat)}.")
    employed = Person.objects.employed_at(organisation, on=from_on).filter(pk__in=people)
    here = set(employed.values_list("pk", flat=True))
    strangers = [person.full_name for person, _ in members if person.pk not in here]
    if strangers:
        raise DomainError(f"{', '.join(strangers)} không công tác tại đơn vị vào ngày {from_on:%d/%m/%Y}.")


def _end_former_council(organisation, from_on: date, *, by) -> None:
    former = Council.objects.for_organisation(organisation).filter(to_on=None).first()
    if former is None:
        return
    if former.from_on >= from_on:
        raise DomainError(
            f"Hội đồng hiện nay được lập từ ngày {former.from_on:%d/%m/%Y}; hội đồng mới phải từ ngày sau đó."
        )
    if former.sessions.exclude(state=State.CLOSED).filter(held_on__gte=from_on).exists():
        raise DomainError("Hội đồng hiện nay còn phiên họp chưa kết thúc. Kết thúc phiên họp rồi mới kiện toàn.")
    last_day = from_on - timedelta(days=1)
    people = list(former.members.filter(to_on=None).values_list("person_id", flat=True))
    former.members.filter(to_on=None).update(to_on=last_day)
    former.to_on = last_day
    former.save(update_fields=["to_on"])
    RoleAssignment.objects.for_organisation(organisation).filter(
        person__in=people, role__in=COUNCIL_ROLES, to_on=None, from_on__lte=last_day
    ).update(to_on=last_day)
    audit.record("councils.council_ended", former, by=by, after={"to_on": last_day})


def _give_role(organisation, person, role: str, from_on: date) -> None:
    held = RoleAssignment.objects.for_organisation(organisation).filter(
        in_force_on(from_on), person=person, role=role, to_on=None
    )
    if not held.exists():
        RoleAssignment.objects.create(organisation=organisation, person=person, role=role, from_on=from_on)
