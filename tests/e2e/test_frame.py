"""The frame in a browser: sign-in, no sideways scrolling, accessibility, no JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_home_has_no_sideways_scrolling_and_no_accessibility_finding(transactional_world, sign_in, viewport):
    page = sign_in(transactional_world.teacher, viewport)

    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    result = Axe().run(page)

    assert overflow == 0
    assert result.response["violations"] == []


def test_home_opens_without_javascript(transactional_world, sign_in):
    page = sign_in(transactional_world.principal, javascript=False)

    assert page.get_by_role("heading", level=1).inner_text() == "Việc cần làm"
