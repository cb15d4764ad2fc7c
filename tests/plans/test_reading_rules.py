"""The ways offices write a time: each sentence with the rules it is read as."""

import pytest

from documents.reading import read_text
from plans.reading import read_plan

PLAN = "KẾ HOẠCH\nThi đua năm học 2025-2026\n\nI. TỔ CHỨC\n\nViệc của các tổ như sau.\n\n- {sentence}\n"


def facts_of(sentence):
    return read_plan(read_text(PLAN.format(sentence=sentence)))


def rules(sentence):
    """(kind, parameters that say something) of each rule; the boundary "on" is the plain case and left out."""
    return [
        (d.kind, {k: v for k, v in d.parameters.items() if v not in (None, "on") and k != "stated"})
        for d in facts_of(sentence).deadlines
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # a limit in many words
        (
            "Hồ sơ gửi về văn phòng không muộn hơn ngày 05/01/2026.",
            [("date", {"date": "2026-01-05", "boundary": "by"})],
        ),
        ("Các tổ hoàn thành xong trước 15/5.", [("date", {"date": "2026-05-15", "boundary": "before"})]),
        ("Nhận sáng kiến đến hết ngày 28-02-2026.", [("date", {"date": "2026-02-28", "boundary": "by"})]),
        ("Nhận sáng kiến từ nay đến hết ngày 28/02/2026.", [("date", {"date": "2026-02-28", "boundary": "by"})]),
        ("Đăng ký danh hiệu (hạn cuối 30/9).", [("date", {"date": "2025-09-30", "boundary": "by"})]),
        (
            "Hạn chót nộp báo cáo thành tích: ngày 20 tháng 5 năm 2026.",
            [("date", {"date": "2026-05-20", "boundary": "by"})],
        ),
        (
            "Nộp minh chứng trước 17 giờ 00 ngày 20/5/2026.",
            [("date", {"date": "2026-05-20", "boundary": "before", "time": "17:00"})],
        ),
        (
            "Nộp minh chứng trước 16h30' ngày 20/5.",
            [("date", {"date": "2026-05-20", "boundary": "before", "time": "16:30"})],
        ),
        # a day on which something happens, whatever the work is called
        ("Thi chế biến món ăn vào ngày 08/11/2025.", [("date", {"date": "2025-11-08"})]),
        ("Hội đồng họp lúc 14 giờ 00 ngày 12/01/2026.", [("date", {"date": "2026-01-12", "time": "14:00"})]),
        (
            "Họp xét vào 7h30 sáng thứ Sáu, ngày 15 tháng 5 năm 2026.",
            [("date", {"date": "2026-05-15", "time": "07:30"})],
        ),
        ("Chấm hồ sơ các ngày 13, 14/5.", [("range", {"from": "2026-05-13", "to": "2026-05-14"})]),
        ("Chấm hồ sơ các ngày 6, 13/5.", [("date", {"date": "2026-05-06"}), ("date", {"date": "2026-05-13"})]),
        ("Chấm hồ sơ ngày 13 và 14/5/2026.", [("range", {"from": "2026-05-13", "to": "2026-05-14"})]),
        ("Nộp hồ sơ trước ngày 20/5/26.", [("date", {"date": "2026-05-20", "boundary": "before"})]),
        # remembered or told, not due
        ("Kỷ niệm ngày thành lập Đoàn 26/3.", []),
        ("Chào mừng ngày Quốc tế Phụ nữ 8/3 và ngày thành lập Đoàn 26/3.", []),
        ("Quy chế được Hội nghị viên chức thông qua ngày 25/9/2025 là căn cứ chấm điểm.", []),
        # ranges
        ("Các tổ họp xét từ ngày 13 đến ngày 17/5/2026.", [("range", {"from": "2026-05-13", "to": "2026-05-17"})]),
        ("Họp xét ở tổ (từ 13/5 – 17/5).", [("range", {"from": "2026-05-13", "to": "2026-05-17"})]),
        ("Thu phiếu từ ngày 20/12 đến hết ngày 05/01.", [("range", {"from": "2025-12-20", "to": "2026-01-05"})]),
        ("Thu phiếu từ 20-12-2025 đến 05-01-2026.", [("range", {"from": "2025-12-20", "to": "2026-01-05"})]),
        (
            "Thu phiếu từ ngày 20 tháng 12 đến ngày 05 tháng 01 năm 2026.",
            [("range", {"from": "2025-12-20", "to": "2026-01-05"})],
        ),
        ("Viết sáng kiến từ ngày 15/9 đến hết tháng 12.", [("range", {"from": "2025-09-15", "to": "2025-12-31"})]),
        ("Viết sáng kiến từ đầu tháng 10 đến giữa tháng 3.", [("range", {"from": "2025-10-01", "to": "2026-03-20"})]),
        ("Dự giờ từ tháng 10 đến tháng 12.", [("range", {"from": "2025-10-01", "to": "2025-12-31"})]),
        ("Kỷ niệm ngày Nhà giáo Việt Nam (20/11/1982 - 20/11/2025).", []),
        ("Thu phiếu từ 01-02 đến 26-3-2026.", [("range", {"from": "2026-02-01", "to": "2026-03-26"})]),
        ("Các tổ nộp báo cáo trong tháng 3-4/2026.", [("range", {"from": "2026-03-01", "to": "2026-04-30"})]),
        ("Họp xét ở tổ từ ngày 29/9 đến ngày 03/9.", [("range", {"from": "2025-09-29", "to": "2025-10-03"})]),
        ("Kiểm tra hồ sơ vào cuối tháng 6-2026.", [("approx", {"from": "2026-06-21", "to": "2026-06-30"})]),
        # every month
        ("Bình xét vào ngày 25 mỗi tháng.", [("monthly", {"day": 25})]),
        ("Nộp phiếu trước ngày 28 hằng tháng.", [("monthly", {"day": 28, "boundary": "before"})]),
        ("Nộp phiếu chậm nhất ngày 28 hàng tháng.", [("monthly", {"day": 28, "boundary": "by"})]),
        ("Tổng hợp từ ngày 25 đến ngày 28 hằng tháng.", [("monthly", {"day": 28, "first_day": 25})]),
        ("Hằng tháng, vào ngày 25, các tổ họp bình xét.", [("monthly", {"day": 25})]),
        (
            "Công khai kết quả trước ngày 05 của tháng kế tiếp.",
            [("monthly", {"day": 5, "boundary": "before", "of_next_month": True})],
        ),
        (
            "Công khai kết quả trước ngày 05 tháng sau.",
            [("monthly", {"day": 5, "boundary": "before", "of_next_month": True})],
        ),
        ("Chấm điểm vào ngày làm việc cuối cùng của tháng.", [("monthly", {"day": "last"})]),
        ("Mỗi tháng một lần, các tổ nộp phiếu.", [("monthly", {})]),
        # weekdays and weeks
        ("Các tổ họp vào thứ Sáu cuối cùng của tháng.", [("monthly_weekday", {"weekday": 4, "week": "last"})]),
        ("Chiều thứ Sáu tuần cuối hằng tháng, tổ họp bình xét.", [("monthly_weekday", {"weekday": 4, "week": "last"})]),
        ("Hằng tháng, vào thứ Năm tuần thứ ba, Hội đồng họp.", [("monthly_weekday", {"weekday": 3, "week": 3})]),
        ("Tuần 4 hằng tháng các tổ nộp bảng điểm.", [("monthly_weekday", {"week": 4})]),
        ("Các tổ nộp bảng điểm vào tuần cuối của tháng.", [("monthly_weekday", {"week": "last"})]),
        ("Hằng tuần, vào chiều thứ Sáu, tổ tổng hợp điểm.", [("weekly", {"weekday": 4})]),
        ("Nhận xét thi đua vào tiết chào cờ thứ Hai đầu tuần.", [("weekly", {"weekday": 0})]),
        ("Sao đỏ chấm điểm các lớp hằng tuần.", [("weekly", {})]),
        ("Xét học kỳ I vào tuần 2 tháng 01/2026.", [("week_of_month", {"month": 1, "week": 2, "year": 2026})]),
        ("Xét cuối năm vào tuần cuối tháng 5.", [("week_of_month", {"month": 5, "week": "last", "year": 2026})]),
        ("Sơ kết vào tuần 18.", [("school_week", {"week": 18})]),
        (
            "Thi đua từ tuần học thứ 09 đến hết tuần học 13, tổng kết sau đó.",
            [("school_week", {"week": 9, "to_week": 13})],
        ),
        ("Dự giờ tuần 10-14.", [("school_week", {"week": 10, "to_week": 14})]),
        # parts of months, months, quarters, semesters
        ("Gửi hồ sơ về phòng vào cuối tháng 5/2026.", [("approx", {"from": "2026-05-21", "to": "2026-05-31"})]),
        ("Gửi hồ sơ trong nửa đầu tháng 6.", [("approx", {"from": "2026-06-01", "to": "2026-06-15"})]),
        ("Sơ kết thi đua hết tháng 12.", [("month", {"month": 12, "year": 2025, "boundary": "by"})]),
        (
            "Rà soát hồ sơ vào tháng 12 và tháng 5.",
            [("month", {"month": 12, "year": 2025}), ("month", {"month": 5, "year": 2026})],
        ),
        ("Thẩm định sáng kiến trong quý I/2026.", [("range", {"from": "2026-01-01", "to": "2026-03-31"})]),
        ("Hội đồng họp bình xét hằng quý.", [("quarterly", {})]),
        ("Các tổ nộp hồ sơ vào cuối học kỳ I.", [("approx", {"anchor": "end_hk1"})]),
        ("Kết thúc học kỳ II, các tổ nộp hồ sơ.", [("approx", {"anchor": "end_hk2"})]),
        # hanging on something else
        (
            "Gửi biên bản trong thời hạn 02 ngày làm việc kể từ ngày họp tổ.",
            [("relative", {"offset_days": 2, "day_type": "working", "after": "kể từ ngày họp tổ"})],
        ),
        (
            "Gửi biên bản chậm nhất sau 03 ngày kể từ ngày kết thúc đợt thi đua.",
            [("relative", {"offset_days": 3, "day_type": "calendar", "after": "kể từ ngày kết thúc đợt thi đua"})],
        ),
        (
            "Gửi tài liệu trước phiên họp ít nhất 02 ngày làm việc.",
            [("relative", {"offset_days": -2, "day_type": "working", "after": "trước phiên họp"})],
        ),
        (
            "Gửi tài liệu trước 05 ngày khi họp Hội đồng.",
            [("relative", {"offset_days": -5, "day_type": "calendar", "after": "khi họp Hội đồng"})],
        ),
        (
            "Trả lời kiến nghị trong vòng mười ngày kể từ khi nhận đơn.",
            [("relative", {"offset_days": 10, "day_type": "calendar", "after": "kể từ khi nhận đơn"})],
        ),
        (
            "Công bố sau 05 (năm) ngày làm việc kể từ ngày họp.",
            [("relative", {"offset_days": 5, "day_type": "working", "after": "kể từ ngày họp"})],
        ),
        (
            "Ngay sau khi kết thúc mỗi đợt thi đua, các tổ nộp báo cáo.",
            [("event", {"after": "Ngay sau khi kết thúc mỗi đợt thi đua"})],
        ),
        ("Các tổ gửi danh sách ngay sau Hội nghị viên chức.", [("event", {"after": "ngay sau Hội nghị viên chức"})]),
        ("Nộp báo cáo theo đúng thời gian quy định.", [("unspecified", {})]),
    ],
)
def test_a_time_is_read_however_it_is_written(sentence, expected):
    assert rules(sentence) == expected


@pytest.mark.parametrize(
    "text", ["a\n" * 8_000, "\n" * 30_000, "Tháng 9\n- a\n" * 2_000], ids=["short", "empty", "months"]
)
def test_lines_without_end_are_read_in_little_time(within, text):
    with within(seconds=15):
        assert read_plan(read_text(f"KẾ HOẠCH\nThi đua\nI. MỤC ĐÍCH\n1. Chung\n{text}")) is not None
