"""What is typed is never lost in silence: lost network, ended session, two tabs, a wrong field, a shared machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.scoping import scope
from registrations import services
from registrations.models import Registration
from tests.factories.people import PASSWORD
from tests.registrations.rounds import GOALS, draft, make_round

pytestmark = pytest.mark.browser

SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d")
COPIES = "Object.keys(localStorage).filter((key) => key.startsWith('autosave:')).length"
WARNS = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
PUT = "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); }"
SOONER = "dispatchEvent(new Event('online'))"  # does not wait for the next attempt


@pytest.fixture
def stored(transactional_world):
    """A registration that the teacher has begun: stored() reads it anew."""
    world = transactional_world
    begun = draft(make_round(world), world.teacher)

    def read() -> Registration:
        with scope(world.school):
            return Registration.objects.select_related("round").get(pk=begun.pk)

    return read


@pytest.fixture
def writing(transactional_world, stored, sign_in):
    """The teacher's page on her phone."""
    page = sign_in(transactional_world.teacher, "phone")
    page.goto(f"/o/{transactional_world.school.slug}/registrations/own/")
    expect(goals_of(page)).to_have_value(GOALS)
    return page


def goals_of(page: Page):
    return page.get_by_label("Nội dung phấn đấu")


def initiative_of(page: Page):
    return page.get_by_label("Tên sáng kiến dự kiến")


def line_of(page: Page):
    return page.locator("[data-autosave-state]")


def notice_of(page: Page):
    return page.get_by_role("region", name="Nội dung chưa gửi")


def cut_off(page: Page) -> None:
    """From now on nothing that is saved arrives; the pages themselves do."""
    page.route("**/autosave/**", lambda route: route.abort())


def save_elsewhere(world, stored, **values) -> None:
    registration = stored()
    with scope(world.school):
        services.save_draft(
            registration.round, world.teacher, values=values, version=registration.version, by=world.teacher.user
        )


def test_a_lost_network_is_said_with_what_is_not_sent_and_made_good(writing, stored):
    writing.context.set_offline(True)
    goals_of(writing).fill("Viết khi mất mạng")
    initiative_of(writing).fill("Góc đọc ở sân trường")

    expect(line_of(writing)).to_have_text(
        "Chưa gửi 2 ô. Mất kết nối; có mạng lại sẽ tự gửi. Phần đang viết được giữ trên máy này."
    )
    assert (stored().goals, writing.evaluate(WARNS)) == (GOALS, False)

    writing.context.set_offline(False)
    expect(line_of(writing)).to_have_text(SAVED)
    assert (stored().goals, stored().initiative_title) == ("Viết khi mất mạng", "Góc đọc ở sân trường")
    assert writing.evaluate(COPIES) == 0


def test_a_machine_that_keeps_nothing_is_said_and_leaving_is_warned_of(writing):
    writing.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('full'); })")
    writing.context.set_offline(True)
    assert writing.evaluate(WARNS) is False

    goals_of(writing).fill("Chỉ còn ở trang này")

    expect(line_of(writing)).to_contain_text("Máy này không giữ được bản nào: đừng đóng trang.")
    assert writing.evaluate(WARNS) is True


def test_an_ended_session_keeps_what_is_typed_until_one_signs_in_again(transactional_world, writing, stored):
    writing.context.clear_cookies(name="sessionid")
    goals_of(writing).fill("Viết khi phiên đã hết")

    expect(line_of(writing)).to_contain_text("Chưa gửi 1 ô. Phiên làm việc đã hết.")
    with writing.context.expect_page() as opened:
        writing.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    other = opened.value
    other.get_by_label("Tên đăng nhập").fill(transactional_world.teacher.user.username)
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    other.get_by_role("button", name="Đăng nhập").click()
    other.wait_for_url("**/o/**")

    for _ in range(2):  # the first attempt learns the new token
        writing.evaluate(SOONER)
        writing.wait_for_timeout(700)
    expect(line_of(writing)).to_have_text(SAVED)
    assert stored().goals == "Viết khi phiên đã hết"


def test_a_copy_is_never_put_over_newer_values_in_silence(transactional_world, writing, stored):
    cut_off(writing)
    goals_of(writing).fill("Bản viết trên máy này")
    expect(line_of(writing)).to_contain_text("Chưa gửi 1 ô")
    save_elsewhere(transactional_world, stored, goals="Bản sửa ở máy khác")

    writing.reload()

    expect(goals_of(writing)).to_have_value("Bản sửa ở máy khác")
    expect(notice_of(writing)).to_contain_text("bản trên hệ thống đã được sửa")
    expect(notice_of(writing)).to_contain_text("Máy này: Bản viết trên máy này")
    expect(notice_of(writing)).to_contain_text("Hệ thống: Bản sửa ở máy khác")
    assert writing.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

    writing.unroute("**/autosave/**")
    writing.get_by_role("button", name="Dùng bản trên máy này").click()
    expect(line_of(writing)).to_have_text(SAVED)
    assert stored().goals == "Bản viết trên máy này"
    writing.reload()
    expect(goals_of(writing)).to_have_value("Bản viết trên máy này")
    expect(notice_of(writing)).to_have_count(0)


