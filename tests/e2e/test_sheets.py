"""A month's sheet in a browser: one thumb, the keyboard alone, no scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from core import clock
from core.scoping import scope
from evaluations import services
from evaluations.models import EvaluationSheet, Score
from tests.evaluations.months import AFTER, DURING, sheet_of
from tests.evaluations.rich import fill, make_rich_period

pytestmark = [pytest.mark.browser]


@pytest.fixture
def month(transactional_world):
    world = transactional_world
    with clock.travel_to("2026-09-22 09:00"), scope(world.school):
        september = make_rich_period(world, month=9)
        fill(september, world.teacher, note="Dạy thay hai buổi.", A1="9", A2="5", B1="3", C1="80", G1="0")
    with clock.travel_to(DURING), scope(world.school):
        world.month = make_rich_period(world, rubric=september.rubrics.get())
        yield world


def address(world, page: str, person=None) -> str:
    sheet = sheet_of(world.month, person or world.teacher)
    return f"/o/{world.school.slug}/evaluations/sheets/{sheet.pk}/{page}"


def check(page, name: str) -> None:
    """Nothing sideways, nothing that axe finds; a picture where one is asked for."""
    for width, height in ((page.viewport_size["width"], page.viewport_size["height"]), (320, 640)):
        before = dict(page.viewport_size)
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter(
              (each) => each.getBoundingClientRect().right > innerWidth + 1 && each.getClientRects().length
            ).map((each) => each.outerHTML.slice(0, 90))"""
        )
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, width, wide[:6])
        page.set_viewport_size(before)
    assert [each["id"] for each in Axe().run(page).response["violations"]] == [], name
    if folder := os.environ.get("E2E_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/sheet-{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_a_sheet_is_filled_in_checked_and_read(month, sign_in, viewport):
    page = sign_in(month.teacher, viewport)

    page.goto(address(month, "edit/"))
    page.locator("summary", has_text="Lấy nội dung tháng 9/2026").click()
    check(page, "blank")
    page.get_by_label("Điểm tự chấm, tiêu chí A1").fill("8,5")
    page.get_by_text("Tốt: 10 điểm").click()
    page.get_by_role("button", name="Lưu và sang phần II", exact=True).click()
    page.get_by_label("Số lần tự ghi, tiêu chí B1").fill("2")
    page.get_by_label("Số liệu tự ghi, tiêu chí C1").fill("tốt")
    page.get_by_role("button", name="Kiểm tra và nộp").click()
    page.locator(".field-error", has_text="Số liệu tiêu chí C1 là “tốt”").wait_for()
    check(page, "wrong")
    page.get_by_label("Số liệu tự ghi, tiêu chí C1").fill("82")
    page.get_by_role("button", name="Kiểm tra và nộp").click()
    page.get_by_role("button", name="Nộp phiếu").wait_for()
    check(page, "check")
    page.get_by_role("button", name="Nộp phiếu").click()
    page.get_by_text("TĐ-2026-10-0001").wait_for()
    page.get_by_role("link", name="Xem phiếu đã nộp").click()
    check(page, "detail")

    assert sheet_of(month.month, month.teacher).state == "submitted"
    assert {str(each.amount) for each in Score.objects.filter(sheet__period=month.month)} >= {"8.50", "10.00", "82.00"}


def test_two_tabs_without_javascript(month, sign_in):
    page = sign_in(month.teacher, "phone", javascript=False)
    page.goto(address(month, "edit/"))
    other = page.context.new_page()
    other.goto(address(month, "edit/"))
    other.get_by_label("Điểm tự chấm, tiêu chí A1").fill("8")
    other.get_by_role("button", name="Lưu nháp").click()
    other.get_by_text("Đã lưu lúc").first.wait_for()

    page.get_by_label("Điểm tự chấm, tiêu chí A1").fill("6")
    page.get_by_label("Số lần tự ghi, tiêu chí B2").fill("1")
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_role("heading", name="Phiếu đã thay đổi ở nơi khác").wait_for()
    if folder := os.environ.get("E2E_SHOTS"):
        page.screenshot(path=f"{folder}/sheet-conflict-360.png")
    page.get_by_text("Giữ bản đang lưu: 8 điểm").click()
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_text("Đã lưu lúc").first.wait_for()

    amounts = Score.objects.filter(sheet__period=month.month).order_by("criterion__position")
    assert [str(each.amount) for each in amounts] == ["8.00", "1.00"]


def test_the_keyboard_alone_fills_a_part_and_adds_a_link(month, sign_in):
    page = sign_in(month.teacher)
    page.goto(address(month, "edit/"))

    page.get_by_label("Điểm tự chấm, tiêu chí A1").focus()
    page.keyboard.type("7")
    for _ in range(3):  # the folds “Không chấm” and “Thêm minh chứng”, then the levels
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Lưu nháp").last.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Đã lưu lúc").first.wait_for()
    page.locator("summary", has_text="Thêm minh chứng tiêu chí A1").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thêm minh chứng tiêu chí A1").wait_for()
    check(page, "proof")
    page.get_by_role("textbox", name="Đường dẫn", exact=False).first.fill("truong.example/tap-san")
    page.keyboard.press("Enter")
    page.get_by_text("Đã thêm minh chứng tiêu chí A1.").wait_for()

    amounts = Score.objects.filter(sheet__period=month.month).order_by("criterion__position")
    assert [str(each.amount) for each in amounts] == ["7.00", "10.00"]
    assert sheet_of(month.month, month.teacher).evidence_links.get().url == "https://truong.example/tap-san"


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_a_reviewer_reads_the_columns_side_by_side(month, sign_in, viewport):
    sheet = fill(month.month, month.teacher, note="Đủ việc.", A1="8,5", A2="10", B1="2", C1="80", G1="0")
    EvaluationSheet.objects.filter(pk=sheet.pk).update(is_late=True, late_reason="Đi tập huấn.")
    with clock.travel_to(AFTER):
        keys = {each.criterion.code: each for each in sheet.scores.select_related("criterion")}
        cells = {each.criterion_id: services.sheets.Cell("scored", each.amount) for each in keys.values()}
        cells[keys["A1"].criterion_id] = services.sheets.Cell("scored", 7)
        review = services.reviews.Review(version=sheet.version, cells=cells, note="Cần nộp đúng hạn.")
        services.save_review(month.month, reviews={sheet.pk: review}, recommend=True, by=month.head.user)
        page = sign_in(month.head, viewport)
        page.goto(address(month, ""))
        page.locator("summary", has_text="Tổ chấm được cộng").click()
        check(page, "read")

        assert page.get_by_text("I. Phẩm chất: 7 + 10 = 17 trên 20 điểm.").first.is_visible()
