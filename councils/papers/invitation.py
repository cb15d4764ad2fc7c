"""Giấy mời to a session of a council: who is invited, to what, when and where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from core.templatetags.ui import vi_weekday_date
from councils.agenda import Point
from documents.content import Block, Content, Item, Letterhead, Paragraph, Run, Signatory

TYPE_CODE = "GM"


@dataclass(frozen=True)
class Invitation:
    """`recipients` are (name, seat) in the order of the council's decision; `papers` the titles to read before."""

    council: str
    title: str
    held_on: date
    starts_at: time
    place: str
    recipients: Sequence[tuple[str, str]]
    agenda: Sequence[Point] = ()
    papers: Sequence[str] = ()


def invitation_content(invitation: Invitation, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    """The whole document; `signatory` is the council's chair."""
    return Content(
        title="GIẤY MỜI",
        subject=f"Họp {invitation.council}",
        letterhead=letterhead,
        blocks=[
            _text(f"{invitation.council} trân trọng kính mời:"),
            *_items([f"{name}, {seat}" for name, seat in invitation.recipients]),
            _line("Tới dự cuộc họp về việc", f"{invitation.title}."),
            _line("Thời gian", f"{when(invitation.held_on, invitation.starts_at)}."),
            _line("Địa điểm", f"{invitation.place}."),
            *_agenda(invitation.agenda),
            *_papers(invitation.papers),
            _text("Thành viên không dự họp được, đề nghị báo thư ký Hội đồng trước giờ họp."),
        ],
        recipients=["Như trên", "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def when(held_on: date, starts_at: time) -> str:
    """ "14 giờ 00, thứ Sáu 14/5/2027"."""
    return f"{starts_at:%H} giờ {starts_at:%M}, {vi_weekday_date(held_on)}"


def still_says(content: Content, *, held_on: date, starts_at: time, place: str) -> bool:
    """Whether a written invitation names this hour, this day and this place."""
    words = " ".join(block.text for block in content.walk() if isinstance(block, Paragraph))
    return when(held_on, starts_at) in words and place in words


def _agenda(points: Sequence[Point]) -> list[Block]:
    if not points:
        return []
    words = [f"{point.text} ({point.presenter} trình bày)" if point.presenter else point.text for point in points]
    return [_line("Chương trình", ""), *_items(words)]


def _papers(titles: Sequence[str]) -> list[Block]:
    if not titles:
        return []
    return [_line("Tài liệu đọc trước, trong trang của phiên họp", ""), *_items(titles)]


def _items(texts: Sequence[str]) -> list[Block]:
    """One entry a line, “;” after each and “.” after the last."""
    *first, last = texts
    return [*(Item([Run(f"{text};")]) for text in first), Item([Run(f"{last}.")])]


def _line(label: str, words: str) -> Paragraph:
    return Paragraph([Run(f"{label}: " if words else f"{label}:", bold=True), *([Run(words)] if words else [])])


def _text(words: str) -> Paragraph:
    return Paragraph([Run(words)])
