"""How a stored file leaves the house."""

from __future__ import annotations

from django.http import FileResponse


def sealed_off(response: FileResponse) -> FileResponse:
    """Nothing in a file may run as a page of ours, and no cache may keep it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
