"""Which date or target of a changed plan is which of the old one."""

from __future__ import annotations

from datetime import date

from core.clock import end_of_day
from plans.pairing import Aimed, Dated, pair_dates, pair_targets


def dated(title: str, day: date, purpose: str = "other", key: str = "", *, is_returning: bool = False) -> Dated:
    return Dated(key, purpose, title, end_of_day(day), is_returning)


def test_a_returning_step_is_paired_by_its_month():
    old = [
        dated(f"Bình xét tháng {m}/2026", date(2026, m, 25), "monthly_review", is_returning=True) for m in (9, 10, 11)
    ]
    new = [
        dated(f"Bình xét tháng {m}/2026", date(2026, m, 20), "monthly_review", is_returning=True) for m in (10, 11, 12)
    ]

    assert pair_dates(old, new) == [(1, 0), (2, 1), (None, 2), (0, None)]


def test_the_only_one_of_its_kind_is_paired_whatever_its_words():
    old = [dated("Các tổ nộp bản đăng ký", date(2026, 9, 29), "registration")]
    new = [dated("Cá nhân, tập thể đăng ký danh hiệu", date(2026, 11, 20), "registration")]

    assert pair_dates(old, new) == [(0, 0)]


def test_other_work_is_paired_by_its_words_and_never_across_purposes():
    old = [
        dated("Nộp báo cáo sơ kết học kỳ I", date(2027, 1, 5)),
        dated("Tổ chức hội thi văn nghệ", date(2026, 11, 15)),
    ]
    new = [
        dated("Nộp báo cáo sơ kết học kỳ I về văn phòng", date(2027, 1, 12)),
        dated("Trồng cây đầu xuân", date(2027, 2, 10)),
        dated("Tổ chức hội thi văn nghệ", date(2026, 11, 18), "campaign"),
    ]

    assert pair_dates(old, new) == [(0, 0), (None, 1), (None, 2), (1, None)]


def test_two_of_one_title_in_one_month_are_told_apart_by_their_sentence():
    first, second = date(2026, 10, 5), date(2026, 10, 25)
    old = [dated("Nộp báo cáo", first, key="a"), dated("Nộp báo cáo", second, key="b")]
    new = [dated("Nộp báo cáo", second, key="b"), dated("Nộp báo cáo", first, key="a")]

    assert pair_dates(old, new) == [(1, 0), (0, 1)]


def test_a_target_keeps_its_place_where_only_its_figure_or_its_group_changed():
    old = [
        Aimed("LDTT", "cán bộ, giáo viên", "Lao động tiên tiến", True),
        Aimed("", "tổ", "sáng kiến cấp trường", False),
    ]
    new = [Aimed("", "mỗi tổ", "sáng kiến cấp trường", False), Aimed("LDTT", "giáo viên", "Lao động tiên tiến", True)]

    assert pair_targets(old, new) == [(1, 0), (0, 1)]


def test_what_is_registered_and_what_is_achieved_are_two_targets():
    old = [Aimed("LDTT", "giáo viên", "Lao động tiên tiến", True)]
    new = [Aimed("LDTT", "giáo viên", "Lao động tiên tiến", False)]

    assert pair_targets(old, new) == [(None, 0), (0, None)]
