"""Thông báo kết luận: what a khối agreed on at its meeting. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.content import Content, Letterhead, Signatory
from documents.layout import date_words
from documents.wording import line, paragraphs, text


@dataclass(frozen=True)
class Conclusions:
    group: str
    issuer: str
    held_on: date
    place: str
    chaired_by: str
    words: str


def conclusions_content(told: Conclusions, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    """The words of the meeting's notes, line by line, under day, place and chair."""
    day = date_words(told.held_on)
    return Content(
        title="THÔNG BÁO",
        subject=f"Kết luận cuộc họp giao ban {told.group} {day}",
        letterhead=letterhead,
        blocks=[
            text(f"{told.group} đã họp giao ban {day}. {told.issuer} thông báo kết luận của cuộc họp như sau."),
            line("Địa điểm", told.place),
            line("Chủ trì", told.chaired_by),
            *paragraphs(told.words),
        ],
        closing=[text("Các đơn vị trong khối thực hiện và báo cáo kết quả tại lần giao ban sau.")],
        recipients=["Các đơn vị trong khối", "Lưu: VT"],
        signatories=[signatory],
    )
