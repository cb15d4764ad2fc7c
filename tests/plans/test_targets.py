from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django_scopes import scopes_disabled
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import DomainError
from deadlines.services import add_calendar_entry
from legal.models import Distinction
from organisation.models import Employment, StaffGroup
from plans import services
from plans.models import PlanTarget
from plans.services.targets import people_behind, target_rows
from plans.target_figures import figure, guess_base, planned_number
from records.models import TitleRecord
from registrations.models import Registration, RegistrationRound
from tests.plans.plans import imported_plan

GROUPS = [(5, "nuôi dưỡng")]
DEPARTMENTS = [(3, "Tổ Toán - Tin")]


@pytest.mark.parametrize(
    ("who", "base"),
    [
        ("cán bộ, giáo viên, nhân viên", ["all"]),
        ("CB-GV-NV", ["all"]),
        ("viên chức, người lao động", ["all"]),
        ("giáo viên", ["teacher"]),
        ("giáo viên, nhân viên", ["teacher", "support"]),
        ("GV – NV nuôi dưỡng", ["group:5"]),
        ("giáo viên tổ Toán - Tin", ["department:3"]),
        ("tổ chuyên môn", ["departments"]),
        ("Nhà trường", ["organisation"]),
        ("học sinh", []),
        ("", []),
    ],
)
def test_the_base_group_is_guessed_from_the_words(who, base):
    assert guess_base(who, groups=GROUPS, departments=DEPARTMENTS) == base


@pytest.mark.parametrize(
    ("operator", "value", "unit", "base", "number"),
    [
        (">=", "20", "%", 42, 9),
        ("<=", "15", "%", 42, 6),
        ("=", "100", "%", 42, 42),
        (">=", "12.5", "%", 8, 1),
        (">=", "20", "%", None, None),
        (">=", "3", "người", None, 3),
        (">=", None, "%", 42, None),
        (">=", "0", "người", 42, 0),
    ],
)
def test_a_share_in_whole_people_is_never_rounded_in_favour(operator, value, unit, base, number):
    value = None if value is None else Decimal(value)
    assert planned_number(operator, value, unit, base) == number


@given(st.integers(1, 200), st.integers(0, 200), st.integers(0, 100))
def test_a_share_is_met_exactly_when_the_planned_number_is_reached(size, count, percent):
    base = {("person", number) for number in range(size)}
    have = {("person", number) for number in range(min(size, count))}
    for operator in (">=", "<="):
        stage = figure(operator, Decimal(percent), "%", base, have)
        wanted = planned_number(operator, Decimal(percent), "%", size)
        assert stage.is_met == (len(have) >= wanted if operator == ">=" else len(have) <= wanted)


def test_of_a_share_only_its_base_counts_and_no_figure_is_not_zero():
    base = {("person", 1), ("person", 2)}
    assert figure(">=", Decimal(50), "%", base, {("person", 1), ("person", 9)}).count == 1
    assert figure(">=", Decimal(50), "%", base, None) is None
    assert figure(">=", None, "", base, {("person", 1)}).is_met is None


# ---- with the other rooms ----


@pytest.fixture
def plan(school):
    return imported_plan(school)


def set_target(school, plan, code: str, value, *, base=("all",), unit: str = "%") -> PlanTarget:
    distinction = Distinction.objects.get(code=code)
    return PlanTarget.objects.create(
        organisation=school.school, plan=plan, who="giáo viên", value=value, unit=unit, base=list(base),
        distinction=distinction, award=distinction.name,
    )  # fmt: skip


def register(school, person, code: str, state: str = "submitted") -> Registration:
    moment = clock.now()
    entry = add_calendar_entry(
        organisation=school.school, school_year=school.year, purpose="registration", title="Đăng ký",
        source_key="plan:1:a", opens_at=moment, due_at=clock.at(date(2026, 10, 30)),
    )  # fmt: skip
    round, _ = RegistrationRound.objects.get_or_create(
        organisation=school.school, school_year=school.year, defaults={"entry": entry}
    )
    return Registration.objects.create(
        organisation=school.school, round=round, person=person, state=state, submitted_at=moment,
        distinction=Distinction.objects.get(code=code),
    )  # fmt: skip


