"""The staff list as an Excel table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core import clock
from core.table_import import Checked, Column, TableImporter
from core.vietnamese import clean_line, search_key
from organisation import services
from organisation.models import Department, Employment, Person, Role, RoleAssignment

COLUMNS = (
    Column("full_name", "Họ và tên", ("Họ tên", "Tên giáo viên"), is_required=True, example="Nguyễn Thị Minh An"),
    Column("born_on", "Ngày sinh", ("Năm sinh",), example="02/09/1990"),
    Column("department", "Tổ", ("Tổ chuyên môn",), example="Tổ 1, 2, 3"),
    Column("staff_kind", "Nhóm", ("Vị trí", "Chức danh"), is_required=True, example="Giáo viên"),
    Column("email", "Thư điện tử", ("Email",), example=""),
)
LONGEST_NAME = Person._meta.get_field("full_name").max_length


class StaffTable(TableImporter):
    """One row a person: a new one is employed, a known one (same name and day of birth) moves tổ or group."""

    kind = "staff"
    columns = COLUMNS

    def check(self, organisation, values: dict[str, str]) -> Checked:
        errors = []
        if len(values["full_name"]) > LONGEST_NAME:
            errors.append(f"Họ và tên dài quá {LONGEST_NAME} ký tự. Kiểm tra lại ô này.")
        if values.get("email") and not is_email(values["email"]):
            errors.append(f"Thư điện tử “{values['email'][:80]}” chưa đúng. Nhập theo mẫu ten@truong.edu.vn.")
        if parse_kind(values["staff_kind"]) is None:
            allowed = ", ".join(label for _, label in Employment.StaffKind.choices)
            errors.append(f"Nhóm “{values['staff_kind']}” chưa đúng. Chọn một trong: {allowed}.")
        if values.get("born_on") and parse_day(values["born_on"]) is None:
            errors.append(f"Ngày {values['born_on']} không có trong lịch. Nhập theo mẫu 24/10/1990.")
        if values.get("department") and find_department(organisation, values["department"]) is None:
            errors.append(f"Chưa có tổ “{values['department']}”. Thêm tổ này trước hoặc sửa tên tổ.")
        if errors:
            return Checked("error", errors)
        return self._compare(organisation, values)

    def _compare(self, organisation, values: dict[str, str]) -> Checked:
        matches = find_employments(organisation, values)
        if len(matches) > 1:
            return Checked("error", ["Có nhiều người cùng họ tên. Ghi ngày sinh để phân biệt."])
        if not matches:
            return Checked("new")
        return Checked("same" if is_same(matches[0], organisation, values) else "changed")

    def apply(self, organisation, values: dict[str, str], *, by) -> dict[str, Any]:
        department = find_department(organisation, values.get("department", ""))
        staff_kind = parse_kind(values["staff_kind"])
        matches = find_employments(organisation, values)
        if matches:
            [employment] = matches
            before = {"department": employment.department_id, "staff_kind": employment.staff_kind}
            services.move(employment, department=department, staff_kind=staff_kind, by=by)
            return {"moved": employment.pk, **before}
        employment = services.employ(
            organisation=organisation,
            full_name=clean_line(values["full_name"]),
            staff_kind=staff_kind,
            department=department,
            from_on=clock.today(),
            born_on=parse_day(values.get("born_on", "")),
            email=values.get("email", ""),
            by=by,
        )
        return {"employed": employment.pk}

    def undo(self, organisation, made: dict[str, Any], *, by) -> None:
        """Move back, or remove a person nothing refers to yet (ProtectedError otherwise)."""
        rows = Employment.objects.for_organisation(organisation)
        if "moved" in made:
            department = Department.objects.for_organisation(organisation).filter(pk=made["department"]).first()
            services.move(rows.get(pk=made["moved"]), department=department, staff_kind=made["staff_kind"], by=by)
            return
        employment = rows.select_related("person").get(pk=made["employed"])
        given = RoleAssignment.objects.for_organisation(organisation).filter(person=employment.person, role=Role.STAFF)
        given.delete()  # what the import gave; any other role was given since and is a reason to refuse
        employment.delete()
        employment.person.delete()


def find_employments(organisation, values: dict[str, str]) -> list[Employment]:
    rows = Employment.objects.for_organisation(organisation).on(clock.today()).select_related("person", "department")
    rows = rows.filter(person__full_name=clean_line(values["full_name"]))
    born_on = parse_day(values.get("born_on", ""))
    return list(rows.filter(person__born_on=born_on) if born_on else rows)


def is_same(employment: Employment, organisation, values: dict[str, str]) -> bool:
    return employment.staff_kind == parse_kind(values["staff_kind"]) and employment.department == find_department(
        organisation, values.get("department", "")
    )


def find_department(organisation, name: str) -> Department | None:
    wanted = search_key(name)
    rows = Department.objects.for_organisation(organisation).on(clock.today())
    return next((row for row in rows if search_key(row.name) == wanted), None) if wanted else None


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= Person._meta.get_field("email").max_length


def parse_kind(text: str) -> str | None:
    wanted = search_key(text)
    return next((code for code, label in Employment.StaffKind.choices if search_key(label) == wanted), None)


def parse_day(text: str) -> date | None:
    for pattern in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    return None
