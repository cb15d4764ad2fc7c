"""A longer period computed from the published shorter ones, as far as nobody has decided it yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from evaluations import services
from evaluations.criteria import UNGRADED
from evaluations.models import EvaluationPeriod, EvaluationSheet, RollUp
from evaluations.services.rollups import formula_findings
from organisation.services import transfer
from tests.evaluations.months import draft_session, make_rubric, voted
from tests.evaluations.rolled import LATER, found, make_longer, make_month, mean_formula
from tests.factories.people import make_person

State = EvaluationSheet.State


@pytest.fixture
def quarter(world):
    """Three published months: two whole, one exempt in November, one who came in December."""
    hoa, an, head, yen = world.teacher, world.teacher2, world.head, world.clerk
    make_month(world, 2026, 10, {hoa: "95", an: "80", head: "90"})
    make_month(world, 2026, 11, {hoa: "92.5", an: "exempt", head: "ungraded"})
    make_month(world, 2026, 12, {hoa: "88", an: "85", head: "90", yen: "79.99"})
    period = make_longer(world, [hoa, an, head, yen])
    with scope(world.school), clock.travel_to(LATER):
        yield period


def codes(period, severity="must"):
    return [each.code for each in services.open_roll_up(period).findings() if each.severity == severity]


def compute(world, period) -> int:
    return services.compute_roll_up(period, by=world.secretary.user)


def test_every_sheet_gets_its_result_with_why(world, quarter):
    assert compute(world, quarter) == 4

    rows = found(quarter)
    hoa = rows["Đỗ Thị Hòa"]
    assert (hoa.state, hoa.points, hoa.reachable) == ("department_recommended", Decimal("91.83"), 100)
    assert (hoa.grade, hoa.praise) == ("Xuất sắc", "Chuyên nghiệp quý")
    assert hoa.reasons == ["(95 + 92,5 + 88) : 3 = 91,83; mức Xuất sắc từ 90."]
    assert (hoa.reviewed_by, hoa.submitted_at) == (world.secretary.user, clock.now())
    an = rows["Lê Minh Ân"]
    assert an.reasons == ["Không tính tháng 11/2026 (được miễn).", "(80 + 85) : 2 = 82,5; mức Tốt từ 80."]
    head = rows["Trịnh Thị Ánh"]
    assert (head.grade, head.points) == (UNGRADED, None)
    assert head.reasons == ["Tháng 11/2026 không xếp loại nên cả kỳ không xếp loại."]
    yen = rows["Ngô Thị Yến"]
    assert yen.grade == "Hoàn thành"
    assert yen.reasons[0] == "Không tính tháng 10/2026, tháng 11/2026 (chưa có phiếu)."


def test_what_was_counted_is_kept_without_a_reason_of_absence(world, quarter):
    compute(world, quarter)

    sources = found(quarter)["Lê Minh Ân"].sources
    assert [(row["label"], row["state"], row["points"]) for row in sources] == [
        ("tháng 10/2026", "graded", "80.00"),
        ("tháng 11/2026", "exempt", None),
        ("tháng 12/2026", "graded", "85.00"),
    ]
    assert "leave" not in str(sources)


def test_the_same_act_again_changes_nothing(world, quarter):
    compute(world, quarter)
    before = found(quarter)["Đỗ Thị Hòa"]

    with clock.travel_to("2027-01-05 08:00"):
        assert compute(world, quarter) == 0

    after = found(quarter)["Đỗ Thị Hòa"]
    assert (after.version, after.reviewed_at) == (before.version, before.reviewed_at)
    assert AuditEntry.objects.filter(verb="evaluations.rolled_up").count() == 1


def test_the_chain_goes_on_to_publication(world, quarter):
    compute(world, quarter)
    services.decide_by_head(quarter, by=world.principal.user)
    services.publish(quarter, by=world.principal.user)

    rows = found(quarter)
    assert {each.state for each in rows.values()} == {"published"}
    assert (rows["Đỗ Thị Hòa"].points, rows["Trịnh Thị Ánh"].grade) == (Decimal("91.83"), UNGRADED)


def test_an_unpublished_month_blocks(world, quarter):
    EvaluationPeriod.objects.filter(label="tháng 11/2026").update(published_at=None, published_by=None)

    assert codes(quarter) == ["roll_up.unpublished"]
    with pytest.raises(DomainError, match="Chưa tổng hợp được: có kỳ chưa công bố"):
        compute(world, quarter)
    assert {each.state for each in found(quarter).values()} == {"draft"}


def test_a_result_that_stands_open_blocks(world, quarter):
    month = EvaluationPeriod.objects.get(label="tháng 12/2026")
    services.reopen(found(month)["Đỗ Thị Hòa"], reason="Ghi nhầm điểm.", by=world.principal.user)

    finding = next(each for each in services.open_roll_up(quarter).findings() if each.blocks)

    assert (finding.code, finding.detail) == ("roll_up.reopened", "1 phiếu: Đỗ Thị Hòa (tháng 12/2026).")


def test_nothing_is_computed_before_its_day(world, quarter):
    with clock.travel_to("2026-12-30 08:00"):
        assert "roll_up.early" in codes(quarter)


def test_a_month_without_a_period_is_pointed_at(world, quarter):
    EvaluationSheet.objects.filter(period__label="tháng 11/2026").delete()
    EvaluationPeriod.objects.filter(label="tháng 11/2026").delete()

    looks = [each for each in services.open_roll_up(quarter).findings() if each.severity == "look"]

    assert [(each.code, each.detail) for each in looks] == [("roll_up.no_period", "1 tháng: tháng 11/2026.")]
    assert compute(world, quarter) == 4


def test_no_month_at_all_blocks(world):
    period = make_longer(world, [world.teacher])
    with scope(world.school), clock.travel_to(LATER):
        assert "roll_up.none" in codes(period)


def test_a_period_that_is_filled_in_is_not_rolled_up(world, quarter):
    month = EvaluationPeriod.objects.get(label="tháng 12/2026")

    with pytest.raises(DomainError, match="được chấm bằng phiếu"):
        compute(world, month)


def test_a_broken_copy_of_a_formula_is_said(world, quarter):
    EvaluationPeriod.objects.filter(pk=quarter.pk).update(formula={"method": "guess"})
    quarter.refresh_from_db()

    with pytest.raises(DomainError, match="chưa có công thức tổng hợp dùng được cho cá nhân"):
        services.open_roll_up(quarter)


def test_each_subject_goes_by_its_own_formula(world, quarter):
    bands = [{"name": "Đạt", "minimum": "0", "praise": ""}]
    quarter.formula = {"person": mean_formula(), "department": mean_formula(bands=bands)}
    quarter.save()
    by = world.secretary.user
    for label in ("tháng 10/2026", "tháng 11/2026"):
        month = EvaluationPeriod.objects.get(label=label)
        EvaluationSheet.objects.create(
            organisation=world.school,
            period=month,
            subject="department",
            department=world.department,
            state=State.PUBLISHED,
            points=70,
            reachable=80,
            grade="Tốt",
            edition=1,
            submitted_at=clock.now(),
            reviewed_at=clock.now(),
            reviewed_by=by,
        )
    EvaluationSheet.objects.create(
        organisation=world.school, period=quarter, subject="department", department=world.department
    )

    compute(world, quarter)

    row = EvaluationSheet.objects.get(period=quarter, subject="department")
    assert (row.grade, row.points) == ("Đạt", Decimal("87.5"))
    assert found(quarter)["Đỗ Thị Hòa"].grade == "Xuất sắc"


# ---- people who move ----


def test_whoever_changed_to_keeps_her_months(world, quarter):
    transfer(
        world.teacher.employments.get(),
        department=world.department2,
        staff_kind="teacher",
        is_homeroom_teacher=False,
        groups=[],
        from_on=date(2026, 11, 16),
        by=world.principal.user,
    )

    compute(world, quarter)

    assert found(quarter)["Đỗ Thị Hòa"].points == Decimal("91.83")


def test_whoever_is_exempt_in_the_longer_period_is_left_alone(world, quarter):
    EvaluationSheet.objects.filter(period=quarter, person=world.teacher2).update(state="exempt", exemption="left")

    assert compute(world, quarter) == 3
    assert found(quarter)["Lê Minh Ân"].state == "exempt"


# ---- computed again ----


def republish(world, label, person, points):
    """A month's result reopened and published anew with other points."""
    month = EvaluationPeriod.objects.get(label=label)
    services.reopen(found(month)[person.full_name], reason="Ghi nhầm điểm.", by=world.principal.user)
    EvaluationSheet.objects.filter(period=month, person=person).update(
        state="published", points=points, grade="Tốt", edition=2
    )