def record(school, person, code: str) -> TitleRecord:
    return TitleRecord.objects.create(
        organisation=school.school, person=person, distinction=Distinction.objects.get(code=code),
        school_year_code=school.year.code, decision_number="1/QĐ", decided_on=date(2026, 10, 1), authority="UBND",
        recorded_by=school.clerk.user,
    )  # fmt: skip


def row_of(plan, target):
    return next(row for row in target_rows(plan) if row.target == target)


def test_registered_and_achieved_fill_themselves(school, plan):
    basic, high = set_target(school, plan, "LDTT", 100), set_target(school, plan, "CSTDCS", 15)
    assert (row_of(plan, basic).registered, row_of(plan, basic).achieved) == (None, None)

    register(school, school.teacher, "LDTT")
    register(school, school.teacher2, "CSTDCS")
    register(school, school.principal, "LDTT", state="draft")
    record(school, school.teacher2, "LDTT")

    assert row_of(plan, basic).registered.candidates == {("person", school.teacher.pk), ("person", school.teacher2.pk)}
    assert row_of(plan, high).registered.candidates == {("person", school.teacher2.pk)}
    assert row_of(plan, basic).achieved.candidates == {("person", school.teacher2.pk)}
    assert row_of(plan, high).achieved.count == 0
    behind = {person.name: (person.is_registered, person.is_achieved) for person in people_behind(row_of(plan, basic))}
    assert behind[school.teacher.full_name] == (True, False)
    assert behind[school.principal.full_name] == (False, False)


def test_a_group_of_the_school_is_the_base(school, plan):
    group = StaffGroup.objects.create(organisation=school.school, name="nuôi dưỡng")
    employment = Employment.objects.for_organisation(school.school).get(person=school.teacher)
    employment.groups.add(group)
    target = set_target(school, plan, "LDTT", 20, base=[f"group:{group.pk}"])
    register(school, school.teacher2, "LDTT")
    row = row_of(plan, target)
    assert (row.base, row.planned, row.registered.count) == ({("person", school.teacher.pk)}, 1, 0)


def test_a_base_that_the_school_does_not_have_is_refused(school, plan):
    target = set_target(school, plan, "LDTT", 20)
    with pytest.raises(DomainError, match="không còn trong danh sách"):
        services.set_base(target, base=["department:0"], by=school.principal.user)


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_database_a_fixed_number_of_times(school, plan, count, django_assert_max_num_queries):
    for _ in range(count):
        set_target(school, plan, "LDTT", 100)
    register(school, school.teacher, "LDTT")
    with django_assert_max_num_queries(9):
        assert len(target_rows(plan)) == count


def test_pages(school, plan):
    target = set_target(school, plan, "CSTDCS", 15, base=[])
    register(school, school.teacher2, "CSTDCS")
    plan.__class__.objects.filter(pk=plan.pk).update(created_by=school.principal.user)
    client = school.client(school.principal)
    with scopes_disabled():
        listed = client.get(f"/o/{school.school.slug}/plans/{plan.pk}/targets/").content.decode()
        assert "Chưa rõ tính trên nhóm nào" in listed
        address = f"/o/{school.school.slug}/plans/targets/{target.pk}/"
        assert client.post(address, {"base": ["teacher"]}).status_code == 302
        page = client.get(address, {"show": "registered"}).content.decode()
        exported = client.get(f"/o/{school.school.slug}/plans/{plan.pk}/targets/export/")
    assert school.teacher2.full_name in page
    assert exported.status_code == 200
    target.refresh_from_db()
    assert target.base == ["teacher"]
