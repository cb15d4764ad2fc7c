"""Dated steps of the year, and what a page says once one is over."""

from __future__ import annotations

from datetime import datetime

from core.scoping import scope
from core.templatetags.ui import vi_date, vi_time
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
) -> CalendarEntry:
    """Enter a dated step; the same source and deadline give the entry that is there."""
    values = {
        "school_year": school_year,
        "purpose": purpose,
        "title": title[:250],
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at or due_at,
        "source_label": source_label[:250],
        "source_sentence": source_sentence,
    }
    with scope(organisation):
        if not source_key:
            return CalendarEntry.objects.create(organisation=organisation, **values)
        entry, _ = CalendarEntry.objects.get_or_create(
            organisation=organisation, source_key=source_key, due_at=values.pop("due_at"), defaults=values
        )
    return entry


def effective_times(entry: CalendarEntry, person: Person | None = None) -> tuple[datetime, datetime, datetime]:
    """(opens_at, due_at, cut_off_at) with the extensions granted to everybody and to this person."""
    return entry.times_for(person)


def closed_sentence(cut_off_at: datetime) -> str:
    """What a page says of something to be handed in once its window is over."""
    return (
        f"Đã hết hạn nộp lúc {vi_time(cut_off_at)} ngày {vi_date(cut_off_at)}. "
        "Cần nộp thêm, đề nghị thư ký hội đồng gia hạn và ghi lý do."
    )
