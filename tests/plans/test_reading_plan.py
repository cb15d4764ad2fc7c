"""Reading whole plans: two invented ones, a plain one of 2020 and one full of traps."""

import json
import time
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.reading import read_text
from documents.reading.document import words
from plans.reading import read_plan, to_export
from plans.reading.dates import expand, re_date

SAMPLES = Path(__file__).parent / "samples"


def load(name):
    reading = read_text((SAMPLES / name).read_text(encoding="utf-8"))
    return reading, read_plan(reading)


@pytest.mark.parametrize("name", ["plan_2020.txt", "plan_hard.txt", "plan_round.txt"])
def test_nothing_of_a_plan_is_lost(name):
    reading, facts = load(name)

    lost = words((SAMPLES / name).read_text(encoding="utf-8")) - words(to_export(reading, facts)["text"])
    assert set(lost) <= set("kếhoạch")  # only the letters of a title that was set apart
    assert reading.content.unplaced == []


def test_plan_of_2020_header_period_and_bases():
    _, facts = load("plan_2020.txt")

    assert (facts.header.number, facts.header.symbol, facts.header.date) == ("48", "KH-THST", "2020-09-07")
    assert (facts.period.kind, facts.period.label) == ("calendar_year", "2020")
    assert [(basis.kind, basis.dated) for basis in facts.legal_bases] == [
        ("Luật", None),
        ("Nghị định", date(2017, 7, 31)),
        ("Luật", None),
        ("Kế hoạch", date(2020, 2, 18)),
    ]


def test_plan_of_2020_deadlines_and_targets():
    _, facts = load("plan_2020.txt")

    assert [(d.line, d.kind) for d in facts.deadlines] == [
        (71, "date"),
        (75, "monthly"),
        (77, "week_of_month"),
        (79, "month"),
        (81, "relative"),
        (89, "date"),
    ]
    assert [(t.op, t.value, t.unit, t.code) for t in facts.targets] == [
        (">=", 3, "sáng kiến", None),
        ("=", 100, "%", "LDTT"),
        ("=", 20, "%", "CSTDCS"),
        ("=", 1, "tập thể", "TTLDXS"),
    ]


def test_plan_of_2020_chuyen_de_with_its_window_and_quota():
    _, facts = load("plan_2020.txt")

    [thematic] = [campaign for campaign in facts.campaigns if campaign.kind == "thematic"]
    assert (thematic.name, thematic.start, thematic.end) == (
        "Vận động học sinh đọc sách mỗi ngày",
        date(2020, 10, 5),
        date(2020, 11, 27),
    )
    assert [(quota.authority, quota.collectives, quota.individuals) for quota in facts.quotas] == [
        ("Hiệu trưởng", 2, 5)
    ]


def test_months_before_the_date_of_issue_belong_to_the_school_year_named():
    _, facts = load("plan_2020.txt")

    january = next(deadline for deadline in facts.deadlines if deadline.kind == "week_of_month")
    assert january.parameters["year"] == 2021
    assert "year_missing" in [warning.code for warning in facts.warnings if warning.line == january.line]


def test_traps_are_said():
    _, facts = load("plan_hard.txt")

    assert [(warning.line, warning.code) for warning in facts.warnings] == [
        (3, "blank_number"),
        (3, "blank_date"),
        (5, "layout_marks"),
        (37, "invalid_date"),
        (39, "section_gap"),
        (40, "invalid_date"),
        (42, "school_week"),
        (42, "outside_period"),
        (49, "appendix_after_signature"),
    ]


def test_window_behind_a_heading_and_signature_above_the_recipients():
    reading, facts = load("plan_round.txt")

    assert [(entry.start, entry.end) for entry in facts.timeline] == [(date(2024, 10, 1), date(2024, 11, 20))]
    assert [(d.kind, d.parameters["date"], d.parameters["time"]) for d in facts.deadlines] == [
        ("date", "2024-11-18", "16:00")
    ]
    assert reading.content.recipients == ["Như trên;", "Lưu VT."]
    assert [signatory.name for signatory in reading.content.signatories] == ["Vũ Trầm Hương"]


SENTENCES = [
    "KẾ HOẠCH",
    "Thi đua năm học 2025-2026",
    "Thi đua năm 2024",
    "I. TIẾN ĐỘ",
    "1. Tháng 9-10/2025",
    "- Tháng 13: Nộp hồ sơ.",
    "Thời gian:",
    "- Nộp hồ sơ trước ngày 99/99/9999.",
    "- Họp ngày 0/0.",
    "- Bình xét ngày 45 hằng tháng.",
    "- Sơ kết tuần 9 tháng 14.",
    "02/2026",
    "Quý IV",
    "- Nộp báo cáo hết tháng 0.",
    "- Từ ngày 31/1 đến ngày 30/2 tổ chức thi.",
    "- Từ tháng 0 đến tháng 99 nộp.",
    "- 250% viên chức đăng ký LĐTT.",
    "| Thời gian | Việc |",
    "| Tháng 9 | Nộp |",
    "|---|",
    "- Gửi trong 000 ngày kể từ ngày họp.",
    "Ông Mạc Sơn - Ủy viên",
    "Đợt 1: 5/9 - 1/8.",
    "PHỤ LỤC",
    "(Kèm theo Kế hoạch số 5/KH-X ngày 99/9/2024)",
    "Đồng Mây, ngày 99 tháng 99 năm 9999",
    "năm 0000",
    "- Nộp 29/2, 30/2 và 31/2.",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=16))