def test_a_month_published_anew_is_computed_again_until_it_is_decided(world, quarter):
    compute(world, quarter)
    republish(world, "tháng 12/2026", world.teacher, 70)

    assert compute(world, quarter) == 1
    assert found(quarter)["Đỗ Thị Hòa"].points == Decimal("85.83")

    services.decide_by_head(quarter, by=world.principal.user)
    republish(world, "tháng 12/2026", world.teacher, 60)

    assert compute(world, quarter) == 0
    assert found(quarter)["Đỗ Thị Hòa"].points == Decimal("85.83")
    held = [each for each in services.open_roll_up(quarter).findings() if each.code == "roll_up.held"]
    assert [(each.severity, each.detail) for each in held] == [("look", "1 phiếu: Đỗ Thị Hòa.")]


def test_a_result_opened_again_after_publication_is_computed_again(world, quarter):
    compute(world, quarter)
    services.decide_by_head(quarter, by=world.principal.user)
    services.publish(quarter, by=world.principal.user)
    republish(world, "tháng 12/2026", world.teacher, 60)

    assert compute(world, quarter) == 0
    services.reopen(found(quarter)["Đỗ Thị Hòa"], reason="Tháng 12 đã đổi.", by=world.principal.user)
    assert compute(world, quarter) == 1

    row = found(quarter)["Đỗ Thị Hòa"]
    assert (row.points, row.state) == (Decimal("82.5"), "department_recommended")
    assert row.editions.get().content["sources"][2]["points"] == "88.00"


