"""Past years out of Excel: matched with people, compared with the record, written and taken back."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from core.errors import DomainError
from core.scoping import scope
from legal.models import Distinction
from organisation.models import Employment
from records.models import InitiativeAuthor, InitiativeRecognition, InitiativeUse, QualityRating, TitleRecord
from tests.factories.people import make_person
from tests.records.histories import (
    DECISION,
    apply,
    long_row,
    long_table,
    outcomes,
    read_table,
    sentences,
    sheet_bytes,
    undo,
)

pytestmark = pytest.mark.django_db


def titles(world) -> set[tuple]:
    with scope(world.school):
        rows = TitleRecord.objects.for_organisation(world.school)
        return {(row.candidate_name, row.distinction.code, row.school_year_code) for row in rows.with_names()}


def test_long_table_is_previewed_without_writing_then_written_and_taken_back(world):
    before = titles(world)
    table = read_table(
        world,
        long_table(
            long_row("Đỗ Thị Hòa"),
            long_row("Lê Minh Ân", "CSTĐCS"),
            long_row("Không Có Ai"),
            long_row("Tổ 1, 2, 3", "TTLĐTT"),
        ),
    )
    assert outcomes(world, table) == [(3, "new"), (4, "new"), (5, "error"), (6, "new")]
    assert "Không có Không Có Ai trong danh sách nhân sự" in sentences(world, table, 5)
    assert titles(world) == before

    apply(world, table)
    assert titles(world) - before == {
        ("Đỗ Thị Hòa", "LDTT", "2022-2023"),
        ("Lê Minh Ân", "CSTDCS", "2022-2023"),
        ("Tổ 1, 2, 3", "TTLDTT", "2022-2023"),
    }
    with scope(world.school):
        made = TitleRecord.objects.get(person=world.teacher, school_year_code="2022-2023")
        assert (made.origin, made.source_key) == ("imported", f"import:{table.pk}")
        assert (made.decision_number, made.decided_on) == ("12/QĐ-UBND", date(2023, 6, 15))

    undo(world, table)
    assert titles(world) == before


def test_wide_table_with_two_head_rows_groups_sums_and_signatures(world):
    table = read_table(
        world,
        sheet_bytes(
            ["UBND PHƯỜNG HOA LƯ"],
            ["BẢNG THEO DÕI THI ĐUA"],
            ["STT", "Họ và tên", "Danh hiệu", None, "Xếp loại", None],
            [None, None, "2021-2022", "2022-2023", "2021-2022", "2022-2023"],
            ["Tổ 1, 2, 3"],
            [1, "Đỗ Thị Hoà", "LĐTT", "CSTĐCS, GK", "HTTNV", "HTXSNV"],
            [2, "Lê Minh Ân", "-", "LĐTT", None, "Tốt"],
            ["Tổng cộng", None, 1, 3],
            [None, None, None, "Ngày 5 tháng 6 năm 2023"],
            [None, "Người lập biểu", None, "HIỆU TRƯỞNG"],
            [None, "Hoàng Thị Bích Liên"],
            merged=["C3:D3", "E3:F3", "A3:A4", "B3:B4", "A5:F5"],
        ),
        options={"decisions": {"": {"number": "9/QĐ", "date": "30/6/2023", "authority": "UBND phường"}}},
    )

    found = outcomes(world, table)
    assert [line for line, outcome in found if outcome == "skipped"] == [5, 8, 9, 10, 11]
    assert [line for line, outcome in found if outcome == "new"] == [6, 6, 6, 6, 6, 7, 7]
    assert table.facts["layout"] == "wide"
    assert table.facts["years"] == ["2021-2022", "2022-2023"]
    assert table.facts["nothing"] == 1

    apply(world, table)
    with scope(world.school):
        ratings = dict(
            QualityRating.objects.filter(person=world.teacher).order_by("year_code").values_list("year_code", "level")
        )
    assert ratings == {"2021-2022": "good", "2022-2023": "excellent"}


@pytest.mark.parametrize(
    "name",
    ["Đỗ Thị Hoà", unicodedata.normalize("NFD", "Đỗ Thị Hòa"), "Đỗ\u00a0Thị  Hòa", "DO THI HOA", "Cô Đỗ Thị Hòa"],
)
def test_one_name_in_many_spellings_is_one_person(world, name):
    table = read_table(world, long_table(long_row(name)))

    with scope(world.school):
        assert table.rows.get().values["person"] == world.teacher.pk


def test_a_name_of_another_tone_is_another_name_but_offered(world):
    table = read_table(world, long_table(long_row("Đỗ Thị Hoa")))

    with scope(world.school):
        assert table.rows.get().values["doubt"] == "unknown"
        assert "Có thể là người ở danh sách chọn" in table.rows.get().errors[0]


def test_two_people_of_one_name_need_day_of_birth_or_department_or_a_choice(world):
    with scope(world.school):
        twin = make_person(world.school, "Đỗ Thị Hòa", department=world.department2)
        twin.born_on = date(1985, 3, 4)
        twin.save()
        world.teacher.born_on = date(1990, 9, 2)
        world.teacher.save()
    data = long_table(
        long_row("Đỗ Thị Hòa"),
        long_row("Đỗ Thị Hòa", born="1985"),
        long_row("Đỗ Thị Hòa", "CSTĐCS", department="tổ 1, 2, 3"),
        long_row("Đỗ Thị Hòa", born="01/01/1970"),
    )

    table = read_table(world, data)

    assert outcomes(world, table) == [(3, "error"), (4, "new"), (5, "new"), (6, "error")]
    assert "Có 2 người tên" in sentences(world, table, 3)
    assert "khác với danh sách nhân sự" in sentences(world, table, 6)
    with scope(world.school):
        people = list(table.rows.filter(outcome="new").values_list("values__person", flat=True))
    assert people == [twin.pk, world.teacher.pk]

    from records.history.people import person_key

    chosen = read_table(world, data, options={"people": {person_key("Đỗ Thị Hòa", "", ""): str(world.teacher.pk)}})
    assert outcomes(world, chosen)[0] == (3, "new")


def test_somebody_who_left_is_known_and_nobody_of_another_school(world):
    with scope(world.school):
        Employment.objects.filter(person=world.teacher).update(to_on=date(2024, 5, 31))

    table = read_table(world, long_table(long_row("Đỗ Thị Hòa"), long_row("Lý Thị Xuân")))

    assert outcomes(world, table) == [(3, "new"), (4, "error")]


def test_what_is_there_is_unchanged_and_what_contradicts_it_is_an_error(world):
    apply(world, read_table(world, long_table(long_row("Đỗ Thị Hòa"))))

    table = read_table(
        world,
        long_table(
            long_row("Đỗ Thị Hòa"),
            long_row("Lê Minh Ân"),
            long_row("Lê Minh Ân"),
            long_row("Trịnh Thị Ánh"),
            long_row("Trịnh Thị Ánh", decision=["99/QĐ-UBND", "15/06/2023", "UBND"]),
        ),
    )
    other = read_table(world, long_table(long_row("Đỗ Thị Hòa", decision=["99/QĐ", "15/06/2023", "UBND"])))

    assert outcomes(world, table) == [(3, "same"), (4, "new"), (5, "same"), (6, "error"), (7, "error")]
    assert "Trùng với dòng 4" in sentences(world, table, 5)
    assert "Dòng 7 ghi khác" in sentences(world, table, 6)
    assert "khác với bảng" in sentences(world, other, 3)


def test_unknown_words_are_asked_and_taken_as_chosen(world):
    data = long_table(long_row("Đỗ Thị Hòa", "Lao động giỏi"))
    table = read_table(world, data)
    assert "Chưa biết “Lao động giỏi”" in sentences(world, table, 3)

    chosen = read_table(world, data, options={"words": {"lao dong gioi": "title:LDTT"}})
    left = read_table(world, data, options={"words": {"lao dong gioi": "skip"}})

    assert outcomes(world, chosen) == [(3, "new")]
    assert left.facts["nothing"] == 1


def test_decision_that_the_file_lacks_is_said_once_for_many(world):
    bare = ["", "", ""]
    data = long_table(
        long_row("Đỗ Thị Hòa", decision=bare), long_row("Lê Minh Ân", "CSTĐCS", decision=["", "2023", ""])
    )
    table = read_table(world, data)
    assert [outcome for _, outcome in outcomes(world, table)] == ["error", "error"]
    assert "chỉ ghi năm 2023" in sentences(world, table, 4)

    shared = {"number": "5/QĐ-UBND", "date": "20/06/2023", "authority": "UBND phường"}
    said = read_table(world, data, options={"decisions": {"": shared, "2022-2023|CSTDCS": {"number": "6/QĐ-UBND"}}})
    apply(world, said)

    with scope(world.school):
        numbers = set(
            TitleRecord.objects.filter(source_key=f"import:{said.pk}").values_list("decision_number", flat=True)
        )
    assert numbers == {"5/QĐ-UBND", "6/QĐ-UBND"}


def test_nobody_imports_her_own_record(world):
    table = read_table(world, long_table(long_row("Phạm Thu Trang"), long_row("Đỗ Thị Hòa")))

    assert outcomes(world, table) == [(3, "error"), (4, "new")]
    assert outcomes(world, read_table(world, long_table(long_row("Phạm Thu Trang")), by=world.principal)) == [
        (3, "new")
    ]


def test_initiatives_of_several_authors_and_their_shares(world):
    head = ["STT", "Tác giả", "Tên sáng kiến", "Năm học", "Số QĐ", "Ngày ký", "Cấp công nhận", "Tỷ lệ %"]
    name = "Trò chơi học toán"
    table = read_table(
        world,
        sheet_bytes(
            head,
            [1, "Đỗ Thị Hòa", name, "2022-2023", *DECISION, "60%"],
            [2, "Lê Minh Ân", name, "2022-2023", *DECISION, 40],
            [3, "Trịnh Thị Ánh", name, "2022-2023", *DECISION, 10],
        ),
    )
    assert outcomes(world, table) == [(2, "new"), (3, "new"), (4, "error")]
    assert "quá 100%" in sentences(world, table, 4)

    apply(world, table)
    with scope(world.school):
        row = InitiativeRecognition.objects.get(name=name)
        assert {a.person_id: a.share for a in row.authors.all()} == {world.teacher.pk: 60, world.teacher2.pk: 40}
        author = InitiativeAuthor.objects.get(recognition=row, person=world.teacher)
        use = InitiativeUse.objects.create(
            organisation=world.school,
            author=author,
            distinction=Distinction.objects.get(code="CSTDCS"),
            school_year_code="2026-2027",
            purpose_key="nomination:1",
        )

    with pytest.raises(DomainError) as refusal:
        undo(world, table)
    assert [each.title for each in refusal.value.findings] == ["Dòng 2: Đỗ Thị Hòa"]
    with scope(world.school):
        assert InitiativeRecognition.objects.filter(name=name).exists()
        use.delete()
    undo(world, table)
    with scope(world.school):
        assert not InitiativeRecognition.objects.filter(name=name).exists()


def test_undo_leaves_what_was_there_before_and_refuses_what_was_edited(world):
    with scope(world.school):
        kept = TitleRecord.objects.create(
            organisation=world.school,
            person=world.teacher,
            distinction=Distinction.objects.get(code="LDTT"),
            school_year_code="2022-2023",
            decision_number=DECISION[0],
            decided_on=date(2023, 6, 15),
            authority="UBND",
            recorded_by=world.secretary.user,
        )
    table = apply(world, read_table(world, long_table(long_row("Đỗ Thị Hòa"), long_row("Lê Minh Ân"))))
    with scope(world.school):
        TitleRecord.objects.filter(person=world.teacher2).update(decision_number="13/QĐ-UBND")

    with pytest.raises(DomainError, match="1 dòng"):
        undo(world, table)
    with scope(world.school):
        TitleRecord.objects.filter(person=world.teacher2).update(decision_number=DECISION[0])
    undo(world, table)

    with scope(world.school):
        assert list(TitleRecord.objects.filter(school_year_code="2022-2023")) == [kept]


def test_three_hundred_bad_rows_are_three_hundred_messages(world):
    bad = [long_row(f"Người Lạ {number}") for number in range(300)]
    decision = ["1/QĐ", "1/9/2024", "UBND"]
    good = [long_row("Đỗ Thị Hòa", year=f"{1990 + n}-{1991 + n}", decision=decision) for n in range(30)]

    table = read_table(world, long_table(*bad, *good))

    found = [outcome for _, outcome in outcomes(world, table)]
    assert (found.count("error"), found.count("new")) == (300, 30)
    with scope(world.school):
        assert all(row.errors for row in table.rows.filter(outcome="error"))


def test_applying_in_parts_goes_on_where_it_stopped(world):
    from core import table_import
    from records.history.table import HistoryTable

    rows = [
        long_row("Đỗ Thị Hòa", year=f"{2000 + n}-{2001 + n}", decision=["1/QĐ", "1/9/2024", "UBND"]) for n in range(5)
    ]
    table = read_table(world, long_table(*rows))
    with scope(world.school):
        importer = HistoryTable(world.school, by=world.secretary.user)
        table_import.begin(table)
        left = [table_import.apply_part(importer, table, by=world.secretary.user, size=2) for _ in range(4)]
        table.refresh_from_db()

    assert left == [3, 1, 0, 0]
    assert table.state == "applied"
    assert not table.file


def test_one_day_for_several_years_is_told_where_it_is_before_the_year(world):
    table = read_table(world, long_table(long_row("Đỗ Thị Hòa"), long_row("Đỗ Thị Hòa", year="2023-2024")))

    assert outcomes(world, table) == [(3, "new"), (4, "error")]
    assert "có trước năm học 2023-2024" in sentences(world, table, 4)
