"""What a rule means in a school year, and what it says of how it was read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from deadlines.days_off import NATIONAL, Change, DaysOff
from deadlines.rules import Frame, occurrences

YEAR = Frame(date(2026, 8, 1), date(2027, 7, 31), date(2027, 1, 11))
TAUGHT = Frame(date(2026, 9, 1), date(2027, 5, 31), date(2027, 1, 11))


def days(kind, frame=YEAR, days_off=NATIONAL, **parameters):
    return [found.days for found in occurrences({"kind": kind, "parameters": parameters}, frame, days_off)]


def reading(kind, frame=YEAR, days_off=NATIONAL, **parameters):
    return occurrences({"kind": kind, "parameters": parameters}, frame, days_off)[0].reading


# ---- one day, one span ----


@pytest.mark.parametrize(
    ("kind", "parameters", "expected"),
    [
        ("date", {"date": "2026-09-30", "boundary": "before"}, [date(2026, 9, 30)]),
        ("date", {"date": "2025-09-30"}, []),
        ("range", {"from": "2026-09-01", "to": "2026-10-31"}, [(date(2026, 9, 1), date(2026, 10, 31))]),
        ("month", {"month": 5}, [(date(2027, 5, 1), date(2027, 5, 31))]),
        ("month_part", {"month": 2, "part": "end"}, [(date(2027, 2, 21), date(2027, 2, 28))]),
        ("month_part", {"month": 6, "part": "start", "year": 2027}, [(date(2027, 6, 1), date(2027, 6, 10))]),
        ("school_week", {"week": 1}, [(date(2026, 7, 27), date(2026, 8, 2))]),
        ("school_week", {"week": 99}, []),
        ("semester", {"semester": 1, "part": "end"}, [(date(2027, 1, 1), date(2027, 1, 10))]),
        ("semester", {"semester": 2}, [(date(2027, 1, 11), date(2027, 7, 31))]),
        ("quarter", {"quarter": 4}, [(date(2026, 10, 1), date(2026, 12, 31))]),
        ("approx", {"from": None, "to": None, "anchor": "start_hk2"}, [(date(2027, 1, 11), date(2027, 1, 20))]),
        ("event", {"after": "sau Hội nghị viên chức"}, []),
    ],
)
def test_a_rule_of_one_time(kind, parameters, expected):
    assert days(kind, **parameters) == expected


def test_before_a_day_ends_with_the_day_before_it():
    assert reading("date", date="2026-09-30", boundary="before") == "“trước ngày 30/9” là hết thứ Ba 29/9/2026"


def test_before_a_day_of_each_month_ends_with_the_day_before_it_too():
    assert days("monthly", day=28, boundary="before")[:2] == [date(2026, 8, 27), date(2026, 9, 27)]
    assert days("monthly", day=1, boundary="before")[0] == date(2026, 8, 31)
    assert reading("monthly", day=28, boundary="before") == "hằng tháng, trước ngày 28: hết ngày liền trước"


def test_without_the_day_of_the_second_half_nothing_is_counted_in_semesters():
    frame = Frame(YEAR.starts_on, YEAR.ends_on)

    assert days("semester", frame, semester=1) == []
    assert days("periodic", frame, points=["end_hk1", "12-31"]) == [date(2026, 12, 31)]
    assert days("periodic", points=["end_hk1", "12-31"]) == [date(2026, 12, 31), date(2027, 1, 10)]


@pytest.mark.parametrize(
    ("how", "expected", "words"),
    [
        ("days", (date(2027, 1, 1), date(2027, 1, 7)), "từ 01/01/2027 đến 07/01/2027"),
        ("calendar", (date(2026, 12, 28), date(2027, 1, 3)), "tuần lịch thứ Hai – Chủ nhật"),
        ("full", (date(2027, 1, 4), date(2027, 1, 10)), "đếm từ thứ Hai đầu tiên của tháng"),
    ],
)
def test_week_one_of_january_is_read_in_one_of_three_ways_and_says_so(how, expected, words):
    assert days("week_of_month", month=1, week=1, reading=how) == [expected]
    assert words in reading("week_of_month", month=1, week=1, reading=how)


def test_a_month_without_that_week_has_none():
    assert days("week_of_month", month=2, week=5) == []  # 28 days


# ---- what comes back ----


def test_the_twenty_fourth_of_each_month():
    found = days("monthly", TAUGHT, day=24)

    assert found == [date(2026, month, 24) for month in range(9, 13)] + [date(2027, month, 24) for month in range(1, 6)]


def test_the_last_day_and_a_day_that_months_lack():
    assert days("monthly", TAUGHT, day="last")[5] == date(2027, 2, 28)
    assert date(2027, 2, 28) not in days("monthly", TAUGHT, day=30)
    assert "tháng không có ngày 30 thì không có kỳ" in reading("monthly", TAUGHT, day=30)


def test_days_of_every_month_and_a_day_of_the_month_after():
    assert days("monthly", TAUGHT, day=28, first_day=25)[0] == (date(2026, 9, 25), date(2026, 9, 28))
    assert reading("monthly", TAUGHT, day=28, first_day=25) == "hằng tháng, từ ngày 25 đến ngày 28"
    assert days("monthly", TAUGHT, day=5, of_next_month=True)[0] == date(2026, 10, 5)
    assert days("monthly", TAUGHT, day=5, of_next_month=True)[-1] <= TAUGHT.ends_on
    assert reading("monthly", TAUGHT, day=5, of_next_month=True) == "hằng tháng, ngày 5 của tháng sau"


def test_every_second_month():
    assert [day.month for day in days("monthly", TAUGHT, day=5, step=2)] == [9, 11, 1, 3, 5]
    assert reading("monthly", TAUGHT, day=5, step=2) == "2 tháng một lần, ngày 5"


def test_the_last_friday():
    found = days("monthly_weekday", TAUGHT, weekday=4, week="last")

    assert all(day.weekday() == 4 and (day + timedelta(days=7)).month != day.month for day in found)
    assert len(found) == 9
    assert reading("monthly_weekday", TAUGHT, weekday=4, week="last") == "thứ Sáu cuối cùng trong tháng"


# ---- days off ----


def test_the_library_knows_tet_and_days_worked_in_exchange():
    assert NATIONAL.holiday(date(2027, 2, 6)) == "Tết Nguyên Đán"
    assert NATIONAL.is_off(date(2026, 8, 31))
    assert not NATIONAL.is_off(date(2026, 8, 22))  # a Saturday, worked for Monday 31
    assert NATIONAL.why_off(date(2026, 10, 24)) == "Thứ Bảy"


def test_a_rule_moves_off_weekends_and_tet_where_it_says_so():
    assert days("date", date="2027-02-05") == [date(2027, 2, 5)]
    assert days("date", date="2027-02-05", shift="next") == [date(2027, 2, 11)]
    assert days("date", date="2027-02-05", shift="previous") == [date(2027, 2, 3)]
    words = reading("date", date="2027-02-05", shift="next")
    assert words == "dời từ thứ Sáu 05/02/2027 (Giao thừa Tết Nguyên Đán) sang thứ Năm 11/02/2027"


def test_the_last_round_of_the_year_may_move_out_of_it():
    assert days("monthly", TAUGHT, day=30, shift="next")[-1] == date(2027, 5, 31)
    assert days("monthly", Frame(date(2027, 1, 1), date(2027, 1, 31)), day=31, shift="next") == [date(2027, 2, 1)]


def test_what_somebody_entered_goes_before_the_library():
    moved = DaysOff({date(2026, 10, 12): Change(True, "Nghỉ bão"), date(2027, 2, 5): Change(False)})

    assert moved.why_off(date(2026, 10, 12)) == "Nghỉ bão"
    assert days("date", days_off=moved, date="2026-10-12", shift="next") == [date(2026, 10, 13)]
    assert days("date", days_off=moved, date="2027-02-05", shift="next") == [date(2027, 2, 5)]


@pytest.mark.parametrize(
    ("count", "day_type", "expected"),
    [
        (5, "working", date(2026, 10, 19)),  # Monday 12: the day itself is not counted, the weekend is passed over
        (5, "calendar", date(2026, 10, 17)),
        (-3, "working", date(2026, 10, 7)),
    ],
)
def test_days_counted_from_another_day(count, day_type, expected):
    given = {"offset_days": count, "day_type": day_type, "anchor_on": "2026-10-12"}

    assert days("relative", **given) == [expected]
    assert "không tính ngày này" in reading("relative", **given)


def test_working_days_pass_over_tet():
    assert days("relative", offset_days=2, day_type="working", anchor_on="2027-02-03") == [date(2027, 2, 12)]


def test_nothing_is_counted_from_a_day_nobody_knows():
    assert days("relative", offset_days=5, day_type="working", after="kể từ ngày họp") == []


def test_an_unknown_kind_is_an_error():
    with pytest.raises(ValueError, match="lunar"):
        days("lunar")
