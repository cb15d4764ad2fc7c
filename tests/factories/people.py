"""People, organisations and their roles. Everybody here is invented."""

from __future__ import annotations

from datetime import date

import factory
from django.contrib.auth.hashers import MD5PasswordHasher

from accounts.models import User
from organisation.models import (
    Department,
    Employment,
    Organisation,
    Person,
    Post,
    Role,
    RoleAssignment,
    SchoolYear,
    Supervision,
)

PASSWORD = "Ngoc-Cau-2026!"
_HASH = MD5PasswordHasher().encode(PASSWORD, "salt")  # fast; the tests' settings know it
START = date(2020, 8, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"nguoi{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@vidu.test")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn {n}")
    password = _HASH


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = Organisation.Kind.SCHOOL
    level = "primary"
    name = factory.Sequence(lambda n: f"Trường Tiểu học số {n}")
    slug = factory.Sequence(lambda n: f"th-so-{n}")
    symbol = factory.Sequence(lambda n: f"TH{n}")
    place = "Hoa Lư"
    superior_lines = "UBND PHƯỜNG HOA LƯ"
    issuer_lines = factory.LazyAttribute(lambda organisation: organisation.name.upper())
    contact_name = "Phạm Thu Trang, thư ký hội đồng"
    contact_phone = "024 3555 0142"


def make_year(organisation, first: int = 2026) -> SchoolYear:
    return SchoolYear(
        organisation=organisation,
        code=f"{first}-{first + 1}",
        starts_on=date(first, 8, 1),
        semester_two_starts_on=date(first + 1, 1, 12),
        ends_on=date(first + 1, 7, 31),
    )


def make_person(organisation, name, *roles, department=None, staff_kind="teacher", post="", **user) -> Person:
    """A person with an account, employed at an organisation since 2020, holding the roles.

    A department head's role names `department`; her employment is in it too.
    """
    account = UserFactory(full_name=name, **user)
    person = Person.objects.create(full_name=name, user=account, email=account.email)
    employ(person, organisation, *roles, department=department, staff_kind=staff_kind, post=post)
    return person


def employ(person, organisation, *roles, department=None, staff_kind="teacher", post="") -> Employment:
    employment = Employment.objects.create(
        organisation=organisation, person=person, department=department, staff_kind=staff_kind, from_on=START
    )
    if post:
        Post.objects.create(organisation=organisation, person=person, title=post, from_on=START)
    for role in roles:
        RoleAssignment.objects.create(
            organisation=organisation,
            person=person,
            role=role,
            department=department if role == Role.DEPARTMENT_HEAD else None,
            from_on=START,
        )
    return employment


def make_department(organisation, name) -> Department:
    return Department.objects.create(organisation=organisation, name=name, from_on=START)


def supervise(superior, *subordinates) -> None:
    for subordinate in subordinates:
        for line in Supervision.Line.values:
            Supervision.objects.create(superior=superior, subordinate=subordinate, line=line, from_on=START)
