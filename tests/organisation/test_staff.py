"""The staff list: pages, roles, and Excel with preview, errors by row, and undo."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from audit.models import AuditEntry
from core.models import TableImport
from core.scoping import scope
from organisation.models import Employment, Person, Role, RoleAssignment

pytestmark = pytest.mark.django_db
STAFF = "/o/th-ngoc-cau/staff/"
HEADER = ["Họ và tên", "Ngày sinh", "Tổ", "Nhóm"]


def workbook(*rows, header=HEADER, title=True) -> SimpleUploadedFile:
    book = Workbook()
    if title:
        book.active.append(["DANH SÁCH NHÂN SỰ"])
    for row in ([header] if header else []) + list(rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("nhan-su.xlsx", out.getvalue())


def upload(world, *rows, **options):
    return world.client(world.clerk).post(STAFF + "import/", {"file": workbook(*rows, **options)}, follow=True)


def act(world, name):
    with scope(world.school):
        table = TableImport.objects.latest("pk")
    return world.client(world.clerk).post(f"{STAFF}import/{table.pk}/{name}/", follow=True)


def names(world) -> set[str]:
    return set(Person.objects.ever_at(world.school).values_list("full_name", flat=True))


def test_preview_writes_nothing_and_tells_each_row(world):
    before = names(world)

    page = upload(
        world,
        ["Nguyễn Thị Mây", "02/09/1990", "Tổ 1, 2, 3", "Giáo viên"],
        ["Đỗ Thị Hòa", "", "tổ 4, 5", "giáo viên"],
        ["Lê Minh Ân", "", "Tổ 1, 2, 3", "Giáo viên"],
        ["Hồ Văn Sao", "30/02/1990", "Tổ Trăng", "Thầy giáo"],
        ["", "", "", "Giáo viên"],
    )

    rows = [(item["row"].outcome, len(item["row"].errors)) for item in page.context["rows"]]
    assert rows == [("new", 0), ("changed", 0), ("same", 0), ("error", 3), ("error", 1)]
    assert "Ngày 30/02/1990 không có trong lịch" in page.text
    assert "Chưa có tổ “Tổ Trăng”" in page.text
    assert names(world) == before


def test_good_rows_are_written_once_and_taken_back_whole(world):
    upload(
        world,
        ["Nguyễn Thị Mây", "02/09/1990", "Tổ 1, 2, 3", "Giáo viên"],
        ["Đỗ Thị Hòa", "", "Tổ 4, 5", "Giáo viên"],
        ["Hồ Văn Sao", "", "Tổ Trăng", "Giáo viên"],
    )
    before = names(world)

    act(world, "apply")
    again = act(world, "apply")

    with scope(world.school):
        assert names(world) - before == {"Nguyễn Thị Mây"}
        assert Employment.objects.get(person=world.teacher).department == world.department2
        assert "không nhập lại lần nữa" in again.text

    act(world, "undo")

    with scope(world.school):
        assert names(world) == before
        assert Employment.objects.get(person=world.teacher).department == world.department


def test_undo_is_refused_whole_once_something_stands_on_a_row(world):
    upload(world, ["Nguyễn Thị Mây", "", "Tổ 1, 2, 3", "Giáo viên"])
    act(world, "apply")
    with scope(world.school):
        person = Person.objects.get(full_name="Nguyễn Thị Mây")
        RoleAssignment.objects.filter(person=person).delete()
        from notifications.models import Notification

        Notification.objects.create(organisation=world.school, person=person, key="x", subject="x")

    page = act(world, "undo")

    assert "Không hoàn tác được" in page.text
    assert "Nguyễn Thị Mây" in names(world)


def test_undo_is_refused_once_somebody_was_given_another_role(world):
    upload(world, ["Nguyễn Thị Mây", "", "Tổ 1, 2, 3", "Giáo viên"])
    act(world, "apply")
    person = Person.objects.get(full_name="Nguyễn Thị Mây")
    with scope(world.school):
        RoleAssignment.objects.create(
            organisation=world.school, person=person, role=Role.RECORDS_CLERK, from_on=date(2026, 10, 12)
        )

    page = act(world, "undo")

    assert "Không hoàn tác được" in page.text
    with scope(world.school):
        assert RoleAssignment.objects.filter(person=person).count() == 2


def test_what_no_form_would_accept_is_an_error_of_its_row(world):
    header = [*HEADER, "Thư điện tử"]

    page = upload(
        world,
        ["Nguyễn " * 20, "", "", "Giáo viên", ""],
        ["Nguyễn Thị Mây", "", "", "Giáo viên", "may@ngoc-cau.test\nBcc: ai-do@vidu.test"],
        ["Nguyễn Thị Mưa", "", "", "Giáo viên", "mua@ngoc-cau.test"],
        header=header,
    )

    assert [item["row"].outcome for item in page.context["rows"]] == ["error", "error", "new"]


def broken_inside() -> SimpleUploadedFile:
    """A zip with everything that a workbook has, and a sheet that is not XML."""
    whole, out = zipfile.ZipFile(workbook(["Nguyễn Thị Mây"])), io.BytesIO()
    with zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, b"<a><b" if name == "xl/worksheets/sheet1.xml" else whole.read(name))
    return SimpleUploadedFile("a.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (broken_inside(), "không mở được như một bảng Excel"),
        (SimpleUploadedFile("a.xlsx", b"khong phai excel"), "không mở được như một bảng Excel"),
        (workbook(header=None), "Chưa thấy dòng tiêu đề"),
        (workbook(), "chưa có dòng dữ liệu"),
        (SimpleUploadedFile("a.xlsx", b"0" * (2 * 1024 * 1024 + 1)), "lớn quá 2 MB"),
    ],
)
def test_file_that_is_no_staff_list_gets_a_sentence(world, file, sentence):
    file.seek(0)

    page = world.client(world.clerk).post(STAFF + "import/", {"file": file})

    assert page.status_code == 200
    assert sentence in page.text


def test_exported_list_can_be_read_back_without_change(world):
    exported = world.client(world.clerk).get(STAFF + "export/")
    file = SimpleUploadedFile("lai.xlsx", exported.content)

    page = world.client(world.clerk).post(STAFF + "import/", {"file": file}, follow=True)

    assert {item["row"].outcome for item in page.context["rows"]} == {"same"}


def test_formula_in_a_name_is_exported_as_text(world):
    from openpyxl import load_workbook

    Person.objects.filter(pk=world.teacher.pk).update(full_name="=HYPERLINK(1)")

    sheet = load_workbook(io.BytesIO(world.client(world.clerk).get(STAFF + "export/").content)).active

    written = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert written["=HYPERLINK(1)"] == "s"


def test_list_is_searched_without_marks_and_sorted_by_given_name(world):
    page = world.client(world.teacher).get(STAFF, {"q": "do thi hoa"})
    whole = world.client(world.teacher).get(STAFF)

    assert [row.person.full_name for row in page.context["page"]] == ["Đỗ Thị Hòa"]
    assert [row.person.full_name for row in whole.context["page"]][:2] == ["Trịnh Thị Ánh", "Lê Minh Ân"]


def test_list_costs_the_same_for_one_and_many(world, django_assert_max_num_queries):
    client = world.client(world.clerk)
    client.get(STAFF)
    with django_assert_max_num_queries(40) as one:
        client.get(STAFF, {"q": "hoa"})
    with django_assert_max_num_queries(40) as many:
        client.get(STAFF)

    assert len(one) == len(many)


def test_role_is_given_and_ended_by_the_clerk_and_counts_at_once(world):
    client = world.client(world.clerk)

    client.post("/o/th-ngoc-cau/roles/", {"person": world.teacher.pk, "role": Role.RECORDS_CLERK, "department": ""})
    with scope(world.school):
        given = RoleAssignment.objects.get(person=world.teacher, role=Role.RECORDS_CLERK)
    allowed = world.client(world.teacher).get("/o/th-ngoc-cau/roles/").status_code
    client.post(f"/o/th-ngoc-cau/roles/{given.pk}/end/")
    refused = world.client(world.teacher).get("/o/th-ngoc-cau/roles/").status_code

    assert (allowed, refused) == (200, 403)


def test_last_principal_keeps_the_role(world):
    with scope(world.school):
        held = RoleAssignment.objects.get(person=world.principal, role=Role.PRINCIPAL)

    page = world.client(world.principal).post(f"/o/th-ngoc-cau/roles/{held.pk}/end/", follow=True)

    assert "phải luôn có người đứng đầu" in page.text
    with scope(world.school):
        assert RoleAssignment.objects.get(pk=held.pk).to_on is None


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.COUNCIL_CHAIR])
def test_clerk_makes_nobody_a_leader_not_even_herself(world, role):
    client = world.client(world.clerk)
    with scope(world.school):
        held = RoleAssignment.objects.get(person=world.principal, role=role)

    given = client.post("/o/th-ngoc-cau/roles/", {"person": world.clerk.pk, "role": role, "department": ""})
    ended = client.post(f"/o/th-ngoc-cau/roles/{held.pk}/end/")

    assert (given.status_code, ended.status_code) == (200, 403)
    with scope(world.school):
        assert [row.person for row in RoleAssignment.objects.filter(role=role, to_on=None)] == [world.principal]


def test_ending_a_role_that_ended_long_ago_does_not_lengthen_it(world):
    long_ago = date(2025, 5, 31)
    with scope(world.school):
        held = RoleAssignment.objects.create(
            organisation=world.school,
            person=world.teacher,
            role=Role.RECORDS_CLERK,
            from_on=date(2024, 9, 1),
            to_on=long_ago,
        )

    page = world.client(world.clerk).post(f"/o/th-ngoc-cau/roles/{held.pk}/end/", follow=True)

    assert "đã thôi" in page.text
    with scope(world.school):
        assert RoleAssignment.objects.get(pk=held.pk).to_on == long_ago


def test_role_given_and_ended_on_one_day_is_logged_by_its_own_number(world):
    with scope(world.school):
        held = RoleAssignment.objects.create(
            organisation=world.school, person=world.teacher, role=Role.RECORDS_CLERK, from_on=date(2026, 10, 12)
        )

    world.client(world.clerk).post(f"/o/th-ngoc-cau/roles/{held.pk}/end/")

    with scope(world.school):
        assert not RoleAssignment.objects.filter(pk=held.pk).exists()
        assert AuditEntry.objects.get(verb="organisation.role_ended").object_id == str(held.pk)


def test_audit_page_is_the_heads_and_speaks_vietnamese(world):
    world.client(world.clerk).post(
        STAFF + "new/",
        {"full_name": "Nguyễn Thị Mây", "born_on": "", "staff_kind": "teacher", "department": "", "email": ""},
    )

    page = world.client(world.principal).get("/o/th-ngoc-cau/audit/", {"verify": "1"})

    assert "Thêm người" in page.text
    assert "Nguyễn Thị Mây" in page.text
    assert "organisation.person_employed" not in page.text
    assert world.client(world.clerk).get("/o/th-ngoc-cau/audit/").status_code == 403


def test_log_is_searched_by_the_words_it_shows(world):
    client = world.client(world.clerk)
    client.post(STAFF + "new/", {"full_name": "Nguyễn Thị Mây", "staff_kind": "teacher"})
    client.post("/o/th-ngoc-cau/roles/", {"person": world.teacher.pk, "role": Role.RECORDS_CLERK})

    found = world.client(world.principal).get("/o/th-ngoc-cau/audit/", {"q": "them nguoi"})

    assert {row["entry"].verb for row in found.context["rows"]} == {"organisation.person_employed"}


def test_refused_page_names_whom_to_ask(world):
    world.school.contact_name, world.school.contact_phone = "Ngô Thị Yến", "0912 345 678"
    world.school.save()

    page = world.client(world.teacher).get("/o/th-ngoc-cau/roles/")

    assert page.status_code == 403
    assert "liên hệ Ngô Thị Yến." in page.text