def test_a_copy_that_is_dropped_is_gone(writing, stored):
    cut_off(writing)
    goals_of(writing).fill("Không cần nữa")
    expect(line_of(writing)).to_contain_text("Chưa gửi 1 ô")
    writing.reload()

    notice_of(writing).get_by_role("button", name="Bỏ").click()

    expect(notice_of(writing)).to_have_count(0)
    assert (writing.evaluate(COPIES), stored().goals) == (0, GOALS)


def test_what_arrived_though_its_answer_was_lost_is_not_offered_again(transactional_world, writing, stored):
    cut_off(writing)
    goals_of(writing).fill("Đã đến nơi")
    expect(line_of(writing)).to_contain_text("Chưa gửi 1 ô")
    save_elsewhere(transactional_world, stored, goals="Đã đến nơi")

    writing.reload()

    expect(goals_of(writing)).to_have_value("Đã đến nơi")
    expect(notice_of(writing)).to_have_count(0)
    assert writing.evaluate(COPIES) == 0


def test_the_later_of_two_tabs_sees_the_difference(writing, stored):
    later = writing.context.new_page()
    later.goto(writing.url)
    goals_of(writing).fill("Thẻ thứ nhất")
    expect(line_of(writing)).to_have_text(SAVED)

    goals_of(later).fill("Thẻ thứ hai")

    expect(line_of(later)).to_contain_text("Chưa gửi 1 ô. Đăng ký này đã được sửa ở nơi khác")
    assert stored().goals == "Thẻ thứ nhất"
    initiative_of(writing).fill("Góc đọc")  # the first tab goes on; the copy of the second stays
    expect(line_of(writing)).to_have_text(SAVED)

    later.get_by_role("link", name="Tải lại để so sánh").click()
    expect(goals_of(later)).to_have_value("Thẻ thứ nhất")
    expect(notice_of(later)).to_contain_text("Máy này: Thẻ thứ hai")


def test_one_wrong_field_does_not_keep_the_others_back(writing, stored):
    goals_of(writing).evaluate(PUT, "x" * 5001)  # its own bound would cut it
    initiative_of(writing).fill("Góc đọc ở sân trường")

    expect(line_of(writing)).to_contain_text(re.compile(r"^Chưa gửi 1 ô\. .*5000 ký tự"))
    assert (stored().initiative_title, stored().goals) == ("Góc đọc ở sân trường", GOALS)

    goals_of(writing).fill("Gọn lại")
    expect(line_of(writing)).to_have_text(SAVED)
    assert stored().goals == "Gọn lại"


def test_a_page_that_refused_what_was_typed_does_not_send_it_by_itself(writing, stored, transactional_world):
    """The button met a newer version: what is shown is not stored, and only the writer may put it over the other."""
    cut_off(writing)
    goals_of(writing).fill("Bản của tôi")
    save_elsewhere(transactional_world, stored, goals="Bản sửa ở máy khác")

    writing.get_by_role("button", name="Lưu nháp").click()

    expect(goals_of(writing)).to_have_value("Bản của tôi")
    expect(line_of(writing)).to_contain_text("Chưa gửi 1 ô. Xem chỗ cần sửa rồi bấm nút lưu.")
    writing.unroute("**/autosave/**")
    initiative_of(writing).fill("Góc đọc")  # another field goes its way
    writing.wait_for_timeout(2500)
    assert (stored().goals, stored().initiative_title) == ("Bản sửa ở máy khác", "Góc đọc")
    expect(line_of(writing)).to_contain_text("Chưa gửi 1 ô.")

    writing.get_by_role("button", name="Lưu nháp").click()
    expect(writing.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    assert (stored().goals, writing.evaluate(COPIES)) == ("Bản của tôi", 0)


def test_signing_out_takes_the_unsent_from_a_shared_machine_after_asking(writing):
    cut_off(writing)
    writing.evaluate("localStorage.setItem('autosave:sheet-1-user-0', '{\"at\": 1e15, \"fields\": {}}')")
    goals_of(writing).fill("Chưa gửi được")
    expect(line_of(writing)).to_contain_text("Chưa gửi 1 ô")
    writing.goto(re.sub(r"/registrations/own/.*", "/profile/", writing.url))
    asked = []
    writing.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    writing.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    assert writing.evaluate(COPIES) == 2

    writing.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    writing.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    writing.wait_for_url("**/sign-in/**")

    assert "Trên máy này còn 1 biểu mẫu có nội dung chưa gửi." in asked[0]
    assert writing.evaluate("Object.keys(localStorage)") == ["autosave:sheet-1-user-0"]
