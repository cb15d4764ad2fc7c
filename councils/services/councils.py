"""Councils: established, renewed (kiện toàn) and ended by decision. At most one of a kind is in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import Council, CouncilDecision, CouncilMember, CouncilSession, WorkingGroup
from councils.services.preparing import oblige_anew
from councils.services.rows import locked_council
from councils.services.seats import (
    Seating,
    end_seat,
    follow,
    new_seat,
    refuse_body,
    refuse_day_of_change,
    refuse_held,
    refuse_levels,
    refuse_running,
    refuse_seatings,
    seats_from,
    settle_roles,
    take_seats,
)
from organisation.models import OptionalBody, Organisation

Kind = CouncilDecision.Kind


@transaction.atomic
def establish_council(
    *,
    organisation: Organisation,
    name: str,
    from_on: date,
    members: Sequence[tuple],
    by,
    decision: str = "",
    kind: str = Council.Kind.EMULATION,
    to_on: date | None = None,
) -> Council:
    """Set up a council: its members get their roles. `members` are `Seating`s, or tuples as long as is known of one.

    `decision` is number and date as written, "" while it has none; `to_on` the last day of the term.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    seatings = [Seating(*member) for member in members]
    _refuse_term(from_on, to_on)
    _refuse_second(organisation, kind, from_on, to_on)
    refuse_seatings(organisation, from_on, seatings)
    council = Council.objects.create(
        organisation=organisation, kind=kind, name=clean_line(name), from_on=from_on, to_on=to_on
    )
    _record(council, Kind.ESTABLISH, decision, from_on, by=by)
    take_seats(council, seatings, from_on)
    audit.record("councils.council_established", council, by=by, after={"from_on": from_on, "members": len(members)})
    return council


@transaction.atomic
def renew_council(
    council: Council, *, from_on: date, members: Sequence[tuple], by, to_on: date | None, decision: str = ""
) -> CouncilDecision:
    """Kiện toàn: from that day exactly these people sit in the council; seats that stay as they were go on.

    `to_on` is the last day of the term from now on, None where none is set.
    """
    council = _locked(council)
    seatings = [Seating(*member) for member in members]
    _refuse_ended(council)
    refuse_running(council)
    refuse_day_of_change(council, from_on)
    _refuse_term(from_on, to_on)
    _refuse_second(council.organisation, council.kind, from_on, to_on, but=council)
    _refuse_beyond(council, to_on)
    refuse_seatings(council.organisation, from_on, seatings)
    former, council.to_on = council.to_on, to_on
    council.save(update_fields=["to_on"])
    counts = take_seats(council, seatings, from_on)
    oblige_anew(council)
    row = _record(council, Kind.RENEW, decision, from_on, by=by)
    audit.record(
        "councils.council_renewed",
        council,
        by=by,
        before={"to_on": former},
        after={"from_on": from_on, "to_on": to_on, "members": len(seatings), **counts},
    )
    return row


@transaction.atomic
def end_council(council: Council, *, last_on: date, by, decision: str = "") -> CouncilDecision:
    """The council ends with that day, and with it its seats, the roles they gave and its working groups."""
    council = _locked(council)
    _refuse_ended(council)
    refuse_running(council)
    newest = max((row.from_on for row in council.members.all()), default=council.from_on)
    if last_on < newest:
        raise DomainError(
            f"Thành viên của hội đồng được ghi từ ngày {newest:%d/%m/%Y}; ngày cuối cùng không được trước ngày đó."
        )
    if council.to_on is not None and last_on > council.to_on:
        raise DomainError(f"Nhiệm kỳ của hội đồng đã hết vào ngày {council.to_on:%d/%m/%Y}.")
    after = last_on + timedelta(days=1)
    refuse_held(council, after)
    _refuse_beyond(council, last_on)
    ended = list(seats_from(council, after))
    for row in ended:
        end_seat(row, after)
    before, council.to_on = council.to_on, last_on
    council.save(update_fields=["to_on"])
    WorkingGroup.objects.for_organisation(council.organisation).filter(council=council).filter(
        Q(to_on=None) | Q(to_on__gt=last_on), from_on__lte=last_on
    ).update(to_on=last_on)
    settle_roles(council.organisation, {row.person_id for row in ended}, after, ended=ended)
    row = _record(council, Kind.END, decision, after, by=by)
    audit.record("councils.council_ended", council, by=by, before={"to_on": before}, after={"to_on": last_on})
    return row


