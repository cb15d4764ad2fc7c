from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from legal import conditions, quotas
from legal.building_forms import KINDS, QuotaForm, TermForm, choices_of, joined, quota_choices_of
from legal.shipped import shipped_rows

NAMES = {"LDTT": "Lao động tiên tiến", "CSTDCS": "Chiến sĩ thi đua cơ sở"}
LAW = "/o/th-ngoc-cau/legal/parameters"
CONDITION, QUOTA = f"{LAW}/of/condition.CSTDCS.titles/build/", f"{LAW}/of/quota.CSTDCS/build/"
TERMS = [
    ({"kind": "rating", "level": "good"}, "rating >= good"),
    ({"kind": "rating", "level": "good", "times": 5, "is_consecutive": True}, "rating >= good x5 consecutive"),
    ({"kind": "title", "distinction": "LDTT", "times": 1}, "title LDTT"),
    (
        {"kind": "title", "distinction": "LDTT", "times": 3, "within": 5, "since": "CSTDCS"},
        "title LDTT x3 within 5 since CSTDCS",
    ),
    ({"kind": "holds", "distinction": "LDTT"}, "holds LDTT"),
    ({"kind": "meets", "distinction": "LDTT"}, "meets LDTT"),
    ({"kind": "initiative", "scope": "base", "times": 2, "within": 2}, "initiative base x2 within 2"),
    ({"kind": "research", "scope": "province"}, "research province"),
    ({"kind": "service", "times": 20}, "service 20"),
    ({"kind": "undisciplined", "sanction": "warning"}, "undisciplined warning"),
    ({"kind": "unit_rating", "level": "excellent"}, "unit_rating >= excellent"),
    ({"kind": "members_rating", "level": "completed", "percent": 100}, "members rating >= completed >= 100/100"),
    ({"kind": "members_title", "distinction": "LDTT", "percent": 70}, "members title LDTT >= 70/100"),
    (
        {"kind": "members_title", "distinction": "LDTT", "percent": "1/2", "is_more": True},
        "members title LDTT >1/2",
    ),
    ({"kind": "members_title", "distinction": "CSTDCS", "count": 1}, "members title CSTDCS count 1"),
    ({"kind": "service", "times": 20, "less": 5, "hardship": 5}, "service 20 less 5 after hardship 5"),
    ({"kind": "weighed"}, "weighed"),
    ({"kind": "none"}, "none"),
]


@pytest.mark.parametrize(("chosen", "formula"), TERMS, ids=[formula for _, formula in TERMS])
def test_what_is_chosen_is_a_condition_that_can_be_read(chosen, formula):
    form = TermForm(chosen, names=NAMES)

    assert form.is_valid()
    assert form.formula == formula
    assert conditions.words(conditions.parse(form.formula), NAMES)


def test_every_kind_that_may_be_chosen_is_tried():
    assert {chosen["kind"] for chosen, _ in TERMS} == set(KINDS)


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"kind": "rating"}, "level"),
        ({"kind": "title"}, "distinction"),
        ({"kind": "title", "distinction": "NOBODY"}, "distinction"),
        ({"kind": "initiative"}, "scope"),
        ({"kind": "service"}, "times"),
        ({"kind": "members_title", "distinction": "LDTT"}, "percent"),
        ({"kind": "members_rating", "level": "good", "percent": 101}, "percent"),
        ({"kind": "members_rating", "level": "good", "percent": "0,7"}, "percent"),
        ({"kind": "members_rating", "level": "good", "percent": 70, "count": 2}, "percent"),
        ({"kind": "service", "times": 20, "less": 5}, "less"),
        ({"kind": "title", "distinction": "LDTT", "times": 5, "within": 2}, "__all__"),
        ({"times": 5}, "kind"),  # what was typed is not dropped in silence
    ],
)
def test_what_is_wanting_is_said_at_its_place(chosen, field):
    assert field in TermForm(chosen, names=NAMES).errors


@pytest.mark.parametrize(
    ("chosen", "formula", "words"),
    [
        ({"kind": "share", "percent": 15, "base": "title LDTT"}, "15/100 of title LDTT", "15%"),
        ({"kind": "share", "percent": 20, "base": "rating good"}, "20/100 of rating good", "20%"),
        ({"kind": "share", "percent": 5, "base": "people"}, "5/100 of people", "5%"),
        ({"kind": "unlimited"}, "unlimited", "Không giới hạn"),
        ({"kind": "0/1"}, "0/1", "Không xét trường hợp nào"),
        ({"kind": "none"}, "none", "không quy định tỷ lệ"),
    ],
)
def test_quota_by_choosing(chosen, formula, words):
    form = QuotaForm(chosen, names=NAMES)

    assert form.is_valid()
    assert form.formula == formula
    assert words in quotas.words(quotas.parse(form.formula), NAMES)


def test_share_needs_its_percentage():
    assert "percent" in QuotaForm({"kind": "share", "base": "people"}, names=NAMES).errors


# ---- what is there already, opened and kept ----

ROWS = shipped_rows()
ALL_NAMES = {row["code"]: row["name"] for row in ROWS["distinction"]}


def shipped(prefix: str) -> list[str]:
    return sorted({row["value"] for row in ROWS["parameter"] if row["code"].startswith(prefix)})


