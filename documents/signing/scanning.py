"""A scan of the signed paper: photos made into one PDF, pages measured. Runs bounded (`core.bounded`).

Input: one line of JSON (`sizes`: the bytes of each file), then the files, one PDF or several photos. Output: one line
of JSON (`pages`: see `Page`, `version` of the PDF), then the PDF that is kept.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict, dataclass

import pikepdf
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from core.bounded import BROKEN, Refused, answer
from core.errors import DomainError
from documents import evidence_files

LOCKED, RUNS, MIXED, LONG, LARGE = "locked", "runs", "mixed", "long", "large"
MAX_PAGES = 100
A4 = (595.28, 841.89)  # points
PHOTO_PIXELS = (2480, 3508)  # A4 at 300 dpi
GREYS = ("DeviceGray", "CalGray", "G")


@dataclass
class Page:
    """`dpi` of the largest picture, None where the page has none; sizes in millimetres."""

    width: float
    height: float
    dpi: int | None
    is_colour: bool


def scanned(data: bytes) -> bytes:
    """See the module."""
    head, _, rest = data.partition(b"\n")
    files = []
    for size in json.loads(head)["sizes"]:
        files.append(rest[:size])
        rest = rest[size:]
    pdf = _one_pdf(files)
    facts = {"version": _version(pdf), "pages": [asdict(page) for page in measured(pdf)]}
    return json.dumps(facts).encode() + b"\n" + pdf


def _one_pdf(files: list[bytes]) -> bytes:
    kinds = [evidence_files.sniff(each) for each in files]
    if kinds == [evidence_files.PDF]:
        return _checked(files[0])
    if not kinds or any(kind not in evidence_files.IMAGES for kind in kinds):
        raise Refused(MIXED)
    if len(files) > MAX_PAGES:
        raise Refused(LONG)
    return _from_photos(files, kinds)


def _checked(data: bytes) -> bytes:
    """The same bytes, unless the file cannot be opened, or something in it runs."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise Refused(LONG)
            if not len(pdf.pages):
                raise Refused(BROKEN)
            evidence_files.refuse_running(pdf)
    except pikepdf.PasswordError as error:
        raise Refused(LOCKED) from error
    except DomainError as error:
        raise Refused(RUNS) from error
    return data


def _from_photos(files: list[bytes], kinds: list[str]) -> bytes:
    """One A4 page for each photo, upright or on its side as the photo is; nothing of the camera's notes is kept."""
    pdf = pikepdf.new()
    for data, kind in zip(files, kinds, strict=True):
        with (JpegImageFile if kind == evidence_files.JPEG else PngImageFile)(io.BytesIO(data)) as image:
            most = evidence_files.MAX_DRAFT_PIXELS if kind == evidence_files.JPEG else evidence_files.MAX_PIXELS
            if image.width * image.height > most:
                raise Refused(LARGE)
            if kind == evidence_files.JPEG:
                image.draft(None, PHOTO_PIXELS)
            image.load()
            upright = ImageOps.exif_transpose(image)
            ground = Image.new("RGB", upright.size, "white")
            ground.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
        _add_page(pdf, ground)
    out = io.BytesIO()
    pdf.save(out, force_version="1.7")
    return out.getvalue()


def _add_page(pdf: pikepdf.Pdf, image: Image.Image) -> None:
    lies = image.width > image.height
    page_size = A4[::-1] if lies else A4
    image.thumbnail(PHOTO_PIXELS[::-1] if lies else PHOTO_PIXELS)
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=85)
    scale = min(page_size[0] / image.width, page_size[1] / image.height)
    width, height = image.width * scale, image.height * scale
    left, bottom = (page_size[0] - width) / 2, (page_size[1] - height) / 2
    pdf.add_blank_page(page_size=page_size)
    page = pdf.pages[-1]
    stream = pikepdf.Stream(
        pdf,
        jpeg.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    name = page.add_resource(stream, pikepdf.Name.XObject)
    page.contents_add(f"q {width:.3f} 0 0 {height:.3f} {left:.3f} {bottom:.3f} cm {name} Do Q".encode())


def _version(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pdf_version


def measured(data: bytes) -> list[Page]:
    import pdfplumber  # large, and `page_sizes` does without

    pages = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            largest = max(page.images, key=lambda each: each["width"] * each["height"], default=None)
            sides = [round(float(side) / 72 * 25.4, 1) for side in (page.width, page.height)]
            pages.append(Page(*sides, _dpi(largest), largest is not None and _is_colour(largest)))
            page.close()
    return pages


def page_sizes(data: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in millimetres, of a file of our own."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        boxes = [[float(side) for side in page.mediabox] for page in pdf.pages]
    return [((right - left) / 72 * 25.4, (top - bottom) / 72 * 25.4) for left, bottom, right, top in boxes]


def _dpi(image: dict | None) -> int | None:
    if image is None or min(image["width"], image["height"]) <= 0:
        return None
    across, down = image["srcsize"]
    if image["width"] > image["height"] and across < down:  # laid on its side
        across, down = down, across
    return round(min(across / (image["width"] / 72), down / (image["height"] / 72)))


def _is_colour(image: dict) -> bool:
    """False for a mask, one bit, or a space of grey alone; what is not understood is taken for colour."""
    from pdfminer.pdftypes import resolve1

    if image.get("imagemask") or image.get("bits") == 1:
        return False
    space = resolve1(image["stream"].get_any(("CS", "ColorSpace")))
    name, *more = space if isinstance(space, list) else [space]
    name = getattr(name, "name", "")
    if name == "ICCBased" and more:
        return resolve1(more[0]).attrs.get("N") != 1
    return name not in GREYS


if __name__ == "__main__":
    sys.exit(answer(scanned, sys.argv[1:]))
