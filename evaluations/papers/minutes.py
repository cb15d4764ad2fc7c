"""Biên bản of the meeting in which a tổ reviews its people. Why somebody was away never stands in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.tables import EXEMPT, Column, DataTable, Row, Value
from documents.content import Block, Content, Letterhead, Section, Signatory
from documents.layout import BLANK
from documents.tables import table_blocks
from documents.wording import items, line, moment_words, sentence, text
from evaluations.papers.results import NO_GRADE, NO_POINTS, Period, Result, count_sentences

KIND = "minutes"
TYPE_CODE = "BB"


@dataclass(frozen=True)
class Meeting:
    """`present` and `absent` are names; `results` what the tổ proposes: `own` and `department` points, grade, note."""

    department: str
    period: Period
    held_at: datetime
    place: str
    chair: str
    secretary: str
    present: Sequence[str]
    absent: Sequence[str]
    results: Sequence[Result]
    ended_at: datetime | None = None
    agenda: Sequence[str] = ()
    remarks: str = ""
    bases: Sequence[str] = ()


def meeting_content(meeting: Meeting, *, letterhead: Letterhead) -> Content:
    """The whole document: no line of place and date; the secretary signs left, the chair right."""
    return Content(
        title="BIÊN BẢN",
        subject=f"Họp {_in_sentence(meeting.department)} đánh giá, xếp loại {meeting.period.words}",
        letterhead=letterhead,
        bases=list(meeting.bases),
        blocks=[
            line("Thời gian bắt đầu", moment_words(meeting.held_at)),
            *([line("Địa điểm", sentence(meeting.place))] if meeting.place.strip() else []),
            Section("THÀNH PHẦN", _who(meeting)),
            Section("NỘI DUNG", _agenda(meeting)),
            Section("KẾT QUẢ", _results(meeting)),
            *([Section("Ý KIẾN TẠI CUỘC HỌP", _remarks(meeting.remarks))] if meeting.remarks.strip() else []),
        ],
        closing=[text(_end(meeting))],
        recipients=["Lưu: VT, hồ sơ tổ"],
        signatories=[Signatory(post="THƯ KÝ", name=meeting.secretary), Signatory(post="CHỦ TRÌ", name=meeting.chair)],
        is_minutes=True,
    )


def _in_sentence(department: str) -> str:
    """“Tổ 4-5” inside a line is “tổ 4-5”."""
    return f"tổ{department[2:]}" if department.startswith("Tổ ") else department


def _who(meeting: Meeting) -> list[Block]:
    total = len(meeting.present) + len(meeting.absent)
    return [
        line("Chủ trì", f"{meeting.chair}."),
        line("Thư ký", f"{meeting.secretary}."),
        text(f"Tổng số: {total:02d}; có mặt: {len(meeting.present):02d}; vắng mặt: {len(meeting.absent):02d}."),
        *([line("Có mặt", f"{'; '.join(meeting.present)}.")] if meeting.present else []),
        *([line("Vắng mặt", f"{'; '.join(meeting.absent)}.")] if meeting.absent else []),
    ]


def _agenda(meeting: Meeting) -> list[Block]:
    usual = [
        f"Từng {meeting.period.who} báo cáo kết quả tự đánh giá {meeting.period.words}",
        "Tổ nhận xét, chấm điểm và đề nghị xếp loại",
    ]
    return items(meeting.agenda or usual)


def _results(meeting: Meeting) -> list[Block]:
    counts = [text(each) for each in count_sentences(meeting.period, meeting.results)]
    return [text("Kết quả nhận xét, chấm điểm và đề nghị xếp loại:"), *table_blocks(meeting_table(meeting)), *counts]


def meeting_table(meeting: Meeting) -> DataTable:
    columns = [
        Column("TT", 10, "ordinal"),
        Column("Tên tập thể" if meeting.period.is_collective else "Họ và tên", 48, "name"),
        Column("Tự chấm", 18, "number", NO_POINTS),
        Column("Tổ chấm", 18, "number", NO_POINTS),
        Column("Đề nghị xếp loại", 30, "text", NO_GRADE),
        Column("Nhận xét", 41),
    ]
    rows = [Row([number, each.name, *_cells(each)]) for number, each in enumerate(meeting.results, start=1)]
    return DataTable("", columns, rows)


def _cells(result: Result) -> list[Value]:
    if result.is_exempt:
        return [EXEMPT, EXEMPT, EXEMPT, result.note]
    return [result.own, result.department, result.grade or None, result.note]


def _remarks(words: str) -> list[Block]:
    return [text(sentence(each)) for each in words.splitlines() if each.strip()]


def _end(meeting: Meeting) -> str:
    when = moment_words(meeting.ended_at) if meeting.ended_at else f"{BLANK} giờ {BLANK} phút cùng ngày"
    return f"Cuộc họp kết thúc vào {when}."
