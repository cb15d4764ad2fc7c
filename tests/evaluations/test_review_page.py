"""The page on which one column of many sheets is filled: the tổ's, and the council's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.scoping import scope
from evaluations import services
from evaluations.bases import base_of
from evaluations.models import EvaluationSheet, Score
from evaluations.services.reviews import Review
from evaluations.services.sheets import cells_of
from organisation.models import Person
from tests.evaluations.full_rubric import WHOLE, cells_by_code, hand_in, line, make_full_period
from tests.evaluations.months import AFTER, DURING, sheet_of


@pytest.fixture(autouse=True)
def _after(on_day):
    with clock.travel_to(AFTER):
        yield


@pytest.fixture
def period(world):
    with clock.travel_to(DURING):
        period = make_full_period(world)
    with scope(world.school):
        yield period


def url(world, name, *args):
    return reverse(f"evaluations:{name}", args=[world.school.slug, *args])


def at(world, period, reader="head", name="department_review"):
    """(client, address) of the page."""
    return world.client(getattr(world, reader)), url(world, name, period.pk)


def text_of(page) -> str:
    return page.content.decode()


def posted(sheet, values, *, column="department", note="", **more) -> dict:
    """The fields of one sheet as a page made now would send them, with what is typed over them."""
    sheet = EvaluationSheet.objects.with_names().get(pk=sheet.pk)
    stored = cells_of(sheet, column)
    kept_note = sheet.department_note if column == "department" else sheet.council_note
    data = {
        f"version_{sheet.pk}": sheet.version,
        f"base_{sheet.pk}": base_of(stored, kept_note),
        f"note_{sheet.pk}": note,
        "page": "trang-a",
    }
    for code, value in values.items():
        data[f"score_{sheet.pk}_{line(sheet, code).pk}"] = value
    return data | more


def amounts(sheet, column="department") -> dict[str, str]:
    rows = Score.objects.filter(sheet=sheet, column=column).select_related("criterion").order_by("criterion__position")
    return {each.criterion.code: str(each) for each in rows}


TYPED = {"1.1": "27", "1.2": "10", "1.3": "87,5", "2": "40", "2.1": "1", "3": "", "4": ""}


# ---- what stands on it ----


def test_every_kind_has_its_own_field(world, period):
    hand_in(period, world.teacher)
    client, address = at(world, period)

    [card] = client.get(address).context["cards"]

    boxes = {row.line.code: row.box for row in [*card.rows, *card.same] if row.box}
    assert {code: box.hint for code, box in boxes.items()} == {
        "1.1": "/ 30",
        "1.2": "",
        "1.3": "%, chưa có số liệu kỳ trước",
        "2": "/ 40",
        "2.1": "lần × −0,5, tối đa −5",
        "3": "giải × +2, tối đa +6",
        "4": "nếu có: không xếp loại",
    }
    assert [value for value, _ in boxes["1.2"].choices] == ["", "15", "10", "0", "n", "e"]
    assert [value for value, _ in boxes["4"].choices] == ["", "0", "1"]
    assert {code for code, box in boxes.items() if box.kind_name} == {"1.1", "1.3", "2"}
    assert {box.value for box in boxes.values()} == {""}  # nothing is preselected


def test_what_is_equal_is_folded_and_what_differs_stands_first(world, period):
    hand_in(period, world.teacher2)
    sheet = hand_in(period, world.teacher)
    client, address = at(world, period)

    client.post(address, posted(sheet, TYPED | {"2": "40", "2.1": "2"}))
    first, second = client.get(address).context["cards"]

    assert (first.sheet.pk, first.is_different, second.is_different) == (sheet.pk, True, False)
    assert [row.line.code for row in first.rows] == ["1", "1.1", "1.2"]
    assert [row.line.code for row in first.same] == ["1", "1.3", "2", "2.1", "3", "4"]
    assert first.same_count == 5


# ---- saving ----


def test_a_wrong_field_keeps_the_others_and_is_shown_as_typed(world, period):
    sheet = hand_in(period, world.teacher)
    client, address = at(world, period)

    page = client.post(address, posted(sheet, TYPED | {"1.1": "31"}, act="recommend"))

    assert (page.status_code, sheet_of(period, world.teacher).state) == (422, "submitted")
    assert "Điểm tiêu chí 1.1 là 31, cao hơn mức tối đa 30." in text_of(page)
    assert 'value="31"' in text_of(page)
    assert amounts(sheet) == {"1.2": "10.00", "1.3": "87.50", "2": "40.00", "2.1": "1.00"}


@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("1.1", "-1", "chưa phải là số"),
        ("1.1", "1e9", "chưa phải là số"),
        ("1.1", "mười", "chưa phải là số"),
        ("1.2", "12", "không phải một mức"),
        ("2.1", "1,5", "chưa phải số lần"),
        ("4", "2", "Chọn “Có” hoặc “Không”"),
    ],
)
def test_impossible_values_are_refused_each_with_its_sentence(world, period, code, value, sentence):
    sheet = hand_in(period, world.teacher)
    client, address = at(world, period)

    page = client.post(address, posted(sheet, {code: value}))

    assert sentence in text_of(page)
    assert amounts(sheet) == {}


def test_one_sheet_that_is_wrong_does_not_hold_back_another(world, period):
    first, second = hand_in(period, world.teacher), hand_in(period, world.teacher2)
    client, address = at(world, period)

    client.post(address, posted(first, {"1.1": "x"}) | posted(second, TYPED) | {"act": "recommend"})

    assert [sheet_of(period, each).state for each in (world.teacher, world.teacher2)] == [
        "submitted",
        "department_recommended",
    ]


def test_a_recommended_sheet_is_not_emptied_and_the_rest_is_kept(world, period):
    sheet = hand_in(period, world.teacher)
    client, address = at(world, period)
    client.post(address, posted(sheet, TYPED, act="recommend"))

    page = client.post(address, posted(sheet, TYPED | {"1.1": "", "2": "39"}))

    assert "Phiếu đã được tổ đề nghị nên không để trống." in text_of(page)
    assert (amounts(sheet)["1.1"], amounts(sheet)["2"]) == ("27.00", "39.00")


def test_blanks_take_the_own_points_of_one_sheet_or_of_all(world, period):
    first, second = hand_in(period, world.teacher), hand_in(period, world.teacher2)
    client, address = at(world, period)
    typed = posted(first, {"1.1": "20"}) | posted(second, {})

    one = client.post(address, typed | {"act": f"adopt-{first.pk}"})
    after_one = amounts(first), amounts(second)
    client.post(address, posted(first, {}) | posted(second, {}) | {"act": "adopt"})

    own = {"1.1": "28.00", "1.2": "15.00", "1.3": "87.50", "2": "40.00", "2.1": "2.00"}
    assert one["Location"].endswith(f"#sheet-{first.pk}")
    assert after_one == (own | {"1.1": "20.00"}, {})
    assert amounts(second) == own


def test_what_is_hidden_is_neither_shown_nor_taken_over(world):
    with clock.travel_to(DURING):
        period = make_full_period(world, hides_self=True)
    with scope(world.school):
        sheet = hand_in(period, world.teacher, **(WHOLE | {"c1_1": "23.25"}))
        client, address = at(world, period)

        before = text_of(client.get(address))
        client.post(address, posted(sheet, {"2": "38"}, act="adopt"))
        kept = amounts(sheet)
        client.post(address, posted(sheet, TYPED, act="recommend"))
        after = text_of(client.get(address))

    assert "23,25" not in before
    assert "lấy theo điểm tự chấm" not in before
    assert kept == {"2": "38.00"}
    assert "23,25" in after


def test_a_hidden_column_shows_in_no_order(world):
    with clock.travel_to(DURING):
        period = make_full_period(world, hides_self=True)
    with scope(world.school):
        sheets = [hand_in(period, world.teacher2), hand_in(period, world.teacher, **(WHOLE | {"c2": "1"}))]
        client, address = at(world, period)
        for sheet in sheets:
            client.post(address, posted(sheet, {"2": "40"}, act="save"))

        cards = client.get(address).context["cards"]

    by_name = sorted(sheets, key=lambda sheet: sheet.person.sort_key)
    assert [card.sheet for card in cards] == by_name


# ---- while one types ----


def autosave(world, period, data, *, page="trang-a", reader="head", versions=()):
    client, address = at(world, period, reader, "department_review_autosave")
    query = "&".join([f"page={page}", *(f"v{sheet.pk}={version}" for sheet, version in versions)])
    return client.post(f"{address}?{query}", data)


def only(sheet, code, value, kind="score") -> dict:
    return {f"{kind}_{sheet.pk}_{line(sheet, code).pk}": value}


def test_changed_fields_are_kept_while_one_types(world, period):
    sheet = hand_in(period, world.teacher)
    started = [(sheet, sheet.version)]

    first = autosave(world, period, only(sheet, "1.1", "27"), versions=started)
    second = autosave(world, period, only(sheet, "1.1", "26,5"), versions=started)
    third = autosave(world, period, {f"note_{sheet.pk}": "Tiến bộ rõ."}, versions=started)

    assert [each.status_code for each in (first, second, third)] == [204, 204, 204]
    assert first["X-Saved-At"] == "08:00"
    assert amounts(sheet) == {"1.1": "26.50"}
    assert sheet_of(period, world.teacher).department_note == "Tiến bộ rõ."


def test_why_there_are_no_points_is_a_field_of_its_own(world, period):
    sheet = hand_in(period, world.teacher)
    started = [(sheet, sheet.version)]

    autosave(world, period, only(sheet, "1.1", "27"), versions=started)
    autosave(world, period, only(sheet, "1.1", "not_applicable", "kind"), versions=started)
    left_out = amounts(sheet)
    autosave(world, period, only(sheet, "1.1", "0"), versions=started)

    assert left_out == {"1.1": "Không áp dụng"}
    assert amounts(sheet) == {"1.1": "0.00"}


def test_a_wrong_field_is_named_and_the_others_are_kept(world, period):
    sheet = hand_in(period, world.teacher)
    data = only(sheet, "1.1", "31") | only(sheet, "2", "39")

    answer = autosave(world, period, data, versions=[(sheet, sheet.version)])

    assert answer.status_code == 422
    assert answer["X-Refused"] == f"score_{sheet.pk}_{line(sheet, '1.1').pk}"
    assert text_of(answer).startswith("Điểm tiêu chí 1.1 là 31")
    assert amounts(sheet) == {"2": "39.00"}


def test_what_another_scorer_saved_meanwhile_is_not_written_over_while_one_types(world, period):
    sheet, other = hand_in(period, world.teacher), hand_in(period, world.teacher2)
    started = [(sheet, sheet.version), (other, other.version)]
    autosave(world, period, only(sheet, "1.1", "27"), page="trang-b", versions=started)

    answer = autosave(world, period, only(sheet, "1.1", "20") | only(other, "1.1", "21"), versions=started)

    assert (answer.status_code, answer["X-Refused"]) == (422, f"score_{sheet.pk}_{line(sheet, '1.1').pk}")
    assert "vừa được người khác chấm lúc 08:00" in text_of(answer)
    assert (amounts(sheet), amounts(other)) == ({"1.1": "27.00"}, {"1.1": "21.00"})


def test_a_sheet_that_left_the_page_is_told_of(world, period):
    sheet = hand_in(period, world.teacher)
    started = [(sheet, sheet.version)]
    with clock.travel_to(DURING):
        services.recall(sheet, by=world.teacher.user)

    answer = autosave(world, period, only(sheet, "1.1", "20"), versions=started)

    assert (answer.status_code, amounts(sheet)) == (422, {})
    assert "Tải lại trang" in text_of(answer)


@pytest.mark.parametrize("whose", ["head", "vice_principal"])
def test_points_for_a_sheet_that_is_not_his_are_never_said_to_be_saved(world, period, whose):
    other = hand_in(period, getattr(world, whose))
    client, address = at(world, period)

    page = client.post(address, posted(other, {"1.1": "20"}, act="save"), follow=True)

    assert amounts(other) == {}
    assert [str(each) for each in page.context["messages"]] == [
        "Có điểm chưa được lưu: phiếu đã chuyển bước, hoặc không thuộc phần chấm của thầy/cô."
    ]


# ---- two scorers ----


def test_the_later_sees_the_difference_and_nothing_is_overwritten_in_silence(world, period):
    sheet = hand_in(period, world.teacher)
    client, address = at(world, period)
    mine = posted(sheet, {"1.1": "20", "1.2": "10", "2": ""}, note="Của tôi")
    services.save_review(
        period,
        reviews={sheet.pk: Review(sheet.version, cells_by_code(sheet, c1_1="27", c2="38"), "Của người khác")},
        recommend=False,
        by=world.head.user,
    )

    page = client.post(address, mine)
    kept = amounts(sheet)
    clashes = [(what, theirs) for _, what, theirs in page.context["clashes"]]
    [card] = page.context["cards"]
    again = client.post(address, posted(sheet, {"1.1": "20", "1.2": "10", "2": "38"}, note="Của tôi"))

    name = world.teacher.full_name
    assert page.status_code == 409
    assert clashes == [(f"{name}, tiêu chí 1.1", "27"), (f"{name}, nhận xét", "Của người khác")]
    assert {row.line.code: row.box.value for row in card.rows if row.box}["1.1"] == "20"  # as typed
    assert kept == {"1.1": "27.00", "1.2": "10.00", "2": "38.00"}  # hers that touched nothing of the other's
    assert again.status_code == 302
    assert amounts(sheet) == {"1.1": "20.00", "1.2": "10.00", "2": "38.00"}
    assert sheet_of(period, world.teacher).department_note == "Của tôi"


def test_different_fields_of_one_sheet_are_both_kept_and_said(world, period):
    sheet = hand_in(period, world.teacher)
    client, address = at(world, period)
    mine = posted(sheet, {"1.1": "20", "2": ""})
    services.save_review(
        period,
        reviews={sheet.pk: Review(sheet.version, cells_by_code(sheet, c2="38"))},
        recommend=False,
        by=world.head.user,
    )

    page = client.post(address, mine, follow=True)

    assert "phần của cả hai được giữ" in text_of(page)
    assert amounts(sheet) == {"1.1": "20.00", "2": "38.00"}


# ---- the council's column ----


@pytest.fixture
def scored_by_council(world):
    """A period in which the council has a column, with one sheet that the tổ recommends."""
    with clock.travel_to(DURING):
        period = make_full_period(world, policy={"council_scores": True})
    with scope(world.school):
        sheet = hand_in(period, world.teacher)
        client, address = at(world, period)
        client.post(address, posted(sheet, TYPED, act="recommend"))
        yield period


@pytest.mark.parametrize("reader", ["principal", "secretary"])
def test_the_council_s_column_is_filled_on_a_page_of_its_own(world, scored_by_council, reader):
    period = scored_by_council
    sheet = sheet_of(period, world.teacher)
    client, address = at(world, period, reader, "council_review")

    [card] = client.get(address).context["cards"]
    client.post(address, posted(sheet, {"1.1": "26"}, column="council", act=f"adopt-{sheet.pk}"))

    assert card.columns == ["Tự chấm", "Tổ chấm"]
    assert amounts(sheet, "council") == amounts(sheet) | {"1.1": "26.00"}
    assert sheet_of(period, world.teacher).state == "department_recommended"


@pytest.mark.parametrize("reader", ["teacher", "head", "clerk", "vice_principal"])
def test_the_council_s_column_is_not_for_others(world, scored_by_council, reader):
    client, address = at(world, scored_by_council, reader, "council_review")

    assert client.get(address).status_code == 403


def test_without_such_a_rule_there_is_no_column(world, period):
    sheet = hand_in(period, world.teacher)
    client, address = at(world, period)
    client.post(address, posted(sheet, TYPED, act="recommend"))
    client, address = at(world, period, "principal", "council_review")

    client.post(address, posted(sheet, {"1.1": "26"}, column="council"))

    assert client.get(address).context["cards"] == []
    assert amounts(sheet, "council") == {}


def test_the_council_s_column_is_kept_while_one_types(world, scored_by_council):
    sheet = sheet_of(scored_by_council, world.teacher)
    client, address = at(world, scored_by_council, "secretary", "council_review_autosave")

    answer = client.post(f"{address}?page=x&v{sheet.pk}={sheet.version}", only(sheet, "1.1", "25"))

    assert (answer.status_code, amounts(sheet, "council")) == (204, {"1.1": "25.00"})


# ---- costs ----


def test_the_page_costs_the_same_at_one_sheet_at_three_and_at_fifteen(world):
    with clock.travel_to(DURING):
        period = make_full_period(world, people=13)
    with scope(world.school):
        people = list(Person.objects.filter(employments__department=world.department).exclude(pk=world.head.pk))
        client, address = at(world, period)
        counts = []
        for upto in (1, 3, 15):
            for person in people[:upto]:
                if EvaluationSheet.objects.get(period=period, person=person).state == "draft":
                    hand_in(period, person)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address)
            counts.append(len(queries))

    assert len(page.context["cards"]) == 15
    assert counts[0] == counts[1] == counts[2]
    assert len(page.content) < 15 * 30_000
