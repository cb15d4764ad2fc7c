"""Long leaves: entered, changed, ended; who reads why; what the days of a period are made of."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from core.errors import DomainError
from core.scoping import scope
from organisation import services
from organisation.models import Employment, Leave, StaffGroup
from organisation.querysets import service_between
from organisation.service_spans import Span
from tests.factories.people import employ, make_person

pytestmark = pytest.mark.django_db
LEAVES = "/o/th-ngoc-cau/leaves/"
NOTE = "Mổ ruột thừa"
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def at_school(world):
    with scope(world.school):
        yield world


def enter(world, person=None, from_on=date(2026, 10, 5), to_on=None, kind="sick", note=NOTE, by=None) -> Leave:
    return services.enter_leave(
        organisation=world.school,
        person=person or world.teacher,
        from_on=from_on,
        to_on=to_on,
        kind=kind,
        note=note,
        by=(by or world.clerk).user,
    )


# ---- the acts ----


def test_a_leave_is_entered_changed_and_ended(at_school):
    leave = enter(at_school)

    leave = services.change_leave(
        leave,
        version=1,
        from_on=date(2026, 10, 6),
        to_on=date(2026, 12, 31),
        kind="unpaid",
        note="",
        by=at_school.clerk.user,
    )
    leave = services.end_leave(leave, back_on=date(2026, 10, 12), by=at_school.clerk.user)

    stored = Leave.objects.get()
    assert (stored.from_on, stored.to_on, stored.kind) == (date(2026, 10, 6), date(2026, 10, 11), "unpaid")
    verbs = AuditEntry.objects.filter(verb__contains="leave").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["organisation.leave_entered", "organisation.leave_changed", "organisation.leave_ended"]


def test_the_log_names_the_days_and_never_the_kind_or_the_note(at_school):
    leave = enter(at_school)
    services.change_leave(
        leave, version=1, from_on=leave.from_on, to_on=None, kind="maternity", note="Sinh đôi", by=at_school.clerk.user
    )
    services.remove_leave(leave, by=at_school.clerk.user)

    entries = AuditEntry.objects.filter(verb__startswith="organisation.leave").prefetch_related("personal_values")
    written = [
        str([each.before, each.after, [value.value for value in each.personal_values.all()]]) for each in entries
    ]
    assert len(written) == 3
    assert all("2026-10-05" in each and "Đỗ Thị Hòa" in each for each in written)
    assert not [each for each in written for word in ("sick", "maternity", NOTE, "Sinh đôi") if word in each]


@pytest.mark.parametrize(
    ("from_on", "to_on", "sentence"),
    [
        (date(2026, 10, 9), date(2026, 10, 8), "Ngày cuối đứng trước ngày đầu"),
        (date(2019, 10, 9), None, "không làm việc ở đơn vị vào ngày 09/10/2019"),
        (date(2026, 9, 1), date(2026, 10, 5), "đã được ghi nghỉ từ ngày 05/10/2026, chưa rõ ngày trở lại"),
        (date(2030, 1, 1), None, "đã được ghi nghỉ"),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(at_school, from_on, to_on, sentence):
    enter(at_school)

    with pytest.raises(DomainError, match=sentence):
        enter(at_school, from_on=from_on, to_on=to_on)

    assert Leave.objects.count() == 1


def test_leaves_that_touch_do_not_overlap(at_school):
    enter(at_school, to_on=date(2026, 10, 9))
    enter(at_school, from_on=date(2026, 10, 10))

    assert Leave.objects.count() == 2


def test_the_database_itself_refuses_two_leaves_on_one_day(at_school):
    enter(at_school, to_on=date(2026, 10, 9))

    with pytest.raises(IntegrityError, match="leave_once_a_day"), transaction.atomic():
        Leave.objects.create(
            organisation=at_school.school,
            person=at_school.teacher,
            from_on=date(2026, 10, 9),
            kind="study",
            entered_by=at_school.clerk.user,
        )
    with pytest.raises(IntegrityError, match="leave_in_order"), transaction.atomic():
        Leave.objects.update(to_on=date(2026, 10, 1))


def test_two_schools_of_one_person_do_not_know_each_others_leaves(world):
    with scope(world.other_school):
        employ(world.teacher, world.other_school)
        services.enter_leave(
            organisation=world.other_school,
            person=world.teacher,
            from_on=date(2026, 10, 5),
            to_on=None,
            kind="sick",
            by=world.other_clerk.user,
        )
    with scope(world.school):
        enter(world, from_on=date(2026, 10, 7))

        assert Leave.objects.count() == 1


@pytest.mark.parametrize(
    ("back_on", "sentence"),
    [(date(2026, 10, 5), "Ngày trở lại phải sau ngày đó"), (date(2026, 11, 2), "Nghỉ thêm thì sửa ngày cuối")],
)
def test_the_day_of_return_lies_within_the_leave(at_school, back_on, sentence):
    leave = enter(at_school, to_on=date(2026, 10, 31))

    with pytest.raises(DomainError, match=sentence):
        services.end_leave(leave, back_on=back_on, by=at_school.clerk.user)

    leave.refresh_from_db()
    assert leave.to_on == date(2026, 10, 31)


def test_a_return_noted_twice_is_one_act(at_school):
    leave = enter(at_school)

    for _ in range(2):
        services.end_leave(leave, back_on=date(2026, 10, 10), by=at_school.clerk.user)

    assert AuditEntry.objects.filter(verb="organisation.leave_ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_at_once_one_is_refused_with_a_sentence(transactional_world):
    world, start, outcomes = transactional_world, threading.Barrier(2), []

    def run():
        try:
            with scope(world.school):
                start.wait()
                enter(world)
            outcomes.append("entered")
        except DomainError as error:
            outcomes.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    refused, entered = sorted(outcomes, key=lambda outcome: outcome == "entered")
    assert entered == "entered"
    assert "ghi nghỉ" in refused
    with scope(world.school):
        assert Leave.objects.count() == 1


# ---- the pages ----

GOOD = {"version": "0", "from_on": "05/10/2026", "to_on": "", "kind": "maternity", "note": "Sinh con thứ hai"}


def test_the_clerk_enters_finds_changes_ends_and_removes(world):
    clerk = world.client(world.clerk)

    page = clerk.post(LEAVES + "new/", GOOD | {"person": world.teacher.pk}, follow=True)
    assert "Đã ghi thời gian nghỉ của Đỗ Thị Hòa." in page.text
    assert "Sinh con thứ hai" in page.text

    with scope(world.school):
        leave = Leave.objects.get()
    found = clerk.get(LEAVES, {"q": "do thi hoa", "state": "now", "kind": "maternity", "sort": "name"})
    assert [row["leave"] for row in found.context["rows"]] == [leave]
    assert clerk.get(LEAVES, {"state": "past"}).context["rows"] == []

    clerk.post(f"{LEAVES}{leave.pk}/", GOOD | {"version": "1", "to_on": "05/04/2027"})
    ended = clerk.post(f"{LEAVES}{leave.pk}/end/", {"back_on": "12/10/2026"}, follow=True)
    assert "làm việc lại" in ended.text
    leave.refresh_from_db()
    assert leave.to_on == date(2026, 10, 11)

    clerk.post(f"{LEAVES}{leave.pk}/remove/")
    with scope(world.school):
        assert not Leave.objects.exists()
    gone = clerk.post(f"{LEAVES}{leave.pk}/remove/")
    assert gone.status_code == 404


def test_what_was_typed_stays_beside_each_sentence(world):
    page = world.client(world.clerk).post(
        LEAVES + "new/", {"person": world.teacher.pk, "from_on": "31/02/2026", "to_on": "1/1/3000", "note": NOTE}
    )

    assert page.status_code == 200
    for sentence in ("Ngày đầu không có trong lịch", "Năm 3000 có vẻ nhầm", "Chưa chọn loại"):
        assert sentence in page.text
    assert NOTE in page.text
    assert "31/02/2026" in page.text


def test_the_second_of_two_open_pages_sees_what_changed(world):
    with scope(world.school):
        leave = enter(world)
    clerk = world.client(world.clerk)
    clerk.post(f"{LEAVES}{leave.pk}/", GOOD | {"version": "1", "to_on": "30/10/2026"})

    page = clerk.post(f"{LEAVES}{leave.pk}/", GOOD | {"version": "1", "to_on": "20/10/2026"})
    leave.refresh_from_db()
    assert "Có người vừa sửa lần nghỉ này: nghỉ thai sản từ ngày 05/10/2026 đến hết ngày 30/10/2026" in page.text
    assert leave.to_on == date(2026, 10, 30)

    clerk.post(
        f"{LEAVES}{leave.pk}/", {**GOOD, "version": page.context["form"]["version"].value(), "to_on": "20/10/2026"}
    )
    leave.refresh_from_db()
    assert leave.to_on == date(2026, 10, 20)


def test_a_leave_that_somebody_removes_meanwhile_is_refused_with_a_sentence(world, monkeypatch):
    with scope(world.school):
        leave = enter(world)
    change = services.change_leave

    def change_too_late(leave, **values):
        services.remove_leave(leave, by=world.principal.user)
        return change(leave, **values)

    monkeypatch.setattr(services, "change_leave", change_too_late)
    page = world.client(world.clerk).post(f"{LEAVES}{leave.pk}/", GOOD | {"version": "1"})

    assert page.status_code == 200
    assert "Lần nghỉ này đã bị xóa" in page.text


def test_why_is_read_by_the_keepers_and_by_the_person_alone(world):
    with scope(world.school):
        enter(world)
    keepers = [world.principal, world.vice_principal, world.clerk]
    others = [world.secretary, world.head, world.teacher2, world.officer, world.other_clerk]

    assert all(NOTE in world.client(each).get(LEAVES).text for each in keepers)
    assert [world.client(each).get(LEAVES).status_code for each in others] == [403, 403, 403, 404, 404]
    own = world.client(world.teacher).get("/o/th-ngoc-cau/profile/").text
    assert [word in own for word in (NOTE, "Nghỉ ốm")] == [True, True]
    for each in (world.head, world.teacher2):
        client = world.client(each)
        seen = client.get("/o/th-ngoc-cau/profile/").text + client.get("/o/th-ngoc-cau/staff/").text
        assert NOTE not in seen
        assert "Nghỉ ốm" not in seen


def test_a_clerk_of_another_school_never_learns_that_a_leave_exists(world):
    with scope(world.school):
        leave = enter(world)
    client = world.client(world.other_clerk)

    answers = [
        client.post(f"/o/thcs-song-hong/leaves/{leave.pk}/{act}", {"back_on": "12/10/2026"}).status_code
        for act in ("", "end/", "remove/")
    ]

    assert answers == [404, 404, 404]
    leave.refresh_from_db()
    assert leave.to_on is None


def test_the_list_is_read_in_few_queries_however_long(world):
    clerk = world.client(world.clerk)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(LEAVES).status_code == 200
        return len(queries)

    with scope(world.school):
        enter(world)
    count()  # what a first request alone asks
    few = count()
    with scope(world.school):
        for number in range(30):
            enter(world, person=make_person(world.school, f"Nguyễn Thị {number}"))
    assert count() == few
    assert len(clerk.get(LEAVES).context["rows"]) == 25


# ---- the days of a period ----


def test_the_presence_of_everybody_in_a_span(at_school):
    world = at_school
    group = StaffGroup.objects.create(organisation=world.school, name="Nuôi dưỡng")
    first = Employment.objects.get(person=world.teacher)
    first.groups.add(group)
    Employment.objects.filter(pk=first.pk).update(to_on=date(2026, 10, 11), is_homeroom_teacher=True)
    second = Employment.objects.create(
        organisation=world.school, person=world.teacher, department=world.department2, from_on=date(2026, 10, 12)
    )
    Employment.objects.filter(person=world.teacher2).update(to_on=date(2026, 9, 30))
    enter(world, from_on=date(2026, 9, 20), to_on=date(2026, 10, 3))
    enter(world, from_on=date(2026, 10, 30), to_on=None)

    found = {service.person_id: service for service in service_between(world.school, *OCTOBER)}

    assert world.teacher2.pk not in found
    assert world.other_teacher.pk not in found
    service = found[world.teacher.pk]
    assert [(work.employment_id, work.span.first.day, work.span.last.day) for work in service.works] == [
        (first.pk, 1, 11),
        (second.pk, 12, 31),
    ]
    assert [(work.department_name, work.is_homeroom_teacher, work.group_ids) for work in service.works] == [
        ("Tổ 1, 2, 3", True, {group.pk}),
        ("Tổ 4, 5", False, frozenset()),
    ]
    assert service.leaves == (
        Span(date(2026, 10, 1), date(2026, 10, 3)),
        Span(date(2026, 10, 30), date(2026, 10, 31)),
    )
    assert (service.employed_days, service.leave_days, service.served_days) == (31, 5, 26)
    assert found[world.clerk.pk].works[0].department_id is None


def test_the_presence_of_many_is_read_in_two_queries(at_school):
    for number in range(40):
        person = make_person(at_school.school, f"Nguyễn Thị {number}", department=at_school.department)
        enter(at_school, person=person)

    with CaptureQueriesContext(connection) as queries:
        found = service_between(at_school.school, *OCTOBER)

    assert len(queries) == 2
    assert len(found) >= 48
    assert sum(bool(service.leaves) for service in found) == 40
