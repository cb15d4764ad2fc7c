"""One person's page: what she clicks and types, and what every page must keep while she does."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

PATIENCE = 15_000  # milliseconds
TABS = 80  # more than any page makes one go through
WORK_TAKES = 60  # how often, each half a second, a page is looked at again until a worker is done
AFTER_SIGNING_IN = re.compile(r"/o/[^/]+/")
CONSOLE_OF_A_BROWSER_ALONE = (
    "Failed to load resource: net::ERR_ABORTED",  # a download leaves no page
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",  # only where a test took the network away
    "Failed to load resource: the server responded with a status of 409",  # the page itself says who wrote what
)
# Looked at for accessibility at both widths; on a phone every page that is looked at at all.
KEY_PAGES = {
    "board",
    "ballot",
    "council-session",
    "decision",
    "department-review",
    "dossier-lacking",
    "minutes",
    "plan-published",
    "plan-review",
    "registrations",
    "sheet",
    "submission",
    "todo",
}


class Walker:
    """A signed-in page of one person. Names are those that the person reads on it."""

    def __init__(self, page: Page, *, home: str, viewport: str):
        self.page, self.home_url, self.viewport = page, home, viewport
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.set_default_navigation_timeout(2 * PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _hear(self, message) -> None:
        if message.type == "error" and not message.text.startswith(CONSOLE_OF_A_BROWSER_ALONE):
            self.complaints.append(f"{self.page.url}: {message.text}")

    # ---- going ----

    def home(self) -> Walker:
        return self.open(self.home_url)

    def open(self, url: str) -> Walker:
        self.page.goto(url)
        return self.check()

    def node(self, label: str) -> Walker:
        """By the line of the year: on a desktop beside the page, on a phone a page of its own."""
        if self.viewport == "phone":
            if not self._bar.is_visible():  # its place is taken by the buttons of a long form
                self.home()
            if self._bar.get_by_role("link", name="Năm học").is_visible():
                self.follow("Năm học", within=self._bar)
            else:  # an office's bar leads to its schools
                self.follow("Cá nhân", within=self._bar).follow("Năm học của ngành")
            return self.follow(label, within=self.page.get_by_role("navigation", name="Các bước của năm học"))
        return self.follow(label, within=self.page.get_by_role("navigation", name="Chính", exact=True))

    def messages(self) -> Walker:
        """By the bell."""
        bell = self._bar if self.viewport == "phone" else self.page.get_by_role("banner")
        return self.home().follow("Thông báo", within=bell)

    @property
    def _bar(self) -> Locator:
        return self.page.get_by_role("navigation", name="Chính, trên điện thoại")

    def task(self, title: str) -> Walker:
        """From the list of what is to be done, by the button of one row."""
        self.home()
        row = self.page.get_by_role("listitem").filter(has=self.page.get_by_role("heading", name=title))
        self.leave(row.locator(".do").get_by_role("link"))
        return self

    def follow(self, name: str, *, within: Locator | None = None, exact: bool = False) -> Walker:
        self.leave((within or self.main).get_by_role("link", name=_spoken(name, exact=exact)).first)
        return self

    def press(self, name: str, *, within: Locator | None = None, exact: bool = False) -> Walker:
        """A button that sends a form."""
        self.leave((within or self.main).get_by_role("button", name=_spoken(name, exact=exact)).first)
        return self

    def leave(self, target: Locator) -> None:
        """Click what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            target.click()
        self.check()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    # ---- typing ----

    def fill(self, label: str, text: str, *, within: Locator | None = None) -> Walker:
        (within or self.main).get_by_label(label).first.fill(text)
        return self

    def choose(self, label: str, option: str) -> Walker:
        self.main.get_by_label(label).first.select_option(label=option)
        return self

    def tick(self, label: str, *, within: Locator | None = None) -> Walker:
        (within or self.main).get_by_label(label).first.check()
        return self

    def attach(
        self, label: str, name: str, content: bytes, *, kind: str = "image/jpeg", within: Locator | None = None
    ) -> Walker:
        upload = {"name": name, "mimeType": kind, "buffer": content}
        (within or self.main).get_by_label(label).first.set_input_files(upload)
        return self

    # ---- without a mouse, without a network ----

    def tabs_to(self, name: str) -> Walker:
        """By the tabulator alone, as far as it takes, to what the person knows by this name."""
        target = self.page.locator("a, button, input, select, textarea, summary").and_(
            self.page.get_by_label(name)
            .or_(self.page.get_by_role("link", name=name))
            .or_(self.page.get_by_role("button", name=name))
        )
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            if target.and_(self.page.locator(":focus")).count():
                return self
        raise AssertionError(f"{self.page.url}: “{name}” is not reached by the keyboard")

    def types(self, keys: str, *, goes: bool = False) -> Walker:
        """A text, or “Enter”, into what has the focus; `goes`: it leads to another page."""
        if not goes:
            self.page.keyboard.type(keys)
            return self
        with self.page.expect_navigation():
            self.page.keyboard.press(keys)
        return self.check()

    @contextmanager
    def without_network(self) -> Iterator[None]:
        self.page.context.set_offline(True)
        try:
            yield
        finally:
            self.page.context.set_offline(False)

    # ---- seeing ----

    def sees(self, text: str) -> Walker:
        expect(self.main).to_contain_text(text, timeout=PATIENCE)
        return self

    def does_not_see(self, text: str) -> Walker:
        expect(self.main).not_to_contain_text(text, timeout=PATIENCE)
        return self

    def waits_for_link(self, name: str) -> Locator:
        """A link that a worker makes possible: the page is opened again until it is there."""
        link = self.main.get_by_role("link", name=name).first
        for _ in range(WORK_TAKES):
            if link.is_visible():
                break
            self.page.wait_for_timeout(500)
            self.page.reload()
        self.check()
        expect(link).to_be_visible()
        return link

    def downloads(self, link: Locator) -> bytes:
        with self.page.expect_download() as waiting:
            link.click()
        return Path(waiting.value.path()).read_bytes()

    def check(self) -> Walker:
        """What no page may do at any time: scroll sideways, complain in the console."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px at {self.viewport}"
        assert not self.complaints, self.complaints
        return self

    def look(self, name: str) -> Walker:
        """One of the key pages: readable by everybody, and kept as a picture where E2E_SHOTS names a folder."""
        if folder := os.environ.get("E2E_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(folder) / f"{name}-{self.viewport}.png"), full_page=True)
        if self.viewport != "phone" and name not in KEY_PAGES:
            return self.check()
        found = Axe().run(self.page).response["violations"]
        assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
        return self.check()


def _spoken(name: str, *, exact: bool) -> re.Pattern[str]:
    """A name as a screen reader says it: a hidden addition (“Sửa: tiêu chí 1”) may stand apart from the word."""
    words = r"\s*".join(re.escape(word) for word in re.findall(r"[^\s:]+|:", name))
    words = words.replace("/", r"\u002f")  # a bare stroke would end the browser's regular expression
    return re.compile(f"^{words}$" if exact else words)


def issue(drafter: Walker, principal: Walker, clerk: Walker, *, title: str, number: str) -> str:
    """The document on the drafter's page becomes a numbered file; returns its address, where the drafter stays."""
    address = drafter.page.url
    drafter.press("Trình duyệt", exact=True).sees("Đã trình duyệt.")
    number_and_render(principal, clerk, title=title, number=number)
    drafter.open(address)
    drafter.waits_for_link("Tải PDF")
    return address


