"""The way in: a file is known by its bytes, bounded, and judged in a process of its own; nothing of it is kept."""

from __future__ import annotations

import json
from pathlib import Path

from core.bounded import Refused, ask
from documents.checker.judging import Report, from_json
from documents.reading.files import MAX_BYTES, OLE, ZIP, archive_fault

MEMORY = 1024 * 1024 * 1024
SECONDS = 60
SAVE_AS = "Mở tệp bằng Word, chọn “Lưu thành” (Save As) kiểu .docx rồi chọn lại."
SENTENCES = {
    "empty": "Tệp trống. Chọn tệp khác.",
    "size": "Tệp nặng quá 10 MB. Bỏ bớt ảnh trong tệp rồi chọn lại.",
    "unknown": "Chỉ kiểm tra được tệp PDF và tệp Word .docx. Lưu văn bản thành một trong hai kiểu này rồi chọn lại.",
    "old": f"Tệp .doc đời cũ hoặc tệp đặt mật khẩu nên không đọc được. Bỏ mật khẩu nếu có. {SAVE_AS}",
    "archive": "Đây là tệp nén hoặc tệp của phần mềm khác, không phải văn bản Word. Chọn tệp .docx hoặc PDF.",
    "macro": f"Tệp Word có chứa macro nên không mở, để bảo đảm an toàn. {SAVE_AS}",
    "big": "Tệp .docx giải nén ra quá lớn nên không mở. Bỏ bớt ảnh trong tệp rồi chọn lại.",
    "locked": "Tệp PDF đặt mật khẩu nên không đọc được. Bỏ mật khẩu rồi chọn lại.",
    "scan": "Tệp PDF này là ảnh chụp (scan), không có lớp chữ nên không kiểm tra được cỡ chữ, kiểu chữ. Dùng tệp gốc.",
    "long": "Tệp dài quá 150 trang. Tách phần cần kiểm tra rồi chọn lại.",
    "heavy": "Tệp quá nặng để đọc. In lại thành PDF, hoặc dùng tệp Word gốc.",
    "broken": "Tệp bị hỏng nên không mở được. In lại thành PDF, hoặc lưu lại bằng Word.",
}


class UncheckableFile(Exception):
    """A file that cannot be judged; the message is for the user and says what to do."""


def check_file(path: Path, kind: str | None = None) -> Report:
    if not path.is_file():
        raise UncheckableFile(f"Không tìm thấy tệp “{path.name}”.")
    with path.open("rb") as file:
        return check_bytes(file.read(MAX_BYTES + 1), kind)


def check_upload(upload, kind: str | None = None) -> Report:
    """An uploaded file; one that is too big is not even read."""
    if upload.size > MAX_BYTES:
        raise UncheckableFile(SENTENCES["size"])
    return check_bytes(upload.read(MAX_BYTES + 1), kind)


def check_bytes(data: bytes, kind: str | None = None) -> Report:
    """Judge a PDF or .docx as one of `paper.KINDS`, or as what it calls itself."""
    if fault := _fault(data):
        raise UncheckableFile(SENTENCES[fault])
    try:
        report = ask("documents.checker.process", data, kind or "", memory=MEMORY, seconds=SECONDS)
    except Refused as error:
        raise UncheckableFile(SENTENCES.get(error.word, SENTENCES["broken"])) from error
    return from_json(json.loads(report))


def _fault(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        return "size"
    if not data.strip():
        return "empty"
    if data.startswith(b"%PDF-"):
        return ""
    if data.startswith(OLE):
        return "old"
    if data.startswith(ZIP):
        fault = archive_fault(data)
        return fault if fault in ("", "broken", "macro", "big") else "archive"
    return "unknown"
