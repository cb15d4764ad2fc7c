from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from legal import conditions, quotas
from legal.building_forms import KINDS, AlternativeForm, QuotaForm

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
    ({"kind": "members_rating", "level": "completed", "percent": 100}, "members rating >= completed 100/100"),
    ({"kind": "members_title", "distinction": "LDTT", "percent": 70}, "members title LDTT >= 70/100"),
    ({"kind": "weighed"}, "weighed"),
    ({"kind": "none"}, "none"),
]


@pytest.mark.parametrize(("chosen", "formula"), TERMS, ids=[formula for _, formula in TERMS])
def test_what_is_chosen_is_a_condition_that_can_be_read(chosen, formula):
    form = AlternativeForm(chosen, names=NAMES)

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
        ({"kind": "title", "distinction": "LDTT", "times": 5, "within": 2}, "__all__"),
        ({"times": 5}, "kind"),  # what was typed is not dropped in silence
    ],
)
def test_what_is_wanting_is_said_at_its_place(chosen, field):
    assert field in AlternativeForm(chosen, names=NAMES).errors


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


@pytest.fixture
def keeper(world):
    return world.client(world.secretary)


@pytest.mark.django_db
def test_two_ways_go_on_to_the_entry_with_their_formula(keeper):
    chosen = {
        "build": 1,
        "way1-kind": "title",
        "way1-distinction": "LDTT",
        "way1-times": 2,
        "way1-is_consecutive": "on",
    }
    response = keeper.get(CONDITION, chosen | {"way2-kind": "rating", "way2-level": "excellent"})

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
        ({"way1-kind": "none", "way2-kind": "weighed"}, "đứng một mình"),
        ({"way1-kind": "title", "way1-times": 7}, "Chọn hoặc ghi “danh hiệu"),
    ],
)
def test_choice_that_cannot_stand_comes_back_with_what_was_chosen(keeper, chosen, sentence):
    response = keeper.get(CONDITION, {"build": 1, **chosen})

    assert response.status_code == 200
    assert sentence in response.text
    assert "way1-times" not in chosen or 'value="7"' in response.text


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
