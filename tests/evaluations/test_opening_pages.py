"""The list of periods, what a date would open, and the school's rules of the year."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry
from evaluations import services
from evaluations.models import AudienceGroup, EvaluationPeriod, EvaluationPolicy, RollUp
from legal.services import enter_own_document
from organisation.models import Employment, Leave
from tests.evaluations.months import make_entry, make_policy, make_rubric, sheet_of, submitted
from tests.factories.people import make_person

RULES = {
    "uses_council": "on",
    "least_service": "1/2",
    "transfer_rule": "longest",
    "objection_days": "3",
    "staff_sees": "grades",
    "public_days": "0",
}


def page(world, person, name, *args, **query) -> str:
    response = world.client(person).get(reverse(f"evaluations:{name}", args=[world.school.slug, *args]), query)
    assert response.status_code == 200
    return response.content.decode()


def away(world, person, first):
    return Leave.objects.create(
        organisation=world.school,
        person=person,
        from_on=first,
        kind=Leave.Kind.MATERNITY,
        entered_by=world.principal.user,
    )


# ---- all periods ----


def test_periods_stand_by_what_is_to_be_done(world, period):
    with clock.travel_to("2026-11-01 08:00"):
        services.create_period(make_entry(world, month=11))
    EvaluationPeriod.objects.filter(pk=period.pk).update(published_at=clock.now(), published_by=world.principal.user)

    with clock.travel_to("2026-11-21 08:00"):
        html = page(world, world.secretary, "period_list")

    assert html.index("Đang mở") < html.index("Tháng 11/2026") < html.index("Đã công bố") < html.index("Tháng 10/2026")
    assert "Chờ kết quả" not in html


def test_the_list_is_filtered_by_kind_and_subject_and_says_so_when_empty(world, period):
    with clock.travel_to("2026-10-21 08:00"):
        months = page(world, world.teacher, "period_list", kind="month", subject="person")
        quarters = page(world, world.teacher, "period_list", kind="quarter")
        collectives = page(world, world.teacher, "period_list", subject="department")
        nonsense = page(world, world.teacher, "period_list", kind="x", subject="unit")

    assert "Tháng 10/2026" in months
    assert "Tháng 10/2026" in nonsense
    assert "Không có kỳ nào theo lựa chọn này" in quarters
    assert "Không có kỳ nào theo lựa chọn này" in collectives


def test_the_list_costs_the_same_for_one_and_three(world, period):
    def cost():
        client = world.client(world.secretary)
        with clock.travel_to("2026-12-21 08:00"), CaptureQueriesContext(connection) as queries:
            client.get(reverse("evaluations:period_list", args=[world.school.slug]))
        return len(queries)

    one = cost()
    for month in (11, 12):
        services.create_period(make_entry(world, month=month))

    assert cost() == one


# ---- before opening ----


def test_the_preview_names_everybody_and_stores_nothing(world):
    with scope(world.school):
        make_rubric(world.school)
        entry = make_entry(world)
        away(world, world.teacher, date(2026, 10, 2))

        html = page(world, world.secretary, "period_preview", entry.pk)

        assert "tháng 10/2026: 01/10/2026 – 31/10/2026" in html
        assert world.teacher.full_name in html
        assert world.teacher2.full_name in html
        assert "Biểu điểm tháng" in html
        assert not EvaluationPeriod.objects.exists()


def test_why_somebody_is_exempt_is_read_by_those_who_keep_the_staff_list(world):
    with scope(world.school):
        make_rubric(world.school)
        entry = make_entry(world)
        away(world, world.teacher, date(2026, 10, 2))

        for_secretary = page(world, world.secretary, "period_preview", entry.pk)
        for_principal = page(world, world.principal, "period_preview", entry.pk)

    assert "Được miễn." in for_secretary
    assert "Nghỉ 30 ngày" not in for_secretary
    assert "Nghỉ 30 ngày" in for_principal


def test_the_preview_says_what_opening_will_do(world):
    with scope(world.school):
        rubric = make_rubric(world.school)
        rubric.audience = AudienceGroup.objects.create(
            organisation=world.school, name="Giáo viên", staff_kind="teacher"
        )
        rubric.save()
        nurse = make_person(world.school, "Phan Thị Mây", "staff")
        Employment.objects.filter(person=nurse).update(staff_kind="support")
        entry = make_entry(world)

        everybody = page(world, world.secretary, "period_preview", entry.pk)
        without = page(world, world.secretary, "period_preview", entry.pk, show="without")
        count = services.create_period(entry).sheets.filter(state="draft").count()

    assert "Chưa thuộc nhóm nào có biểu điểm" in everybody
    assert nurse.full_name in without
    assert world.teacher.full_name not in without
    assert f"<dd>{count}</dd>" in everybody


def test_a_date_without_rubric_says_what_lacks(world):
    entry = make_entry(world)

    html = page(world, world.secretary, "period_preview", entry.pk)

    assert "Chưa có biểu điểm nào được đưa vào dùng" in html
    assert "Lập kỳ</button>" not in html


def test_a_roll_up_says_that_nobody_fills_anything_in(world):
    with scope(world.school):
        RollUp.objects.create(
            organisation=world.school,
            school_year=world.year,
            name="Quý",
            period_kind="quarter",
            formula={"method": "mean", "of": "month", "least": 1, "bands": []},
        )
        due = date(2026, 12, 28)
        times = {"opens_at": clock.at(due), "due_at": clock.at(due, 17), "cut_off_at": clock.at(due, 18)}
        entry = make_entry(world, purpose=CalendarEntry.Purpose.QUARTER_REVIEW, title="Bình xét quý IV", **times)

        html = page(world, world.secretary, "period_preview", entry.pk)

    assert "không ai phải điền phiếu" in html
    assert "Lập kỳ</button>" in html


def test_the_preview_costs_the_same_for_few_and_many(world):
    def cost():
        client = world.client(world.secretary)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("evaluations:period_preview", args=[world.school.slug, entry.pk]))
        return len(queries)

    with scope(world.school):
        make_rubric(world.school)
        entry = make_entry(world)
        few = cost()
        for number in range(10):
            make_person(world.school, f"Phan Thị Mây {number}", "staff", department=world.department)

        assert cost() == few


# ---- one period ----


def test_the_button_says_what_changed(world, period):
    make_person(world.school, "Phan Thị Mây", "staff", department=world.department)
    before = page(world, world.secretary, "period_detail", period.pk)

    response = world.client(world.secretary).post(
        reverse("evaluations:period_update", args=[world.school.slug, period.pk]), follow=True
    )

    html = response.content.decode()
    assert "Cập nhật sẽ thêm 1 phiếu" in before
    assert "Đã cập nhật danh sách: thêm 1 phiếu (Phan Thị Mây)." in html
    assert "Đúng với danh sách nhân sự hôm nay" in html


def test_a_sheet_that_stands_is_shown_on_the_page(world, period):
    submitted(period, world.teacher2)
    Employment.objects.filter(person=world.teacher2).update(to_on=date(2026, 10, 15))

    html = page(world, world.secretary, "period_detail", period.pk)

    assert "Đã nộp, nay không còn đúng danh sách" in html


def test_only_herself_and_who_keeps_the_staff_list_read_the_days_of_a_leave(world, period):
    away(world, world.teacher, date(2026, 10, 5))
    services.sync_candidates(period)
    sheet = sheet_of(period, world.teacher)

    with clock.travel_to("2026-10-21 08:00"):
        own = page(world, world.teacher, "period_detail", period.pk)
        principal = page(world, world.principal, "sheet_detail", sheet.pk)
        secretary = page(world, world.secretary, "sheet_detail", sheet.pk)
        listed = page(world, world.secretary, "period_detail", period.pk)

    assert "Nghỉ 27 ngày" in own
    assert "Nghỉ 27 ngày" in principal
    assert "Được miễn" in secretary
    assert "Nghỉ" not in secretary.split("<main")[1]
    assert "27 ngày" not in listed


# ---- the rules of the year ----


def save(world, person=None, **changes):
    url = reverse("evaluations:policy_edit", args=[world.school.slug])
    return world.client(person or world.secretary).post(url, RULES | {"version": "0"} | changes)


def test_the_rules_are_kept_with_their_source_and_shown_worked_out(world):
    document = enter_own_document(
        organisation=world.school,
        number="15/QC-THNC",
        kind="Quy chế",
        title="Quy chế thi đua",
        issued_on=date(2026, 9, 1),
        from_on=date(2026, 9, 1),
        to_on=None,
        by=world.principal.user,
    )

    response = save(world, least_service="66 %", document=document.pk, locator="khoản 2 Điều 7", objection_days="5")

    with scope(world.school):
        policy = EvaluationPolicy.objects.get()
        row = AuditEntry.objects.get(verb="evaluations.policy_saved")
    assert response.status_code == 302
    assert (policy.least_service, policy.document, policy.locator, policy.version) == (
        "33/50",
        document,
        "khoản 2 Điều 7",
        1,
    )
    assert row.after["objection_days"] == 5
    html = page(world, world.secretary, "policy_edit")
    assert "Kỳ tháng 10/2026 có 31 ngày: làm việc từ 21 ngày trở lên" in html  # 31 × 33/50 = 20.46


def test_periods_made_before_keep_their_copy_and_the_page_says_so(world, period):
    policy = EvaluationPolicy.objects.get()

    save(world, version=policy.version, objection_days="7")

    period.refresh_from_db()
    assert period.policy["objection_days"] == 0
    assert "Giữ quy định lúc lập" in page(world, world.secretary, "policy_edit")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"least_service": "nửa kỳ"}, "Ghi một phần của kỳ"),
        ({"least_service": "3/2"}, "Phần của kỳ từ 0 đến 1"),
        ({"least_service": "1/0"}, "Ghi một phần của kỳ"),
        ({"objection_days": "31"}, "Nhiều nhất 30 ngày"),
        ({"objection_days": "-1"}, "Ghi một số nguyên từ 0 đến 30"),
        ({"public_days": "mười"}, "Ghi một số nguyên từ 0 đến 90"),
        ({"late_cap": "Rất tốt"}, "Không có mức này trong biểu điểm. Các mức: Xuất sắc, Tốt"),
    ],
)
def test_what_is_no_rule_is_a_sentence_and_nothing_typed_is_lost(world, changes, sentence):
    make_rubric(world.school)

    response = save(world, locator="khoản 9", **changes)

    html = response.content.decode()
    assert response.status_code == 200
    assert sentence in html
    assert 'value="khoản 9"' in html
    with scope(world.school):
        assert not EvaluationPolicy.objects.exists()


def test_a_document_of_another_organisation_cannot_be_cited(world):
    theirs = enter_own_document(
        organisation=world.other_school,
        number="1/QC",
        kind="Quy chế",
        title="Quy chế",
        issued_on=None,
        from_on=date(2026, 9, 1),
        to_on=None,
        by=world.principal.user,
    )

    assert save(world, document=theirs.pk).status_code == 200
    with scope(world.school):
        assert not EvaluationPolicy.objects.exists()


def test_the_second_of_two_pages_is_told_and_may_then_replace(world):
    make_policy(world)
    save(world, version="1", objection_days="5")

    second = save(world, version="1", objection_days="4")

    assert "vừa được người khác lưu" in second.content.decode()
    assert 'name="version" value="2"' in second.content.decode()
    with scope(world.school):
        assert EvaluationPolicy.objects.get().objection_days == 5
    save(world, version="2", objection_days="4")
    with scope(world.school):
        assert EvaluationPolicy.objects.get().objection_days == 4
