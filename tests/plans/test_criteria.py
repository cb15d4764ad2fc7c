from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from documents.content import Content, Item, Paragraph, Run, Section, Table, plain_text
from plans import criteria, printed_dates
from plans.paper import Mark, read_paper
from plans.reading.facts import Deadline
from plans.windows import windows

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 10, 12, 8, 0, tzinfo=VIETNAM)
YEAR = {"from_year": 2020, "starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)}


@pytest.mark.parametrize(
    ("text", "rule", "purpose"),
    [
        ("Các tổ nộp bản đăng ký trước ngày 30/9", "date", "registration"),
        ("Đăng ký tên sáng kiến trước ngày 15/10", "date", "other"),
        ("Họp bình xét vào ngày 24 hằng tháng", "monthly", "monthly_review"),
        ("Sơ kết học kỳ I, họp xét tuần 1 tháng 1", "week_of_month", "semester_review"),
        ("Bình xét cuối năm trong tháng 5", "month", "year_review"),
        ("Gửi hồ sơ đề nghị khen thưởng chậm nhất 28/5", "date", "dossier"),
        ("Phát động thi đua chào mừng 20/11", "date", "other"),
        ("Đăng ký danh hiệu thi đua, đề tài sáng kiến", "date", "registration"),
    ],
)
def test_the_purpose_is_guessed_from_the_words(text, rule, purpose):
    assert criteria.guess_purpose(text, rule) == purpose


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bình xét hằng tháng: các tổ họp vào ngày 25", "Bình xét hằng tháng"),
        ("các tổ nộp bản đăng ký trước ngày 30/9.", "Các tổ nộp bản đăng ký"),
        ("Gửi hồ sơ chậm nhất 17h00 ngày 28/5/2021", "Gửi hồ sơ"),
        ("Nộp 30/9", "Nộp 30/9"),
        ("đăng ký thi đua (hoàn thành trước ngày 25/9)", "Đăng ký thi đua"),
    ],
)
def test_a_title_is_the_work_without_its_date(text, title):
    assert criteria.short_title(text) == title


def test_a_date_of_a_sentence_with_several_reviews_has_a_title_of_its_own():
    text = "Xét thi đua học kỳ I vào tuần 18, học kỳ II vào tuần 35."

    titles = [criteria.title_of(text, "semester_review", "school_week", {"week": week}) for week in (18, 35)]

    assert titles == ["Xét thi đua học kỳ I", "Bình xét học kỳ II"]


def deadline(kind, **parameters) -> Deadline:
    return Deadline(line=1, sentence="", what="", kind=kind, parameters=parameters)


@pytest.mark.parametrize(
    ("printed", "now"),
    [
        ("2020-09-30", date(2026, 9, 30)),
        ("2021-05-28", date(2027, 5, 28)),
        ("2020-08-20", date(2026, 8, 20)),  # August before the year's first September
        ("2026-10-15", date(2026, 10, 15)),  # already this year's
        ("2020-02-29", None),
    ],
)
def test_a_date_moves_to_the_same_half_of_this_year(printed, now):
    placed = criteria.place(deadline("date", date=printed), **YEAR)

    assert placed.new == ((now, now) if now else None)
    assert bool(placed.problem) is (now is None)


def test_the_beginning_of_the_second_half_is_counted_from_this_school_year():
    rule = deadline("approx", **{"from": None, "to": None, "anchor": "start_hk2", "stated": "đầu học kỳ II"})

    known = criteria.place(rule, **YEAR, semester_two_starts_on=date(2027, 1, 11))

    assert known.new == (date(2027, 1, 11), date(2027, 1, 20))
    assert criteria.place(rule, **YEAR).new is None


@pytest.mark.parametrize(
    ("parameters", "due"),
    [
        ({"boundary": "before"}, datetime(2026, 10, 24, 23, 59, 59, tzinfo=VIETNAM)),
        ({"boundary": "by"}, datetime(2026, 10, 25, 23, 59, 59, tzinfo=VIETNAM)),
        ({"boundary": "before", "time": "16:30"}, datetime(2026, 10, 25, 16, 30, tzinfo=VIETNAM)),
        ({"time": "25:99"}, datetime(2026, 10, 25, 23, 59, 59, tzinfo=VIETNAM)),
    ],
)
def test_when_a_deadline_ends(parameters, due):
    day = date(2026, 10, 25)

    (window,) = windows("date", parameters, "registration", day, day, now=NOW)

    assert (window.opens_at, window.due_at, window.cut_off_at) == (NOW, due, due)


