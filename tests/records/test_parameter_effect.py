"""What a value would change is shown before it is entered, and nothing of it is saved."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from core.scoping import scope
from legal.models import LegalDocument, LegalParameter
from tests.records.eligibility import give, own_value, pending, rate, whole_since
from tests.records.test_verdict_pages import text_of, url


def typed(**changes) -> dict[str, str]:
    return {
        "code": "condition.LDTT.rating",
        "value": "rating >= excellent",
        "number": "20/QĐ-THNC",
        "kind": "Quyết định",
        "title": "Quy chế thi đua, khen thưởng",
        "issuer": "Trường Tiểu học Ngọc Cầu",
        "locator": "khoản 1 Điều 6",
        "from_on": "01/10/2026",
        "mark": "T",
        "note": "",
        **changes,
    }


@pytest.fixture
def school(world):
    """Three are rated; the school's own rule asks for a good rating."""
    with scope(world.school):
        whole_since(world, "2022-2023")
        own_value(world, "condition.LDTT.rating", "rating >= good")
        own_value(world, "condition.LDTT.movement", "none")
        for person, level in ((world.teacher, "good"), (world.teacher2, "completed"), (world.head, "excellent")):
            rate(world, person, level)
    return world


def look(school, role="secretary", **changes):
    return school.client(getattr(school, role)).post(url(school, "parameter_effect"), typed(**changes))


def changed(answer) -> dict[str, tuple[str, str]]:
    found = [each for each in answer.context["effect"].changes if each.after.distinction.code == "LDTT"]
    return {each.after.candidate.name: (each.before.verdict.outcome, each.after.verdict.outcome) for each in found}


def stored() -> tuple[int, int, int]:
    return LegalParameter.objects.count(), LegalDocument.objects.count(), AuditEntry.objects.count()


def test_it_says_who_changes_from_what_to_what_and_by_which_condition(school):
    answer = look(school)
    page = text_of(answer)
    effect = answer.context["effect"]

    assert changed(answer) == {"Đỗ Thị Hòa": ("eligible", "not_eligible")}
    assert f"{len(effect.changes)} trong {len(effect.judged)} kết quả thay đổi" in page
    assert "Năm học 2026-2027 xếp loại HTTNV, cần HTXSNV" in page
    assert "khoản 1 Điều 6 Quyết định 20/QĐ-THNC" in page


def test_nothing_is_saved_and_the_verdicts_stay(school):
    with scope(school.school):
        before = stored()
        look(school)

        assert stored() == before
    rows = school.client(school.secretary).get(url(school, "verdict_list", distinction="LDTT", outcome="eligible"))
    assert {row.candidate.name for row in rows.context["page"]} == {"Đỗ Thị Hòa", "Trịnh Thị Ánh"}


def test_a_rule_that_is_not_compared_takes_the_yes_away(school):
    answer = look(school, value="rating >= good", mark="K")

    assert changed(answer)["Đỗ Thị Hòa"] == ("eligible", "needs_review")
    assert "Có quy định chưa đối chiếu văn bản" in text_of(answer)


def test_everything_typed_goes_on_to_be_entered_or_back_to_be_mended(school):
    answer = look(school)
    fields = dict(answer.context["typed"])
    client, address = school.client(school.secretary), reverse("legal:parameter_create", args=[school.school.slug])

    assert fields == typed()
    back = text_of(client.post(address, fields | {"back": "1"}))
    assert 'value="20/QĐ-THNC"' in back
    assert LegalParameter.objects.filter(document__number="20/QĐ-THNC").count() == 0
    client.post(address, fields)
    assert LegalParameter.objects.get(document__number="20/QĐ-THNC").value == "rating >= excellent"


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "rating above all"},
        {"from_on": "01/08/2026"},  # a value of the school begins on that day already
        {"from_on": "hôm qua"},
        {"locator": ""},
        {"code": "condition.NOTHING.rating"},
    ],
)
def test_what_entering_would_refuse_is_refused_here_with_everything_kept(school, wrong):
    answer = look(school, **wrong)

    assert answer.status_code == 422
    assert "Sửa lại" in text_of(answer)
    assert dict(answer.context["typed"]) == typed(**wrong)


def test_a_quota_is_counted_before_and_after(school):
    with scope(school.school):
        for person in (school.teacher, school.teacher2, school.head):
            give(school, "LDTT", "2026-2027", person)
    answer = look(school, code="quota.GIAY_KHEN", value="50/100 of title LDTT")
    [change] = answer.context["effect"].quotas

    assert "chưa có quy định nào về chỉ tiêu được nhập" in change.before
    assert "mức cho phép 1 = 50% của 3 người đạt Lao động tiên tiến" in change.after


def test_a_value_that_no_verdict_uses_is_said_to_be_one(school):
    page = text_of(look(school, code="quorum.emulation_council", value="3/4"))

    assert "không dùng để xét điều kiện" in page


def test_a_value_of_a_coming_day_is_looked_at_on_that_day(school):
    answer = look(school, from_on="01/03/2027")

    assert "xét theo quy định ngày 01/3/2027" in text_of(answer)
    assert changed(answer)["Đỗ Thị Hòa"] == ("eligible", "not_eligible")


def test_why_somebody_is_blocked_stays_the_heads_alone(school):
    with scope(school.school):
        pending(school, school.teacher)
    assert "Có việc đang được xem xét" not in text_of(look(school))


@pytest.mark.parametrize("role", ["teacher", "head", "clerk"])
def test_who_may_not_enter_values_may_not_look_either(school, role):
    assert look(school, role).status_code == 403


def test_an_officer_sees_nobodys_verdicts(school):
    address = reverse("records:parameter_effect", args=[school.office.slug])
    answer = school.client(school.officer).post(address, typed())

    assert answer.status_code == 200
    assert "Trường trực thuộc xem ảnh hưởng" in text_of(answer)


def test_the_head_of_an_office_sees_its_own_people_and_what_the_units_do(school):
    address = reverse("records:parameter_effect", args=[school.office.slug])
    page = text_of(school.client(school.leader).post(address, typed()))

    assert "chỉ tính người, tập thể của cơ quan" in page
    assert "áp dụng ở các đơn vị trực thuộc chưa có giá trị riêng" in page
    assert school.teacher.full_name not in page


def test_asked_again_without_a_value_it_leads_to_the_entry(school):
    answer = school.client(school.secretary).get(url(school, "parameter_effect"))

    assert answer["Location"] == reverse("legal:parameter_create", args=[school.school.slug])


def test_its_queries_do_not_grow_with_the_people(school):
    from organisation.models import Role
    from tests.factories.people import make_person

    def count() -> int:
        client = school.client(school.secretary)
        with CaptureQueriesContext(connection) as caught:
            client.post(url(school, "parameter_effect"), typed())
        return len(caught)

    few = count()
    for number in range(30):
        make_person(school.school, f"Đinh Thị Số {number}", Role.STAFF, department=school.department)
    assert count() == few
