"""The first page of everybody, and the frame around every page."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign
from core import clock
from core.scoping import scope
from deadlines import services
from organisation.models import Role
from plans.models import EmulationPlan
from tests.deadlines.obligations import make_entry, moment, owe
from tests.factories.people import employ
from thiduakhenthuong.frame import frame


def todo(world, person, organisation=None, **query):
    return world.client(person).get(reverse("todo", args=[(organisation or world.school).slug]), query)


def titles(answer) -> dict[str, list[str]]:
    return {name: [task.obligation.title for task in tasks] for _, name, tasks in answer.context["groups"]}


def nodes(answer) -> dict[str, tuple[str, str]]:
    return {node["label"]: (node["state"], node["fact"]) for node in answer.context["frame"].nodes}


# ---- the list ----


def test_tasks_stand_in_groups_by_day_and_the_late_ones_by_what_is_closed_first(world):
    for title, due, cut_off in [
        ("Sau", "2026-10-19 00:00", None),
        ("Trong tuần", "2026-10-18 23:59", None),
        ("Hôm nay, 17 giờ", "2026-10-12 17:00", "2026-10-15 17:00"),
        ("Hôm nay, cuối ngày", "2026-10-12 23:59", None),
        ("Trễ, khóa sau", "2026-10-09 17:00", "2026-10-30 17:00"),
        ("Trễ, sắp khóa", "2026-10-11 23:59", "2026-10-13 17:00"),
    ]:
        owe(world, key=title, title=title, due_at=moment(due), cut_off_at=moment(cut_off) if cut_off else None)
    owe(world, key="open-ended", title="Không hạn", due_at=None)

    assert titles(todo(world, world.teacher)) == {
        "Quá hạn": ["Trễ, sắp khóa", "Trễ, khóa sau"],
        "Hôm nay": ["Hôm nay, 17 giờ", "Hôm nay, cuối ngày"],
        "Tuần này": ["Trong tuần"],
        "Sắp tới": ["Sau", "Không hạn"],
    }


def test_a_row_says_how_long_why_and_has_the_only_primary_button(world):
    owe(world, key="1", title="Nộp phiếu", why="Theo kế hoạch.", button="Nộp phiếu", due_at=moment("2026-10-09 17:00"))
    owe(world, key="2", title="Đọc kế hoạch", button="Đọc")

    text = todo(world, world.teacher).content.decode()

    assert "Trễ 3 ngày" in text
    assert 'thứ Sáu <span class="nowrap">09/10/2026, 17:00</span>' in text
    assert "Theo kế hoạch." in text
    assert text.count("btn-primary") == 1
    assert '<span class="visually-hidden">: Đọc kế hoạch</span>' in text


def test_what_has_not_begun_or_is_done_is_not_shown(world):
    owe(world, key="1", title="Chưa mở", opens_at=moment("2026-10-12 08:01"))
    owe(world, key="2", title="Đã xong")
    services.fulfil(world.school, "2")

    answer = todo(world, world.teacher)

    assert titles(answer) == {}
    assert answer.context["frame"].todo_count == 0
    assert "Xem 1 việc đã xong" in answer.content.decode()


def test_an_extended_task_says_so(world):
    mine = owe(world)
    services.extend(mine, new_due_at=moment("2026-10-28 17:00"), reason="Nghỉ ốm", by=world.secretary.user)

    assert "Đã gia hạn" in todo(world, world.teacher).content.decode()


def test_a_broken_page_name_leaves_the_row_without_a_link(world, caplog):
    owe(world, url_name="no_room:no_page", title="Việc lạc đường")

    answer = todo(world, world.teacher)

    assert answer.status_code == 200
    assert titles(answer) == {"Sắp tới": ["Việc lạc đường"]}
    assert answer.context["groups"][0][2][0].url == ""
    assert "no_room:no_page" in caplog.text


def test_a_roles_task_is_shown_to_its_holders_only(world):
    owe(world, key="1", title="Lấy số", role=Role.RECORDS_CLERK)
    owe(world, key="2", title="Nhận xét tổ", role=Role.DEPARTMENT_HEAD, department=world.department)

    staff = {name: person for name, person in world.roles.items() if name != "officer"}
    shown = {name: str(titles(todo(world, person))) for name, person in staff.items()}

    assert {name for name, rows in shown.items() if "Lấy số" in rows} == {"clerk"}
    assert {name for name, rows in shown.items() if "Nhận xét tổ" in rows} == {"head"}


def test_another_organisations_tasks_are_shown_there_alone(world):
    with scope(world.other_school):
        employ(world.clerk, world.other_school, Role.RECORDS_CLERK)
    owe(world, key="1", title="Ở Ngọc Cầu", role=Role.RECORDS_CLERK)
    owe(world, key="1", title="Ở Sông Hồng", role=Role.RECORDS_CLERK, organisation=world.other_school)
    owe(world, key="2", title="Của người khác", person=world.other_teacher, organisation=world.other_school)

    assert titles(todo(world, world.clerk)) == {"Sắp tới": ["Ở Ngọc Cầu"]}
    assert titles(todo(world, world.clerk, world.other_school)) == {"Sắp tới": ["Ở Sông Hồng"]}
    assert todo(world, world.teacher, world.other_school).status_code == 404


def test_the_page_costs_the_same_at_one_and_at_thirty_tasks(world, django_assert_num_queries):
    client, url = world.client(world.teacher), reverse("todo", args=[world.school.slug])
    entry = make_entry(world)
    owe(world, entry=entry)
    client.get(url)
    with CaptureQueriesContext(connection) as at_one:
        client.get(url)
    for number in range(2, 31):
        owe(world, key=f"registration:1:{number}", entry=entry)
        make_entry(world, source_key=f"plan:1:{number}")

    with django_assert_num_queries(len(at_one)):
        answer = client.get(url)
    assert answer.context["task_count"] == 30


def test_coming_dates_stand_with_their_source_and_an_empty_list_says_what_comes_next(world):
    make_entry(world, title="Đăng ký danh hiệu", opens_at=moment("2026-10-20 07:00"))
    make_entry(world, title="Đã qua", source_key="x", due_at=moment("2026-10-11 17:00"))

    text = todo(world, world.teacher).content.decode()

    assert "Mốc tiếp theo: Đăng ký danh hiệu, mở từ thứ Ba 20/10/2026" in text
    assert "Theo Kế hoạch số 12/KH-THNC" in text
    assert "Đã qua" not in text


def test_what_schools_owe_an_office_waits_on_its_page_and_nowhere_else(world):
    owe(
        world,
        key="dossier:2026-2027",
        title="Nộp hồ sơ",
        role=Role.COUNCIL_SECRETARY,
        owed_to=world.office,
        due_at=moment("2026-10-09 17:00"),
    )

    answer = todo(world, world.officer, world.office)

    assert [row.organisation for row in answer.context["waiting"]] == [world.school]
    assert titles(answer) == {}
    assert titles(todo(world, world.secretary)) == {"Quá hạn": ["Nộp hồ sơ"]}


def test_the_person_to_ask_can_be_called(world):
    text = todo(world, world.teacher).content.decode()

    assert "Phạm Thu Trang, thư ký hội đồng" in text
    assert 'href="tel:02435550142"' in text


def test_done_work_is_a_list_of_ones_own_in_pages(world):
    for number in range(30):
        owe(world, key=f"1:{number}", title=f"Việc số {number}")
        services.fulfil(world.school, f"1:{number}")
    owe(world, key="2", title="Của người khác", person=world.teacher2)
    services.fulfil(world.school, "2")

    answer = world.client(world.teacher).get(reverse("deadlines:done_list", args=[world.school.slug]))

    assert (len(answer.context["page"]), answer.context["page"].paginator.count) == (25, 30)
    assert "Của người khác" not in answer.content.decode()


# ---- choosing an organisation ----


def test_with_one_organisation_there_is_no_choice(world):
    assert world.client(world.teacher).get("/").url == reverse("todo", args=[world.school.slug])


def test_with_several_the_page_names_them(world):
    with scope(world.other_school):
        employ(world.teacher, world.other_school, Role.STAFF)

    text = world.client(world.teacher).get("/").content.decode()

    assert "Trường Tiểu học Ngọc Cầu" in text
    assert "Trường THCS Sông Hồng" in text
    assert "Phòng Văn hóa" not in text


def test_without_a_role_anywhere_the_page_says_whom_to_ask(world):
    with scope(world.school):
        world.teacher.role_assignments.all().delete()

    answer = world.client(world.teacher).get("/")

    assert answer.status_code == 200
    assert "Liên hệ văn thư hoặc hiệu trưởng" in answer.content.decode()


# ---- the frame ----


def test_the_frame_counts_what_waits_and_what_is_unread(world):
    owe(world, key="1")
    owe(world, key="2", due_at=moment("2026-10-09 17:00"))
    services.sweep()

    answer = todo(world, world.teacher)

    assert (answer.context["frame"].todo_count, answer.context["frame"].unread_count) == (2, 1)


def test_a_school_sees_its_eight_nodes_in_order_and_all_begin_empty(world):
    assert nodes(todo(world, world.principal)) == {
        "Kế hoạch": ("here", "Chưa có kế hoạch"),
        "Phong trào": ("later", "Chưa phát động"),
        "Đăng ký danh hiệu": ("later", "Chưa mở"),
        "Đánh giá": ("later", "Chưa mở"),
        "Sáng kiến": ("later", "Chưa mở"),
        "Hội đồng": ("later", "Chưa có phiên họp"),
        "Hồ sơ": ("later", "Chưa mở"),
        "Quyết định": ("later", "Chưa có"),
    }


def test_nodes_follow_the_rooms_rows(world):
    user = world.vice_principal.user
    with scope(world.school):
        plan = EmulationPlan.objects.create(
            organisation=world.school, school_year=world.year, title="Kế hoạch", created_by=user
        )
        for first, last in (("2026-10-01", "2026-10-12"), ("2026-10-12", "2026-11-20"), ("2026-09-01", "2026-10-11")):
            Campaign.objects.create(
                organisation=world.school,
                plan=plan,
                name="Phong trào",
                goal="-",
                subjects="-",
                content="-",
                from_on=first,
                to_on=last,
                state="launched",
                launched_by=user,
                launched_at=clock.now(),
            )
    make_entry(world, purpose="dossier", source_key="a", due_at=moment("2027-05-20 17:00"))
    make_entry(world)

    found = nodes(todo(world, world.principal))

    assert found["Kế hoạch"] == ("here", "Đang soạn")
    assert found["Phong trào"] == ("here", "2 đang diễn ra")
    assert found["Đăng ký danh hiệu"] == ("later", "Hạn 24/10/2026")
    assert found["Hồ sơ"] == ("later", "Hạn 20/5/2027")
    assert nodes(todo(world, world.principal, year="2025-2026"))["Phong trào"] == ("later", "Chưa phát động")


def test_an_office_sees_its_own_seven(world):
    for school in (world.school, world.other_school):
        owe(
            world,
            organisation=school,
            key="dossier:2026-2027",
            role=Role.COUNCIL_SECRETARY,
            owed_to=world.office,
            due_at=moment("2027-05-20 17:00"),
        )

    found = nodes(todo(world, world.officer, world.office))

    assert list(found) == ["Hướng dẫn", "Biểu mẫu", "Tiếp nhận", "Thẩm định", "Hội đồng", "Quyết định", "Tổng hợp"]
    assert found["Hướng dẫn"] == ("past", "2 trường, hạn 20/5/2027")
    assert found["Tiếp nhận"] == ("here", "0 trong 2 trường đã nộp")


def test_the_rail_hides_what_a_role_cannot_open(world):
    def tools(person):
        return [link["label"] for link in todo(world, person).context["frame"].tools]

    assert "Hạn và gia hạn" in tools(world.secretary)
    assert "Hạn và gia hạn" not in tools(world.teacher)


def test_each_link_of_the_frame_opens(world):
    for name, person in world.roles.items():
        client = world.client(person)
        organisation = world.office if name == "officer" else world.school
        page = client.get(reverse("todo", args=[organisation.slug])).context["frame"]
        urls = [node["url"] for node in page.nodes] + [link["url"] for link in page.mine + page.tools]

        refused = [url for url in urls if url and client.get(url).status_code != 200]

        assert (name, refused) == (name, [])


def test_a_past_year_stands_in_the_links(world):
    answer = todo(world, world.principal, year="2025-2026")

    urls = [link["url"] for link in answer.context["frame"].tools]
    assert urls
    assert all(url.endswith("?year=2025-2026") for url in urls)
    assert "Đang xem năm học 2025-2026, không phải năm học hiện nay" in answer.content.decode()


def test_the_frame_costs_at_most_twelve_queries_and_a_partial_none(world, rf: RequestFactory):
    request = rf.get(reverse("todo", args=[world.school.slug]))
    request.user, request.organisation, request.school_year = world.teacher.user, world.school, world.year
    request.school_year.is_current, request.resolver_match = True, None

    with scope(world.school):
        with CaptureQueriesContext(connection) as lazy:
            context = frame(request)
        with CaptureQueriesContext(connection) as whole:
            page = context["frame"]
            assert page.nodes
            assert (page.todo_count, page.unread_count, page.tools != []) == (0, 0, True)

    assert len(lazy) == 0
    assert len(whole) <= 12


def test_the_year_has_a_page_of_its_own_for_the_phone(world):
    answer = world.client(world.teacher).get(reverse("year_overview", args=[world.school.slug]))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall("Chưa phát động", text)) == 2  # the rail and the page
    assert 'aria-current="page"' in text


@pytest.mark.parametrize("name", ["todo", "year_overview", "deadlines:done_list"])
def test_pages_of_another_organisation_are_not_there(world, name):
    assert world.client(world.other_teacher).get(reverse(name, args=[world.school.slug])).status_code == 404
