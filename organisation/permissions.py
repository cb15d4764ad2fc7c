"""Roles as predicates; each room's own table of permissions is built from these."""

from __future__ import annotations

from datetime import date

import rules
from django_scopes import scopes_disabled

from core import clock
from organisation.models import Organisation, Role, RoleAssignment
from organisation.querysets import in_force_on

LEADERS = (Role.PRINCIPAL, Role.VICE_PRINCIPAL)
SCHOOL_STAFF = (
    Role.PRINCIPAL,
    Role.VICE_PRINCIPAL,
    Role.COUNCIL_SECRETARY,
    Role.COUNCIL_CHAIR,
    Role.COUNCIL_MEMBER,
    Role.DEPARTMENT_HEAD,
    Role.STAFF,
    Role.RECORDS_CLERK,
)
OFFICE_STAFF = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER)
ANY_ROLE = tuple(Role)
# Whoever holds one of these approves, or runs the votes: only the head gives and takes them.
GIVEN_BY_HEAD = (Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.OFFICE_LEADER, Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY)


def organisation_of(obj) -> Organisation | None:
    """The organisation whose roles decide about an object: itself, or the one that owns it."""
    return obj if isinstance(obj, Organisation) else getattr(obj, "organisation", None)


def roles_at(user, organisation) -> frozenset[tuple[str, int | None]]:
    """(role, department id) pairs that a user holds at an organisation today; all of hers are read once a request."""
    if organisation is None or not user.is_authenticated:
        return frozenset()
    today = clock.today()
    cached = getattr(user, "_roles_on", None)  # asked of and set on the user behind the request's lazy one
    if cached is None or cached[0] != today:
        cached = user._roles_on = (today, _roles_of(user, today))
    return frozenset(cached[1].get(organisation.pk, ()))


def _roles_of(user, day: date) -> dict[int, set[tuple[str, int | None]]]:
    """By organisation, what a user holds there."""
    found: dict[int, set[tuple[str, int | None]]] = {}
    with scopes_disabled():
        held = RoleAssignment.objects.filter(in_force_on(day), person__user_id=user.pk)
        for organisation_id, role, department_id in held.values_list("organisation_id", "role", "department_id"):
            found.setdefault(organisation_id, set()).add((role, department_id))
    return found


def role_codes(user, organisation) -> frozenset[str]:
    return frozenset(role for role, _ in roles_at(user, organisation))


def headed_departments(user, organisation) -> frozenset[int]:
    """Ids of the tổ that a user leads today."""
    return frozenset(pk for role, pk in roles_at(user, organisation) if role == Role.DEPARTMENT_HEAD and pk)


def has_role(*roles: str):
    """True for a user who holds one of the roles at the object's organisation."""

    @rules.predicate(f"has_role:{','.join(roles)}")
    def holds(user, obj=None):
        return bool(role_codes(user, organisation_of(obj)) & frozenset(roles))

    return holds


@rules.predicate
def is_own(user, obj=None):
    """True where the object is about the user herself (`obj.person`)."""
    person = getattr(obj, "person", None)
    return person is not None and person.user_id is not None and person.user_id == user.pk


@rules.predicate
def heads_department_of(user, obj=None):
    """True for the head of the tổ the object belongs to (`obj.department`)."""
    return getattr(obj, "department_id", None) in headed_departments(user, organisation_of(obj))


@rules.predicate
def is_given_by_head(user, assignment=None):
    return getattr(assignment, "role", None) in GIVEN_BY_HEAD


@rules.predicate
def leads(user, employment=None):
    """True where the person employed holds a role that only the head gives: her password opens those rights."""
    account = getattr(getattr(employment, "person", None), "user", None)
    return account is not None and bool(role_codes(account, employment.organisation) & frozenset(GIVEN_BY_HEAD))


manages_staff = has_role(Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.RECORDS_CLERK, Role.OFFICE_LEADER)
is_head = has_role(Role.PRINCIPAL, Role.OFFICE_LEADER)

rules.add_perm("organisation.view_organisation", has_role(*ANY_ROLE))
rules.add_perm("organisation.manage_staff", manages_staff)
rules.add_perm("organisation.manage_leave", manages_staff)
rules.add_perm("organisation.manage_letterhead", is_head | has_role(Role.RECORDS_CLERK, Role.OFFICE_OFFICER))
rules.add_perm("organisation.give_leading_role", is_head)
rules.add_perm("organisation.end_role", manages_staff & (is_head | ~is_given_by_head))
rules.add_perm("organisation.give_account", manages_staff & ~is_own & (is_head | ~leads))
rules.add_perm("organisation.end_employment", manages_staff & ~is_own & (is_head | ~leads))
rules.add_perm("organisation.view_staff", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("organisation.view_audit", has_role(Role.PRINCIPAL, Role.OFFICE_LEADER))
