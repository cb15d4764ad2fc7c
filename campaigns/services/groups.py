"""Khối thi đua: its members, who leads and speaks, its meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from audit import services as audit
from campaigns.models import EmulationGroup, GroupMeeting, GroupMember
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from organisation.models import Department, Organisation, Post, Role, RoleAssignment, SchoolYear, Supervision

FEWEST = 2


@dataclass(frozen=True)
class MemberLine:
    """What the page says of one member: who speaks for it and what it promises, one target a line."""

    representative: str
    post: str
    targets: str


def eligible_collectives(organisation) -> dict[str, Department | Organisation]:
    """Those that a khối may hold, by the key a form sends: the tổ of a school, the schools below an office."""
    today = clock.today()
    if not organisation.is_office:
        rows = Department.objects.for_organisation(organisation).on(today).order_by("name")
        return {f"department:{row.pk}": row for row in rows}
    units = Organisation.objects.supervised_by(organisation, line=Supervision.Line.AWARDING, on=today)
    return {f"unit:{row.pk}": row for row in units.order_by("name")}


@transaction.atomic
def create_group(
    organisation, *, school_year: SchoolYear | None, name: str, members: Sequence[str], leader: str, by
) -> EmulationGroup:
    """A khối of the year with its members, keys of `eligible_collectives`; `leader` is one of them."""
    if school_year is None:
        raise DomainError("Chưa có năm học nào. Lập năm học trước.")
    name = clean_line(name)
    try:
        with transaction.atomic():
            group = EmulationGroup.objects.create(
                organisation=organisation, school_year=school_year, name=name, created_by=by
            )
    except IntegrityError as error:
        raise DomainError(f"Năm học này đã có {name}. Đặt tên khác, hoặc sửa khối đã có.") from error
    _set_members(group, members, leader)
    audit.record("campaigns.group_created", group, by=by, after={"members": len(members)})
    return group


@transaction.atomic
def change_group(group: EmulationGroup, *, name: str, members: Sequence[str], leader: str, by) -> EmulationGroup:
    """Name, members and leader anew; those who stay keep their representative and targets."""
    group = EmulationGroup.objects.for_organisation(group.organisation).select_for_update().get(pk=group.pk)
    before = group.members.count()
    group.name = clean_line(name)
    try:
        with transaction.atomic():
            group.save(update_fields=["name"])
    except IntegrityError as error:
        raise DomainError(f"Năm học này đã có {group.name}. Đặt tên khác.") from error
    _set_members(group, members, leader)
    audit.record("campaigns.group_edited", group, by=by, before={"members": before}, after={"members": len(members)})
    return group


def _set_members(group: EmulationGroup, keys: Sequence[str], leader: str) -> None:
    eligible = eligible_collectives(group.organisation)
    kept = {member.key: member for member in group.members.select_related("department", "unit")}
    known = eligible.keys() | kept.keys()
    if len(set(keys)) < FEWEST or not set(keys) <= known:
        raise DomainError("Khối thi đua có ít nhất hai đơn vị thành viên. Chọn thêm đơn vị trong danh sách.")
    if leader not in keys:
        raise DomainError("Trưởng khối phải là một đơn vị thành viên. Chọn lại trưởng khối.")
    group.members.filter(pk__in=[member.pk for key, member in kept.items() if key not in keys]).delete()
    group.members.update(is_leader=False)
    for key in dict.fromkeys(keys):
        if key not in kept:
            _add_member(group, eligible[key])
    rows = group.members.select_related("department", "unit")
    group.members.filter(pk__in=[row.pk for row in rows if row.key == leader]).update(is_leader=True)


def _add_member(group: EmulationGroup, collective: Department | Organisation) -> None:
    """Its head speaks for a tổ; who speaks for another organisation is written by the officer."""
    values = {"organisation": group.organisation, "group": group}
    if isinstance(collective, Organisation):
        GroupMember.objects.create(unit=collective, post="Hiệu trưởng", **values)
        return
    held = RoleAssignment.objects.for_organisation(group.organisation).on(clock.today())
    head = held.filter(role=Role.DEPARTMENT_HEAD, department=collective).select_related("person").first()
    posts = Post.objects.for_organisation(group.organisation).on(clock.today())
    post = posts.filter(person=head.person).first() if head else None
    GroupMember.objects.create(
        department=collective,
        representative=head.person.full_name if head else "",
        post=(post.title if post else "Tổ trưởng")[:120] if head else "",
        **values,
    )


@transaction.atomic
def describe_member(member: GroupMember, line: MemberLine, *, by) -> GroupMember:
    rows = GroupMember.objects.for_organisation(member.organisation).select_for_update(of=("self",))
    member = rows.select_related("group", "department", "unit").get(pk=member.pk)
    member.representative, member.post = clean_line(line.representative)[:120], clean_line(line.post)[:120]
    member.targets = line.targets.strip()
    member.save(update_fields=["representative", "post", "targets"])
    audit.record("campaigns.member_described", member, by=by, after={"group": member.group_id})
    return member


@transaction.atomic
def enter_meeting(
    group: EmulationGroup,
    *,
    held_on: date,
    place: str,
    chaired_by: str,
    conclusions: str,
    meeting: GroupMeeting | None = None,
    by,
) -> GroupMeeting:
    """Note a meeting that was held, or mend what was noted of it."""
    if held_on > clock.today():
        raise DomainError("Ngày này chưa đến. Ghi giao ban sau khi đã họp.")
    is_new = meeting is None
    meeting = meeting or GroupMeeting(organisation=group.organisation, group=group, noted_by=by)
    meeting.held_on, meeting.place = held_on, clean_line(place)
    meeting.chaired_by, meeting.conclusions = clean_line(chaired_by), conclusions.strip()
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise DomainError("Khối đã ghi giao ban ngày này. Mở buổi giao ban đó để sửa.") from error
    verb = "campaigns.meeting_noted" if is_new else "campaigns.meeting_edited"
    audit.record(verb, meeting, by=by, after={"group": group.pk, "held_on": held_on})
    return meeting
