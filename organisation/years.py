"""The school year that a page is about."""

from __future__ import annotations

from core import clock


def school_year_code(request) -> str:
    """Its code; an office without years of its own works in that of the day, which begins in August."""
    if request.school_year is not None:
        return request.school_year.code
    first = clock.today().year - (clock.today().month < 8)
    return f"{first}-{first + 1}"
