"""How a stored file leaves the house."""

from __future__ import annotations

import hashlib

from django.http import FileResponse

from core.errors import DomainError

GONE = "Tệp lưu không còn hoặc không đọc được nên không gửi đi. Báo người quản trị hệ thống."


def sealed_off(response: FileResponse) -> FileResponse:
    """Nothing in a file may run as a page of ours, and no cache may keep it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def checked_bytes(file, sha256: str, *, changed: str) -> bytes:
    """All of a stored file; DomainError where it is missing, with the sentence `changed` where its hash is another."""
    try:
        with file.storage.open(file.name, "rb") as opened:  # a handle of its own: a row may be read by several at once
            data = opened.read()
    except OSError as error:
        raise DomainError(GONE) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DomainError(changed)
    return data
