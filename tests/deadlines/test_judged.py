"""Which period a date of review judges, from its words, its rule and its day."""

from __future__ import annotations

from datetime import date

import pytest

from deadlines.judged import Judged, judged, purpose_of
from deadlines.period_words import words_about
from deadlines.rules import Frame

YEAR = Frame(date(2026, 8, 1), date(2027, 7, 31), date(2027, 1, 12))
THREE_TIMES = (
    "Hội đồng xét vào cuối tháng (ngày 24 hằng tháng), cuối học kỳ I (tuần 1 tháng 1) và cuối năm học (tháng 5) đối với"
    " tập thể và cá nhân"
)


def judge(purpose, sentence, due_on, *, kind="date", title="", opens_on=None, since=None, choice="", **parameters):
    rule = {"kind": kind, "parameters": parameters, "judges": choice}
    return judged(
        purpose,
        title=title,
        sentence=sentence,
        rule=rule,
        due_on=due_on,
        year=YEAR,
        opens_on=opens_on,
        since=since,
    )


def spans(found: Judged) -> tuple[str, date, date]:
    return found.label, found.starts_on, found.ends_on


@pytest.mark.parametrize(
    ("rule", "parameters", "purpose"),
    [
        ("monthly", {"day": 24}, "monthly_review"),
        ("week_of_month", {"week": 1, "month": 1, "year": 2027}, "semester_review"),
        ("month", {"month": 5, "year": 2027}, "year_review"),
    ],
)
def test_a_sentence_with_three_dates_names_another_period_at_each(rule, parameters, purpose):
    assert purpose_of(THREE_TIMES, rule, parameters) == purpose


def test_the_words_of_a_date_are_those_before_it_up_to_another_date():
    text = "Sơ kết học kỳ I, họp xét tuần 1 tháng 1; tổng kết năm học, họp xét tháng 5"

    january = words_about(text, "week_of_month", {"week": 1, "month": 1})
    may = words_about(text, "month", {"month": 5})

    assert january[:-1] == [" họp xét tuần 1 tháng 1;", "Sơ kết học kỳ I,"]
    assert may[:-1] == [" họp xét tháng 5", " tổng kết năm học,"]


@pytest.mark.parametrize(
    ("sentence", "rule", "parameters", "purpose"),
    [
        ("Xếp loại thi đua theo quý", "quarterly", {}, "quarter_review"),
        ("Bình xét quý IV trước ngày 28/12", "date", {"date": "2026-12-28"}, "quarter_review"),
        ("Bình xét đợt 2 trước ngày 20/3", "date", {"date": "2027-03-20"}, "round_review"),
        (
            "Bình xét cuối năm dương lịch, tuần 1 tháng 1",
            "week_of_month",
            {"week": 1, "month": 1},
            "calendar_year_review",
        ),
        ("Bình xét cuối năm, ngày 28/12", "date", {"date": "2026-12-28"}, "calendar_year_review"),
        ("Bình xét cuối năm, ngày 28/5", "date", {"date": "2027-05-28"}, "year_review"),
        ("Bình xét hai tháng một lần, ngày 25", "monthly", {"day": 25, "step": 2}, "round_review"),
        ("Kiểm tra định kỳ", "periodic", {"points": ["06-30", "12-31"]}, "round_review"),
        ("Họp hội đồng ngày 3/11", "date", {"date": "2026-11-03"}, ""),
    ],
)
def test_the_purpose_follows_the_words_and_the_rule(sentence, rule, parameters, purpose):
    assert purpose_of(sentence, rule, parameters) == purpose