def test_a_monthly_review_on_the_last_day_keeps_three_days_of_grace():
    given = ("monthly", {"day": "last"}, "monthly_review", date(2026, 9, 1), date(2026, 10, 31))

    _, october = windows(*given, now=NOW)

    assert [moment.date() for moment in (october.opens_at, october.due_at, october.cut_off_at)] == [
        date(2026, 10, 26),
        date(2026, 10, 31),
        date(2026, 11, 3),
    ]


def test_a_day_that_some_months_lack_is_not_moved():
    days = criteria.recurring_days("monthly", {"day": 31}, date(2026, 9, 1), date(2027, 2, 28))

    assert days == [date(2026, 10, 31), date(2026, 12, 31), date(2027, 1, 31)]


def test_a_window_never_opens_after_it_is_due():
    day = date(2026, 9, 30)

    (window,) = windows("date", {"boundary": "before"}, "registration", day, day, now=NOW)

    assert window.opens_at <= window.due_at <= window.cut_off_at


# ---- dates in the text ----


def content(*blocks) -> Content:
    return Content(title="KẾ HOẠCH", subject="", blocks=list(blocks))


@pytest.mark.parametrize(
    ("printed", "after"),
    [
        ("30/9/2020", "30/9/2026"),
        ("30/09/2020", "30/09/2026"),
        ("30-9-2020", "30-9-2026"),
        ("ngày 30 tháng 9 năm 2020", "ngày 30 tháng 9 năm 2026"),
        ("30/9", "30/9"),
        ("130/9/2020", "130/9/2020"),
        ("30/9/20201", "30/9/20201"),
    ],
)
def test_a_date_is_replaced_as_it_was_written(printed, after):
    sentence = f"Nộp trước {printed}."
    document = content(Paragraph([Run(f"Họp {printed}. "), Run(sentence, bold=True), Run(f" Xong {printed}.")], 3))

    printed_dates.replace_in_content(document, line=3, sentence=sentence, old=date(2020, 9, 30), new=date(2026, 9, 30))

    assert document.blocks[0].text == f"Họp {printed}. Nộp trước {after}. Xong {printed}."


def test_a_date_is_replaced_in_the_row_it_was_read_from():
    table = Table(["Thời gian", "Việc"], [["Tháng 9", "Nộp 30/9/2020"], ["Tháng 10", "Nhắc 30/9/2020"]], source_line=5)
    document = content(table)

    printed_dates.replace_in_content(
        document, line=5, sentence="Tháng 9 | Nộp 30/9/2020", old=date(2020, 9, 30), new=date(2026, 9, 30)
    )

    assert table.rows == [["Tháng 9", "Nộp 30/9/2026"], ["Tháng 10", "Nhắc 30/9/2020"]]


def test_a_wrapped_line_of_the_source_follows():
    source = "Các tổ nộp\ntrước ngày 30/9/2020.\nHọp 30/9/2020."

    changed = printed_dates.replace_in_source(
        source, line=1, sentence="Các tổ nộp trước ngày 30/9/2020.", old=date(2020, 9, 30), new=date(2026, 9, 30)
    )

    assert changed == "Các tổ nộp\ntrước ngày 30/9/2026.\nHọp 30/9/2020."


# ---- the paper of the review ----


def mark(number, line, sentence) -> Mark:
    return Mark(number, number, f"k{number}", line, sentence, is_done=False, is_bad=False)


def test_every_sentence_is_marked_once_and_no_text_is_lost():
    section = Section("Nội dung", [Item([Run("Nộp sớm. Nộp đúng hạn.")], "-", 4), Paragraph([Run("Nộp sớm.")], 5)])
    table = Table(["Việc"], [["Họp tổ, ngày 5"]], source_line=7)
    document = content(section, table)
    marks = [
        mark(1, 4, "Nộp sớm."),
        mark(2, 4, "Nộp sớm. Nộp đúng hạn."),
        mark(3, 5, "Nộp sớm."),
        mark(4, 7, "Tháng 9 | Họp tổ, ngày 5"),
    ]

    paper = read_paper(document, marks)

    texts = ["".join(segment.text for segment in line.segments) for line in paper.body if line.kind != "table"]
    assert texts == ["NỘI DUNG", "Nộp sớm. Nộp đúng hạn.", "Nộp sớm."]
    shown = [ref.number for line in paper.body for segment in line.segments for ref in segment.refs]
    shown += [ref.number for line in paper.body for row in line.rows for cell in row for s in cell for ref in s.refs]
    assert sorted(shown) == [1, 2, 3, 4]
    assert "Nộp sớm." in plain_text(document)
