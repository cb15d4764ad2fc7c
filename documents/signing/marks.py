"""What a signature shows on the page: a picture with a transparent ground, or one line of text.

Nghị định 30/2020/NĐ-CP, Phụ lục I: pictures are PNG with a transparent ground, the signature blue, the seal red and in
its real size.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import format_html
from PIL import Image, ImageChops, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from core.errors import DomainError
from documents.evidence_files import JPEG, PNG, sniff, whole_files_only

LINE_STYLE = Path(__file__).parents[1] / "styles" / "signing_line.css"  # of the size of `placement.TEXT_MARK`
MAX_BYTES = 4 * 1024 * 1024
MAX_PIXELS = 12_000_000
MAX_SIDE = 1000  # more than 300 points an inch in the largest place a picture gets
LEAST_SIDE = 60
LEAST_CLEAR, MOST_CLEAR = 0.25, 0.995  # of the points: a ground that is seen through, and something on it
PAPER_WHITE = 200  # lighter is paper where a picture is lifted from it
INK_DARK = 110  # darker is ink through and through
INKS = {"signature": (20, 45, 150), "seal": (200, 25, 35)}
HOW_TO = (
    "Chụp hoặc quét chữ ký (hay dấu) trên giấy trắng rồi chọn “Tách nền giấy trắng giúp tôi”; hoặc xóa nền bằng phần"
    " mềm sửa ảnh và lưu thành PNG."
)


@dataclass(frozen=True)
class Mark:
    """A picture that may be put on a paper: PNG with a transparent ground, cut to what is drawn on it."""

    data: bytes
    size: tuple[int, int]
    has_usual_ink: bool  # blue for a signature, red for a seal


def read_mark(upload, *, kind: str, lift: bool) -> Mark:
    """An uploaded picture as it will be used; DomainError says what to do where it cannot be.

    `kind` is "signature" or "seal". With `lift` a photo on white paper becomes ink on nothing.
    """
    if not upload.size:
        raise DomainError("Tệp ảnh trống. Chọn lại tệp.")
    if upload.size > MAX_BYTES:
        raise DomainError("Tệp ảnh nặng quá 4 MB. Cắt sát chữ ký (hoặc dấu) rồi tải lên.")
    data = upload.read(MAX_BYTES)
    media_type = sniff(data)
    if media_type not in (PNG, JPEG) or (media_type == JPEG and not lift):
        raise DomainError(f"Cần ảnh PNG nền trong suốt. {HOW_TO}")
    try:
        image = _opened(data, media_type)
    except DomainError:
        raise
    except Exception as error:  # whatever Pillow meets in a broken file
        raise DomainError("Tệp ảnh bị hỏng nên không mở được. Lưu lại ảnh rồi tải lên.") from error
    if lift:
        image = _lifted(image, INKS[kind])
    return _mark(image.convert("RGBA"), kind)


def _opened(data: bytes, media_type: str) -> Image.Image:
    with whole_files_only(), (JpegImageFile if media_type == JPEG else PngImageFile)(io.BytesIO(data)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise DomainError("Ảnh quá lớn. Cắt sát chữ ký (hoặc dấu) rồi tải lên.")
        if media_type == JPEG:
            image.draft(None, (2 * MAX_SIDE, 2 * MAX_SIDE))
        elif image.is_animated:
            raise DomainError("Ảnh PNG này là ảnh động. Chọn một ảnh tĩnh.")
        image.load()
        turned = ImageOps.exif_transpose(image)
        return turned.convert("RGBA") if "A" in turned.getbands() or "transparency" in image.info else turned


def _lifted(image: Image.Image, ink: tuple[int, int, int]) -> Image.Image:
    """Ink in one colour; how dark a point was decides how much of it stays."""
    ground = Image.new("RGBA", image.size, "white")
    grey = Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    darkness = _darkest_band(grey)  # a coloured line is light in its own band only
    span = PAPER_WHITE - INK_DARK
    alpha = darkness.point([round(255 * min(1, max(0, (PAPER_WHITE - value) / span))) for value in range(256)])
    lifted = Image.new("RGBA", image.size, (*ink, 255))
    lifted.putalpha(alpha)
    return lifted


def _darkest_band(image: Image.Image) -> Image.Image:
    red, green, blue = image.split()
    return ImageChops.darker(ImageChops.darker(red, green), blue)


def _mark(image: Image.Image, kind: str) -> Mark:
    alpha = image.getchannel("A")
    clear = sum(alpha.histogram()[:16]) / (image.width * image.height)
    if clear < LEAST_CLEAR:
        raise DomainError(f"Ảnh chưa có nền trong suốt: nền sẽ che chữ trên văn bản. {HOW_TO}")
    box = alpha.point([0] * 16 + [255] * 240).getbbox()
    if box is None or clear > MOST_CLEAR:
        raise DomainError("Ảnh không có nét nào nhìn thấy được. Chụp lại rõ hơn, đủ sáng.")
    image = image.crop(box)
    if min(image.size) < LEAST_SIDE:
        raise DomainError("Ảnh quá nhỏ nên in ra sẽ mờ. Quét lại ở 300 dpi.")
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    pixels = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pixels.paste(image)  # only the points go into the new file
    out = io.BytesIO()
    pixels.save(out, "PNG", optimize=True)
    return Mark(out.getvalue(), image.size, _has_usual_ink(pixels, kind))


def _has_usual_ink(image: Image.Image, kind: str) -> bool:
    alpha = image.getchannel("A").point([0] * 128 + [255] * 128)
    sums = [sum(value * count for value, count in enumerate(image.getchannel(band).histogram(alpha))) for band in "RGB"]
    red, green, blue = sums
    return blue > 1.15 * red and blue > green if kind == "signature" else red > 1.3 * max(green, blue)


def text_mark(text: str) -> bytes:
    """One line as a PDF page of the size of `placement.TEXT_MARK`: Times New Roman's twin, upright, 10 pt, black."""
    from documents import rendering  # loads WeasyPrint: only where such a line is made

    html = format_html('<html lang="vi"><title>Chữ ký số</title><p>{}</p></html>', text)
    return rendering.form_pdf(html, LINE_STYLE)
