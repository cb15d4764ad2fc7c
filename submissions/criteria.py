"""How long a matter lay with whom. No database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta


def clocks(versions: Sequence[tuple[datetime, datetime | None, bool]], now: datetime) -> tuple[timedelta, timedelta]:
    """(time with the receiver, time back with the sender).

    `versions`: (submitted, closed or None, was returned) in order. The receiver's time runs from each delivery to its
    return or acceptance; the sender's from each return to the next delivery.
    """
    at_receiver = at_sender = timedelta(0)
    for index, (submitted_at, closed_at, was_returned) in enumerate(versions):
        at_receiver += (closed_at or now) - submitted_at
        if was_returned:
            again_at = versions[index + 1][0] if index + 1 < len(versions) else now
            at_sender += again_at - closed_at
    return at_receiver, at_sender


def duration_in_words(span: timedelta) -> str:
    """ "3 ngày 4 giờ", "5 giờ", "dưới 1 giờ"; "không có" of nothing at all."""
    if not span:
        return "không có"
    hours = int(span.total_seconds()) // 3600
    days, hours = divmod(hours, 24)
    words = [f"{days} ngày"] if days else []
    words += [f"{hours} giờ"] if hours else []
    return " ".join(words) or "dưới 1 giờ"
