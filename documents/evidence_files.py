"""Files that people upload as evidence: known by their bytes, bounded, cleaned. No database.

Images are written anew, so that nothing of the camera's notes (place, device) and nothing hidden in the file is kept.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import pikepdf
from PIL import Image, ImageOps

from core.errors import DomainError
from core.vietnamese import nfc

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000  # what a phone takes; decoded before it is made smaller
MAX_SIDE = 2000
MAX_UNPACKED = 100 * 1024 * 1024  # a .docx is a zip

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IMAGES = (JPEG, PNG)
SUFFIXES = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf", DOCX: ".docx"}
# Of a PDF: what reaches out of it, what carries another file, what plays.
ACTIONS = (
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/RichMediaExecute",
)
CARRIERS = ("/JS", "/EmbeddedFiles", "/EF", "/AA", "/XFA")
PLAYED = ("/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D", "/Sound")
RUNS = "Tệp PDF có mã lệnh, tệp đính kèm hoặc việc tự chạy nên không nhận. In lại thành PDF rồi tải lên."


@dataclass(frozen=True)
class KeptFile:
    data: bytes
    media_type: str

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.media_type]


def read_upload(upload) -> KeptFile:
    """The file as it is kept; DomainError says why it cannot be."""
    name = f"“{nfc(upload.name or 'tệp')}”"
    if upload.size > MAX_BYTES:
        raise DomainError(f"Tệp {name} nặng {_megabytes(upload.size)}, quá 10 MB. Chọn tệp nhỏ hơn.")
    data = upload.read(MAX_BYTES + 1)
    if not data or len(data) > MAX_BYTES:
        raise DomainError(f"Tệp {name} trống hoặc quá 10 MB. Chọn tệp khác.")
    media_type = sniff(data)
    if media_type is None:
        raise DomainError(f"Tệp {name} chưa dùng được. Chọn tệp PDF, JPG, PNG hoặc DOCX, tối đa 10 MB.")
    try:
        return KeptFile(_CLEANERS[media_type](data), media_type)
    except DomainError:
        raise
    except Exception as error:  # whatever a library meets in a broken file, the file is what is wrong
        raise DomainError(f"Tệp {name} bị hỏng nên không mở được. Lưu lại tệp rồi tải lên lần nữa.") from error


def sniff(data: bytes) -> str | None:
    """The kind of file by its first bytes; the name and what the browser says count for nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04") and _is_docx(data):
        return DOCX
    return None


def safe_name(name: str, suffix: str = "") -> str:
    """The last part of a file name, without what some system cannot store; it ends in `suffix` where one is given."""
    name = re.split(r"[/\\]", nfc(name or ""))[-1]
    name = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]', "", name).strip(" .")
    stem = PurePosixPath(name).stem if suffix else name
    return f"{stem[:120] or 'tep'}{suffix}"


def _is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return False
    return "[Content_Types].xml" in names and "word/document.xml" in names


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")


def _clean_image(data: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise DomainError(
                    f"Ảnh có {image.width} × {image.height} điểm ảnh, quá lớn. Thu nhỏ xuống dưới 25 triệu điểm ảnh."
                )
            kind = image.format
            image.load()
            upright = ImageOps.exif_transpose(image)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    return _written_anew(upright, kind)


def _written_anew(image: Image.Image, kind: str) -> bytes:
    """Only the pixels go into the new file."""
    mode = "RGB" if kind == "JPEG" else "RGBA" if _has_alpha(image) else "RGB"
    pixels = Image.new(mode, image.size)
    pixels.paste(image.convert(mode))
    out = io.BytesIO()
    pixels.save(out, kind, quality=85, optimize=True)
    return out.getvalue()


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _clean_pdf(data: bytes) -> bytes:
    """The same file, unless it holds something that runs: then it is refused."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not len(pdf.pages):
                raise DomainError("Tệp PDF không có trang nào. Chọn tệp khác.")
            if any(_runs(each) for each in pdf.objects):
                raise DomainError(RUNS)
    except pikepdf.PasswordError as error:
        raise DomainError("Tệp PDF có mật khẩu. Bỏ mật khẩu rồi tải lên lại.") from error
    return data


def _runs(each) -> bool:
    if isinstance(each, pikepdf.Stream):
        each = each.stream_dict if hasattr(each, "stream_dict") else each
    if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
        if each.get("/S") in ACTIONS or any(key in each for key in CARRIERS):
            return True
        if each.get("/Subtype") in PLAYED or each.get("/Type") == "/EmbeddedFile" or _opens_outside(each):
            return True
        return any(_runs(value) for key, value in each.items() if key != "/Parent" and _is_direct(value))
    if isinstance(each, pikepdf.Array):
        return any(_runs(value) for value in each if _is_direct(value))
    return False


def _opens_outside(each) -> bool:
    """A document may open at a page of its own; anything else that runs by itself is refused."""
    action = each.get("/OpenAction")
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") != "/GoTo"


def _is_direct(value) -> bool:
    return isinstance(value, pikepdf.Object) and not value.is_indirect


def _clean_docx(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise DomainError("Tệp Word quá lớn khi mở ra nên không nhận. Giảm bớt ảnh trong tệp.")
        if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
            raise DomainError("Tệp Word có macro nên không nhận. Lưu lại dạng .docx không có macro.")
    return data


_CLEANERS = {JPEG: _clean_image, PNG: _clean_image, PDF: _clean_pdf, DOCX: _clean_docx}