@transaction.atomic
def assign_duty(
    member: CouncilMember, *, from_on: date, by, duty: str = "", levels: Sequence[str] = (), body: OptionalBody | None
) -> CouncilMember:
    """What a member looks after and whom she sits for, from a day on: another row, so that papers name what was."""
    council = _locked(member.council)
    member = CouncilMember.objects.for_organisation(council.organisation).select_related("person").get(pk=member.pk)
    _refuse_ended(council)
    if member.to_on is not None and member.to_on != council.to_on:
        raise DomainError("Nhiệm vụ này đã kết thúc. Tải lại trang để xem thành viên hiện nay.")
    if from_on < member.from_on:
        raise DomainError(f"Nhiệm vụ này bắt đầu ngày {member.from_on:%d/%m/%Y}. Chọn từ ngày đó trở đi.")
    refuse_body(body, from_on)
    refuse_levels(levels)
    seating = Seating(member.person, member.seat, body, duty, levels)
    if seating.is_as(member):
        return member
    refuse_running(council)
    before = {"duty": member.duty, "levels": member.levels}
    if from_on == member.from_on:
        member.duty, member.levels, member.body = clean_line(duty), list(levels), body
        member.save(update_fields=["duty", "levels", "body"])
        row = member
    else:
        _refuse_after_term(council, from_on)
        refuse_held(council, from_on)
        row = new_seat(council, seating, member.position, from_on, ends=member)
        follow(member, row, from_on)
    settle_roles(council.organisation, {member.person_id}, from_on, ended=[row])  # another body may last longer
    audit.record(
        "councils.duty_assigned",
        row,
        by=by,
        before=before,
        after={"duty": row.duty, "levels": row.levels, "from_on": from_on},
        personal={"full_name": member.person.full_name},
    )
    return row


@transaction.atomic
def enter_decision(decision: CouncilDecision, *, reference: str, by) -> CouncilDecision:
    """Note the number and date of a decision that had none yet, or mend what was mistyped."""
    rows = CouncilDecision.objects.for_organisation(decision.organisation).select_for_update(of=("self",))
    decision = rows.get(pk=decision.pk)
    before, decision.reference = decision.reference, clean_line(reference)
    if not decision.reference:
        raise DomainError("Ghi số, ký hiệu và ngày của quyết định.")
    decision.save(update_fields=["reference"])
    audit.record(
        "councils.decision_entered",
        decision,
        by=by,
        before={"reference": before},
        after={"reference": decision.reference},
    )
    return decision


def _locked(council: Council) -> Council:
    """The council as it is now; the organisation is held, for its councils and roles are settled together."""
    Organisation.objects.select_for_update().get(pk=council.organisation_id)
    return locked_council(council)


def _record(council: Council, kind: str, reference: str, from_on: date, *, by) -> CouncilDecision:
    return CouncilDecision.objects.create(
        organisation=council.organisation,
        council=council,
        kind=kind,
        reference=clean_line(reference),
        from_on=from_on,
        recorded_by=by,
    )


def _refuse_term(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise DomainError("Ngày hết nhiệm kỳ phải sau ngày bắt đầu. Kiểm tra lại hai ngày.")


def _refuse_second(organisation, kind: str, from_on: date, to_on: date | None, *, but: Council | None = None) -> None:
    others = Council.objects.for_organisation(organisation).of_kind(kind).filter(Q(to_on=None) | Q(to_on__gte=from_on))
    if to_on is not None:
        others = others.filter(from_on__lte=to_on)
    if but is not None:
        others = others.exclude(pk=but.pk)
    other = others.order_by("from_on").first()
    if other is not None:
        until = f" đến ngày {other.to_on:%d/%m/%Y}" if other.to_on else ""
        raise DomainError(
            f"Đã có {other.name} từ ngày {other.from_on:%d/%m/%Y}{until}. Muốn đổi thành viên thì dùng Kiện toàn;"
            " muốn lập hội đồng khác cùng loại thì kết thúc hội đồng đó trước."
        )


def _refuse_ended(council: Council) -> None:
    if council.decisions.filter(kind=Kind.END).exists():
        raise DomainError(f"{council.name} đã kết thúc nên không thay đổi được nữa.")


def _refuse_after_term(council: Council, day: date) -> None:
    if council.to_on is not None and council.to_on < day:
        raise DomainError(f"{council.name} hoạt động đến ngày {council.to_on:%d/%m/%Y}. Chọn ngày trong nhiệm kỳ.")


def _refuse_beyond(council: Council, last_on: date | None) -> None:
    """Sessions that were called for a day after the term."""
    if last_on is None:
        return
    coming = council.sessions.filter(state=CouncilSession.State.DRAFT, held_on__gt=last_on).order_by("held_on").first()
    if coming is not None:
        raise DomainError(
            f"Phiên họp “{coming.title}” được triệu tập ngày {coming.held_on:%d/%m/%Y}, sau ngày hội đồng kết thúc."
            " Hủy phiên họp đó hoặc chọn ngày kết thúc muộn hơn."
        )
