"""The bounds of every uploaded table, whoever reads it: its bytes, what they unpack to, rows and columns. Pure."""

from __future__ import annotations

import zipfile

from core.errors import DomainError

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
MAX_ROWS = 2000
MAX_COLUMNS = 40
TOO_LARGE_UNPACKED = "Tệp này quá lớn khi mở ra. Lưu lại chỉ với bảng cần nhập rồi chọn lại."


def bytes_of(upload, *, megabytes: int = MAX_BYTES // (1024 * 1024)) -> bytes:
    """All of an upload; DomainError where it is larger than a table needs."""
    if upload.size > megabytes * 1024 * 1024:
        raise DomainError(f"Tệp lớn quá {megabytes} MB. Bỏ bớt hình ảnh, trang tính thừa rồi chọn lại.")
    upload.seek(0)
    return upload.read(megabytes * 1024 * 1024 + 1)


def sizes_in(archive: zipfile.ZipFile) -> dict[str, int]:
    """How large each entry says that it is; DomainError before anything is unpacked where that is too much."""
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    if sum(sizes.values()) > MAX_UNPACKED_BYTES:
        raise DomainError(TOO_LARGE_UNPACKED)
    return sizes
