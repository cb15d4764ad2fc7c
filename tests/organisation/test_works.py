"""Another tổ from a day on, corrections, the last day: what the history of somebody's work is made of."""

from __future__ import annotations

from datetime import date

import pytest

from audit.models import AuditEntry
from core.errors import DomainError
from core.scoping import scope
from organisation import services
from organisation.models import Employment, Role, RoleAssignment, StaffGroup

pytestmark = pytest.mark.django_db
STAFF = "/o/th-ngoc-cau/staff/"


@pytest.fixture
def at_school(world):
    with scope(world.school):
        yield world


def work_of(world, person) -> Employment:
    return Employment.objects.for_organisation(world.school).filter(person=person).order_by("from_on").last()


def spans(person) -> list[tuple]:
    rows = Employment.objects.filter(person=person).order_by("from_on")
    return list(rows.values_list("department__name", "from_on", "to_on"))


def transfer(world, from_on=date(2026, 10, 12), **facts):
    values = {"department": world.department2, "staff_kind": "teacher", "is_homeroom_teacher": False, "groups": []}
    return services.transfer(work_of(world, world.teacher), from_on=from_on, by=world.clerk.user, **{**values, **facts})


def test_a_change_from_a_day_on_leaves_the_days_before_as_they_were(at_school):
    transfer(at_school, from_on=date(2026, 10, 20))

    assert spans(at_school.teacher) == [
        ("Tổ 1, 2, 3", date(2020, 8, 1), date(2026, 10, 19)),
        ("Tổ 4, 5", date(2026, 10, 20), None),
    ]
    entry = AuditEntry.objects.get(verb="organisation.person_transferred")
    assert (entry.before["department"], entry.after["department"]) == (
        at_school.department.pk,
        at_school.department2.pk,
    )


@pytest.mark.parametrize(
    ("from_on", "facts", "sentence"),
    [
        (date(2020, 8, 1), {}, "ngày thay đổi phải sau ngày đó"),
        (date(2026, 10, 12), {"same": True}, "Chưa có gì thay đổi"),
    ],
)
def test_a_change_that_is_none_is_refused(at_school, from_on, facts, sentence):
    department = {"department": at_school.department} if facts else {}

    with pytest.raises(DomainError, match=sentence):
        transfer(at_school, from_on=from_on, **department)

    assert len(spans(at_school.teacher)) == 1


def test_a_change_after_the_end_of_a_stretch_is_refused(at_school):
    first = work_of(at_school, at_school.teacher)
    transfer(at_school)

    with pytest.raises(DomainError, match="không muộn hơn ngày đó"):
        services.transfer(
            first,
            from_on=date(2026, 11, 1),
            department=None,
            staff_kind="support",
            is_homeroom_teacher=False,
            groups=[],
            by=at_school.clerk.user,
        )


def test_the_clerk_corrects_and_changes_on_one_page(world):
    clerk = world.client(world.clerk)
    with scope(world.school):
        work = work_of(world, world.teacher)
    address = f"{STAFF}{work.pk}/"
    facts = {"staff_kind": "teacher", "department": world.department.pk}

    clerk.post(address, facts | {"is_homeroom_teacher": "on", "new_group": " Nuôi   dưỡng "})
    with scope(world.school):
        [group] = StaffGroup.objects.all()
        work.refresh_from_db()
        assert (work.is_homeroom_teacher, list(work.groups.all()), group.name) == (True, [group], "Nuôi dưỡng")
        assert len(spans(world.teacher)) == 1

    clerk.post(
        address, {**facts, "department": world.department2.pk, "new_group": "nuôi dưỡng", "from_on": "19/10/2026"}
    )
    with scope(world.school):
        assert StaffGroup.objects.count() == 1
        assert [each[0] for each in spans(world.teacher)] == ["Tổ 1, 2, 3", "Tổ 4, 5"]
        assert list(work_of(world, world.teacher).groups.all()) == [group]

    page = clerk.get(address).text
    assert "01/8/2020 – 18/10/2026" in page
    assert "19/10/2026 – nay" in page


