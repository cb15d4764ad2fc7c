"""Writes about people at an organisation: employing, moving, giving and ending roles."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from itertools import chain, count

from django.db import transaction

import audit.services as audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from core.vietnamese import search_key
from organisation.models import Department, Employment, Person, Role, RoleAssignment
from organisation.querysets import in_force_on

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
def move(employment: Employment, *, department: Department | None, staff_kind: str, by) -> Employment:
    """Correct the tổ or group of somebody's present work."""
    employment = Employment.objects.select_for_update().get(pk=employment.pk)
    before = {"department": employment.department_id, "staff_kind": employment.staff_kind}
    employment.department, employment.staff_kind = department, staff_kind
    employment.save(update_fields=["department", "staff_kind"])
    after = {"department": employment.department_id, "staff_kind": staff_kind}
    audit.record("organisation.person_moved", employment, by=by, before=before, after=after)
    return employment


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
