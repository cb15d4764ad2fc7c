"""The pages of the yearly rating: what is typed is kept, what is private stays so, a list costs the same for many."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from core.scoping import scope
from organisation.models import Leave
from records import services
from tests.records.ratings import DONE, decide, desk, propose, save, stored

SECRET = "Đang bị xem xét kỷ luật."


def url(world, name, *args, **query):
    return reverse(f"records:{name}", args=[world.school.slug, *args], query=query or None)


def text_of(answer) -> str:
    return answer.content.decode()


# ---- the list ----


def test_the_list_shows_level_caps_and_who_is_missing(world):
    propose(world, world.teacher, "95")
    answer = world.client(world.secretary).get(url(world, "rating_list"))
    page = text_of(answer)

    assert "Đỗ Thị Hòa" in page
    assert "mức cho phép 0 = 20% của 0 người" in page
    assert "Chưa đối chiếu văn bản" in page
    assert f"Lập phiếu cho {answer.context['missing_count']} người" in page
    assert answer.context["missing_count"] == 7


def test_filters_sorting_and_nonsense(world):
    for person, points in ((world.teacher, "95"), (world.teacher2, "60"), (world.clerk, "80")):
        propose(world, person, points)
    client = world.client(world.principal)
    names = lambda **query: [  # noqa: E731
        row.person.full_name for row in client.get(url(world, "rating_list", **query)).context["page"]
    ]

    assert names(sort="level") == ["Đỗ Thị Hòa", "Ngô Thị Yến", "Lê Minh Ân"]
    assert names(sort="-points")[0] == "Đỗ Thị Hòa"
    assert names(group="Nhân viên") == ["Ngô Thị Yến"]
    assert names(level="completed") == ["Lê Minh Ân"]
    assert names(q="do thi hoa") == ["Đỗ Thị Hòa"]
    assert names(state="decided") == []
    assert len(names(sort="--x", group="x", level="x", state="withdrawn", page="z")) == 3


@pytest.mark.parametrize("code", ["2019-2020", "x", "20266", "-", "0000"])
def test_a_year_that_is_none_is_not_found(world, code):
    assert world.client(world.principal).get(url(world, "rating_list", of=code)).status_code == 404


def test_a_calendar_year_is_a_year_of_its_own(world):
    propose(world, world.teacher, "95", code="2026", kind="calendar_year")
    client = world.client(world.principal)

    assert client.get(url(world, "rating_list", of="2026")).context["page"].paginator.count == 1
    assert client.get(url(world, "rating_list")).context["page"].paginator.count == 0


@pytest.mark.parametrize("name", ["rating_list", "rating_decide", "rating_export"])
def test_one_row_costs_what_three_cost(world, name, django_assert_num_queries):
    propose(world, world.teacher, "95")
    client = world.client(world.principal)
    client.get(url(world, name))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url(world, name))
    propose(world, world.teacher2, "80")
    propose(world, world.clerk, "60")

    with django_assert_num_queries(len(one)):
        client.get(url(world, name))


def test_excel_holds_the_filtered_rows_and_nothing_private(world):
    row = propose(world, world.teacher, "88.5")
    save(world, row, exclusion_grounds=SECRET, remark="=1+1")
    propose(world, world.clerk, "80")
    answer = world.client(world.secretary).get(url(world, "rating_export", group="Giáo viên"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))

    assert [row[1] for row in rows[1:]] == ["Đỗ Thị Hòa"]
    assert (rows[1][4], rows[1][6]) == (88.5, "Hoàn thành tốt nhiệm vụ")
    assert rows[1][10] == "=1+1"
    assert SECRET not in str(rows)


# ---- opening ----


def test_everybody_gets_a_row_at_once_and_once(world):
    client = world.client(world.secretary)
    client.post(url(world, "rating_create"), {"person": "all"})
    again = client.post(url(world, "rating_create"), {"person": "all"})

    assert len(stored(world)) == 8
    assert again.status_code == 422


def test_a_person_of_another_school_cannot_be_chosen(world):
    answer = world.client(world.secretary).post(url(world, "rating_create"), {"person": str(world.other_teacher.pk)})

    assert answer.status_code == 422
    assert not stored(world)


# ---- entering ----


def edit(world, rating, who=None, **values):
    data = {"version": rating.version, "level": rating.level, "duty_group": rating.duty_group, "remark": ""}
    return world.client(who or world.principal).post(url(world, "rating_edit", rating.pk), data | values)


def test_points_in_parts_are_added_up(world):
    row = propose(world, world.teacher, None, source_key="")
    answer = edit(world, row, common="28,5", results="63", level="excellent")
    row = stored(world)[0]

    assert answer.status_code == 302
    assert (row.points, row.reached, row.facts) == (91.5, "excellent", {"common": "28.5", "results": "63"})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"points": "mười"}, "phải là số"),
        ({"points": "-1"}, "không nhỏ hơn 0"),
        ({"points": "1e9"}, "không quá 100"),
        ({"points": "NaN"}, "phải là số"),
        ({"points": "88,555"}, "hai chữ số"),
        ({"common": "30,5"}, "không quá 30"),
        ({"common": "28"}, "Nhập “Điểm kết quả nhiệm vụ”"),
        ({"common": "28", "results": "60", "points": "85"}, "khác 28 + 60 = 88"),
        ({"remark": "a" * 1001}, "tối đa 1000"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(world, values, sentence):
    row = propose(world, world.teacher, None, source_key="")
    answer = edit(world, row, **{"remark": "Câu đã gõ"} | values)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert next(iter(values.values())) in text_of(answer)
    assert (stored(world)[0].points, stored(world)[0].remark) == (None, "")


@pytest.mark.parametrize("name", ["level", "duty_group"])
def test_a_choice_that_is_none_is_refused(world, name):
    row = propose(world, world.teacher)

    assert edit(world, row, **{name: "vô địch"}).status_code == 422
    assert (stored(world)[0].level, stored(world)[0].duty_group) == ("good", "Giáo viên")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"tasks": "12", "on_time": "13"}, "(13) nhiều hơn"),
        ({"on_time": "3"}, "Nhập “Số nhiệm vụ được giao”"),
        ({"tasks": "1,5"}, "số nguyên"),
        ({"tasks": "1000"}, "từ 0 đến 999"),
    ],
)
def test_bad_numbers_of_tasks(world, values, sentence):
    with clock.travel_to("2026-06-10 09:00"):
        row = propose(world, world.teacher, None, code="2025-2026", source_key="")
        answer = edit(world, row, **values)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert stored(world)[0].facts == {}


def test_before_july_2026_the_form_asks_for_tasks(world):
    with clock.travel_to("2026-06-10 09:00"):
        row = propose(world, world.teacher, None, code="2025-2026", source_key="")
        typed = {**DONE, "conduct": "yes", "level": "excellent"}
        answer = edit(world, row, **typed)
        page = text_of(world.client(world.principal).get(url(world, "rating_edit", row.pk)))

    assert answer.status_code == 302
    assert stored(world)[0].reached == "excellent"
    assert "vượt mức" in page
    assert "tiêu chí chung (tối đa" not in page


def test_points_that_were_fed_are_not_typed_over(world):
    row = propose(world, world.teacher, "85")
    edit(world, row, points="99")

    assert stored(world)[0].points == 85


def test_two_people_see_each_others_change(world):
    row = propose(world, world.teacher, "85")
    edit(world, row, remark="Của hiệu trưởng")
    answer = edit(world, row, who=world.secretary, remark="Của thư ký")

    assert answer.status_code == 409
    assert "Của hiệu trưởng" in text_of(answer)
    assert "Của thư ký" in text_of(answer)
    assert stored(world)[0].remark == "Của hiệu trưởng"


def test_a_nought_that_both_wrote_is_no_difference(world):
    with clock.travel_to("2026-06-10 09:00"):
        row = propose(world, world.teacher, None, code="2025-2026", source_key="")
        typed = {**DONE, "conduct": "yes", "beyond": "0"}
        edit(world, row, **typed, remark="Của hiệu trưởng")
        answer = edit(world, row, who=world.secretary, **typed, remark="Của thư ký")

    assert answer.status_code == 409
    assert "Ghi chú đang lưu" in text_of(answer)
    assert "vượt mức đang lưu" not in text_of(answer)


# ---- what is private ----


def test_grounds_are_the_heads_and_the_persons_own(world):
    row = save(world, propose(world, world.teacher), exclusion_grounds=SECRET)
    detail = url(world, "rating_detail", row.pk)

    assert SECRET in text_of(world.client(world.principal).get(detail))
    shown = text_of(world.client(world.secretary).get(detail))
    assert SECRET not in shown
    assert "Xem thông báo riêng" in shown
    assert SECRET not in text_of(world.client(world.secretary).get(url(world, "rating_edit", row.pk)))


def test_the_secretary_neither_reads_nor_clears_the_grounds(world):
    row = save(world, propose(world, world.teacher), exclusion_grounds=SECRET)
    edit(world, row, who=world.secretary, exclusion_grounds="", remark="Đã nhập")

    assert (stored(world)[0].exclusion_grounds, stored(world)[0].remark) == (SECRET, "Đã nhập")


def test_a_proposal_is_not_shown_to_the_person_and_a_decided_one_is(world):
    row = save(world, propose(world, world.teacher), exclusion_grounds=SECRET)
    own, client = url(world, "own_rating", row.pk), world.client(world.teacher)
    assert client.get(own).status_code == 404
    assert "Hoàn thành tốt" not in text_of(client.get(url(world, "own_record")))

    decide(world, row)

    assert "Hoàn thành tốt nhiệm vụ" in text_of(client.get(url(world, "own_record")))
    page = text_of(client.get(own))
    assert SECRET in page
    assert "85 điểm trên 100; mức HTTNV từ 70 điểm" in page
    assert "Đánh giá hằng tháng".lower() in page.lower()
    assert world.client(world.teacher2).get(own).status_code == 403


def test_the_figures_of_a_small_group_are_not_told_to_its_members(world):
    mine, other = propose(world, world.clerk, "95"), propose(world, world.teacher, "95")
    decide(world, mine, other)
    (mine,) = stored(world, pk=mine.pk)

    assert "HTXSNV: 1 người" in text_of(world.client(world.principal).get(url(world, "rating_detail", mine.pk)))
    page = text_of(world.client(world.clerk).get(url(world, "own_rating", mine.pk)))
    assert "Theo điểm: HTXSNV" in page
    assert "mức cho phép" not in page


@pytest.mark.parametrize("who", ["vice_principal", "head", "clerk", "teacher", "officer", "other_principal"])
def test_nobody_else_reads_anybodys(world, who):
    row = propose(world, world.teacher2)
    client = world.client(getattr(world, who))

    for name, args in (("rating_list", []), ("rating_detail", [row.pk]), ("rating_export", [])):
        assert client.get(url(world, name, *args)).status_code in (403, 404)


def test_a_long_leave_is_to_be_weighed_and_its_reason_stays_away(world):
    with scope(world.school):
        Leave.objects.create(
            organisation=world.school,
            person=world.teacher,
            from_on=date(2026, 9, 1),
            kind=Leave.Kind.MATERNITY,
            entered_by=world.principal.user,
        )
    row = propose(world, world.teacher)
    page = text_of(world.client(world.secretary).get(url(world, "rating_detail", row.pk)))

    assert "Có thời gian nghỉ dài trong năm" in page
    assert "thai sản" not in page


# ---- deciding ----


def test_the_page_first_then_the_act(world):
    row = propose(world, world.teacher)
    client = world.client(world.principal)
    page = text_of(client.get(url(world, "rating_decide")))
    assert stored(world)[0].state == "proposed"
    assert "điều cần xem" in page

    client.post(url(world, "rating_decide"), {"rating": f"{row.pk}-{row.version}", "note": "Đã xem xét."})

    assert stored(world)[0].state == "decided"


def test_a_refused_decision_changes_nothing_and_keeps_what_was_typed(world):
    row, other = propose(world, world.teacher), propose(world, world.principal)
    answer = world.client(world.principal).post(
        url(world, "rating_decide"),
        {
            "rating": [f"{row.pk}-{row.version}", f"{other.pk}-{other.version}"],
            "note": "Câu đã gõ",
            f"reference-{row.pk}": "",
        },
    )

    assert answer.status_code == 409
    assert "Câu đã gõ" in text_of(answer)
    assert "do cấp trên quyết định" in text_of(answer)
    assert {each.state for each in stored(world)} == {"proposed"}


@pytest.mark.parametrize("rating", ["", "x", "1", "1-2-3", "٣-1", "9" * 30 + "-1"])
def test_nonsense_is_nothing_chosen(world, rating):
    propose(world, world.teacher)
    answer = world.client(world.principal).post(url(world, "rating_decide"), {"rating": rating, "note": "Có"})

    assert answer.status_code == 409
    assert stored(world)[0].state == "proposed"


def test_replacing_through_the_pages(world):
    decide(world, propose(world, world.teacher))
    client = world.client(world.principal)
    old = stored(world)[0]
    assert client.post(url(world, "rating_replace", old.pk), {"reason": " "}).status_code == 200
    client.post(url(world, "rating_replace", old.pk), {"reason": "Sót điểm."})
    new = stored(world, state="proposed")[0]

    assert new.replaces == old
    assert "Sót điểm." in text_of(client.get(url(world, "rating_detail", new.pk)))
    assert client.get(url(world, "rating_list")).context["page"].paginator.count == 1


def test_the_unit_raises_the_cap_only_with_its_document(world):
    client = world.client(world.principal)
    refused = client.post(url(world, "rated_year_edit"), {"is_outstanding": "on"})
    assert "Ghi số, ngày của văn bản" in text_of(refused)
    client.post(url(world, "rated_year_edit"), {"is_outstanding": "on", "basis": "Số 35/QĐ-UBND"})
    propose(world, world.teacher, "95")

    assert "= 25% của" in text_of(client.get(url(world, "rating_list")))


def test_the_law_is_shown_as_it_was_when_it_was_decided(world):
    (row,) = decide(world, propose(world, world.teacher))
    with scope(world.school):
        assert services.open_desk(world.school, "school_year", row.year_code).rules.scheme == "points"
        assert desk(world).frozen_rules == row.rules
    page = text_of(world.client(world.teacher).get(url(world, "own_rating", row.pk)))

    assert "90/100" in page
    assert "233/2026/NĐ-CP" in page
