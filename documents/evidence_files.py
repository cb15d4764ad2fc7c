"""Files that people upload as evidence: known by their bytes, bounded, cleaned. No database.

Images are written anew, so that nothing of the camera's notes (place, device) and nothing hidden in the file is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

import pikepdf
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from core.errors import DomainError
from core.vietnamese import nfc

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_JPEG_BYTES = 25 * MEGABYTE  # a photo of 108 million points; what is kept of it is far smaller
MAX_PIXELS = 25_000_000  # held whole in memory before it is made smaller: 75 MB
MAX_DRAFT_PIXELS = 120_000_000  # of a JPEG that is decoded at a fraction of its size: 45 MB
MAX_SIDE = 2000
MAX_UNPACKED = 100 * 1024 * 1024  # a .docx is a zip

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IMAGES = (JPEG, PNG)
SUFFIXES = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf", DOCX: ".docx"}
JPEG_BARE_MARKERS = (0x00, 0x01, *range(0xD0, 0xD9))  # without a length
JPEG_FRAMES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
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
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
FIRST_BYTES = (
    (b"GIF8", "gif"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"PK\x03\x04", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"ID3", "video"),
)
KINDS = "Chọn tệp PDF, JPG, PNG hoặc DOCX."
OTHER_KINDS = {
    "heic": "là ảnh HEIC, máy chủ chưa đọc được. Trên iPhone vào Cài đặt › Camera › Định dạng, chọn “Tương thích nhất”"
    " rồi chụp lại; hoặc chụp màn hình rồi gửi ảnh chụp màn hình.",
    "webp": "là ảnh WEBP, máy chủ chưa đọc được. Lưu lại thành JPG, hoặc chụp màn hình rồi gửi ảnh chụp màn hình.",
    "gif": "là ảnh GIF nên không nhận. Lưu lại thành JPG hoặc PNG.",
    "svg": "là hình vẽ SVG, có thể chứa mã lệnh nên không nhận. Lưu lại thành PNG hoặc PDF.",
    "program": f"là chương trình máy tính nên không nhận, dù tên tệp là gì. {KINDS}",
    "old_office": "là tệp Word, Excel đời cũ (.doc, .xls). Lưu lại thành .docx hoặc PDF rồi tải lên.",
    "archive": f"là tệp nén hoặc tệp Office khác .docx. Giải nén, hoặc lưu thành PDF. {KINDS}",
    "video": "là phim hoặc âm thanh nên không nhận. Tải lên nơi lưu trữ của trường rồi dán đường dẫn.",
}
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
    if not upload.size:
        raise DomainError(f"Tệp {name} trống (0 byte). Mở lại tệp xem còn nội dung không, rồi chọn lại.")
    bound = MAX_JPEG_BYTES if upload.read(3) == b"\xff\xd8\xff" else MAX_BYTES
    upload.seek(0)
    if upload.size > bound:
        raise DomainError(f"Tệp {name} nặng {_megabytes(upload.size)}, quá {bound // MEGABYTE} MB. Chọn tệp nhỏ hơn.")
    data = upload.read(bound)
    media_type = sniff(data)
    if media_type is None:
        raise DomainError(_other_kind(name, data))
    try:
        return KeptFile(_CLEANERS[media_type](data), media_type)
    except DomainError:
        raise
    except Exception as error:  # whatever a library meets in a broken file, the file is what is wrong
        raise DomainError(
            f"Tệp {name} bị hỏng hoặc chưa tải đủ nên không mở được. Lưu lại tệp rồi tải lên lần nữa."
        ) from error


def _other_kind(name: str, data: bytes) -> str:
    """What the file is instead, and what to do with it."""
    kind = _kind_of(data)
    return f"Tệp {name} {OTHER_KINDS[kind]}" if kind else f"Tệp {name} chưa dùng được. {KINDS}"


def _kind_of(data: bytes) -> str:
    """A key of OTHER_KINDS by the first bytes, "" where they say nothing."""
    if data[4:8] == b"ftyp":  # one container for photos and films: the brand tells
        return "heic" if data[8:12] in HEIC_BRANDS else "video"
    if data.startswith(b"RIFF"):
        return "webp" if data[8:12] == b"WEBP" else "video"
    if data.lstrip()[:1] == b"<" and b"<svg" in data[:4096].lower():
        return "svg"
    return next((kind for start, kind in FIRST_BYTES if data.startswith(start)), "")


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


def _clean_jpeg(data: bytes) -> bytes:
    """A camera's photo is decoded at a half, a quarter or an eighth of its size, so that 108 million points cost 45 MB.

    Where the file is written in several scans all of it must be held, whatever size one asks for.
    """
    with JpegImageFile(io.BytesIO(data)) as image:
        _refuse_large(image, MAX_PIXELS if _has_scans(data) else MAX_DRAFT_PIXELS)
        image.draft(None, (MAX_SIDE, MAX_SIDE))
        return _smaller_and_upright(image, "JPEG")


def _clean_png(data: bytes) -> bytes:
    with PngImageFile(io.BytesIO(data)) as image:
        _refuse_large(image, MAX_PIXELS)
        if image.is_animated:
            raise DomainError("Ảnh PNG này là ảnh động. Chọn một ảnh tĩnh, hoặc chụp màn hình.")
        return _smaller_and_upright(image, "PNG")


def _refuse_large(image: Image.Image, most: int) -> None:
    if image.width * image.height > most:
        raise DomainError(
            f"Ảnh có {image.width} × {image.height} điểm ảnh, quá lớn."
            f" Thu nhỏ xuống dưới {most // 1_000_000} triệu điểm ảnh."
        )


def _has_scans(data: bytes) -> bool:
    """Whether a JPEG is progressive or comes colour by colour: read from its headers up to the first scan."""
    at, colours, progressive = 2, 0, False
    while True:
        at = data.index(b"\xff", at)
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if marker in JPEG_BARE_MARKERS:
            continue
        if marker in JPEG_FRAMES:
            progressive, colours = marker not in (0xC0, 0xC1), data[at + 7]
        elif marker == 0xDA:
            return progressive or data[at + 2] < colours
        at += int.from_bytes(data[at : at + 2], "big")


@contextmanager
def whole_files_only():
    """Making documents has Pillow fill up images that end too early, in the whole process; a proof must be whole."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _smaller_and_upright(image: Image.Image, kind: str) -> bytes:
    with whole_files_only():
        image.thumbnail((MAX_SIDE, MAX_SIDE))  # first, so that turning costs little
        image.load()
    return _written_anew(ImageOps.exif_transpose(image), kind)


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
            refuse_running(pdf)
    except pikepdf.PasswordError as error:
        raise DomainError("Tệp PDF có mật khẩu. Bỏ mật khẩu rồi tải lên lại.") from error
    return data


def refuse_running(pdf: pikepdf.Pdf) -> None:
    """DomainError where something in the file runs, plays, reaches out of it or carries another file."""
    if any(_runs(each) for each in pdf.objects):
        raise DomainError(RUNS)


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


_CLEANERS = {JPEG: _clean_jpeg, PNG: _clean_png, PDF: _clean_pdf, DOCX: _clean_docx}
