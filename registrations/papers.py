"""The bản đăng ký thi đua of a person or a tổ: the school's own form. Pure: a dataclass in, a document out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.content import Block, Content, Item, Letterhead, Paragraph, Run, Section, Signatory
from documents.layout import date_words

HINT = "(Ký, ghi rõ họ tên)"
PERSON_PLEDGE = "Tôi cam kết thực hiện đúng các nội dung đã đăng ký."
COLLECTIVE_PLEDGE = "Tập thể cam kết thực hiện đúng các nội dung đã đăng ký."


@dataclass(frozen=True)
class RegistrationFacts:
    """What the paper says; "" or None where nothing is known. `goals` is one goal a line, as it was written."""

    school_year: str
    addressee: str
    name: str
    distinction: str
    goals: str
    is_collective: bool = False
    born_on: date | None = None
    post: str = ""
    department: str = ""
    initiative: str = ""
    remark: str = ""


def registration_content(facts: RegistrationFacts, *, letterhead: Letterhead, confirmed_by: Signatory) -> Content:
    return Content(
        title="BẢN ĐĂNG KÝ",
        subject=f"Danh hiệu thi đua {facts.school_year}",
        letterhead=letterhead,
        addressees=[facts.addressee],
        blocks=[
            *_who(facts),
            _section("Danh hiệu đăng ký", [_text(facts.distinction or "Chưa chọn danh hiệu.")]),
            _section("Nội dung phấn đấu", _goals(facts.goals)),
            *([_section("Sáng kiến dự kiến", [_text(facts.initiative)])] if facts.initiative.strip() else []),
            *([_section("Nhận xét", _lines(facts.remark))] if facts.remark.strip() else []),
            _text(COLLECTIVE_PLEDGE if facts.is_collective else PERSON_PLEDGE),
        ],
        signatories=[_writer(facts), confirmed_by],
        is_form=True,
    )


def _writer(facts: RegistrationFacts) -> Signatory:
    if facts.is_collective:
        return Signatory("TỔ TRƯỞNG", hint=HINT)
    return Signatory("NGƯỜI ĐĂNG KÝ", facts.name, hint=HINT)


def _who(facts: RegistrationFacts) -> list[Block]:
    if facts.is_collective:
        return [_text(f"Tập thể đăng ký: {facts.name}.")]
    lines = [
        f"Họ và tên: {facts.name}",
        f"Sinh {date_words(facts.born_on)}" if facts.born_on else "",
        f"Chức vụ: {facts.post}" if facts.post else "",
        f"Đơn vị: {facts.department}" if facts.department else "",
    ]
    return [_text(line) for line in lines if line]


def _goals(goals: str) -> list[Block]:
    """A line that was begun with a dash, or one of several, is an item of the list."""
    lines = [line.strip().lstrip("-–+•* ").strip() for line in goals.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return [_text(line) for line in lines] or [_text("Chưa ghi nội dung phấn đấu.")]
    return [Item([Run(line)]) for line in lines]


def _lines(text: str) -> list[Block]:
    return [_text(line.strip()) for line in text.splitlines() if line.strip()]


def _section(title: str, blocks: list[Block]) -> Section:
    return Section(title, blocks, style="arabic")


def _text(text: str) -> Paragraph:
    return Paragraph([Run(text)])
