"""Thông báo lịch: the dates of a plan that are still to come. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.content import Content, Letterhead, Signatory, Table
from documents.wording import text


@dataclass(frozen=True)
class Dated:
    work: str
    opens: str
    due: str


@dataclass(frozen=True)
class CalendarNotice:
    issuer: str
    who: str
    plan: str
    since: str  # the day from which the dates are listed, in words
    dates: Sequence[Dated]


def calendar_notice_content(notice: CalendarNotice, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    rows = [[str(at), each.work, each.opens, each.due] for at, each in enumerate(notice.dates, start=1)]
    source = f"Theo {notice.plan}, " if notice.plan else ""
    opening = f"{source}{notice.issuer} thông báo lịch thực hiện các việc còn lại tính từ {notice.since} như sau."
    return Content(
        title="THÔNG BÁO",
        subject="Lịch thực hiện công tác thi đua, khen thưởng",
        letterhead=letterhead,
        blocks=[
            text(opening),
            Table(header=["TT", "Việc", "Mở từ", "Hạn"], rows=rows, widths=[12.0, 97.0, 28.0, 28.0]),
        ],
        closing=[text(f"{notice.issuer} thông báo để {notice.who} biết, chủ động thực hiện.")],
        recipients=[f"{notice.who[:1].upper()}{notice.who[1:]}", "Lưu: VT"],
        signatories=[signatory],
    )