@pytest.mark.parametrize("value", shipped("condition."))
def test_every_shipped_condition_opened_and_kept_stays_the_same(value):
    terms = [TermForm(chosen, names=ALL_NAMES) for chosen in choices_of(value)]

    assert [form.errors for form in terms if not form.is_valid()] == []
    assert conditions.parse(joined(terms)) == conditions.parse(value)


@pytest.mark.parametrize("value", shipped("quota."))
def test_every_shipped_quota_opened_and_kept_stays_the_same(value):
    form = QuotaForm(quota_choices_of(value), names=ALL_NAMES)

    assert form.is_valid()
    assert quotas.parse(form.formula) == quotas.parse(value)


def terms_of(*chosen):
    forms = [TermForm(each, names=NAMES) for each in chosen]
    assert all(form.is_valid() for form in forms)
    return forms


def test_what_must_hold_together_and_what_is_another_way():
    good, star = {"kind": "rating", "level": "good"}, {"kind": "title", "distinction": "CSTDCS"}
    served = {"kind": "service", "times": 20}

    assert joined(terms_of(good, star | {"join": "and"}, served | {"join": "or"})) == (
        "rating >= good & title CSTDCS | service 20"
    )
    assert joined(terms_of(good, {"join": "and"}, good | {"join": "and"})) == "rating >= good"


@pytest.fixture
def keeper(world):
    return world.client(world.secretary)


@pytest.mark.django_db
def test_two_ways_go_on_to_the_entry_with_their_formula(keeper):
    chosen = {
        "build": 1,
        "term1-kind": "title",
        "term1-distinction": "LDTT",
        "term1-times": 2,
        "term1-is_consecutive": "on",
    }
    response = keeper.get(CONDITION, chosen | {"term2-kind": "rating", "term2-level": "excellent"})

    assert response.status_code == 302
    sent = parse_qs(urlsplit(response.url).query)
    assert sent == {"code": ["condition.CSTDCS.titles"], "value": ["title LDTT x2 consecutive | rating >= excellent"]}
    page = keeper.get(response.url).text
    assert "2 lần liên tục hoặc được xếp loại Hoàn thành xuất sắc nhiệm vụ" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({}, "Chọn ít nhất một loại điều kiện"),
        ({"term1-kind": "none", "term2-kind": "weighed"}, "đứng một mình"),
        ({"term1-kind": "title", "term1-times": 7}, "Chọn hoặc ghi “danh hiệu"),
    ],
)
def test_choice_that_cannot_stand_comes_back_with_what_was_chosen(keeper, chosen, sentence):
    response = keeper.get(CONDITION, {"build": 1, **chosen})

    assert response.status_code == 200
    assert sentence in response.text
    assert "term1-times" not in chosen or 'value="7"' in response.text


@pytest.mark.django_db
def test_quota_goes_on_to_the_entry(keeper):
    response = keeper.get(QUOTA, {"build": 1, "kind": "share", "percent": 15, "base": "title LDTT"})

    assert parse_qs(urlsplit(response.url).query)["value"] == ["15/100 of title LDTT"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["vote_threshold.CSTDCS", "condition.NOBODY.titles", "nonsense"])
def test_only_conditions_and_quotas_are_built(keeper, code):
    assert keeper.get(f"{LAW}/of/{code}/build/").status_code == 404


@pytest.mark.django_db
def test_teacher_does_not_build(world):
    assert world.client(world.teacher).get(CONDITION).status_code == 403


@pytest.mark.django_db
def test_no_token_goes_into_the_address(world):
    page = world.client(world.secretary).get("/o/th-ngoc-cau/legal/parameters/of/condition.LDTT.titles/build/").text

    assert page[page.index('<form class="narrow"') :].count("csrfmiddlewaretoken") == 0


@pytest.mark.django_db
def test_the_value_that_binds_is_opened_and_goes_on_unchanged(keeper):
    """As a browser sends the page back: every control with what it shows."""
    value = "rating >= good & service 20 less 5 after hardship 5 | members title LDTT >1/2 | weighed"
    page = keeper.get(CONDITION, {"value": value})
    chosen = {"build": 1, "terms": len(page.context["forms"])}
    for form in page.context["forms"]:
        chosen |= {field.html_name: field.value() for field in form if field.value()}
    response = keeper.get(CONDITION, chosen)

    assert len(page.context["forms"]) == 5, "four terms and room for one more"
    assert "Bắt đầu từ: Được xếp loại" in page.text
    assert conditions.parse(parse_qs(urlsplit(response.url).query)["value"][0]) == conditions.parse(value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "value"),
    [(CONDITION, "rating >= excelent"), (CONDITION, "title NOBODY"), (QUOTA, "1/3 of title LDTT")],
)
def test_what_cannot_be_chosen_may_be_edited_as_text(keeper, address, value):
    page = keeper.get(address, {"value": value})

    assert page.status_code == 200
    assert page.context["forms"] == []
    assert "Giá trị này không soạn được bằng cách chọn" in page.text
    assert parse_qs(urlsplit(page.context["text_url"]).query)["value"] == [value]
    assert page.context["text_url"].replace("&", "&amp;") in page.text


@pytest.mark.django_db
def test_the_page_opens_with_what_binds_today(keeper):
    page = keeper.get(f"{LAW}/of/condition.CSTDCS.initiative/build/")

    assert page.context["value"]
    assert page.context["forms"][0]["kind"].value()
