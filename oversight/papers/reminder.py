"""Công văn đôn đốc: who is late with what, and until when to send it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.content import Content, Letterhead, Signatory, Table
from documents.letters import letter_content
from documents.wording import text

NAMED = 10  # more addressees are called by their list


@dataclass(frozen=True)
class Late:
    unit: str
    due: str
    days: int
    state: str


@dataclass(frozen=True)
class Reminder:
    """`what` is owed: “hồ sơ đề nghị danh hiệu thi đua năm học 2026-2027”; `as_of` the day in words."""

    issuer: str
    what: str
    as_of: str
    late: Sequence[Late]
    contact: str = ""


def reminder_content(reminder: Reminder, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    rows = [
        [str(at), each.unit, each.due, str(each.days), each.state] for at, each in enumerate(reminder.late, start=1)
    ]
    header = ["TT", "Đơn vị", "Hạn nộp", "Số ngày trễ", "Tình trạng"]
    table = Table(header, rows, widths=[12.0, 73.0, 28.0, 22.0, 30.0], numeric=[3])
    told = f"Đến {reminder.as_of}, {len(reminder.late):02d} đơn vị chưa nộp {reminder.what} theo hạn đã báo, cụ thể:"
    asked = f"{reminder.issuer} đề nghị các đơn vị có tên nộp ngay, hoặc báo lý do và ngày sẽ nộp."
    ask = text(f"Vướng mắc khi lập hồ sơ, đề nghị liên hệ {reminder.contact}.") if reminder.contact else None
    units = [each.unit for each in reminder.late]
    return letter_content(
        f"đôn đốc nộp {reminder.what}",
        addressees=units if len(units) <= NAMED else ["Các đơn vị có tên trong công văn"],
        blocks=[text(told), table, text(asked), *([ask] if ask else [])],
        closing="Trân trọng.",
        letterhead=letterhead,
        signatory=signatory,
    )
