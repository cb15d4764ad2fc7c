"""The pages of eligibility: who sees what, filters, what is private, and that they cost the same for many."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEntry
from core.scoping import scope
from organisation.models import Role
from records.models import DisciplinaryRecord
from tests.factories.people import make_person
from tests.records.eligibility import give, initiative, pending, rate, whole_since

SECRET = "Kỷ luật cảnh cáo"


def url(world, name, *args, **query):
    return reverse(f"records:{name}", args=[world.school.slug, *args], query=query or None)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def school(world):
    """Two are rated this year, one of them with the titles and the initiative that a higher title asks for."""
    with scope(world.school):
        whole_since(world, "2023-2024")
        rate(world, world.teacher, "good")
        rate(world, world.teacher2, "not_completed")
        give(world, "CSTDCS", "2025-2026", world.teacher)
        initiative(world, world.teacher)
    return world


def rows_of(school, **query):
    """(name, distinction, outcome) as the secretary's page lists them."""
    answer = school.client(school.secretary).get(url(school, "verdict_list", **query))
    return [(row.candidate.name, row.distinction.code, row.verdict.outcome) for row in answer.context["page"]]


# ---- the table ----


def test_the_table_counts_by_outcome_and_says_why(school):
    answer = school.client(school.secretary).get(url(school, "verdict_list", distinction="LDTT"))
    [line] = answer.context["table"].counts
    figures = {outcome: count for outcome, _, count in line["figures"]}

    assert sum(figures.values()) == line["total"] == 8
    assert "Chưa có xếp loại năm học 2026-2027" in text_of(answer)
    assert figures["needs_review"] >= 6, "who is not rated is never said not to be eligible"


def test_a_year_that_is_over_is_read_by_the_law_of_its_last_day(school):
    client = school.client(school.secretary)
    past = client.get(url(school, "verdict_list", year="2025-2026", distinction="LDTT"))
    today = client.get(url(school, "verdict_list", year="2025-2026", distinction="LDTT", on="12/10/2026"))

    assert past.context["desk"].on == past.context["desk"].year.ends_on < date(2026, 10, 1)
    assert past.context["desk"].asked_day == "", "another year takes its own day"
    assert today.context["desk"].on == date(2026, 10, 12)
    assert all("on=2026-10-12" in row.url for row in today.context["page"])


def test_a_day_that_is_none_is_told_and_kept(school):
    answer = school.client(school.secretary).get(url(school, "verdict_list", on="31/02/2026"))

    assert "Ngày “31/02/2026” chưa đúng" in text_of(answer)
    assert 'value="31/02/2026"' in text_of(answer)


def test_filters_sorting_and_nonsense(school):
    everybody = rows_of(school, distinction="LDTT")

    assert len(everybody) == 8
    assert [name for name, _, _ in everybody][:3] == ["Trịnh Thị Ánh", "Lê Minh Ân", "Bùi Quang Đạo"]
    assert [name for name, _, _ in rows_of(school, distinction="LDTT", sort="-name")][-1] == "Trịnh Thị Ánh"
    assert rows_of(school, distinction="LDTT", q="do thi hoa")[0][0] == "Đỗ Thị Hòa"
    assert {name for name, _, _ in rows_of(school, distinction="LDTT", department=school.department.pk)} == {
        "Trịnh Thị Ánh",
        "Đỗ Thị Hòa",
        "Lê Minh Ân",
    }
    assert rows_of(school, distinction="LDTT", outcome="eligible") == [row for row in everybody if row[2] == "eligible"]
    assert rows_of(school, distinction="LDTT", department="x", outcome="x", sort="--x", on="31/02/2026") == everybody


def test_collectives_stand_beside_people_and_open_their_own_page(school):
    answer = school.client(school.secretary).get(url(school, "verdict_list", distinction="TTLDTT"))
    page = text_of(answer)

    assert [row.candidate.name for row in answer.context["page"]] == [school.school.name, "Tổ 1, 2, 3", "Tổ 4, 5"]
    assert url(school, "department_verdicts", school.department.pk) in page
    assert url(school, "school_verdicts") in page


