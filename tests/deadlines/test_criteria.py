from __future__ import annotations

from datetime import date, datetime

import pytest

from core.clock import ZONE, at
from deadlines.criteria import group_of, reminder_step


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


MONDAY = at(date(2026, 10, 12), 8)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        ("2026-10-11 23:59:59", "late"),
        ("2026-10-12 07:59:59", "late"),
        ("2026-10-12 08:00:00", "today"),
        ("2026-10-12 23:59:59", "today"),
        ("2026-10-13 00:00:00", "week"),
        ("2026-10-18 23:59:59", "week"),
        ("2026-10-19 00:00:00", "later"),
    ],
)
def test_groups_change_at_midnight_in_vietnam(due, group):
    assert group_of(moment(due), at=MONDAY) == group


def test_on_a_sunday_the_week_is_over_and_no_deadline_means_later():
    sunday = at(date(2026, 10, 18), 8)

    assert group_of(moment("2026-10-19 00:00"), at=sunday) == "later"
    assert group_of(None, at=sunday) == "later"


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-10-22 16:59:59", None),
        ("2026-10-22 17:00:00", "before"),
        ("2026-10-24 17:00:00", "before"),
        ("2026-10-24 17:00:01", "late"),
        ("2026-12-01 08:00:00", "late"),
    ],
)
def test_reminders_begin_two_days_before_and_become_late_after(now, step):
    opens_at, due_at = moment("2026-10-01 07:00"), moment("2026-10-24 17:00")

    assert reminder_step(opens_at=opens_at, due_at=due_at, at=moment(now)) == step


def test_nothing_is_reminded_of_before_it_begins_or_without_a_deadline():
    now = moment("2026-10-22 18:00")

    before = reminder_step(opens_at=moment("2026-10-23 07:00"), due_at=moment("2026-10-24 17:00"), at=now)

    assert before is None
    assert reminder_step(opens_at=moment("2026-10-01 07:00"), due_at=None, at=now) is None
