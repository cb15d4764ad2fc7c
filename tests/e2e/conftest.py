"""A real browser, a real server, a real worker: the year as people walk it."""

from __future__ import annotations

import os

import pytest

# Playwright's own event loop runs in this thread; Django would take it for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from core import clock
from core.scoping import scope
from councils.services import establish_council
from evaluations.models import Criterion, GradeBand, Rubric
from legal.models import LegalDocument
from legal.services import enter_parameter
from tests.e2e.walk import Walker
from tests.factories.people import PASSWORD

CHROMIUM = "/usr/bin/chromium"
VIEWPORTS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture
def worker(transactional_db):
    """A Celery worker in a thread of this process: it sees the test's clock and database."""
    from celery.contrib.testing.worker import start_worker

    from thiduakhenthuong.celery import app

    app.loader.import_default_modules()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        yield


@pytest.fixture
def sign_in(browser, live_server, settings):
    """Open a page of one's own: sign_in(person, "phone") → a signed-in Playwright page."""
    settings.SITE_URL = live_server.url
    contexts = []

    def open_page(person, viewport: str = "desktop", *, javascript: bool = True):
        context = browser.new_context(
            viewport=VIEWPORTS[viewport],
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            base_url=live_server.url,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto("/accounts/sign-in/")
        page.get_by_label("Tên đăng nhập").fill(person.user.username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/o/**")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def walk(sign_in):
    """walk(person, school, "phone") → the page of somebody who walks through the year."""

    def start(person, organisation, viewport: str = "desktop", **more) -> Walker:
        return Walker(sign_in(person, viewport, **more), home=f"/o/{organisation.slug}/", viewport=viewport)

    return start


@pytest.fixture
def equipped(transactional_world):
    """The world's school as it stands in August: its quy chế, its council of five, its biểu điểm."""
    world = transactional_world
    with clock.travel_to("2026-08-15 08:00"), scope(world.school):
        _enter_regulation(world)
        seats = ["chair", "secretary", "vice_chair", "member", "member"]
        establish_council(
            organisation=world.school,
            name="Hội đồng thi đua - khen thưởng",
            decision="Quyết định số 11/QĐ-THNC ngày 15/8/2026",
            from_on=clock.today(),
            members=list(zip(world.members, seats, strict=True)),
            by=world.principal.user,
        )
        _make_rubric(world.school)
    return world


def _enter_regulation(world) -> None:
    regulation = LegalDocument.objects.create(
        number="10/QĐ-THNC",
        kind="Quy chế",
        title="Quy chế thi đua, khen thưởng của nhà trường",
        issuer=world.school.name,
        issued_on=clock.today(),
        from_on=clock.today(),
        mark="T",
        organisation=world.school,
    )
    shares = {
        "quorum.emulation_council": "2/3",
        "vote_threshold.monthly_grade": "1/2",
        "vote_threshold.LDTT": "70/100",
        "vote_threshold.CSTDCS": "70/100",
    }
    for code, value in shares.items():
        enter_parameter(
            organisation=world.school,
            code=code,
            value=value,
            document=regulation,
            locator="Điều 8",
            from_on=clock.today(),
            mark="T",
            by=world.principal.user,
        )


def _make_rubric(school) -> None:
    rubric = Rubric.objects.create(
        organisation=school, name="Biểu điểm thi đua hằng tháng", source="Quy chế thi đua", adopted_at=clock.now()
    )
    titles = ["Ngày công", "Hồ sơ", "Chất lượng giảng dạy", "Chủ nhiệm", "Phong trào"]
    Criterion.objects.bulk_create(
        Criterion(organisation=school, rubric=rubric, code=str(place), title=title, max_points=20, position=place)
        for place, title in enumerate(titles, start=1)
    )
    GradeBand.objects.bulk_create(
        GradeBand(organisation=school, rubric=rubric, name=name, minimum=minimum)
        for name, minimum in [("Xuất sắc", 90), ("Tốt", 80), ("Khá", 65), ("Cần cố gắng", 0)]
    )
