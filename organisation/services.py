"""Writes about people at an organisation: employing, moving, giving and ending roles."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain, count

from django.db import IntegrityError, transaction
from django.db.models import Q

import audit.services as audit
from accounts.models import User
from core import clock
from core.errors import ConflictError, DomainError
from core.vietnamese import clean_line, search_key
from organisation.models import Department, Employment, Leave, Person, Role, RoleAssignment, StaffGroup
from organisation.querysets import in_force_between, in_force_on

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters and digits that look alike on paper


@transaction.atomic
def employ(
    *,
    organisation,
    full_name: str,
    staff_kind: str,
    department: Department | None,
    from_on: date,
    born_on: date | None = None,
    email: str = "",
    by,
) -> Employment:
    """Enter a new person with her work here. Two people may bear one name; the day of birth tells them apart."""
    person = Person.objects.create(full_name=full_name, born_on=born_on, email=email)
    employment = Employment.objects.create(
        organisation=organisation, person=person, staff_kind=staff_kind, department=department, from_on=from_on
    )
    RoleAssignment.objects.create(organisation=organisation, person=person, role=Role.STAFF, from_on=from_on)
    audit.record("organisation.person_employed", employment, by=by, personal={"full_name": person.full_name})
    return employment


@transaction.atomic
def give_account(employment: Employment, *, by) -> tuple[User, str]:
    """The person's sign-in and a new password to hand over: she must choose her own before anything else.

    The password is returned once and stored nowhere. Refused where the account also acts for another organisation:
    its password would open that one too.
    """
    person = Person.objects.select_for_update().get(pk=employment.person_id)
    held = RoleAssignment._base_manager.filter(in_force_on(clock.today()), person=person)
    if held.exclude(organisation=employment.organisation).exists():
        raise DomainError(
            f"{person.full_name} còn làm việc cho đơn vị khác nên đơn vị này không cấp lại mật khẩu được."
            " Liên hệ người quản trị hệ thống."
        )
    user = person.user or User(username=_free_username(person), full_name=person.full_name, email=person.email)
    password = "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
    user.set_password(password)
    user.must_change_password = True
    user.save()
    if person.user_id is None:
        person.user = user
        person.save(update_fields=["user"])
    audit.record("organisation.account_given", employment, by=by, personal={"full_name": person.full_name})
    return user, password


def _free_username(person: Person) -> str:
    """“dothihoa”, or “dothihoa2” where that is taken."""
    base = search_key(person.full_name).replace(" ", "") or "nguoi"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    return next(name for name in chain([base], (f"{base}{number}" for number in count(2))) if name not in taken)


@transaction.atomic
def move(
    employment: Employment,
    *,
    department: Department | None,
    staff_kind: str,
    is_homeroom_teacher: bool | None = None,
    groups: Iterable[StaffGroup] | None = None,
    by,
) -> Employment:
    """Correct what was entered about a stretch of work, its past days too; None leaves a fact as it is."""
    employment = Employment.objects.select_for_update().get(pk=employment.pk)
    before = _facts_of(employment)
    employment.department, employment.staff_kind = department, staff_kind
    if is_homeroom_teacher is not None:
        employment.is_homeroom_teacher = is_homeroom_teacher
    employment.save(update_fields=["department", "staff_kind", "is_homeroom_teacher"])
    if groups is not None:
        employment.groups.set(groups)
    audit.record("organisation.person_moved", employment, by=by, before=before, after=_facts_of(employment))
    return employment


@transaction.atomic
def transfer(
    employment: Employment,
    *,
    from_on: date,
    department: Department | None,
    staff_kind: str,
    is_homeroom_teacher: bool,
    groups: Iterable[StaffGroup],
    by,
) -> Employment:
    """Another tổ, group or task from a day on: the work so far ends the day before and stays as it was."""
    employment = Employment.objects.select_for_update(of=("self",)).select_related("person").get(pk=employment.pk)
    groups = list(groups)
    _check_transfer(employment, from_on)
    before = _facts_of(employment)
    facts = (staff_kind, getattr(department, "pk", None), is_homeroom_teacher, sorted({group.pk for group in groups}))
    if facts == tuple(before.values()):
        raise DomainError("Chưa có gì thay đổi so với hiện nay. Chọn tổ, nhóm mới rồi lưu.")
    until = employment.to_on
    employment.to_on = from_on - timedelta(days=1)
    employment.save(update_fields=["to_on"])
    following = Employment.objects.create(
        organisation=employment.organisation,
        person=employment.person,
        staff_kind=staff_kind,
        department=department,
        is_homeroom_teacher=is_homeroom_teacher,
        from_on=from_on,
        to_on=until,
    )
    following.groups.set(groups)
    audit.record(
        "organisation.person_transferred",
        following,
        by=by,
        before=before,
        after=_facts_of(following) | {"from_on": from_on},
        personal={"full_name": employment.person.full_name},
    )
    return following


@transaction.atomic
def change_work(
    employment: Employment, *, from_on: date | None, groups: Iterable[StaffGroup], new_group: str = "", by, **facts
) -> Employment:
    """A change from a day on, or (without a day) a correction; a group that is not there yet is made beside it."""
    groups = list(groups)
    if new_group.strip():
        groups.append(_group_named(new_group, organisation=employment.organisation, by=by))
    if from_on is None:
        return move(employment, groups=groups, by=by, **facts)
    return transfer(employment, from_on=from_on, groups=groups, by=by, **facts)


def _group_named(name: str, *, organisation, by) -> StaffGroup:
    """The group of that name; a new one where there is none yet."""
    name = clean_line(name)[:120]
    known = StaffGroup.objects.for_organisation(organisation)
    found = next((group for group in known if search_key(group.name) == search_key(name)), None)
    if found is not None:
        return found
    group = StaffGroup.objects.create(organisation=organisation, name=name)
    audit.record("organisation.group_made", group, by=by, after={"value": group.name})
    return group


def _check_transfer(employment: Employment, from_on: date) -> None:
    """The day must split the stretch in two."""
    if from_on <= employment.from_on:
        raise DomainError(
            f"Công tác hiện nay được ghi từ ngày {employment.from_on:%d/%m/%Y}; ngày thay đổi phải sau ngày đó."
            " Sửa điều ghi nhầm thì để trống ngày."
        )
    if employment.to_on is not None and from_on > employment.to_on:
        raise DomainError(
            f"Đã ghi một thay đổi hoặc thôi làm việc sau ngày {employment.to_on:%d/%m/%Y}."
            " Chọn ngày không muộn hơn ngày đó."
        )


def _facts_of(employment: Employment) -> dict:
    return {
        "staff_kind": employment.staff_kind,
        "department": employment.department_id,
        "is_homeroom_teacher": employment.is_homeroom_teacher,
        "groups": sorted(employment.groups.values_list("pk", flat=True)),
    }


@transaction.atomic
def end_employment(employment: Employment, *, last_on: date, by) -> Employment:
    """She no longer works here after a day; what she may do here ends with that day too.

    The day may be past or to come. Refused for the only head, and where a change after that day is entered.
    """
    employment = Employment.objects.select_for_update(of=("self",)).select_related("person").get(pk=employment.pk)
    if last_on < employment.from_on:
        raise DomainError(
            f"Công tác này được ghi từ ngày {employment.from_on:%d/%m/%Y}; ngày cuối không thể sớm hơn ngày đó."
        )
    works = Employment.objects.for_organisation(employment.organisation).filter(person=employment.person)
    later = works.filter(from_on__gt=employment.from_on).exclude(pk=employment.pk).order_by("from_on").first()
    if later is not None:
        raise DomainError(f"Đã ghi công tác khác từ ngày {later.from_on:%d/%m/%Y}. Ghi ngày thôi việc ở công tác đó.")
    roles = _roles_bounded_by(employment, last_on)
    _keep_a_head(employment, roles, last_on)
    before = {"to_on": employment.to_on}
    employment.to_on = last_on
    employment.save(update_fields=["to_on"])
    for role in roles:
        if role.from_on > last_on:
            role.delete()
        else:
            role.to_on = last_on
            role.save(update_fields=["to_on"])
    audit.record(
        "organisation.person_left",
        employment,
        by=by,
        before=before,
        after={"to_on": last_on, "roles": sorted(role.role for role in roles)},
        personal={"full_name": employment.person.full_name},
    )
    return employment


def _roles_bounded_by(employment: Employment, last_on: date) -> list[RoleAssignment]:
    """What she would still hold the day after, and what ended with a last day that was noted before."""
    rows = RoleAssignment.objects.for_organisation(employment.organisation).filter(person=employment.person)
    bounded = in_force_between(last_on + timedelta(days=1), date.max)
    if employment.to_on is not None:
        bounded |= Q(to_on=employment.to_on)
    return list(rows.filter(bounded).select_for_update().order_by("pk"))


def _keep_a_head(employment: Employment, roles: list[RoleAssignment], last_on: date) -> None:
    held = RoleAssignment.objects.for_organisation(employment.organisation).on(last_on + timedelta(days=1))
    for role in {each.role for each in roles} & {Role.PRINCIPAL, Role.OFFICE_LEADER}:
        # All holders of the role: two heads who leave at once would otherwise leave none.
        holders = list(held.filter(role=role).select_for_update().order_by("pk"))
        if all(holder.person_id == employment.person_id for holder in holders):
            raise DomainError("Đơn vị phải luôn có người đứng đầu. Giao vai trò này cho người khác trước.")


@transaction.atomic
def assign_role(
    *, organisation, person: Person, role: str, department: Department | None = None, from_on: date | None = None, by
) -> RoleAssignment:
    """Give a role from a day on; nothing happens where the person holds it already."""
    day = from_on or clock.today()
    if role == Role.DEPARTMENT_HEAD and department is None:
        raise DomainError("Chọn tổ mà người này phụ trách.")
    held = RoleAssignment.objects.for_organisation(organisation).on(day)
    existing = held.filter(person=person, role=role, department=department).first()
    if existing is not None:
        return existing
    assignment = RoleAssignment.objects.create(
        organisation=organisation, person=person, role=role, department=department, from_on=day
    )
    audit.record(
        "organisation.role_assigned", assignment, by=by, after={"role": role}, personal={"full_name": person.full_name}
    )
    return assignment


@transaction.atomic
def end_role(assignment: RoleAssignment, *, by) -> None:
    """End a role yesterday (it no longer counts today); a principal's last role is not taken away."""
    held = RoleAssignment.objects.for_organisation(assignment.organisation).on(clock.today())
    # All holders of the role: two heads who end each other's at once would otherwise leave none.
    holders = list(held.filter(role=assignment.role).select_for_update().order_by("pk"))
    assignment = next((row for row in holders if row.pk == assignment.pk), None)
    if assignment is None:
        raise DomainError("Vai trò này đã thôi hoặc chưa bắt đầu. Tải lại trang để xem tình trạng mới nhất.")
    if assignment.role in (Role.PRINCIPAL, Role.OFFICE_LEADER) and len(holders) == 1:
        raise DomainError("Đơn vị phải luôn có người đứng đầu. Giao vai trò này cho người khác trước.")
    audit.record("organisation.role_ended", assignment, by=by, before={"role": assignment.role})
    yesterday = clock.today() - timedelta(days=1)
    if assignment.from_on > yesterday:
        assignment.delete()
    else:
        assignment.to_on = yesterday
        assignment.save(update_fields=["to_on"])


