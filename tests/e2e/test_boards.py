"""The boards in a browser: phone and desk, what the drawings say in words, nobody left behind sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from core import clock
from core.scoping import scope
from organisation.models import Person
from tests.evaluations.results import add_period, add_sheet, make_scale

pytestmark = [pytest.mark.browser]
STATES = ["submitted", "department_recommended", "provisional"]
GRADES = ["Xuất sắc", "Tốt", "Tốt", "Hoàn thành", "Không xếp loại"]


@pytest.fixture
def autumn(transactional_world):
    """Three months of everybody at the school: one published, one on its way, one open."""
    world = transactional_world
    with clock.travel_to("2026-11-23 09:00"), scope(world.school):
        rubric = make_scale(world.school)
        people = list(Person.objects.ever_at(world.school).order_by("sort_key"))
        months = [add_period(world, month, rubric, published=month == 9) for month in (9, 10, 11)]
        for number, person in enumerate(people):
            grade = GRADES[number % len(GRADES)]
            add_sheet(months[0], person, "exempt" if number == 6 else "published", grade=grade, is_late=number == 2)
            add_sheet(
                months[1], person, ["submitted", "department_recommended", "provisional"][number % 3], grade=grade
            )
            add_sheet(months[2], person, "draft" if number % 2 else "submitted")
        yield world


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_the_boards_are_read_on_any_screen(autumn, sign_in, viewport):
    page = sign_in(autumn.secretary, viewport)
    boards = f"/o/{autumn.school.slug}/evaluations/boards/"

    for name in ("", "spread/", "missing/", f"people/{autumn.teacher.pk}/"):
        page.goto(boards + name)
        for summary in page.locator("main summary").all():
            summary.click()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

        assert overflow == 0, name
        assert Axe().run(page).response["violations"] == [], name


def test_from_a_grade_to_why_and_from_a_gap_to_a_reminder_without_javascript(autumn, sign_in):
    page = sign_in(autumn.secretary, javascript=False)

    page.goto(f"/o/{autumn.school.slug}/evaluations/boards/")
    page.locator(".matrix tbody tr", has_text="Đỗ Thị Hòa").locator("td a").first.click()
    page.locator("summary", has_text="Vì sao?").first.click()
    assert page.get_by_text("85 trên 100 điểm, từ 70 nên xếp mức").first.is_visible()

    page.get_by_role("link", name="Bảng theo dõi đánh giá").click()
    page.get_by_role("link", name="Còn thiếu").click()
    page.get_by_role("button", name="Nhắc người chưa nộp").click()
    assert page.get_by_text("Đã nhắc 4 người.").is_visible()
    page.get_by_role("button", name="Nhắc người chưa nộp").click()
    assert page.get_by_text("Không nhắc thêm ai: 4 người đã được nhắc hôm nay").is_visible()
