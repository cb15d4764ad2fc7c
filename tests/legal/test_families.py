from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from awards.forms import CommendForm
from campaigns.forms import CampaignForm
from core.errors import DomainError
from core.scoping import scope
from evaluations.services.rubric_drafts import catalogue_names
from legal import quotas, services
from legal.catalogue import check_code, check_value, known_codes, meaning, named_in, stored_value, value_words
from legal.families import FAMILIES
from legal.models import LegalDocument
from legal.shipped import shipped_rows
from registrations.forms import CollectiveRegistrationForm, RegistrationForm

NAMES = {row["code"]: row["name"] for row in shipped_rows()["distinction"]}


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("vote_threshold.CSTDCS", ">1/2", "quá 1/2"),
        ("quota.CSTDCS", "15/100 of title LDTT", "Không quá 15% số cá nhân đạt danh hiệu Lao động tiên tiến"),
        ("quota.CSTDCS", "unlimited", "Không giới hạn số lượng"),
        ("quota.CSTDCS", "none", "Văn bản không quy định tỷ lệ"),
        ("quota.CSTDCS", "0/1", "Không xét trường hợp nào"),
        ("share.CSTDCS.managers", "1/3", "1/3"),
        ("ballot.CSTDTQ", "secret", "Bỏ phiếu kín"),
        ("award.decider.LDTT", "superior", "Cấp trên"),
        ("dossier.CSTDCS", "proposal; minutes", "Tờ trình (văn bản đề nghị); Biên bản bình xét"),
        ("dossier_copies.CSTDCS", "1", "1 bộ"),
        ("posting_days.CSTDTQ", "10", "10 ngày làm việc"),
        ("prize.LDTT", "3/10", "0,3 lần mức lương cơ sở"),
        ("prize.CO_CP", "12/1", "12 lần mức lương cơ sở"),
        ("condition.CSTDCS.base", "meets LDTT", "Đạt tiêu chuẩn Lao động tiên tiến"),
        ("council.tie", "chair", "Theo ý kiến chủ tọa khi biểu quyết công khai"),
    ],
)
def test_value_of_a_family_stands_and_is_said(code, value, words):
    check_code(code, NAMES)
    check_value(code, value)

    assert value_words(code, value, NAMES) == words


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("quota.CSTDCS", "16/15 of title LDTT"),
        ("quota.CSTDCS", "0.15 of title LDTT"),
        ("quota.CSTDCS", "1/0"),
        ("quota.CSTDCS", "15/100 of heads"),
        ("share.CSTDCS.managers", ">1/3"),
        ("award.decider.LDTT", "nobody"),
        ("dossier.CSTDCS", "proposal; proposal"),
        ("dossier_copies.CSTDCS", "21"),
        ("prize.LDTT", "0/3"),
        ("condition.CSTDCS.base", "meets"),
        ("council.tie", "coin"),
    ],
)
def test_value_that_cannot_stand_is_refused(code, value):
    with pytest.raises(ValueError, match=r"\w"):
        check_value(code, value)


@pytest.mark.parametrize("code", ["quota.NOBODY", "condition.LDTT", "condition.LDTT.luck", "share.LDTT", "form.poem"])
def test_code_that_names_nothing_is_refused(code):
    with pytest.raises(ValueError, match="không có trong danh mục"):
        check_code(code, NAMES)


def test_what_people_type_is_stored_by_its_code():
    assert stored_value("ballot.CSTDTQ", " bỏ  phiếu kín") == "secret"
    assert stored_value("vote_threshold.LDTT", "Quá 1/2") == ">1/2"
    assert stored_value("dossier.LDTT", "Tờ trình (văn bản đề nghị);biên bản bình xét") == "proposal; minutes"


def test_quota_is_read_exactly():
    assert quotas.parse("15/100 of title LDTT") == quotas.Quota(Fraction(3, 20), "title", "LDTT")
    assert [quotas.parse(each).is_stated for each in ("unlimited", "0/1", "none")] == [True, True, False]
    assert named_in("quota.CSTDCS", "15/100 of title LDTT") == {"LDTT"}