def test_a_refused_change_keeps_what_was_typed_and_makes_no_group(world):
    with scope(world.school):
        work = work_of(world, world.teacher)

    page = world.client(world.clerk).post(
        f"{STAFF}{work.pk}/", {"staff_kind": "teacher", "from_on": "01/01/2010", "new_group": "Hợp đồng"}
    )

    assert "ngày thay đổi phải sau ngày đó" in page.text
    assert "01/01/2010" in page.text
    assert "Hợp đồng" in page.text
    with scope(world.school):
        assert not StaffGroup.objects.exists()
        assert len(spans(world.teacher)) == 1


# ---- the last day ----


def test_roles_end_with_the_last_day_and_move_with_it(at_school):
    work = work_of(at_school, at_school.head)
    for last_on in (date(2026, 10, 20), date(2026, 10, 31)):
        services.end_employment(work, last_on=last_on, by=at_school.principal.user)

        roles = RoleAssignment.objects.filter(person=at_school.head)
        assert set(roles.values_list("to_on", flat=True)) == {last_on}
        assert spans(at_school.head)[0][2] == last_on
    assert roles.count() == 3


def test_a_role_that_would_begin_later_is_not_given(at_school):
    later = RoleAssignment.objects.create(
        organisation=at_school.school, person=at_school.teacher, role=Role.RECORDS_CLERK, from_on=date(2026, 12, 1)
    )

    services.end_employment(work_of(at_school, at_school.teacher), last_on=date(2026, 10, 31), by=at_school.clerk.user)

    assert not RoleAssignment.objects.filter(pk=later.pk).exists()


def test_the_only_head_does_not_leave(at_school):
    work = work_of(at_school, at_school.principal)

    with pytest.raises(DomainError, match="luôn có người đứng đầu"):
        services.end_employment(work, last_on=date(2026, 10, 31), by=at_school.clerk.user)

    work.refresh_from_db()
    assert work.to_on is None
    assert RoleAssignment.objects.filter(person=at_school.principal, to_on=None).count() == 4


def test_who_left_is_out_of_the_list_and_out_of_the_school(world):
    with scope(world.school):
        work = work_of(world, world.teacher)
    clerk = world.client(world.clerk)

    page = clerk.post(f"{STAFF}{work.pk}/end/", {"last_on": "11/10/2026"}, follow=True)

    assert "Đỗ Thị Hòa làm việc đến hết ngày 11/10/2026." in page.text
    assert world.teacher not in [row.person for row in page.context["page"]]
    assert world.client(world.teacher).get("/o/th-ngoc-cau/profile/").status_code == 404


def test_who_left_is_found_by_the_keepers_and_a_wrong_last_day_is_mended(world):
    with scope(world.school):
        transfer(world, from_on=date(2026, 9, 1))
        work = work_of(world, world.teacher)
    clerk = world.client(world.clerk)
    clerk.post(f"{STAFF}{work.pk}/end/", {"last_on": "30/09/2026"})

    assert list(clerk.get(STAFF, {"who": "left"}).context["page"]) == [work]
    assert work not in world.client(world.head).get(STAFF, {"who": "left"}).context["page"]

    clerk.post(f"{STAFF}{work.pk}/end/", {"last_on": "31/12/2026"})
    assert list(clerk.get(STAFF, {"who": "left"}).context["page"]) == []
    assert world.client(world.teacher).get("/o/th-ngoc-cau/profile/").status_code == 200


@pytest.mark.parametrize(
    ("asking", "leaving", "status"),
    [
        ("clerk", "teacher", 200),
        ("clerk", "principal", 403),
        ("clerk", "secretary", 403),
        ("clerk", "clerk", 403),
        ("principal", "secretary", 200),
        ("head", "teacher", 403),
        ("other_clerk", "teacher", 404),
    ],
)
def test_who_may_note_a_last_day(world, asking, leaving, status):
    with scope(world.school):
        work = work_of(world, getattr(world, leaving))

    assert world.client(getattr(world, asking)).get(f"{STAFF}{work.pk}/end/").status_code == status
