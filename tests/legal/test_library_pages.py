from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from legal.models import Distinction, LegalDocument, LegalParameter

pytestmark = pytest.mark.django_db
LAW = "/o/th-ngoc-cau/legal"


@pytest.fixture
def reader(world):
    return world.client(world.teacher)


def document_of(place, **changes):
    values = {
        "number": "7/QĐ-THCSSH",
        "kind": "Quy chế",
        "title": "Quy chế <script>alert(1)</script>",
        "issuer": place.name,
        "from_on": date(2026, 9, 1),
        "mark": "T",
    }
    return LegalDocument.objects.create(organisation=place, **values | changes)


def numbers(response) -> set[str]:
    return {document.number for document in response.context["page"].object_list}


@pytest.mark.parametrize(
    ("asked", "there", "missing"),
    [
        ("q=nghi+dinh+152", "152/2025/NĐ-CP", "98/2023/NĐ-CP"),  # without marks
        ("kind=Luật", "06/2022/QH15", "152/2025/NĐ-CP"),
        ("mark=S", "06/2026/QH16", "06/2022/QH15"),
        ("on=20/05/2024", "98/2023/NĐ-CP", "152/2025/NĐ-CP"),
        ("on=01/07/2025", "152/2025/NĐ-CP", "98/2023/NĐ-CP"),  # the first day of the one ends the other
    ],
)
def test_documents_are_found(reader, asked, there, missing):
    found = numbers(reader.get(f"{LAW}/library/?{asked}"))

    assert there in found
    assert missing not in found


def test_documents_are_sorted_by_any_column_and_by_no_other_word(reader):
    by_number = [row.number for row in reader.get(f"{LAW}/library/?sort=number").context["page"]]

    assert by_number == sorted(by_number)
    assert reader.get(f"{LAW}/library/?sort=organisation__slug").context["sort"] == "-from"


def test_day_that_is_none_is_told_and_kept(reader):
    page = reader.get(f"{LAW}/library/?on=31/02/2026").text

    assert "Ngày “31/02/2026” chưa đúng" in page
    assert 'value="31/02/2026"' in page


def test_the_list_is_taken_along_as_it_is_filtered_and_sorted(reader):
    asked = "?kind=Nghị+định&sort=number"
    listed = [row.number for row in reader.get(f"{LAW}/library/{asked}").context["page"]]

    sheet = load_workbook(io.BytesIO(reader.get(f"{LAW}/library/export/{asked}").content)).active

    header, *rows = sheet.iter_rows(values_only=True)
    assert [row[header.index("Số, ký hiệu")] for row in rows] == listed
    assert {row[header.index("Loại")] for row in rows} == {"Nghị định"}
    assert "Đã đối chiếu văn bản" in {row[header.index("Mức đối chiếu")] for row in rows}


def test_search_without_a_result_says_what_to_do(reader):
    assert "Bỏ bớt điều kiện" in reader.get(f"{LAW}/library/?q=zzzz").text


def test_document_of_another_school_is_nowhere(world, reader):
    other = document_of(world.other_school)

    assert other.number not in numbers(reader.get(f"{LAW}/library/"))
    assert reader.get(f"{LAW}/library/{other.pk}/").status_code == 404


def test_document_of_the_office_above_is_read_by_its_schools(world, reader):
    above = document_of(world.office, number="3/QĐ-VHXH")

    assert above.number in numbers(reader.get(f"{LAW}/library/"))
    assert reader.get(f"{LAW}/library/{above.pk}/").status_code == 200


def test_document_of_a_school_is_not_the_offices(world):
    own = document_of(world.school)

    assert world.client(world.officer).get(f"/o/phuong-hoa-lu/legal/library/{own.pk}/").status_code == 404


def test_typed_words_are_never_markup(world, reader):
    page = reader.get(f"{LAW}/library/{document_of(world.office).pk}/").text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_document_says_what_it_replaces_says_and_holds_up(reader):
    pk = LegalDocument.objects.get(number="152/2025/NĐ-CP").pk
    page = reader.get(f"{LAW}/library/{pk}/").text

    assert "98/2023/NĐ-CP" in page
    assert "khoản 5 Điều 33" in page  # a value that rests on it
    assert "Đọc ở:" in page