def test_every_code_of_the_library_has_a_name_of_its_own():
    codes = {row["code"] for row in shipped_rows()["parameter"]}
    names = {code: meaning(code, NAMES) for code in codes}

    assert len(set(names.values())) == len(codes)
    assert not [name for code, name in names.items() if name == code or "{" in name]


def test_known_codes_ask_of_each_distinction_what_its_family_asks():
    targets = {"LDTT": "individual", "TTLDTT": "collective", "HCLD_3": "both"}  # the union's award is not judged
    asked = known_codes(NAMES | {"CONG_DOAN": "Khen thưởng của Công đoàn"}, targets)

    assert asked["prize.HCLD_3.collective"] == "Mức tiền thưởng: Huân chương Lao động hạng Ba (tập thể)"
    assert not {"prize.LDTT.collective", "share.TTLDTT.managers", "quota.CONG_DOAN"} & set(asked)
    assert "award.decider.LDTT" in asked
    assert "award.decider.HCLD_3" not in asked
    assert {each.prefix for each in FAMILIES} - {code[: len(p)] for code in asked for p in [prefix_of(code)]} == {
        "condition."  # entered on the distinction's own page
    }


def prefix_of(code: str) -> str:
    return next((each.prefix for each in FAMILIES if code.startswith(each.prefix)), "")


# ---- entry ----


def enter(world, code, value, **changes):
    document, _ = LegalDocument.objects.get_or_create(
        number="15/QĐ-THNC",
        kind="Quy chế",
        title="Quy chế",
        issuer=world.school.name,
        from_on=date(2026, 9, 1),
        mark="T",
    )
    values = {"locator": "Điều 5", "from_on": date(2026, 11, 1), "mark": "T"} | changes
    with scope(world.school):
        return services.enter_parameter(
            organisation=world.school, code=code, value=value, document=document, by=world.principal.user, **values
        )


@pytest.mark.django_db
def test_school_enters_a_quota_and_a_condition(world):
    assert enter(world, "quota.CSTDCS", "20/100 of rating good").value == "20/100 of rating good"
    assert enter(world, "condition.CSTDCS.initiative", "initiative  base").value == "initiative base"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("condition.LDTT.titles", "title CSTDCS", "vòng tròn"),
        ("condition.LDTT.titles", "title HUY_CHUONG", "HUY_CHUONG"),
        ("quota.HUY_CHUONG", "unlimited", "HUY_CHUONG"),
        ("luck.LDTT", "1/2", "không có trong danh mục"),
    ],
)
def test_entry_that_names_nothing_or_needs_itself_is_refused(world, code, value, sentence):
    with pytest.raises(DomainError, match=sentence):
        enter(world, code, value)


# ---- the catalogue in other rooms ----

RECORDED = {row["code"] for row in shipped_rows()["distinction"] if row["kind"] in ("prize", "mass", "own")}


def test_what_is_only_recorded_has_no_rules():
    assert len(RECORDED) == 8
    assert not [row["code"] for row in shipped_rows()["parameter"] if set(row["code"].split(".")) & RECORDED]


def codes_offered(field) -> set[str]:
    return set(field.queryset.values_list("code", flat=True))


@pytest.mark.django_db
def test_forms_offer_only_what_a_school_may_ask_for(world):
    with scope(world.school):
        commend = CommendForm(organisation=world.school).fields["distinction"]
    titles = {row["code"] for row in shipped_rows()["distinction"] if row["kind"] == "title"}

    assert (
        codes_offered(commend)
        == codes_offered(CampaignForm().fields["award_form"])
        == {"GIAY_KHEN", "BANG_KHEN", "KNC"}
    )
    offered = codes_offered(RegistrationForm().fields["distinction"])
    assert offered | codes_offered(CollectiveRegistrationForm().fields["distinction"]) == titles


@pytest.mark.django_db
def test_praise_of_a_school_may_bear_the_word_for_its_own_praise():
    assert "Biểu dương của đơn vị" not in catalogue_names()
    assert {"Lao động tiên tiến", "Bằng khen của Thủ tướng Chính phủ"} <= set(catalogue_names())
