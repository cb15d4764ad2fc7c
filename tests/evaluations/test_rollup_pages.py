"""The pages of roll-ups: formulas without a script, what will come, months as rows, the yearly rating."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from core.scoping import scope
from evaluations import services
from evaluations.models import EvaluationPeriod, EvaluationSheet, RollUp
from evaluations.services.ratings import feed_ratings, rating_feed
from records.models import QualityRating
from tests.evaluations.months import make_rubric
from tests.evaluations.rolled import LATER, found, make_longer, make_month, mean_formula, sheet
from tests.records.ratings import decide

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def url(world, name, *args, **query):
    return reverse(f"evaluations:{name}", args=[world.school.slug, *args], query=query or None)


@pytest.fixture
def later():
    with clock.travel_to(LATER):
        yield


@pytest.fixture
def quarter(world, later):
    hoa, an, head = world.teacher, world.teacher2, world.head
    make_month(world, 2026, 10, {hoa: "95", an: "80", head: "90"})
    make_month(world, 2026, 11, {hoa: "92.5", an: "exempt", head: "ungraded"})
    make_month(world, 2026, 12, {hoa: "88", an: "85", head: "90"})
    return make_longer(world, [hoa, an, head])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# ---- formulas ----


def editor_values(**changes) -> dict:
    rows = [("Xuất sắc", "90", "", "Chuyên nghiệp quý"), ("Tốt", "80", "90", ""), ("Hoàn thành", "0", "", "")]
    data = {
        "name": "Trung bình quý",
        "period_kind": "quarter",
        "subject": "person",
        "of": "month",
        "weights": "12 = 1,5",
        "ungraded": "zero",
        "least": "2",
        "document": "",
        "locator": "",
        "grades-TOTAL_FORMS": len(rows) + 1,
        "grades-INITIAL_FORMS": 0,
    }
    for place, row in enumerate(rows):
        data |= {
            f"grades-{place}-{name}": value
            for name, value in zip(("name", "minimum", "upper", "praise"), row, strict=True)
        }
    return data | changes


def test_a_formula_is_made_without_a_script(world, later):
    client = world.client(world.secretary)

    response = client.post(url(world, "roll_up_create", method="mean"), editor_values(), follow=True)

    with scope(world.school):
        formula = RollUp.objects.get().formula
    assert formula == {
        "method": "mean",
        "of": "month",
        "least": 2,
        "ungraded": "zero",
        "weights": {"12": "1.5"},
        "bands": [
            {"name": "Xuất sắc", "minimum": "90", "praise": "Chuyên nghiệp quý"},
            {"name": "Tốt", "minimum": "80", "praise": ""},
            {"name": "Hoàn thành", "minimum": "0", "praise": ""},
        ],
    }
    text = text_of(response)
    assert "Hệ số: tháng 12 nhân 1,5; các tháng khác nhân 1." in text
    assert "(95 + 92,5 + 88) : 3 = 91,83; mức Xuất sắc từ 90." in text


def test_counting_is_made_from_the_example(world, later):
    make_rubric(world.school)
    client = world.client(world.secretary)
    page = client.get(url(world, "roll_up_create", method="counts"))
    form, rows = page.context["form"], page.context["formset"]
    data = {name: form[name].value() or "" for name in form.fields} | {
        "name": "Đếm quý",
        "grades-TOTAL_FORMS": rows.total_form_count(),
        "grades-INITIAL_FORMS": rows.initial_form_count(),
    }
    data |= {f"{row.prefix}-{name}": row[name].value() or "" for row in rows for name in row.fields}

    response = client.post(url(world, "roll_up_create", method="counts"), data)

    assert response.status_code == 302
    with scope(world.school):
        formula = RollUp.objects.get().formula
    assert formula["order"] == ["Xuất sắc", "Tốt", "Hoàn thành", "Chưa hoàn thành"]
    assert formula["grades"][0]["needs"] == [{"grade": "Xuất sắc", "at_least": 2}]
    assert formula["grades"][1]["needs"] == [{"grade": "Tốt", "at_least": "2/3"}]


@pytest.mark.parametrize("amount", ["2/0", "2 / 00", "2/"])
def test_a_share_of_nothing_is_refused(world, later, amount):
    data = {
        "name": "Đếm quý", "period_kind": "quarter", "subject": "person", "of": "month", "least": "2",
        "ungraded": "ungraded", "order": "Tốt", "grades-TOTAL_FORMS": 1, "grades-INITIAL_FORMS": 0,
        "grades-0-name": "Tốt", "grades-0-needs": f"{amount} Tốt",
    }  # fmt: skip
    response = world.client(world.secretary).post(url(world, "roll_up_create", method="counts"), data)

    assert response.status_code == 422
    assert "chưa đúng. Ghi số kỳ rồi tên mức" in text_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"grades-2-upper": "84"}, "Giữa mức Hoàn thành (đến 84) và mức Tốt"),
        ({"grades-1-upper": "84,5"}, "còn khoảng 84,5–90"),
        ({"grades-1-minimum": "tám mươi"}, "“tám mươi” chưa phải là số"),
        ({"grades-1-minimum": ""}, "Mức “Tốt” chưa có điểm thấp nhất"),
        ({"grades-0-praise": "Lao động tiên tiến quý"}, "trùng tên “Lao động tiên tiến” của pháp luật"),
        ({"weights": "tháng chạp = 2"}, "chưa đúng. Ghi số của tháng"),
        ({"weights": "13 = 2"}, "Không có tháng 13"),
        ({"of": "semester"}, "Kỳ quý không tổng hợp được từ các học kỳ"),
        ({"least": "hai"}, "Số kỳ phải là số nguyên"),
        ({"name": ""}, "Ghi tên công thức."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world, later, changes, sentence):
    if "grades-2-upper" in changes:
        changes = {**changes, "grades-1-minimum": "85"}

    response = world.client(world.secretary).post(
        url(world, "roll_up_create", method="mean"), editor_values(locator="Điều 7", **changes)
    )

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="Điều 7"' in text_of(response)
    with scope(world.school):
        assert not RollUp.objects.exists()


def test_a_second_page_sees_what_the_first_saved(world, later):
    client = world.client(world.secretary)
    client.post(url(world, "roll_up_create", method="mean"), editor_values())
    with scope(world.school):
        roll_up = RollUp.objects.get()
    edit = url(world, "roll_up_edit", roll_up.pk)
    client.post(edit, editor_values(version=1, least="1"))

    response = client.post(edit, editor_values(version=1, least="3"))

    assert response.status_code == 409
    assert "Cần ít nhất 1 tháng được xếp loại" in text_of(response)
    assert "Cần ít nhất 3 tháng được xếp loại" in text_of(response)
    assert (
        client.post(edit, editor_values(version=response.context["form"]["version"].value(), least="3")).status_code
        == 302
    )
    with scope(world.school):
        assert RollUp.objects.get().formula["least"] == 3


def test_a_period_keeps_its_copy_when_the_formula_goes(world, quarter):
    client = world.client(world.secretary)
    client.post(url(world, "roll_up_create", method="mean"), editor_values())
    with scope(world.school):
        roll_up = RollUp.objects.get()

    client.post(url(world, "roll_up_delete", roll_up.pk))

    with scope(world.school):
        assert not RollUp.objects.exists()
        assert EvaluationPeriod.objects.get(pk=quarter.pk).formula == mean_formula()


def test_staff_read_the_formulas_and_change_none(world, later):
    world.client(world.secretary).post(url(world, "roll_up_create", method="mean"), editor_values())

    page = text_of(world.client(world.teacher).get(url(world, "roll_up_list")))

    assert "Trung bình quý" in page
    assert "Sửa công thức" not in page


def test_an_unknown_method_is_no_page(world, later):
    assert world.client(world.secretary).get(url(world, "roll_up_create", method="median")).status_code == 404


# ---- what will come, and the act ----


def test_the_preview_works_every_line_out_and_writes_nothing(world, quarter):
    page = text_of(world.client(world.secretary).get(url(world, "period_roll_up", quarter.pk)))

    assert "(95 + 92,5 + 88) : 3 = 91,83; mức Xuất sắc từ 90." in page
    assert "Không tính tháng 11/2026 (được miễn)." in page
    assert "Tháng 11/2026 không xếp loại nên cả kỳ không xếp loại." in page
    assert "Tổng hợp 3 phiếu" in page
    with scope(world.school):
        assert {each.state for each in found(quarter).values()} == {"draft"}


def test_the_act_follows_and_says_how_many(world, quarter):
    client = world.client(world.secretary)

    first = text_of(client.post(url(world, "period_roll_up", quarter.pk), follow=True))
    second = text_of(client.post(url(world, "period_roll_up", quarter.pk), follow=True))

    assert "Đã tổng hợp 3 phiếu." in first
    assert "không có gì thay đổi" in second


def test_what_blocks_stands_on_the_preview(world, quarter):
    with scope(world.school):
        EvaluationPeriod.objects.filter(label="tháng 11/2026").update(published_at=None, published_by=None)
    client = world.client(world.secretary)

    page = text_of(client.get(url(world, "period_roll_up", quarter.pk)))
    refused = text_of(client.post(url(world, "period_roll_up", quarter.pk), follow=True))

    assert "1 kỳ: tháng 11/2026." in page
    assert "91,83" not in page
    assert "Chưa tổng hợp được: có kỳ chưa công bố" in refused


def test_a_period_that_is_filled_in_has_no_such_page(world, quarter):
    with scope(world.school):
        month = EvaluationPeriod.objects.get(label="tháng 11/2026")

    assert world.client(world.secretary).get(url(world, "period_roll_up", month.pk)).status_code == 404


def test_the_period_page_leads_there_instead_of_to_scoring(world, quarter):
    page = text_of(world.client(world.secretary).get(url(world, "period_detail", quarter.pk)))

    assert "Xem và tổng hợp" in page
    assert "Phiếu tôi chấm" not in page
    assert "Có phiếu chưa tổng hợp" in page


# ---- one sheet ----


def test_ones_own_sheet_shows_the_months_and_the_result_once_it_is_shown(world, quarter):
    with scope(world.school):
        services.compute_roll_up(quarter, by=world.secretary.user)
        own = found(quarter)["Đỗ Thị Hòa"]
    client = world.client(world.teacher)

    before = text_of(client.get(url(world, "sheet_detail", own.pk)))
    with scope(world.school):
        services.decide_by_head(quarter, by=world.principal.user)
        services.publish(quarter, by=world.principal.user)
    after = text_of(client.get(url(world, "sheet_detail", own.pk)))

    assert "Tháng 10/2026" in before
    assert "91,83" not in before
    assert "(95 + 92,5 + 88) : 3 = 91,83" in after
    assert "Chuyên nghiệp quý" in after


def test_a_sheet_that_is_not_computed_yet_asks_for_nothing(world, quarter):
    with scope(world.school):
        own = found(quarter)["Đỗ Thị Hòa"]
    client = world.client(world.teacher)

    assert "Kỳ này chưa được tổng hợp" in text_of(client.get(url(world, "sheet_detail", own.pk)))
    assert client.get(url(world, "sheet_edit", own.pk)).status_code == 302


def test_an_exempt_month_says_no_reason(world, quarter):
    with scope(world.school):
        services.compute_roll_up(quarter, by=world.secretary.user)
        sheet = found(quarter)["Lê Minh Ân"]

    page = text_of(world.client(world.head).get(url(world, "sheet_detail", sheet.pk)))

    assert "Được miễn" in page
    assert "Nghỉ" not in page


def test_a_month_of_another_department_is_named_without_a_link(world, quarter):
    with scope(world.school):
        month = EvaluationPeriod.objects.get(label="tháng 10/2026")
        elsewhere = found(month)["Đỗ Thị Hòa"]
        EvaluationSheet.objects.filter(pk=elsewhere.pk).update(department=world.department2)
        services.compute_roll_up(quarter, by=world.secretary.user)
        sheet = found(quarter)["Đỗ Thị Hòa"]

    page = text_of(world.client(world.head).get(url(world, "sheet_detail", sheet.pk)))

    assert "Tháng 10/2026" in page
    assert url(world, "sheet_detail", elsewhere.pk) not in page


# ---- the yearly rating ----


@pytest.mark.parametrize("name", ["sheet_edit", "sheet_check", "sheet_total", "sheet_receipt", "sheet_recall"])
def test_a_sheet_that_is_rolled_up_is_not_filled_in(world, quarter, name):
    client = world.client(world.teacher)
    with scope(world.school):
        empty = found(quarter)[world.teacher.full_name]
        address = reverse(f"evaluations:{name}", args=[world.school.slug, empty.pk])

        statuses = {client.get(address).status_code, client.post(address).status_code}
        empty.refresh_from_db()

    assert statuses <= {200, 302, 405}
    assert empty.state == "draft"


@pytest.fixture
def published_year(world):
    """Calendar year 2026, published: 92,5 points, one over 100, one ungraded, one exempt, one who left."""
    year = make_longer(world, [], kind="calendar_year", span=YEAR, label="năm 2026")
    by = world.secretary.user
    with scope(world.school):
        EvaluationPeriod.objects.filter(pk=year.pk).update(published_at=clock.at(YEAR[1]), published_by=by)
        year.refresh_from_db()
        sheet(year, world.teacher, by=by, points="92.5")
        sheet(year, world.teacher2, by=by, points="104")
        sheet(year, world.head, by=by, points="95", grade="Không xếp loại")
        sheet(year, world.clerk, by=by, state="exempt", exemption="leave")
        sheet(year, world.secretary, by=by, state="exempt", exemption="left")
    return year


def rated(world) -> dict[str, tuple]:
    with scope(world.school):
        rows = QualityRating.objects.of_year("calendar_year", "2026").select_related("person")
        return {row.person.full_name: (row.points, row.source_key.partition(":")[0], row.state) for row in rows}


def test_under_the_decree_of_points_the_points_are_offered(world, published_year):
    with clock.travel_to("2026-12-31 15:00"):
        page = text_of(world.client(world.secretary).get(url(world, "period_ratings", published_year.pk)))
        world.client(world.secretary).post(url(world, "period_ratings", published_year.pk))

    assert rated(world) == {
        "Đỗ Thị Hòa": (Decimal("92.5"), "sheet", "proposed"),
        "Lê Minh Ân": (Decimal(100), "sheet", "proposed"),
        "Trịnh Thị Ánh": (None, "sheet", "proposed"),
        "Ngô Thị Yến": (None, "sheet", "proposed"),
    }
    assert "là hai việc khác nhau" in page
    assert "104 trên 100 điểm, kể cả điểm cộng: lấy 100." in page
    assert "233/2026/NĐ-CP" in page


def test_under_the_decree_of_tasks_only_the_people_are(world, published_year):
    with clock.travel_to("2026-06-30 15:00"):
        page = text_of(world.client(world.secretary).get(url(world, "period_ratings", published_year.pk)))
        world.client(world.secretary).post(url(world, "period_ratings", published_year.pk))

    assert {points for points, *_ in rated(world).values()} == {None}
    assert len(rated(world)) == 4
    assert "92,5" not in page
    assert "90/2020/NĐ-CP" in page


def test_the_act_again_changes_nothing_and_new_points_are_news(world, published_year):
    with scope(world.school), clock.travel_to("2026-12-31 15:00"):
        assert feed_ratings(published_year, by=world.secretary.user) == 4
        assert feed_ratings(published_year, by=world.secretary.user) == 0
        EvaluationSheet.objects.filter(person=world.teacher).update(points=90)
        assert [offer.person for offer in rating_feed(published_year).news] == [world.teacher]
        assert feed_ratings(published_year, by=world.secretary.user) == 1

    assert rated(world)["Đỗ Thị Hòa"][0] == 90


def test_what_was_decided_stays(world, published_year):
    with scope(world.school), clock.travel_to("2026-12-31 15:00"):
        feed_ratings(published_year, by=world.secretary.user)
        decide(world, QualityRating.objects.get(person=world.teacher))
        EvaluationSheet.objects.filter(person=world.teacher).update(points=70)

        assert feed_ratings(published_year, by=world.secretary.user) == 0

    assert rated(world)["Đỗ Thị Hòa"] == (Decimal("92.5"), "sheet", "decided")


def test_a_year_that_is_not_published_offers_nothing(world, published_year):
    with scope(world.school):
        EvaluationPeriod.objects.filter(pk=published_year.pk).update(published_at=None, published_by=None)

    assert world.client(world.secretary).get(url(world, "period_ratings", published_year.pk)).status_code == 404


def test_a_quarter_offers_nothing(world, quarter):
    assert world.client(world.secretary).get(url(world, "period_ratings", quarter.pk)).status_code == 404
