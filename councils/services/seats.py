"""Who sits in a council from which day, and the roles that come with a seat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import Attendance, Council, CouncilMember, CouncilSession, Recusal
from organisation.models import Level, OptionalBody, Organisation, Person, Role, RoleAssignment
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
FOLLOWED_LEVELS = tuple(level for level in Level if level != Level.COMBINED)


class Seating(NamedTuple):
    """One seat as a decision gives it. `levels` are the `organisation.Level` values that the member follows."""

    person: Person
    seat: str = Seat.MEMBER
    body: OptionalBody | None = None
    duty: str = ""
    levels: Sequence[str] = ()

    def is_as(self, row: CouncilMember) -> bool:
        """Whether a row already says all of this."""
        said = (row.seat, row.body_id, row.duty, list(row.levels))
        return said == (self.seat, self.body.pk if self.body else None, clean_line(self.duty), list(self.levels))


# ---- what cannot be ----


def refuse_seatings(organisation: Organisation, from_on: date, seatings: Sequence[Seating]) -> None:
    """A sentence where a list of members cannot be decided on."""
    people = [seating.person.pk for seating in seatings]
    seats = [seating.seat for seating in seatings]
    if len(set(people)) != len(people):
        raise DomainError("Có người được ghi hai lần trong hội đồng. Mỗi người giữ một nhiệm vụ.")
    for seat in (Seat.CHAIR, Seat.SECRETARY):
        if seats.count(seat) != 1:
            raise DomainError(f"Hội đồng cần đúng một {Seat(seat).label}, danh sách đang có {seats.count(seat)}.")
    if seats.count(Seat.STANDING_VICE_CHAIR) > 1:
        raise DomainError("Hội đồng chỉ có một Phó Chủ tịch thường trực. Ghi những người khác là Phó Chủ tịch.")
    employed = Person.objects.employed_at(organisation, on=from_on).filter(pk__in=people)
    here = set(employed.values_list("pk", flat=True))
    strangers = [seating.person.full_name for seating in seatings if seating.person.pk not in here]
    if strangers:
        raise DomainError(f"{', '.join(strangers)} không công tác tại đơn vị vào ngày {from_on:%d/%m/%Y}.")
    for seating in seatings:
        refuse_body(seating.body, from_on)
        refuse_levels(seating.levels)


def refuse_body(body: OptionalBody | None, day: date) -> None:
    if body is not None and (body.from_on > day or (body.to_on is not None and body.to_on < day)):
        raise DomainError(f"{body.name} không có vào ngày {day:%d/%m/%Y} nên không cử đại diện được.")


def refuse_levels(levels: Iterable[str]) -> None:
    if set(levels) - set(FOLLOWED_LEVELS):
        raise DomainError("Cấp học theo dõi không hợp lệ. Tải lại trang rồi chọn lại.")


def refuse_running(council: Council) -> None:
    """Nobody leaves and nobody joins while the council sits. Holds its sessions, so that none opens meanwhile."""
    rows = CouncilSession.objects.for_organisation(council.organisation).filter(council=council)
    held = list(rows.filter(state__in=[State.DRAFT, State.OPEN]).select_for_update().order_by("pk"))
    running = next((session for session in held if session.is_open), None)
    if running is None:
        return
    if running.boxes.filter(state="open").exists():
        raise DomainError(
            f"Phiên họp “{running.title}” đang bỏ phiếu kín nên chưa đổi thành viên được."
            " Kết thúc bỏ phiếu và phiên họp rồi làm lại."
        )
    raise DomainError(
        f"Phiên họp “{running.title}” đang diễn ra nên chưa đổi thành viên được. Kết thúc phiên họp rồi làm lại."
    )


def refuse_day_of_change(council: Council, from_on: date) -> None:
    """Changes follow one another, and what has been held with the former members stays so."""
    newest = max((row.from_on for row in council.members.all()), default=council.from_on)
    if from_on <= newest:
        raise DomainError(
            f"Thành viên của {council.name} đã được ghi từ ngày {newest:%d/%m/%Y}. Thay đổi phải từ ngày sau đó."
        )
    if council.to_on is not None and council.to_on < from_on:
        raise DomainError(
            f"{council.name} hoạt động đến ngày {council.to_on:%d/%m/%Y}. Thành lập hội đồng mới cho thời gian sau đó."
        )
    refuse_held(council, from_on)


def refuse_held(council: Council, from_on: date) -> None:
    sessions = council.sessions.filter(state=State.CLOSED, is_practice=False, held_on__gte=from_on)
    last = sessions.order_by("-held_on").first()
    if last is not None:
        raise DomainError(
            f"Phiên họp “{last.title}” đã họp ngày {last.held_on:%d/%m/%Y} với các thành viên hiện nay."
            " Chọn ngày sau phiên họp đó."
        )


# ---- seats ----


def seats_from(council: Council, day: date):
    """Seats that hold on a day or begin later."""
    return council.members.filter(Q(to_on=None) | Q(to_on__gte=day)).select_related("person", "body")


def take_seats(council: Council, seatings: Sequence[Seating], from_on: date) -> dict[str, int]:
    """From that day the council is exactly these people; a seat that says the same as before goes on.

    Returns how many joined, changed and left. A roll-call or an abstention that a coming session already notes
    follows the person to the new seat, or goes with the one who leaves.
    """
    former = {row.person_id: row for row in seats_from(council, from_on)}
    before = list(former.values())
    counts = {"joined": 0, "changed": 0, "left": 0}
    for position, seating in enumerate(seatings, start=1):
        old = former.pop(seating.person.pk, None)
        if old is not None and seating.is_as(old):
            old.position, old.to_on = position, council.to_on
            old.save(update_fields=["position", "to_on"])
            continue
        counts["joined" if old is None else "changed"] += 1
        follow(old, new_seat(council, seating, position, from_on, ends=old), from_on)
    for gone in former.values():
        counts["left"] += 1
        end_seat(gone, from_on)
        follow(gone, None, from_on)
    people = {row.person_id for row in before} | {seating.person.pk for seating in seatings}
    settle_roles(council.organisation, people, from_on, ended=before)
    return counts


def new_seat(council, seating: Seating, position: int, from_on: date, *, ends: CouncilMember | None) -> CouncilMember:
    if ends is not None:
        end_seat(ends, from_on)
    return CouncilMember.objects.create(
        organisation=council.organisation,
        council=council,
        person=seating.person,
        seat=seating.seat,
        position=position,
        body=seating.body,
        duty=clean_line(seating.duty),
        levels=list(seating.levels),
        from_on=from_on,
        to_on=council.to_on,
    )


def end_seat(row: CouncilMember, from_on: date) -> None:
    row.to_on = from_on - timedelta(days=1)
    row.save(update_fields=["to_on"])


def follow(old: CouncilMember | None, new: CouncilMember | None, from_on: date) -> None:
    """What coming sessions have noted of a seat."""
    if old is None:
        return
    coming = {"session__state": State.DRAFT, "session__held_on__gte": from_on}
    attendances = Attendance.objects.for_organisation(old.organisation).filter(member=old, **coming)
    recusals = Recusal.objects.for_organisation(old.organisation).filter(
        member=old, **{f"motion__{name}": value for name, value in coming.items()}
    )
    if new is None:
        attendances.delete()
        recusals.delete()
    else:
        attendances.update(member=new)
        recusals.update(member=new)


# ---- roles ----


def settle_roles(organisation, people: Iterable[int], day: date, *, ended: Iterable[CouncilMember] = ()) -> None:
    """From a day on these people hold the roles that their seats give, in whichever council, and as long as those hold.

    A role that only an ended seat gave ends the day before; one that somebody was given otherwise is left alone.
    """
    seats = CouncilMember.objects.for_organisation(organisation).filter(person__in=list(people))
    given: dict[tuple[int, str], list[CouncilMember]] = {}
    for row in seats.select_related("body"):
        if row.last_on is not None and row.last_on < day:
            continue
        given.setdefault((row.person_id, ROLE_OF_SEAT[Seat(row.seat)]), []).append(row)
    assignments = RoleAssignment.objects.for_organisation(organisation)
    for person_id, role in {(row.person_id, ROLE_OF_SEAT[Seat(row.seat)]) for row in ended} - set(given):
        held = assignments.filter(in_force_on(day), person_id=person_id, role=role, from_on__lt=day)
        held.update(to_on=day - timedelta(days=1))
    for (person_id, role), rows in given.items():
        first = max(day, min(row.from_on for row in rows))
        last = None if any(row.last_on is None for row in rows) else max(row.last_on for row in rows)
        if not assignments.filter(in_force_on(first), person_id=person_id, role=role).update(to_on=last):
            RoleAssignment.objects.create(
                organisation=organisation, person_id=person_id, role=role, from_on=first, to_on=last
            )
