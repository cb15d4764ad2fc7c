"""Weekdays and the number of a week, as they are written."""

from __future__ import annotations

import re

WEEKDAY = r"(?:thứ\s+(?P<weekday>hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)|(?P<sunday>chủ nhật))"
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, **{str(n): n - 2 for n in range(2, 8)}}
WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WEEKS = {
    "nhất": 1, "một": 1, "đầu": 1, "i": 1, "hai": 2, "ii": 2, "ba": 3, "iii": 3, "tư": 4, "bốn": 4, "iv": 4, "năm": 5,
    "v": 5, "cuối": "last",
}  # fmt: skip


def weekday_in(match: re.Match) -> int | None:
    """0 Monday to 6 Sunday, None where the match names no day."""
    groups = match.groupdict()
    for day, sunday in (("weekday", "sunday"), ("weekday2", "sunday2")):
        if groups.get(sunday):
            return 6
        if groups.get(day):
            return _WEEKDAYS[groups[day].lower()]
    return None


def week_number(text: str) -> int | str | None:
    """1 to 5 or "last"; None for what is no week of a month."""
    text = re.sub(r"\s+(?:tiên|cùng)$", "", text.lower().removeprefix("thứ ").strip())
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 5 else None
    return _WEEKS.get(text)


def days_of_week(week: int | str) -> str:
    return "7 ngày cuối" if week == "last" else f"{7 * week - 6} đến {7 * week}"
