"""The text of a file that somebody hands in: .txt, .docx, or a PDF with a text layer, known by its bytes.

What comes out is text as the editor shows it: a line a paragraph, numbers that Word writes by itself written out,
**bold** and *italic* marked, tables as rows of bars. Whatever unpacks is opened in a process of its own, bounded.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from core.bounded import Refused, ask

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024  # of a .docx, pictures and all
MAX_PART = 12 * 1024 * 1024  # of its text alone: a thousand pages
MAX_ENTRIES = 2000
PDF_SECONDS = 60
PDF_MEMORY = 1024 * 1024 * 1024
WORD_SECONDS = 30
WORD_MEMORY = 1024 * 1024 * 1024  # an archive names its parts as it likes: a small one may hold one vast text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
SAVE_AS = "Mở tệp bằng Word, chọn “Lưu thành” (Save As) kiểu .docx rồi tải lên lại."
OTHER_OFFICE = {
    "xl/workbook.xml": "Đây là bảng tính Excel, không phải văn bản Word. Chọn tệp kế hoạch .docx.",
    "ppt/presentation.xml": "Đây là tệp trình chiếu PowerPoint, không phải văn bản Word. Chọn tệp kế hoạch .docx.",
    "content.xml": f"Đây là tệp .odt. {SAVE_AS}",
}


class UnreadableFile(Exception):
    """A file whose text cannot be had; the message is for the user and says what to do."""


@dataclass(frozen=True)
class FileText:
    """`notes` are sentences for the user about what the file holds beside its text."""

    text: str
    notes: list[str] = field(default_factory=list)


def text_of_file(path: Path) -> str:
    """The text of a file on disk."""
    if not path.is_file():
        raise UnreadableFile(f"Không tìm thấy tệp “{path.name}”.")
    with path.open("rb") as file:
        return text_of_bytes(file.read(MAX_BYTES + 1)).text


def text_of_upload(upload) -> FileText:
    """The text of an uploaded file."""
    return text_of_bytes(bytes_of_upload(upload))


def bytes_of_upload(upload) -> bytes:
    """An uploaded file; one that is too big is not even read."""
    if upload.size > MAX_BYTES:
        raise _too_big(upload.size)
    return upload.read(MAX_BYTES + 1)


def text_of_bytes(data: bytes) -> FileText:
    """The text; the kind of file is known by its first bytes, its name counts for nothing."""
    if len(data) > MAX_BYTES:
        raise _too_big(len(data))
    if not data.strip():
        raise UnreadableFile("Tệp trống, không có chữ nào. Chọn tệp khác.")
    if data.startswith(b"%PDF-"):
        return _pdf_text(data)
    if data.startswith(OLE):
        raise UnreadableFile(_old_office(data))
    if data.startswith(ZIP):
        return _word_text(data)
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(f"Đây là tệp .rtf. {SAVE_AS}")
    return FileText(_plain_text(data))


def _too_big(size: int) -> UnreadableFile:
    megabytes = f"{size / 1024 / 1024:.0f}" if size >= 11 * 1024 * 1024 else "hơn 10"
    return UnreadableFile(
        f"Tệp nặng {megabytes} MB, quá 10 MB. Bỏ bớt ảnh trong tệp, hoặc dán phần chữ của kế hoạch vào ô văn bản."
    )


def _plain_text(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            "Tệp không phải văn bản Unicode (UTF-8) nên chữ sẽ bị sai. Lưu lại tệp với mã UTF-8, hoặc dùng tệp .docx."
        ) from error
    if "\0" in text:
        raise UnreadableFile("Tệp không phải văn bản. Chọn tệp kế hoạch .docx, .txt hoặc PDF có chữ.")
    return text


# ---- Word ----


def _old_office(data: bytes) -> str:
    """Word 97–2003 and locked files share one container; the names inside it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "Tệp đặt mật khẩu nên không đọc được. Bỏ mật khẩu (Tệp › Thông tin › Bảo vệ tài liệu) rồi tải lên lại."
    if "Workbook".encode("utf-16-le") in data:
        return OTHER_OFFICE["xl/workbook.xml"]
    return f"Đây là tệp .doc đời cũ. {SAVE_AS}"


