"""Dated steps of the year, and what a page says once one is over."""

from __future__ import annotations

from datetime import datetime

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry
from organisation.models import Person


def add_calendar_entry(
    *,
    organisation,
    school_year,
    purpose: str,
    title: str,
    opens_at: datetime,
    due_at: datetime,
    cut_off_at: datetime | None = None,
    source_label: str = "",
    source_key: str = "",
    source_sentence: str = "",
    rule: dict | None = None,
    reading: str = "",
) -> CalendarEntry:
    """Enter a dated step; the same source and deadline give the entry that is there.

    One whose end is past already is entered as such: the year shows it, nobody owes it.
    """
    values = {
        "school_year": school_year,
        "purpose": purpose,
        "title": title[:250],
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at or due_at,
        "source_label": source_label[:250],
        "source_sentence": source_sentence,
        "rule": rule or {},
        "reading": reading[:250],
        "over_at_launch": (cut_off_at or due_at) < clock.now(),
    }
    with scope(organisation):
        if not source_key:
            return CalendarEntry.objects.create(organisation=organisation, **values)
        entry, _ = CalendarEntry.objects.get_or_create(
            organisation=organisation, source_key=source_key, due_at=values.pop("due_at"), defaults=values
        )
    return entry


def effective_times(entry: CalendarEntry, person: Person | None = None) -> tuple[datetime, datetime, datetime]:
    """(opens_at, due_at, cut_off_at) with the extensions granted to everybody, to this person and to her tổ."""
    return entry.times_for(person)
