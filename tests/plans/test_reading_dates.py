"""The grammar of dates: what a sentence is read as, what a rule means in a year, and how it moves to another."""

from datetime import date

import pytest

from documents.reading import read_text
from plans.reading import read_plan
from plans.reading.dates import expand, re_date
from plans.reading.facts import Deadline

YEAR = {"school_year_start": date(2025, 9, 1), "school_year_end": date(2026, 8, 31)}


def read_sentence(sentence, subject="Thi đua năm học 2025-2026"):
    return read_plan(read_text(f"KẾ HOẠCH\n{subject}\n\nI. TỔ CHỨC\n\nViệc của các tổ như sau.\n\n- {sentence}\n"))


def rules(sentence):
    return [
        (d.kind, {k: v for k, v in d.parameters.items() if v is not None}) for d in read_sentence(sentence).deadlines
    ]


def rule(kind, **parameters):
    return Deadline(line=1, sentence="Nộp hồ sơ.", what="Nộp hồ sơ", kind=kind, parameters=parameters)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Các tổ nộp bản đăng ký trước ngày 30/9.", [("date", {"date": "2025-09-30", "boundary": "before"})]),
        ("Nộp hồ sơ chậm nhất là ngày 15 tháng 5 năm 2026.", [("date", {"date": "2026-05-15", "boundary": "by"})]),
        ("Nộp hồ sơ chậm nhất 17h00 ngày 15/5.", [("date", {"date": "2026-05-15", "boundary": "by", "time": "17:00"})]),
        ("Hạn nộp: 20/12.", [("date", {"date": "2025-12-20", "boundary": "by"})]),
        ("Họp Hội đồng vào ngày 10-01-2026.", [("date", {"date": "2026-01-10", "boundary": "on"})]),
        (
            "Báo cáo trước ngày 10/10 và 20/3.",
            [
                ("date", {"date": "2025-10-10", "boundary": "before"}),
                ("date", {"date": "2026-03-20", "boundary": "before"}),
            ],
        ),
        ("Các tổ bình xét vào ngày 24 hằng tháng.", [("monthly", {"day": 24, "boundary": "on"})]),
        ("Các tổ bình xét vào ngày cuối cùng của tháng.", [("monthly", {"day": "last", "boundary": "on"})]),
        ("Mỗi tháng, từng viên chức chấm phiếu của mình.", [("monthly", {})]),
        ("Họp tổ vào thứ Sáu hằng tuần.", [("weekly", {"weekday": 4})]),
        ("Họp tổ vào thứ Hai tuần đầu hằng tháng.", [("monthly_weekday", {"weekday": 0, "week": 1})]),
        ("Sơ kết vào tuần thứ hai của tháng 1.", [("week_of_month", {"month": 1, "week": 2, "year": 2026})]),
        ("Tổng kết trong tháng 5.", [("month", {"month": 5, "year": 2026, "boundary": "on"})]),
        ("Nộp hồ sơ trong tuần 18.", [("school_week", {"week": 18})]),
        ("Gửi báo cáo đầu tháng 6.", [("approx", {"from": "2026-06-01", "to": "2026-06-10", "stated": "đầu tháng 6"})]),
        (
            "Chấm sáng kiến giữa tháng 2/2026.",
            [("approx", {"from": "2026-02-11", "to": "2026-02-20", "stated": "giữa tháng 2/2026"})],
        ),
        ("Tổ chức hội giảng từ ngày 20/10 đến ngày 15/11.", [("range", {"from": "2025-10-20", "to": "2025-11-15"})]),
        ("Hội đồng họp bình xét theo quý.", [("quarterly", {})]),
        (
            "Xếp loại định kỳ: đầu học kỳ II; cuối năm dương lịch.",
            [("periodic", {"points": ["start_hk2", "12-31"], "every": []})],
        ),
        (
            "Thông báo kết quả trong thời hạn 03 ngày làm việc kể từ ngày họp.",
            [("relative", {"offset_days": 3, "day_type": "working", "after": "kể từ ngày họp"})],
        ),
        ("Sau Hội nghị viên chức, các tổ gửi danh sách đăng ký.", [("event", {"after": "Sau Hội nghị viên chức"})]),
        ("Các tổ nộp hồ sơ đúng thời hạn quy định.", [("unspecified", {"stated": "đúng thời hạn"})]),
        ("Thi đua chào mừng Ngày Nhà giáo Việt Nam 20/11.", []),
        ("Kế hoạch số 26/KH-UBND ngày 18/2/2020 được gửi đến các tổ.", []),
        ("Khen thưởng nhân dịp ngày Nhà giáo Việt Nam 20/11.", [("date", {"date": "2025-11-20", "boundary": "on"})]),
        ("Kế hoạch đã được thông qua ngày 03/9/2025 và gửi các tổ.", []),
    ],
)
def test_a_sentence_is_read_as_its_rules(sentence, expected):
    assert rules(sentence) == expected


@pytest.mark.parametrize("stated", ["30/2", "31/11", "30/40", "29/2"])
def test_a_day_the_calendar_lacks_is_refused_and_said(stated):
    facts = read_sentence(f"Các tổ nộp hồ sơ trước ngày {stated}.")

    assert [(d.kind, d.parameters["stated"]) for d in facts.deadlines] == [("invalid_date", stated)]
    assert [(w.code, w.line) for w in facts.warnings if w.code == "invalid_date"] == [("invalid_date", 8)]