def _word_text(data: bytes) -> FileText:
    return FileText(**asked_of_word("documents.reading.word", data))


def asked_of_word(module: str, data: bytes) -> dict:
    """What a bounded module reads in a .docx, after a look at what it unpacks to; UnreadableFile says why not."""
    if fault := archive_fault(data):
        raise UnreadableFile(_WORD_SENTENCES[fault])
    try:
        return json.loads(ask(module, data, memory=WORD_MEMORY, seconds=WORD_SECONDS))
    except Refused as error:
        raise UnreadableFile(_WORD_SENTENCES.get(error.word, _WORD_SENTENCES["broken"])) from error


def archive_fault(data: bytes) -> str:
    """What the archive says of itself, before a byte of it is unpacked; Python reads no more than it says.

    "" for a Word file that may be opened, else one word: broken, archive (no Word file), macro, big, or the name of the
    entry that tells another office format (`OTHER_OFFICE`).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return "broken"
    if "word/document.xml" not in entries:
        return next((name for name in OTHER_OFFICE if name in entries), "archive")
    if any(name.lower().endswith("vbaproject.bin") for name in entries):
        return "macro"
    texts = [entry.file_size for name, entry in entries.items() if name.endswith((".xml", ".rels"))]
    is_big = len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries.values()) > MAX_UNPACKED
    return "big" if is_big or max(texts) > MAX_PART else ""


_WORD_SENTENCES = OTHER_OFFICE | {
    "broken": f"Tệp .docx bị hỏng nên không mở được. {SAVE_AS}",
    "archive": "Đây là tệp nén, không phải văn bản. Giải nén rồi chọn tệp kế hoạch .docx.",
    "macro": f"Tệp Word có chứa macro nên không nhận, để bảo đảm an toàn. {SAVE_AS}",
    "big": "Tệp .docx giải nén ra quá lớn nên không mở. Bỏ bớt ảnh, hoặc dán phần chữ của kế hoạch vào ô văn bản.",
    "heavy": "Tệp .docx quá nặng để đọc. Bỏ bớt ảnh, hoặc dán phần chữ của kế hoạch vào ô văn bản.",
    "lines": "Tệp có quá nhiều đoạn nên không đọc. Dán phần chữ của kế hoạch vào ô văn bản.",
    "font": "Tệp dùng phông chữ cũ (.VnTime, VNI) nên chữ sẽ bị sai. Chuyển sang Unicode (Times New Roman) bằng Word"
    " hoặc UniKey rồi tải lên lại.",
}


# ---- PDF ----


def _pdf_text(data: bytes) -> FileText:
    """Read in a process of its own with a bound on memory and time: a small PDF may unpack into anything."""
    try:
        text = ask("documents.reading.pdf", data, memory=PDF_MEMORY, seconds=PDF_SECONDS)
    except Refused as error:
        raise UnreadableFile(_PDF_SENTENCES.get(error.word, _PDF_SENTENCES["broken"])) from error
    return FileText(text.decode("utf-8"))


_PDF_SENTENCES = {
    "locked": "Tệp PDF đặt mật khẩu nên không đọc được. Bỏ mật khẩu rồi tải lên lại.",
    "scan": "Tệp PDF này là ảnh chụp (scan), không có lớp chữ. Dùng tệp Word gốc, hoặc gõ, dán phần chữ vào ô văn bản.",
    "long": "Tệp PDF dài quá 150 trang. Tách phần kế hoạch rồi tải lên.",
    "heavy": "Tệp PDF quá nặng để đọc. Dùng tệp Word gốc, hoặc dán phần chữ của kế hoạch vào ô văn bản.",
    "broken": "Tệp PDF bị hỏng nên không mở được. In lại thành PDF, hoặc dùng tệp Word gốc.",
}
