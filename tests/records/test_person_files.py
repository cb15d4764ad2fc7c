"""A person's file: whole for herself, without what is private for others, in a dozen queries however much there is."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEntry
from core.scoping import scope
from organisation.models import Employment, Leave
from records.models import (
    DisciplinaryRecord,
    EarlierService,
    InitiativeAuthor,
    InitiativeUse,
    PendingVerification,
    RecordCoverage,
    TitleRecord,
)
from records.services import ask_correction, person_file
from tests.factories.dossiers import distinction
from tests.records.test_entries import initiative, prize, rating, title


def page(world, person, name="own_record", *args):
    return world.client(person).get(reverse(f"records:{name}", args=[world.school.slug, *args]))


def fill(world, count: int) -> None:
    """As many rows of everything as asked for."""
    for number in range(count):
        first = 2024 - number
        year = f"{first}-{first + 1}"
        title(world, school_year_code=year)
        title(world, distinction=prize(), detail=f"Giải số {number}", school_year_code=year)
        rating(world, year_code=year)
        row = initiative(world, name=f"Sáng kiến {number}", school_year_code=year).row
        with scope(world.school):
            InitiativeUse.objects.create(
                organisation=world.school,
                author=InitiativeAuthor.objects.get(recognition=row, person=world.teacher),
                distinction=distinction("CSTDCS", "Chiến sĩ thi đua cơ sở"),
                school_year_code=year,
                purpose_key=f"nomination:{number}",
                state="consumed",
            )
            ask_correction(
                organisation=world.school, person=world.teacher, text=f"Thiếu {number}", by=world.teacher.user
            )
            EarlierService.objects.create(
                organisation=world.school,
                person=world.teacher,
                place=f"Trường số {number}",
                from_on=date(2000 + number, 1, 1),
                to_on=date(2000 + number, 12, 31),
                entered_by=world.secretary.user,
            )


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_takes_a_dozen_queries_however_much_there_is(world, count, django_assert_max_num_queries):
    fill(world, count)
    client = world.client(world.teacher)
    url = reverse("records:own_record", args=[world.school.slug])
    client.get(url)  # begins the session

    with django_assert_max_num_queries(12):
        response = client.get(url)

    assert response.content.decode().count("Giải số") >= count


def test_the_keepers_page_takes_a_dozen_queries_too(world, django_assert_max_num_queries):
    fill(world, 8)
    client = world.client(world.principal)
    url = reverse("records:person_record", args=[world.school.slug, world.teacher.pk])
    client.get(url)

    with django_assert_max_num_queries(12):
        client.get(url)


def test_an_initiative_says_with_whom_and_what_it_was_used_for(world):
    fill(world, 1)

    text = page(world, world.teacher).content.decode()

    assert f"đóng góp 60%, cùng {world.teacher2.full_name}" in text
    assert "Chiến sĩ thi đua cơ sở 2024-2025: đã dùng" in text


def test_titles_stand_by_kind_and_a_revoked_one_says_so(world):
    row = title(world).row
    title(world, distinction=prize(), detail="Giải Nhì")
    with scope(world.school):
        TitleRecord.objects.filter(pk=row.pk).update(revoked_on=date(2026, 1, 5), revoked_by_number="2/QĐ-THU")
        file = person_file(world.school, world.teacher)

    assert [kind for kind, _ in file.groups] == ["Danh hiệu thi đua", "Giải thưởng, hội thi"]
    assert "2/QĐ-THU" in page(world, world.teacher).content.decode()


def discipline(world):
    with scope(world.school):
        DisciplinaryRecord.objects.create(
            organisation=world.school,
            person=world.teacher,
            sanction="warning",
            decision_number="88/QĐ-KL",
            from_on=date(2025, 3, 1),
            entered_by=world.principal.user,
        )
        PendingVerification.objects.create(
            organisation=world.school,
            person=world.teacher,
            kind="complaint",
            from_on=date(2026, 9, 1),
            entered_by=world.principal.user,
        )


def test_discipline_is_read_by_herself_and_the_head_alone(world):
    discipline(world)
    keepers = {who: page(world, getattr(world, who), "person_record", world.teacher.pk) for who in
               ("principal", "vice_principal", "secretary")}  # fmt: skip

    assert "88/QĐ-KL" in page(world, world.teacher).content.decode()
    assert "88/QĐ-KL" in keepers["principal"].content.decode()
    for who in ("vice_principal", "secretary"):
        assert "88/QĐ-KL" not in keepers[who].content.decode()
        assert "Kỷ luật" not in keepers[who].content.decode()


def test_what_is_being_looked_into_is_on_no_page(world):
    discipline(world)

    for response in (page(world, world.teacher), page(world, world.secretary, "person_record", world.teacher.pk)):
        assert "tố cáo" not in response.content.decode()
        assert "xác minh" not in response.content.decode()


def test_a_year_that_was_not_worked_from_end_to_end_is_named_in_neutral_words(world):
    with scope(world.school):
        Employment.objects.filter(person=world.teacher).update(from_on=date(2026, 9, 15))
        Leave.objects.create(
            organisation=world.school,
            person=world.teacher,
            from_on=date(2026, 11, 1),
            to_on=date(2027, 4, 30),
            kind="maternity",
            entered_by=world.clerk.user,
        )

    text = page(world, world.secretary, "person_record", world.teacher.pk).content.decode()

    assert "2026-2027: từ 15/9/2026 đến 31/7/2027, có thời gian nghỉ dài ngày" in text
    assert "thai sản" not in text


def test_a_change_of_to_is_no_gap(world):
    with scope(world.school):
        Employment.objects.filter(person=world.teacher).update(to_on=date(2026, 10, 31))
        Employment.objects.create(
            organisation=world.school, person=world.teacher, department=world.department2, from_on=date(2026, 11, 1)
        )
        assert person_file(world.school, world.teacher).part_years == []


def test_the_page_says_since_when_the_records_are_whole(world):
    assert "thì chưa kết luận là không có" in page(world, world.teacher).content.decode()
    with scope(world.school):
        RecordCoverage.objects.create(
            organisation=world.school, complete_since="2019-2020", noted_by=world.secretary.user
        )
    assert "Đã nhập đủ từ năm học 2019-2020" in page(world, world.teacher).content.decode()


def test_the_own_file_comes_as_excel_with_everything_about_her(world):
    fill(world, 2)
    discipline(world)

    book = load_workbook(io.BytesIO(page(world, world.teacher, "own_export").content))

    assert book.sheetnames == [
        "Thành tích", "Xếp loại hằng năm", "Sáng kiến, đề tài", "Công tác tại đơn vị", "Công tác trước đây", "Kỷ luật",
        "Đề nghị sửa",
    ]  # fmt: skip
    sheet = book["Sáng kiến, đề tài"]
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (row["Tên"], row["Đóng góp (%)"]) == ("Sáng kiến 0", 60)
    assert row["Đã dùng cho"] == "Chiến sĩ thi đua cơ sở 2024-2025: đã dùng"
    with scope(world.school):
        assert AuditEntry.objects.filter(verb="records.own_record_exported").count() == 1


def test_the_own_file_comes_as_data(world):
    fill(world, 1)

    data = page(world, world.teacher, "own_export_json").json()

    assert data["person"] == world.teacher.full_name
    assert [row["decided_on"] for row in data["titles"]] == ["2025-06-20", "2025-06-20"]
    assert data["requests"][0]["text"] == "Thiếu 0"