def test_a_year_outside_the_plan_is_kept_and_said():
    facts = read_sentence("Các tổ nộp hồ sơ trước ngày 20/5/2024.")

    assert [d.parameters["date"] for d in facts.deadlines] == ["2024-05-20"]
    assert "outside_period" in [w.code for w in facts.warnings]


def test_a_year_that_contradicts_its_month_is_said():
    facts = read_sentence("Tháng 12/2025: Chấm sáng kiến, nộp vào cuối tháng 12/2024.")

    [deadline] = facts.deadlines
    assert (deadline.parameters["from"], deadline.parameters["corrected"]) == ("2025-12-21", True)
    assert "year_conflict" in [w.code for w in facts.warnings]


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        (rule("date", date="2025-09-30"), [date(2025, 9, 30)]),
        (rule("date", date="2024-09-30"), []),
        (rule("monthly", day=None), []),
        (rule("weekly", weekday=None), []),
        (rule("week_of_month", month=1, week=1), [(date(2026, 1, 1), date(2026, 1, 7))]),
        (rule("week_of_month", month=2, week=5), []),
        (rule("week_of_month", month=5, week="last"), [(date(2026, 5, 25), date(2026, 5, 31))]),
        (rule("month", month=5), [(date(2026, 5, 1), date(2026, 5, 31))]),
        (rule("range", **{"from": "2025-10-20", "to": "2025-11-15"}), [(date(2025, 10, 20), date(2025, 11, 15))]),
        (rule("approx", **{"from": None, "to": None, "anchor": "start_hk2"}), []),
        (rule("school_week", week=2), [(date(2025, 9, 8), date(2025, 9, 14))]),
        (rule("school_week", week=2, to_week=3), [(date(2025, 9, 8), date(2025, 9, 21))]),
        (rule("quarterly", quarters=[2, 4]), [date(2025, 12, 31), date(2026, 6, 30)]),
        (rule("quarterly"), [date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30)]),
        (rule("periodic", points=["end_hk1", "12-31"]), [date(2025, 12, 31)]),
        (rule("relative", offset_days=3), []),
        (rule("invalid_date", stated="30/2"), []),
    ],
)
def test_expand_gives_the_days_of_a_school_year(deadline, days):
    assert expand(deadline, **YEAR) == days


def test_expand_monthly_leaves_out_months_that_are_too_short():
    days = expand(rule("monthly", day=31), **YEAR)

    assert [day.month for day in days] == [10, 12, 1, 3, 5, 7, 8]


def test_expand_monthly_moves_off_a_weekend_only_where_the_plan_says_so():
    january = {"school_year_start": date(2026, 1, 1), "school_year_end": date(2026, 1, 31)}

    assert expand(rule("monthly", day=24), **january) == [date(2026, 1, 24)]
    assert expand(rule("monthly", day=24, shift="next"), **january) == [date(2026, 1, 26)]
    assert expand(rule("monthly", day=24, shift="previous"), **january) == [date(2026, 1, 23)]


def test_expand_a_week_of_every_month_is_due_when_it_is_over():
    days = expand(rule("monthly_weekday", weekday=None, week=3), **YEAR)

    assert days[:2] == [date(2025, 9, 21), date(2025, 10, 21)]


def test_expand_monthly_weekday_counts_weekdays():
    days = expand(rule("monthly_weekday", weekday=4, week="last"), **YEAR)

    assert days[:3] == [date(2025, 9, 26), date(2025, 10, 31), date(2025, 11, 28)]
    assert len(days) == 12


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2020-09-30", "2026-09-30"),
        ("2021-05-28", "2027-05-28"),
        ("2020-12-31", "2026-12-31"),
        ("2021-01-01", "2027-01-01"),
    ],
)
def test_re_date_keeps_day_and_month_in_the_right_half(old, new):
    moved = re_date(rule("date", date=old, boundary="before"), from_year=2020, to_year=2026)

    assert moved.deadline.parameters == {"date": new, "boundary": "before"}
    assert (moved.old, moved.new) == (date.fromisoformat(old), date.fromisoformat(new))


def test_re_date_refuses_a_day_the_new_year_lacks():
    moved = re_date(rule("date", date="2020-02-29"), from_year=2019, to_year=2026)

    assert (moved.deadline, moved.new) == (None, None)
    assert "29/2" in moved.reason


def test_re_date_refuses_an_impossible_day():
    moved = re_date(rule("invalid_date", stated="30/2"), from_year=2020, to_year=2026)

    assert moved.deadline is None
    assert "30/2" in moved.reason


def test_re_date_of_weeks_months_and_spans():
    week = re_date(rule("week_of_month", month=1, week=1, year=2021), from_year=2020, to_year=2026)
    span = re_date(rule("range", **{"from": "2020-12-15", "to": "2021-02-28"}), from_year=2020, to_year=2027)
    monthly = re_date(rule("monthly", day=24), from_year=2020, to_year=2026)

    assert (week.old, week.new) == ((date(2021, 1, 1), date(2021, 1, 7)), (date(2027, 1, 1), date(2027, 1, 7)))
    assert span.new == (date(2027, 12, 15), date(2028, 2, 29))  # to the end of February, as it was
    assert monthly.deadline.parameters == {"day": 24}
