from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEntry
from core.errors import DomainError
from core.scoping import scope
from legal import services
from legal.catalogue import value_words
from legal.models import LegalDocument, LegalParameter

pytestmark = pytest.mark.django_db
LAW = "/o/th-ngoc-cau/legal/parameters"
CODE = "vote_threshold.CSTDCS"
TYPED = {
    "code": CODE,
    "value": "2/3",
    "number": "15/QĐ-THNC",
    "kind": "Quy chế",
    "title": "Quy chế thi đua, khen thưởng",
    "issuer": "Trường Tiểu học Ngọc Cầu",
    "locator": "khoản 2 Điều 5",
    "from_on": "01/09/2026",
    "mark": "T",
    "note": "Hai phần ba số thành viên",
}
in_force = LegalParameter.objects.in_force


@pytest.fixture
def keeper(world):
    return world.client(world.secretary)


def lines(response) -> dict[str, object]:
    return {line.code: line for line in response.context["page"].object_list}


def test_list_is_searched_without_marks_and_by_group(keeper):
    found = lines(keeper.get(f"{LAW}/?q=ty+le+phieu&group=Biểu+quyết"))

    assert CODE in found
    assert {line.group for line in found.values()} == {"Biểu quyết"}


def test_the_list_is_taken_along_with_how_far_each_value_was_compared(keeper, entered):
    entered(CODE, "2/3")

    answer = keeper.get(f"{LAW}/export/?shown=own")

    header, row = load_workbook(io.BytesIO(answer.content)).active.iter_rows()
    found = {name.value: cell for name, cell in zip(header, row, strict=True)}
    assert found["Căn cứ"].value.startswith("khoản 2 Điều 5 ")
    assert found["Mức đối chiếu"].value == "Đã đối chiếu văn bản"
    assert (found["Từ ngày"].value.date(), found["Từ ngày"].number_format) == (date(2026, 9, 1), "dd/mm/yyyy")


def test_list_tells_own_from_inherited_unverified_and_missing(keeper, entered):
    entered(CODE, "2/3")

    own, unverified, missing = (lines(keeper.get(f"{LAW}/?shown={each}")) for each in ("own", "unverified", "missing"))

    assert set(own) == {CODE}
    assert CODE not in unverified
    assert {line.row.citation.is_verified for line in unverified.values()} == {False}
    assert {line.row for line in missing.values()} == {None}


def test_list_without_a_result_says_what_to_do(keeper):
    assert "Bỏ bớt điều kiện" in keeper.get(f"{LAW}/?q=zzzz").text


def test_history_shows_every_row_whose_it_is_and_who_entered_it(world, keeper, entered):
    entered(CODE, "2/3")
    entered(CODE, "3/4", from_on=date(2026, 10, 1))
    page = keeper.get(f"{LAW}/of/{CODE}/")

    assert [row.value for row, *_ in page.context["rows"]][:3] == ["3/4", "2/3", "70/100"]
    assert page.text.count(f"Người nhập: {world.principal.user.full_name}") == 2
    assert "đến hết 30/9/2026" in page.text
    assert "Quy định chung" in page.text


def test_history_of_one_school_is_not_anothers(world, entered):
    entered(CODE, "9/11")
    other = world.client(world.other_secretary)

    assert "9/11" not in other.get(f"/o/thcs-song-hong/legal/parameters/of/{CODE}/").text


@pytest.mark.parametrize("code", ["nonsense", "condition.NOBODY.titles"])
def test_code_that_names_nothing_is_not_found(keeper, code):
    assert keeper.get(f"{LAW}/of/{code}/").status_code == 404


def test_value_that_was_never_entered_is_neither_zero_nor_unlimited(keeper):
    assert "không có nghĩa là không giới hạn hay bằng 0" in keeper.get(f"{LAW}/of/quota.LDTT/").text


def test_entered_value_keeps_its_note_and_leads_to_its_history(world, keeper):
    response = keeper.post(f"{LAW}/new/", TYPED)
    row = in_force(CODE, on=date(2026, 10, 12), at=world.school)

    assert response.url == f"{LAW}/of/{CODE}/"
    assert (row.value, row.locator, row.mark, row.note) == ("2/3", "khoản 2 Điều 5", "T", TYPED["note"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "0.6667"}, "ghi phân số như 2/3"),
        ({"value": "3/2"}, "không quá 1"),
        ({"locator": " "}, "Ghi điều, khoản"),  # nothing is compared without an article
        ({"number": ""}, "Số, ký hiệu văn bản"),
        ({"from_on": "31/02/2026"}, "Áp dụng từ ngày"),
        ({"code": "quota.CSTDCS", "value": "15/100"}, "chưa nói tính trên số nào"),
        ({"code": "condition.CSTDCS.titles", "value": "medal LDTT"}, "Không có loại điều kiện"),
        ({"code": "condition.CSTDCS.titles", "value": "title NOBODY"}, "không có trong danh mục"),
        ({"code": "condition.LDTT.titles", "value": "title CSTDCS"}, "vòng tròn"),
    ],
)
def test_entry_that_cannot_stand_says_why_and_keeps_everything_typed(keeper, changes, sentence):
    typed = TYPED | changes
    response = keeper.post(f"{LAW}/new/?code={typed['code']}", typed)

    assert response.status_code == 200
    assert sentence in response.text
    form = response.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert not LegalParameter.objects.exclude(organisation=None).exists()