def number_and_render(principal: Walker, clerk: Walker, *, title: str, number: str) -> None:
    """The principal approves, the clerk gives number and day, each from the list of what is to be done."""
    principal.task(f"Duyệt {title}").press("Duyệt", exact=True).sees("Đã duyệt.")
    clerk.task(f"Cho số {title}").follow("Cho số và ban hành")
    clerk.fill("Số", number, within=clerk.main.locator("form")).press("Cho số và ban hành")
    if clerk.main.get_by_role("button", name="Vẫn cho số và ban hành").is_visible():
        clerk.press("Vẫn cho số và ban hành")
    clerk.sees("Đã ban hành văn bản số")


def call_roll(secretary: Walker, *, absent: Collection[str] = ()) -> None:
    """Everybody of the council is there but `absent`, by name."""
    roll = secretary.main.locator("form").filter(has=secretary.page.get_by_role("button", name="Lưu điểm danh"))
    for group in roll.get_by_role("group").all():
        name = group.locator("legend").inner_text()
        group.get_by_label("Vắng mặt" if name in absent else "Có mặt").check()
        if name in absent:
            secretary.fill(f"Lý do vắng của {name}", "đi công tác")
    secretary.press("Lưu điểm danh")


def photo(*, place: bool = True) -> bytes:
    """A JPEG as a telephone makes it, with where it was taken."""
    picture = Image.new("RGB", (800, 600), "#2f6f4f")
    exif = Image.Exif()
    if place:
        exif[0x8825] = {1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 12.0)}
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def has_place(jpeg: bytes) -> bool:
    return bool(Image.open(io.BytesIO(jpeg)).getexif().get_ifd(0x8825))
