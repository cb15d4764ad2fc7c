"""Photos are made smaller in the browser before they are sent."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from core.scoping import scope
from documents.models import Evidence

pytestmark = pytest.mark.browser

ORIENTATION = 0x0112
# The browser makes a photo of 40 million points, so that it comes as a phone's does: as a file of the page.
LARGE = """async input => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [7300, 5500];
  const paper = canvas.getContext("2d");
  for (let each = 0; each < 3000; each += 1) {
    paper.fillStyle = `hsl(${each * 47 % 360} 60% 50%)`;
    paper.fillRect(each * 7919 % 7300, each * 104729 % 5500, 300, 200);
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
  const files = new DataTransfer();
  files.items.add(new File([blob], "IMG_2041.JPG", { type: "image/jpeg" }));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return blob.size;
}"""
SENT = "input => [...input.files].map((file) => [file.name, file.type, file.size])"


def turned_photo() -> bytes:
    """Lies on its side as cameras store it: red where its top is once it stands upright. Noise makes it heavy."""
    noise = Image.effect_noise((2400, 1600), 90).convert("RGB")
    noise.paste((255, 0, 0), (0, 0, 300, 1600))  # orientation 6: the left edge becomes the top
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


@pytest.fixture
def store(transactional_world, sign_in):
    """The page of the teacher's own files, on a phone."""
    page = sign_in(transactional_world.teacher, "phone")
    page.goto(f"/o/{transactional_world.school.slug}/records/mine/evidence/")
    return page


def stored_image(world) -> tuple[Evidence, Image.Image]:
    with scope(world.school):
        evidence = Evidence.objects.get()
    with evidence.file.open("rb") as file:
        image = Image.open(file)
        image.load()
    return evidence, image


def test_forty_million_points_leave_the_phone_as_a_small_photo(transactional_world, store):
    box = store.locator("input[data-shrink]")
    sent = []
    store.on("request", lambda request: sent.append(request) if request.method == "POST" else None)

    original = box.evaluate(LARGE)
    store.get_by_role("button", name="Lưu vào kho").click()  # at once: the form waits for the photo
    expect(store.get_by_text("Đã lưu 1 tệp")).to_be_visible(timeout=30_000)

    evidence, image = stored_image(transactional_world)
    assert original > 1_000_000
    assert len(sent) == 1
    assert int(sent[0].header_value("content-length")) < original / 2
    assert (evidence.original_name, image.size) == ("IMG_2041.jpg", (2000, 1507))


def test_a_photo_taken_on_its_side_is_sent_upright(transactional_world, store):
    box = store.locator("input[data-shrink]")
    data = turned_photo()
    assert len(data) > 1_000_000

    box.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": data})
    store.get_by_role("button", name="Lưu vào kho").click()
    expect(store.get_by_text("Đã lưu 1 tệp")).to_be_visible()

    _, image = stored_image(transactional_world)
    red, green, _ = image.convert("RGB").getpixel((image.width // 2, 20))
    assert image.size == (1333, 2000)
    assert (red > 200, green < 60) == (True, True)


def test_webp_becomes_jpeg_and_keeps_a_white_ground(store):
    box = store.locator("input[data-shrink]")
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "WEBP", lossless=True)

    box.set_input_files({"name": "anh.webp", "mimeType": "image/webp", "buffer": out.getvalue()})
    for _ in range(60):  # asked from here: the page's own policy lets nobody evaluate in it
        if store.evaluate("document.querySelector('[data-shrink]').files[0].type") == "image/jpeg":
            break
        store.wait_for_timeout(250)

    assert box.evaluate(
        "async input => { const picture = await createImageBitmap(input.files[0]);"
        " const canvas = new OffscreenCanvas(1, 1); const paper = canvas.getContext('2d');"
        " paper.drawImage(picture, 0, 0); return [...paper.getImageData(0, 0, 1, 1).data]; }"
    ) == [255, 255, 255, 255]


def test_what_the_browser_cannot_read_is_sent_and_the_server_says_why(store):
    box = store.locator("input[data-shrink]")
    heic = bytes(4) + b"ftypheic" + bytes(2_000_000)

    box.set_input_files({"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": heic})
    store.get_by_role("button", name="Lưu vào kho").click()

    expect(store.get_by_text("Tệp “IMG_1.HEIC” là ảnh HEIC").first).to_be_visible()
    assert box.evaluate(SENT) == []  # a new page: files cannot be kept in it