def test_overlap_is_refused(keeper, entered):
    entered(CODE, "3/4", from_on=date(2026, 10, 1))

    assert "Chọn ngày bắt đầu sau ngày đó" in keeper.post(f"{LAW}/new/", TYPED).text


def test_form_sent_back_saves_nothing_and_keeps_everything(keeper):
    response = keeper.post(f"{LAW}/new/", TYPED | {"back": "1"})

    assert response.status_code == 200
    assert response.context["form"]["locator"].value() == TYPED["locator"]
    assert not LegalParameter.objects.exclude(organisation=None).exists()


def test_effect_is_asked_for_with_the_same_form(keeper):
    address = reverse("records:parameter_effect", args=["th-ngoc-cau"])

    assert f'formaction="{address}"' in keeper.get(f"{LAW}/new/").text
    page = keeper.post(address, TYPED)
    assert page.status_code == 200
    assert TYPED["note"] in page.text
    assert not LegalParameter.objects.exclude(organisation=None).exists()


def test_formula_is_said_in_words_before_it_is_saved(keeper):
    page = keeper.get(f"{LAW}/new/", {"code": "quota.CSTDCS", "value": "15/100 of title LDTT"}).text

    assert "Không quá 15% số cá nhân đạt danh hiệu Lao động tiên tiến" in page
    assert f"{LAW}/of/quota.CSTDCS/build/" in page


def test_what_the_address_asks_for_is_never_markup(keeper):
    page = keeper.get(f"{LAW}/new/", {"code": '"><script>x</script>', "value": '"><script>y</script>'}).text

    assert "<script>x" not in page
    assert "<script>y" not in page


def test_inherited_value_is_taken_over_with_its_document_but_not_its_article(world, keeper):
    code = "quality_rating.points_common"
    inherited = in_force(code, on=date(2026, 10, 12), at=world.school)
    assert inherited.mark != "T"
    form = keeper.get(f"{LAW}/new/?code={code}&take_over=1").context["form"]

    assert (form["value"].value(), form["number"].value()) == (inherited.value, inherited.document.number)
    assert not form["locator"].value()  # whoever compared it types where

    names = [*TYPED, "title", "issuer"]
    sent = {name: form[name].value() or "" for name in names} | {"from_on": "12/10/2026"}
    assert "Ghi điều, khoản" in keeper.post(f"{LAW}/new/", sent).text

    sent |= {"locator": "Điều 9"}
    assert "ghi nguyên văn được đọc ở đâu" in keeper.post(f"{LAW}/new/", sent).text
    keeper.post(f"{LAW}/new/", sent | {"read_where": "Công báo số 12"})
    row = in_force(code, on=date(2026, 10, 12), at=world.school)
    assert (row.organisation, row.document, row.citation.is_verified) == (world.school, inherited.document, True)
    assert in_force(code, on=date(2026, 10, 12), at=world.other_school) == inherited


def test_text_that_is_over_is_not_what_a_value_was_compared_with(keeper):
    form = keeper.get(f"{LAW}/new/?code={CODE}&take_over=1").context["form"]
    over = LegalDocument.objects.get(number="21/2020/TT-BGDĐT")
    sent = TYPED | {name: getattr(over, name) for name in ("number", "kind", "title", "issuer")}

    assert form["value"].value() == "70/100"
    assert not form["number"].value()
    assert "đã hết hiệu lực ngày 14/02/2024" in keeper.post(f"{LAW}/new/", sent).text
    assert keeper.post(f"{LAW}/new/", sent | {"mark": "K"}).status_code == 302


def test_document_of_the_library_need_not_be_typed_again(world, keeper, entered):
    entered(CODE, "3/4", from_on=date(2026, 10, 1))
    known = LegalDocument.objects.get(organisation=world.school)
    sent = {name: TYPED[name] for name in ("value", "locator", "mark")} | {"known": known.pk, "from_on": "12/10/2026"}

    assert keeper.post(f"{LAW}/new/", sent | {"code": "vote_threshold.LDTT"}).status_code == 302
    assert in_force("vote_threshold.LDTT", on=date(2026, 10, 12), at=world.school).document == known

    both = keeper.post(f"{LAW}/new/", sent | {"code": "vote_threshold.BANG_KHEN", "number": "16/QĐ-THNC"})
    assert "không làm cả hai" in both.text
    assert 'value="16/QĐ-THNC"' in both.text


def test_documents_of_others_and_those_that_are_over_are_not_offered(world, keeper):
    values = {"number": "9/QĐ", "issuer": "Khác", "kind": "Quy chế", "title": "Khác", "from_on": date(2026, 1, 1)}
    LegalDocument.objects.create(organisation=world.other_school, mark="T", **values)
    offered = keeper.get(f"{LAW}/new/").context["form"].fields["known"].queryset

    numbers = set(offered.values_list("number", flat=True))
    assert "152/2025/NĐ-CP" in numbers
    assert not {"9/QĐ", "21/2020/TT-BGDĐT"} & numbers


