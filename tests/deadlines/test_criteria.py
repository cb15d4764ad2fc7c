from __future__ import annotations

from datetime import date, datetime, time

import pytest

from core.clock import ZONE, at
from deadlines.criteria import group_of, rung_at


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


LADDER = (-7, -3, -1, 0, 1)


def rung(now: str, *, due: str = "2026-10-24 17:00", since: str = "2026-10-01 07:00", rungs=LADDER):
    return rung_at(rungs, due_at=moment(due), since=moment(since), remind_at=time(6, 30), at=moment(now))


@pytest.mark.parametrize(
    ("now", "held"),
    [
        ("2026-10-16 23:59:59", None),
        ("2026-10-17 06:30", -7),
        ("2026-10-20 20:00", -7),
        ("2026-10-21 06:30", -3),
        ("2026-10-23 06:30", -1),
        ("2026-10-24 06:30", 0),
        ("2026-10-24 23:59:59", 0),
        ("2026-10-25 06:30", 1),
        ("2026-12-01 08:00", 1),
        ("2027-03-01 08:00", None),
    ],
)
def test_a_rung_holds_from_its_day_until_the_next_one(now, held):
    assert rung(now) == held


@pytest.mark.parametrize("due", ["2026-10-24 00:00", "2026-10-24 23:59:59"])
def test_rungs_are_counted_in_days_of_vietnam(due):
    """Both hours lie on other days in UTC."""
    assert [rung(now, due=due) for now in ("2026-10-23 23:00", "2026-10-24 06:30")] == [-1, 0]


def test_what_was_owed_only_after_a_rung_is_not_told_that_rung():
    assert rung("2026-10-22 08:00", since="2026-10-21 07:00") is None
    assert rung("2026-10-23 08:00", since="2026-10-21 07:00") == -1


def test_what_was_late_when_it_began_is_told_the_next_morning():
    since = "2026-10-28 10:00"

    assert [rung(now, since=since) for now in ("2026-10-28 11:00", "2026-10-29 06:29", "2026-10-29 06:30")] == [
        None,
        None,
        1,
    ]


def test_an_empty_ladder_tells_nothing():
    assert rung("2026-10-24 08:00", rungs=()) is None