# ---- long leaves ----


@transaction.atomic
def enter_leave(
    *, organisation, person: Person, from_on: date, to_on: date | None, kind: str, note: str = "", by
) -> Leave:
    """Note that somebody is on leave from a day to a day, both included (None: not known yet).

    The log says when and whose, never of which kind or why.
    """
    _check_days(organisation, person, from_on, to_on)
    leave = _save(
        Leave(
            organisation=organisation,
            person=person,
            from_on=from_on,
            to_on=to_on,
            kind=kind,
            note=clean_line(note)[:250],
            entered_by=by,
        )
    )
    audit.record(
        "organisation.leave_entered", leave, by=by, after=_days(leave), personal={"full_name": person.full_name}
    )
    return leave


@transaction.atomic
def change_leave(
    leave: Leave, *, version: int, from_on: date, to_on: date | None, kind: str, note: str = "", by
) -> Leave:
    """Correct a leave. Refused where somebody else changed it since it was opened (`version`)."""
    leave = _lock_leave(leave)
    if leave.is_stale_for(version=version, page=""):
        raise ConflictError(
            f"Có người vừa sửa lần nghỉ này: {leave.get_kind_display().lower()} {_days_in_words(leave)}"
            f"{f', ghi chú “{leave.note}”' if leave.note else ''}. Xem lại các ô dưới đây rồi lưu lần nữa."
        )
    _check_days(leave.organisation, leave.person, from_on, to_on, but=leave)
    before, private = _days(leave), (leave.kind, leave.note)
    leave.from_on, leave.to_on, leave.kind, leave.note = from_on, to_on, kind, clean_line(note)[:250]
    leave.touch()
    _save(leave)
    audit.record(
        "organisation.leave_changed",
        leave,
        by=by,
        before=before,
        after=_days(leave) | {"is_reason_changed": private != (leave.kind, leave.note)},
        personal={"full_name": leave.person.full_name},
    )
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, back_on: date, by) -> Leave:
    """She works again from a day on; the day before is the last one of the leave."""
    leave = _lock_leave(leave)
    last_on = back_on - timedelta(days=1)
    if last_on < leave.from_on:
        raise DomainError(
            f"Lần nghỉ này bắt đầu ngày {leave.from_on:%d/%m/%Y}."
            " Ngày trở lại phải sau ngày đó; không nghỉ nữa thì xóa."
        )
    if leave.to_on is not None and last_on > leave.to_on:
        raise DomainError(
            f"Lần nghỉ này đã ghi hết ngày {leave.to_on:%d/%m/%Y}. Nghỉ thêm thì sửa ngày cuối của lần nghỉ."
        )
    if last_on == leave.to_on:
        return leave
    before = _days(leave)
    leave.to_on = last_on
    leave.touch()
    leave.save(update_fields=["to_on", "version", "saved_at", "saved_from"])
    audit.record(
        "organisation.leave_ended",
        leave,
        by=by,
        before=before,
        after=_days(leave),
        personal={"full_name": leave.person.full_name},
    )
    return leave