OCTOBER = ("tháng 10/2026", date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("sentence", "due_on", "parameters", "is_doubted"),
    [
        ("Bình xét ngày 24 hằng tháng", date(2026, 10, 24), {"day": 24}, False),
        ("Bình xét ngày cuối tháng", date(2026, 10, 30), {"day": "last"}, False),
        ("Bình xét ngày 31 hằng tháng", date(2026, 11, 2), {"day": 31, "shift": "next"}, False),
        (
            "Nộp trước ngày 05 tháng sau",
            date(2026, 11, 4),
            {"day": 5, "of_next_month": True, "boundary": "before"},
            False,
        ),
        ("Ngày 3 hằng tháng bình xét tháng trước", date(2026, 11, 3), {"day": 3}, False),
        ("Bình xét trước ngày 01 hằng tháng", date(2026, 10, 31), {"day": 1, "boundary": "before"}, False),
        ("Bình xét ngày 5 hằng tháng", date(2026, 11, 5), {"day": 5}, True),
        ("Bình xét ngày 15 hằng tháng", date(2026, 10, 15), {"day": 15}, True),
    ],
)
def test_a_monthly_review_judges_its_month_or_the_one_before(sentence, due_on, parameters, is_doubted):
    found = judge("monthly_review", sentence, due_on, kind="monthly", **parameters)

    assert spans(found) == OCTOBER
    assert bool(found.doubts) is is_doubted


def test_a_weekday_of_the_second_week_is_read_alike_in_every_month():
    days = [date(2026, 9, 10), date(2026, 10, 8), date(2026, 11, 12), date(2026, 12, 10)]

    found = [
        judge("monthly_review", "Họp xét hằng tháng", day, kind="monthly_weekday", week=2, weekday=3) for day in days
    ]

    assert [each.starts_on.month for each in found] == [8, 9, 10, 11]
    assert all(len(each.doubts) == 1 for each in found)


def test_what_is_not_said_of_a_month_is_told_and_settled_by_a_person():
    given = ("monthly_review", "Bình xét ngày 5 hằng tháng", date(2026, 11, 5))

    read = judge(*given, kind="monthly", day=5)
    same = judge(*given, kind="monthly", day=5, choice="same")

    assert read.doubts == ("Câu không nói đánh giá tháng nào; hạn là ngày 5, đầu tháng; đang hiểu là tháng 10/2026.",)
    assert (same.label, same.doubts) == ("tháng 11/2026", ())


def test_a_month_named_apart_from_the_deadline_is_the_one_judged():
    found = judge("monthly_review", "Bình xét tháng 10 trước ngày 15 tháng 11", date(2026, 11, 14), date="2026-11-15")
    far = judge("monthly_review", "Bình xét tháng 3 ngày 15/11", date(2026, 11, 15), date="2026-11-15")

    assert (spans(found), found.doubts) == (OCTOBER, ())
    assert far.doubts == ("Câu nêu tháng 3, không gần hạn 15/11/2026; đang hiểu là tháng 11/2026.",)


