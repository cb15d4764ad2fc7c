"""Forms of letterheads, endings, headings, figures, movements and questions: one small text each."""

import pytest

from documents.content import Section
from documents.reading import read_text
from plans.reading import read_plan, to_export

BODY = "\n\nI. MỤC ĐÍCH\n1. Một\nNội dung một.\n2. Hai\nNội dung hai.\n\n"
TITLE = "KẾ HOẠCH\nThi đua năm học 2024-2025"


def header_of(text):
    header = read_plan(read_text(text + BODY)).header
    return header.superior, header.issuer, header.number, header.symbol, header.date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "UBND XÃ TÂN AN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM TRƯỜNG TH TÂN AN 2 Độc lập - Tự do - Hạnh phúc "
            f"Số: 45/KH-THTA2 Tân An, ngày 15 tháng 9 năm 2025\n\n{TITLE}",
            ("UBND XÃ TÂN AN", "TRƯỜNG TH TÂN AN 2", "45", "KH-THTA2", "2025-09-15"),
        ),
        (
            "ĐẢNG BỘ XÃ TÂN AN\nCHI BỘ TRƯỜNG THCS TÂN AN\n*\nSố 07-KH/CB\nĐẢNG CỘNG SẢN VIỆT NAM\n"
            f"Tân An, ngày 10 tháng 10 năm 2023\n{TITLE}",
            ("ĐẢNG BỘ XÃ TÂN AN", "CHI BỘ TRƯỜNG THCS TÂN AN", "07", "KH/CB", "2023-10-10"),
        ),
        (
            "Trang chủ | Tin tức\n\nKẾ HOẠCH THI ĐUA\n\nUBND HUYỆN MÂY\n\nTRƯỜNG TH GIÓ\n\nSố: 12/KH- THG\n\n"
            f"CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nGió ngày 12 tháng 9 năm 2016\n\n{TITLE}",
            ("UBND HUYỆN MÂY", "TRƯỜNG TH GIÓ", "12", "KH-THG", "2016-09-12"),
        ),
        (
            f"TRƯỜNG TH LÊ LAI      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n TỔ 4-5      Độc lập – Tự do\n{TITLE}",
            ("TRƯỜNG TH LÊ LAI", "TỔ 4-5", None, None, None),
        ),
    ],
)
def test_letterhead(text, expected):
    assert header_of(text) == expected


def ending_of(text):
    content = read_text(f"{TITLE}{BODY}Trên đây là kế hoạch thi đua của nhà trường.\n\n{text}").content
    return content.recipients, [(s.capacity, s.on_behalf, s.post, s.name) for s in content.signatories]


@pytest.mark.parametrize(
    ("text", "recipients", "signatories"),
    [
        (
            "Nơi nhận: - UBND xã (b/c); - Các tổ (t/h); - Lưu: VT. KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG Ngô Văn Bê",
            ["UBND xã (b/c)", "Các tổ (t/h)", "Lưu: VT."],
            [("KT.", "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "Ngô Văn Bê")],
        ),
        (
            "TM. BCH CÔNG ĐOÀN                 HIỆU TRƯỞNG\n     CHỦ TỊCH\n\n   Đỗ Thị Mơ                   Lê Văn Tám",
            [],
            [("TM.", "BCH CÔNG ĐOÀN", "CHỦ TỊCH", "Đỗ Thị Mơ"), ("", "", "HIỆU TRƯỞNG", "Lê Văn Tám")],
        ),
        (
            "TM. HỘI ĐỒNG THI ĐUA\nCHỦ TỊCH\nHIỆU TRƯỞNG\nTrần Sông Hương",
            [],
            [("TM.", "HỘI ĐỒNG THI ĐUA", "CHỦ TỊCH - HIỆU TRƯỞNG", "Trần Sông Hương")],
        ),
        ("Hiệu trưởng\n\nLê Văn Tám", [], [("", "", "Hiệu trưởng", "Lê Văn Tám")]),
        (
            "DUYỆT CỦA BAN GIÁM HIỆU               NGƯỜI LẬP KẾ HOẠCH\n\n   Lê Văn Tám                 Ngô Thị Mai",
            [],
            [("", "", "DUYỆT CỦA BAN GIÁM HIỆU", "Lê Văn Tám"), ("", "", "NGƯỜI LẬP KẾ HOẠCH", "Ngô Thị Mai")],
        ),
    ],
)
def test_ending(text, recipients, signatories):
    assert ending_of(text) == (recipients, signatories)


def test_numbers_that_lost_their_point_are_headings_again():
    content = read_text(f"{TITLE}\n\nI MỤC ĐÍCH, YÊU CẦU\n1 Mục đích\n- Động viên.\n2 Yêu cầu\n- Công khai.\n").content

    [first] = [block for block in content.blocks if isinstance(block, Section)]
    assert [(block.label, block.title) for block in first.blocks] == [("1", "Mục đích"), ("2", "Yêu cầu")]


def targets_of(lines):
    facts = read_plan(read_text(f"{TITLE}\n\nI. CHỈ TIÊU ĐĂNG KÝ\n1. Danh hiệu\n{lines}\n2. Khác\n- Không.\n"))
    return [(t.op, t.value, t.of, t.share, t.code) for t in facts.targets]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- Lao động tiên tiến: 42/45 = 93,3%", [("=", 42, 45, 93.3, "LDTT")]),
        ("- CSTĐ cấp cơ sở: 7 đ/c, chiếm tỉ lệ 15,5%.", [("=", 7, None, 15.5, "CSTDCS")]),
        ("- CSTĐ cấp tỉnh: 01 (đ/c Hiệu trưởng).", [("=", 1, None, None, "CSTD_TINH")]),
        ("- Có từ 85% trở lên viên chức đạt Lao động tiên tiến.", [(">=", 85, None, None, "LDTT")]),
        ("- Chiến sĩ thi đua cơ sở không quá 15% tổng số Lao động tiên tiến.", [("<=", 15, None, None, "CSTDCS")]),
        ("- 5/6 tổ đạt TTLĐTT, có 1 tổ đạt TTLĐXS.", [("=", 5, 6, None, "TTLDTT"), ("=", 1, None, None, "TTLDXS")]),
        ("- Tổ Toán và tổ Văn đạt Tập thể lao động tiên tiến.", [("=", 2, None, None, "TTLDTT")]),
        ("- Không để xảy ra bạo lực học đường.", [("=", 0, None, None, None)]),
        (
            "| Tổ | LĐTT | CSTĐCS |\n|---|---|---|\n| Toán | 11 | 2 |",
            [("=", 11, None, None, "LDTT"), ("=", 2, None, None, "CSTDCS")],
        ),
    ],
)
def test_targets(line, expected):
    assert targets_of(line) == expected


