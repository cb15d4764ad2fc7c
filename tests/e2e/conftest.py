"""A real browser, a real server, a real worker: the year as people walk it."""

from __future__ import annotations

import os

import pytest

# Playwright's own event loop runs in this thread; Django would take it for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

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
def sign_in(browser, live_server):
    """Open a page of one's own: sign_in(person, "phone") → a signed-in Playwright page."""
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
        page.set_default_timeout(10_000)
        page.goto("/accounts/sign-in/")
        page.get_by_label("Tên đăng nhập").fill(person.user.username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/o/**")
        return page

    yield open_page
    for context in contexts:
        context.close()
