"""The calendar, its reminders, what is owed and its extensions."""

from __future__ import annotations

from functools import partial

from tests.rights.table.entry import (
    EVERYBODY,
    OFFICE,
    RUNNING,
    Entry,
    extension,
    nothing,
    pk_of,
    reminder_ladder,
    sends,
)

extends = partial(Entry, RUNNING | OFFICE, "secretary")

DEADLINES = {
    "deadlines:obligation_list": extends(),
    "deadlines:done_list": Entry(EVERYBODY, "teacher"),
    "deadlines:reminder_preview": extends(),
    "deadlines:reminder_ladder_edit": extends(post=reminder_ladder),
    "deadlines:calendar_month": Entry(EVERYBODY, "teacher"),
    "deadlines:calendar_year": Entry(EVERYBODY, "teacher"),
    "deadlines:calendar_download": Entry(EVERYBODY, "teacher"),
    "deadlines:entry_detail": Entry(EVERYBODY, "teacher", pk_of("registration_entry")),
    "deadlines:feed_detail": Entry(EVERYBODY, "teacher"),
    "deadlines:feed_create": Entry(EVERYBODY, "teacher", post=nothing),
    "deadlines:feed_revoke": Entry(EVERYBODY, "teacher", post=nothing),
    "deadlines:holiday_list": Entry(EVERYBODY, "teacher"),
    "deadlines:holiday_create": Entry(
        RUNNING | OFFICE | {"clerk"},
        "clerk",
        post=sends(day="24/11/2026", is_off="worked", name="", document="Thông báo số 5/TB-UBND"),
    ),
    "deadlines:holiday_remove": Entry(RUNNING | OFFICE | {"clerk"}, "clerk", pk_of("holiday_change"), nothing),
    "deadlines:obligation_extend": extends(pk_of("obligation"), extension),
    "deadlines:entry_extend": extends(pk_of("registration_entry"), extension),
}