def test_two_figures_that_contradict_each_other_are_asked():
    facts = read_plan(read_text(f"{TITLE}\n\nI. CHỈ TIÊU\n- Có 36/40 giáo viên (đạt 95%) đạt Lao động tiên tiến.\n"))

    assert "number_conflict" in [warning.code for warning in facts.warnings]


def test_movements_without_quotation_marks_and_lists_of_prizes():
    text = (
        "\n\nI. PHONG TRÀO\n- Thực hiện phong trào thi đua Xây dựng trường học thân thiện, học sinh tích cực.\n"
        "II. GIẢI THƯỞNG\n- 01 giải Nhất, 02 giải Nhì;\n- Giải Ba: 03 giải.\n"
    )

    facts = read_plan(read_text(TITLE + text))

    assert [campaign.name for campaign in facts.campaigns] == ["Xây dựng trường học thân thiện, học sinh tích cực"]
    assert [(q.award, q.count) for q in facts.quotas] == [("Giải Nhất", 1), ("Giải Nhì", 2), ("Giải Ba", 3)]


def test_rounds_have_windows_and_terms_are_asked():
    text = "\n\nI. CÁC ĐỢT\n- Đợt 1: Từ đầu năm học đến 20/11/2024.\n- Đợt 2: Từ 21/11 đến hết học kỳ I.\n"

    facts = read_plan(read_text(TITLE + text))

    spans = [(entry.start.isoformat(), entry.end.isoformat()) for entry in facts.timeline]
    assert spans == [("2024-09-01", "2024-11-20"), ("2024-11-21", "2025-01-15")]
    assert "term_days" in [warning.code for warning in facts.warnings]


def test_one_cause_is_one_question_at_all_its_places():
    items = "\n".join(f"- Các tổ nộp hồ sơ trước ngày {day}/5/2021." for day in (10, 12, 14))
    reading = read_text(f"{TITLE}\n\nI. HẠN\n{items}\n")

    facts = read_plan(reading)

    [asked] = [warning for warning in facts.warnings if warning.code == "outside_period"]
    assert asked.places == (5, 6, 7)
    exported = [row["line"] for row in to_export(reading, facts)["warnings"] if row["code"] == "outside_period"]
    assert exported == [5, 6, 7]


def test_page_numbers_part_no_sentence_and_are_kept():
    filler = "\n".join(f"- Việc thứ {n} của nhà trường." for n in range(15))
    reading = read_text(f"{TITLE}\n\nI. VIỆC\n{filler}\n- Các tổ họp và gửi biên bản cho thư ký của\n1\nHội đồng.\n")

    texts = [block.text for block in reading.content.blocks[0].blocks]
    assert texts[-1] == "Các tổ họp và gửi biên bản cho thư ký của Hội đồng."
    assert [paragraph.text for paragraph in reading.content.unplaced] == ["1"]


def facts(body, subject="Thi đua năm học 2024-2025"):
    return read_plan(read_text(f"KẾ HOẠCH\n{subject}\n\n{body}\n"))


def codes(body):
    return [warning.code for warning in facts(body).warnings]


