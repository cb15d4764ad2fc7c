"""The bounds of every uploaded table, whoever reads it: its bytes, what they unpack to, rows and columns. Pure."""

from __future__ import annotations

import zipfile

from core.errors import DomainError

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
MAX_ROWS = 2000
MAX_COLUMNS = 40
TOO_LARGE_UNPACKED = "Tệp này quá lớn khi mở ra. Lưu lại chỉ với bảng cần nhập rồi chọn lại."


def bytes_of(upload) -> bytes:
    """All of an upload; DomainError where it is larger than a table needs."""
    if upload.size > MAX_BYTES:
        raise DomainError("Tệp lớn quá 2 MB. Bỏ bớt hình ảnh, trang tính thừa rồi chọn lại.")
    upload.seek(0)
    return upload.read(MAX_BYTES + 1)


def sizes_in(archive: zipfile.ZipFile) -> dict[str, int]:
    """How large each entry says that it is; DomainError before anything is unpacked where that is too much."""
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    if sum(sizes.values()) > MAX_UNPACKED_BYTES:
        raise DomainError(TOO_LARGE_UNPACKED)
    return sizes