@pytest.mark.parametrize(
    ("sentence", "due_on", "label", "first", "last"),
    [
        ("Bình xét quý IV", date(2026, 12, 25), "quý IV/2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("Bình xét quý 4/2026", date(2027, 1, 8), "quý IV/2026", date(2026, 10, 1), date(2026, 12, 31)),
        (
            "Quý I (tháng 9, 10, 11): bình xét",
            date(2026, 11, 28),
            "quý I năm học 2026-2027",
            date(2026, 9, 1),
            date(2026, 11, 30),
        ),
        (
            "Bình xét quý của năm học",
            date(2027, 2, 26),
            "quý II năm học 2026-2027",
            date(2026, 12, 1),
            date(2027, 2, 28),
        ),
    ],
)
def test_quarters_of_the_calendar_and_of_the_school_year(sentence, due_on, label, first, last):
    found = judge("quarter_review", sentence, due_on)

    assert spans(found) == (label, first, last)


def test_a_quarter_whose_year_is_not_said_is_that_of_the_calendar_until_a_person_says():
    given = ("quarter_review", "Xếp loại thi đua theo quý", date(2026, 12, 31))

    read = judge(*given, kind="quarterly")
    school = judge(*given, kind="quarterly", choice="school")
    third = judge("quarter_review", "Xếp loại theo quý dương lịch", date(2026, 9, 30), kind="quarterly")

    assert read.doubts == ("Câu không nói quý tính theo năm dương lịch hay theo năm học; đang hiểu là quý IV/2026.",)
    assert (school.label, school.doubts) == ("quý I năm học 2026-2027", ())
    assert (third.label, third.school_years, third.doubts) == ("quý III/2026", ("2025-2026", "2026-2027"), ())


def test_a_round_with_its_days_and_one_without():
    days = {"from": "2026-09-05", "to": "2026-11-20"}
    dated = judge(
        "round_review",
        "Đợt 1 từ ngày 5/9 đến ngày 20/11: bình xét",
        date(2026, 11, 20),
        kind="range",
        opens_on=date(2026, 9, 5),
        **days,
    )
    bare = judge(
        "round_review", "Bình xét đợt 2 ngày 20/3", date(2027, 3, 20), date="2027-03-20", since=date(2026, 11, 21)
    )
    named = judge("round_review", "Bình xét đợt thi đua chào mừng Ngày Nhà giáo", date(2026, 11, 18))

    assert (spans(dated), dated.doubts) == (("đợt 1", date(2026, 9, 5), date(2026, 11, 20)), ())
    assert spans(bare) == ("đợt 2", date(2026, 11, 21), date(2027, 3, 20))
    assert bare.doubts == ("Câu không ghi đợt tính từ ngày nào đến ngày nào; đang hiểu là 21/11/2026 – 20/3/2027.",)
    assert named.label == "đợt thi đua chào mừng Ngày Nhà giáo"


@pytest.mark.parametrize(
    ("sentence", "due_on", "label", "is_doubted"),
    [
        (THREE_TIMES, date(2027, 1, 7), "học kỳ I năm học 2026-2027", False),
        ("Bình xét HKII", date(2027, 5, 25), "học kỳ II năm học 2026-2027", False),
        ("Bình xét cuối mỗi học kỳ", date(2027, 1, 15), "học kỳ I năm học 2026-2027", False),
        ("Bình xét cuối mỗi học kỳ", date(2027, 5, 28), "học kỳ II năm học 2026-2027", False),
        ("Bình xét học kỳ", date(2026, 10, 20), "học kỳ I năm học 2026-2027", True),
    ],
)
def test_semesters(sentence, due_on, label, is_doubted):
    found = judge("semester_review", sentence, due_on)

    assert (found.label, bool(found.doubts)) == (label, is_doubted)


def test_a_calendar_year_lies_in_two_school_years():
    week = {"kind": "week_of_month", "week": 1, "month": 1}
    found = judge("calendar_year_review", "Bình xét cuối năm dương lịch: tuần 1 tháng 1", date(2027, 1, 7), **week)
    unsaid = judge("calendar_year_review", "Bình xét cuối năm", date(2026, 12, 28))
    past = judge("calendar_year_review", "Bình xét năm dương lịch 2024", date(2026, 12, 28))

    assert spans(found) == ("năm 2026", date(2026, 1, 1), date(2026, 12, 31))
    assert (found.school_years, found.straddles, found.doubts) == (("2025-2026", "2026-2027"), True, ())
    assert unsaid.doubts == ("Câu ghi “cuối năm”, không nói năm học hay năm dương lịch; đang hiểu là năm 2026.",)
    assert past.doubts == ("Câu ghi năm 2024, không gần hạn 28/12/2026; đang hiểu là năm 2026.",)


def test_the_school_year_is_that_of_the_plan():
    found = judge("year_review", THREE_TIMES, date(2027, 5, 31), kind="month", month=5)
    other = judge("year_review", "Tổng kết năm học 2020-2021", date(2027, 5, 28))

    assert spans(found) == ("năm học 2026-2027", date(2026, 8, 1), date(2027, 7, 31))
    assert (found.doubts, found.straddles) == ((), False)
    assert other.doubts == ("Câu ghi năm học 2020-2021; đang hiểu là năm học 2026-2027.",)


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        (THREE_TIMES, "cá nhân và tập thể"),
        ("Bình xét thi đua tập thể", "tập thể"),
        ("Xếp loại các tổ", "tập thể"),
        ("Thông báo kết quả xếp thứ các tổ", "tập thể"),
        ("Cá nhân tự đánh giá", "cá nhân"),
        ("Công khai trước tập thể, xếp loại giáo viên", "cá nhân"),
        ("Bình xét", "cá nhân"),
    ],
)
def test_collectives_are_judged_where_the_sentence_speaks_of_them(sentence, who):
    assert judge("monthly_review", sentence, date(2026, 10, 24)).who == who


def test_other_dates_open_nothing():
    assert judge("registration", "Đăng ký danh hiệu", date(2026, 9, 30)) is None
