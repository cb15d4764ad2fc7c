"""Rows for the tests of this room."""

from __future__ import annotations

from datetime import datetime

from core.clock import ZONE
from deadlines import services
from deadlines.models import CalendarEntry


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


DUE = moment("2026-10-24 17:00")


def make_entry(world, **values) -> CalendarEntry:
    values = {
        "organisation": world.school,
        "school_year": world.year,
        "purpose": CalendarEntry.Purpose.REGISTRATION,
        "title": "Đăng ký danh hiệu thi đua",
        "opens_at": moment("2026-10-01 07:00"),
        "due_at": DUE,
        "source_label": "Kế hoạch số 12/KH-THNC",
        "source_key": "plan:1:dang-ky",
    } | values
    return services.add_calendar_entry(**values)


def owe(world, **values):
    values = {
        "organisation": world.school,
        "key": "registration:1:1",
        "title": "Đăng ký danh hiệu",
        "url_name": "todo",
        "opens_at": moment("2026-10-01 07:00"),
        "due_at": DUE,
    } | values
    if "role" not in values:
        values.setdefault("person", world.teacher)
    return services.oblige(**values)