def test_no_plan_is_refused_whatever_it_says(sentences):
    reading = read_text("\n".join(sentences))

    exported = to_export(reading, read_plan(reading))

    assert json.loads(json.dumps(exported)) == exported
    for deadline in read_plan(reading).deadlines:
        assert isinstance(expand(deadline, school_year_start=date(2025, 9, 1), school_year_end=date(2026, 8, 31)), list)
        assert re_date(deadline, from_year=2025, to_year=2026).reason or deadline.kind != "invalid_date"


def test_council_and_timetable_of_tables():
    _, facts = load("plan_hard.txt")

    assert [(member.name, member.role) for member in facts.council] == [
        ("Mạc Tùng Sơn", "Chủ tịch Hội đồng"),
        ("Đoàn Vũ Hạ Lam", "Phó Chủ tịch Hội đồng"),
    ]
    assert [(entry.start, entry.end) for entry in facts.timeline] == [
        (date(2025, 8, 1), date(2025, 8, 31)),
        (date(2025, 9, 1), date(2025, 9, 30)),
        (date(2025, 10, 1), date(2025, 11, 30)),
    ]


def test_every_fact_shows_its_sentence_and_keeps_its_key():
    reading, facts = load("plan_2020.txt")
    moved = read_plan(read_text("\n\n" + (SAMPLES / "plan_2020.txt").read_text(encoding="utf-8")))

    everything = [
        *facts.legal_bases,
        *facts.timeline,
        *facts.targets,
        *facts.deadlines,
        *facts.campaigns,
        *facts.quotas,
    ]
    again = [*moved.legal_bases, *moved.timeline, *moved.targets, *moved.deadlines, *moved.campaigns, *moved.quotas]
    assert [fact.key for fact in everything] == [fact.key for fact in again]
    assert len({fact.key for fact in everything}) == len(everything)
    source = " ".join(" ".join(reading.lines).split())
    assert all(" ".join(fact.sentence.split()) in source for fact in everything if fact.line != 35)


def test_command_prints_one_json_object(capsys):
    out = StringIO()

    call_command("read_plan", str(SAMPLES / "plan_2020.txt"), stdout=out)

    data = json.loads(out.getvalue())
    assert data["header"]["title"] == "KẾ HOẠCH"
    assert [section["label"] for section in data["sections"]] == ["I", "II", "III", "IV"]
    assert data["recipients"][-1] == "Lưu: VT"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [("plan.pdf", b"%PDF-1.7 broken"), ("plan.txt", b"K\xe9 ho\xe1ch"), ("plan.docx", b"PK\x03\x04 broken")],
)
def test_command_refuses_what_it_cannot_read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError, match=r"PDF bị hỏng|UTF-8|\.docx bị hỏng"):
        call_command("read_plan", str(path), stdout=StringIO())


def test_command_reads_docx(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    letterhead = document.add_table(rows=1, cols=2)
    letterhead.cell(0, 0).text = "UBND XÃ ĐỒNG MÂY\nTRƯỜNG THCS ĐỒI THÔNG\nSố: 05/KH-THCSĐT"
    letterhead.cell(
        0, 1
    ).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nĐồng Mây, ngày 08 tháng 9 năm 2025"
    for text in ("KẾ HOẠCH", "Thi đua năm học 2025-2026", "", "I. TIẾN ĐỘ"):
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate((("Thời gian", "Việc"), ("Tháng 9/2025", "Đăng ký"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    path = tmp_path / "plan.docx"
    document.save(str(path))
    out = StringIO()

    call_command("read_plan", str(path), stdout=out)

    data = json.loads(out.getvalue())
    assert (data["header"]["issuer"], data["header"]["number"]) == ("TRƯỜNG THCS ĐỒI THÔNG", "05")
    assert [(entry["from"], entry["to"]) for entry in data["timeline"]] == [("2025-09-01", "2025-09-30")]


@pytest.mark.parametrize("unit", ["ngày ", "1, ", "12 người, ", "tháng 1, ", "24/", "từ ngày 1 ", "(", "| ", "* "])
def test_the_time_of_reading_grows_with_the_length_alone(unit):
    """A line of nothing but one beginning, in the letterhead and in the body: no grammar may try all its pairs."""
    line = unit * (12_000 // len(unit))

    started = time.process_time()
    for text in (f"KẾ HOẠCH\nnăm học 2025-2026\n\nI. VIỆC\n\n- {line}\n", f"{line}\nKẾ HOẠCH\nnăm học 2025-2026\n"):
        read_plan(read_text(text))

    assert time.process_time() - started < 12