def test_numbers_closed_by_a_stroke_and_a_point():
    body = "I/. NỘI DUNG\n1/. Dạy học\n1.1/. Mầm non\n- Một.\n1.2/. Tiểu học\n- Hai.\n2/. Rèn luyện\n- Ba.\n"
    blocks = read_text(f"{TITLE}\n\n{body}").content.blocks

    first = blocks[0].blocks[0]
    assert [(b.label, b.title) for b in blocks[0].blocks] == [("1", "Dạy học"), ("2", "Rèn luyện")]
    assert [(b.label, b.title) for b in first.blocks] == [("1.1", "Mầm non"), ("1.2", "Tiểu học")]


def test_a_movement_that_is_a_plan_of_its_own_has_its_own_time():
    body = "A. THỜI GIAN\n\nTừ ngày 17/10 đến ngày 20/11/2022.\n\nB. MỐC\n\n- Nộp bài trước ngày 22/10.\n"
    found = facts(body, "Phát động phong trào thi đua “Bàn tay vàng”")

    assert (found.period.kind, found.period.label) == ("campaign", "17/10/2022 - 20/11/2022")
    assert found.deadlines[0].parameters["date"] == "2022-10-22"
    assert [(c.name, c.start.isoformat(), c.end.isoformat()) for c in found.campaigns] == [
        ("Bàn tay vàng", "2022-10-17", "2022-11-20")
    ]


def test_weeks_with_their_days_are_rows_of_the_timetable():
    found = facts("I. TIẾN ĐỘ\n\n* Tuần 1 (07/10 - 11/10): Phát động.\n* Tuần 2 (28/10 - 01/10): Hội giảng.\n")

    assert [(e.start.isoformat(), e.end.isoformat()) for e in found.timeline] == [
        ("2024-10-07", "2024-10-11"),
        ("2024-10-28", "2024-11-01"),
    ]
    assert not found.deadlines
    assert [(w.line, w.code) for w in found.warnings if w.code == "year_conflict"] == [(7, "year_conflict")]


@pytest.mark.parametrize(
    ("title", "name", "days"),
    [
        ("Chuyên đề 1: “Đọc sách” (từ 01/10/2024 đến 20/11/2024)", "Đọc sách", ("2024-10-01", "2024-11-20")),
        ("Chuyên đề 2: Vượt khó, từ ngày 21/11 đến ngày 10/01/2025", "Vượt khó", ("2024-11-21", "2025-01-10")),
        ("Chuyên đề “Nói lời hay” (tháng 1-2/2025)", "Nói lời hay", ("2025-01-01", "2025-02-28")),
    ],
)
def test_the_window_of_a_movement_on_the_line_of_its_name(title, name, days):
    (found,) = facts(f"I. CHUYÊN ĐỀ\n\n- {title}\n").campaigns

    assert (found.name, (found.start.isoformat(), found.end.isoformat())) == (name, days)


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Tổng số cán bộ: 50 người. Trong đó quản lý 03, giáo viên 40, nhân viên 10.", "total_mismatch"),
        ("Kết quả học tập: Giỏi 20%, Khá 50%, Trung bình 30%, Yếu 4%.", "percent_sum"),
        ("Lao động tiên tiến: 20 người; Chiến sĩ thi đua cơ sở: 05 người (không quá 15% số Lao động tiên tiến).",
         "limit_exceeded"),
        ("Phần thưởng cho mỗi tổ: ………… đồng.", "blank_figure"),
    ],
)  # fmt: skip
def test_figures_that_do_not_add_up_are_asked(sentence, code):
    assert code in codes(f"I. CHỈ TIÊU\n\n- {sentence}\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "Tổng số cán bộ: 50 người. Trong đó quản lý 03, giáo viên 40, nhân viên 07.",
        "Tổng số cán bộ: 50 người. Trong đó nữ 40, đảng viên 30.",
        "Kết quả học tập: Giỏi 20%, Khá 50%, Trung bình 30%.",
    ],
)
def test_figures_that_agree_are_not_asked(sentence):
    assert not {"total_mismatch", "percent_sum"} & set(codes(f"I. CHỈ TIÊU\n\n- {sentence}\n"))


def test_a_step_of_two_months_is_a_row_and_the_window_of_what_is_handed_in():
    found = facts("I. TIẾN ĐỘ\n\n- Tháng 9-10/2024: Các tổ nộp bản đăng ký.\n- Tháng 11-12/2024: Hội giảng.\n")

    assert [entry.start.month for entry in found.timeline] == [9, 11]
    assert [(d.kind, d.parameters["from"], d.parameters["to"]) for d in found.deadlines] == [
        ("range", "2024-09-01", "2024-10-31")
    ]


def test_what_a_head_gives_is_a_quota_and_no_target():
    found = facts("I. KHEN\n\n- Kết thúc đợt, Hiệu trưởng tặng Giấy khen cho 10 tập thể và 30 cá nhân tiêu biểu.\n")

    assert not found.targets
    assert [(quota.collectives, quota.individuals) for quota in found.quotas] == [(10, 30)]
