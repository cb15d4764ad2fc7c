"""Báo cáo thành tích cá nhân, tập thể: the three parts in use; no text that was read fixes its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from awards.papers.parts import HINT, paragraphs, plain_table, text
from documents.content import Block, Content, Item, Letterhead, Run, Section, Signatory
from documents.layout import date_words

NONE_YET = "Chưa có."
TITLE_HEADER = ["Năm", "Danh hiệu", "Số, ngày, cơ quan ban hành quyết định"]
FORM_HEADER = ["Năm", "Hình thức khen thưởng", "Số, ngày, cơ quan ban hành quyết định"]
RATING_HEADER = ["Năm", "Mức độ hoàn thành nhiệm vụ"]
PERSON_POST, COLLECTIVE_POST = "NGƯỜI BÁO CÁO", "ĐẠI DIỆN TẬP THỂ BÁO CÁO"


@dataclass(frozen=True)
class Held:
    """A title or commendation that is on record: `year` “2024-2025”, `decision` its number, day and authority."""

    year: str
    name: str
    decision: str


@dataclass(frozen=True)
class ReportFacts:
    """`background` are (label, value) of part I in order, those without a value are left out.

    `duties` and `achievements` are typed, one paragraph a line; `ratings` are (year, level).
    """

    distinction: str
    period: str
    name: str
    background: Sequence[tuple[str, str]]
    duties: str
    achievements: str
    titles: Sequence[Held] = ()
    ratings: Sequence[tuple[str, str]] = ()
    commendations: Sequence[Held] = ()
    is_collective: bool = False


def report_content(facts: ReportFacts, *, letterhead: Letterhead, confirmed_by: Signatory) -> Content:
    """`confirmed_by`: the head, whose confirmation stands at the left; whoever reports signs at the right."""
    is_collective = facts.is_collective
    reporter = Signatory(
        COLLECTIVE_POST if is_collective else PERSON_POST, "" if is_collective else facts.name, hint=HINT
    )
    return Content(
        title="BÁO CÁO THÀNH TÍCH",
        subject=f"Đề nghị xét tặng {facts.distinction} {facts.period}",
        letterhead=letterhead,
        blocks=[
            _part("Sơ lược đặc điểm, tình hình" if is_collective else "Sơ lược lý lịch", _background(facts)),
            _part("Thành tích đạt được", _achieved(facts)),
            _part("Các danh hiệu, hình thức đã được khen thưởng", _held(facts)),
        ],
        signatories=[confirmed_by, reporter],
        is_form=True,
    )


def _part(title: str, blocks: list[Block]) -> Section:
    return Section(title, blocks, style="roman")


def _background(facts: ReportFacts) -> list[Block]:
    return [_fact(label, value) for label, value in facts.background if value.strip()]


def _fact(label: str, value: str) -> Block:
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    return Item([Run(f"{label}: {' '.join(lines)}")])


def _achieved(facts: ReportFacts) -> list[Block]:
    return [
        Section("Quyền hạn, nhiệm vụ được giao hoặc đảm nhận", _typed(facts.duties), style="arabic"),
        Section("Thành tích đạt được", _typed(facts.achievements), style="arabic"),
    ]


def _typed(words: str) -> list[Block]:
    """Typed lines; one that begins with a dash is an item of a list."""
    found: list[Block] = []
    for line in filter(None, map(str.strip, words.splitlines())):
        marked = line[0] in "-–+•*"
        found += [Item([Run(line.lstrip("-–+•* "))])] if marked else paragraphs(line)
    return found or [text("Chưa ghi.")]


def _held(facts: ReportFacts) -> list[Block]:
    return [
        _records("Danh hiệu thi đua", TITLE_HEADER, facts.titles),
        _ratings(facts.ratings),
        _records("Hình thức khen thưởng", FORM_HEADER, facts.commendations),
    ]


def _records(title: str, header: list[str], rows: Sequence[Held]) -> Section:
    cells = [[row.year, row.name, row.decision] for row in rows]
    blocks = [plain_table(header, cells, [24.0, 50.0, 71.0])] if rows else [text(NONE_YET)]
    return Section(title, blocks, style="arabic")


def _ratings(rows: Sequence[tuple[str, str]]) -> Section:
    cells = [list(row) for row in rows]
    blocks = [plain_table(RATING_HEADER, cells, [40.0, 105.0])] if rows else [text(NONE_YET)]
    return Section("Mức độ hoàn thành nhiệm vụ", blocks, style="arabic")


# ---- what a report begins with ----


@dataclass(frozen=True)
class Beginning:
    """What the application knows of the year. `results` are (period, grade) of published sheets, oldest first."""

    post: str = ""
    place: str = ""
    goals: str = ""
    initiative: str = ""
    results: Sequence[tuple[str, str]] = ()
    rating: str = ""
    holders: Sequence[tuple[str, int]] = field(default=())  # of a tổ: (title, how many of its people registered it)


def first_duties(known: Beginning) -> str:
    post = f"{known.post}, {known.place}" if known.post and known.place else known.post or known.place
    return f"{post[:1].upper()}{post[1:]}." if post else ""


def first_achievements(known: Beginning) -> str:
    """Lines to write on from, never a judgement: what was aimed at, what was graded, what stands on record."""
    lines: list[str] = []
    goals = [line.strip().lstrip("-–+•* ") for line in known.goals.splitlines() if line.strip()]
    if goals:
        lines += ["Thực hiện các nội dung đã đăng ký:", *(f"- {goal}" for goal in goals)]
    if known.results:
        told = "; ".join(f"{period}: {grade}" for period, grade in known.results)
        lines.append(f"Kết quả đánh giá đã công bố: {told}.")
    if known.rating:
        lines.append(f"Xếp loại chất lượng: {known.rating}.")
    if known.initiative:
        lines.append(f"Sáng kiến: {known.initiative}.")
    lines += [f"Đăng ký {title}: {count} người." for title, count in known.holders]
    return "\n".join(lines)


def decision_words(number: str, day: date, authority: str) -> str:
    return f"Quyết định số {number} {date_words(day)} của {authority}"
