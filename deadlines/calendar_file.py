"""A person's calendar as a file that calendar applications read (RFC 5545). It names nobody but its owner."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, timedelta

from django.conf import settings
from icalendar import Calendar, Event

from core import clock
from deadlines.agenda import Item
from deadlines.models import CalendarEntry

CONTENT_TYPE = "text/calendar; charset=utf-8"
READ_AGAIN = timedelta(hours=6)


def calendar_file(title: str, items: Iterable[Item], *, names: Iterable[str]) -> bytes:
    """The items as a calendar. `names` are those of other people: a title that holds one is put in general words."""
    calendar = Calendar()
    calendar.add("prodid", "-//Thi đua – Khen thưởng//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", str(clock.ZONE))
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    known = [_folded(name) for name in names]
    for item in items:
        calendar.add_component(_event(item, known))
    return calendar.to_ical()


def _event(item: Item, names: list[str]) -> Event:
    event = Event()
    event.add("uid", f"{_key(item)}@thi-dua-khen-thuong")
    event.add("dtstamp", clock.now().astimezone(UTC))
    if item.is_whole_day:
        event.add("dtstart", item.day)
        event.add("dtend", item.day + timedelta(days=1))
    else:
        event.add("dtstart", item.due_at.astimezone(UTC))
    event.add("summary", _summary(item, names))
    event.add("description", _description(item, names))
    event.add("url", settings.SITE_URL.rstrip("/") + item.url)
    event.add("transp", "TRANSPARENT")
    return event


def _key(item: Item) -> str:
    return f"entry-{item.entry.pk}" if item.entry is not None else f"obligation-{item.obligation.pk}"


def _summary(item: Item, names: list[str]) -> str:
    general = CalendarEntry.Purpose(item.purpose).label if item.entry is not None else "Việc cần làm"
    title = general if _names_somebody(item.title, names) else item.title
    return f"Đã xong: {title}" if item.is_done else f"Hạn: {title}"


def _description(item: Item, names: list[str]) -> str:
    source = item.entry.source_label if item.entry is not None else ""
    lines = [f"Theo {source}." if source and not _names_somebody(source, names) else "", f"{item.state[1]}."]
    return "\n".join(line for line in lines if line)


def _names_somebody(text: str, names: list[str]) -> bool:
    folded = _folded(text)
    return any(name in folded for name in names)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
