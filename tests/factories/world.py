"""A small district: an office, a school with every role, and a second school that has data to leak."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client

from core.scoping import scope
from organisation.models import Department, Organisation, Person, Role, SchoolYear
from tests.factories.people import OrganisationFactory, make_department, make_person, make_year, supervise


@dataclass
class World:
    office: Organisation
    school: Organisation
    other_school: Organisation
    year: SchoolYear = None
    last_year: SchoolYear = None
    other_year: SchoolYear = None
    office_year: SchoolYear = None
    department: Department = None
    department2: Department = None
    other_department: Department = None
    principal: Person = None
    vice_principal: Person = None
    clerk: Person = None
    secretary: Person = None
    head: Person = None
    teacher: Person = None
    teacher2: Person = None
    outsider_head: Person = None
    members: list[Person] = field(default_factory=list)
    officer: Person = None
    leader: Person = None
    other_principal: Person = None
    other_secretary: Person = None
    other_clerk: Person = None
    other_teacher: Person = None

    def client(self, person: Person) -> Client:
        client = Client()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    @property
    def roles(self) -> dict[str, Person]:
        """One person for each kind of reader, for tests that walk all of them."""
        names = ["principal", "vice_principal", "clerk", "secretary", "head", "teacher"]
        return {name: getattr(self, name) for name in names} | {"member": self.members[-1], "officer": self.officer}


def build_world() -> World:
    office = OrganisationFactory(
        kind="office",
        level="",
        name="Phòng Văn hóa - Xã hội phường Hoa Lư",
        slug="phuong-hoa-lu",
        symbol="VHXH",
        superior_lines="ỦY BAN NHÂN DÂN PHƯỜNG HOA LƯ",
        issuer_lines="PHÒNG VĂN HÓA - XÃ HỘI",
    )
    school = OrganisationFactory(name="Trường Tiểu học Ngọc Cầu", slug="th-ngoc-cau", symbol="THNC")
    other = OrganisationFactory(
        name="Trường THCS Sông Hồng", slug="thcs-song-hong", symbol="THCSSH", level="lower_secondary"
    )
    supervise(office, school, other)
    world = World(office=office, school=school, other_school=other)
    with scope(school):
        _fill_school(world)
    with scope(other):
        _fill_other_school(world)
    with scope(office):
        world.office_year = make_year(office)
        world.office_year.save()
        world.officer = make_person(office, "Lương Thị Quế", Role.OFFICE_OFFICER, post="Chuyên viên")
        world.leader = make_person(office, "Đinh Công Tráng", Role.OFFICE_LEADER, post="Trưởng phòng")
    return world


def _fill_school(world: World) -> None:
    school = world.school
    world.last_year, world.year = make_year(school, 2025), make_year(school, 2026)
    world.last_year.save()
    world.year.save()
    world.department = make_department(school, "Tổ 1, 2, 3")
    world.department2 = make_department(school, "Tổ 4, 5")
    staff, manager = Role.STAFF, "manager"
    world.principal = make_person(
        school,
        "Hoàng Thị Bích Liên",
        Role.PRINCIPAL,
        Role.COUNCIL_CHAIR,
        Role.COUNCIL_MEMBER,
        staff,
        staff_kind=manager,
        post="Hiệu trưởng",
    )
    world.vice_principal = make_person(
        school,
        "Vũ Đức Thắng",
        Role.VICE_PRINCIPAL,
        Role.COUNCIL_MEMBER,
        staff,
        staff_kind=manager,
        post="Phó Hiệu trưởng",
    )
    world.clerk = make_person(school, "Ngô Thị Yến", Role.RECORDS_CLERK, staff, staff_kind="support")
    world.secretary = make_person(
        school,
        "Phạm Thu Trang",
        Role.COUNCIL_SECRETARY,
        Role.COUNCIL_MEMBER,
        staff,
        department=world.department2,
    )
    world.head = make_person(
        school, "Trịnh Thị Ánh", Role.DEPARTMENT_HEAD, Role.COUNCIL_MEMBER, staff, department=world.department
    )
    world.outsider_head = make_person(
        school, "Bùi Quang Đạo", Role.DEPARTMENT_HEAD, Role.COUNCIL_MEMBER, staff, department=world.department2
    )
    world.teacher = make_person(school, "Đỗ Thị Hòa", staff, department=world.department)
    world.teacher2 = make_person(school, "Lê Minh Ân", staff, department=world.department)
    world.members = [world.principal, world.secretary, world.vice_principal, world.head, world.outsider_head]


def _fill_other_school(world: World) -> None:
    other = world.other_school
    world.other_year = make_year(other, 2026)
    world.other_year.save()
    world.other_department = make_department(other, "Tổ Khoa học tự nhiên")
    world.other_principal = make_person(
        other,
        "Tạ Hữu Nghĩa",
        Role.PRINCIPAL,
        Role.COUNCIL_CHAIR,
        Role.STAFF,
        staff_kind="manager",
        post="Hiệu trưởng",
    )
    world.other_secretary = make_person(other, "Cao Thị Sen", Role.COUNCIL_SECRETARY, Role.STAFF)
    world.other_clerk = make_person(other, "Mai Văn Phúc", Role.RECORDS_CLERK, Role.STAFF, staff_kind="support")
    world.other_teacher = make_person(other, "Lý Thị Xuân", Role.STAFF, department=world.other_department)
