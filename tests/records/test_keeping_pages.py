"""The pages of entering by hand, and the lists of titles and initiatives."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.scoping import scope
from records.models import InitiativeRecognition, QualityRating, RecordCoverage, TitleRecord
from records.services import edits
from tests.factories.dossiers import distinction
from tests.records.test_edits import use
from tests.records.test_entries import initiative, prize, rating, title

DECISION = {
    "school_year_code": "2024-2025",
    "decision_number": "15/QĐ-UBND",
    "decided_on": "20/6/2025",
    "authority": "Chủ tịch UBND huyện",
}


def url(world, name, *args):
    return reverse(f"records:{name}", args=[world.school.slug, *args])


@pytest.fixture
def keeper(world):
    return world.client(world.secretary)


def typed_title(world, **changes):
    values = {"who": f"person-{world.teacher.pk}", "distinction": distinction().pk, "basis": "merit", **DECISION}
    return {**values, **changes}


def lines(*pairs, initial=0):
    found = {"authors-TOTAL_FORMS": len(pairs), "authors-INITIAL_FORMS": initial}
    for number, (person, share) in enumerate(pairs):
        found |= {f"authors-{number}-person": person.pk if person else "", f"authors-{number}-share": share}
    return found


def typed_initiative(*pairs, **changes):
    return {"kind": "initiative", "name": "Góc đọc sách", "scope": "base", **DECISION, **lines(*pairs), **changes}


# ---- titles ----


def test_a_title_is_entered_for_a_person_a_to_and_the_school(world, keeper):
    both = distinction("CO", "Cờ thi đua")
    both.target = "both"
    both.save()
    for who in (f"person-{world.teacher.pk}", f"department-{world.department.pk}", "organisation"):
        assert (
            keeper.post(url(world, "title_create"), typed_title(world, who=who, distinction=both.pk)).status_code == 302
        )

    with scope(world.school):
        assert {row.candidate_name for row in TitleRecord.objects.with_names()} == {
            world.teacher.full_name,
            world.department.name,
            world.school.name,
        }


def test_a_title_of_another_school_person_cannot_be_chosen(world, keeper):
    answer = keeper.post(url(world, "title_create"), typed_title(world, who=f"person-{world.other_teacher.pk}"))

    assert answer.status_code == 422
    assert "Chọn lại cá nhân hoặc tập thể" in answer.content.decode()


def test_a_refused_title_keeps_what_was_typed(world, keeper):
    answer = keeper.post(
        url(world, "title_create"), typed_title(world, school_year_code="2024", authority="Chủ tịch tỉnh")
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi: " in text
    assert "Năm học “2024” không đúng" in text
    assert 'value="Chủ tịch tỉnh"' in text


def test_entering_goes_on_with_the_same_person(world, keeper):
    answer = keeper.post(url(world, "title_create"), typed_title(world, again="1"))

    assert answer.url == url(world, "title_create") + f"?who=person-{world.teacher.pk}"
    again = keeper.post(url(world, "title_create"), typed_title(world), follow=True)
    assert "Đã có sẵn, không ghi thêm" in again.content.decode()


def test_an_entered_title_is_edited_on_its_page_and_a_conflict_shows_both(world, keeper):
    row = title(world).row
    first, second = keeper.get(url(world, "title_detail", row.pk)), world.client(world.principal)
    seen = first.context["form"]["seen"].value()
    typed = {**typed_title(world), "seen": seen}
    assert second.post(url(world, "title_detail", row.pk), {**typed, "decision_number": "51/QĐ"}).status_code == 302

    late = keeper.post(url(world, "title_detail", row.pk), {**typed, "authority": "Người ký khác"})

    text = late.content.decode()
    assert late.status_code == 409
    assert "51/QĐ" in text
    assert 'value="Người ký khác"' in text
    again = keeper.post(
        url(world, "title_detail", row.pk),
        {**typed, "authority": "Người ký khác", "seen": late.context["form"]["seen"].value()},
    )
    assert again.status_code == 302


def test_a_title_is_revoked_restored_and_removed_from_its_page(world, keeper):
    row = title(world).row
    assert keeper.post(url(world, "title_revoke", row.pk), {"number": "", "on": "1/10/2025"}).status_code == 422
    keeper.post(url(world, "title_revoke", row.pk), {"number": "7/QĐ-TH", "on": "01/10/2025"})
    assert "7/QĐ-TH" in keeper.get(url(world, "title_detail", row.pk)).content.decode()
    keeper.post(url(world, "title_restore", row.pk), {"reason": "Ghi nhầm"})
    keeper.post(url(world, "title_remove", row.pk), {"reason": "Nhập nhầm người"})

    with scope(world.school):
        assert not TitleRecord.objects.exists()


def test_the_own_row_shows_no_form(world, keeper):
    row = title(world, "secretary", by=world.principal.user).row

    text = keeper.get(url(world, "title_detail", row.pk)).content.decode()

    assert "hồ sơ của chính thầy/cô" in text
    assert 'name="decision_number"' not in text
    own = keeper.get(url(world, "person_record", world.secretary.pk)).content.decode()
    assert url(world, "title_detail", row.pk) not in own


# ---- the list of titles ----


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"kind": "prize"}, 1),
        ({"basis": "merit"}, 1),
        ({"origin": "decision"}, 0),
        ({"school_year": "2023-2024"}, 1),
        ({"q": "do thi hoa"}, 1),
        ({"q": "Nhì cờ"}, 1),
        ({"kind": "no-such", "department": "999999", "sort": "no"}, 2),
    ],
)
def test_the_list_is_filtered(world, keeper, query, count):
    title(world)
    title(
        world, "teacher2", distinction=prize(), detail="Giải Nhì cờ vua", basis="thematic", school_year_code="2023-2024"
    )

    assert keeper.get(url(world, "record_list"), query).context["page"].paginator.count == count


def test_the_list_of_a_to_has_its_people_and_its_own(world, keeper):
    title(world)
    title(world, "secretary", by=world.principal.user)  # in another tổ
    both = distinction("CO", "Cờ thi đua")
    both.target = "both"
    both.save()
    title(world, None, department=world.department, distinction=both)

    page = keeper.get(url(world, "record_list"), {"department": world.department.pk}).context["page"]

    assert sorted(row.candidate_name for row in page) == sorted([world.teacher.full_name, world.department.name])


def test_the_list_comes_as_excel_as_it_is_filtered(world, keeper):
    title(world)
    title(world, "teacher2", distinction=prize(), detail="Giải Nhì cờ vua")

    sheet = load_workbook(io.BytesIO(keeper.get(url(world, "record_export"), {"kind": "prize"}).content)).active

    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1:4] == (world.teacher2.full_name, "Giải hội thi", "Giải Nhì cờ vua")


# ---- initiatives ----


def test_an_initiative_is_entered_with_its_authors(world, keeper):
    answer = keeper.post(
        url(world, "initiative_create"), typed_initiative((world.teacher, "60"), (world.teacher2, ""), (None, ""))
    )

    assert answer.status_code == 302
    with scope(world.school):
        row = InitiativeRecognition.objects.get()
        assert set(row.authors.values_list("person", "share")) == {(world.teacher.pk, 60), (world.teacher2.pk, None)}


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("teacher", "60"), ("teacher", "20")], "được ghi hai lần"),
        ([(None, "20")], "Chọn tác giả của phần đóng góp này"),
        ([(None, "")], "Chọn ít nhất một tác giả"),
        ([("teacher", "nhiều")], "số nguyên từ 1 đến 100"),
        ([("teacher", "70"), ("teacher2", "70")], "quá 100%"),
    ],
)
def test_authors_that_cannot_be_are_refused_with_what_was_typed(world, keeper, pairs, words):
    pairs = [(name and getattr(world, name), share) for name, share in pairs]
    answer = keeper.post(url(world, "initiative_create"), typed_initiative(*pairs))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "<title>Lỗi: " in text
    assert 'value="Góc đọc sách"' in text


def test_more_lines_of_authors_keep_what_was_typed(world, keeper):
    answer = keeper.post(url(world, "initiative_create"), typed_initiative((world.teacher, "60"), more="1"))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.context["authors"].forms) == 4
    assert f'<option value="{world.teacher.pk}" selected' in text
    assert "Lỗi" not in text
    with scope(world.school):
        assert not InitiativeRecognition.objects.exists()


def test_an_initiative_in_use_takes_the_paper_and_says_why_not_more(world, keeper):
    row = initiative(world).row
    use(world, row)
    page = keeper.get(url(world, "initiative_detail", row.pk))
    values = {name: page.context["form"][name].value() for name in ("kind", "name", "scope", "school_year_code")}
    values |= {"decision_number": row.decision_number, "decided_on": "20/6/2025", "authority": row.authority}
    values |= {"seen": page.context["form"]["seen"].value()}
    values |= lines((world.teacher, "60"), (world.teacher2, "40"), initial=2)
    assert "Chỉ bổ sung được văn bản xác nhận hiệu quả" in page.content.decode()

    refused = keeper.post(url(world, "initiative_detail", row.pk), {**values, "scope": "province"})
    assert 'name="authors-0-person"' not in page.content.decode()
    shown = {name: value for name, value in values.items() if not name.startswith("authors")}
    saved = keeper.post(url(world, "initiative_detail", row.pk), {**shown, "effect_reference": "Giấy số 5"})

    assert (refused.status_code, saved.status_code) == (422, 302)
    with scope(world.school):
        stored = InitiativeRecognition.objects.get()
    assert (stored.scope, stored.effect_reference) == ("base", "Giấy số 5")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Góc đọc sách ở lớp", "Sổ tay"]),
        ({"use": "reserved"}, ["Góc đọc sách ở lớp"]),
        ({"use": "free"}, ["Góc đọc sách ở lớp", "Sổ tay"]),
        ({"use": "consumed"}, []),
        ({"scope": "province"}, ["Sổ tay"]),
        ({"q": "do thi hoa"}, ["Góc đọc sách ở lớp"]),
        ({"q": "sổ tay"}, ["Sổ tay"]),
        ({"sort": "-name"}, ["Sổ tay", "Góc đọc sách ở lớp"]),
    ],
)
def test_the_initiatives_are_filtered_and_sorted(world, keeper, query, names):
    use(world, initiative(world).row)
    initiative(world, (world.head, None), name="Sổ tay", scope="province", decided_on=date(2025, 6, 1))

    found = [row.name for row in keeper.get(url(world, "initiative_list"), query).context["page"]]

    assert found == names


def test_the_list_of_initiatives_costs_the_same_however_many(world, keeper, django_assert_max_num_queries):
    for number in range(20):
        use(world, initiative(world, name=f"Sáng kiến {number}").row)
    keeper.get(url(world, "initiative_list"))

    with django_assert_max_num_queries(15):
        keeper.get(url(world, "initiative_list"))


def test_the_initiatives_come_as_excel_a_line_for_each_author(world, keeper):
    use(world, initiative(world).row, state="consumed")

    sheet = load_workbook(io.BytesIO(keeper.get(url(world, "initiative_export")).content)).active

    header, *rows = sheet.iter_rows(values_only=True)
    found = {row[5]: dict(zip(header, row, strict=True)) for row in rows}
    assert found[world.teacher.full_name]["Đã dùng cho"] == "Chiến sĩ thi đua cơ sở năm học 2026-2027: Đã dùng"
    assert found[world.teacher2.full_name]["Đóng góp (%)"] == 40


def test_an_initiative_is_removed_from_its_page(world, keeper):
    row = initiative(world).row
    keeper.post(url(world, "initiative_remove", row.pk), {"reason": "Nhập nhầm"})

    with scope(world.school):
        assert not InitiativeRecognition.objects.exists()


# ---- ratings of before, coverage ----


def test_a_rating_of_before_is_entered_edited_and_removed(world, keeper):
    typed = {"level": "good", "decision_reference": "Quyết định số 40", "decided_on": "30/5/2025"}
    create = url(world, "history_rating_create", world.teacher.pk)
    assert keeper.post(create, {**typed, "year_kind": "school_year", "year_code": "2024"}).status_code == 422
    keeper.post(create, {**typed, "year_kind": "school_year", "year_code": "2024-2025"})
    with scope(world.school):
        row = QualityRating.objects.get()
    seen = edits.fingerprint(row)
    keeper.post(url(world, "history_rating_edit", row.pk), {**typed, "level": "excellent", "seen": seen})
    late = keeper.post(url(world, "history_rating_edit", row.pk), {**typed, "level": "completed", "seen": seen})
    assert late.status_code == 409
    assert "Hoàn thành xuất sắc nhiệm vụ, Quyết định số 40" in late.content.decode()

    keeper.post(url(world, "history_rating_remove", row.pk), {"reason": "Nhầm"})

    with scope(world.school):
        assert not QualityRating.objects.exists()


def test_a_rating_decided_here_has_no_page_of_editing_by_hand(world, keeper):
    from tests.records.ratings import decide, propose

    (row,) = decide(world, propose(world, world.teacher))

    assert keeper.get(url(world, "history_rating_edit", row.pk)).status_code == 404


def test_the_deputy_sees_no_ratings(world):
    rating(world)

    text = world.client(world.vice_principal).get(url(world, "person_record", world.teacher.pk)).content.decode()

    assert "Hoàn thành tốt nhiệm vụ" not in text
    assert "Xếp loại năm trước" not in text


def test_coverage_says_what_it_means_and_is_set(world, keeper):
    text = keeper.get(url(world, "record_coverage")).content.decode()
    assert "chưa đủ điều kiện" in text
    assert "cần xem xét" in text

    keeper.post(url(world, "record_coverage"), {"complete_since": "2019-2020"})
    assert keeper.post(url(world, "record_coverage"), {"complete_since": "1700-1701"}).status_code == 422

    with scope(world.school):
        assert RecordCoverage.objects.get().complete_since == "2019-2020"