@transaction.atomic
def remove_leave(leave: Leave, *, by) -> None:
    """Take back what was entered by mistake: nothing of it stays but the days in the log."""
    leave = _lock_leave(leave)
    audit.record(
        "organisation.leave_removed",
        leave,
        by=by,
        before=_days(leave),
        personal={"full_name": leave.person.full_name},
    )
    leave.delete()


def _lock_leave(leave: Leave) -> Leave:
    rows = Leave.objects.for_organisation(leave.organisation).select_related("person", "organisation")
    found = rows.select_for_update(of=("self",)).filter(pk=leave.pk).first()
    if found is None:
        raise DomainError("Lần nghỉ này đã bị xóa. Tải lại danh sách để xem tình trạng mới nhất.")
    return found


def _check_days(organisation, person: Person, from_on: date, to_on: date | None, *, but: Leave | None = None) -> None:
    """Refuse days in the wrong order, before or after her work here, or already on leave."""
    if to_on is not None and to_on < from_on:
        raise DomainError("Ngày cuối đứng trước ngày đầu. Sửa lại hai ngày.")
    works = Employment.objects.for_organisation(organisation).filter(person=person)
    works = list(works.select_for_update().order_by("from_on"))  # two who enter for one person take turns
    if not any(work.from_on <= from_on and (work.to_on is None or from_on <= work.to_on) for work in works):
        raise DomainError(
            f"{person.full_name} không làm việc ở đơn vị vào ngày {from_on:%d/%m/%Y}."
            " Chọn người khác hoặc sửa ngày đầu."
        )
    others = Leave.objects.for_organisation(organisation).filter(person=person).between(from_on, to_on or date.max)
    other = others.exclude(pk=but.pk if but else None).order_by("from_on").first()
    if other is not None:
        raise DomainError(
            f"{person.full_name} đã được ghi nghỉ {_days_in_words(other)}, trùng với những ngày này."
            " Sửa lần nghỉ đó hoặc sửa ngày."
        )


def _save(leave: Leave) -> Leave:
    """Save; the database has the last word about days that overlap."""
    try:
        with transaction.atomic():
            leave.save()
    except IntegrityError as error:
        raise DomainError("Người này vừa được ghi nghỉ trùng ngày. Tải lại danh sách rồi thử lại.") from error
    return leave


def _days(leave: Leave) -> dict:
    return {"person": leave.person_id, "from_on": leave.from_on, "to_on": leave.to_on}


def _days_in_words(leave: Leave) -> str:
    end = f" đến hết ngày {leave.to_on:%d/%m/%Y}" if leave.to_on else ", chưa rõ ngày trở lại"
    return f"từ ngày {leave.from_on:%d/%m/%Y}{end}"