def test_what_the_council_has_before_it_is_not_changed(world, quarter):
    quarter.policy |= {"uses_council": True}
    quarter.save()
    compute(world, quarter)
    session = draft_session(world)
    services.hand_to_council(quarter, session, by=world.secretary.user)
    republish(world, "tháng 12/2026", world.teacher, 70)

    assert compute(world, quarter) == 0
    assert "roll_up.held" in codes(quarter, "look")


def test_what_the_council_refused_may_be_brought_again(world, quarter):
    quarter.policy |= {"uses_council": True}
    quarter.save()
    compute(world, quarter)
    session = draft_session(world)
    services.hand_to_council(quarter, session, by=world.secretary.user)
    EvaluationSheet.objects.filter(period=quarter).update(
        reviewed_at=clock.at(date(2026, 10, 20))
    )  # before the session
    voted(world, session, against=[world.teacher])
    services.record_results(quarter, by=world.secretary.user)
    assert found(quarter)["Đỗ Thị Hòa"].state == "council_not_passed"

    with clock.travel_to("2027-01-06 08:00"):
        assert compute(world, quarter) == 1

    assert found(quarter)["Đỗ Thị Hòa"].state == "department_recommended"


# ---- many ----


def test_the_queries_do_not_grow_with_the_people(world):
    few = make_longer(world, [world.teacher], span=(date(2026, 7, 1), date(2026, 8, 31)), label="đợt hè")
    staff = [
        make_person(world.school, f"Trần Văn Số {number:03d}", department=world.department) for number in range(120)
    ]
    for month in (10, 11, 12):
        make_month(world, 2026, month, dict.fromkeys(staff, "90"))
    for month in (7, 8):
        make_month(world, 2026, month, {world.teacher: "90"})
    many = make_longer(world, staff)
    with scope(world.school), clock.travel_to(LATER):
        with CaptureQueriesContext(
            connection,
        ) as small:
            assert compute(world, few) == 1
        with CaptureQueriesContext(connection) as large:
            assert compute(world, many) == 120

    assert len(large) == len(small)


# ---- formulas ----


@pytest.fixture
def unsaved(world):
    with scope(world.school):
        yield RollUp(organisation=world.school, school_year=world.year, period_kind="quarter")


def test_a_formula_is_stored_and_frozen_for_a_new_period(world, unsaved):
    saved = services.save_roll_up(unsaved, name="Quý", formula=mean_formula(), by=world.principal.user)

    kept = services.frozen_formula(
        world.school, school_year=world.year, kind="quarter", subjects=["person", "department"]
    )

    assert kept == {"person": saved.formula}
    assert services.frozen_formula(world.school, school_year=world.year, kind="semester", subjects=["person"]) == {}


def test_a_second_formula_for_the_same_periods_is_refused(world, unsaved):
    services.save_roll_up(unsaved, name="Quý", formula=mean_formula(), by=world.principal.user)
    again = RollUp(organisation=world.school, school_year=world.year, period_kind="quarter")

    with pytest.raises(DomainError, match="đã có công thức cho kỳ quý"):
        services.save_roll_up(again, name="Quý", formula=mean_formula(), by=world.principal.user)


def test_a_wrong_formula_is_refused_with_what_is_wrong(world, unsaved):
    bands = [{"name": "Tốt", "minimum": "0", "praise": "Lao động tiên tiến quý"}]

    with pytest.raises(DomainError, match="trùng tên") as refused:
        services.save_roll_up(unsaved, name="Quý", formula=mean_formula(bands=bands), by=world.principal.user)

    assert not RollUp.objects.exists()
    assert refused.value.findings[0].code == "roll_up.praise"


def test_two_pages_never_overwrite_each_other(world, unsaved):
    saved = services.save_roll_up(unsaved, name="Quý", formula=mean_formula(), by=world.principal.user)
    services.save_roll_up(saved, name="Quý A", formula=mean_formula(), version=1, by=world.principal.user)

    with pytest.raises(ConflictError, match="vừa được lưu từ nơi khác"):
        services.save_roll_up(saved, name="Quý B", formula=mean_formula(), version=1, by=world.principal.user)

    saved.refresh_from_db()
    assert saved.name == "Quý A"


def test_a_grade_that_no_rubric_has_is_pointed_at(world, unsaved):
    make_rubric(world.school)
    data = {
        "method": "counts",
        "of": "month",
        "order": ["Xuất sắc", "Giỏi"],
        "grades": [{"name": "Xuất sắc quý", "needs": [{"grade": "Xuất sắc", "at_least": 2}]}, {"name": "Còn lại"}],
    }

    saved = services.save_roll_up(unsaved, name="Quý", formula=data, by=world.principal.user)
    found = formula_findings(world.school, saved.formula, kind="quarter")
    assert [(each.severity, each.title) for each in found] == [("look", "Chưa biểu điểm nào có mức “Giỏi”.")]