def test_nothing_is_chosen_for_whoever_enters(keeper):
    form = keeper.get(f"{LAW}/new/").context["form"]
    refused = keeper.post(f"{LAW}/new/", TYPED | {"code": "", "mark": ""})

    assert not form["code"].value()
    assert not form["mark"].value()
    assert "Chọn quy định." in refused.text
    assert "Chọn mức đối chiếu" in refused.text


def test_what_is_only_recorded_has_no_values(keeper):
    codes = keeper.get(f"{LAW}/new/").context["form"].codes

    assert "quota.LDTT" in codes
    assert not {"quota.CONG_DOAN", "posting_days.BIEU_DUONG", "share.CO_TINH.managers"} & codes


@pytest.mark.parametrize(
    ("typed", "stored"), [("70%", "70/100"), ("70 %", "70/100"), ("quá 50%", ">50/100"), ("2/3", "2/3")]
)
def test_whole_per_cents_are_parts_of_a_hundred(keeper, typed, stored):
    keeper.post(f"{LAW}/new/", TYPED | {"value": typed})

    assert LegalParameter.objects.filter(code=CODE, value=stored, organisation__isnull=False).exists()


def test_per_cents_with_a_fraction_stay_refused(keeper):
    assert "66,67%" in keeper.post(f"{LAW}/new/", TYPED | {"value": "66,67%"}).text
    assert not LegalParameter.objects.filter(code=CODE, organisation__isnull=False).exists()


def test_ended_value_gives_way_to_what_stands_above(world, keeper, entered):
    row = entered(CODE, "2/3")
    response = keeper.post(f"{LAW}/{row.pk}/end/", {"last_day": "30/09/2026"})

    assert response.url == f"{LAW}/of/{CODE}/"
    assert in_force(CODE, on=date(2026, 9, 30), at=world.school).value == "2/3"
    assert in_force(CODE, on=date(2026, 10, 1), at=world.school).value == "70/100"
    with scope(world.school):
        entry = AuditEntry.objects.get(verb="legal.parameter_ended")
    assert (entry.actor_id, entry.after["to_on"]) == (world.secretary.user.pk, "2026-09-30")


def test_what_a_place_ended_is_not_carried_on(world, entered):
    """Neither the ended value nor the one before it; where the nation states nothing, nothing is left."""
    entered("quota.LDTT", "20/100 of people")
    row = entered("quota.LDTT", "30/100 of people", from_on=date(2026, 10, 1))
    services.end_parameter(row, last_day=date(2026, 10, 31), by=world.principal.user)

    assert in_force("quota.LDTT", on=date(2026, 10, 31), at=world.school) == row
    with pytest.raises(LookupError):
        in_force("quota.LDTT", on=date(2026, 11, 1), at=world.school)
    assert "quota.LDTT" not in LegalParameter.objects.all_in_force("quota.", on=date(2026, 11, 1), at=world.school)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/08/2026", "Chọn ngày từ ngày đó trở đi"),
        ("31/02/2027", "Áp dụng đến hết ngày"),
        ("", "Áp dụng đến hết ngày"),
    ],
)
def test_end_that_cannot_be_is_refused(keeper, entered, typed, sentence):
    row = entered(CODE, "2/3")
    response = keeper.post(f"{LAW}/{row.pk}/end/", {"last_day": typed})
    row.refresh_from_db()

    assert response.status_code == 200
    assert sentence in response.text
    assert row.to_on is None


def test_end_is_not_put_off_once_it_is_set(world, keeper, entered):
    row = entered(CODE, "2/3")
    keeper.post(f"{LAW}/{row.pk}/end/", {"last_day": "30/09/2026"})

    assert (
        "Muốn áp dụng lại thì nhập giá trị mới" in keeper.post(f"{LAW}/{row.pk}/end/", {"last_day": "31/12/2026"}).text
    )


def test_value_of_the_nation_or_another_school_cannot_be_ended(world, keeper, entered):
    national = LegalParameter.objects.filter(code=CODE, organisation=None).first()
    row = entered(CODE, "2/3")

    assert keeper.post(f"{LAW}/{national.pk}/end/", {"last_day": "30/09/2026"}).status_code == 404
    other = world.client(world.other_secretary)
    assert other.get(f"/o/thcs-song-hong/legal/parameters/{row.pk}/end/").status_code == 404
    with pytest.raises(DomainError, match="riêng của đơn vị"):
        services.end_parameter(national, last_day=date(2026, 9, 30), by=world.secretary.user)


@pytest.mark.parametrize("beginning", ["condition.", "quota.", "prize.", "dossier."])
def test_values_of_the_library_are_said_in_words(beginning):
    rows = LegalParameter.objects.filter(code__startswith=beginning)

    assert rows
    assert not [row.code for row in rows if value_words(row.code, row.value, {}) == row.value]