def test_the_law_of_another_day_is_said_and_applied(school):
    now, before = (
        school.client(school.secretary).get(url(school, "verdict_list", distinction="LDTT", on=day))
        for day in ("2026-10-12", "01/01/2010")
    )

    assert "theo quy định ngày 12/10/2026" in text_of(now)
    assert "theo quy định ngày 01/01/2010" in text_of(before)
    assert "on=2010-01-01" in text_of(before), "the pages behind it keep the day"


def test_the_export_holds_what_is_filtered_and_is_logged(school):
    answer = school.client(school.secretary).get(url(school, "verdict_export", distinction="LDTT", q="do thi hoa"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)

    assert rows[0][1] == "Họ tên, tập thể"
    assert [row[1] for row in rows[1:]] == ["Đỗ Thị Hòa"]
    with scope(school.school):
        assert AuditEntry.objects.filter(verb="records.verdicts_exported").count() == 1


# ---- one candidate ----


def test_a_person_reads_her_own_conditions_with_the_facts_used(school):
    page = text_of(school.client(school.teacher).get(url(school, "own_verdicts")))

    assert "Điều kiện của tôi" in page
    assert "2026-2027: Hoàn thành tốt nhiệm vụ" in page
    assert "2025-2026: Chiến sĩ thi đua cơ sở" in page
    assert "Góc đọc mở (phạm vi cơ sở, chưa dùng)" in page


@pytest.mark.parametrize("role", ["secretary", "vice_principal", "principal"])
def test_keepers_open_anybodys_page(school, role):
    answer = school.client(getattr(school, role)).get(url(school, "person_verdicts", school.teacher.pk))

    assert answer.status_code == 200
    assert "Căn cứ:" in text_of(answer)


@pytest.mark.parametrize("role", ["head", "teacher2", "clerk"])
def test_others_see_nobodys(school, role):
    client = school.client(getattr(school, role))

    assert client.get(url(school, "person_verdicts", school.teacher.pk)).status_code == 403
    assert client.get(url(school, "verdict_list")).status_code == 403
    assert client.get(url(school, "department_verdicts", school.department.pk)).status_code == 403


def test_somebody_of_another_school_is_not_there(school):
    client = school.client(school.secretary)

    assert client.get(url(school, "person_verdicts", school.other_teacher.pk)).status_code == 404
    assert client.get(url(school, "department_verdicts", school.other_department.pk)).status_code == 404


# ---- what is private ----


@pytest.fixture
def blocked(school):
    with scope(school.school):
        pending(school, school.teacher)
        DisciplinaryRecord.objects.create(
            organisation=school.school,
            person=school.teacher,
            sanction="warning",
            decision_number="9/QĐ",
            from_on=date(2026, 9, 10),
            entered_by=school.principal.user,
        )
    return school


@pytest.mark.parametrize("role", ["secretary", "vice_principal"])
@pytest.mark.parametrize("name", ["person_verdicts", "verdict_list", "verdict_export"])
def test_only_the_head_learns_why_somebody_is_blocked(blocked, role, name):
    args = [blocked.teacher.pk] if name == "person_verdicts" else []
    answer = blocked.client(getattr(blocked, role)).get(url(blocked, name, *args, distinction="LDTT", q="hoa"))
    page = _cells(answer) if name == "verdict_export" else text_of(answer)

    assert "Xem thông báo riêng" in page
    for word in ("xác minh", "ảnh cáo", "ỷ luật từ"):
        assert word not in page


def _cells(answer) -> str:
    return "\n".join(str(cell) for row in load_workbook(io.BytesIO(answer.content)).active.values for cell in row)


def test_not_even_the_person_reads_it_here_but_the_head_does(blocked):
    own = text_of(blocked.client(blocked.teacher).get(url(blocked, "own_verdicts")))
    head = text_of(blocked.client(blocked.principal).get(url(blocked, "person_verdicts", blocked.teacher.pk)))

    assert "Xem thông báo riêng" in own
    assert SECRET not in own
    assert "Có việc đang xác minh" not in own
    assert f"{SECRET} từ ngày 10/9/2026" in head
    assert "Có việc đang xác minh" in head


# ---- speed ----


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_sixty_two_people_cost_what_eight_cost(school):
    client, address = school.client(school.secretary), url(school, "verdict_list")
    few = queries(client, address)
    for number in range(54):
        make_person(school.school, f"Đinh Thị Số {number}", Role.STAFF, department=school.department)

    assert queries(client, address) == few <= 15


def test_a_persons_page_costs_no_more(school):
    """What the frame of every page asks is two thirds of it."""
    keeper = queries(school.client(school.secretary), url(school, "person_verdicts", school.teacher.pk))
    own = queries(school.client(school.teacher), url(school, "own_verdicts"))

    assert keeper <= 15
    assert own <= 17


def test_the_forecasts_quotas_and_cases_stay_within_bounds(school):
    client = school.client(school.secretary)
    pages = ("forecast_list", "quota_list", "case_list")

    assert all(queries(client, url(school, name)) <= 24 for name in pages)


# ---- a dossier received under an earlier law ----

UNDER_BOTH = {"on": "2026-11-02", "received": "2026-09-15"}


def test_the_day_of_receipt_says_which_law_answered_and_why(school):
    answer = school.client(school.secretary).get(
        url(school, "person_verdicts", school.teacher.pk, distinction="LDTT", **UNDER_BOTH)
    )
    page = text_of(answer)
    [card] = [each for each in answer.context["cards"] if each.distinction.code == "LDTT"]

    assert "Hồ sơ nhận ngày 15/9/2026, xét ngày 02/11/2026: theo quy định ngày 30/9/2026" in page
    assert "khoản 4 Điều 4 Luật 06/2026/QH16" in page
    assert "Theo nguồn thứ cấp" in page
    assert card.settled.law_day == date(2026, 9, 30)
    assert card.settled.other_day == date(2026, 11, 2)
    assert card.verdict.outcome == "needs_review", "which law answers was read second-hand, and the two differ"
    assert "transition" in [each.code for each in card.verdict.findings]
    assert "received=2026-09-15" in page, "the pages behind it keep the day"


def test_a_rule_of_transition_that_was_read_needs_no_doubt(school):
    answer = school.client(school.secretary).get(
        url(school, "person_verdicts", school.teacher.pk, on="2025-08-01", received="2025-06-20")
    )
    settled = {each.distinction.code: each.settled for each in answer.context["cards"]}

    assert "khoản 3 Điều 60 Nghị định 152/2025/NĐ-CP" in text_of(answer)
    assert {each.law_day for each in settled.values()} == {date(2025, 6, 30)}
    assert "transition" not in [each.code for card in answer.context["cards"] for each in card.verdict.findings]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"on": "2026-11-02", "received": "2026-10-05"}, "không có quy định chuyển tiếp nào"),
        ({"on": "2026-11-02", "received": "2026-12-01"}, "ở sau ngày xét"),
        ({"received": "31/09/2026"}, "Chưa đọc được ngày nhận hồ sơ “31/09/2026”"),
    ],
)
def test_without_a_rule_of_transition_the_page_says_so(school, days, sentence):
    for name, args in (("verdict_list", []), ("person_verdicts", [school.teacher.pk])):
        assert sentence in text_of(school.client(school.secretary).get(url(school, name, *args, **days)))


def test_the_table_and_its_export_say_which_law_answered(school):
    answer = school.client(school.secretary).get(url(school, "verdict_list", distinction="LDTT", **UNDER_BOTH))
    file = school.client(school.secretary).get(
        url(school, "verdict_export", distinction="LDTT", q="do thi hoa", **UNDER_BOTH)
    )
    rows = list(load_workbook(io.BytesIO(file.content)).active.values)

    assert "Theo quy định cũ, ngày 30/9/2026; theo quy định ngày 02/11/2026: Cần xem xét" in text_of(answer)
    assert rows[0][-1] == "Theo quy định ngày"
    assert str(rows[1][-1]).startswith("2026-09-30")
