"""Forecasts, quotas and decided cases as their readers see them."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from core.scoping import scope
from legal.models import Distinction
from records.models import DecidedCase, TitleRecord
from records.services.cases import keep_case
from tests.records.eligibility import give, initiative, own_value, pending, rate, whole_since
from tests.records.test_verdict_pages import text_of, url


@pytest.fixture
def school(world):
    with scope(world.school):
        whole_since(world, "2022-2023")
        rate(world, world.teacher, "excellent")
        rate(world, world.teacher2, "completed")
        initiative(world, world.teacher)
    return world


# ---- forecast ----


def test_the_school_sees_who_could_qualify_and_which_one_step_is_wanting(school):
    answer = school.client(school.secretary).get(url(school, "forecast_list", distinction="LDTT"))
    rows = {row.candidate.name: (row.state, row.step) for row in answer.context["page"]}

    assert rows["Đỗ Thị Hòa"] == ("qualifies", "")
    assert rows["Lê Minh Ân"] == ("one_step", "Được xếp loại Hoàn thành tốt nhiệm vụ trở lên")
    assert rows["Ngô Thị Yến"][0] == "unproven", "nobody has rated her yet"


def test_who_is_blocked_or_holds_it_already_is_not_forecast(school):
    with scope(school.school):
        pending(school, school.teacher)
        give(school, "LDTT", "2026-2027", school.teacher2)
    answer = school.client(school.principal).get(url(school, "forecast_list", distinction="LDTT"))

    assert not {"Đỗ Thị Hòa", "Lê Minh Ân"} & {row.candidate.name for row in answer.context["page"]}


def test_the_forecast_is_filtered_and_exported_alike(school):
    query = {"distinction": "LDTT", "state": "one_step"}
    client = school.client(school.secretary)
    listed = [row.candidate.name for row in client.get(url(school, "forecast_list", **query)).context["page"]]
    rows = list(load_workbook(io.BytesIO(client.get(url(school, "forecast_export", **query)).content)).active.values)

    assert listed == ["Lê Minh Ân"]
    assert [row[1] for row in rows[1:]] == listed
    assert rows[1][5] == "Được xếp loại Hoàn thành tốt nhiệm vụ trở lên"


def test_a_person_sees_the_way_to_each_title_and_what_is_assumed(school):
    answer = school.client(school.teacher).get(url(school, "own_forecast"))
    paths = {path.distinction.code: path for path in answer.context["paths"]}

    assert paths["LDTT"].sure.earliest_year == "2026-2027"
    assert paths["CSTD_TINH"].sure.earliest_year > "2026-2027"
    assert any("Chiến sĩ thi đua cơ sở" in step for _, steps in paths["CSTD_TINH"].steps for step in steps)
    assert "quy định không thay đổi" in text_of(answer)
    left_out = {each.name for each in answer.context["without_conditions"]}
    assert "Giấy khen" in left_out
    assert "Chưa dự báo được vì chưa có điều kiện nào được nhập" in text_of(answer)


# ---- quotas ----


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("unlimited", "không giới hạn số lượng"),
        ("0/1", "không xét trường hợp nào"),
        ("50/100 of title LDTT", "mức cho phép 1 = 50% của 3 người đạt Lao động tiên tiến"),
    ],
)
def test_a_boundary_is_named_with_its_rule(school, value, sentence):
    with scope(school.school):
        own_value(school, "quota.GIAY_KHEN", value)
        for person in (school.teacher, school.teacher2, school.head):
            give(school, "LDTT", "2026-2027", person)
    page = text_of(school.client(school.secretary).get(url(school, "quota_list")))

    assert sentence in page
    assert "Điều 5 Quyết định 15/QĐ-THNC" in page


def test_what_nobody_entered_is_neither_unlimited_nor_zero(school):
    answer = school.client(school.secretary).get(url(school, "quota_list"))
    lines = {line.distinction.code: line for line in answer.context["not_stated"]}

    assert lines["GIAY_KHEN"].check.allowed is None
    assert "khác với không giới hạn và khác với không được đề nghị ai" in text_of(answer)


# ---- decided cases ----


@pytest.fixture
def case(school):
    with scope(school.school):
        pending(school, school.teacher)
        kept = keep_case(
            organisation=school.school,
            person=school.teacher,
            distinction=Distinction.objects.get(code="LDTT"),
            school_year_code="2026-2027",
            judged_on=date(2026, 10, 12),
            outcome="refused",
            source_key="nomination:1",
            by=school.secretary.user,
        )
        TitleRecord.objects.all().delete()
        rate(school, school.teacher, "not_completed", "2025-2026")
    return kept


def test_a_case_judged_again_is_the_same_whatever_was_entered_since(school, case):
    with scope(school.school):
        own_value(school, "condition.LDTT.rating", "rating >= excellent")
    answer = school.client(school.secretary).get(url(school, "case_detail", case.pk))

    assert answer.context["is_same"] is True
    assert "Giống hệt lúc đó" in text_of(answer)
    assert "Điều 5 Quyết định 15/QĐ-THNC" not in text_of(answer)


def test_the_law_of_another_day_shows_the_differences(school, case):
    with scope(school.school):
        own_value(school, "condition.LDTT.other", "holds CSTDTQ")
    client = school.client(school.principal)
    answer = client.get(url(school, "case_detail", case.pk, day="12/10/2026"))
    new = [each for each in answer.context["differences"] if each.before is None]

    assert [each.after.code for each in new] == ["LDTT.other"]
    assert "Theo quy định ngày 12/10/2026" in text_of(answer)
    with scope(school.school):
        assert DecidedCase.objects.count() == 1, "nothing is kept of a comparison"


def test_a_regime_can_be_chosen_and_nonsense_is_said(school, case):
    client = school.client(school.secretary)
    listed = client.get(url(school, "case_detail", case.pk)).context["regimes"]

    for regime in listed:
        assert client.get(url(school, "case_detail", case.pk, regime=regime.code)).context["other"] is not None
    assert client.get(url(school, "case_detail", case.pk, regime="x")).status_code == 404
    assert "Nhập ngày như 24/10/2026." in text_of(client.get(url(school, "case_detail", case.pk, day="31/02/2026")))


def test_what_blocked_somebody_stays_the_heads_in_a_case_too(school, case):
    address = url(school, "case_detail", case.pk, day="12/10/2026")
    secretary, head = (text_of(school.client(each).get(address)) for each in (school.secretary, school.principal))

    assert "Xem thông báo riêng" in secretary
    assert "Có việc đang" not in secretary
    assert "Có việc đang xác minh" in head


def test_the_list_filters_and_another_schools_case_is_not_there(school, case):
    client = school.client(school.secretary)

    assert [row.pk for row in client.get(url(school, "case_list")).context["page"]] == [case.pk]
    assert list(client.get(url(school, "case_list", outcome="awarded")).context["page"]) == []
    assert [row.pk for row in client.get(url(school, "case_list", q="hoa", of="2026-2027")).context["page"]] == [
        case.pk
    ]
    other = school.client(school.other_secretary)
    there = url(school, "case_detail", case.pk).replace(school.school.slug, school.other_school.slug)
    assert other.get(there).status_code == 404