def test_values_of_another_school_are_not_among_those_of_a_document(world, reader):
    national = LegalDocument.objects.get(number="152/2025/NĐ-CP")
    LegalParameter.objects.create(
        organisation=world.other_school,
        code="vote_threshold.TTLDTT",
        value="77/100",
        document=national,
        locator="Điều riêng",
        from_on=date(2026, 9, 1),
        mark="S",
    )

    assert "Điều riêng" not in reader.get(f"{LAW}/library/{national.pk}/").text


def test_conditions_are_those_of_the_day(reader):
    before = reader.get(f"{LAW}/distinctions/CSTDCS/?on=20/05/2022").context["binding"]
    after = reader.get(f"{LAW}/distinctions/CSTDCS/?on=20/05/2024").context["binding"]

    assert {each.row.document.number for each in before.conditions} != {
        each.row.document.number for each in after.conditions
    }
    assert all(each.row.from_on <= date(2022, 5, 20) for each in before.all)


def test_what_is_carried_on_is_shown_as_provisional(reader):
    page = reader.get(f"{LAW}/distinctions/CSTDCS/?on=12/10/2026").text

    assert "chưa đối chiếu văn bản của ngày này" in page
    assert "nên tạm tính theo quy định này" in page


def test_day_before_all_law_has_no_conditions_and_says_what_that_means(reader):
    page = reader.get(f"{LAW}/distinctions/CSTDCS/?on=01/01/1950").text

    assert "Chưa có điều kiện nào được nhập cho ngày này" in page
    assert "không có nghĩa là không giới hạn" in page


def test_own_condition_is_shown_here_and_not_elsewhere(world, reader, entered):
    entered("condition.CSTDCS.titles", "title LDTT x2 consecutive")

    own = "Đạt danh hiệu Lao động tiên tiến 2 lần liên tục"
    assert own in reader.get(f"{LAW}/distinctions/CSTDCS/").text
    other = world.client(world.other_teacher).get("/o/thcs-song-hong/legal/distinctions/CSTDCS/")
    assert own not in other.text


def test_kind_that_is_not_judged_says_so(reader):
    recorded = Distinction.objects.exclude(kind__in=Distinction.JUDGED).first()

    assert "không xét điều kiện" in reader.get(f"{LAW}/distinctions/{recorded.code}/").text
    assert reader.get(f"{LAW}/distinctions/NOBODY_KNOWS/").status_code == 404


def test_every_judged_distinction_is_in_the_catalogue(reader):
    page = reader.get(f"{LAW}/distinctions/").text

    assert all(name in page for name in Distinction.objects.values_list("name", flat=True))


def test_two_times_are_shown_side_by_side_with_what_differs(reader):
    page = reader.get(f"{LAW}/regimes/?distinction=CSTDCS")
    by_name = {each.name: each for each in page.context["differences"]}

    assert "Chuyển tiếp" in page.text
    assert "01/10/2026" in page.text
    assert by_name["Danh hiệu làm cơ sở"].is_only_mark_changed  # carried on, unread
    assert reader.get(f"{LAW}/regimes/?before=no-such-time").status_code == 404
    assert reader.get(f"{LAW}/regimes/?distinction=NOBODY_KNOWS").status_code == 404


def test_other_conditions_of_another_time_are_marked(reader):
    regimes = reader.get(f"{LAW}/regimes/").context["regimes"]
    first, last = regimes[-1].code, regimes[0].code
    page = reader.get(f"{LAW}/regimes/?distinction=TTLDXS&before={first}&after={last}")

    assert any(each.is_changed for each in page.context["differences"])


@pytest.mark.parametrize("path", ["library/", "distinctions/", "distinctions/CSTDCS/", "regimes/", "parameters/"])
def test_more_values_and_documents_cost_no_more_queries(
    world, reader, entered, django_assert_max_num_queries, django_assert_num_queries, path
):
    reader.get(f"{LAW}/{path}")  # the first page of a session notes when it was seen
    with django_assert_max_num_queries(25) as few:
        reader.get(f"{LAW}/{path}")
    entered("condition.CSTDCS.titles", "title LDTT x2 consecutive")
    entered("quota.CSTDCS", "20/100 of rating good")
    document_of(world.office)

    with django_assert_num_queries(len(few)):
        reader.get(f"{LAW}/{path}")
